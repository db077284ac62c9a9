//! Modules of the system's own files: models where there are some, else modules of which only the names are known.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::Vm;
use crate::finder;
use crate::heap::{CodeFile, Names};
use crate::library;
use crate::lower::ModuleTree;
use crate::search_path::PathOrigin;
use crate::value::{R, Value};

/// A model that was compiled.
type Compiled = (Rc<CodeFile>, Rc<ModuleTree>, Names);

/// Version, module name, path.
type CompiledKey = (u8, String, Option<String>);

thread_local! {
    /// Compiled models by version, name and path.
    static COMPILED: RefCell<BTreeMap<CompiledKey, Compiled>> =
        const { RefCell::new(BTreeMap::new()) };
}

impl Vm {
    pub(super) fn load_stock(
        &mut self,
        full: &str,
        stock: &Arc<str>,
        path: &str,
        package: Option<String>,
    ) -> R {
        let name = finder::stock_name(stock).unwrap_or_default();
        self.follow_imports(full, &name, path, package.clone())?;
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

    pub(super) fn load_builtin(&mut self, name: &str) -> R {
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
        let key = (
            self.settings.version.minor,
            name.to_owned(),
            path.map(str::to_owned),
        );
        let known = COMPILED.with_borrow(|compiled| compiled.get(&key).cloned());
        let (code, tree, names) = match known {
            Some(known) => known,
            None => {
                let code = Rc::new(CodeFile {
                    name: Rc::from(path.unwrap_or("<model>")),
                    lines: hurdles_source::LineIndex::new(model),
                    text: Rc::from(model),
                    source: None,
                    marks: Some(library::frames(&self.settings.version)),
                    is_stock: false,
                    root: Rc::from(library::root_of(path.unwrap_or(""), name)),
                });
                let tree = self.compile(&Arc::from(model), &code)?;
                let names = library::names(name, self.settings.version.minor);
                let new = (code, tree, names);
                COMPILED.with_borrow_mut(|compiled| {
                    // Far more than one deployment has; only copies of the library under ever new names get there.
                    if compiled.len() >= 1024 {
                        compiled.clear();
                    }
                    compiled.insert(key, new.clone());
                });
                new
            }
        };
        let module = self.run_tree(full, &code, &tree, package, names)?;
        for lacking in library::lacking(name, self.settings.version.minor) {
            self.remove_from(&module, lacking);
        }
        if let (Value::Module(id), None) = (&module, path) {
            self.heap.module_mut(*id).file = None;
            let dict = self.heap.module(*id).dict;
            self.heap.dict_mut(dict).remove_name("__file__");
        }
        Ok(module)
    }

    /// Takes a name, or an attribute of a class, from a module of a version that has it not.
    fn remove_from(&mut self, module: &Value, what: &str) {
        let Value::Module(id) = module else {
            return;
        };
        let dict = self.heap.module(*id).dict;
        let Some((class, attribute)) = what.split_once('.') else {
            self.heap.dict_mut(dict).remove_name(what);
            return;
        };
        if let Some(Value::Class(class)) = self.heap.dict(dict).name(class).cloned() {
            let dict = self.heap.class(class).dict;
            self.heap.dict_mut(dict).remove_name(attribute);
        }
    }

    /// A module of which nothing is known but that it exists.
    pub(super) fn open_module(
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

    /// Runs a stock module's import statements where the app's own files stand before the library's on the path.
    fn follow_imports(
        &mut self,
        full: &str,
        name: &str,
        path: &str,
        package: Option<String>,
    ) -> R<()> {
        if !self.is_library_shadowed() {
            return Ok(());
        }
        let Some(text) = library::imports(name, self.settings.version.minor) else {
            return Ok(());
        };
        let text: Arc<str> = Arc::from(text);
        let code = Rc::new(CodeFile {
            name: Rc::from(path),
            lines: hurdles_source::LineIndex::new(&text),
            text: Rc::from(&*text),
            source: None,
            marks: Some(library::frames(&self.settings.version)),
            is_stock: true,
            root: Rc::from(library::root_of(path, name)),
        });
        let tree = self.compile(&text, &code)?;
        let names = Names::Open(Rc::from(format!("names of the module {name}")));
        let result = self.run_tree(full, &code, &tree, package, names);
        self.heap.dict_mut(self.modules).remove_name(full);
        result.map(|_| ())
    }

    /// Whether a file before the standard library on the path has the name of a stock module.
    fn is_library_shadowed(&mut self) -> bool {
        let entries = self.path_entries();
        let key = (entries.len(), self.context.cwd.clone());
        if let Some((known, shadowed)) = &self.shadowed
            && *known == key
        {
            return *shadowed;
        }
        let of = |origin: PathOrigin| entries.iter().find(|entry| entry.origin == origin);
        let roots = [of(PathOrigin::Stdlib), of(PathOrigin::DistPackages)];
        let roots: Vec<&str> = roots
            .iter()
            .flatten()
            .map(|entry| entry.text.as_str())
            .collect();
        let own = entries
            .iter()
            .take_while(|entry| entry.origin != PathOrigin::Stdlib);
        let directories: Vec<String> = own.map(|entry| self.directory_of(&entry.text).0).collect();
        let shadowed = directories.iter().any(|directory| {
            let names = self.machine.list(&self.context.identity, "/", directory);
            names.unwrap_or_default().iter().any(|name| {
                let stem = name.strip_suffix(".py").unwrap_or(name);
                let is_module = |root: &&str| {
                    let file = format!("{root}/{stem}.py");
                    let package = format!("{root}/{stem}/__init__.py");
                    self.machine
                        .find(&file)
                        .or(self.machine.find(&package))
                        .is_some()
                };
                !library::is_preloaded(stem) && roots.iter().any(is_module)
            })
        });
        self.shadowed = Some((key, shadowed));
        shadowed
    }

    /// Gives `sys` what its model defines.
    pub(crate) fn fill_sys(&mut self) {
        let filled = self.import("_hurdles_sys").and_then(|module| {
            let install = self.attribute(&module, "install")?;
            self.call_positional(&install, Vec::new())
        });
        debug_assert!(filled.is_ok(), "the model of sys runs: {filled:?}");
    }
}
