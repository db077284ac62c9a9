//! Built-in functions: one table of them and what they need, so more than 400 lines.

use std::rc::Rc;

use crate::heap::IteratorData;
use crate::value::{Native, Property, R, Value};
use crate::vm::{Arguments, Vm};

macro_rules! natives {
    ($($name:literal => $call:expr,)*) => {
        &[$(Native { name: $name, call: $call },)*]
    };
}

pub(super) const FUNCTIONS: &[Native] = natives! {
    "print" => print,
    "len" => len,
    "isinstance" => |vm, arguments| {
        let (value, class) = (vm.need(&arguments, 0, "isinstance")?, vm.need(&arguments, 1, "isinstance")?);
        Ok(Value::Bool(vm.is_instance(&value, &class)?))
    },
    "issubclass" => issubclass,
    "getattr" => getattr,
    "hasattr" => |vm, arguments| {
        let (object, name) = (vm.need(&arguments, 0, "hasattr")?, vm.need(&arguments, 1, "hasattr")?);
        let found = vm.optional_attribute(&object, name.as_str().unwrap_or(""))?;
        Ok(Value::Bool(found.is_some()))
    },
    "setattr" => |vm, arguments| {
        let (object, name) = (vm.need(&arguments, 0, "setattr")?, vm.need(&arguments, 1, "setattr")?);
        let value = vm.need(&arguments, 2, "setattr")?;
        vm.set_attribute(&object, name.as_str().unwrap_or(""), value)?;
        Ok(Value::None)
    },
    "delattr" => |vm, arguments| {
        let (object, name) = (vm.need(&arguments, 0, "delattr")?, vm.need(&arguments, 1, "delattr")?);
        vm.delete_attribute(&object, name.as_str().unwrap_or(""))?;
        Ok(Value::None)
    },
    "callable" => |vm, arguments| {
        let value = vm.need(&arguments, 0, "callable")?;
        Ok(Value::Bool(vm.is_callable(&value)))
    },
    "repr" => |vm, arguments| {
        let value = vm.need(&arguments, 0, "repr")?;
        Ok(Value::str(&vm.repr(&value)?))
    },
    "ascii" => |vm, arguments| {
        let value = vm.need(&arguments, 0, "ascii")?;
        let text = vm.repr(&value)?;
        let escaped = text.chars().map(|c| match u32::from(c) {
            0..=0x7f => c.to_string(),
            n @ 0x80..=0xff => format!("\\x{n:02x}"),
            n @ 0x100..=0xffff => format!("\\u{n:04x}"),
            n => format!("\\U{n:08x}"),
        });
        Ok(Value::str(&escaped.collect::<String>()))
    },
    "format" => |vm, arguments| {
        let value = vm.need(&arguments, 0, "format")?;
        let spec = arguments.get(1).and_then(Value::as_str).unwrap_or("").to_owned();
        Ok(Value::str(&vm.format(&value, &spec)?))
    },
    "iter" => |vm, arguments| {
        let value = vm.need(&arguments, 0, "iter")?;
        match arguments.get(1) {
            Some(sentinel) => Ok(iterator(vm, IteratorData::Calls(value, sentinel.clone()))),
            None => vm.iter(&value),
        }
    },
    "next" => next,
    "enumerate" => |vm, arguments| {
        let value = vm.need(&arguments, 0, "enumerate")?;
        let inner = vm.iter(&value)?;
        let start = arguments.named(1, "start").and_then(|start| start.as_int()).unwrap_or(0);
        Ok(iterator(vm, IteratorData::Enumerate(inner, start)))
    },
    "zip" => |vm, arguments| {
        let iterators = iterators(vm, &arguments.positional)?;
        Ok(iterator(vm, IteratorData::Zip(iterators)))
    },
    "map" => |vm, arguments| {
        let function = vm.need(&arguments, 0, "map")?;
        let iterators = iterators(vm, arguments.positional.get(1..).unwrap_or(&[]))?;
        Ok(iterator(vm, IteratorData::Map(function, iterators)))
    },
    "filter" => |vm, arguments| {
        let (function, value) = (vm.need(&arguments, 0, "filter")?, vm.need(&arguments, 1, "filter")?);
        let inner = vm.iter(&value)?;
        Ok(iterator(vm, IteratorData::Filter(function, inner)))
    },
    "reversed" => |vm, arguments| {
        let value = vm.need(&arguments, 0, "reversed")?;
        if let Some(method) = vm.special_method(&value, "__reversed__")? {
            return vm.call_positional(&method, Vec::new());
        }
        let mut items = vm.collect(&value)?;
        items.reverse();
        Ok(iterator(vm, IteratorData::Items(Rc::from(items), 0)))
    },
    "sorted" => |vm, arguments| {
        let value = vm.need(&arguments, 0, "sorted")?;
        let items = vm.collect(&value)?;
        let sorted = vm.sorted(items, &arguments)?;
        Ok(vm.new_list(sorted))
    },
    "sum" => |vm, arguments| {
        let value = vm.need(&arguments, 0, "sum")?;
        let mut total = arguments.named(1, "start").unwrap_or(Value::Int(0));
        for item in vm.collect(&value)? {
            total = vm.binary(crate::ast::Operator::Add, &total, &item)?;
        }
        Ok(total)
    },
    "min" => |vm, arguments| extreme(vm, &arguments, true),
    "max" => |vm, arguments| extreme(vm, &arguments, false),
    "any" => |vm, arguments| any_or_all(vm, &arguments, true),
    "all" => |vm, arguments| any_or_all(vm, &arguments, false),
    "abs" => |vm, arguments| match vm.need(&arguments, 0, "abs")? {
        Value::Float(number) => Ok(Value::Float(number.abs())),
        value => match value.as_int().and_then(i64::checked_abs) {
            Some(number) => Ok(Value::Int(number)),
            None => match vm.special_method(&value, "__abs__")? {
                Some(method) => vm.call_positional(&method, Vec::new()),
                None if matches!(value, Value::Unknown(_) | Value::Int(_)) => Ok(vm.unknown("abs() of this value")),
                None => {
                    let type_name = vm.type_name(&value);
                    Err(vm.error("TypeError", format!("bad operand type for abs(): '{type_name}'")))
                }
            },
        },
    },
    "round" => round,
    "divmod" => |vm, arguments| {
        let (a, b) = (vm.need(&arguments, 0, "divmod")?, vm.need(&arguments, 1, "divmod")?);
        let quotient = vm.binary(crate::ast::Operator::FloorDiv, &a, &b)?;
        let rest = vm.binary(crate::ast::Operator::Mod, &a, &b)?;
        Ok(Value::tuple(vec![quotient, rest]))
    },
    "pow" => |vm, arguments| {
        let (a, b) = (vm.need(&arguments, 0, "pow")?, vm.need(&arguments, 1, "pow")?);
        vm.binary(crate::ast::Operator::Pow, &a, &b)
    },
    "ord" => |vm, arguments| {
        let value = vm.need(&arguments, 0, "ord")?;
        let code = value.as_str().and_then(|text| text.chars().next()).map(|c| i64::from(c as u32));
        match code {
            Some(code) => Ok(Value::Int(code)),
            None => Err(vm.error("TypeError", "ord() expected a character")),
        }
    },
    "chr" => |vm, arguments| {
        let code = vm.need(&arguments, 0, "chr")?.as_int().and_then(|code| u32::try_from(code).ok());
        match code.and_then(char::from_u32) {
            Some(c) => Ok(Value::str(&c.to_string())),
            None => Err(vm.error("ValueError", "chr() arg not in range(0x110000)")),
        }
    },
    "hex" => |vm, arguments| Ok(radix(&vm.need(&arguments, 0, "hex")?, 'x')),
    "oct" => |vm, arguments| Ok(radix(&vm.need(&arguments, 0, "oct")?, 'o')),
    "bin" => |vm, arguments| Ok(radix(&vm.need(&arguments, 0, "bin")?, 'b')),
    "id" => |vm, arguments| {
        vm.need(&arguments, 0, "id")?;
        Ok(vm.unknown("addresses of objects"))
    },
    "hash" => |vm, arguments| {
        let value = vm.need(&arguments, 0, "hash")?;
        vm.key(&value)?;
        match value.as_int() {
            Some(number) => Ok(Value::Int(number)),
            None => Ok(vm.unknown("hash values")),
        }
    },
    "dir" => dir,
    "vars" => |vm, arguments| match arguments.get(0) {
        Some(object) => vm.attribute(&object.clone(), "__dict__"),
        None => Ok(Value::Dict(vm.frame().locals)),
    },
    "globals" => |vm, _| Ok(Value::Dict(vm.frame().globals)),
    "locals" => |vm, _| Ok(Value::Dict(vm.frame().locals)),
    "open" => |vm, arguments| {
        let module = vm.import("_hurdles_io")?;
        let open = vm.attribute(&module, "open")?;
        vm.call(&open, arguments)
    },
    "__import__" => |vm, arguments| {
        let name = vm.need(&arguments, 0, "__import__")?;
        let name = name.as_str().unwrap_or("").to_owned();
        let last = vm.import(&name)?;
        let wants_last = arguments.named(3, "fromlist").is_some_and(|list| matches!(list, Value::List(_) | Value::Tuple(_)));
        let first = name.split('.').next().unwrap_or("");
        Ok(if wants_last { last } else { vm.loaded(first).unwrap_or(last) })
    },
    "exit" => |vm, arguments| Err(vm.raise("SystemExit", arguments.positional)),
    "quit" => |vm, arguments| Err(vm.raise("SystemExit", arguments.positional)),
    "input" => |vm, _| Err(vm.error("EOFError", "EOF when reading a line")),
    "eval" => |vm, arguments| {
        let text = vm.need(&arguments, 0, "eval")?;
        let parsed = text.as_str().filter(|text| crate::nesting::too_deep(text).is_none()).and_then(crate::lower::parse_expression);
        match parsed {
            Some(expr) => {
                let expr = Rc::new(expr);
                let position = vm.frame().position;
                let value = vm.expr(&expr);
                vm.set_position(position);
                value
            }
            None => Ok(vm.unknown("eval() of this text")),
        }
    },
    "exec" => |vm, _| Ok(vm.unknown("exec()")),
    "compile" => |vm, _| Ok(vm.unknown("compile()")),
    "breakpoint" => |vm, _| Ok(vm.unknown("breakpoint()")),
};

