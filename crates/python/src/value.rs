//! Python objects as values: small ones by themselves, changeable ones by their place in the heap.

use std::rc::Rc;

use crate::heap::{
    ClassId, DictId, FunctionId, GeneratorId, InstanceId, IteratorId, ListId, ModuleId, SetId,
};
use crate::vm::{Arguments, Vm};

/// A Python object.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    None,
    NotImplemented,
    Ellipsis,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    Tuple(Rc<Tuple>),
    List(ListId),
    Dict(DictId),
    Set(SetId),
    Class(ClassId),
    Instance(InstanceId),
    Module(ModuleId),
    Function(FunctionId),
    Generator(GeneratorId),
    Iterator(IteratorId),
    /// A function bound to an object: the object, the function.
    Method(Rc<(Value, Value)>),
    Native(&'static Native),
    /// A method of a built-in type: the object, the name.
    BuiltinMethod(Rc<(Value, Rc<str>)>),
    Slice(Rc<[Value; 3]>),
    Range(Rc<[i64; 3]>),
    /// `super()`: the class after which the search goes on, the object.
    Super(Rc<(ClassId, Value)>),
    Property(Rc<Property>),
    StaticMethod(Rc<Value>),
    ClassMethod(Rc<Value>),
    /// Something that is not simulated, and why.
    Unknown(Rc<str>),
}

/// A tuple's items. Values that hold values know how deep they are, so that none is nested deeper than can be dropped.
#[derive(Debug)]
pub(crate) struct Tuple {
    items: Box<[Value]>,
    depth: u8,
}

impl std::ops::Deref for Tuple {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.items
    }
}

/// Values within values that are followed.
const DEEPEST: u8 = 60;

/// `property(get, set)`.
#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) get: Value,
    pub(crate) set: Value,
    /// Computed once, then kept in the instance: `functools.cached_property`.
    pub(crate) cached: bool,
}

/// What calling native code gives.
pub(crate) type NativeCall = fn(&mut Vm, Arguments) -> R;

/// A function that is not written in Python.
#[derive(Debug)]
pub(crate) struct Native {
    pub(crate) name: &'static str,
    pub(crate) call: NativeCall,
}

/// Why evaluation stopped.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    /// An exception: an instance.
    Raise(InstanceId),
    /// The same exception, raised again by a bare `raise`: no new traceback entry for this frame.
    Again(InstanceId),
    /// The process ends at once: `os._exit`.
    Exit(i32),
    /// It never comes back: a server that waits for its own requests.
    Waits,
    /// Going on would take more than is simulated; the words say what.
    Beyond(Rc<str>),
}

/// A value, or why there is none.
pub(crate) type R<T = Value> = Result<T, Stop>;

impl Value {
    /// A `str` of this text.
    pub(crate) fn str(text: &str) -> Self {
        Self::Str(Rc::from(text))
    }

    /// A `bytes` of these bytes.
    pub(crate) fn bytes(bytes: &[u8]) -> Self {
        Self::Bytes(Rc::from(bytes))
    }

    /// A tuple of these.
    pub(crate) fn tuple(items: Vec<Self>) -> Self {
        let depth = items.iter().map(Self::depth).max().unwrap_or(0) + 1;
        if depth > DEEPEST {
            return Self::Unknown(Rc::from("values nested this deep"));
        }
        Self::Tuple(Rc::new(Tuple {
            items: items.into_boxed_slice(),
            depth,
        }))
    }

    /// The value, unless it is nested too deep to be held by another one.
    pub(crate) fn held(self) -> Self {
        if self.depth() >= DEEPEST {
            return Self::Unknown(Rc::from("values nested this deep"));
        }
        self
    }

    /// How many values are held within each other.
    fn depth(&self) -> u8 {
        match self {
            Self::Tuple(tuple) => tuple.depth,
            Self::BuiltinMethod(pair) => pair.0.depth() + 1,
            Self::Method(pair) => pair.0.depth().max(pair.1.depth()) + 1,
            Self::Super(pair) => pair.1.depth() + 1,
            Self::StaticMethod(inner) | Self::ClassMethod(inner) => inner.depth() + 1,
            Self::Property(property) => property.get.depth().max(property.set.depth()) + 1,
            Self::Slice(parts) => parts.iter().map(Self::depth).max().unwrap_or(0) + 1,
            _ => 0,
        }
    }

    /// A count; what does not fit is cut.
    pub(crate) fn count(n: usize) -> Self {
        Self::Int(i64::try_from(n).unwrap_or(i64::MAX))
    }

    /// Whether it is `None`.
    pub(crate) fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// Its text, where it is a plain `str`.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// Its number, where it is an `int` or a `bool`.
    pub(crate) fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Bool(flag) => Some(i64::from(*flag)),
            _ => None,
        }
    }

    /// Whether both are the same object, as `is` asks.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None)
            | (Self::NotImplemented, Self::NotImplemented)
            | (Self::Ellipsis, Self::Ellipsis) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Str(a), Self::Str(b)) => a == b,
            (Self::Bytes(a), Self::Bytes(b)) => Rc::ptr_eq(a, b),
            (Self::Tuple(a), Self::Tuple(b)) => Rc::ptr_eq(a, b),
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Dict(a), Self::Dict(b)) => a == b,
            (Self::Set(a), Self::Set(b)) => a == b,
            (Self::Class(a), Self::Class(b)) => a == b,
            (Self::Instance(a), Self::Instance(b)) => a == b,
            (Self::Module(a), Self::Module(b)) => a == b,
            (Self::Function(a), Self::Function(b)) => a == b,
            (Self::Generator(a), Self::Generator(b)) => a == b,
            (Self::Iterator(a), Self::Iterator(b)) => a == b,
            (Self::Native(a), Self::Native(b)) => std::ptr::eq(*a, *b),
            (Self::Property(a), Self::Property(b)) => Rc::ptr_eq(a, b),
            (Self::StaticMethod(a), Self::StaticMethod(b)) => Rc::ptr_eq(a, b),
            (Self::ClassMethod(a), Self::ClassMethod(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }
}
