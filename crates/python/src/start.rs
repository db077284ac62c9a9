//! A new interpreter: built-in types and functions, `sys`, and the module that models are made of.

use std::cell::RefCell;
use std::collections::BTreeMap;

use hurdles_machine::{Context, Environment, Identity, Machine};

use crate::dict::Dict;
use crate::heap::{Heap, ModuleId, Names};
use crate::search_path::PathEntry;
use crate::settings::{Settings, Version};
use crate::value::Value;
use crate::vm::{Streams, Vm};
use crate::wsgi::ResponseState;

thread_local! {
    /// An interpreter of each version as it is before anything of the process is known: starting copies it.
    static TEMPLATES: RefCell<BTreeMap<Version, Vm>> = const { RefCell::new(BTreeMap::new()) };
}

/// An interpreter for a process.
pub(crate) fn new_vm(
    context: &Context,
    settings: &Settings,
    entries: &[PathEntry],
    prefix: &str,
) -> Vm {
    let known = TEMPLATES.with_borrow(|templates| templates.get(&settings.version).cloned());
    let mut vm = known.unwrap_or_else(|| {
        let vm = template(settings.version);
        TEMPLATES.with_borrow_mut(|templates| {
            templates.insert(settings.version, vm.clone());
        });
        vm
    });
    vm.context = context.clone();
    vm.settings = settings.clone();
    let path = entries.iter().map(|entry| Value::str(&entry.text));
    *vm.heap.list_mut(vm.path) = path.collect();
    let origins = entries.iter();
    vm.path_origins = origins
        .map(|entry| (entry.text.clone(), entry.origin.clone()))
        .collect();
    let argv = settings.argv.iter().map(|word| Value::str(word)).collect();
    let argv = vm.new_list(argv);
    let own = vm.heap.module(vm.sys).dict;
    for (name, value) in [
        ("argv", argv.clone()),
        ("orig_argv", argv),
        ("executable", Value::str(&settings.executable)),
        ("prefix", Value::str(prefix)),
        ("exec_prefix", Value::str(prefix)),
    ] {
        vm.heap.dict_mut(own).set_name(name, value);
    }
    if let Some(version) = &settings.uwsgi {
        let version = Value::bytes(version.as_bytes());
        vm.heap.dict_mut(own).set_name("_uwsgi", version);
    }
    vm
}

fn template(version: Version) -> Vm {
    let mut heap = Heap::default();
    let builtins = heap.add_dict(Dict::default());
    let modules = heap.add_dict(Dict::default());
    let path = heap.add_list(Vec::new());
    let mut vm = Vm {
        heap,
        machine: Machine::bare(""),
        context: Context {
            identity: Identity::root(),
            cwd: "/".to_owned(),
            environment: Environment::new(),
            umask: 0o22,
        },
        settings: Settings {
            version,
            executable: String::new(),
            argv: Vec::new(),
            home: None,
            first_entries: Vec::new(),
            locale: crate::settings::Locale::Utf8,
            uwsgi: None,
        },
        frames: Vec::new(),
        has_bytearray: false,
        handled: Vec::new(),
        steps: 0,
        nested: 0,
        n_expressions: 0,
        class_names: BTreeMap::new(),
        builtins,
        modules,
        sys: ModuleId(0),
        path,
        path_origins: BTreeMap::new(),
        importing: Vec::new(),
        streams: Streams::default(),
        seconds: 0.0,
        handled_by_framework: None,
        undecided: None,
        shadowed: None,
        response: ResponseState::default(),
    };
    vm.make_builtins();
    let outer = vm.outer_frame();
    vm.frames.push(outer);
    make_modules(&mut vm);
    vm.steps = 0;
    vm
}

/// `builtins`, `sys` and the module that models are made of.
fn make_modules(vm: &mut Vm) {
    let version = vm.settings.version;
    let natives = Vm::model_functions();
    let builtins = vm.heap.dict(vm.builtins).clone();
    for (name, dict) in [("_hurdles", natives), ("builtins", builtins)] {
        let id = vm.new_module(name, None, None);
        let own = vm.heap.module(id).dict;
        for (key, value) in dict.iter() {
            if let Some(key) = key.as_str() {
                vm.heap.dict_mut(own).set_name(key, value.clone());
            }
        }
        finish(vm, id, name);
    }
    let id = vm.new_module("sys", None, None);
    let own = vm.heap.module(id).dict;
    let facts = [
        ("path", Value::List(vm.path)),
        ("modules", Value::Dict(vm.modules)),
        ("base_prefix", Value::str("/usr")),
        ("base_exec_prefix", Value::str("/usr")),
        ("_minor", Value::Int(i64::from(version.minor))),
        ("_micro", Value::Int(i64::from(version.micro))),
    ];
    for (name, value) in facts {
        vm.heap.dict_mut(own).set_name(name, value);
    }
    finish(vm, id, "sys");
    vm.sys = id;
    vm.fill_sys();
}

fn finish(vm: &mut Vm, id: ModuleId, name: &str) {
    vm.heap.module_mut(id).initializing = false;
    vm.heap.module_mut(id).names = match name {
        "_hurdles" => Names::Closed,
        _ => crate::library::names(name, vm.settings.version.minor),
    };
    vm.heap
        .dict_mut(vm.modules)
        .set_name(name, Value::Module(id));
}
