//! What is shown: whether something shows that a path, an account or a package is absent.

use hurdles_machine::Machine;

use crate::Scenario;
use crate::trace::Trace;

/// Names that a shell or a configuration language left unexpanded are no names of files.
fn is_plain(path: &str) -> bool {
    let is_usual = |c: char| c.is_alphanumeric() || "._-+@:/".contains(c);
    path.chars().all(is_usual) && !path.split('/').any(|part| part.ends_with(':'))
}

/// Directories that belong to the system alone: what is not there is not there.
const SYSTEM: [&str; 5] = ["/proc", "/sys", "/dev", "/bin", "/sbin"];

/// Whether something may lie at a path: its name is one, and nothing shows that nothing does.
pub(super) fn may_be_there(trace: &Trace, path: &str) -> bool {
    let path = Machine::absolute("/", path);
    if path == "/" || !is_plain(&path) || SYSTEM.iter().any(|top| is_below(&path, top)) {
        return false;
    }
    if trace
        .listing
        .absent
        .iter()
        .any(|absent| path == *absent || is_below(&path, absent))
    {
        return false;
    }
    let mut name = path.as_str();
    while let Some((directory, last)) = name.rsplit_once('/') {
        let directory = if directory.is_empty() { "/" } else { directory };
        if let Some(id) = trace.told.find(directory) {
            return trace.told.node(id).is_directory() && !is_whole(trace, directory, last);
        }
        if directory == "/" {
            break;
        }
        name = directory;
    }
    true
}

/// Whether all of a directory is known, so that what is not in it is absent.
fn is_whole(trace: &Trace, directory: &str, name: &str) -> bool {
    let listed = trace.listing.whole.get(directory);
    if listed.is_some_and(|hidden| *hidden || !name.starts_with('.')) {
        return true;
    }
    // A directory that was made by what was typed holds what was put there.
    trace.bare.find(directory).is_none() && trace.typed.find(directory).is_some()
}

fn is_below(path: &str, top: &str) -> bool {
    path.strip_prefix(top)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a file of this name is given at another place: then that one is meant, and looked for in the wrong one.
pub(super) fn is_elsewhere(scenario: &Scenario, name: &str, path: &str) -> bool {
    let ending = format!("/{}", name.trim_start_matches("./").trim_start_matches('/'));
    scenario.files.keys().any(|known| {
        let known = Machine::absolute("/", &scenario.absolute(known));
        known != path && known.ends_with(&ending)
    })
}

/// Whether an account of this name may exist.
pub(super) fn may_exist(trace: &Trace, name: &str) -> bool {
    let is_name = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    is_name && !trace.listing.no_accounts.contains(name)
}
