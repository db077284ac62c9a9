//! `from module import names`: relative names, submodules, stars, and what is said when a name is not there.

use std::rc::Rc;

use super::Vm;
use crate::ast::Alias;
use crate::facts::{ImportFailure, ImportProblem};
use crate::heap::{Fact, ModuleId, Names};
use crate::value::{R, Stop, Value};

impl Vm {
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
        if let (Value::Module(id), true) = (module, self.frame().file.is_stock)
            && !matches!(self.heap.module(*id).names, Names::Closed)
        {
            return self.name_for_stock(*id, full, name);
        }
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

    /// The same between stock modules: what is not modelled is there all the same.
    fn name_for_stock(&mut self, id: ModuleId, full: &str, name: &str) -> R {
        let dict = self.heap.module(id).dict;
        if let Some(value) = self.heap.dict(dict).name(name) {
            return Ok(value.clone());
        }
        let module = self.heap.module(id);
        let submodule = format!("{full}.{name}");
        if self.heap.dict(dict).name("__path__").is_some() && module.file.is_some() {
            match self.import(&submodule) {
                Err(Stop::Raise(raised)) if self.is_missing_module(raised, &submodule) => {}
                other => return other,
            }
        }
        Ok(self.unknown(&submodule))
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
            self.store(&Rc::from(name), value);
        }
        match names {
            Names::Open(what) => self.store(&Rc::from("*"), Value::Unknown(what)),
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
}