fn iterator(vm: &mut Vm, data: IteratorData) -> Value {
    Value::Iterator(vm.heap.add_iterator(data))
}

fn iterators(vm: &mut Vm, values: &[Value]) -> R<Rc<[Value]>> {
    let mut iterators = Vec::with_capacity(values.len());
    for value in values {
        iterators.push(vm.iter(value)?);
    }
    Ok(Rc::from(iterators))
}

fn print(vm: &mut Vm, arguments: Arguments) -> R {
    let mut text = String::new();
    let to_stdout = matches!(arguments.keyword("file"), None | Some(Value::None));
    let part = |vm: &mut Vm, name: &str, default: &str| match arguments.keyword(name) {
        Some(Value::None) | None => Ok(default.to_owned()),
        Some(value) => vm.str(&value),
    };
    let (separator, end) = (part(vm, "sep", " ")?, part(vm, "end", "\n")?);
    for (number, value) in arguments.positional.iter().enumerate() {
        if number > 0 {
            text.push_str(&separator);
        }
        let part = vm.str(value)?;
        text.push_str(&if to_stdout {
            vm.for_stream(&part)?
        } else {
            part
        });
        vm.steps(1 + text.len() / 256)?;
    }
    text.push_str(&end);
    match arguments.keyword("file") {
        None | Some(Value::None) => vm.write_stream(false, &text),
        Some(file) => {
            let write = vm.attribute(&file, "write")?;
            vm.call_positional(&write, vec![Value::str(&text)])?;
        }
    }
    if let Some(flush) = arguments.keyword("flush")
        && vm.truth(&flush)?
    {
        match arguments.keyword("file") {
            None | Some(Value::None) => vm.flush_streams(),
            Some(file) => {
                let flush = vm.attribute(&file, "flush")?;
                vm.call_positional(&flush, Vec::new())?;
            }
        }
    }
    Ok(Value::None)
}

