//! What the browser asks for: a URL, or a URL with method, headers and the size of a body.

use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One HTTP request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The address with scheme and host.
    pub url: String,
    /// The method, `GET` unless told otherwise.
    pub method: String,
    /// Further header lines, `Name: value`.
    pub headers: Vec<String>,
    /// How many bytes of body are sent.
    pub body_bytes: u64,
    /// How many seconds the client waits for an answer: a browser's five minutes, unless a recorded run had less. Not
    /// part of the JSON form.
    pub patience: u32,
}

/// How many seconds a browser waits (Chromium and Firefox give up after five minutes).
pub(crate) const PATIENCE: u32 = 300;

impl Default for Request {
    fn default() -> Self {
        Self::get("http://localhost/")
    }
}

impl Request {
    /// A plain `GET` of a URL.
    #[must_use]
    pub fn get(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            method: "GET".to_owned(),
            headers: Vec::new(),
            body_bytes: 0,
            patience: PATIENCE,
        }
    }

    /// Whether the URL alone says everything.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.method == "GET" && self.headers.is_empty() && self.body_bytes == 0
    }
}

impl Serialize for Request {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_plain() {
            return serializer.serialize_str(&self.url);
        }
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("url", &self.url)?;
        map.serialize_entry("method", &self.method)?;
        map.serialize_entry("headers", &self.headers)?;
        map.serialize_entry("body_bytes", &self.body_bytes)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Request {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RequestVisitor)
    }
}

struct RequestVisitor;

impl<'de> Visitor<'de> for RequestVisitor {
    type Value = Request;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a URL or an object with `url`, `method`, `headers` and `body_bytes`")
    }

    fn visit_str<E: serde::de::Error>(self, url: &str) -> Result<Request, E> {
        Ok(Request::get(url))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Request, A::Error> {
        const MEMBERS: &[&str] = &["url", "method", "headers", "body_bytes"];
        let mut request = Request::get("");
        let mut has_url = false;
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "url" => {
                    request.url = map.next_value()?;
                    has_url = true;
                }
                "method" => request.method = map.next_value()?,
                "headers" => request.headers = map.next_value()?,
                "body_bytes" => request.body_bytes = map.next_value()?,
                _ => return Err(A::Error::unknown_field(&name, MEMBERS)),
            }
        }
        if has_url {
            Ok(request)
        } else {
            Err(A::Error::missing_field("url"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_alone_is_a_plain_get() {
        let request: Request = serde_json::from_str("\"http://h/x\"").unwrap();
        assert_eq!(request, Request::get("http://h/x"));
        assert_eq!(serde_json::to_string(&request).unwrap(), "\"http://h/x\"");
    }

    #[test]
    fn members_of_the_object_are_checked() {
        let wrong = |text| {
            serde_json::from_str::<Request>(text)
                .unwrap_err()
                .to_string()
        };
        assert!(wrong("{}").contains("missing field `url`"));
        assert!(wrong(r#"{"url": "", "verb": ""}"#).contains("unknown field `verb`"));
        assert!(wrong(r#"{"url": "", "body_bytes": -1}"#).contains("invalid value"));
        assert!(wrong("7").contains("a URL or an object"));
    }
}
