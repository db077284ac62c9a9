//! The interpreter's state, and raising exceptions in it. Its children evaluate, call, look up and import.

mod arguments;
mod assignment;
mod attribute_changes;
mod attributes;
mod calls;
mod classes;
mod compare;
mod comprehensions;
mod execute;
mod expressions;
mod format;
mod format_spec;
mod frozen;
mod generators;
mod import;
mod import_errors;
mod import_from;
mod instances;
mod iteration;
mod match_case;
mod modules;
mod names;
mod operators;
mod os_error;
mod quotes;
mod statements;
mod stock;
mod subscript;
mod super_object;
mod text;
mod unwind;

use std::collections::BTreeMap;
use std::rc::Rc;

use hurdles_machine::{Context, Machine};

use crate::ast::Name;
use crate::dict::Dict;
use crate::facts::Unknown;
use crate::frame::{Frame, Position};
use crate::heap::{
    ClassId, DictId, ExceptionData, Fact, Heap, InstanceData, InstanceId, ListId, ModuleId,
};
use crate::search_path::PathOrigin;
use crate::settings::Settings;
use crate::value::{R, Stop, Value};

pub(crate) use arguments::Arguments;
pub(crate) use operators::as_float;
pub(crate) use quotes::quoted;
pub(crate) use subscript::position;

/// Statements and expressions evaluated before a module or request is given up as not simulated.
const MOST_STEPS: u32 = 400_000;

/// Expressions within expressions that are followed, over all calls.
const MOST_EXPRESSIONS: u16 = 300;

/// Values within values that are compared, hashed or iterated.
const MOST_NESTED: u8 = 60;

/// Calls within calls that are followed; CPython's own limit is 1000.
const MOST_CALLS: usize = 60;

/// Output of one interpreter; a stream is passed on at each line break, as line-buffered ones are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streams {
    pub(crate) done: String,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The interpreter.
#[derive(Clone, Debug)]
pub(crate) struct Vm {
    pub(crate) heap: Heap,
    pub(crate) machine: Machine,
    pub(crate) context: Context,
    pub(crate) settings: Settings,
    pub(crate) frames: Vec<Frame>,
    /// Whether a `bytearray` was made: it is simulated as if it were `bytes`.
    pub(crate) has_bytearray: bool,
    /// Exceptions being handled, innermost last.
    pub(crate) handled: Vec<InstanceId>,
    pub(crate) steps: u32,
    /// Comparisons, hashes and iterators within each other.
    pub(crate) nested: u8,
    /// Expressions within each other, over all calls.
    pub(crate) n_expressions: u16,
    pub(crate) class_names: BTreeMap<&'static str, ClassId>,
    pub(crate) builtins: DictId,
    pub(crate) modules: DictId,
    pub(crate) sys: ModuleId,
    pub(crate) path: ListId,
    pub(crate) path_origins: BTreeMap<String, PathOrigin>,
    /// Where each module that is being imported is, outermost first.
    pub(crate) importing: Vec<Name>,
    pub(crate) streams: Streams,
    pub(crate) seconds: f64,
    /// What a framework caught to make an error page of, since the last request.
    pub(crate) handled_by_framework: Option<crate::facts::Raised>,
    /// The first unknown value that a decision rested on, since it was last asked for.
    pub(crate) undecided: Option<Unknown>,
    /// Whether own files hide library modules, for a search path of this length and directory.
    pub(crate) shadowed: Option<((usize, String), bool)>,
    /// What `start_response` was given.
    pub(crate) response: crate::wsgi::ResponseState,
}

impl Vm {
    /// The frame that runs.
    pub(crate) fn frame(&self) -> &Frame {
        self.frames.last().expect("code is evaluated in a frame")
    }

    /// Notes what is about to be executed, for tracebacks.
    pub(crate) fn set_position(&mut self, position: Position) {
        if let Some(frame) = self.frames.last_mut() {
            frame.position = position;
        }
    }

    /// Counts one step.
    pub(crate) fn step(&mut self) -> Result<(), Stop> {
        self.steps(1)
    }

    /// Counts work that grows with a value's size.
    pub(crate) fn steps(&mut self, n: usize) -> Result<(), Stop> {
        self.steps = self
            .steps
            .saturating_add(u32::try_from(n).unwrap_or(u32::MAX));
        if self.steps > MOST_STEPS {
            return Err(Stop::Beyond("Python code that runs this long".into()));
        }
        Ok(())
    }

