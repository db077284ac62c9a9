//! Instances: calling a class, binding what its attributes hold.

use std::rc::Rc;

use super::Vm;
use super::arguments::Arguments;
use crate::dict::Dict;
use crate::heap::{ClassId, ExceptionData, InstanceData};
use crate::value::{R, Value};

impl Vm {
    /// Calls a class.
    pub(crate) fn instantiate(&mut self, class: ClassId, arguments: Arguments) -> R {
        if let Some(hook) = self.class_hook(&Value::Class(class), "__class_call__")? {
            return self.call(&hook, arguments);
        }
        if let Some(what) = self.heap.class(class).unknown.clone() {
            return Ok(Value::Unknown(what));
        }
        if &*self.heap.class(class).module == "builtins" && !self.is_exception_class(class) {
            let name = self.heap.class(class).name.clone();
            return self.construct_builtin(&name, arguments);
        }
        let instance = match self.lookup(class, "__new__") {
            Some(new) => {
                let new = match new {
                    Value::StaticMethod(inner) => inner.as_ref().clone(),
                    other => other,
                };
                self.call(&new, arguments.clone().prepend(Value::Class(class)))?
            }
            None => self.allocate(class, &arguments)?,
        };
        let Value::Instance(id) = instance else {
            return Ok(instance);
        };
        if !self.is_subclass(self.heap.instance(id).class, class) {
            return Ok(instance);
        }
        match self.lookup(class, "__init__") {
            Some(init) => {
                let init = self.bind(&init, &instance, class)?;
                let result = self.call(&init, arguments)?;
                if !matches!(result, Value::None | Value::Unknown(_)) {
                    let type_name = self.type_name(&result);
                    let message = format!("__init__() should return None, not '{type_name}'");
                    return Err(self.error("TypeError", message));
                }
            }
            None => {
                let data = self.heap.instance(id);
                let plain = data.inner.is_none() && data.exception.is_none();
                let given = !arguments.positional.is_empty() || !arguments.keywords.is_empty();
                if plain && given && self.lookup(class, "__new__").is_none() {
                    let name = self.heap.class(class).name.clone();
                    return Err(self.error("TypeError", format!("{name}() takes no arguments")));
                }
            }
        }
        Ok(instance)
    }

    pub(super) fn is_exception_class(&self, class: ClassId) -> bool {
        self.is_subclass(class, self.class("BaseException"))
    }

    /// `object.__new__`, with what the built-in base holds.
    pub(crate) fn allocate(&mut self, class: ClassId, arguments: &Arguments) -> R {
        let class = self.class_by_errno(class, arguments);
        let exception = self.is_exception_class(class).then(|| {
            Box::new(ExceptionData {
                args: arguments.positional.clone(),
                ..ExceptionData::default()
            })
        });
        let mro = self.heap.class(class).mro.clone();
        let base = mro.iter().map(|base| self.heap.class(*base)).find(|base| {
            matches!(
                &*base.name,
                "dict" | "list" | "set" | "frozenset" | "str" | "int" | "float" | "tuple" | "bytes"
            ) && &*base.module == "builtins"
        });
        let base = base.map(|base| base.name.clone());
        let has_init = self.lookup(class, "__init__").is_some();
        let inner = match base {
            Some(base) => {
                let changeable = matches!(&*base, "dict" | "list" | "set");
                let arguments = if changeable && has_init {
                    Arguments::default()
                } else {
                    arguments.clone()
                };
                Some(self.construct_builtin(&base, arguments)?)
            }
            None => None,
        };
        let dict = self.heap.add_dict(Dict::default());
        let is_os_error = self.is_subclass(class, self.class("OSError"));
        let id = self.heap.add_instance(InstanceData {
            class,
            dict,
            inner,
            exception,
        });
        if is_os_error {
            for (at, name) in ["errno", "strerror", "filename"].into_iter().enumerate() {
                let value = arguments.get(at).cloned().unwrap_or(Value::None);
                self.heap.dict_mut(dict).set_name(name, value);
            }
        }
        for name in ["name", "path"] {
            if let Some(value) = arguments.keyword(name)
                && self.heap.instance(id).exception.is_some()
            {
                self.heap.dict_mut(dict).set_name(name, value);
            }
        }
        Ok(Value::Instance(id))
    }

    /// What reading a class's attribute through an instance gives.
    pub(crate) fn bind(&mut self, attribute: &Value, object: &Value, class: ClassId) -> R {
        Ok(match attribute {
            Value::Function(_) => {
                Value::Method(Rc::new((object.clone().held(), attribute.clone())))
            }
            Value::ClassMethod(inner) => {
                Value::Method(Rc::new((Value::Class(class), inner.as_ref().clone())))
            }
            Value::StaticMethod(inner) => inner.as_ref().clone(),
            Value::Property(property) => {
                if property.get.is_none() {
                    return Err(self.error("AttributeError", "unreadable attribute"));
                }
                self.call_positional(&property.get.clone(), vec![object.clone()])?
            }
            Value::Instance(_) => match self.special_method(attribute, "__get__")? {
                Some(get) => {
                    self.call_positional(&get, vec![object.clone(), Value::Class(class)])?
                }
                None => attribute.clone(),
            },
            other => other.clone(),
        })
    }

    /// The method that an operation calls on a value, bound; instances of classes written in Python have some.
    pub(crate) fn special_method(&mut self, value: &Value, name: &str) -> R<Option<Value>> {
        match value {
            Value::Instance(id) => {
                let class = self.heap.instance(*id).class;
                match self.lookup(class, name) {
                    Some(Value::None) | None => match self.heap.class(class).unknown.clone() {
                        Some(what) => Ok(Some(Value::Unknown(what))),
                        None => Ok(None),
                    },
                    Some(method) => self.bind(&method, value, class).map(Some),
                }
            }
            Value::Unknown(_) => Ok(Some(value.clone())),
            _ => Ok(None),
        }
    }

    /// `OSError` with a known number is of the class for it (Objects/exceptions.c, `oserror_new`).
    fn class_by_errno(&self, class: ClassId, arguments: &Arguments) -> ClassId {
        if class != self.class("OSError") || arguments.len() < 2 {
            return class;
        }
        let name = match arguments.get(0).and_then(Value::as_int) {
            Some(1 | 13) => "PermissionError",
            Some(2) => "FileNotFoundError",
            Some(17) => "FileExistsError",
            Some(20) => "NotADirectoryError",
            Some(21) => "IsADirectoryError",
            Some(32) => "BrokenPipeError",
            Some(104) => "ConnectionResetError",
            Some(110) => "TimeoutError",
            Some(111) => "ConnectionRefusedError",
            _ => return class,
        };
        self.class(name)
    }
}
