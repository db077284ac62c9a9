//! uWSGI, simulated: from its command line and configuration files over start-up on a machine to its answers.
//!
//! Knows the machine and Python; nginx is only a client that connects to a listener.

mod answer;
mod apps;
mod banner;
mod build;
mod capacity;
mod companions;
mod config;
mod emperor;
mod event;
mod gateway;
mod given;
mod glob;
mod hooks;
mod instance;
mod launch;
mod log;
mod loggers;
mod missing;
mod options;
mod plugins;
mod privileges;
mod python_plugin;
mod settings;
mod signal;
mod sockets;
mod startup;
mod stats;
mod vacuum;
mod version;
mod workers;

pub use apps::{App, AppAttempt, AppForm, LoadFailure};
pub use event::{
    BindFailure, ConfigRead, Event, ExitCause, Ignored, OptionRead, Origin, PluginSearch,
    PrivilegeStep, Refusal, SocketChange,
};
pub use given::Given;
pub use instance::{Instance, Vassal};
pub use launch::{start, start_file};
pub use log::{LogLine, Sink};
pub use options::{Expects, OptionSpec, Owner, nearest_option, option_names};
pub use signal::Signal;
pub use sockets::{Protocol, Socket};
pub use version::Version;
