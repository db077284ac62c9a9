//! Module objects: making them, compiling their text, running their bodies.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::Vm;
use crate::dict::Dict;
use crate::frame::{Frame, FrameKind, Position};
use crate::heap::{CodeFile, Fact, ModuleData, ModuleId, Names};
use crate::lower::ModuleTree;
use crate::value::{R, Stop, Value};

/// Texts longer than this are not parsed.
const LONGEST_FILE: usize = 200_000;

/// Parsed modules, by version and text.
type Parsed = BTreeMap<(u8, Arc<str>), Rc<ModuleTree>>;

thread_local! {
    /// Parsed modules by text: a fix is simulated again with nearly the same files.
    static PARSED: RefCell<Parsed> = const { RefCell::new(BTreeMap::new()) };
}

impl Vm {
    /// A new module that is being imported, with what the loader sets.
    pub(crate) fn new_module(
        &mut self,
        full: &str,
        file: Option<&str>,
        package: Option<String>,
    ) -> ModuleId {
        let mut dict = Dict::default();
        dict.set_name("__name__", Value::str(full));
        dict.set_name("__doc__", Value::None);
        let parent = full.rsplit_once('.').map_or("", |(parent, _)| parent);
        let package_name = if package.is_some() { full } else { parent };
        dict.set_name("__package__", Value::str(package_name));
        dict.set_name("__loader__", Value::Unknown(Rc::from("loaders")));
        dict.set_name(
            "__spec__",
            Value::Unknown(Rc::from("module specifications")),
        );
        if let Some(package) = package {
            let path = self.new_list(vec![Value::str(&package)]);
            dict.set_name("__path__", path);
        }
        if let Some(file) = file {
            dict.set_name("__file__", Value::str(file));
        }
        dict.set_name("__builtins__", Value::Dict(self.builtins));
        let dict = self.heap.add_dict(dict);
        self.heap.add_module(ModuleData {
            name: Rc::from(full),
            dict,
            file: file.map(Rc::from),
            initializing: true,
            names: Names::Closed,
        })
    }

    /// Compiles and runs a module's text.
    pub(crate) fn run_module(
        &mut self,
        full: &str,
        code: &Rc<CodeFile>,
        text: &Arc<str>,
        package: Option<String>,
    ) -> R {
        let tree = self.compile(text, code)?;
        self.run_tree(full, code, &tree, package, Names::Closed)
    }

    pub(super) fn run_tree(
        &mut self,
        full: &str,
        code: &Rc<CodeFile>,
        tree: &Rc<ModuleTree>,
        package: Option<String>,
        names: Names,
    ) -> R {
        let id = self.new_module(full, Some(&code.name.clone()), package);
        self.heap.module_mut(id).names = names;
        self.heap
            .dict_mut(self.modules)
            .set_name(full, Value::Module(id));
        let result = self.run_body(id, code, tree);
        self.heap.module_mut(id).initializing = false;
        match result {
            // A module may replace itself in sys.modules.
            Ok(()) => Ok(self.loaded(full).unwrap_or(Value::Module(id))),
            Err(stop) => {
                self.heap.dict_mut(self.modules).remove_name(full);
                Err(stop)
            }
        }
    }

    fn run_body(&mut self, id: ModuleId, code: &Rc<CodeFile>, tree: &Rc<ModuleTree>) -> R<()> {
        let (dict, full) = (self.heap.module(id).dict, self.heap.module(id).name.clone());
        if let Some(doc) = &tree.doc {
            self.heap
                .dict_mut(dict)
                .set_name("__doc__", Value::Str(doc.clone()));
        }
        let frame = Frame {
            file: code.clone(),
            name: Rc::from("<module>"),
            qualname: Rc::from("<module>"),
            kind: FrameKind::Module,
            globals: dict,
            locals: dict,
            enclosing: Rc::from([]),
            function: None,
            scope: None,
            position: Position::default(),
            class: None,
        };
        self.importing.push(full);
        let handled = std::mem::take(&mut self.handled);
        self.handled.clone_from(&handled);
        let result = self.run_frame(frame, &tree.body);
        self.handled = handled;
        self.importing.pop();
        result.map(|_| ())
    }

    /// Parses a text, or raises `SyntaxError`.
    pub(crate) fn compile(&mut self, text: &Arc<str>, code: &Rc<CodeFile>) -> R<Rc<ModuleTree>> {
        let key = (self.settings.version.minor, text.clone());
        let known = PARSED.with_borrow(|parsed| parsed.get(&key).cloned());
        if let Some(tree) = known {
            return Ok(tree);
        }
        if text.len() > LONGEST_FILE {
            return Err(Stop::Beyond(
                format!("a file as long as {}", code.name).into(),
            ));
        }
        if let Some(what) = crate::nesting::too_deep(text) {
            return Err(Stop::Beyond(what.into()));
        }
        match crate::lower::parse(text, self.parsed_as(code)) {
            Ok(tree) => {
                let tree = Rc::new(tree);
                PARSED.with_borrow_mut(|parsed| {
                    if parsed.len() >= 200 {
                        parsed.clear();
                    }
                    parsed.insert(key, tree.clone());
                });
                Ok(tree)
            }
            Err(problem) => {
                let error =
                    crate::syntax_error::explain(text, &problem, self.settings.version.minor);
                let span = code
                    .source
                    .map(|source| hurdles_source::Span::new(source, error.range.0, error.range.1));
                let fact = Fact::Syntax(crate::heap::SyntaxFact {
                    file: code.name.to_string(),
                    line: error.line,
                    text: error.text,
                    columns: error.columns,
                    span,
                });
                Err(self.error_with(error.class, &error.message, fact))
            }
        }
    }

    /// The version whose grammar holds: models of library modules are written for a new one.
    fn parsed_as(&self, code: &CodeFile) -> u8 {
        if code.is_model() {
            13
        } else {
            self.settings.version.minor
        }
    }
}