fn len(vm: &mut Vm, arguments: Arguments) -> R {
    let value = vm.need(&arguments, 0, "len")?;
    vm.len(&value)
}

fn issubclass(vm: &mut Vm, arguments: Arguments) -> R {
    let (class, of) = (
        vm.need(&arguments, 0, "issubclass")?,
        vm.need(&arguments, 1, "issubclass")?,
    );
    Ok(match (&class, &of) {
        (Value::Class(class), Value::Class(of)) => Value::Bool(vm.is_subclass(*class, *of)),
        (Value::Class(class), Value::Tuple(all)) => Value::Bool(all.iter().any(|of| match of {
            Value::Class(of) => vm.is_subclass(*class, *of),
            _ => false,
        })),
        (Value::Unknown(_), _) => class,
        (_, Value::Unknown(_)) => of,
        _ => return Err(vm.error("TypeError", "issubclass() arg 1 must be a class")),
    })
}

fn getattr(vm: &mut Vm, arguments: Arguments) -> R {
    let (object, name) = (
        vm.need(&arguments, 0, "getattr")?,
        vm.need(&arguments, 1, "getattr")?,
    );
    let name = match &name {
        Value::Str(name) => name.clone(),
        Value::Unknown(_) => return Ok(name),
        _ => return Err(vm.error("TypeError", "attribute name must be string")),
    };
    match arguments.get(2) {
        Some(default) => Ok(vm
            .optional_attribute(&object, &name)?
            .unwrap_or_else(|| default.clone())),
        None => vm.attribute(&object, &name),
    }
}

