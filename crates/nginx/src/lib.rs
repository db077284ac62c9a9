//! nginx, simulated from its configuration to its answers: `nginx -t`, starting, choosing server and location, static
//! files, passing requests on, and the logs. What travels to an upstream server are bytes; who answers them is no
//! concern of this crate.

#![allow(
    clippy::result_large_err,
    reason = "a fault is met at most once in a configuration; where pointers are short it is not large at all"
)]

mod access;
mod address;
mod answer;
mod asked;
mod autoindex;
mod browser;
mod build;
mod check;
mod command;
mod condition;
mod configuration;
mod cycle;
mod directive_table;
pub mod event;
mod gzip;
mod http;
mod http_close;
mod location;
mod log_format;
mod not_simulated;
mod parse;
mod phases;
mod place;
mod problem;
mod problem_text;
mod real_ip;
mod regex;
mod request;
mod rewrite;
mod serve;
mod server;
mod server_choice;
mod settings;
pub mod simple_http;
mod special_page;
mod static_file;
mod subrequest;
mod terminal;
mod tls;
mod tokenizer;
mod transaction;
mod tree;
mod upstream;
mod upstream_header;
mod uri;
mod value;
mod variable_names;
mod variables;

pub use browser::request;
pub use build::{Build, Version};
pub use command::{CommandOutcome, run};
pub use configuration::{Configuration, Unknown};
pub use directive_table::{directive_names, module_of};
pub use event::Event;
pub use place::Place;
pub use problem::{AddressFault, Level, Problem, ProblemKind};
pub use request::{AnsweredBy, Request, Response};
pub use server::Server;
pub use tree::{BlockKind, ConfigFile, Directive, DirectiveId, Tree, Word};
