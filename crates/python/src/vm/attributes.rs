//! `object.name`: reading, setting, deleting, and what is said when it is not there.

use std::rc::Rc;

use super::Vm;
use crate::builtins::methods_of;
use crate::heap::{ClassId, Fact, FunctionId, ModuleId, Names};
use crate::value::{R, Stop, Value};

impl Vm {
    /// `object.name`, or none where that raises `AttributeError`.
    pub(crate) fn optional_attribute(&mut self, object: &Value, name: &str) -> R<Option<Value>> {
        match self.attribute(object, name) {
            Ok(value) => Ok(Some(value)),
            Err(Stop::Raise(id) | Stop::Again(id)) if self.is_class_named(id, "AttributeError") => {
                Ok(None)
            }
            Err(stop) => Err(stop),
        }
    }

    /// `object.name`.
    pub(crate) fn attribute(&mut self, object: &Value, name: &str) -> R {
        match object {
            Value::Unknown(what) => Ok(Value::Unknown(what.clone())),
            Value::Module(id) => self.module_attribute(*id, name),
            Value::Class(id) => self.class_attribute(*id, name),
            Value::Instance(_) => self.instance_attribute(object, name),
            Value::Function(id) => self.function_attribute(object, *id, name),
            Value::Method(pair) => match name {
                "__self__" => Ok(pair.0.clone()),
                "__func__" => Ok(pair.1.clone()),
                _ => self.attribute(&pair.1.clone(), name),
            },
            Value::Super(pair) => self.super_attribute(pair.0, &pair.1.clone(), name),
            Value::Property(property) => match name {
                "fget" => Ok(property.get.clone()),
                "setter" | "getter" | "deleter" => Ok(Value::BuiltinMethod(Rc::new((
                    object.clone().held(),
                    Rc::from(name),
                )))),
                _ => Err(self.no_attribute(object, name)),
            },
            Value::Native(native) => match name {
                "__name__" | "__qualname__" => Ok(Value::str(native.name)),
                "__module__" => Ok(Value::str("builtins")),
                "__doc__" => Ok(Value::None),
                _ => Err(self.no_attribute(object, name)),
            },
            Value::StaticMethod(inner) | Value::ClassMethod(inner) if name == "__func__" => {
                Ok(inner.as_ref().clone())
            }
            _ => self.builtin_attribute(object, name),
        }
    }

    fn builtin_attribute(&mut self, object: &Value, name: &str) -> R {
        let class = self.class_of(object);
        let data = match (object, name) {
            (_, "__class__") => return Ok(Value::Class(class)),
            (_, "__doc__") => return Ok(Value::None),
            (Value::Int(_) | Value::Bool(_), "real" | "numerator") => {
                return Ok(Value::Int(object.as_int().unwrap_or(0)));
            }
            (Value::Int(_) | Value::Bool(_), "imag") => return Ok(Value::Int(0)),
            (Value::Range(range), "start" | "stop" | "step") => match name {
                "start" => range[0],
                "stop" => range[1],
                _ => range[2],
            },
            (Value::Generator(id), "__name__" | "__qualname__") => {
                return Ok(Value::Str(self.heap.generator(*id).name.clone()));
            }
            (Value::Slice(parts), "start" | "stop" | "step") => {
                let at = ["start", "stop", "step"]
                    .iter()
                    .position(|part| *part == name)
                    .unwrap_or(0);
                return Ok(parts[at].clone());
            }
            _ => {
                let known = methods_of(&self.heap.class(class).name).any(|method| method == name);
                if known {
                    return Ok(Value::BuiltinMethod(Rc::new((
                        object.clone().held(),
                        Rc::from(name),
                    ))));
                }
                return Err(self.no_attribute(object, name));
            }
        };
        Ok(Value::Int(data))
    }

    fn module_attribute(&mut self, id: ModuleId, name: &str) -> R {
        let module = self.heap.module(id);
        let dict = module.dict;
        if let Some(value) = self.heap.dict(dict).name(name) {
            return Ok(value.clone());
        }
        if name == "__dict__" {
            return Ok(Value::Dict(dict));
        }
        let full = format!("{}.{name}", module.name);
        let unknown = match &module.names {
            Names::Listed(names) => names.iter().any(|listed| &**listed == name),
            // A stock module whose imports still run has hardly any of its names yet.
            Names::Open(_) => {
                let is_begun = module.initializing && !self.frame().file.is_stock;
                !name.starts_with("__") && !is_begun
            }
            Names::Closed => false,
        };
        if unknown {
            return Ok(self.unknown(&full));
        }
        if let Some(getattr) = self.heap.dict(dict).name("__getattr__").cloned() {
            return self.call_positional(&getattr, vec![Value::str(name)]);
        }
        let module = self.heap.module(id);
        let fact = self.missing_in_module(id, name);
        let message = if module.initializing {
            format!(
                "partially initialized module '{}' has no attribute '{name}' (most likely due to a circular import)",
                module.name
            )
        } else {
            format!("module '{}' has no attribute '{name}'", module.name)
        };
        Err(self.error_with("AttributeError", &message, fact))
    }

