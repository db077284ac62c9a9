//! `str()` and `repr()`.

use std::fmt::Write;

use super::Vm;
use super::quotes::{float_text, quoted, quoted_bytes};
use crate::heap::{ClassId, InstanceId};
use crate::value::{R, Value};

impl Vm {
    /// The class of a value.
    pub(crate) fn class_of(&self, value: &Value) -> ClassId {
        self.class(match value {
            Value::None => "NoneType",
            Value::NotImplemented => "NotImplementedType",
            Value::Ellipsis => "ellipsis",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Float(_) => "float",
            Value::Str(_) => "str",
            Value::Bytes(_) => "bytes",
            Value::Tuple(_) => "tuple",
            Value::List(_) => "list",
            Value::Dict(_) => "dict",
            Value::Set(id) => {
                if self.heap.set(*id).frozen {
                    "frozenset"
                } else {
                    "set"
                }
            }
            Value::Class(_) => "type",
            Value::Instance(id) => return self.heap.instance(*id).class,
            Value::Module(_) => "module",
            Value::Function(_) => "function",
            Value::Generator(id) => {
                if self.heap.generator(*id).is_coroutine {
                    "coroutine"
                } else {
                    "generator"
                }
            }
            Value::Iterator(_) => "iterator",
            Value::Method(_) => "method",
            Value::Native(_) | Value::BuiltinMethod(_) => "builtin_function_or_method",
            Value::Slice(_) => "slice",
            Value::Range(_) => "range",
            Value::Super(_) => "super",
            Value::Property(_) => "property",
            Value::StaticMethod(_) => "staticmethod",
            Value::ClassMethod(_) => "classmethod",
            Value::Unknown(_) => "object",
        })
    }

    /// The name of a value's class.
    pub(crate) fn type_name(&self, value: &Value) -> String {
        self.heap.class(self.class_of(value)).name.to_string()
    }

    /// The class's name with its module, unless that is `builtins`.
    pub(crate) fn full_class_name(&self, class: ClassId) -> String {
        let data = self.heap.class(class);
        match &*data.module {
            "builtins" | "__main__" => data.qualname.to_string(),
            module => format!("{module}.{}", data.qualname),
        }
    }

    /// `str(value)`.
    pub(crate) fn str(&mut self, value: &Value) -> R<String> {
        match value {
            Value::Str(text) => Ok(text.to_string()),
            Value::Instance(id) => {
                if let Some(method) = self.special_method(value, "__str__")? {
                    let text = self.call_positional(&method, Vec::new())?;
                    return match text {
                        Value::Str(text) => Ok(text.to_string()),
                        other => {
                            let type_name = self.type_name(&other);
                            Err(self.error(
                                "TypeError",
                                format!("__str__ returned non-string (type {type_name})"),
                            ))
                        }
                    };
                }
                if self.heap.instance(*id).exception.is_some() {
                    return self.exception_text(*id);
                }
                if let Some(inner @ Value::Str(_)) = self.heap.instance(*id).inner.clone() {
                    return self.str(&inner);
                }
                self.repr(value)
            }
            Value::Unknown(what) => {
                let what = what.clone();
                self.response.unknown = Some(what.to_string());
                Ok(format!("<not simulated: {what}>"))
            }
            _ => self.repr(value),
        }
    }

    /// What `str()` gives for an exception.
    pub(crate) fn exception_text(&mut self, id: InstanceId) -> R<String> {
        let args = self
            .heap
            .instance(id)
            .exception
            .as_ref()
            .map(|data| data.args.clone())
            .unwrap_or_default();
        if self.is_class_named(id, "OSError") && args.len() >= 2 {
            let number = self.str(&args[0])?;
            let words = self.str(&args[1])?;
            let dict = self.heap.instance(id).dict;
            let file = self.heap.dict(dict).name("filename").cloned();
            return Ok(match file {
                Some(file) if !file.is_none() => {
                    let file = self.repr(&file)?;
                    format!("[Errno {number}] {words}: {file}")
                }
                _ => format!("[Errno {number}] {words}"),
            });
        }
        match args.as_slice() {
            [] => Ok(String::new()),
            [one] if self.is_class_named(id, "KeyError") => self.repr(one),
            [one] => self.str(one),
            _ => self.repr(&Value::tuple(args)),
        }
    }

    /// `repr(value)`.
    pub(crate) fn repr(&mut self, value: &Value) -> R<String> {
        let mut text = String::new();
        self.write_repr(value, &mut text, 0)?;
        Ok(text)
    }

