//! Methods of built-in objects: which code runs for which type.

use std::rc::Rc;

use crate::ast::{Comparison, Operator};
use crate::value::{Property, R, Value};
use crate::vm::{Arguments, Vm};

impl Vm {
    /// Calls a method of a built-in object.
    pub(crate) fn builtin_method(&mut self, object: &Value, name: &str, arguments: Arguments) -> R {
        if let Some(result) = self.common_method(object, name, &arguments)? {
            return Ok(result);
        }
        match object {
            Value::Str(text) => self.str_method(&text.clone(), name, &arguments),
            Value::Bytes(bytes) => self.bytes_method(&bytes.clone(), name, &arguments),
            Value::List(id) => self.list_method(*id, name, &arguments),
            Value::Dict(id) => self.dict_method(*id, name, &arguments),
            Value::Set(id) => self.set_method(*id, name, &arguments),
            Value::Tuple(_) | Value::Range(_) => self.tuple_method(object, name, &arguments),
            Value::Generator(id) => self.generator_method(*id, name, arguments.get(0).cloned()),
            Value::Iterator(_) => match self.next(object)? {
                Some(item) => Ok(item),
                None => Err(self.raise("StopIteration", Vec::new())),
            },
            Value::Property(property) => {
                let given = arguments.get(0).cloned().unwrap_or(Value::None);
                let (get, set) = match name {
                    "setter" => (property.get.clone(), given),
                    "getter" => (given, property.set.clone()),
                    _ => (property.get.clone(), property.set.clone()),
                };
                Ok(Value::Property(Rc::new(Property {
                    get: get.held(),
                    set: set.held(),
                    cached: false,
                })))
            }
            Value::Class(class) => self.class_method(*class, object, name, arguments),
            Value::Instance(id) => self.object_method(*id, object, name, &arguments),
            Value::Int(_) | Value::Bool(_) | Value::Float(_) => {
                self.number_method(object, name, &arguments)
            }
            _ => Ok(self.unknown(&format!("the method {name}"))),
        }
    }

    /// The special methods that are the same for all.
    // An arm for each method: more than 60 lines.
    fn common_method(
        &mut self,
        object: &Value,
        name: &str,
        arguments: &Arguments,
    ) -> R<Option<Value>> {
        if matches!(object, Value::Class(_)) {
            return Ok(None);
        }
        let first = || arguments.get(0).cloned().unwrap_or(Value::None);
        if let Value::Instance(id) = object {
            // What a class written in Python inherits from `object`, reached by `super()` or explicitly.
            return Ok(match name {
                "__eq__" => Some(if object.is(&first()) {
                    Value::Bool(true)
                } else {
                    Value::NotImplemented
                }),
                "__ne__" => Some(Value::Bool(!self.equal(object, &first())?)),
                "__hash__" => Some(Value::Int(i64::from(id.0))),
                _ => None,
            });
        }
        Ok(Some(match name {
            "__len__" => self.len(object)?,
            "__contains__" => Value::Bool(self.contains(object, &first())?),
            "__getitem__" => self.item(object, &first())?,
            "__setitem__" => {
                let value = self.need(arguments, 1, "__setitem__")?;
                self.set_item(object, &first(), value)?;
                Value::None
            }
            "__delitem__" => {
                self.delete_item(object, &first())?;
                Value::None
            }
            "__iter__" => self.iter(object)?,
            "__repr__" => Value::str(&self.repr(object)?),
            "__str__" => Value::str(&self.str(object)?),
            "__eq__" => Value::Bool(self.equal(object, &first())?),
            "__ne__" => Value::Bool(!self.equal(object, &first())?),
            "__lt__" => self.compare(Comparison::Lt, object, &first())?,
            "__add__" => self.binary(Operator::Add, object, &first())?,
            "__mod__" => self.binary(Operator::Mod, object, &first())?,
            "__bool__" => Value::Bool(self.truth(object)?),
            "__int__" => Value::Int(object.as_int().unwrap_or(0)),
            "__init__" => {
                match object {
                    Value::Dict(id) => self.update_dict(*id, arguments)?,
                    Value::List(id) => {
                        let items = match arguments.get(0) {
                            Some(value) => self.collect(&value.clone())?,
                            None => Vec::new(),
                        };
                        *self.heap.list_mut(*id) = items;
                    }
                    _ => {}
                }
                Value::None
            }
            _ => return Ok(None),
        }))
    }

