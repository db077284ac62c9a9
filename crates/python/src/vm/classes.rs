//! Classes: making them, their order of resolution, instances.

use std::rc::Rc;

use super::Vm;
use super::arguments::Arguments;
use crate::ast::{Argument, Class, Name};
use crate::dict::Dict;
use crate::frame::{Frame, FrameKind, Position};
use crate::heap::{ClassData, ClassId, DictId, InstanceId};
use crate::value::{R, Stop, Value};

impl Vm {
    /// Runs a class statement.
    // The steps of a class statement, one after the other: more than 60 lines.
    pub(super) fn make_class(&mut self, node: &Rc<Class>) -> R {
        let mut bases = Vec::new();
        let mut keywords = Vec::new();
        let mut unknown = None;
        for argument in &node.arguments {
            match argument {
                Argument::Positional(expr) => match self.expr(expr)? {
                    Value::Class(id) => bases.push(id),
                    Value::Unknown(what) => unknown = Some(what),
                    // `NamedTuple` and the like are functions that stand for a base (PEP 560).
                    other => match self.optional_attribute(&other, "__mro_entry__")? {
                        Some(Value::Class(id)) => bases.push(id),
                        _ => {
                            let type_name = self.type_name(&other);
                            let message =
                                format!("{type_name}() takes no arguments as a base class");
                            unknown = Some(Rc::from(message));
                        }
                    },
                },
                Argument::Keyword(name, expr) => {
                    let value = self.expr(expr)?;
                    if &**name != "metaclass" {
                        keywords.push((name.clone(), value));
                    }
                }
                Argument::Star(expr) | Argument::DoubleStar(expr) => {
                    self.expr(expr)?;
                }
            }
        }
        let frame = self.frame().clone();
        let qualname: Name = match frame.kind {
            FrameKind::Module => node.name.clone(),
            FrameKind::Class => Rc::from(format!("{}.{}", frame.qualname, node.name)),
            FrameKind::Function => Rc::from(format!("{}.<locals>.{}", frame.qualname, node.name)),
        };
        let module: Name = match self.heap.dict(frame.globals).name("__name__") {
            Some(Value::Str(name)) => name.clone(),
            _ => Rc::from(""),
        };
        let id = self.new_class(
            node.name.clone(),
            qualname.clone(),
            module.clone(),
            bases,
            unknown,
        )?;
        let dict = self.heap.class(id).dict;
        self.fill_class_dict(dict, node, &module, &qualname);
        let mut enclosing: Vec<DictId> = Vec::new();
        if frame.kind == FrameKind::Function {
            enclosing.push(frame.locals);
        }
        enclosing.extend(frame.enclosing.iter());
        let body_frame = Frame {
            name: node.name.clone(),
            qualname,
            kind: FrameKind::Class,
            locals: dict,
            enclosing: Rc::from(enclosing),
            function: None,
            scope: Some(node.clone()),
            position: Position::default(),
            class: Some(id),
            ..frame
        };
        self.run_frame(body_frame, &node.body)?;
        self.after_class_body(id, keywords)?;
        Ok(Value::Class(id))
    }

    fn fill_class_dict(&mut self, dict: DictId, node: &Class, module: &Name, qualname: &Name) {
        let dict = self.heap.dict_mut(dict);
        dict.set_name("__module__", Value::Str(module.clone()));
        dict.set_name("__qualname__", Value::Str(qualname.clone()));
        let doc = node.doc.clone().map_or(Value::None, Value::Str);
        dict.set_name("__doc__", doc);
    }

    /// `__set_name__` of the attributes and `__init_subclass__` of the bases.
    fn after_class_body(&mut self, id: ClassId, keywords: Vec<(Name, Value)>) -> R<()> {
        let dict = self.heap.class(id).dict;
        let attributes: Vec<(Value, Value)> = self.heap.dict(dict).iter().cloned().collect();
        for (name, value) in attributes {
            if let Value::Instance(_) = value
                && let Some(method) = self.special_method(&value, "__set_name__")?
            {
                self.call_positional(&method, vec![Value::Class(id), name])?;
            }
        }
        let mro = self.heap.class(id).mro.clone();
        for base in mro.iter().skip(1) {
            let dict = self.heap.class(*base).dict;
            let hook = self.heap.dict(dict).name("__init_subclass__").cloned();
            if let Some(hook) = hook {
                let function = match hook {
                    Value::ClassMethod(inner) => inner.as_ref().clone(),
                    other => other,
                };
                let arguments = Arguments {
                    positional: vec![Value::Class(id)],
                    keywords,
                };
                self.call(&function, arguments)?;
                break;
            }
        }
        Ok(())
    }

