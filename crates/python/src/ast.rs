//! The tree that the interpreter walks. Made by `lower`; nothing here knows the parser.

use std::collections::BTreeSet;
use std::rc::Rc;

/// A name, shared.
pub(crate) type Name = Rc<str>;

/// Statements that run one after the other.
pub(crate) type Body = Rc<[Stmt]>;

/// A byte range in the module's file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextSpan {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// A statement and where it stands.
#[derive(Debug)]
pub(crate) struct Stmt {
    pub(crate) at: TextSpan,
    pub(crate) kind: StmtKind,
}

/// What a statement does.
#[derive(Debug)]
pub(crate) enum StmtKind {
    Expr(Expr),
    Assign(Vec<Expr>, Expr),
    AugAssign(Expr, Operator, Expr),
    AnnAssign(Expr, Expr, Option<Expr>),
    Return(Option<Expr>),
    Delete(Vec<Expr>),
    If(Vec<(Option<Expr>, Body)>),
    While(Rc<While>),
    For(Rc<For>),
    With(Rc<With>),
    Try(Rc<Try>),
    Raise(Option<Expr>, Option<Expr>),
    Assert(Expr, Option<Expr>),
    Import(Vec<Alias>),
    ImportFrom {
        module: Option<Name>,
        names: Vec<Alias>,
        level: u32,
    },
    Scope,
    Pass,
    Break,
    Continue,
    Function(Rc<Function>),
    Class(Rc<Class>),
    Match(Rc<Match>),
}

/// `import a.b as c`.
#[derive(Debug)]
pub(crate) struct Alias {
    pub(crate) name: Name,
    pub(crate) alias: Option<Name>,
}

/// `while test: … else: …`.
#[derive(Debug)]
pub(crate) struct While {
    pub(crate) test: Expr,
    pub(crate) body: Body,
    pub(crate) orelse: Body,
}

/// `for target in iter: … else: …`.
#[derive(Debug)]
pub(crate) struct For {
    pub(crate) at: TextSpan,
    pub(crate) target: Expr,
    pub(crate) iter: Expr,
    pub(crate) body: Body,
    pub(crate) orelse: Body,
}

/// `with context as target: …`.
#[derive(Debug)]
pub(crate) struct With {
    pub(crate) at: TextSpan,
    pub(crate) items: Vec<(Expr, Option<Expr>)>,
    pub(crate) body: Body,
}

/// `try: … except: … else: … finally: …`.
#[derive(Debug)]
pub(crate) struct Try {
    pub(crate) body: Body,
    pub(crate) handlers: Vec<Handler>,
    pub(crate) orelse: Body,
    pub(crate) finally: Body,
}

/// `except class as name: …`.
#[derive(Debug)]
pub(crate) struct Handler {
    pub(crate) class: Option<Expr>,
    pub(crate) name: Option<Name>,
    pub(crate) body: Body,
}

/// `match subject: case …`.
#[derive(Debug)]
pub(crate) struct Match {
    pub(crate) subject: Expr,
    pub(crate) cases: Vec<Case>,
}

/// `case pattern if guard: …`.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) pattern: Pattern,
    pub(crate) guard: Option<Expr>,
    pub(crate) body: Body,
}

/// A pattern of `match`.
#[derive(Debug)]
pub(crate) enum Pattern {
    Value(Expr),
    Singleton(Constant),
    Sequence(Vec<Pattern>),
    Mapping(Vec<(Expr, Pattern)>, Option<Name>),
    Class(Expr, Vec<Pattern>, Vec<(Name, Pattern)>),
    Star(Option<Name>),
    As(Option<Box<Pattern>>, Option<Name>),
    Or(Vec<Pattern>),
}

/// `def`, `async def` or `lambda`, with what its body binds.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: Name,
    pub(crate) parameters: Parameters,
    pub(crate) body: Body,
    pub(crate) decorators: Vec<Expr>,
    pub(crate) returns: Option<Expr>,
    pub(crate) is_async: bool,
    pub(crate) is_generator: bool,
    pub(crate) doc: Option<Name>,
    pub(crate) scope: Scope,
}

/// Which names a body binds, and where.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    pub(crate) bound: BTreeSet<Name>,
    pub(crate) global: BTreeSet<Name>,
    pub(crate) nonlocal: BTreeSet<Name>,
}

/// What a function accepts.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    /// Positional ones, the first `n_positional_only` by position alone.
    pub(crate) positional: Vec<Parameter>,
    pub(crate) n_positional_only: usize,
    pub(crate) star: Option<Name>,
    pub(crate) keyword_only: Vec<Parameter>,
    pub(crate) double_star: Option<Name>,
}

