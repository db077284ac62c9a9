//! Where changeable objects live: one vector for each kind. Nothing is ever freed while an interpreter lives; the step
//! budget bounds it.

use std::rc::Rc;

use hurdles_source::SourceId;

use crate::ast::{Function, Name};
use crate::dict::Dict;
use crate::frame::{Execution, TraceEntry};
use crate::value::Value;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) struct $name(pub(crate) u32);)*
    };
}

ids! {
    /// A list's place.
    ListId,
    /// A dictionary's place.
    DictId,
    /// A set's place.
    SetId,
    /// A class's place; the built-in ones come first.
    ClassId,
    /// An instance's place.
    InstanceId,
    /// A module's place.
    ModuleId,
    /// A function's place.
    FunctionId,
    /// A generator's or coroutine's place.
    GeneratorId,
    /// An iterator's place.
    IteratorId,
}

/// A class.
#[derive(Clone, Debug)]
pub(crate) struct ClassData {
    pub(crate) name: Name,
    pub(crate) qualname: Name,
    pub(crate) module: Name,
    pub(crate) bases: Vec<ClassId>,
    /// Itself first, `object` last.
    pub(crate) mro: Vec<ClassId>,
    pub(crate) dict: DictId,
    /// A base class is not simulated: what an instance has is not known.
    pub(crate) unknown: Option<Rc<str>>,
}

/// An instance of a class.
#[derive(Clone, Debug)]
pub(crate) struct InstanceData {
    pub(crate) class: ClassId,
    pub(crate) dict: DictId,
    /// The value of the built-in type that the class derives from.
    pub(crate) inner: Option<Value>,
    pub(crate) exception: Option<Box<ExceptionData>>,
}

/// What exceptions carry.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExceptionData {
    pub(crate) args: Vec<Value>,
    /// Outermost first.
    pub(crate) traceback: Vec<TraceEntry>,
    pub(crate) cause: Option<Value>,
    pub(crate) context: Option<Value>,
    pub(crate) suppress_context: bool,
    /// What a rule may want to know.
    pub(crate) fact: Option<Rc<Fact>>,
}

/// Why an exception was raised, where the interpreter itself raised it.
#[derive(Clone, Debug)]
pub(crate) enum Fact {
    Import(crate::ImportFailure),
    Missing(crate::MissingName),
    Environment(String),
    Path(String, hurdles_machine::Errno, hurdles_machine::Walk),
    Syntax(SyntaxFact),
}

/// A `SyntaxError` and its place.
#[derive(Clone, Debug)]
pub(crate) struct SyntaxFact {
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) text: Option<String>,
    /// Columns from 1, in characters; the end is one past the last.
    pub(crate) columns: Option<(u32, u32)>,
    pub(crate) span: Option<hurdles_source::Span>,
}

/// A file that was compiled.
#[derive(Debug)]
pub(crate) struct CodeFile {
    /// `co_filename`.
    pub(crate) name: Rc<str>,
    pub(crate) text: Rc<str>,
    pub(crate) source: Option<SourceId>,
    /// The table of library lines that the marks of a model, or of a stock file's imports, stand for.
    pub(crate) marks: Option<&'static str>,
    /// The imports of a stock file, run only where the app's own files may stand in their way.
    pub(crate) is_stock: bool,
    /// The directory that the packages of a model's files lie in, with its slash.
    pub(crate) root: Rc<str>,
    pub(crate) lines: hurdles_source::LineIndex,
}

impl CodeFile {
    /// Whether it is part of a model that stands for library files: only marked lines appear in tracebacks.
    pub(crate) fn is_model(&self) -> bool {
        self.marks.is_some() && !self.is_stock
    }
}

/// A module.
#[derive(Clone, Debug)]
pub(crate) struct ModuleData {
    pub(crate) name: Name,
    pub(crate) dict: DictId,
    pub(crate) file: Option<Rc<str>>,
    /// Still being imported.
    pub(crate) initializing: bool,
    /// What else it may have: a stock module's names that are not modelled.
    pub(crate) names: Names,
}

/// What is known of names that a module's model does not define.
#[derive(Clone, Debug)]
pub(crate) enum Names {
    /// The dictionary is all.
    Closed,
    /// These exist, and are not simulated.
    Listed(Rc<[Name]>),
    /// Any name may exist.
    Open(Rc<str>),
}

