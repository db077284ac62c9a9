//! What the browser asks for, taken apart.

use super::Facts;

impl Facts<'_> {
    /// The port that the browser asks for.
    pub(crate) fn request_port(&self) -> u16 {
        let rest = self
            .scenario
            .request
            .url
            .split("://")
            .nth(1)
            .unwrap_or_default();
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let port = authority
            .rsplit_once(':')
            .and_then(|(_, port)| port.parse().ok());
        port.unwrap_or(if self.scenario.request.url.starts_with("https:") {
            443
        } else {
            80
        })
    }

    /// The host that the browser asks for, without port.
    pub(crate) fn request_host(&self) -> String {
        let rest = self
            .scenario
            .request
            .url
            .split("://")
            .nth(1)
            .unwrap_or_default();
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        authority
            .rsplit_once(':')
            .map_or(authority, |(host, _)| host)
            .to_owned()
    }

    /// The URL with another port.
    pub(crate) fn request_with_port(&self, port: u16) -> Option<String> {
        let (scheme, rest) = self.scenario.request.url.split_once("://")?;
        let path = rest
            .find(['/', '?'])
            .and_then(|at| rest.get(at..))
            .unwrap_or("/");
        Some(format!("{scheme}://{}:{port}{path}", self.request_host()))
    }

    /// The URL's scheme and host.
    pub(crate) fn request_origin(&self) -> Option<String> {
        let (scheme, rest) = self.scenario.request.url.split_once("://")?;
        Some(format!("{scheme}://{}", rest.split(['/', '?']).next()?))
    }

    /// The URL with nothing but `/` behind the host.
    pub(crate) fn request_root(&self) -> Option<String> {
        let (scheme, rest) = self.scenario.request.url.split_once("://")?;
        let authority = rest.split(['/', '?']).next()?;
        let root = format!("{scheme}://{authority}/");
        (root != self.scenario.request.url).then_some(root)
    }
}