    fn class_method(
        &mut self,
        class: crate::heap::ClassId,
        object: &Value,
        name: &str,
        arguments: Arguments,
    ) -> R {
        let type_name = self.heap.class(class).name.clone();
        match (&*type_name, name) {
            ("dict", "fromkeys") => {
                let keys = self.need(&arguments, 0, "fromkeys")?;
                let value = arguments.get(1).cloned().unwrap_or(Value::None);
                let mut dict = crate::dict::Dict::default();
                for key in self.collect(&keys)? {
                    dict.set(self.key(&key)?, key, value.clone());
                }
                Ok(self.new_dict(dict))
            }
            ("str", "maketrans") => self.make_translation(&arguments),
            ("bytes", "fromhex") => self.bytes_from_hex(&arguments),
            (_, "__new__") => {
                let wanted = match arguments.get(0) {
                    Some(Value::Class(wanted)) => *wanted,
                    _ => class,
                };
                let rest = Arguments {
                    positional: arguments.positional.iter().skip(1).cloned().collect(),
                    keywords: arguments.keywords,
                };
                self.allocate(wanted, &rest)
            }
            (_, "__init_subclass__") => Ok(Value::None),
            _ => {
                // `str.upper(text)`: the first argument is the object.
                let Some(target) = arguments.get(0).cloned() else {
                    let message = format!("unbound method {type_name}.{name}() needs an argument");
                    return Err(self.error("TypeError", message));
                };
                let rest = Arguments {
                    positional: arguments.positional.iter().skip(1).cloned().collect(),
                    keywords: arguments.keywords,
                };
                if let (Value::Instance(id), false) =
                    (&target, matches!(object, Value::Instance(_)))
                    && let Some(inner) = self.heap.instance(*id).inner.clone()
                {
                    return self.builtin_method(&inner, name, rest);
                }
                self.builtin_method(&target, name, rest)
            }
        }
    }

    /// What classes written in Python inherit from `object` and the exceptions.
    // An arm for each method: more than 60 lines.
    fn object_method(
        &mut self,
        id: crate::heap::InstanceId,
        object: &Value,
        name: &str,
        arguments: &Arguments,
    ) -> R {
        match name {
            "__init__" => {
                if let Some(data) = &mut self.heap.instance_mut(id).exception {
                    data.args.clone_from(&arguments.positional);
                    return Ok(Value::None);
                }
                match self.heap.instance(id).inner.clone() {
                    Some(inner) => self.builtin_method(&inner, name, arguments.clone()),
                    None => Ok(Value::None),
                }
            }
            "__new__" => {
                let class = match arguments.get(0) {
                    Some(Value::Class(class)) => *class,
                    _ => self.heap.instance(id).class,
                };
                self.allocate(class, &Arguments::default())
            }
            "__setattr__" => {
                let (name, value) = (
                    self.need(arguments, 0, "__setattr__")?,
                    self.need(arguments, 1, "__setattr__")?,
                );
                let dict = self.heap.instance(id).dict;
                self.heap
                    .dict_mut(dict)
                    .set_name(name.as_str().unwrap_or(""), value);
                Ok(Value::None)
            }
            "__getattribute__" => {
                let name = self.need(arguments, 0, "__getattribute__")?;
                let dict = self.heap.instance(id).dict;
                if let Some(value) = self.heap.dict(dict).name(name.as_str().unwrap_or("")) {
                    return Ok(value.clone());
                }
                self.attribute(object, name.as_str().unwrap_or(""))
            }
            "__str__" | "__repr__" => {
                let text = if self.heap.instance(id).exception.is_some() {
                    self.exception_text(id)?
                } else {
                    let class = self.heap.instance(id).class;
                    let class = self.heap.class(class);
                    format!("<{}.{} object at 0xADDR>", class.module, class.qualname)
                };
                Ok(Value::str(&text))
            }
            "with_traceback" => Ok(object.clone()),
            "add_note" | "__init_subclass__" | "__exit__" => Ok(Value::None),
            "__enter__" => Ok(object.clone()),
            "__dir__" => Ok(self.new_list(Vec::new())),
            _ => Ok(self.unknown(&format!("the method {name}"))),
        }
    }

    fn number_method(&mut self, object: &Value, name: &str, arguments: &Arguments) -> R {
        let number = crate::vm::as_float(object).unwrap_or(0.0);
        Ok(match name {
            "is_integer" => Value::Bool(number.fract() == 0.0),
            "bit_length" => Value::Int(i64::from(
                64 - object.as_int().unwrap_or(0).unsigned_abs().leading_zeros(),
            )),
            "conjugate" => object.clone(),
            "to_bytes" => {
                let length = arguments
                    .named(0, "length")
                    .and_then(|length| length.as_int())
                    .unwrap_or(1);
                let length = usize::try_from(length.clamp(0, 8)).unwrap_or(0);
                let order = arguments.named(1, "byteorder").unwrap_or(Value::str("big"));
                let bytes = object.as_int().unwrap_or(0).to_be_bytes();
                let mut bytes = bytes.get(8 - length..).unwrap_or_default().to_vec();
                if order.as_str() == Some("little") {
                    bytes.reverse();
                }
                Value::bytes(&bytes)
            }
            _ => self.unknown(&format!("the method {name} of numbers")),
        })
    }
}
