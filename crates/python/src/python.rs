//! The door: an interpreter that a server starts, asks to import, and calls.

use hurdles_machine::{Context, Machine};

use crate::{
    FileFailure, PathEntry, PathOrigin, Raised, Settings, Unknown, WsgiAnswer, WsgiEnviron,
    WsgiServer,
};

/// Python could not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fatal {
    /// What it prints before the process exits with status 1; the thread's address is `0xADDR`.
    pub output: String,
    /// The directory that was taken for Python's home and has no standard library.
    pub home: String,
}

/// A Python object, held for the caller.
#[derive(Clone, Debug)]
pub struct Object(());

/// A running interpreter.
#[derive(Clone, Debug)]
pub struct Python {
    context: Context,
    search_path: Vec<PathEntry>,
    output: String,
    unknowns: Vec<Unknown>,
}

impl Python {
    /// Starts the interpreter: computes `sys.path` and runs `site`.
    ///
    /// # Errors
    /// [`Fatal`] where `home` or `PYTHONHOME` names a directory without a standard library.
    pub fn start(
        _machine: &Machine,
        context: &Context,
        _settings: &Settings,
    ) -> Result<Self, Fatal> {
        Ok(Self {
            context: context.clone(),
            search_path: Vec::new(),
            output: String::new(),
            unknowns: Vec::new(),
        })
    }

    /// Tells of the process's credentials and directory, which may change after the start.
    pub fn set_context(&mut self, context: &Context) {
        self.context = context.clone();
    }

    /// Sets one variable of `os.environ`.
    pub fn set_environment(&mut self, name: &str, value: &str) {
        self.context
            .environment
            .insert(name.to_owned(), value.to_owned());
    }

    /// `sys.path` as it is now.
    #[must_use]
    pub fn search_path(&self) -> Vec<PathEntry> {
        self.search_path.clone()
    }

    /// Inserts a directory into `sys.path`.
    pub fn insert_path(&mut self, at: usize, directory: &str, origin: PathOrigin) {
        let at = at.min(self.search_path.len());
        self.search_path.insert(
            at,
            PathEntry {
                text: directory.to_owned(),
                origin,
            },
        );
    }

    /// Imports a module by its full name, as `PyImport_ImportModule`; the innermost module is returned.
    ///
    /// # Errors
    /// What was raised.
    pub fn import_module(
        &mut self,
        _machine: &mut Machine,
        name: &str,
    ) -> Result<Object, Box<Raised>> {
        self.unknowns.push(Unknown {
            what: format!("importing {name}"),
            span: None,
        });
        Ok(Object(()))
    }

    /// Runs a file as the module `module`, with `__file__` as given; `loader` of a uWSGI file form.
    ///
    /// # Errors
    /// [`FileFailure`].
    pub fn load_file(
        &mut self,
        _machine: &mut Machine,
        file: &str,
        _module: &str,
    ) -> Result<Object, Box<FileFailure>> {
        self.unknowns.push(Unknown {
            what: format!("running {file}"),
            span: None,
        });
        Ok(Object(()))
    }

    /// An attribute, where the object has it; no exception is made of its absence.
    pub fn attribute(
        &mut self,
        _machine: &mut Machine,
        _object: &Object,
        _name: &str,
    ) -> Option<Object> {
        None
    }

    /// An attribute of a module by `PyDict_GetItemString` on its dictionary.
    #[must_use]
    pub fn module_names(&self, _object: &Object) -> Vec<String> {
        Vec::new()
    }

    /// Whether `callable()` says so.
    #[must_use]
    pub fn is_callable(&self, _object: &Object) -> bool {
        false
    }

    /// Whether it is a value that is not simulated, and why not.
    #[must_use]
    pub fn unknown_reason(&self, _object: &Object) -> Option<String> {
        None
    }

    /// The name of its type, as error messages have it.
    #[must_use]
    pub fn type_name(&self, _object: &Object) -> String {
        "object".to_owned()
    }

    /// Whether it is a dictionary: a uWSGI `applications` table.
    #[must_use]
    pub fn dictionary_items(&self, _object: &Object) -> Option<Vec<(Object, Object)>> {
        None
    }

    /// Its text, where it is a `str`.
    #[must_use]
    pub fn text(&self, _object: &Object) -> Option<String> {
        None
    }

    /// Its bytes, where it is `bytes`.
    #[must_use]
    pub fn bytes(&self, _object: &Object) -> Option<Vec<u8>> {
        None
    }

    /// Calls an object without arguments, as uWSGI calls a factory.
    ///
    /// # Errors
    /// What was raised.
    pub fn call(&mut self, _machine: &mut Machine, object: &Object) -> Result<Object, Box<Raised>> {
        Ok(object.clone())
    }

    /// Calls a WSGI app and runs through what it returns.
    pub fn call_wsgi(
        &mut self,
        _machine: &mut Machine,
        _app: &Object,
        _environ: &WsgiEnviron,
        _server: &WsgiServer,
    ) -> WsgiAnswer {
        WsgiAnswer {
            status: None,
            headers: Vec::new(),
            items: Vec::new(),
            raised: None,
            close_raised: None,
            output: self.take_output(),
            seconds: 0.0,
            exited: None,
            unknown: Some("calling a WSGI app".to_owned()),
        }
    }

    /// A new sub-interpreter: its own modules, the search path as at the start.
    #[must_use]
    pub fn subinterpreter(&self) -> Self {
        self.clone()
    }

    /// What was printed since the last call, whole lines only: both streams are line-buffered.
    pub fn take_output(&mut self) -> String {
        std::mem::take(&mut self.output)
    }

    /// What is left in the buffers when the process ends.
    pub fn flush(&mut self) -> String {
        self.take_output()
    }

    /// Seconds that `time.sleep` took since the last call.
    pub fn take_seconds(&mut self) -> f64 {
        0.0
    }

    /// What was not simulated and mattered, since the start.
    #[must_use]
    pub fn unknowns(&self) -> &[Unknown] {
        &self.unknowns
    }
}
