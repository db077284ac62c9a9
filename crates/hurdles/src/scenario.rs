//! What goes in: everything that somebody pasted, as one value. The JSON form is the contract with strangers.

mod change;
mod expect;
mod request;

use std::collections::BTreeMap;

use hurdles_source::{Sources, nearest_name};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

pub use expect::Expect;
pub use request::Request;

/// The version of the scenario format, always 1.
pub const FORMAT: u32 = 1;

/// The systems whose defaults and versions are known.
pub const SYSTEMS: [&str; 7] = [
    "ubuntu-16.04",
    "ubuntu-20.04",
    "ubuntu-22.04",
    "ubuntu-24.04",
    "debian-11",
    "debian-12",
    "debian-13",
];

/// A deployment as somebody describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// A line for people.
    pub title: Option<String>,
    /// Which distribution's defaults and versions hold, one of [`SYSTEMS`].
    pub system: String,
    /// Who types the invocation.
    pub user: String,
    /// The directory where it is typed, absolute.
    pub cwd: String,
    /// Text files on the machine, by path; a relative path is below `cwd`.
    pub files: BTreeMap<String, String>,
    /// Lines typed by root in `cwd` before anything starts.
    pub setup: Vec<String>,
    /// Whether this is what somebody pasted rather than all that is there: what nothing shows to be absent is then taken
    /// to be there.
    pub partial: bool,
    /// What it is meant to show.
    pub expect: Option<Expect>,
    /// What was pasted from a terminal.
    pub listing: String,
    /// The shell line that starts uWSGI.
    pub invocation: String,
    /// Lines typed by root once uWSGI runs.
    pub after: Vec<String>,
    /// What the browser asks for.
    pub request: Request,
}

/// Why a text is no scenario, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    /// What is wrong, in a line for people.
    pub message: String,
    /// The byte offset in the text where it was noticed, on a character border.
    pub offset: usize,
}

impl std::fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (at byte {})", self.message, self.offset)
    }
}

impl std::error::Error for ScenarioError {}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            title: None,
            system: "debian-12".to_owned(),
            user: "ubuntu".to_owned(),
            cwd: home_of("ubuntu"),
            files: BTreeMap::new(),
            setup: Vec::new(),
            partial: false,
            expect: None,
            listing: String::new(),
            invocation: String::new(),
            after: Vec::new(),
            request: Request::default(),
        }
    }
}

impl Scenario {
    /// Reads the JSON form; members may be left out where a default is named, unknown ones are refused.
    ///
    /// # Errors
    /// What is wrong and at which byte.
    pub fn from_json(text: &str) -> Result<Self, ScenarioError> {
        let start = text.len() - text.trim_start().len();
        // serde would also take the members by their order from an array.
        if !text.trim_start().starts_with('{') {
            return Err(ScenarioError {
                message: "a scenario is a JSON object, it begins with `{`".to_owned(),
                offset: start,
            });
        }
        serde_json::from_str(text).map_err(|error| ScenarioError::from_serde(&error, text))
    }

    /// The JSON form, indented, without the members that have their default.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(&Written::of(self)).unwrap_or_default()
    }

    /// A path of `files` as an absolute path on the machine.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') {
            return path.to_owned();
        }
        let relative = path.strip_prefix("./").unwrap_or(path);
        format!("{}/{relative}", self.cwd.trim_end_matches('/'))
    }

    /// All texts under their document names: `invocation`, `request`, `listing`, `setup`, `after` and the paths of `files`.
    #[must_use]
    pub fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        sources.add("invocation", &self.invocation);
        sources.add("request", &self.request.url);
        sources.add("listing", &self.listing);
        sources.add("setup", &self.setup.join("\n"));
        sources.add("after", &self.after.join("\n"));
        for (path, text) in &self.files {
            sources.add(path, text);
        }
        sources
    }
}

impl ScenarioError {
    fn from_serde(error: &serde_json::Error, text: &str) -> Self {
        let before: usize = text
            .split_inclusive('\n')
            .take(error.line().saturating_sub(1))
            .map(str::len)
            .sum();
        let at = before + error.column().saturating_sub(1);
        let offset = (0..=at.min(text.len()))
            .rev()
            .find(|offset| text.is_char_boundary(*offset))
            .unwrap_or(0);
        let message = error.to_string();
        // serde_json appends the place in lines and columns, which is for the reader of the message to show.
        let message = match message.rfind(" at line ") {
            Some(end) => message.get(..end).unwrap_or(&message).to_owned(),
            None => message,
        };
        Self { message, offset }
    }
}

/// Where a user is at home when nothing else is known.
pub(crate) fn home_of(user: &str) -> String {
    if user == "root" {
        "/root".to_owned()
    } else {
        format!("/home/{user}")
    }
}

/// The members as they are read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    #[serde(deserialize_with = "format_one")]
    #[expect(dead_code, reason = "only its value is checked")]
    hurdles: u32,
    title: Option<String>,
    #[serde(default, deserialize_with = "known_system")]
    system: Option<String>,
    user: Option<String>,
    cwd: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    setup: Vec<String>,
    #[serde(default)]
    partial: bool,
    expect: Option<Expect>,
    #[serde(default)]
    listing: String,
    invocation: String,
    #[serde(default)]
    after: Vec<String>,
    #[serde(default)]
    request: Request,
}

