//! `import`: statements, the search along the path, running module bodies.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use hurdles_machine::{Content, Machine};

use super::Vm;
use super::frozen::Frozen;
use crate::ast::{Alias, Name};
use crate::dict::Dict;
use crate::facts::{ImportFailure, ImportProblem, Tried, TriedOutcome};
use crate::finder::{self, Found, ModuleFile};
use crate::frame::{Frame, FrameKind, Position};
use crate::heap::{CodeFile, Fact, ModuleData, ModuleId, Names};
use crate::library;
use crate::lower::ModuleTree;
use crate::search_path::{PathEntry, PathOrigin};
use crate::value::{R, Stop, Value};

/// Texts longer than this are not parsed.
const LONGEST_FILE: usize = 200_000;

thread_local! {
    /// Parsed modules by text: a fix is simulated again with nearly the same files.
    static PARSED: RefCell<BTreeMap<(u8, Arc<str>), Rc<ModuleTree>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Where a search ended.
enum Search {
    Module(Box<ModuleFile>),
    Namespace(Vec<String>),
    Nothing,
}

impl Vm {
    /// `import a.b.c as d`.
    pub(super) fn import_stmt(&mut self, alias: &Alias) -> R<()> {
        let last = self.import(&alias.name)?;
        let (bound, module) = match &alias.alias {
            Some(bound) => (bound.clone(), last),
            None => {
                let first: Name = Rc::from(alias.name.split('.').next().unwrap_or(""));
                let module = self.loaded(&first).unwrap_or(last);
                (first, module)
            }
        };
        self.store(&bound, module);
        Ok(())
    }

    /// The module of this name in `sys.modules`.
    pub(crate) fn loaded(&self, name: &str) -> Option<Value> {
        self.heap.dict(self.modules).name(name).cloned()
    }

    /// Imports a module as C code and import statements do; the innermost one is returned.
    pub(crate) fn import(&mut self, name: &str) -> R {
        self.find_and_load(name).map_err(|stop| self.trim(stop))
    }

    /// Imports a module as `importlib.import_module` does: the import system's frames stay in the traceback.
    pub(crate) fn gcd_import(&mut self, name: &str) -> R {
        self.find_and_load(name)
            .map_err(|stop| self.through(stop, &[Frozen::GcdImport]))
    }

    fn find_and_load(&mut self, name: &str) -> R {
        if name.is_empty() {
            return Err(self.error("ValueError", "Empty module name"));
        }
        if let Some(module) = self.loaded(name) {
            return match module {
                Value::None => Err(self.not_found(
                    name,
                    Vec::new(),
                    format!("import of {name} halted; None in sys.modules"),
                )),
                module => Ok(module),
            };
        }
        let mut parent: Option<Value> = None;
        let mut full = String::new();
        for (number, part) in name.split('.').enumerate() {
            if !full.is_empty() {
                full.push('.');
            }
            full.push_str(part);
            let module = match self.loaded(&full) {
                Some(module) => module,
                None => {
                    let module = self.import_part(&full, part, parent.as_ref());
                    let module = module.map_err(|stop| {
                        let n_above = name.split('.').count() - number - 1;
                        self.through_parents(stop, n_above)
                    })?;
                    if let Some(Value::Module(parent)) = &parent {
                        let dict = self.heap.module(*parent).dict;
                        self.heap.dict_mut(dict).set_name(part, module.clone());
                    }
                    module
                }
            };
            parent = Some(module);
        }
        parent.ok_or_else(|| Stop::Beyond("an import without a name".into()))
    }

    /// The frames of the calls that import a module's parents first.
    fn through_parents(&mut self, stop: Stop, n_above: usize) -> Stop {
        let mut stop = self.through(stop, &[Frozen::FindAndLoad]);
        for _ in 0..n_above.min(20) {
            let places = [
                Frozen::FindAndLoad,
                Frozen::Parent,
                Frozen::Removed,
                Frozen::GcdImport,
            ];
            stop = self.through(stop, &places);
        }
        stop
    }

    fn import_part(&mut self, full: &str, part: &str, parent: Option<&Value>) -> R {
        let entries: Vec<PathEntry> = match parent {
            None => {
                if library::is_builtin(part, self.settings.version.minor) {
                    return self.load_builtin(part);
                }
                self.path_entries()
            }
            Some(Value::Module(id)) => {
                let (dict, parent_name, file) = {
                    let module = self.heap.module(*id);
                    (module.dict, module.name.clone(), module.file.clone())
                };
                match self.heap.dict(dict).name("__path__").cloned() {
                    Some(Value::List(list)) => {
                        let texts = self.heap.list(list).clone();
                        let texts = texts.iter().filter_map(Value::as_str);
                        texts
                            .map(|text| PathEntry {
                                text: text.to_owned(),
                                origin: PathOrigin::Package(parent_name.to_string()),
                            })
                            .collect()
                    }
                    _ => {
                        if let (Names::Open(what), None) = (&self.heap.module(*id).names, &file) {
                            let what = what.clone();
                            return Ok(self.open_module(full, None, &what));
                        }
                        let message =
                            format!("No module named '{full}'; '{parent_name}' is not a package");
                        let stop = self.not_a_package(full, &parent_name, file, message);
                        return Err(self.through(stop, &[Frozen::NotAPackage]));
                    }
                }
            }
            Some(_) => return Ok(self.unknown(full)),
        };
        let mut tried = Vec::new();
        match self.search(&entries, part, &mut tried) {
            Search::Module(file) => self
                .load_file(full, *file, tried)
                .map_err(|stop| self.through(stop, &[Frozen::Load, Frozen::LoadUnlocked])),
            Search::Namespace(portions) => Ok(self.new_namespace(full, portions)),
            Search::Nothing => {
                let message = format!("No module named '{full}'");
                let stop = self.not_found(full, tried, message);
                Err(self.through(stop, &[Frozen::NotFound]))
            }
        }
    }

    /// The entries of `sys.path` as it is now.
    pub(crate) fn path_entries(&self) -> Vec<PathEntry> {
        let texts = self.heap.list(self.path).iter().filter_map(Value::as_str);
        texts
            .map(|text| PathEntry {
                text: text.to_owned(),
                origin: self
                    .path_origins
                    .get(text)
                    .cloned()
                    .unwrap_or(PathOrigin::Program),
            })
            .collect()
    }

    fn search(&self, entries: &[PathEntry], part: &str, tried: &mut Vec<Tried>) -> Search {
        let mut portions = Vec::new();
        for entry in entries {
            let (directory, shown) = self.directory_of(&entry.text);
            let found = finder::find(
                &self.machine,
                &self.context,
                &directory,
                &shown,
                part,
                self.settings.version.minor,
            );
            let outcome = match found {
                Found::Module(file) => {
                    tried.push(Tried {
                        entry: entry.clone(),
                        outcome: TriedOutcome::Found(file.path.clone()),
                    });
                    return Search::Module(file);
                }
                Found::Portion(portion) => {
                    portions.push(portion);
                    TriedOutcome::Nothing
                }
                Found::Nothing(outcome) => outcome,
            };
            tried.push(Tried {
                entry: entry.clone(),
                outcome,
            });
        }
        if portions.is_empty() {
            Search::Nothing
        } else {
            Search::Namespace(portions)
        }
    }

    /// Where an entry leads, and how the paths of its modules begin in `__file__`: relative up to 3.9 (FileFinder.__init__).
    fn directory_of(&self, text: &str) -> (String, String) {
        let cwd = &self.context.cwd;
        if text.is_empty() {
            return (cwd.clone(), cwd.clone());
        }
        if text.starts_with('/') {
            return (text.to_owned(), text.to_owned());
        }
        let directory = Machine::absolute(cwd, text);
        let shown = match self.settings.version.minor {
            0..=9 => text.to_owned(),
            10 => format!("{}/{text}", cwd.trim_end_matches('/')),
            _ if text == "." => cwd.clone(),
            _ => format!(
                "{}/{}",
                cwd.trim_end_matches('/'),
                text.strip_prefix("./").unwrap_or(text)
            ),
        };
        (directory, shown)
    }

    fn load_file(&mut self, full: &str, file: ModuleFile, tried: Vec<Tried>) -> R {
        let content = match file.content {
            Ok(content) => content,
            Err((errno, walk)) => {
                let fact = Fact::Import(ImportFailure {
                    module: full.to_owned(),
                    problem: ImportProblem::Unreadable,
                    importer: self.importer_span(),
                    tried,
                    parent_file: Some(file.path.clone()),
                    shadows: None,
                    chain: self.importing.iter().map(|name| name.to_string()).collect(),
                });
                let stop = self.os_error(errno, &file.path, Some(walk));
                if let Stop::Raise(id) = &stop
                    && let Some(data) = &mut self.heap.instance_mut(*id).exception
                {
                    data.fact = Some(Rc::new(fact));
                }
                let places = [Frozen::ExecGet, Frozen::CodeRead, Frozen::GetData];
                return Err(self.through(stop, &places));
            }
        };
        match content {
            Content::Text(text, source) => {
                let code = Rc::new(CodeFile {
                    name: Rc::from(file.path.as_str()),
                    lines: hurdles_source::LineIndex::new(&text),
                    text: Rc::from(&*text),
                    source,
                    model: None,
                    root: Rc::from(""),
                });
                let tree = self.compile(&text, &code).map_err(|stop| {
                    let places = [
                        Frozen::ExecGet,
                        Frozen::CodeCompile,
                        Frozen::SourceToCode,
                        Frozen::Removed,
                    ];
                    self.through(stop, &places)
                })?;
                self.run_tree(full, &code, &tree, file.package)
                    .map_err(|stop| self.through(stop, &[Frozen::ExecRun, Frozen::Removed]))
            }
            Content::Stock(stock) => self.load_stock(full, &stock, &file.path, file.package),
            Content::Unknown(_) => {
                let what = format!("the text of {}", file.path);
                Ok(self.open_module(full, Some((&file.path, file.package)), &what))
            }
        }
    }

    fn load_stock(
        &mut self,
        full: &str,
        stock: &Arc<str>,
        path: &str,
        package: Option<String>,
    ) -> R {
        let name = finder::stock_name(stock).unwrap_or_default();
        let Some(model) = library::model(&name) else {
            let what = format!("the module {name}");
            let module = self.open_module(full, Some((path, package)), &what);
            if let (Value::Module(id), names @ Names::Listed(_)) =
                (&module, library::names(&name, self.settings.version.minor))
            {
                self.heap.module_mut(*id).names = names;
            }
            return Ok(module);
        };
        self.run_model(full, &name, model, Some(path), package)
    }

    fn load_builtin(&mut self, name: &str) -> R {
        match library::model(name) {
            Some(model) => self.run_model(name, name, model, None, None),
            None => {
                let what = format!("the module {name}");
                Ok(self.open_module(name, None, &what))
            }
        }
    }

    fn run_model(
        &mut self,
        full: &str,
        name: &str,
        model: &'static str,
        path: Option<&str>,
        package: Option<String>,
    ) -> R {
        let text: Arc<str> = library::shared_text(name, model);
        let code = Rc::new(CodeFile {
            name: Rc::from(path.unwrap_or("<model>")),
            lines: hurdles_source::LineIndex::new(model),
            text: Rc::from(model),
            source: None,
            model: Some(library::frames(&self.settings.version)),
            root: Rc::from(library::root_of(path.unwrap_or(""), name)),
        });
        let module = self.run_module(full, &code, &text, package)?;
        if let (Value::Module(id), None) = (&module, path) {
            self.heap.module_mut(*id).file = None;
            let dict = self.heap.module(*id).dict;
            self.heap.dict_mut(dict).remove_name("__file__");
        }
        if let Value::Module(id) = &module {
            self.heap.module_mut(*id).names = library::names(name, self.settings.version.minor);
        }
        Ok(module)
    }

    /// A module of which nothing is known but that it exists.
    fn open_module(
        &mut self,
        full: &str,
        file: Option<(&str, Option<String>)>,
        what: &str,
    ) -> Value {
        let id = self.new_module(
            full,
            file.as_ref().map(|(path, _)| *path),
            file.and_then(|(_, package)| package),
        );
        self.heap.module_mut(id).initializing = false;
        self.heap.module_mut(id).names = Names::Open(Rc::from(what));
        self.heap
            .dict_mut(self.modules)
            .set_name(full, Value::Module(id));
        Value::Module(id)
    }

    fn new_namespace(&mut self, full: &str, portions: Vec<String>) -> Value {
        let id = self.new_module(full, None, None);
        self.heap.module_mut(id).initializing = false;
        let portions = portions.iter().map(|portion| Value::str(portion)).collect();
        let path = self.new_list(portions);
        let dict = self.heap.module(id).dict;
        self.heap.dict_mut(dict).set_name("__path__", path);
        self.heap
            .dict_mut(dict)
            .set_name("__package__", Value::str(full));
        self.heap
            .dict_mut(self.modules)
            .set_name(full, Value::Module(id));
        Value::Module(id)
    }

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
        self.run_tree(full, code, &tree, package)
    }

    fn run_tree(
        &mut self,
        full: &str,
        code: &Rc<CodeFile>,
        tree: &Rc<ModuleTree>,
        package: Option<String>,
    ) -> R {
        let id = self.new_module(full, Some(&code.name.clone()), package);
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
        match code.model {
            Some(_) => 13,
            None => self.settings.version.minor,
        }
    }

    fn importer_span(&self) -> Option<hurdles_source::Span> {
        let frame = self
            .frames
            .iter()
            .rev()
            .find(|frame| frame.file.model.is_none())?;
        let at = frame.position.at;
        Some(hurdles_source::Span::new(
            frame.file.source?,
            at.start as usize,
            at.end as usize,
        ))
    }

    fn not_found(&mut self, full: &str, tried: Vec<Tried>, message: String) -> Stop {
        self.import_error(full, ImportProblem::NotFound, tried, None, &message)
    }

    fn not_a_package(
        &mut self,
        full: &str,
        parent: &str,
        file: Option<Rc<str>>,
        message: String,
    ) -> Stop {
        // What the parent hides: the same name further down the path.
        let mut tried = Vec::new();
        let entries = self.path_entries();
        let top = parent.split('.').next().unwrap_or(parent);
        let mut rest = entries.as_slice();
        let mut shadows = None;
        while let Search::Module(found) = self.search(rest, top, &mut tried) {
            let at = rest
                .iter()
                .position(|entry| tried.last().is_some_and(|last| last.entry == *entry));
            if file.as_deref() != Some(found.path.as_str()) {
                shadows = Some(found.path);
                break;
            }
            rest = at.and_then(|at| rest.get(at + 1..)).unwrap_or(&[]);
        }
        let stop = self.import_error(
            full,
            ImportProblem::ParentIsNotAPackage,
            tried,
            file.as_deref(),
            &message,
        );
        if let (Stop::Raise(id), Some(_)) = (&stop, &shadows)
            && let Some(data) = &mut self.heap.instance_mut(*id).exception
            && let Some(Fact::Import(failure)) = data.fact.as_deref()
        {
            let failure = ImportFailure {
                shadows,
                ..failure.clone()
            };
            data.fact = Some(Rc::new(Fact::Import(failure)));
        }
        stop
    }

    fn import_error(
        &mut self,
        full: &str,
        problem: ImportProblem,
        tried: Vec<Tried>,
        file: Option<&str>,
        message: &str,
    ) -> Stop {
        let fact = Fact::Import(ImportFailure {
            module: full.to_owned(),
            problem,
            importer: self.importer_span(),
            tried,
            parent_file: file.map(str::to_owned),
            shadows: None,
            chain: self.importing.iter().map(|name| name.to_string()).collect(),
        });
        let class = if self.settings.version.minor >= 6 {
            "ModuleNotFoundError"
        } else {
            "ImportError"
        };
        self.error_with(class, message, fact)
    }

    /// `from module import names`.
    pub(super) fn import_from(
        &mut self,
        module: Option<&str>,
        names: &[Alias],
        level: u32,
    ) -> R<()> {
        let full = match level {
            0 => module.unwrap_or("").to_owned(),
            level => self.resolve_relative(module, level)?,
        };
        if full == "__future__" {
            for alias in names {
                self.store(&alias.name, Value::Bool(true));
            }
            return Ok(());
        }
        let module = self.import(&full)?;
        for alias in names {
            if &*alias.name == "*" {
                self.import_star(&module)?;
                continue;
            }
            let value = self.imported_name(&module, &full, &alias.name)?;
            self.store(alias.alias.as_ref().unwrap_or(&alias.name), value);
        }
        Ok(())
    }

    /// The full name of a relative import (`importlib._bootstrap._calc___package__`, `_resolve_name`).
    pub(crate) fn resolve_relative(&mut self, module: Option<&str>, level: u32) -> R<String> {
        let globals = self.frame().globals;
        let package = match self.heap.dict(globals).name("__package__") {
            Some(Value::Str(package)) => package.to_string(),
            _ => String::new(),
        };
        let fact = |vm: &Self| {
            Fact::Import(ImportFailure {
                module: format!("{}{}", ".".repeat(level as usize), module.unwrap_or("")),
                problem: ImportProblem::Relative,
                importer: vm.importer_span(),
                tried: Vec::new(),
                parent_file: None,
                shadows: None,
                chain: vm.importing.iter().map(|name| name.to_string()).collect(),
            })
        };
        if package.is_empty() {
            let fact = fact(self);
            return Err(match self.settings.version.minor {
                0..=5 => self.error_with(
                    "SystemError",
                    "Parent module '' not loaded, cannot perform relative import",
                    fact,
                ),
                _ => self.error_with(
                    "ImportError",
                    "attempted relative import with no known parent package",
                    fact,
                ),
            });
        }
        let mut parts: Vec<&str> = package.split('.').collect();
        for _ in 1..level {
            parts.pop();
        }
        if parts.is_empty() {
            let fact = fact(self);
            let class = if self.settings.version.minor >= 9 {
                "ImportError"
            } else {
                "ValueError"
            };
            return Err(self.error_with(
                class,
                "attempted relative import beyond top-level package",
                fact,
            ));
        }
        let base = parts.join(".");
        Ok(match module {
            Some(module) => format!("{base}.{module}"),
            None => base,
        })
    }

    /// `from module import name`: an attribute, or a submodule.
    pub(crate) fn imported_name(&mut self, module: &Value, full: &str, name: &str) -> R {
        if let Some(value) = self.optional_attribute(module, name)? {
            return Ok(value);
        }
        let Value::Module(id) = module else {
            return Err(self.error(
                "ImportError",
                format!("cannot import name '{name}' from '{full}' (unknown location)"),
            ));
        };
        let is_package = self
            .heap
            .dict(self.heap.module(*id).dict)
            .name("__path__")
            .is_some();
        if is_package {
            let submodule = format!("{full}.{name}");
            match self.import(&submodule) {
                Ok(value) => return Ok(value),
                Err(Stop::Raise(raised)) if self.is_missing_module(raised, &submodule) => {}
                Err(stop) => return Err(stop),
            }
        }
        let data = self.heap.module(*id);
        let place = data
            .file
            .as_ref()
            .map_or("unknown location".to_owned(), |file| file.to_string());
        let message = match (self.settings.version.minor, data.initializing) {
            (0..=6, _) => format!("cannot import name '{name}'"),
            (8.., true) => format!(
                "cannot import name '{name}' from partially initialized module '{full}' (most likely due to a circular import) ({place})"
            ),
            _ => format!("cannot import name '{name}' from '{full}' ({place})"),
        };
        let fact = self.missing_in_module(*id, name);
        Err(self.error_with("ImportError", &message, fact))
    }

    fn is_missing_module(&self, id: crate::heap::InstanceId, name: &str) -> bool {
        let data = self.heap.instance(id).exception.as_ref();
        let fact = data.and_then(|data| data.fact.as_deref());
        matches!(fact, Some(Fact::Import(failure)) if failure.module == name && failure.problem == ImportProblem::NotFound)
    }

    fn import_star(&mut self, module: &Value) -> R<()> {
        let Value::Module(id) = module else {
            return Ok(());
        };
        let data = self.heap.module(*id);
        let (dict, names) = (data.dict, data.names.clone());
        let all = self.heap.dict(dict).name("__all__").cloned();
        let wanted: Vec<String> = match all {
            Some(all) => {
                let all = self.collect(&all)?;
                all.iter()
                    .filter_map(|name| name.as_str().map(str::to_owned))
                    .collect()
            }
            None => {
                let mut keys = self.heap.dict(dict).text_keys();
                keys.retain(|name| !name.starts_with('_'));
                keys
            }
        };
        let full = self.heap.module(*id).name.to_string();
        for name in wanted {
            let value = match self.imported_name(module, &full, &name) {
                Err(Stop::Raise(raised)) if self.is_class_named(raised, "ImportError") => {
                    let fact = self.missing_in_module(*id, &name);
                    let message = format!("module '{full}' has no attribute '{name}'");
                    return Err(self.error_with("AttributeError", &message, fact));
                }
                other => other?,
            };
            self.store(&name, value);
        }
        match names {
            Names::Open(what) => self.store("*", Value::Unknown(what)),
            Names::Listed(listed) => {
                for name in listed.iter().filter(|name| !name.starts_with('_')) {
                    if self.heap.dict(dict).name(name).is_none() {
                        let value = self.unknown(&format!("{full}.{name}"));
                        self.store(name, value);
                    }
                }
            }
            Names::Closed => {}
        }
        Ok(())
    }

    /// An `OSError` of the right class for an error number.
    pub(crate) fn os_error(
        &mut self,
        errno: hurdles_machine::Errno,
        path: &str,
        walk: Option<hurdles_machine::Walk>,
    ) -> Stop {
        use hurdles_machine::Errno;
        let class = match errno {
            Errno::NotFound => "FileNotFoundError",
            Errno::AccessDenied | Errno::NotPermitted => "PermissionError",
            Errno::IsADirectory => "IsADirectoryError",
            Errno::NotADirectory => "NotADirectoryError",
            Errno::Exists => "FileExistsError",
            Errno::ConnectionRefused => "ConnectionRefusedError",
            _ => "OSError",
        };
        let class = self.class(class);
        let args = vec![
            Value::Int(i64::from(errno.number())),
            Value::str(errno.text()),
        ];
        let id = self.exception(class, args);
        let dict = self.heap.instance(id).dict;
        let values = [
            ("errno", Value::Int(i64::from(errno.number()))),
            ("strerror", Value::str(errno.text())),
            ("filename", Value::str(path)),
        ];
        for (name, value) in values {
            self.heap.dict_mut(dict).set_name(name, value);
        }
        if let (Some(walk), Some(data)) = (walk, &mut self.heap.instance_mut(id).exception) {
            data.fact = Some(Rc::new(Fact::Path(path.to_owned(), errno, walk)));
        }
        Stop::Raise(id)
    }
}

impl Vm {
    /// Gives `sys` what its model defines.
    pub(crate) fn fill_sys(&mut self, _sys: ModuleId) {
        let filled = self.import("_hurdles_sys").and_then(|module| {
            let install = self.attribute(&module, "install")?;
            self.call_positional(&install, Vec::new())
        });
        debug_assert!(filled.is_ok(), "the model of sys runs: {filled:?}");
    }
}
