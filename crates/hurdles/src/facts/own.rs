//! The sockets that uWSGI opened, and how nginx would name them.

use std::collections::BTreeMap;

use hurdles_machine::{Machine, NodeId};
use hurdles_nginx::event::Protocol as Speaks;
use hurdles_source::Span;
use hurdles_uwsgi::Protocol;

use super::Facts;

/// A socket that uWSGI opened.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    /// As given.
    pub(crate) text: String,
    /// The absolute path of a socket file.
    pub(crate) path: Option<String>,
    /// The value's characters.
    pub(crate) span: Option<Span>,
    /// The characters of the option that asked for it.
    pub(crate) key: Option<Span>,
    pub(crate) is_relative: bool,
    pub(crate) is_abstract: bool,
    pub(crate) port: Option<u16>,
    /// What is spoken there, for people.
    pub(crate) speaks: &'static str,
    pub(crate) node: Option<NodeId>,
}

impl Facts<'_> {
    /// The sockets of everything that runs.
    pub(crate) fn sockets(&self) -> &[Own] {
        self.sockets.get_or_init(|| self.find_sockets())
    }

    fn find_sockets(&self) -> Vec<Own> {
        let running = self
            .instances
            .iter()
            .filter(|instance| instance.is_running());
        running
            .flat_map(|instance| {
                let mut keys = BTreeMap::new();
                for option in instance.options() {
                    if let Some(value) = option.value {
                        keys.entry(value.span).or_insert(option.key.span);
                    }
                }
                instance
                    .sockets()
                    .iter()
                    .filter(|socket| socket.listener.is_some())
                    .map(move |socket| {
                        let is_unix = socket.is_unix();
                        Own {
                            text: socket.given.text.clone(),
                            path: socket.path.clone(),
                            span: socket.given.span,
                            key: keys.get(&socket.given.span).copied().flatten(),
                            is_relative: is_unix
                                && !socket.is_abstract()
                                && !socket.given.text.starts_with('/'),
                            is_abstract: socket.is_abstract(),
                            port: (!is_unix)
                                .then(|| socket.name.rsplit(':').next()?.parse().ok())
                                .flatten(),
                            speaks: spoken_on(socket.protocol),
                            node: socket.node,
                        }
                    })
            })
            .collect()
    }

    /// The socket, or HTTP router, that nginx reached.
    pub(crate) fn socket_reached(&self) -> Option<Own> {
        let listener = self.passed()?.attempts.last()?.listener?;
        for instance in &self.instances {
            if let Some(socket) = instance
                .sockets()
                .iter()
                .find(|socket| socket.listener == Some(listener))
            {
                let mut own = self.sockets().iter();
                let found =
                    own.find(|own| own.span == socket.given.span && own.text == socket.given.text);
                return found.cloned();
            }
        }
        let serves = self
            .instances
            .iter()
            .any(|instance| instance.serves(listener));
        let router = self.option("http").filter(|_| serves)?;
        let value = router.value.as_ref()?;
        Some(Own {
            text: value.text.clone(),
            path: None,
            span: value.span,
            key: router.key.span,
            is_relative: false,
            is_abstract: false,
            port: value
                .text
                .rsplit(':')
                .next()
                .and_then(|port| port.parse().ok()),
            speaks: "HTTP",
            node: None,
        })
    }

    /// The socket of uWSGI that the browser itself reached, without nginx.
    pub(crate) fn socket_met_by_browser(&self) -> Option<Own> {
        if self.server_choice().is_some() || self.refused_browser().is_some() {
            return None;
        }
        let port = self.request_port();
        let mut own = self.sockets().iter();
        own.find(|own| own.port == Some(port)).cloned()
    }

    /// The addresses of uWSGI's sockets as nginx writes them.
    pub(crate) fn uwsgi_addresses(&self) -> Vec<String> {
        let sockets = self.sockets();
        sockets.iter().filter_map(nginx_address).collect()
    }

    /// The addresses that nginx passes to, as uWSGI writes them.
    pub(crate) fn wanted_addresses(&self) -> Vec<String> {
        let arguments = self
            .directives()
            .filter(|(_, directive)| directive.is("uwsgi_pass"));
        // The name of an `upstream` block stands for what its servers are.
        let upstreams: Vec<&str> = self
            .directives()
            .filter(|(_, directive)| directive.is("upstream"))
            .filter_map(|(_, directive)| directive.argument(0))
            .collect();
        arguments
            .filter_map(|(_, directive)| directive.argument(0))
            .filter(|address| !upstreams.contains(address) && !address.contains('$'))
            .map(|address| match address.strip_prefix("unix:") {
                Some(path) => Machine::absolute("/", path),
                None => address.to_owned(),
            })
            .collect()
    }

    /// The value of `chmod-socket`.
    pub(crate) fn mode_option(&self) -> Option<Span> {
        self.option("chmod-socket")?.value.as_ref()?.span
    }

    /// The value that asks for the socket with this node.
    pub(crate) fn socket_value(&self, node: NodeId) -> Option<Span> {
        self.sockets()
            .iter()
            .find(|own| own.node == Some(node))
            .and_then(|own| own.span)
    }

    /// Whether the HTTP router of uWSGI closed the connection before its worker answered.
    pub(crate) fn router_gave_up(&self) -> bool {
        let reached = self
            .socket_reached()
            .is_some_and(|own| own.speaks == "HTTP");
        let same = self
            .passed()
            .is_some_and(|passed| passed.protocol == Speaks::Http);
        reached && same && self.raised_at_request().is_none()
    }
}

/// A protocol for people.
fn spoken_on(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Uwsgi | Protocol::PersistentUwsgi => "uwsgi",
        Protocol::Http => "HTTP",
        Protocol::FastCgi => "FastCGI",
        Protocol::Scgi => "SCGI",
        Protocol::Raw => "raw bytes",
        Protocol::Tls => "TLS",
    }
}

/// A socket's address as nginx writes it; none for what nginx cannot name.
pub(crate) fn nginx_address(own: &Own) -> Option<String> {
    if own.is_abstract {
        return None;
    }
    match (&own.path, own.port) {
        (Some(path), _) => Some(format!("unix:{path}")),
        (None, Some(port)) => {
            let host = own.text.rsplit_once(':').map_or("", |(host, _)| host);
            let host = if ["", "0.0.0.0", "*"].contains(&host) {
                "127.0.0.1"
            } else {
                host
            };
            Some(format!("{host}:{port}"))
        }
        (None, None) => None,
    }
}