    // An arm for each kind of value: more than 60 lines.
    fn write_repr(&mut self, value: &Value, out: &mut String, depth: usize) -> R<()> {
        self.steps(1 + out.len() / 4096)?;
        if depth > 20 {
            out.push_str("...");
            return Ok(());
        }
        match value {
            Value::None => out.push_str("None"),
            Value::NotImplemented => out.push_str("NotImplemented"),
            Value::Ellipsis => out.push_str("Ellipsis"),
            Value::Bool(true) => out.push_str("True"),
            Value::Bool(false) => out.push_str("False"),
            Value::Int(number) => _ = write!(out, "{number}"),
            Value::Float(number) => out.push_str(&float_text(*number)),
            Value::Str(text) => out.push_str(&quoted(text)),
            Value::Bytes(bytes) => out.push_str(&quoted_bytes(bytes)),
            Value::Tuple(items) => {
                let items = items.clone();
                self.write_items(
                    &items,
                    "(",
                    if items.len() == 1 { ",)" } else { ")" },
                    out,
                    depth,
                )?;
            }
            Value::List(id) => {
                let items = self.heap.list(*id).clone();
                self.write_items(&items, "[", "]", out, depth)?;
            }
            Value::Set(id) => {
                let set = self.heap.set(*id);
                let (items, frozen) = (set.keys(), set.frozen);
                match (items.is_empty(), frozen) {
                    (true, false) => out.push_str("set()"),
                    (true, true) => out.push_str("frozenset()"),
                    (false, false) => self.write_items(&items, "{", "}", out, depth)?,
                    (false, true) => self.write_items(&items, "frozenset({", "})", out, depth)?,
                }
            }
            Value::Dict(id) => {
                let items: Vec<(Value, Value)> = self.heap.dict(*id).iter().cloned().collect();
                out.push('{');
                for (number, (key, value)) in items.iter().enumerate() {
                    if number > 0 {
                        out.push_str(", ");
                    }
                    self.write_repr(key, out, depth + 1)?;
                    out.push_str(": ");
                    self.write_repr(value, out, depth + 1)?;
                }
                out.push('}');
            }
            Value::Class(id) => {
                let name = self.full_class_name(*id);
                _ = write!(out, "<class '{name}'>");
            }
            Value::Module(id) => {
                let module = self.heap.module(*id);
                _ = match &module.file {
                    Some(file) => write!(out, "<module '{}' from '{file}'>", module.name),
                    None => write!(out, "<module '{}' (built-in)>", module.name),
                };
            }
            Value::Function(id) => {
                _ = write!(
                    out,
                    "<function {} at 0xADDR>",
                    self.heap.function(*id).qualname
                )
            }
            Value::Generator(id) => {
                let data = self.heap.generator(*id);
                let kind = if data.is_coroutine {
                    "coroutine"
                } else {
                    "generator"
                };
                _ = write!(out, "<{kind} object {} at 0xADDR>", data.name);
            }
            Value::Native(native) => _ = write!(out, "<built-in function {}>", native.name),
            Value::BuiltinMethod(pair) => {
                let type_name = self.type_name(&pair.0);
                _ = write!(
                    out,
                    "<built-in method {} of {type_name} object at 0xADDR>",
                    pair.1
                );
            }
            Value::Method(pair) => {
                let name = match &pair.1 {
                    Value::Function(id) => self.heap.function(*id).qualname.to_string(),
                    _ => "method".to_owned(),
                };
                _ = write!(out, "<bound method {name} of ");
                self.write_repr(&pair.0.clone(), out, depth + 1)?;
                out.push('>');
            }
            Value::Range(range) => {
                let [start, stop, step] = **range;
                _ = match step {
                    1 => write!(out, "range({start}, {stop})"),
                    _ => write!(out, "range({start}, {stop}, {step})"),
                };
            }
            Value::Slice(parts) => {
                let parts = parts.clone();
                self.write_items(parts.as_slice(), "slice(", ")", out, depth)?;
            }
            Value::Instance(id) => self.write_instance_repr(value, *id, out, depth)?,
            Value::Unknown(what) => _ = write!(out, "<not simulated: {what}>"),
            other => {
                let type_name = self.type_name(other);
                _ = write!(out, "<{type_name} object at 0xADDR>");
            }
        }
        Ok(())
    }

    fn write_instance_repr(
        &mut self,
        value: &Value,
        id: InstanceId,
        out: &mut String,
        depth: usize,
    ) -> R<()> {
        if let Some(method) = self.special_method(value, "__repr__")? {
            let text = self.call_positional(&method, Vec::new())?;
            let text = self.str(&text)?;
            out.push_str(&text);
            return Ok(());
        }
        let data = self.heap.instance(id);
        if let Some(exception) = &data.exception {
            let args = exception.args.clone();
            let name = self.heap.class(data.class).name.to_string();
            out.push_str(&name);
            return self.write_items(&args, "(", ")", out, depth);
        }
        if let Some(inner) = data.inner.clone() {
            return self.write_repr(&inner, out, depth + 1);
        }
        let class = self.heap.class(data.class);
        _ = write!(
            out,
            "<{}.{} object at 0xADDR>",
            class.module, class.qualname
        );
        Ok(())
    }

    fn write_items(
        &mut self,
        items: &[Value],
        open: &str,
        close: &str,
        out: &mut String,
        depth: usize,
    ) -> R<()> {
        out.push_str(open);
        for (number, item) in items.iter().enumerate() {
            if number > 0 {
                out.push_str(", ");
            }
            self.write_repr(item, out, depth + 1)?;
        }
        out.push_str(close);
        Ok(())
    }
}
