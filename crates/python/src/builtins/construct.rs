//! Calling the built-in types: `int("1")`, `dict(a=1)`.

use std::rc::Rc;

use crate::dict::Dict;
use crate::value::{R, Value};
use crate::vm::{Arguments, Vm};

impl Vm {
    /// Calls a built-in class.
    // An arm for each built-in type: more than 60 lines.
    pub(crate) fn construct_builtin(&mut self, name: &str, arguments: Arguments) -> R {
        let first = arguments.get(0).cloned();
        if let Some(Value::Unknown(what)) = &first
            && !matches!(
                name,
                "type" | "super" | "property" | "staticmethod" | "classmethod" | "object"
            )
        {
            return Ok(Value::Unknown(what.clone()));
        }
        match name {
            "object" => {
                let class = self.class("object");
                self.allocate(class, &Arguments::default())
            }
            "type" => match (first, arguments.get(1), arguments.get(2)) {
                (Some(name), Some(bases), Some(dict)) => {
                    self.make_type(&name, &bases.clone(), &dict.clone())
                }
                (Some(Value::Unknown(what)), ..) => Ok(Value::Unknown(what)),
                (Some(value), ..) => Ok(Value::Class(self.class_of(&value))),
                (None, ..) => Err(self.error("TypeError", "type() takes 1 or 3 arguments")),
            },
            "bool" => match first {
                Some(value) => Ok(Value::Bool(self.truth(&value)?)),
                None => Ok(Value::Bool(false)),
            },
            "int" => self.make_int(first, arguments.named(1, "base")),
            "float" => self.make_float(first),
            "str" => match (first, arguments.named(1, "encoding")) {
                (None, _) => Ok(Value::str("")),
                (Some(Value::Bytes(bytes)), Some(encoding)) => {
                    self.decode(&bytes, &encoding, "strict")
                }
                (Some(value), _) => Ok(Value::str(&self.str(&value)?)),
            },
            "bytes" | "bytearray" => {
                self.has_bytearray |= name == "bytearray";
                self.make_bytes(first, arguments.named(1, "encoding"))
            }
            "list" => {
                let items = self.items_or_empty(first.as_ref())?;
                Ok(self.new_list(items))
            }
            "tuple" => Ok(Value::tuple(self.items_or_empty(first.as_ref())?)),
            "set" | "frozenset" => {
                let items = self.items_or_empty(first.as_ref())?;
                self.new_set(items, name == "frozenset")
            }
            "dict" => {
                let id = self.heap.add_dict(Dict::default());
                self.update_dict(id, &arguments)?;
                Ok(Value::Dict(id))
            }
            "range" => self.make_range(&arguments),
            "slice" => {
                let part = |at: usize| arguments.get(at).cloned().unwrap_or(Value::None);
                let parts = match arguments.len() {
                    1 => [Value::None, part(0), Value::None],
                    _ => [part(0), part(1), part(2)],
                };
                Ok(Value::Slice(Rc::new(parts.map(Value::held))))
            }
            "super" => self.make_super(&arguments),
            "property" => Ok(Self::make_property(&arguments, false)),
            "staticmethod" => Ok(Value::StaticMethod(Rc::new(
                first.unwrap_or(Value::None).held(),
            ))),
            "classmethod" => Ok(Value::ClassMethod(Rc::new(
                first.unwrap_or(Value::None).held(),
            ))),
            "module" => {
                let name = first
                    .as_ref()
                    .and_then(Value::as_str)
                    .unwrap_or("")
                    .to_owned();
                let id = self.new_module(&name, None, None);
                self.heap.module_mut(id).initializing = false;
                Ok(Value::Module(id))
            }
            "NoneType" => Ok(Value::None),
            _ => Ok(self.unknown(&format!("{name} objects"))),
        }
    }

    fn items_or_empty(&mut self, value: Option<&Value>) -> R<Vec<Value>> {
        match value {
            Some(value) => self.collect(value),
            None => Ok(Vec::new()),
        }
    }

    /// What `dict.update` does: a mapping or pairs, then keywords.
    pub(crate) fn update_dict(&mut self, id: crate::heap::DictId, arguments: &Arguments) -> R<()> {
        if let Some(mapping) = arguments.get(0) {
            for (key, value) in self.mapping_items(&mapping.clone())? {
                let hashed = self.key(&key)?;
                self.heap.dict_mut(id).set(hashed, key, value);
            }
        }
        for (name, value) in &arguments.keywords {
            self.heap.dict_mut(id).set_name(name, value.clone());
        }
        Ok(())
    }

    fn make_type(&mut self, name: &Value, bases: &Value, dict: &Value) -> R {
        let mut classes = Vec::new();
        for base in self.collect(bases)? {
            if let Value::Class(id) = base {
                classes.push(id);
            }
        }
        let name: Rc<str> = Rc::from(name.as_str().unwrap_or(""));
        let id = self.new_class(name.clone(), name, Rc::from("__main__"), classes, None)?;
        let own = self.heap.class(id).dict;
        for (key, value) in self.mapping_items(dict)? {
            let hashed = self.key(&key)?;
            self.heap.dict_mut(own).set(hashed, key, value);
        }
        Ok(Value::Class(id))
    }

