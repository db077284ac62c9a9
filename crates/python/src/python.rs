//! The door: an interpreter that a server starts, asks to import, and calls.

use std::rc::Rc;
use std::sync::Arc;

use hurdles_machine::{Bits, Content, Context, Machine};

use crate::facts::{FileFailure, Raised, Unknown};
use crate::fatal::Fatal;
use crate::heap::CodeFile;
use crate::search_path::{self, PathEntry, PathOrigin};
use crate::settings::Settings;
use crate::start::new_vm;
use crate::traceback::leave;
use crate::value::{R, Stop, Value};
use crate::vm::Vm;
use crate::wsgi::{WsgiAnswer, WsgiEnviron, WsgiServer};

/// A Python object, held for the caller.
#[derive(Clone, Debug)]
pub struct Object(Value);

/// A running interpreter.
#[derive(Clone, Debug)]
pub struct Python {
    vm: Vm,
    /// The search path as it was at the start, for further interpreters.
    first_path: Vec<PathEntry>,
    prefix: String,
}

impl Python {
    /// Starts the interpreter: computes `sys.path` and makes the built-in modules.
    ///
    /// # Errors
    /// [`Fatal`] where `home` or `PYTHONHOME` names a directory without a standard library.
    pub fn start(machine: &Machine, context: &Context, settings: &Settings) -> Result<Self, Fatal> {
        let start = search_path::compute(machine, context, settings)?;
        let vm = new_vm(context, settings, &start.entries, &start.prefix);
        Ok(Self {
            vm,
            first_path: start.entries,
            prefix: start.prefix,
        })
    }

    /// Tells of the process's credentials and directory, which may change after the start.
    pub fn set_context(&mut self, context: &Context) {
        self.vm.context = context.clone();
    }

    /// Sets an environment variable, as `putenv` before Python starts or before `os` is first asked for it.
    pub fn set_environment(&mut self, name: &str, value: &str) {
        self.vm
            .context
            .environment
            .insert(name.to_owned(), value.to_owned());
    }

    /// `sys.path` as it is now.
    #[must_use]
    pub fn search_path(&self) -> Vec<PathEntry> {
        self.vm.path_entries()
    }

    /// Inserts a directory into `sys.path`.
    pub fn insert_path(&mut self, at: usize, directory: &str, origin: PathOrigin) {
        let list = self.vm.path;
        let at = at.min(self.vm.heap.list(list).len());
        self.vm
            .heap
            .list_mut(list)
            .insert(at, Value::str(directory));
        self.vm.path_origins.insert(directory.to_owned(), origin);
    }

    fn with<T>(&mut self, machine: &mut Machine, run: impl FnOnce(&mut Vm) -> T) -> T {
        std::mem::swap(&mut self.vm.machine, machine);
        self.vm.steps = 0;
        self.vm.shadowed = None;
        self.vm.nested = 0;
        self.vm.n_expressions = 0;
        let result = run(&mut self.vm);
        // Whatever stopped the run, only the outermost frame stays.
        self.vm.frames.truncate(1);
        self.vm.handled.clear();
        self.vm.importing.clear();
        std::mem::swap(&mut self.vm.machine, machine);
        result
    }

    /// Imports a module by its full name, as `PyImport_ImportModule`; the innermost module is returned.
    ///
    /// # Errors
    /// What was raised.
    pub fn import_module(
        &mut self,
        machine: &mut Machine,
        name: &str,
    ) -> Result<Object, Box<Raised>> {
        self.with(machine, |vm| {
            let result = vm.import(name);
            leave(vm, result).map(Object)
        })
    }

    /// Runs a file as the module `module`, with `__file__` as given: how uWSGI's `wsgi-file` is loaded.
    ///
    /// # Errors
    /// [`FileFailure`].
    pub fn load_file(
        &mut self,
        machine: &mut Machine,
        file: &str,
        module: &str,
    ) -> Result<Object, Box<FileFailure>> {
        self.with(machine, |vm| {
            let walk = vm
                .machine
                .walk(&vm.context.identity, &vm.context.cwd, file, Bits::READ);
            let content = match vm.machine.read(&vm.context.identity, &vm.context.cwd, file) {
                Ok(content) => content,
                Err(errno) => return Err(Box::new(FileFailure::Unopened(errno, walk))),
            };
            match run_file(vm, file, module, content) {
                Ok(value) => Ok(Object(value)),
                Err(stop) => {
                    let is_syntax = match &stop {
                        Stop::Raise(id) | Stop::Again(id) => {
                            vm.is_class_named(*id, "SyntaxError")
                                && vm
                                    .heap
                                    .instance(*id)
                                    .exception
                                    .as_ref()
                                    .is_some_and(|data| data.traceback.is_empty())
                        }
                        _ => false,
                    };
                    let raised = vm.raised(stop);
                    Err(Box::new(if is_syntax {
                        FileFailure::NotCompiled(raised)
                    } else {
                        FileFailure::Raised(raised)
                    }))
                }
            }
        })
    }