fn next(vm: &mut Vm, arguments: Arguments) -> R {
    let iterator = vm.need(&arguments, 0, "next")?;
    if let Value::Unknown(_) = iterator {
        return Ok(iterator);
    }
    match (vm.next(&iterator)?, arguments.get(1)) {
        (Some(item), _) => Ok(item),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(vm.raise("StopIteration", Vec::new())),
    }
}

fn extreme(vm: &mut Vm, arguments: &Arguments, least: bool) -> R {
    let items = match arguments.positional.as_slice() {
        [one] => vm.collect(&one.clone())?,
        many => many.to_vec(),
    };
    let key = arguments.keyword("key").filter(|key| !key.is_none());
    let mut best: Option<(Value, Value)> = None;
    for item in items {
        let rank = match &key {
            Some(key) => vm.call_positional(key, vec![item.clone()])?,
            None => item.clone(),
        };
        let better = match &best {
            None => true,
            Some((_, rank_of_best)) if least => vm.less(&rank, rank_of_best)?,
            Some((_, rank_of_best)) => vm.less(rank_of_best, &rank)?,
        };
        if better {
            best = Some((item, rank));
        }
    }
    match (best, arguments.keyword("default")) {
        (Some((item, _)), _) => Ok(item),
        (None, Some(default)) => Ok(default),
        (None, None) => {
            let name = if least { "min" } else { "max" };
            let message = if vm.settings.version.minor >= 12 {
                format!("{name}() iterable argument is empty")
            } else {
                format!("{name}() arg is an empty sequence")
            };
            Err(vm.error("ValueError", message))
        }
    }
}

fn any_or_all(vm: &mut Vm, arguments: &Arguments, wanted: bool) -> R {
    let value = vm.need(arguments, 0, "any")?;
    let iterator = vm.iter(&value)?;
    while let Some(item) = vm.next(&iterator)? {
        if vm.truth(&item)? == wanted {
            return Ok(Value::Bool(wanted));
        }
    }
    Ok(Value::Bool(!wanted))
}

