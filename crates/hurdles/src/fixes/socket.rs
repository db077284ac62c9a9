//! Making uWSGI and nginx agree on a socket, and giving the socket a place where it can be made.

use hurdles_machine::Machine;
use hurdles_nginx::event::{Passed, Protocol};
use hurdles_uwsgi::BindFailure;

use crate::facts::{Connect, Facts, Own, Who, nginx_address};
use crate::fix::{Candidate, Opens};
use crate::fixes::access::is_shared;
use crate::fixes::{options, unit};

/// A protocol of nginx for people.
pub(crate) fn spoken(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Uwsgi => "uwsgi",
        Protocol::Http => "HTTP",
        Protocol::FastCgi => "FastCGI",
        Protocol::Scgi => "SCGI",
    }
}

/// Writes uWSGI's address in nginx, or nginx's in uWSGI.
pub(crate) fn agree(facts: &Facts, connect: &Connect, own: &Own) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    if let (Some(place), Some(address)) = (connect.place, nginx_address(own)) {
        // What stands in front of the address, a scheme, stays.
        let text = facts.text(place);
        let at = text
            .find("://")
            .filter(|_| !text.starts_with("unix:"))
            .map_or(0, |at| at + 3);
        let title = format!("Let nginx pass to `{}`", facts.short(&address));
        candidates.push(Candidate::new(title).replace(place.part(at, text.len()), address));
    }
    candidates.extend(by_port(facts, own));
    if own.is_abstract {
        return candidates;
    }
    if let Some(span) = own.span {
        let title = format!("Let uWSGI listen on `{}`", facts.short(connect.path));
        let candidate = Candidate::new(&title).replace(span, connect.path);
        candidates.push(candidate.clone());
        if !connect.is_tcp {
            candidates.push(Candidate {
                title: format!("{title} and open it to all"),
                opens: Some(Opens::Everybody),
                ..candidate.with(options::set(facts, "chmod-socket", "666").unwrap_or_default())
            });
            let directory = connect
                .path
                .rsplit_once('/')
                .map_or("/", |(directory, _)| directory);
            if !directory.is_empty() && facts.before().find(directory).is_none() {
                let who = facts.runs_as().name;
                candidates.push(
                    Candidate::new(format!("{title} and make its directory"))
                        .replace(span, connect.path)
                        .setup(format!("mkdir -p {directory}"))
                        .setup(format!("chown {who} {directory}")),
                );
            }
        }
    }
    candidates
}

/// Makes the missing directory of a socket and gives it to whoever binds.
pub(crate) fn make_directory(
    facts: &Facts,
    failure: &BindFailure,
    directory: &str,
) -> Vec<Candidate> {
    let who = facts.user_name(failure.identity.uid);
    let shown = facts.short(directory);
    let candidate = Candidate::new(format!("Make `{shown}` before the start"))
        .setup(format!("mkdir -p {directory}"));
    if failure.identity.is_root() {
        return vec![candidate];
    }
    let group = facts.machine().accounts.group_name(failure.identity.gid);
    vec![
        Candidate::new(format!("Make `{shown}` before the start, for `{who}`"))
            .setup(format!("mkdir -p {directory}"))
            .setup(format!("chown {who}:{group} {directory}")),
    ]
}

/// Gives an existing directory to whoever binds.
pub(crate) fn give_directory(facts: &Facts, directory: &str, who: &Who) -> Vec<Candidate> {
    if is_shared(directory) {
        return Vec::new();
    }
    let (name, shown) = (&who.name, facts.short(directory));
    let group = facts.machine().accounts.group_name(who.identity.gid);
    vec![
        Candidate::new(format!("Give `{shown}` to `{name}`"))
            .setup(format!("chown {name} {directory}"))
            .opens(Opens::User(name.clone())),
        Candidate::new(format!("Let the group `{group}` write in `{shown}`"))
            .setup(format!("chgrp {group} {directory}"))
            .setup(format!("chmod g+w {directory}"))
            .opens(Opens::Group(group.clone())),
    ]
}

