//! The form of a case file: a scenario, what is the matter with it, and what was observed on each system.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{header_with_stand_ins, listing_with_stand_ins, with_stand_ins};

/// One file under `tests/cases`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Says in a line for people what the case shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Names the thread or manual section that the situation was met in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Holds the scenario as it was written, so that recording a case again never touches it.
    pub scenario: Box<RawValue>,
    /// Says what a person found to be the matter.
    pub truth: Truth,
    /// Says how it is played, where not as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lab: Option<Lab>,
    /// Holds what the real programs did, by system.
    #[serde(default)]
    pub observed: BTreeMap<String, Observed>,
}

/// What a person found to be the matter with a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Truth {
    /// Names the stage of the first hurdle, or `works`.
    pub stage: String,
    /// Names other stages that a fair reader could give.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stage_alt: Vec<String>,
    /// Says what the cause is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// Says what helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// Says how sure the person was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<String>,
}

/// How a case is played that is not played as usual: on a machine that systemd boots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lab {
    /// Whether a machine is booted for it, always true.
    pub boots: bool,
    /// Seconds that the request may take.
    #[serde(default = "patience")]
    pub patience: u32,
    /// Seconds after which the machine counts as settled though a service still moves.
    #[serde(default = "start")]
    pub start: u32,
}

impl Lab {
    /// As most cases are played that boot a machine.
    #[must_use]
    pub fn usual() -> Self {
        Self {
            boots: true,
            patience: patience(),
            start: start(),
        }
    }
}

fn patience() -> u32 {
    8
}

fn start() -> u32 {
    14
}

/// What became of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ObservedService {
    /// systemd's `ActiveState`.
    pub active: String,
    /// systemd's `SubState`.
    pub sub: String,
    /// systemd's `Result`.
    pub result: String,
    /// systemd's `ExecMainCode`: 0 while it runs, 1 where it exited, 2 where a signal ended it.
    pub code: i32,
    /// systemd's `ExecMainStatus`: the exit status or the signal.
    pub status: i32,
    /// systemd's `NRestarts`.
    pub restarts: u32,
    /// What it and systemd logged. Which of the two came first where a program ended at once is a matter of chance.
    pub journal: String,
}

/// What was seen in one real run, with the stand-ins in place of what differs from run to run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Observed {
    /// The status that curl was answered with; none where no answer came.
    pub status: Option<u16>,
    /// The headers of the answer, in their order.
    pub headers: Vec<String>,
    /// The body of the answer.
    pub body: String,
    /// The exit status of curl.
    pub curl_rc: Option<i32>,
    /// What `nginx -t` printed.
    pub nginx_t: String,
    /// The exit status of starting nginx.
    pub nginx_rc: Option<i32>,
    /// What stood in nginx's error log.
    pub error_log: Option<String>,
    /// What stood in nginx's access log.
    pub access_log: Option<String>,
    /// What uWSGI printed.
    pub uwsgi_log: String,
    /// The exit status of uWSGI; none while it runs.
    pub uwsgi_rc: Option<i32>,
    /// What the invocation printed, on a machine that was booted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invocation_output: Option<String>,
    /// What became of each service that the scenario is about, by its name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<String, ObservedService>,
    /// What `supervisorctl status` printed, where it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supervisor: Option<String>,
    /// What a careful person would have pasted before the start.
    pub listing: String,
    /// The same while it runs.
    pub listing_running: String,
}

impl Case {
    /// Reads a case file.
    ///
    /// # Errors
    ///
    /// Says what of the text is not of the form.
    pub fn read(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// Writes it as it stands in the file.
    ///
    /// # Errors
    ///
    /// Never for a case that was read from a file.
    pub fn write(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

impl Observed {
    /// Replaces what differs from run to run by its stand-ins.
    #[must_use]
    pub fn with_stand_ins(mut self) -> Self {
        for header in &mut self.headers {
            *header = header_with_stand_ins(header);
        }
        for text in [&mut self.body, &mut self.nginx_t, &mut self.uwsgi_log] {
            *text = with_stand_ins(text);
        }
        let services = self.services.values_mut();
        for journal in services.map(|service| &mut service.journal) {
            *journal = with_stand_ins(journal);
        }
        for text in [
            &mut self.error_log,
            &mut self.access_log,
            &mut self.invocation_output,
            &mut self.supervisor,
        ]
        .into_iter()
        .flatten()
        {
            *text = with_stand_ins(text);
        }
        for text in [&mut self.listing, &mut self.listing_running] {
            *text = listing_with_stand_ins(text);
        }
        self
    }

    /// Lists its measures by name, each as text, in the order of the file.
    #[must_use]
    pub fn measures(&self) -> Vec<(&'static str, String)> {
        let number = |n: Option<i32>| n.map_or_else(|| "none".to_owned(), |n| n.to_string());
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        let services = self.services.iter().map(|(name, service)| {
            // Lines of systemd and of a program that ends at once come in any order.
            let mut journal: Vec<&str> = service.journal.lines().collect();
            journal.sort_unstable();
            format!(
                "{name}: {} {} {} {} {} {}\n{}\n",
                service.active,
                service.sub,
                service.result,
                service.code,
                service.status,
                service.restarts,
                journal.join("\n")
            )
        });
        vec![
            ("status", number(self.status.map(i32::from))),
            ("headers", self.headers.join("\n")),
            ("body", self.body.clone()),
            ("curl_rc", number(self.curl_rc)),
            ("nginx_t", self.nginx_t.clone()),
            ("nginx_rc", number(self.nginx_rc)),
            ("error_log", text(&self.error_log)),
            ("access_log", text(&self.access_log)),
            ("uwsgi_log", self.uwsgi_log.clone()),
            ("uwsgi_rc", number(self.uwsgi_rc)),
            ("invocation_output", text(&self.invocation_output)),
            ("services", services.collect()),
            ("supervisor", text(&self.supervisor)),
            ("listing", self.listing.clone()),
            ("listing_running", self.listing_running.clone()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_a_case_leaves_its_scenario_as_it_was_typed() {
        let text = r#"{"scenario":{ "b":1,  "a":2 },"truth":{"stage":"works"}}"#;
        let written = Case::read(text).unwrap().write().unwrap();
        assert!(written.contains(r#"{ "b":1,  "a":2 }"#), "{written}");
    }

    #[test]
    fn unknown_members_are_refused() {
        let text = r#"{"scenario":{},"truth":{"stage":"works"},"obseved":{}}"#;
        assert!(Case::read(text).is_err());
    }
}
