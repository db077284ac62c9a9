//! TLS on a connection: which sockets speak it, what a client agrees on with them, and who refuses
//! (`ngx_http_ssl_handshake`, `ngx_http_ssl_servername` in http/ngx_http_request.c).

use crate::build::Version;
use crate::configuration::Configuration;
use crate::event::Event;
use crate::http::{Http, ListenAddress};
use crate::server_choice;
use crate::settings::Chain;
use crate::tree::{DirectiveId, Tree};

/// What a client that speaks TLS brings along.
#[derive(Clone, Debug)]
pub(crate) struct Tls {
    /// The name that it asks a certificate for; an address is none (RFC 6066, 3).
    pub(crate) name: Option<String>,
    /// Whether both agree on HTTP/2, which curl prefers.
    pub(crate) is_http2: bool,
}

/// How the first bytes of a connection and its socket go together.
pub(crate) enum Greeting {
    /// Both speak plain HTTP, or both TLS.
    Fits,
    /// A plain request to a socket that speaks TLS: it is read, and refused with the pseudo status 497.
    Plain,
    /// A client that speaks TLS meets a socket that does not, or a server that refuses the handshake.
    Refused(Event),
}

/// Whether the socket speaks TLS: by its `listen`, and before 1.25.1 by `ssl on` of its default server.
pub(crate) fn speaks(tree: &Tree, address: &ListenAddress, version: Version) -> bool {
    let by_server = || {
        let default = address.default_server();
        default.is_some_and(|server| Chain::of(tree, server).flag("ssl", false))
    };
    address.ssl || version < Version::V1_26_3 && by_server()
}

/// Looks at the first bytes of a connection.
pub(crate) fn greet(
    configuration: &Configuration,
    http: &Http,
    address: &ListenAddress,
    tls: Option<&mut Tls>,
    version: Version,
) -> Greeting {
    let tree = &configuration.tree;
    let speaks = speaks(tree, address, version);
    let Some(tls) = tls else {
        return if speaks {
            Greeting::Plain
        } else {
            Greeting::Fits
        };
    };
    let default = address.default_server();
    if !speaks {
        let listen = address.servers.iter().find_map(|(_, listen)| *listen);
        let place = listen.or(default).map(|id| tree.get(id).place.clone());
        return Greeting::Refused(Event::TlsToPlainSocket { place });
    }
    let by_name = tls
        .name
        .as_deref()
        .and_then(|name| server_choice::by_name(configuration, http, address, name));
    let server = by_name.map(|chosen| chosen.server).or(default);
    tls.is_http2 = takes_http2(tree, address, server, version);
    if let Some(server) = server
        && Chain::of(tree, server).flag("ssl_reject_handshake", false)
    {
        let directive = Chain::of(tree, server).directive("ssl_reject_handshake");
        let place = directive.map(|directive| directive.place.clone());
        return Greeting::Refused(Event::HandshakeRejected { place });
    }
    Greeting::Fits
}

/// Whether HTTP/2 is offered: `listen … http2`, from 1.25.1 on also `http2 on`.
fn takes_http2(
    tree: &Tree,
    address: &ListenAddress,
    server: Option<DirectiveId>,
    version: Version,
) -> bool {
    let mut listens = address.servers.iter().filter_map(|(_, listen)| *listen);
    let by_listen = listens.any(|id| tree.get(id).texts().any(|text| text == "http2"));
    let by_server = || server.is_some_and(|server| Chain::of(tree, server).flag("http2", false));
    by_listen || version >= Version::V1_26_3 && by_server()
}

/// The directive that makes the socket speak TLS: its `listen … ssl`, or `ssl on`.
pub(crate) fn asked_by(tree: &Tree, address: &ListenAddress, default: DirectiveId) -> DirectiveId {
    let listens = || address.servers.iter().filter_map(|(_, listen)| *listen);
    let with_word = listens().find(|id| tree.get(*id).texts().any(|text| text == "ssl"));
    let by_server = || Chain::of(tree, default).find("ssl");
    with_word
        .or_else(by_server)
        .or_else(|| listens().next())
        .unwrap_or(default)
}