impl<'de> Deserialize<'de> for Scenario {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Read::deserialize(deserializer)?;
        let defaults = Self::default();
        let user = read.user.unwrap_or(defaults.user);
        let home = home_of(&user);
        let cwd = match read.cwd {
            Some(cwd) if cwd.starts_with('/') => cwd,
            Some(cwd) if !cwd.is_empty() => format!("{home}/{cwd}"),
            _ => home,
        };
        Ok(Self {
            title: read.title,
            system: read.system.unwrap_or(defaults.system),
            user,
            cwd,
            files: read.files,
            setup: read.setup,
            partial: read.partial,
            expect: read.expect,
            listing: read.listing,
            invocation: read.invocation,
            after: read.after,
            request: read.request,
        })
    }
}

impl Serialize for Scenario {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written::of(self).serialize(serializer)
    }
}

/// The members as they are written: those that differ from their default.
#[derive(Serialize)]
struct Written<'a> {
    hurdles: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    system: &'a str,
    user: &'a str,
    cwd: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    files: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    setup: &'a [String],
    #[serde(skip_serializing_if = "is_false")]
    partial: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    expect: Option<&'a Expect>,
    #[serde(skip_serializing_if = "str::is_empty")]
    listing: &'a str,
    invocation: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    after: &'a [String],
    request: &'a Request,
}

impl<'a> Written<'a> {
    fn of(scenario: &'a Scenario) -> Self {
        Self {
            hurdles: FORMAT,
            title: scenario.title.as_deref(),
            system: &scenario.system,
            user: &scenario.user,
            cwd: &scenario.cwd,
            files: &scenario.files,
            setup: &scenario.setup,
            partial: scenario.partial,
            expect: scenario.expect.as_ref(),
            listing: &scenario.listing,
            invocation: &scenario.invocation,
            after: &scenario.after,
            request: &scenario.request,
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_false(partial: &bool) -> bool {
    !partial
}

fn format_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let format = u32::deserialize(deserializer)?;
    if format == FORMAT {
        return Ok(format);
    }
    Err(D::Error::custom(format_args!(
        "`hurdles` is {format}, but this program reads format {FORMAT} only"
    )))
}

fn known_system<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let Some(system) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    if SYSTEMS.contains(&system.as_str()) {
        return Ok(Some(system));
    }
    let meant = nearest_name(&system, SYSTEMS)
        .map(|name| format!(" (did you mean `{name}`?)"))
        .unwrap_or_default();
    Err(D::Error::custom(format_args!(
        "unknown system `{system}`{meant}, known are {}",
        SYSTEMS.join(", ")
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_its_default() {
        let scenario = Scenario::from_json(r#"{"hurdles": 1, "invocation": "uwsgi"}"#).unwrap();
        assert_eq!(scenario.system, "debian-12");
        assert_eq!(scenario.cwd, "/home/ubuntu");
        assert_eq!(scenario.request.url, "http://localhost/");
        let root = r#"{"hurdles": 1, "user": "root", "invocation": ""}"#;
        assert_eq!(Scenario::from_json(root).unwrap().cwd, "/root");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        let cases = [
            (
                "{\"hurdles\": 1,\n \"setpu\": []}",
                "unknown field `setpu`",
                22,
            ),
            (
                "{\"hurdles\": 2, \"invocation\": \"\"}",
                "reads format 1 only",
                12,
            ),
            (
                "{\"hurdles\": 1, \"system\": \"debain-12\"}",
                "did you mean `debian-12`?",
                36,
            ),
            ("{\"hurdles\": 1}", "missing field `invocation`", 13),
            (
                "{\"hurdles\": 1, \"title\": \"ü\", x}",
                "key must be a string",
                30,
            ),
            ("", "begins with `{`", 0),
            (" [1]", "begins with `{`", 1),
            ("{", "EOF while parsing", 0),
        ];
        for (text, message, offset) in cases {
            let error = Scenario::from_json(text).unwrap_err();
            assert!(error.message.contains(message), "{error}");
            assert!(!error.message.contains(" at line "), "{error}");
            assert_eq!(error.offset, offset, "{text}");
        }
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let text = r#"{"hurdles": 1, "title": "ü", "system": "ubuntu-16.04", "user": "a", "cwd": "x",
            "files": {"b": "1\n", "/a": ""}, "setup": ["s"], "listing": "l", "partial": true,
            "expect": {"outcome": "fails", "first": "connect", "opens_at_most": "group"}, "invocation": "i", "after": ["a"],
            "request": {"url": "http://h/", "method": "POST", "headers": ["A: b"], "body_bytes": 7}}"#;
        let scenario = Scenario::from_json(text).unwrap();
        assert_eq!(scenario.cwd, "/home/a/x");
        assert_eq!(Scenario::from_json(&scenario.to_json()).unwrap(), scenario);
        let plain = Scenario::default();
        assert_eq!(Scenario::from_json(&plain.to_json()).unwrap(), plain);
    }

    #[test]
    fn relative_files_lie_below_the_directory() {
        let scenario = Scenario::default();
        assert_eq!(scenario.absolute("./a.py"), "/home/ubuntu/a.py");
        assert_eq!(scenario.absolute("/a.py"), "/a.py");
    }
}