/// Puts the socket somewhere else, on both sides: a directory of its own below `/run`, or `/tmp`.
pub(crate) fn elsewhere(facts: &Facts, failure: &BindFailure) -> Vec<Candidate> {
    if failure.walk.is_none() && !failure.bound.starts_with('/') {
        return Vec::new();
    }
    let name = failure.bound.rsplit('/').next().unwrap_or("app.sock");
    let stem = name
        .split('.')
        .next()
        .filter(|stem| !stem.is_empty())
        .unwrap_or("app");
    let who = facts.user_name(failure.identity.uid);
    let group = facts.machine().accounts.group_name(failure.identity.gid);
    let run = format!("/run/{stem}/{stem}.sock");
    let in_run = moved(facts, failure, &run).map(|candidate| {
        candidate
            .setup(format!("mkdir -p /run/{stem}"))
            .setup(format!("chown {who}:{group} /run/{stem}"))
    });
    let in_tmp = moved(facts, failure, &format!("/tmp/{stem}.sock"));
    in_run.into_iter().chain(in_tmp).collect()
}

/// The socket's new path in uWSGI, and in nginx where it names the old one or another.
fn moved(facts: &Facts, failure: &BindFailure, path: &str) -> Option<Candidate> {
    let span = failure.address.span?;
    let title = format!("Use the socket `{path}` on both sides");
    let mut candidate = Candidate::new(title).replace(span, path);
    for site in pass_places(facts) {
        candidate = candidate.replace(site, format!("unix:{path}"));
    }
    Some(candidate)
}

/// The arguments of all `uwsgi_pass` lines of the scenario.
fn pass_places(facts: &Facts) -> Vec<hurdles_source::Span> {
    facts
        .pass_arguments("uwsgi_pass")
        .into_iter()
        .filter(|(_, text)| !text.contains('$'))
        .map(|(span, _)| span)
        .collect()
}

/// Moves a socket out of a closed directory to one of its own below `/run`.
pub(crate) fn move_to_run(facts: &Facts, path: &str) -> Vec<Candidate> {
    let sockets = facts.sockets();
    let Some(own) = sockets.iter().find(|own| own.path.as_deref() == Some(path)) else {
        return Vec::new();
    };
    let Some(span) = own.span else {
        return Vec::new();
    };
    let name = path.rsplit('/').next().unwrap_or("app.sock");
    let stem = name
        .split('.')
        .next()
        .filter(|stem| !stem.is_empty())
        .unwrap_or("app");
    let who = facts.runs_as();
    let group = facts.machine().accounts.group_name(who.identity.gid);
    let new = format!("/run/{stem}/{stem}.sock");
    let mut candidate =
        Candidate::new(format!("Move the socket to `/run/{stem}`")).replace(span, &new);
    candidate = match unit::run_directory(facts, stem) {
        Some((user, line)) => candidate.insert_after(user, line),
        None => candidate
            .setup(format!("mkdir -p /run/{stem}"))
            .setup(format!("chown {}:{group} /run/{stem}", who.name)),
    };
    for place in pass_places(facts) {
        candidate = candidate.replace(place, format!("unix:{new}"));
    }
    vec![candidate]
}

/// Chooses another port on both sides.
pub(crate) fn other_port(facts: &Facts, failure: &BindFailure) -> Vec<Candidate> {
    let Some(span) = failure.address.span else {
        return Vec::new();
    };
    let Some((host, old)) = failure.address.text.rsplit_once(':') else {
        return Vec::new();
    };
    let taken = |port: u16| {
        facts.machine().listeners().any(|(_, listener)| {
        matches!(listener.address, hurdles_machine::Address::Tcp(_, held) if held == port)
    })
    };
    let Some(port) = (3031..3100).find(|port| !taken(*port)) else {
        return Vec::new();
    };
    let mut candidate = Candidate::new(format!("Use port {port} on both sides"))
        .replace(span, format!("{host}:{port}"));
    for name in ["uwsgi_pass", "proxy_pass"] {
        for (place, text) in facts.pass_arguments(name) {
            if let Some(at) = text.find(&format!(":{old}")) {
                candidate =
                    candidate.replace(place.part(at + 1, at + 1 + old.len()), port.to_string());
            }
        }
    }
    vec![candidate]
}