fn round(vm: &mut Vm, arguments: Arguments) -> R {
    let digits = arguments
        .named(1, "ndigits")
        .filter(|digits| !digits.is_none());
    match (
        vm.need(&arguments, 0, "round")?,
        digits.and_then(|digits| digits.as_int()),
    ) {
        (Value::Float(number), None) => {
            #[expect(clippy::cast_possible_truncation, reason = "rounded to a whole number")]
            let rounded = number.round_ties_even() as i64;
            Ok(Value::Int(rounded))
        }
        (Value::Float(number), Some(digits)) => {
            let digits = usize::try_from(digits.clamp(0, 30)).unwrap_or(0);
            Ok(format!("{number:.digits$}")
                .parse()
                .map_or(Value::Float(number), Value::Float))
        }
        (value @ (Value::Int(_) | Value::Bool(_) | Value::Unknown(_) | Value::Instance(_)), _) => {
            Ok(value)
        }
        (value, _) => {
            let type_name = vm.type_name(&value);
            let message = format!("type {type_name} doesn't define __round__ method");
            Err(vm.error("TypeError", message))
        }
    }
}

fn radix(value: &Value, kind: char) -> Value {
    let number = value.as_int().unwrap_or(0);
    let sign = if number < 0 { "-" } else { "" };
    let size = number.unsigned_abs();
    Value::str(&match kind {
        'x' => format!("{sign}0x{size:x}"),
        'o' => format!("{sign}0o{size:o}"),
        _ => format!("{sign}0b{size:b}"),
    })
}

fn dir(vm: &mut Vm, arguments: Arguments) -> R {
    let mut names = match arguments.get(0) {
        None => vm.heap.dict(vm.frame().locals).text_keys(),
        Some(Value::Module(id)) => {
            let dict = vm.heap.module(*id).dict;
            vm.heap.dict(dict).text_keys()
        }
        Some(object) => {
            let object = object.clone();
            let class = match &object {
                Value::Class(class) => *class,
                other => vm.class_of(other),
            };
            let mut names = Vec::new();
            for base in vm.heap.class(class).mro.clone() {
                let data = vm.heap.class(base);
                names.extend(super::methods_of(&data.name).map(str::to_owned));
                names.extend(vm.heap.dict(data.dict).text_keys());
            }
            if let Value::Instance(id) = object {
                let dict = vm.heap.instance(id).dict;
                names.extend(vm.heap.dict(dict).text_keys());
            }
            names
        }
    };
    names.sort();
    names.dedup();
    let names = names.iter().map(|name| Value::str(name)).collect();
    Ok(vm.new_list(names))
}

impl Vm {
    /// `len(value)`.
    pub(crate) fn len(&mut self, value: &Value) -> R {
        Ok(match value {
            Value::Dict(id) => Value::count(self.heap.dict(*id).len()),
            Value::Set(id) => Value::count(self.heap.set(*id).len()),
            Value::Str(_)
            | Value::Bytes(_)
            | Value::List(_)
            | Value::Tuple(_)
            | Value::Range(_) => Value::count(self.sequence_len(value)),
            Value::Unknown(_) => value.clone(),
            Value::Class(_) => match self.class_hook(value, "__class_len__")? {
                Some(hook) => return self.call_positional(&hook, Vec::new()),
                None => return Err(self.error("TypeError", "object of type 'type' has no len()")),
            },
            _ => {
                if let Some(method) = self.special_method(value, "__len__")? {
                    return self.call_positional(&method, Vec::new());
                }
                if let Value::Instance(id) = value
                    && let Some(inner) = self.heap.instance(*id).inner.clone()
                {
                    return self.len(&inner);
                }
                let type_name = self.type_name(value);
                return Err(self.error(
                    "TypeError",
                    format!("object of type '{type_name}' has no len()"),
                ));
            }
        })
    }

    /// `property(get, set)`, as a built-in class is called.
    pub(crate) fn make_property(arguments: &Arguments, cached: bool) -> Value {
        Value::Property(Rc::new(Property {
            get: arguments.named(0, "fget").unwrap_or(Value::None).held(),
            set: arguments.named(1, "fset").unwrap_or(Value::None).held(),
            cached,
        }))
    }
}