    /// The fact that a module lacks a name.
    pub(crate) fn missing_in_module(&self, id: ModuleId, name: &str) -> Fact {
        let module = self.heap.module(id);
        let mut candidates = self.heap.dict(module.dict).text_keys();
        if let Names::Listed(names) = &module.names {
            candidates.extend(names.iter().map(|name| name.to_string()));
        }
        candidates.retain(|candidate| !candidate.starts_with("__"));
        Fact::Missing(crate::MissingName {
            name: name.to_owned(),
            holder: module.name.to_string(),
            file: module.file.as_ref().map(|file| file.to_string()),
            partially_initialized: module.initializing,
            candidates,
        })
    }

    fn class_attribute(&mut self, id: ClassId, name: &str) -> R {
        let object = Value::Class(id);
        let data = self.heap.class(id);
        match name {
            "__name__" => return Ok(Value::Str(data.name.clone())),
            "__qualname__" => return Ok(Value::Str(data.qualname.clone())),
            "__module__" => return Ok(Value::Str(data.module.clone())),
            "__dict__" => return Ok(Value::Dict(data.dict)),
            "__class__" => return Ok(Value::Class(self.class("type"))),
            "__mro__" => {
                return Ok(Value::tuple(
                    data.mro.iter().map(|class| Value::Class(*class)).collect(),
                ));
            }
            "__bases__" => {
                return Ok(Value::tuple(
                    data.bases
                        .iter()
                        .map(|class| Value::Class(*class))
                        .collect(),
                ));
            }
            _ => {}
        }
        if let Some(value) = self.lookup(id, name) {
            return match &value {
                Value::ClassMethod(_) | Value::StaticMethod(_) => self.bind(&value, &object, id),
                _ => Ok(value),
            };
        }
        if let Some(what) = self.heap.class(id).unknown.clone() {
            return Ok(Value::Unknown(what));
        }
        let mro = self.heap.class(id).mro.clone();
        for base in mro {
            let data = self.heap.class(base);
            if &*data.module == "builtins" && methods_of(&data.name).any(|method| method == name) {
                return Ok(Value::BuiltinMethod(Rc::new((
                    Value::Class(base),
                    Rc::from(name),
                ))));
            }
        }
        if name == "__doc__" {
            return Ok(Value::None);
        }
        if let Some(hook) = self.class_hook(&object, "__class_getattr__")? {
            return self.call_positional(&hook, vec![Value::str(name)]);
        }
        let class_name = self.heap.class(id).name.clone();
        let fact = self.missing_of_class(id, name, &format!("class {class_name}"));
        let message = format!("type object '{class_name}' has no attribute '{name}'");
        Err(self.error_with("AttributeError", &message, fact))
    }

    fn missing_of_class(&self, id: ClassId, name: &str, holder: &str) -> Fact {
        let mut candidates = Vec::new();
        for base in &self.heap.class(id).mro {
            let data = self.heap.class(*base);
            candidates.extend(self.heap.dict(data.dict).text_keys());
            if &*data.module == "builtins" {
                candidates.extend(methods_of(&data.name).map(str::to_owned));
            }
        }
        candidates.retain(|candidate| !candidate.starts_with("__"));
        Fact::Missing(crate::MissingName {
            name: name.to_owned(),
            holder: holder.to_owned(),
            file: None,
            partially_initialized: false,
            candidates,
        })
    }