    fn make_int(&mut self, value: Option<Value>, base: Option<Value>) -> R {
        let value = match value {
            None => return Ok(Value::Int(0)),
            Some(value) => value,
        };
        let text = match &value {
            Value::Int(_) | Value::Bool(_) => return Ok(Value::Int(value.as_int().unwrap_or(0))),
            #[expect(clippy::cast_possible_truncation, reason = "int() cuts towards zero")]
            Value::Float(number) if number.is_finite() => return Ok(Value::Int(*number as i64)),
            Value::Str(text) => text.to_string(),
            Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Value::Instance(id) => {
                if let Some(method) = self.special_method(&value, "__int__")? {
                    return self.call_positional(&method, Vec::new());
                }
                match self.heap.instance(*id).inner.clone() {
                    Some(inner) => return self.make_int(Some(inner), base),
                    None => return Err(self.not_a_number(&value)),
                }
            }
            _ => return Err(self.not_a_number(&value)),
        };
        let base = base.and_then(|base| base.as_int()).unwrap_or(10);
        let trimmed = text.trim().replace('_', "");
        let (sign, digits) = match trimmed.strip_prefix(['-', '+']) {
            Some(digits) if trimmed.starts_with('-') => ("-", digits),
            Some(digits) => ("", digits),
            None => ("", trimmed.as_str()),
        };
        let prefix = match base {
            16 => "0x",
            8 => "0o",
            2 => "0b",
            _ => "",
        };
        let digits = digits.strip_prefix(prefix).unwrap_or(digits);
        let radix = u32::try_from(base)
            .ok()
            .filter(|radix| (2..=36).contains(radix))
            .unwrap_or(10);
        let well_formed = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        match i64::from_str_radix(&format!("{sign}{digits}"), radix) {
            Ok(number) if well_formed => Ok(Value::Int(number)),
            Err(_) if well_formed => Ok(self.unknown("integers of more than 64 bits")),
            _ => {
                let shown = self.repr(&value)?;
                let message = format!("invalid literal for int() with base {base}: {shown}");
                Err(self.error("ValueError", message))
            }
        }
    }

    fn not_a_number(&mut self, value: &Value) -> crate::value::Stop {
        let type_name = self.type_name(value);
        let message = if self.settings.version.minor >= 10 {
            format!(
                "int() argument must be a string, a bytes-like object or a real number, not '{type_name}'"
            )
        } else {
            format!(
                "int() argument must be a string, a bytes-like object or a number, not '{type_name}'"
            )
        };
        self.error("TypeError", message)
    }

    fn make_float(&mut self, value: Option<Value>) -> R {
        match value {
            None => Ok(Value::Float(0.0)),
            Some(Value::Str(text)) => match text.trim().parse() {
                Ok(number) => Ok(Value::Float(number)),
                Err(_) => {
                    let shown = crate::vm::quoted(&text);
                    Err(self.error(
                        "ValueError",
                        format!("could not convert string to float: {shown}"),
                    ))
                }
            },
            Some(value) => match crate::vm::as_float(&value) {
                Some(number) => Ok(Value::Float(number)),
                None => {
                    let type_name = self.type_name(&value);
                    let message = format!(
                        "float() argument must be a string or a real number, not '{type_name}'"
                    );
                    Err(self.error("TypeError", message))
                }
            },
        }
    }

    fn make_bytes(&mut self, value: Option<Value>, encoding: Option<Value>) -> R {
        match (value, encoding) {
            (None, _) => Ok(Value::bytes(&[])),
            (Some(Value::Str(text)), Some(encoding)) => self.encode(&text, &encoding, "strict"),
            (Some(Value::Str(_)), None) => {
                Err(self.error("TypeError", "string argument without an encoding"))
            }
            (Some(bytes @ Value::Bytes(_)), _) => Ok(bytes),
            (Some(Value::Int(n)), _) => {
                let n = usize::try_from(n).unwrap_or(0);
                self.steps(n)?;
                Ok(Value::bytes(&vec![0; n]))
            }
            (Some(value), _) => {
                if let Some(method) = self.special_method(&value, "__bytes__")? {
                    return self.call_positional(&method, Vec::new());
                }
                let mut bytes = Vec::new();
                for item in self.collect(&value)? {
                    match item.as_int().and_then(|byte| u8::try_from(byte).ok()) {
                        Some(byte) => bytes.push(byte),
                        None => {
                            return Err(self.error("ValueError", "bytes must be in range(0, 256)"));
                        }
                    }
                }
                Ok(Value::bytes(&bytes))
            }
        }
    }

    fn make_range(&mut self, arguments: &Arguments) -> R {
        let mut numbers = Vec::new();
        for value in &arguments.positional {
            match value.as_int() {
                Some(number) => numbers.push(number),
                None => {
                    let type_name = self.type_name(value);
                    let message =
                        format!("'{type_name}' object cannot be interpreted as an integer");
                    return Err(self.error("TypeError", message));
                }
            }
        }
        let range = match numbers.as_slice() {
            [stop] => [0, *stop, 1],
            [start, stop] => [*start, *stop, 1],
            [start, stop, step] => [*start, *stop, *step],
            _ => return Err(self.error("TypeError", "range expected at least 1 argument, got 0")),
        };
        if range[2] == 0 {
            return Err(self.error("ValueError", "range() arg 3 must not be zero"));
        }
        Ok(Value::Range(Rc::new(range)))
    }
}
