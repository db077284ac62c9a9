//! `super()`: the search for an attribute after a class.

use std::rc::Rc;

use super::Vm;
use super::arguments::Arguments;
use crate::builtins::methods_of;
use crate::heap::ClassId;
use crate::value::{R, Value};

impl Vm {
    pub(super) fn super_attribute(&mut self, after: ClassId, object: &Value, name: &str) -> R {
        let class = match object {
            Value::Class(class) => *class,
            other => self.class_of(other),
        };
        let mro = self.heap.class(class).mro.clone();
        let rest = mro.iter().skip_while(|base| **base != after).skip(1);
        for base in rest {
            let dict = self.heap.class(*base).dict;
            if let Some(value) = self.heap.dict(dict).name(name).cloned() {
                return match (object, &value) {
                    (Value::Class(_), Value::Function(_)) => Ok(value),
                    _ => self.bind(&value, object, class),
                };
            }
        }
        if let Some(what) = self.heap.class(class).unknown.clone() {
            return Ok(Value::Unknown(what));
        }
        if matches!(
            name,
            "__init__"
                | "__new__"
                | "__setattr__"
                | "__init_subclass__"
                | "__getattribute__"
                | "__enter__"
                | "__exit__"
        ) || methods_of("object").any(|method| method == name)
        {
            return Ok(Value::BuiltinMethod(Rc::new((
                object.clone().held(),
                Rc::from(name),
            ))));
        }
        if let Value::Instance(id) = object
            && let Some(inner) = self.heap.instance(*id).inner.clone()
        {
            if let Some(value) = self.optional_attribute(&inner, name)? {
                return Ok(value);
            }
            if name.starts_with("__") {
                return Ok(Value::BuiltinMethod(Rc::new((inner, Rc::from(name)))));
            }
        }
        Err(self.error(
            "AttributeError",
            format!("'super' object has no attribute '{name}'"),
        ))
    }

    /// `super()` in the running method, or with arguments.
    pub(crate) fn make_super(&mut self, arguments: &Arguments) -> R {
        if let (Some(Value::Class(class)), Some(object)) = (arguments.get(0), arguments.get(1)) {
            return Ok(Value::Super(Rc::new((*class, object.clone()))));
        }
        let frame = self.frames.iter().rev().find(|frame| {
            frame.class.is_some()
                && frame
                    .function
                    .as_ref()
                    .is_some_and(|function| !function.parameters.positional.is_empty())
        });
        let found = frame.and_then(|frame| {
            let function = frame.function.as_ref()?;
            let first = &function.parameters.positional.first()?.name;
            let object = self.heap.dict(frame.locals).name(first)?.clone();
            Some(Value::Super(Rc::new((frame.class?, object))))
        });
        match found {
            Some(found) => Ok(found),
            None => Err(self.error("RuntimeError", "super(): no arguments")),
        }
    }
}