/// A function.
#[derive(Clone, Debug)]
pub(crate) struct FunctionData {
    pub(crate) code: Rc<Function>,
    pub(crate) file: Rc<CodeFile>,
    pub(crate) qualname: Name,
    pub(crate) module: Name,
    pub(crate) globals: DictId,
    /// Scopes of the functions around it, innermost first.
    pub(crate) enclosing: Rc<[DictId]>,
    pub(crate) defaults: Rc<[Option<Value>]>,
    pub(crate) keyword_defaults: Rc<[Option<Value>]>,
    pub(crate) dict: Option<DictId>,
    /// The class whose body defined it, for `super()`.
    pub(crate) class: Option<ClassId>,
}

/// A generator or coroutine.
#[derive(Clone, Debug)]
pub(crate) struct GeneratorData {
    pub(crate) name: Name,
    pub(crate) is_coroutine: bool,
    /// None once it ended, or while it runs.
    pub(crate) state: Option<Box<Execution>>,
    pub(crate) started: bool,
    /// What it returned: the value of `yield from`.
    pub(crate) result: Value,
}

/// Iterators over built-in things.
#[derive(Clone, Debug)]
pub(crate) enum IteratorData {
    Items(Rc<[Value]>, usize),
    List(ListId, usize),
    /// Keys (0), values (1) or items (2) of a dictionary.
    Dict(DictId, usize, u8),
    Set(SetId, usize),
    Text(Rc<str>, usize),
    Range([i64; 3]),
    /// By `__getitem__` from 0.
    Sequence(Value, i64),
    /// `enumerate`.
    Enumerate(Value, i64),
    /// `zip`.
    Zip(Rc<[Value]>),
    /// `map`.
    Map(Value, Rc<[Value]>),
    /// `filter`.
    Filter(Value, Value),
    /// `iter(callable, sentinel)`.
    Calls(Value, Value),
    /// `itertools.count`.
    Count(i64, i64),
    /// `itertools.cycle` and `repeat`.
    Cycle(Rc<[Value]>, usize),
    /// `itertools.chain`.
    Chain(Rc<[Value]>, usize, Option<Box<Value>>),
    /// `itertools.islice`: the iterator, how many are left, how many to skip first.
    Slice(Value, i64, i64),
}

/// All changeable objects. A copy shares each with the original until one of the two changes it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heap {
    lists: Vec<Rc<Vec<Value>>>,
    dicts: Vec<Rc<Dict>>,
    sets: Vec<Rc<Dict>>,
    classes: Vec<Rc<ClassData>>,
    instances: Vec<Rc<InstanceData>>,
    modules: Vec<Rc<ModuleData>>,
    functions: Vec<Rc<FunctionData>>,
    generators: Vec<Rc<GeneratorData>>,
    iterators: Vec<Rc<IteratorData>>,
}

macro_rules! arena {
    ($($add:ident, $get:ident, $get_mut:ident, $field:ident, $id:ident, $data:ty;)*) => {
        impl Heap {
            $(pub(crate) fn $add(&mut self, data: $data) -> $id {
                let id = $id(u32::try_from(self.$field.len()).unwrap_or(u32::MAX));
                self.$field.push(Rc::new(data));
                id
            }

            pub(crate) fn $get(&self, id: $id) -> &$data {
                &self.$field[id.0 as usize]
            }

            pub(crate) fn $get_mut(&mut self, id: $id) -> &mut $data {
                Rc::make_mut(&mut self.$field[id.0 as usize])
            })*
        }
    };
}

arena! {
    add_list, list, list_mut, lists, ListId, Vec<Value>;
    add_dict, dict, dict_mut, dicts, DictId, Dict;
    add_set, set, set_mut, sets, SetId, Dict;
    add_class, class, class_mut, classes, ClassId, ClassData;
    add_instance, instance, instance_mut, instances, InstanceId, InstanceData;
    add_module, module, module_mut, modules, ModuleId, ModuleData;
    add_function, function, function_mut, functions, FunctionId, FunctionData;
    add_generator, generator, generator_mut, generators, GeneratorId, GeneratorData;
    add_iterator, iterator, iterator_mut, iterators, IteratorId, IteratorData;
}

impl Heap {
    /// How many classes there are.
    pub(crate) fn n_classes(&self) -> usize {
        self.classes.len()
    }
}
