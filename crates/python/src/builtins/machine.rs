//! What models of library modules need of the machine: files, output, the clock's passing, the end of the process.

use std::rc::Rc;

use hurdles_machine::{Bits, Content, Machine, NodeKind, Origin};

use crate::dict::Dict;
use crate::settings::Locale;
use crate::value::{Native, R, Stop, Value};
use crate::vm::{Arguments, Vm};

macro_rules! natives {
    ($($name:literal => $call:expr,)*) => {
        &[$(Native { name: $name, call: $call },)*]
    };
}

pub(super) const FUNCTIONS: &[Native] = natives! {
    "write" => |vm, arguments| {
        let text = vm.need(&arguments, 1, "write")?;
        let to_stderr = arguments.get(0).and_then(Value::as_int) == Some(1);
        let text = vm.str(&text)?;
        if !text.is_ascii() && vm.settings.locale == Locale::AsciiStrict {
            // Who writes may catch the error, as the logging module does, and say something else instead.
            return Err(Stop::Beyond("text that is no ASCII, written to a stream without a locale".into()));
        }
        let text = vm.for_stream(&text)?;
        vm.write_stream(to_stderr, &text);
        Ok(Value::None)
    },
    "flush" => |vm, _| {
        vm.flush_streams();
        Ok(Value::None)
    },
    "sleep" => |vm, arguments| {
        let seconds = vm.need(&arguments, 0, "sleep")?;
        match crate::vm::as_float(&seconds) {
            Some(seconds) if seconds < 0.0 => Err(vm.error("ValueError", "sleep length must be non-negative")),
            Some(seconds) => {
                vm.seconds += seconds;
                Ok(Value::None)
            }
            None if matches!(seconds, Value::Unknown(_)) => Ok(seconds),
            None => {
                let type_name = vm.type_name(&seconds);
                Err(vm.error("TypeError", format!("'{type_name}' object cannot be interpreted as an integer")))
            }
        }
    },
    "exit_now" => |_, arguments| {
        let status = arguments.get(0).and_then(Value::as_int).unwrap_or(0);
        Err(Stop::Exit(i32::try_from(status & 0xff).unwrap_or(1)))
    },
    "wait" => |_, _| Err(Stop::Waits),
    "unknown" => |vm, arguments| {
        let what = vm.need(&arguments, 0, "unknown")?;
        Ok(Value::Unknown(Rc::from(what.as_str().unwrap_or(""))))
    },
    "is_unknown" => |_, arguments| Ok(Value::Bool(matches!(arguments.get(0), Some(Value::Unknown(_))))),
    "beyond" => |vm, arguments| {
        let what = vm.need(&arguments, 0, "beyond")?;
        Err(Stop::Beyond(Rc::from(what.as_str().unwrap_or(""))))
    },
    "environment_error" => |vm, arguments| {
        let name = vm.need(&arguments, 0, "environment_error")?;
        Err(vm.environment_error(name.as_str().unwrap_or("")))
    },
    "environ" => |vm, _| {
        let mut dict = Dict::default();
        for (name, value) in &vm.context.environment {
            dict.set_name(name, Value::str(value));
        }
        Ok(vm.new_dict(dict))
    },
    "getcwd" => |vm, _| Ok(Value::str(&vm.context.cwd.clone())),
    "chdir" => |vm, arguments| {
        let path = path_argument(vm, &arguments, 0)?;
        let walk = vm.machine.walk(&vm.context.identity, &vm.context.cwd, &path, Bits::SEARCH);
        match walk.end {
            Ok(id) if vm.machine.node(id).is_directory() => {
                vm.context.cwd = Machine::absolute(&vm.context.cwd, &path);
                Ok(Value::None)
            }
            Ok(_) => Err(vm.os_error(hurdles_machine::Errno::NotADirectory, &path, Some(walk))),
            Err(errno) => Err(vm.os_error(errno, &path, Some(walk))),
        }
    },
    "ids" => |vm, _| {
        let who = &vm.context.identity;
        Ok(Value::tuple(vec![Value::Int(i64::from(who.uid)), Value::Int(i64::from(who.gid))]))
    },
    "stat" => stat,
    "listdir" => |vm, arguments| {
        let path = path_argument(vm, &arguments, 0)?;
        let walk = vm.machine.walk(&vm.context.identity, &vm.context.cwd, &path, Bits::READ);
        match vm.machine.list(&vm.context.identity, &vm.context.cwd, &path) {
            Ok(names) => {
                let names = names.iter().map(|name| Value::str(name)).collect();
                Ok(vm.new_list(names))
            }
            Err(errno) => Err(vm.os_error(errno, &path, Some(walk))),
        }
    },
    "read_file" => read_file,
    "locale_text" => |vm, arguments| {
        // What a file without a named encoding gives; refused where the locale is ASCII and the text is not.
        let text = vm.need(&arguments, 0, "read")?;
        match text.as_str() {
            Some(known) if vm.settings.locale != Locale::Utf8 && !known.is_ascii() => {
                let bytes = known.as_bytes().to_vec();
                vm.decode(&bytes, &Value::str("ascii"), "strict")
            }
            _ => Ok(text),
        }
    },
    "locale_bytes" => |vm, arguments| {
        let text = vm.need(&arguments, 0, "write")?;
        if let Some(known) = text.as_str()
            && vm.settings.locale != Locale::Utf8
        {
            let known = known.to_owned();
            vm.encode(&known, &Value::str("ascii"), "strict")?;
        }
        Ok(Value::None)
    },
    "write_file" => write_file,
    "mkdir" => |vm, arguments| {
        let path = path_argument(vm, &arguments, 0)?;
        let context = vm.context.clone();
        match vm.machine.make_directory(&context, &path, Origin::Made) {
            Ok(_) => Ok(Value::None),
            Err(errno) => {
                let walk = vm.machine.walk(&context.identity, &context.cwd, &path, Bits::NONE);
                Err(vm.os_error(errno, &path, Some(walk)))
            }
        }
    },
    "remove" => |vm, arguments| {
        let path = path_argument(vm, &arguments, 0)?;
        let (who, cwd) = (vm.context.identity.clone(), vm.context.cwd.clone());
        match vm.machine.remove(&who, &cwd, &path, true) {
            Ok(()) => Ok(Value::None),
            Err(errno) => Err(vm.os_error(errno, &path, None)),
        }
    },
    "import_module" => |vm, arguments| {
        let name = vm.need(&arguments, 0, "import_module")?;
        vm.gcd_import(name.as_str().unwrap_or(""))
    },
    "note_unknown" => |vm, arguments| {
        let what = vm.need(&arguments, 0, "note_unknown")?;
        vm.response.unknown = what.as_str().map(str::to_owned);
        Ok(Value::None)
    },
    "resolve_relative" => |vm, arguments| {
        let name = vm.need(&arguments, 0, "resolve_name")?;
        let package = vm.need(&arguments, 1, "resolve_name")?;
        let name = name.as_str().unwrap_or("");
        let level = name.len() - name.trim_start_matches('.').len();
        let mut parts: Vec<&str> = package.as_str().unwrap_or("").split('.').collect();
        parts.truncate(parts.len().saturating_sub(level.saturating_sub(1)));
        Ok(Value::str(&format!("{}.{}", parts.join("."), &name[level..])))
    },
    "cached_property" => |_, arguments| Ok(Vm::make_property(&arguments, true)),
    "start_module" => |vm, arguments| {
        let name = vm.need(&arguments, 0, "start_module")?;
        let Some(Value::Module(id)) = vm.loaded(name.as_str().unwrap_or("")) else {
            return Ok(Value::None);
        };
        Ok(vm.heap.module(id).file.clone().map_or(Value::None, Value::Str))
    },
    "exception_text" => |vm, arguments| match arguments.get(0) {
        Some(Value::Instance(id)) => {
            let mut text = String::new();
            vm.write_chain_of(*id, &mut text);
            Ok(Value::str(&text))
        }
        _ => Ok(Value::str("NoneType: None\n")),
    },
    "note_handled" => |vm, arguments| {
        if let Some(Value::Instance(id)) = arguments.get(0) {
            vm.handled_by_framework = Some(vm.raised(Stop::Raise(*id)));
        }
        Ok(Value::None)
    },
    "handled_exception" => |vm, _| Ok(vm.handled.last().map_or(Value::None, |id| Value::Instance(*id))),
    "start_response" => |vm, arguments| vm.start_response(&arguments),
    "response_write" => |vm, arguments| {
        let item = match vm.need(&arguments, 0, "write")? {
            Value::Bytes(bytes) => crate::wsgi::Item::Bytes(bytes.to_vec()),
            other => crate::wsgi::Item::Other(vm.repr(&other)?),
        };
        vm.response.written.push(item);
        Ok(Value::None)
    },
    "chain" => |vm, arguments| {
        let data = crate::heap::IteratorData::Chain(Rc::from(arguments.positional), 0, None);
        Ok(Value::Iterator(vm.heap.add_iterator(data)))
    },
    "count" => |vm, arguments| {
        let number = |at: usize, default: i64| arguments.get(at).and_then(Value::as_int).unwrap_or(default);
        let data = crate::heap::IteratorData::Count(number(0, 0), number(1, 1));
        Ok(Value::Iterator(vm.heap.add_iterator(data)))
    },
    "islice" => |vm, arguments| {
        let iterable = vm.need(&arguments, 0, "islice")?;
        let inner = vm.iter(&iterable)?;
        let number = |at: usize| arguments.get(at).and_then(Value::as_int);
        let (skip, left) = match arguments.len() {
            0..=2 => (0, number(1).unwrap_or(i64::MAX)),
            _ => (number(1).unwrap_or(0), number(2).map_or(i64::MAX, |stop| stop - number(1).unwrap_or(0))),
        };
        Ok(Value::Iterator(vm.heap.add_iterator(crate::heap::IteratorData::Slice(inner, left, skip))))
    },
    "cycle" => |vm, arguments| {
        let iterable = vm.need(&arguments, 0, "cycle")?;
        let items = vm.collect(&iterable)?;
        Ok(Value::Iterator(vm.heap.add_iterator(crate::heap::IteratorData::Cycle(Rc::from(items), 0))))
    },
    "run_awaitable" => |vm, arguments| {
        let value = vm.need(&arguments, 0, "run")?;
        vm.run_awaitable(&value)
    },
    "set_names_of" => |vm, arguments| {
        // A descriptor for functions of models that hide behind the name of a real function.
        let function = vm.need(&arguments, 0, "set_names_of")?;
        Ok(function)
    },
    "probe" => |vm, arguments| {
        // A stock module uses a name of another; where a file of the app stands in its place, the name may be missing.
        let what = vm.need(&arguments, 0, "probe")?;
        let Some((module, name)) = what.as_str().and_then(|what| what.split_once('.')) else {
            return Ok(Value::None);
        };
        match vm.loaded(module) {
            Some(Value::Module(id)) if matches!(vm.heap.module(id).names, crate::heap::Names::Closed) => {
                vm.attribute(&Value::Module(id), name)
            }
            _ => Ok(Value::None),
        }
    },
    "caller_globals" => |vm, _| {
        let frame = vm.frames.iter().rev().find(|frame| !frame.file.is_model());
        Ok(frame.map_or(Value::None, |frame| Value::Dict(frame.globals)))
    },
    "hash_hex" => |vm, _| Ok(vm.unknown("hash functions")),
};

