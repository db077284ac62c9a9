//! The arguments of a call, and taking them apart in native code.

use std::rc::Rc;

use super::Vm;
use crate::value::{R, Value};

/// Evaluated arguments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) positional: Vec<Value>,
    pub(crate) keywords: Vec<(Rc<str>, Value)>,
}

impl Arguments {
    /// Positional arguments alone.
    pub(crate) fn of(positional: Vec<Value>) -> Self {
        Self {
            positional,
            keywords: Vec::new(),
        }
    }

    /// The argument at a position.
    pub(crate) fn get(&self, at: usize) -> Option<&Value> {
        self.positional.get(at)
    }

    /// The argument at a position, or by keyword.
    pub(crate) fn named(&self, at: usize, name: &str) -> Option<Value> {
        self.get(at).cloned().or_else(|| self.keyword(name))
    }

    /// The keyword argument of this name.
    pub(crate) fn keyword(&self, name: &str) -> Option<Value> {
        self.keywords
            .iter()
            .find(|(key, _)| &**key == name)
            .map(|(_, value)| value.clone())
    }

    /// The number of positional arguments.
    pub(crate) fn len(&self) -> usize {
        self.positional.len()
    }

    /// Puts an object before the others.
    pub(crate) fn prepend(mut self, value: Value) -> Self {
        self.positional.insert(0, value);
        self
    }
}

impl Vm {
    /// The argument at a position, which a built-in function needs.
    pub(crate) fn need(&mut self, arguments: &Arguments, at: usize, function: &str) -> R {
        match arguments.get(at) {
            Some(value) => Ok(value.clone()),
            None => {
                let given = arguments.len();
                let message = if at == 0 {
                    format!("{function}() takes exactly one argument ({given} given)")
                } else {
                    format!(
                        "{function} expected at least {} arguments, got {given}",
                        at + 1
                    )
                };
                Err(self.error("TypeError", message))
            }
        }
    }
}
