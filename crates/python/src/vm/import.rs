//! `import`: statements, the search along the path, running module bodies.

use std::rc::Rc;

use hurdles_machine::{Content, Machine};

use super::Vm;
use super::frozen::Frozen;
use crate::ast::{Alias, Name};
use crate::facts::{ImportFailure, ImportProblem, Tried, TriedOutcome};
use crate::finder::{self, Found, ModuleFile};
use crate::heap::{CodeFile, Fact, Names};
use crate::library;
use crate::search_path::{PathEntry, PathOrigin};
use crate::value::{R, Stop, Value};

/// Where a search ended.
pub(super) enum Search {
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

    /// A package's `__path__` as entries to look along.
    fn package_entries(&self, list: crate::heap::ListId, package: &str) -> Vec<PathEntry> {
        let texts = self.heap.list(list).iter().filter_map(Value::as_str);
        texts
            .map(|text| PathEntry {
                text: text.to_owned(),
                origin: PathOrigin::Package(package.to_owned()),
            })
            .collect()
    }

    fn import_part(&mut self, full: &str, part: &str, parent: Option<&Value>) -> R {
        let entries: Vec<PathEntry> = match parent {
            None => {
                let is_server = part == "uwsgi" && self.settings.uwsgi.is_some();
                if is_server || library::is_builtin(part, self.settings.version.minor) {
                    return self.load_builtin(part);
                }
                let mut entries = self.path_entries();
                if library::is_preloaded(part) {
                    entries.retain(|entry| entry.origin == PathOrigin::Stdlib);
                }
                entries
            }
            Some(Value::Module(id)) => {
                let (dict, parent_name, file) = {
                    let module = self.heap.module(*id);
                    (module.dict, module.name.clone(), module.file.clone())
                };
                match self.heap.dict(dict).name("__path__").cloned() {
                    // A package of the library that puts a module into `sys.modules` by itself.
                    Some(Value::List(_))
                        if library::is_builtin(full, self.settings.version.minor) =>
                    {
                        return self.load_builtin(full);
                    }
                    Some(Value::List(list)) => self.package_entries(list, &parent_name),
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

    pub(super) fn search(
        &self,
        entries: &[PathEntry],
        part: &str,
        tried: &mut Vec<Tried>,
    ) -> Search {
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
                Found::Portion(portion, outcome) => {
                    portions.push(portion);
                    outcome
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
    pub(super) fn directory_of(&self, text: &str) -> (String, String) {
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
                    marks: None,
                    is_stock: false,
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
                self.run_tree(full, &code, &tree, file.package, Names::Closed)
                    .map_err(|stop| self.through(stop, &[Frozen::ExecRun, Frozen::Removed]))
            }
            Content::Stock(stock) => self
                .load_stock(full, &stock, &file.path, file.package)
                .map_err(|stop| self.through(stop, &[Frozen::ExecRun, Frozen::Removed])),
            Content::Unknown(_) | Content::Program(_) => {
                let what = format!("the text of {}", file.path);
                Ok(self.open_module(full, Some((&file.path, file.package)), &what))
            }
        }
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
}
