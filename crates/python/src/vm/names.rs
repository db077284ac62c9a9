//! Names: looking them up, binding them, and what is said when there is none.

use super::Vm;
use crate::ast::{Name, TextSpan};
use crate::frame::Position;
use crate::heap::{DictId, Fact};
use crate::value::{R, Stop, Value};

impl Vm {
    /// Looks a name up: own scope, enclosing functions, module, built-ins.
    pub(crate) fn load(&mut self, name: &Name, at: TextSpan) -> R {
        let frame = self.frame();
        let (locals, globals) = (frame.locals, frame.globals);
        let is_local = frame
            .function
            .as_ref()
            .is_none_or(|function| function.scope.bound.contains(name));
        let is_global = match (&frame.function, &frame.scope) {
            (Some(function), _) => function.scope.global.contains(name),
            (None, Some(class)) => class.scope.global.contains(name),
            (None, None) => false,
        };
        if is_local
            && !is_global
            && let Some(value) = self.heap.dict(locals).name(name)
        {
            return Ok(value.clone());
        }
        let unbound_local = is_local && !is_global && frame.function.is_some();
        if !unbound_local {
            if !is_global {
                for scope in frame.enclosing.iter() {
                    if let Some(value) = self.heap.dict(*scope).name(name) {
                        return Ok(value.clone());
                    }
                }
            }
            let found = self.heap.dict(globals).name(name);
            if let Some(value) = found.or_else(|| self.heap.dict(self.builtins).name(name)) {
                return Ok(value.clone());
            }
        }
        self.set_position(Position::plain(at));
        if let Some(value) = self.star_imported_unknown(name) {
            return Ok(value);
        }
        if unbound_local {
            let message = if self.settings.version.minor >= 11 {
                format!(
                    "cannot access local variable '{name}' where it is not associated with a value"
                )
            } else {
                format!("local variable '{name}' referenced before assignment")
            };
            return Err(self.error("UnboundLocalError", message));
        }
        Err(self.name_error(name))
    }

    pub(super) fn name_error(&mut self, name: &Name) -> Stop {
        let frame = self.frame();
        let mut candidates = self.heap.dict(frame.locals).text_keys();
        if frame.locals != frame.globals {
            candidates.extend(self.heap.dict(frame.globals).text_keys());
        }
        let file = frame.file.name.to_string();
        let holder = match self.heap.dict(frame.globals).name("__name__") {
            Some(Value::Str(name)) => name.to_string(),
            _ => String::new(),
        };
        candidates.retain(|candidate| !candidate.starts_with("__"));
        let fact = Fact::Missing(crate::MissingName {
            name: name.to_string(),
            holder,
            file: Some(file),
            partially_initialized: false,
            candidates,
        });
        self.error_with("NameError", &format!("name '{name}' is not defined"), fact)
    }

    /// A name that a star import of something not simulated may have brought.
    pub(super) fn star_imported_unknown(&mut self, name: &str) -> Option<Value> {
        let globals = self.frame().globals;
        match self.heap.dict(globals).name("*") {
            Some(Value::Unknown(what)) => {
                let what = format!("{name}, from {what}");
                Some(self.unknown(&what))
            }
            _ => None,
        }
    }

    /// Where assigning to a name stores it.
    pub(crate) fn store_target(&self, name: &str) -> DictId {
        let frame = self.frame();
        let (global, nonlocal) = match (&frame.function, &frame.scope) {
            (Some(function), _) => (&function.scope.global, &function.scope.nonlocal),
            (None, Some(class)) => (&class.scope.global, &class.scope.nonlocal),
            (None, None) => return frame.locals,
        };
        if global.contains(name) {
            return frame.globals;
        }
        if nonlocal.contains(name) {
            let holder = frame
                .enclosing
                .iter()
                .find(|scope| self.heap.dict(**scope).name(name).is_some());
            return holder
                .or(frame.enclosing.first())
                .copied()
                .unwrap_or(frame.locals);
        }
        frame.locals
    }

    /// Binds a name.
    pub(crate) fn store(&mut self, name: &Name, value: Value) {
        let target = self.store_target(name);
        self.heap.dict_mut(target).set_shared(name, value);
    }
}