/// Writes the home out where a path begins with `~`.
pub(crate) fn expand_tilde(facts: &Facts, failure: &BindFailure, path: &str) -> Vec<Candidate> {
    let Some(span) = failure.address.span else {
        return Vec::new();
    };
    let path = Machine::absolute("/", path);
    let title = format!("Write the whole path, `{}`", facts.short(&path));
    let alone = Candidate::new(&title).replace(span, &path);
    let mut both = Candidate::new(format!("{title}, in nginx as well")).replace(span, &path);
    for place in pass_places(facts) {
        if facts.text(place) != format!("unix:{path}") {
            both = both.replace(place, format!("unix:{path}"));
        }
    }
    vec![alone, both]
}

/// Makes both sides speak the same protocol.
pub(crate) fn same_protocol(facts: &Facts, passed: &Passed, own: &Own) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    if let Some(key) = own.key {
        let name = match passed.protocol {
            Protocol::Uwsgi => "socket",
            Protocol::Http => "http-socket",
            Protocol::FastCgi => "fastcgi-socket",
            Protocol::Scgi => "scgi-socket",
        };
        let title = format!("Let uWSGI speak {}: `{name}`", spoken(passed.protocol));
        candidates.push(Candidate::new(title).replace(key, options::key_like(facts, key, name)));
    }
    let Some(pass) = passed.place.span else {
        return candidates;
    };
    let Some(address) = nginx_address(own) else {
        return candidates;
    };
    let indent = facts.indent_of(pass);
    match own.speaks {
        "uwsgi" => {
            let line = format!("include uwsgi_params;\n{indent}uwsgi_pass {address};");
            candidates
                .push(Candidate::new("Let nginx speak uwsgi: `uwsgi_pass`").replace(pass, line));
        }
        "HTTP" => {
            let line =
                format!("proxy_pass http://{address};\n{indent}proxy_set_header Host $host;");
            candidates
                .push(Candidate::new("Let nginx speak HTTP: `proxy_pass`").replace(pass, line));
        }
        _ => {}
    }
    candidates
}

/// Uses a port of the machine itself in place of a socket file, on both sides.
pub(crate) fn by_port(facts: &Facts, own: &Own) -> Option<Candidate> {
    let span = own.span.filter(|_| own.port.is_none())?;
    let address = "127.0.0.1:3031";
    let title = format!("Use a port instead of a file, `{address}`");
    let mut candidate = Candidate::new(title)
        .replace(span, address)
        .opens(Opens::Everybody);
    for place in pass_places(facts) {
        candidate = candidate.replace(place, address);
    }
    Some(candidate)
}

/// Listens on the address that nginx passes to, or on a port of the machine itself on both sides.
pub(crate) fn where_nginx_looks(facts: &Facts, failure: &BindFailure) -> Vec<Candidate> {
    let Some(span) = failure.address.span else {
        return Vec::new();
    };
    let mut candidates: Vec<Candidate> = facts
        .wanted_addresses()
        .into_iter()
        .map(|address| {
            let title = format!("Listen where nginx looks, on `{}`", facts.short(&address));
            Candidate::new(title).replace(span, address)
        })
        .collect();
    let address = "127.0.0.1:3031";
    let mut both = Candidate::new(format!("Use `{address}` on both sides"))
        .replace(span, address)
        .opens(Opens::Everybody);
    for place in pass_places(facts) {
        both = both.replace(place, address);
    }
    candidates.push(both);
    candidates
}

/// Uses a port of the machine itself wherever an address stands, on both sides.
pub(crate) fn short_on_both_sides(facts: &Facts) -> Option<Candidate> {
    let address = "127.0.0.1:3031";
    let option = facts.option("socket")?.value.as_ref()?.span?;
    let mut candidate = Candidate::new(format!("Use `{address}` on both sides"))
        .replace(option, address)
        .opens(Opens::Everybody);
    for place in pass_places(facts) {
        candidate = candidate.replace(place, address);
    }
    Some(candidate)
}
