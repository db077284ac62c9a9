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
    /// Says what helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// Says how sure the person was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<String>,
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
        for text in [&mut self.error_log, &mut self.access_log]
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
