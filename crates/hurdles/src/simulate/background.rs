//! Requests that go on while other things are typed: what nginx logs of them stands in its logs only once they end.

use hurdles_machine::{Content, Identity, Machine, NodeKind};

/// nginx's logs where the distribution has them.
pub(super) const LOGS: [&str; 2] = ["/var/log/nginx/error.log", "/var/log/nginx/access.log"];

/// Lines that are written later.
#[derive(Debug)]
pub(super) struct Pending {
    /// The second at which the request ends.
    at: f64,
    /// What each log gets then.
    lines: [String; 2],
}

/// The logs as they are.
pub(super) fn texts(machine: &Machine) -> [String; 2] {
    LOGS.map(|path| text_of(machine, path))
}

/// Takes back what was written since `before`, to be written at second `at`.
pub(super) fn postpone(machine: &mut Machine, before: &[String; 2], at: f64) -> Pending {
    let mut lines = [String::new(), String::new()];
    for ((path, before), lines) in LOGS.into_iter().zip(before).zip(&mut lines) {
        let now = text_of(machine, path);
        if let Some(new) = now.strip_prefix(before.as_str()) {
            *lines = new.to_owned();
            write(machine, path, before.clone());
        }
    }
    Pending { at, lines }
}

/// Writes what has become due, the earliest end first.
pub(super) fn settle(machine: &mut Machine, pending: &mut Vec<Pending>, now: f64) {
    pending.sort_by(|a, b| a.at.total_cmp(&b.at));
    let n_due = pending.partition_point(|request| request.at <= now);
    for request in pending.drain(..n_due) {
        for (path, lines) in LOGS.into_iter().zip(request.lines) {
            if !lines.is_empty() {
                let text = text_of(machine, path) + &lines;
                write(machine, path, text);
            }
        }
    }
}

/// The text of a file; empty where it is missing.
pub(super) fn text_of(machine: &Machine, path: &str) -> String {
    match machine.read(&Identity::root(), "/", path) {
        Ok(Content::Text(text, _)) => text.to_string(),
        _ => String::new(),
    }
}

fn write(machine: &mut Machine, path: &str, text: String) {
    if let Some(id) = machine.find(path) {
        machine.node_mut(id).kind = NodeKind::File(Content::Text(text.into(), None));
    }
}
