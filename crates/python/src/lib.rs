//! CPython on a simulated machine: the search path, the import system, a small interpreter, tracebacks, and calling a
//! WSGI app.
//!
//! ```text
//! Python::start  ─▶ sys.path, or the fatal block that CPython prints without its standard library
//!   import_module / load_file  ─▶ an object, or what was raised (with the text that PyErr_Print prints)
//!   attribute, is_callable, call
//!   call_wsgi    ─▶ what the app answered, as a WSGI server sees it
//!   take_output  ─▶ what print() and the logging module wrote, in order
//! ```
//!
//! Text of exceptions is *returned* ([`Raised::text`]), never added to the output: the server that called decides when
//! to print it. What cannot be known becomes an unknown value that propagates; [`Python::take_undecided`] tells of one that
//! a decision rested on. Knows neither uWSGI nor nginx.

mod ast;
mod builtins;
mod dict;
mod facts;
mod fatal;
mod finder;
mod frame;
mod heap;
mod library;
mod lower;
mod models;
mod nesting;
mod python;
mod regex;
mod search_path;
mod settings;
mod start;
mod suggest;
mod syntax_error;
mod traceback;
mod value;
mod vm;
mod wsgi;

pub use facts::{
    FileFailure, Frame, ImportFailure, ImportProblem, MissingName, Raised, Tried, TriedOutcome,
    Unknown,
};
pub use fatal::Fatal;
pub use python::{Object, Python};
pub use search_path::{PathEntry, PathOrigin};
pub use settings::{Locale, Settings, Version};
pub use wsgi::{Item, WsgiAnswer, WsgiEnviron, WsgiServer};