/// `str` or a path object.
fn path_argument(vm: &mut Vm, arguments: &Arguments, at: usize) -> R<String> {
    match vm.need(arguments, at, "open")? {
        Value::Str(text) => Ok(text.to_string()),
        Value::Bytes(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Value::Unknown(what) => Err(Stop::Beyond(what)),
        other => match vm.special_method(&other, "__fspath__")? {
            Some(method) => {
                let text = vm.call_positional(&method, Vec::new())?;
                vm.str(&text)
            }
            None => {
                let type_name = vm.type_name(&other);
                Err(vm.error(
                    "TypeError",
                    format!("expected str, bytes or os.PathLike object, not {type_name}"),
                ))
            }
        },
    }
}

/// What is at a path as a letter with mode, uid, gid and size; none where `stat` fails.
fn stat(vm: &mut Vm, arguments: Arguments) -> R {
    let path = path_argument(vm, &arguments, 0)?;
    let walk = vm
        .machine
        .walk(&vm.context.identity, &vm.context.cwd, &path, Bits::NONE);
    let strict = arguments.get(1).is_some();
    let id = match walk.end {
        Ok(id) => id,
        Err(errno) if strict => return Err(vm.os_error(errno, &path, Some(walk))),
        Err(_) => return Ok(Value::None),
    };
    let node = vm.machine.node(id);
    let (kind, size) = match &node.kind {
        NodeKind::File(Content::Text(text, _)) => ("f", i64::try_from(text.len()).unwrap_or(0)),
        NodeKind::File(_) => ("f", 0),
        NodeKind::Directory(_) => ("d", 4096),
        NodeKind::Socket(_) => ("s", 0),
        NodeKind::Symlink(_) => ("l", 0),
        NodeKind::Other(_) => ("c", 0),
    };
    Ok(Value::tuple(vec![
        Value::str(kind),
        Value::Int(i64::from(node.mode)),
        Value::Int(i64::from(node.owner)),
        Value::Int(i64::from(node.group)),
        Value::Int(size),
    ]))
}

fn read_file(vm: &mut Vm, arguments: Arguments) -> R {
    let path = path_argument(vm, &arguments, 0)?;
    let walk = vm
        .machine
        .walk(&vm.context.identity, &vm.context.cwd, &path, Bits::READ);
    match vm
        .machine
        .read(&vm.context.identity, &vm.context.cwd, &path)
    {
        Ok(Content::Text(text, _)) => Ok(Value::str(&text)),
        Ok(_) => Ok(vm.unknown(&format!("the text of {path}"))),
        Err(hurdles_machine::Errno::Invalid) => Ok(vm.unknown(&format!("reading {path}"))),
        Err(errno) => Err(vm.os_error(errno, &path, Some(walk))),
    }
}

/// Writes a file: path, text, whether to append.
fn write_file(vm: &mut Vm, arguments: Arguments) -> R {
    let path = path_argument(vm, &arguments, 0)?;
    let text = vm.need(&arguments, 1, "write_file")?;
    let append = arguments
        .get(2)
        .is_some_and(|append| matches!(append, Value::Bool(true)));
    let context = vm.context.clone();
    let walk = vm
        .machine
        .walk(&context.identity, &context.cwd, &path, Bits::WRITE);
    let mut content = String::new();
    if append
        && let Ok(Content::Text(old, _)) =
            vm.machine
                .read(&hurdles_machine::Identity::root(), &context.cwd, &path)
    {
        content.push_str(&old);
    }
    content.push_str(&vm.str(&text)?);
    vm.steps(content.len() / 16)?;
    match vm.machine.write(
        &context,
        &path,
        Content::Text(content.into(), None),
        Origin::Made,
    ) {
        Ok(_) => Ok(Value::None),
        // Devices take what is written.
        Err(hurdles_machine::Errno::Invalid) => Ok(Value::None),
        Err(errno) => Err(vm.os_error(errno, &path, Some(walk))),
    }
}