    /// Runs something that may call itself, as long as that does not go too deep.
    pub(crate) fn deeper<T>(&mut self, run: impl FnOnce(&mut Self) -> R<T>) -> R<T> {
        if self.nested >= MOST_NESTED {
            return Err(Stop::Beyond("values nested this deep".into()));
        }
        self.nested += 1;
        let result = run(self);
        self.nested -= 1;
        result
    }

    /// A new list.
    pub(crate) fn new_list(&mut self, items: Vec<Value>) -> Value {
        Value::List(self.heap.add_list(items))
    }

    /// A new dictionary.
    pub(crate) fn new_dict(&mut self, dict: Dict) -> Value {
        Value::Dict(self.heap.add_dict(dict))
    }

    /// The built-in class of this name; `object` for one that does not exist.
    pub(crate) fn class(&self, name: &str) -> ClassId {
        self.class_names.get(name).copied().unwrap_or(ClassId(0))
    }

    /// Raises a built-in exception with a message.
    pub(crate) fn error(&mut self, class: &str, message: impl AsRef<str>) -> Stop {
        let message = Value::str(message.as_ref());
        self.raise(class, vec![message])
    }

    /// Raises a built-in exception with these arguments.
    pub(crate) fn raise(&mut self, class: &str, args: Vec<Value>) -> Stop {
        let class = self.class(class);
        Stop::Raise(self.exception(class, args))
    }

    /// Raises a built-in exception that carries a fact.
    pub(crate) fn error_with(&mut self, class: &str, message: &str, fact: Fact) -> Stop {
        let class = self.class(class);
        let id = self.exception(class, vec![Value::str(message)]);
        if let Some(data) = &mut self.heap.instance_mut(id).exception {
            data.fact = Some(Rc::new(fact));
        }
        Stop::Raise(id)
    }

    /// A new exception; what is being handled becomes its context.
    pub(crate) fn exception(&mut self, class: ClassId, args: Vec<Value>) -> InstanceId {
        let dict = self.heap.add_dict(Dict::default());
        self.heap.add_instance(InstanceData {
            class,
            dict,
            inner: None,
            exception: Some(Box::new(ExceptionData {
                args,
                ..ExceptionData::default()
            })),
        })
    }

    /// Sets the context of an exception that is being raised, unless it would be its own.
    pub(crate) fn set_context(&mut self, id: InstanceId) {
        let Some(&context) = self.handled.last() else {
            return;
        };
        if context == id {
            return;
        }
        // A cycle would make the traceback endless (errors.c, _PyErr_SetObject).
        let mut seen = context;
        for _ in 0..64 {
            let next = self
                .heap
                .instance(seen)
                .exception
                .as_ref()
                .and_then(|data| data.context.clone());
            match next {
                Some(Value::Instance(next)) if next == id => {
                    if let Some(data) = &mut self.heap.instance_mut(seen).exception {
                        data.context = None;
                    }
                    break;
                }
                Some(Value::Instance(next)) => seen = next,
                _ => break,
            }
        }
        if let Some(data) = &mut self.heap.instance_mut(id).exception
            && data.context.is_none()
        {
            data.context = Some(Value::Instance(context));
        }
    }

    /// An unknown value, whose reason is remembered.
    pub(crate) fn unknown(&mut self, what: &str) -> Value {
        Value::Unknown(Rc::from(what))
    }

    /// Notes that a decision rests on an unknown value.
    pub(crate) fn decide_on_unknown(&mut self, what: &str) {
        let span = self.frames.last().and_then(|frame| {
            let at = frame.position.at;
            let source = frame.file.source?;
            Some(hurdles_source::Span::new(
                source,
                at.start as usize,
                at.end as usize,
            ))
        });
        let unknown = Unknown {
            what: what.to_owned(),
            span,
        };
        self.undecided.get_or_insert(unknown);
    }

    /// Writes to standard output or standard error.
    pub(crate) fn write_stream(&mut self, to_stderr: bool, text: &str) {
        const LONGEST: usize = 1 << 20;
        let streams = &mut self.streams;
        let buffer = if to_stderr {
            &mut streams.stderr
        } else {
            &mut streams.stdout
        };
        if buffer.len() + streams.done.len() > LONGEST {
            return;
        }
        buffer.push_str(text);
        if text.contains('\n') || text.contains('\r') {
            streams.done.push_str(buffer);
            buffer.clear();
        }
    }

    /// Passes on what is left in a stream's buffer.
    pub(crate) fn flush_streams(&mut self) {
        let streams = &mut self.streams;
        for buffer in [&mut streams.stdout, &mut streams.stderr] {
            streams.done.push_str(buffer);
            buffer.clear();
        }
    }
}
