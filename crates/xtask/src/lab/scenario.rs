//! A scenario as the lab needs it: every member given its default, and the shell words that ask for the request.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::program::Trouble;

/// A scenario with all its defaults filled in.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Scenario {
    pub(crate) user: String,
    pub(crate) cwd: String,
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) setup: Vec<String>,
    pub(crate) invocation: String,
    pub(crate) after: Vec<String>,
    pub(crate) request: Request,
}

/// What curl is to ask for.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Request {
    pub(crate) url: String,
    pub(crate) method: String,
    pub(crate) headers: Vec<String>,
    pub(crate) body_bytes: usize,
}

#[derive(Deserialize)]
struct Given {
    user: Option<String>,
    cwd: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    setup: Vec<String>,
    invocation: String,
    #[serde(default)]
    after: Vec<String>,
    request: Option<GivenRequest>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum GivenRequest {
    Url(String),
    Whole {
        url: Option<String>,
        method: Option<String>,
        #[serde(default)]
        headers: Vec<String>,
        #[serde(default)]
        body_bytes: usize,
    },
}

impl Scenario {
    /// Reads a scenario; members that do not concern the lab are passed over, the tests refuse unknown ones.
    pub(crate) fn read(text: &str) -> Result<Self, Trouble> {
        let given: Given = serde_json::from_str(text)?;
        let user = given.user.unwrap_or_else(|| "ubuntu".to_owned());
        let home = if user == "root" {
            "/root".to_owned()
        } else {
            format!("/home/{user}")
        };
        Ok(Self {
            cwd: given.cwd.unwrap_or(home),
            user,
            files: given.files,
            setup: given.setup,
            invocation: given.invocation,
            after: given.after,
            request: Request::from(
                given
                    .request
                    .unwrap_or_else(|| GivenRequest::Url(Request::usual_url())),
            ),
        })
    }
}

impl Request {
    fn usual_url() -> String {
        "http://localhost/".to_owned()
    }

    /// The arguments of curl as one shell text; a body is read from `/lab/body`.
    pub(crate) fn curl_arguments(&self) -> String {
        let mut words = Vec::new();
        if self.method != "GET" {
            words.extend(["-X".to_owned(), quoted(&self.method)]);
        }
        if self.body_bytes > 0 {
            words.extend(["--data-binary".to_owned(), "@/lab/body".to_owned()]);
        }
        for header in &self.headers {
            words.extend(["-H".to_owned(), quoted(header)]);
        }
        words.push(quoted(&self.url));
        words.join(" ")
    }
}

impl From<GivenRequest> for Request {
    fn from(given: GivenRequest) -> Self {
        let (url, method, headers, body_bytes) = match given {
            GivenRequest::Url(url) => (Some(url), None, Vec::new(), 0),
            GivenRequest::Whole {
                url,
                method,
                headers,
                body_bytes,
            } => (url, method, headers, body_bytes),
        };
        Self {
            url: url.unwrap_or_else(Self::usual_url),
            method: method.unwrap_or_else(|| "GET".to_owned()),
            headers,
            body_bytes,
        }
    }
}

/// A word as the shell reads it back unchanged.
pub(crate) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_out_members_get_the_defaults_of_the_contract() {
        let scenario = Scenario::read(r#"{"hurdles": 1, "invocation": "uwsgi"}"#).unwrap();
        assert_eq!(
            (scenario.user.as_str(), scenario.cwd.as_str()),
            ("ubuntu", "/home/ubuntu")
        );
        assert_eq!(scenario.request.curl_arguments(), "http://localhost/");
    }

    #[test]
    fn an_upload_becomes_words_for_curl() {
        let text = r#"{"invocation": "uwsgi", "request": {"url": "http://localhost/a?b=c&d", "method": "POST", "headers": ["X: it's"], "body_bytes": 3}}"#;
        let arguments = Scenario::read(text).unwrap().request.curl_arguments();
        assert_eq!(
            arguments,
            r"-X POST --data-binary @/lab/body -H 'X: it'\''s' 'http://localhost/a?b=c&d'"
        );
    }
}