/// One parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Name,
    pub(crate) default: Option<Expr>,
    pub(crate) annotation: Option<Expr>,
}

/// `class name(bases): …`.
#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) name: Name,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) body: Body,
    pub(crate) decorators: Vec<Expr>,
    pub(crate) doc: Option<Name>,
    pub(crate) scope: Scope,
}

/// An expression and where it stands.
#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) at: TextSpan,
    pub(crate) kind: ExprKind,
}

/// What an expression means.
#[derive(Debug)]
pub(crate) enum ExprKind {
    Constant(Constant),
    Name(Name),
    FString(Vec<FPart>),
    BoolOp(bool, Vec<Expr>),
    Walrus(Name, Box<Expr>),
    BinOp(Box<Expr>, Operator, Box<Expr>),
    Unary(Unary, Box<Expr>),
    Lambda(Rc<Function>),
    IfElse(Box<Expr>, Box<Expr>, Box<Expr>),
    Dict(Vec<(Option<Expr>, Expr)>),
    Set(Vec<Expr>),
    List(Vec<Expr>),
    Tuple(Vec<Expr>),
    Comprehension(Rc<Comprehension>),
    Await(Box<Expr>),
    Yield(Option<Box<Expr>>),
    YieldFrom(Box<Expr>),
    Compare(Box<Expr>, Vec<(Comparison, Expr)>),
    Call(Box<Expr>, Vec<Argument>),
    Attribute(Box<Expr>, Name),
    Subscript(Box<Expr>, Box<Expr>),
    Slice(Option<Box<Expr>>, Option<Box<Expr>>, Option<Box<Expr>>),
    Starred(Box<Expr>),
    /// Something that the interpreter does not play.
    Unsupported(&'static str),
}

/// A literal.
#[derive(Clone, Debug)]
pub(crate) enum Constant {
    None,
    Bool(bool),
    Int(i64),
    BigInt,
    Float(f64),
    Complex,
    Str(Name),
    Bytes(Rc<[u8]>),
    Ellipsis,
}

/// A part of an f-string.
#[derive(Debug)]
pub(crate) enum FPart {
    Literal(Name),
    Value {
        expr: Box<Expr>,
        /// `=` after the expression: the text to print before the value.
        debug: Option<Name>,
        conversion: Option<char>,
        spec: Vec<FPart>,
    },
}

/// One argument of a call.
#[derive(Debug)]
pub(crate) enum Argument {
    Positional(Expr),
    Star(Expr),
    Keyword(Name, Expr),
    DoubleStar(Expr),
}

/// What kind of comprehension it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ComprehensionKind {
    List,
    Set,
    Dict,
    Generator,
}

/// `[element for target in iter if …]`.
#[derive(Debug)]
pub(crate) struct Comprehension {
    pub(crate) kind: ComprehensionKind,
    /// The element, or a dictionary's key.
    pub(crate) element: Expr,
    /// A dictionary's value.
    pub(crate) value: Option<Expr>,
    pub(crate) clauses: Vec<Clause>,
    pub(crate) bound: BTreeSet<Name>,
}

/// `for target in iter if conditions`.
#[derive(Debug)]
pub(crate) struct Clause {
    pub(crate) target: Expr,
    pub(crate) iter: Expr,
    pub(crate) conditions: Vec<Expr>,
}

/// Binary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Sub,
    Mult,
    MatMult,
    Div,
    Mod,
    Pow,
    LShift,
    RShift,
    BitOr,
    BitXor,
    BitAnd,
    FloorDiv,
}

impl Operator {
    /// As it is written.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mult => "*",
            Self::MatMult => "@",
            Self::Div => "/",
            Self::Mod => "%",
            Self::Pow => "**",
            Self::LShift => "<<",
            Self::RShift => ">>",
            Self::BitOr => "|",
            Self::BitXor => "^",
            Self::BitAnd => "&",
            Self::FloorDiv => "//",
        }
    }

    /// The special method's name without its underscores.
    pub(crate) fn method(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Sub => "sub",
            Self::Mult => "mul",
            Self::MatMult => "matmul",
            Self::Div => "truediv",
            Self::Mod => "mod",
            Self::Pow => "pow",
            Self::LShift => "lshift",
            Self::RShift => "rshift",
            Self::BitOr => "or",
            Self::BitXor => "xor",
            Self::BitAnd => "and",
            Self::FloorDiv => "floordiv",
        }
    }
}

/// Unary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unary {
    Not,
    Minus,
    Plus,
    Invert,
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    IsNot,
    In,
    NotIn,
}
