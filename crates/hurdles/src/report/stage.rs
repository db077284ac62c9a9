//! The eleven stages that a deployment goes through, in their order.

use serde::{Deserialize, Serialize};

/// One stage of a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// uWSGI reads its options.
    Invocation,
    /// uid and gid are taken on.
    Privileges,
    /// The socket is made.
    Bind,
    /// The module or file of the app is found.
    EntryPoint,
    /// What it imports is found and runs.
    Imports,
    /// The callable is there and can be called.
    Callable,
    /// nginx accepts the configuration that is meant.
    NginxConfig,
    /// The request reaches the location that passes to uWSGI.
    Routing,
    /// nginx connects.
    Connect,
    /// Both sides speak the same protocol, within limits and timeouts.
    Protocol,
    /// The app or a file answers as meant.
    Response,
}

impl Stage {
    /// All stages in their order.
    pub const ALL: [Self; 11] = [
        Self::Invocation,
        Self::Privileges,
        Self::Bind,
        Self::EntryPoint,
        Self::Imports,
        Self::Callable,
        Self::NginxConfig,
        Self::Routing,
        Self::Connect,
        Self::Protocol,
        Self::Response,
    ];

    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Invocation => "invocation",
            Self::Privileges => "privileges",
            Self::Bind => "bind",
            Self::EntryPoint => "entry-point",
            Self::Imports => "imports",
            Self::Callable => "callable",
            Self::NginxConfig => "nginx-config",
            Self::Routing => "routing",
            Self::Connect => "connect",
            Self::Protocol => "protocol",
            Self::Response => "response",
        }
    }

    /// Its place in the order, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// How a stage went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It was passed.
    Cleared,
    /// It stopped what was going on.
    Tripped,
    /// What was going on stopped before it.
    Unreached,
    /// A fact that decides is missing.
    Unknown,
}

/// A stage with how it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageReport {
    /// Which stage.
    pub stage: Stage,
    /// How it went.
    pub state: State,
    /// What happened, in one sentence without full stop.
    pub summary: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_is_serialised_and_stand_in_order() {
        for (index, stage) in Stage::ALL.into_iter().enumerate() {
            let written = serde_json::to_value(stage).unwrap();
            assert_eq!(written, stage.name());
            assert_eq!(stage.index(), index);
        }
    }
}