    /// A name in a module's dictionary, or an attribute of another object; none where it has none.
    pub fn attribute(
        &mut self,
        machine: &mut Machine,
        object: &Object,
        name: &str,
    ) -> Option<Object> {
        self.with(machine, |vm| {
            vm.optional_attribute(&object.0, name)
                .ok()
                .flatten()
                .map(Object)
        })
    }

    /// The names that a module has, in order of definition, without those that the loader sets.
    #[must_use]
    pub fn module_names(&self, object: &Object) -> Vec<String> {
        let Value::Module(id) = &object.0 else {
            return Vec::new();
        };
        let mut names = self.vm.heap.dict(self.vm.heap.module(*id).dict).text_keys();
        names.retain(|name| !name.starts_with("__"));
        names
    }

    /// The file a module was loaded from.
    #[must_use]
    pub fn module_file(&self, object: &Object) -> Option<String> {
        match &object.0 {
            Value::Module(id) => self
                .vm
                .heap
                .module(*id)
                .file
                .as_ref()
                .map(|file| file.to_string()),
            _ => None,
        }
    }

    /// Whether `callable()` says so; an unknown value is taken to be.
    pub fn is_callable(&mut self, object: &Object) -> bool {
        self.vm.is_callable(&object.0)
    }

    /// Whether it is a value that is not simulated, and which.
    #[must_use]
    pub fn unknown_reason(&self, object: &Object) -> Option<String> {
        match &object.0 {
            Value::Unknown(what) => Some(what.to_string()),
            _ => None,
        }
    }

    /// The name of its type, as error messages have it.
    #[must_use]
    pub fn type_name(&self, object: &Object) -> String {
        self.vm.type_name(&object.0)
    }

    /// Keys and values, where it is a dictionary.
    #[must_use]
    pub fn dictionary_items(&self, object: &Object) -> Option<Vec<(Object, Object)>> {
        match &object.0 {
            Value::Dict(id) => {
                let items = self.vm.heap.dict(*id).iter();
                Some(
                    items
                        .map(|(key, value)| (Object(key.clone()), Object(value.clone())))
                        .collect(),
                )
            }
            _ => None,
        }
    }

    /// Its text, where it is a `str`.
    #[must_use]
    pub fn text(&self, object: &Object) -> Option<String> {
        object.0.as_str().map(str::to_owned)
    }

    /// Its bytes, where it is `bytes`.
    #[must_use]
    pub fn bytes(&self, object: &Object) -> Option<Vec<u8>> {
        match &object.0 {
            Value::Bytes(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }

    /// Calls an object without arguments, as uWSGI calls a factory.
    ///
    /// # Errors
    /// What was raised.
    pub fn call(&mut self, machine: &mut Machine, object: &Object) -> Result<Object, Box<Raised>> {
        self.with(machine, |vm| {
            let result = vm.call_positional(&object.0, Vec::new());
            leave(vm, result).map(Object)
        })
    }

    /// Calls a WSGI app and runs through what it returns.
    pub fn call_wsgi(
        &mut self,
        machine: &mut Machine,
        app: &Object,
        environ: &WsgiEnviron,
        server: &WsgiServer,
    ) -> WsgiAnswer {
        self.with(machine, |vm| vm.serve(&app.0, environ, server))
    }

    /// A new sub-interpreter: its own modules, the search path as at the start.
    #[must_use]
    pub fn subinterpreter(&self) -> Self {
        let vm = new_vm(
            &self.vm.context,
            &self.vm.settings,
            &self.first_path,
            &self.prefix,
        );
        Self {
            vm,
            first_path: self.first_path.clone(),
            prefix: self.prefix.clone(),
        }
    }

    /// What was printed since the last call, as far as the line-buffered streams passed it on.
    pub fn take_output(&mut self) -> String {
        std::mem::take(&mut self.vm.streams.done)
    }

    /// The same, with what is left in the buffers when the process ends.
    pub fn flush(&mut self) -> String {
        self.vm.flush_streams();
        self.take_output()
    }

    /// Seconds that `time.sleep` took since the last call.
    pub fn take_seconds(&mut self) -> f64 {
        std::mem::take(&mut self.vm.seconds)
    }

    /// The first value that is not simulated and on which a decision rested, since the last call.
    pub fn take_undecided(&mut self) -> Option<Unknown> {
        self.vm.undecided.take()
    }

    /// Something of which the text is not known and that was written or sent, since the last call.
    pub fn take_unknown_text(&mut self) -> Option<String> {
        self.vm.response.unknown.take()
    }
}

fn run_file(vm: &mut Vm, file: &str, module: &str, content: Content) -> R {
    let (text, source): (Arc<str>, _) = match content {
        Content::Text(text, source) => (text, source),
        Content::Stock(path) => {
            let what = format!("the stock file {path} as an app");
            return Err(Stop::Beyond(what.into()));
        }
        Content::Unknown(_) | Content::Program(_) => {
            return Err(Stop::Beyond(format!("the text of {file}").into()));
        }
    };
    let code = Rc::new(CodeFile {
        name: Rc::from(file),
        lines: hurdles_source::LineIndex::new(&text),
        text: Rc::from(&*text),
        source,
        marks: None,
        is_stock: false,
        root: Rc::from(""),
    });
    vm.run_module(module, &code, &text, None)
}