    /// A new class with an empty dictionary.
    pub(crate) fn new_class(
        &mut self,
        name: Name,
        qualname: Name,
        module: Name,
        mut bases: Vec<ClassId>,
        unknown: Option<Rc<str>>,
    ) -> R<ClassId> {
        if bases.is_empty() && self.heap.n_classes() > 0 {
            bases.push(self.class("object"));
        }
        let inherited = bases
            .iter()
            .find_map(|base| self.heap.class(*base).unknown.clone());
        let dict = self.heap.add_dict(Dict::default());
        let Some(rest) = self.linearize(&bases) else {
            let names: Vec<String> = bases
                .iter()
                .map(|base| self.heap.class(*base).name.to_string())
                .collect();
            let message = format!(
                "Cannot create a consistent method resolution\norder (MRO) for bases {}",
                names.join(", ")
            );
            return Err(self.error("TypeError", message));
        };
        let id = self.heap.add_class(ClassData {
            name,
            qualname,
            module,
            bases,
            mro: Vec::new(),
            dict,
            unknown: unknown.or(inherited),
        });
        let mro = std::iter::once(id).chain(rest).collect();
        self.heap.class_mut(id).mro = mro;
        Ok(id)
    }

    /// C3 linearisation of the bases ("The Python 2.3 Method Resolution Order").
    fn linearize(&self, bases: &[ClassId]) -> Option<Vec<ClassId>> {
        let mut lists: Vec<Vec<ClassId>> = bases
            .iter()
            .map(|base| self.heap.class(*base).mro.clone())
            .collect();
        lists.push(bases.to_vec());
        let mut order = Vec::new();
        loop {
            lists.retain(|list| !list.is_empty());
            if lists.is_empty() {
                return Some(order);
            }
            let next = lists
                .iter()
                .filter_map(|list| list.first().copied())
                .find(|candidate| {
                    !lists
                        .iter()
                        .any(|list| list.iter().skip(1).any(|other| other == candidate))
                })?;
            order.push(next);
            for list in &mut lists {
                if list.first() == Some(&next) {
                    list.remove(0);
                }
            }
        }
    }

    /// Whether one class is another or derives from it.
    pub(crate) fn is_subclass(&self, class: ClassId, of: ClassId) -> bool {
        self.heap.class(class).mro.contains(&of)
    }

    /// Whether an instance's class is, or derives from, the built-in class of this name.
    pub(crate) fn is_class_named(&self, id: InstanceId, name: &str) -> bool {
        self.is_subclass(self.heap.instance(id).class, self.class(name))
    }

    /// `isinstance(value, class)`; an unknown on either side is noted and counts as no.
    pub(crate) fn is_instance(&mut self, value: &Value, class: &Value) -> R<bool> {
        match class {
            Value::Class(class) => {
                if let Value::Unknown(what) = value {
                    let what = what.clone();
                    self.decide_on_unknown(&what);
                    return Ok(false);
                }
                let is_int = matches!(value, Value::Bool(_)) && *class == self.class("int");
                if is_int || self.is_subclass(self.class_of(value), *class) {
                    return Ok(true);
                }
                match self.class_hook(&Value::Class(*class), "__class_instancecheck__")? {
                    Some(hook) => {
                        let answer = self.call_positional(&hook, vec![value.clone()])?;
                        self.truth(&answer)
                    }
                    None => Ok(false),
                }
            }
            Value::Tuple(classes) => {
                for class in classes.clone().iter() {
                    if self.is_instance(value, class)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Value::Unknown(what) => {
                let what = what.clone();
                self.decide_on_unknown(&what);
                Ok(false)
            }
            _ => {
                let message = "isinstance() arg 2 must be a type, a tuple of types, or a union";
                Err(self.error("TypeError", message))
            }
        }
    }

    /// An attribute of a class that stands for a metaclass's method, bound to the class.
    pub(crate) fn class_hook(&mut self, class: &Value, name: &str) -> R<Option<Value>> {
        let Value::Class(id) = class else {
            return Ok(None);
        };
        Ok(self.lookup(*id, name).map(|hook| match hook {
            Value::ClassMethod(inner) => {
                Value::Method(Rc::new((class.clone(), inner.as_ref().clone())))
            }
            other => Value::Method(Rc::new((class.clone(), other))),
        }))
    }

    /// A raw attribute of a class or its bases; built-in bases have none here.
    pub(crate) fn lookup(&self, class: ClassId, name: &str) -> Option<Value> {
        let mro = &self.heap.class(class).mro;
        mro.iter().find_map(|base| {
            self.heap
                .dict(self.heap.class(*base).dict)
                .name(name)
                .cloned()
        })
    }

    /// Ends the process by `SystemExit`; the status and the message that is printed.
    pub(crate) fn exit_status(&mut self, id: InstanceId) -> Result<(i32, String), Stop> {
        let args = self
            .heap
            .instance(id)
            .exception
            .as_ref()
            .map(|data| data.args.clone())
            .unwrap_or_default();
        Ok(match args.as_slice() {
            [] | [Value::None] => (0, String::new()),
            [one] => match one.as_int() {
                Some(status) => (i32::try_from(status & 0xff).unwrap_or(1), String::new()),
                None => (1, format!("{}\n", self.str(one)?)),
            },
            _ => (1, format!("{}\n", self.exception_text(id)?)),
        })
    }
}