    fn instance_attribute(&mut self, object: &Value, name: &str) -> R {
        let Value::Instance(id) = object else {
            return Err(self.no_attribute(object, name));
        };
        let (class, dict) = (self.heap.instance(*id).class, self.heap.instance(*id).dict);
        match name {
            "__class__" => return Ok(Value::Class(class)),
            "__dict__" => return Ok(Value::Dict(dict)),
            _ => {}
        }
        let in_class = self.lookup(class, name);
        if let Some(Value::Property(property)) = &in_class
            && (!property.cached || self.heap.dict(dict).name(name).is_none())
        {
            let value = self.bind(&Value::Property(property.clone()), object, class)?;
            if property.cached {
                self.heap.dict_mut(dict).set_name(name, value.clone());
            }
            return Ok(value);
        }
        if let Some(Value::Instance(_)) = &in_class
            && let Some(descriptor) = &in_class
            && self.special_method(descriptor, "__set__")?.is_some()
        {
            return self.bind(&descriptor.clone(), object, class);
        }
        if let Some(value) = self.heap.dict(dict).name(name) {
            return Ok(value.clone());
        }
        if let Some(value) = in_class {
            return self.bind(&value, object, class);
        }
        if let Some(value) = self.exception_attribute(*id, name) {
            return Ok(value);
        }
        if let Some(inner) = self.heap.instance(*id).inner.clone()
            && let Some(value) = self.optional_attribute(&inner, name)?
        {
            return Ok(value);
        }
        if let Some(what) = self.heap.class(class).unknown.clone() {
            return Ok(Value::Unknown(what));
        }
        if let Some(method) = self.special_method(object, "__getattr__")? {
            return self.call_positional(&method, vec![Value::str(name)]);
        }
        if methods_of("object").any(|method| method == name) {
            return Ok(Value::BuiltinMethod(Rc::new((
                object.clone().held(),
                Rc::from(name),
            ))));
        }
        match name {
            "__module__" => Ok(Value::Str(self.heap.class(class).module.clone())),
            "__doc__" => Ok(Value::None),
            _ => Err(self.no_attribute(object, name)),
        }
    }

    fn exception_attribute(&self, id: crate::heap::InstanceId, name: &str) -> Option<Value> {
        let data = self.heap.instance(id).exception.as_ref()?;
        Some(match name {
            "args" => Value::tuple(data.args.clone()),
            "__cause__" => data.cause.clone().unwrap_or(Value::None),
            "__context__" => data.context.clone().unwrap_or(Value::None),
            "__suppress_context__" => Value::Bool(data.suppress_context),
            "__traceback__" => Value::Unknown(Rc::from("traceback objects")),
            "with_traceback" | "add_note" => {
                Value::BuiltinMethod(Rc::new((Value::Instance(id), Rc::from(name))))
            }
            "code" if self.is_class_named(id, "SystemExit") => {
                data.args.first().cloned().unwrap_or(Value::None)
            }
            "value" if self.is_class_named(id, "StopIteration") => {
                data.args.first().cloned().unwrap_or(Value::None)
            }
            "name" | "path" if self.is_class_named(id, "ImportError") => match data.fact.as_deref()
            {
                Some(Fact::Import(failure)) if name == "name" => Value::str(&failure.module),
                _ => Value::None,
            },
            _ => return None,
        })
    }

    fn function_attribute(&mut self, object: &Value, id: FunctionId, name: &str) -> R {
        let data = self.heap.function(id);
        if let Some(dict) = data.dict
            && let Some(value) = self.heap.dict(dict).name(name)
        {
            return Ok(value.clone());
        }
        Ok(match name {
            "__name__" => Value::Str(data.code.name.clone()),
            "__qualname__" => Value::Str(data.qualname.clone()),
            "__module__" => Value::Str(data.module.clone()),
            "__doc__" => data.code.doc.clone().map_or(Value::None, Value::Str),
            "__globals__" => Value::Dict(data.globals),
            "__defaults__" => Value::tuple(data.defaults.iter().flatten().cloned().collect()),
            "__dict__" => {
                let id = self.function_dict(id);
                Value::Dict(id)
            }
            "__annotations__" => self.new_dict(crate::dict::Dict::default()),
            "__code__" | "__closure__" | "__kwdefaults__" => self.unknown("code objects"),
            "__class__" => Value::Class(self.class("function")),
            "__call__" => object.clone(),
            "__get__" => self.unknown("descriptors of functions"),
            _ => return Err(self.no_attribute(object, name)),
        })
    }

    pub(super) fn function_dict(&mut self, id: FunctionId) -> crate::heap::DictId {
        match self.heap.function(id).dict {
            Some(dict) => dict,
            None => {
                let dict = self.heap.add_dict(crate::dict::Dict::default());
                self.heap.function_mut(id).dict = Some(dict);
                dict
            }
        }
    }

    pub(super) fn no_attribute(&mut self, object: &Value, name: &str) -> Stop {
        let class = self.class_of(object);
        let type_name = self.heap.class(class).name.to_string();
        let mut fact = self.missing_of_class(class, name, &type_name);
        if let (Value::Instance(id), Fact::Missing(missing)) = (object, &mut fact) {
            let own = self.heap.dict(self.heap.instance(*id).dict).text_keys();
            missing.candidates.splice(0..0, own);
        }
        self.error_with(
            "AttributeError",
            &format!("'{type_name}' object has no attribute '{name}'"),
            fact,
        )
    }
}
