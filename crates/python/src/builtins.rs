//! The built-in types and functions.

mod construct;
mod containers;
mod digests;
mod encodings;
mod functions;
mod json;
mod machine;
mod methods;
mod patterns;
mod sorting;
mod strings;

pub(crate) use encodings::escaped;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::OnceLock;

use crate::dict::Dict;
use crate::heap::ClassId;
use crate::value::Value;
use crate::vm::Vm;

const CLASSES: &str = include_str!("../data/classes.txt");
const METHODS: &str = include_str!("../data/methods.txt");

/// The names of a built-in type's methods.
pub(crate) fn methods_of(type_name: &str) -> impl Iterator<Item = &'static str> + use<> {
    static BY_TYPE: OnceLock<BTreeMap<&str, Vec<&str>>> = OnceLock::new();
    let by_type = BY_TYPE.get_or_init(|| {
        let lines = METHODS.lines().filter_map(|line| line.split_once(' '));
        lines
            .map(|(name, methods)| (name, methods.split(' ').collect()))
            .collect()
    });
    by_type.get(type_name).into_iter().flatten().copied()
}

/// Names that built-in classes have only inside the interpreter.
fn is_hidden(name: &str) -> bool {
    matches!(
        name,
        "NoneType"
            | "NotImplementedType"
            | "ellipsis"
            | "module"
            | "function"
            | "method"
            | "builtin_function_or_method"
            | "generator"
            | "coroutine"
            | "iterator"
    )
}

impl Vm {
    /// Makes the built-in classes and functions.
    pub(crate) fn make_builtins(&mut self) {
        let mut dict = Dict::default();
        for line in CLASSES.lines() {
            let (name, base) = line.split_once(' ').unwrap_or((line, ""));
            let bases: Vec<ClassId> = self.class_names.get(base).copied().into_iter().collect();
            let shared: Rc<str> = Rc::from(name);
            // A single base always linearises.
            let Ok(id) = self.new_class(shared.clone(), shared, Rc::from("builtins"), bases, None)
            else {
                continue;
            };
            self.class_names.insert(name, id);
            if !is_hidden(name) {
                dict.set_name(name, Value::Class(id));
            }
        }
        for alias in ["IOError", "EnvironmentError"] {
            dict.set_name(alias, Value::Class(self.class("OSError")));
        }
        for native in functions::FUNCTIONS {
            dict.set_name(native.name, Value::Native(native));
        }
        for (name, value) in [
            ("__name__", Value::str("builtins")),
            ("__debug__", Value::Bool(true)),
            ("Ellipsis", Value::Ellipsis),
            ("NotImplemented", Value::NotImplemented),
            ("None", Value::None),
            ("True", Value::Bool(true)),
            ("False", Value::Bool(false)),
        ] {
            dict.set_name(name, value);
        }
        *self.heap.dict_mut(self.builtins) = dict;
    }

    /// The functions that models of library modules are made of.
    pub(crate) fn model_functions() -> Dict {
        let mut dict = Dict::default();
        let of_files = [
            machine::FUNCTIONS,
            json::FUNCTIONS,
            patterns::FUNCTIONS,
            digests::FUNCTIONS,
        ];
        for native in of_files.into_iter().flatten() {
            dict.set_name(native.name, Value::Native(native));
        }
        dict
    }
}
