//! What comes out: the report, as strangers read it. Offsets are bytes in the document named.

use serde::{Deserialize, Serialize};

mod stage;

pub use stage::{Stage, StageReport, State};

/// Everything that a simulation has to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The version of the format, always 1.
    pub hurdles: u32,
    /// Whether the request gets its answer.
    pub outcome: Outcome,
    /// The stage of the first hurdle on the causal chain.
    pub first: Option<Stage>,
    /// All stages in their order.
    pub stages: Vec<StageReport>,
    /// What is wrong or will be, sorted by what matters first.
    pub findings: Vec<Finding>,
    /// What each service manager did, in the order of starting.
    pub services: Vec<ServiceReport>,
    /// What the log lines that were pasted say, one entry a line or traceback that was understood.
    pub evidence: Vec<EvidenceReport>,
    /// What uWSGI prints and makes.
    pub uwsgi: UwsgiReport,
    /// What nginx prints.
    pub nginx: NginxReport,
    /// What the browser gets.
    pub response: Response,
    /// Facts that are missing, each with the command that would tell.
    pub unknown: Vec<Unknown>,
}

/// Whether the app itself answered as it meant to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The app (or a file that was meant) answered, below 400.
    Works,
    /// Something stands in the way.
    Fails,
    /// A fact that decides is missing.
    Unknown,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It breaks this request.
    Error,
    /// It works now and will bite.
    Warning,
    /// It is good to know.
    Info,
}

/// What decides that a finding holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Facts that were pasted or typed.
    Given,
    /// A default of the system, which the explanation names.
    Assumed,
}

/// A fault, where it is, and what helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The id of the rule, kebab-case.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// The stage that it belongs to.
    pub stage: Stage,
    /// One line that stands alone.
    pub headline: String,
    /// What the processes do and why, in sentences.
    pub explanation: String,
    /// The places it rests on; exactly one is primary.
    pub labels: Vec<Label>,
    /// What helps, the smallest change first.
    pub fixes: Vec<Fix>,
    /// What decides.
    pub evidence: Evidence,
    /// Whether it was found by going on as if the first hurdle were cleared.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub if_cleared: bool,
}

/// A place in a document, with what is to be said there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// `invocation`, `request`, `listing`, `setup`, `after`, or a path of `files`.
    pub document: String,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What is to be said at that place.
    pub text: String,
    /// Whether this is the finding's own place.
    pub primary: bool,
}

/// A change that gets past a hurdle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// What it does, as one would say on a button.
    pub title: String,
    /// Changes of documents; they do not overlap.
    pub edits: Vec<Edit>,
    /// Lines to add to `setup`.
    pub setup: Vec<String>,
    /// Lines to add to `after`.
    pub after: Vec<String>,
    /// Who gains access by it, for people.
    pub opens: Option<String>,
    /// The same for programs.
    pub opens_to: Opening,
    /// Whether the scenario with it was simulated again and the request succeeded.
    pub works: bool,
}

/// Who gains access by a fix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Opening {
    /// Nobody.
    #[default]
    Nobody,
    /// One user.
    User,
    /// The members of a group.
    Group,
    /// Everybody on the machine.
    Everybody,
    /// Everybody who reaches the machine over the network.
    Network,
}

/// Bytes of a document to be replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// As in [`Label::document`].
    pub document: String,
    /// First byte to go.
    pub start: usize,
    /// One past the last byte to go.
    pub end: usize,
    /// What comes in their place.
    pub insert: String,
}

/// What uWSGI leaves behind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UwsgiReport {
    /// Everything it prints, with stand-ins for what differs from run to run.
    pub log: String,
    /// Its exit status; null while it runs.
    pub exit: Option<i32>,
    /// The sockets that it made.
    pub sockets: Vec<SocketReport>,
}

/// A socket as `ls -l` would show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SocketReport {
    /// The path, or address and port.
    pub address: String,
    /// Four octal digits; null for an internet address.
    pub mode: Option<String>,
    /// The owner's name; null for an internet address.
    pub owner: Option<String>,
    /// The group's name; null for an internet address.
    pub group: Option<String>,
}

/// What a service manager did with one of its services.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceReport {
    /// The unit's name with its suffix, or the name of the program or script.
    pub unit: String,
    /// `systemd`, `init` or `supervisor`.
    pub manager: String,
    /// systemd's `ActiveState`, or the manager's own word.
    pub active: String,
    /// systemd's `SubState`.
    pub sub: String,
    /// systemd's `Result`.
    pub result: String,
    /// How the main process ended, number and word, as in `217/USER`; empty where it runs or never ran.
    pub status: String,
    /// How often the manager started it again.
    pub restarts: u32,
    /// What it and its manager logged.
    pub journal: String,
    /// What the command printed that started it.
    pub said: String,
}

/// What a log line that was pasted says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceReport {
    /// As in [`Label::document`].
    pub document: String,
    /// First byte of the line.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// The program that wrote it.
    pub program: String,
    /// The stage that it speaks of.
    pub stage: Option<Stage>,
    /// The code of the finding that it speaks of.
    pub code: Option<String>,
    /// Whether this play prints that line; null where it cannot tell.
    pub predicted: Option<bool>,
    /// What the line says, and why it is or is not what the rest predicts.
    pub text: String,
}

/// What nginx leaves behind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NginxReport {
    /// What `nginx -t` prints.
    pub test: String,
    /// Whether it runs.
    pub running: bool,
    /// Its error log.
    pub error_log: String,
    /// Its access log.
    pub access_log: String,
}

/// What the browser gets; all members are empty where nobody answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The status, or null where no answer came.
    pub status: Option<u16>,
    /// Header lines.
    pub headers: Vec<String>,
    /// The body.
    pub body: String,
    /// Who answered.
    pub from: Option<Answerer>,
}

/// Who made an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answerer {
    /// The app.
    App,
    /// uWSGI's own error answer.
    Uwsgi,
    /// An error page or redirect of nginx.
    Nginx,
    /// A file.
    Static,
}

impl Answerer {
    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Uwsgi => "uwsgi",
            Self::Nginx => "nginx",
            Self::Static => "static",
        }
    }
}

/// A fact that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unknown {
    /// What is not known.
    pub what: String,
    /// The command whose output would tell.
    pub tell: String,
}

impl Report {
    /// The compact JSON form, one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
