//! Holds the shell and the listing reader against the recorded situations under `tests/cases`.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their cases and say what differs"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hurdles_machine::shell::{self, Command, Complaint, Outcome, Programs, Script};
use hurdles_machine::{Content, Machine, NodeId, NodeKind, listing, stock};
use hurdles_source::Sources;

#[derive(serde::Deserialize)]
struct Case {
    scenario: Scenario,
    observed: BTreeMap<String, Observed>,
}

#[derive(serde::Deserialize)]
struct Scenario {
    #[serde(default = "ubuntu")]
    user: String,
    cwd: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    setup: Vec<String>,
    invocation: String,
    #[serde(default)]
    after: Vec<String>,
}

#[derive(serde::Deserialize)]
struct Observed {
    listing: String,
}

fn ubuntu() -> String {
    "ubuntu".to_owned()
}

/// The programs that the other crates bring: they start and go on, or end well.
struct Others;

impl Programs for Others {
    fn run(&mut self, _: &mut Machine, command: &Command) -> Option<Outcome> {
        let name = command.program.rsplit('/').next()?;
        match name {
            "uwsgi-core" => Some(Outcome::running()),
            "nginx" | "curl" => Some(Outcome::status(0)),
            _ => None,
        }
    }
}

fn cases() -> Vec<(PathBuf, Case)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let mut cases = Vec::new();
    let Ok(groups) = std::fs::read_dir(&root) else {
        return cases;
    };
    for group in groups {
        let group = group.unwrap().path();
        // What service managers start needs those who execute it, above this crate.
        if group.ends_with("services") {
            continue;
        }
        for file in std::fs::read_dir(group).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            cases.push((path.clone(), serde_json::from_str(&text).unwrap()));
        }
    }
    cases.sort_by(|a: &(PathBuf, Case), b| a.0.cmp(&b.0));
    cases
}

impl Scenario {
    fn cwd(&self) -> String {
        let home = format!("/home/{}", self.user);
        self.cwd.clone().unwrap_or(home)
    }

    /// The machine with the files in place.
    fn machine(&self, system: &str, sources: &mut Sources) -> Machine {
        let mut machine = stock::machine(system).unwrap();
        stock::add_login_user(&mut machine, &self.user);
        machine.make_scenario_directories(&self.user, &self.cwd());
        for (path, text) in &self.files {
            let path = Machine::absolute(&self.cwd(), path);
            let id = sources.add(&path, text);
            machine.write_scenario_file(&self.user, &path, text.as_str().into(), id);
        }
        machine
    }

    fn run_as_root(
        &self,
        machine: &mut Machine,
        lines: &[String],
        sources: &mut Sources,
    ) -> Script {
        let text = lines.join("\n");
        let id = sources.add("setup", &text);
        let context = shell::login(machine, "root", &self.cwd()).unwrap();
        shell::run_lines(machine, &text, id, &context, &mut Others)
    }
}

#[test]
fn every_line_of_every_case_is_understood() {
    let mut problems = Vec::new();
    for (path, case) in cases() {
        let scenario = &case.scenario;
        let mut sources = Sources::default();
        let mut machine = scenario.machine("debian-12", &mut sources);
        let mut scripts = vec![scenario.run_as_root(&mut machine, &scenario.setup, &mut sources)];
        let id = sources.add("invocation", &scenario.invocation);
        let context = shell::login(&machine, &scenario.user, &scenario.cwd()).unwrap();
        let invocation = &scenario.invocation;
        scripts.push(shell::run(
            &mut machine,
            invocation,
            id,
            &context,
            &mut Others,
        ));
        scripts.push(scenario.run_as_root(&mut machine, &scenario.after, &mut sources));
        for script in scripts {
            // A program that is not there is the very matter of some cases.
            let is_fault = |complaint: &&Complaint| !complaint.kind.is_no_program();
            for complaint in script.complaints.iter().filter(is_fault) {
                let text = sources.text_of(complaint.span);
                problems.push(format!("{}: `{text}`: {}", path.display(), complaint.kind));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Everything about a path that a simulation can notice.
fn described(machine: &Machine, id: NodeId) -> String {
    let node = machine.node(id);
    let kind = match &node.kind {
        // A file whose listener has closed is as good as one that never had any.
        NodeKind::Socket(listener) => {
            let is_open = listener.is_some_and(|id| machine.listener(id).open);
            format!("Socket, open: {is_open}")
        }
        NodeKind::File(Content::Text(text, _)) => format!("text of {}", text.len()),
        NodeKind::Directory(_) => "directory".to_owned(),
        other => format!("{other:?}"),
    };
    let ids = (node.owner, node.group);
    let lists = (&node.acl, &node.default_acl);
    format!("{} {ids:?} {lists:?} {kind}", node.mode_text())
}

/// The paths at which two trees differ, with what is there; what the account files say is compared as accounts.
fn differences(a: &Machine, b: &Machine) -> Vec<(String, Option<String>, Option<String>)> {
    let mut found = Vec::new();
    let mut ahead = vec![(String::new(), Some(a.root()), Some(b.root()))];
    while let Some((path, of_a, of_b)) = ahead.pop() {
        let node = |machine: &Machine, id: Option<NodeId>| id.map(|id| machine.node(id).clone());
        let (node_a, node_b) = (node(a, of_a), node(b, of_b));
        let entries =
            |node: &Option<hurdles_machine::Node>| match node.as_ref().map(|node| &node.kind) {
                Some(NodeKind::Directory(entries)) => entries.clone(),
                _ => BTreeMap::new(),
            };
        let (entries_a, entries_b) = (entries(&node_a), entries(&node_b));
        let names: std::collections::BTreeSet<_> =
            entries_a.keys().chain(entries_b.keys()).collect();
        for name in names.into_iter().filter(|name| &***name != "__pycache__") {
            let below = (entries_a.get(name).copied(), entries_b.get(name).copied());
            ahead.push((format!("{path}/{name}"), below.0, below.1));
        }
        let is_account_file = path == "/etc/passwd" || path == "/etc/group";
        if !is_account_file && node_a != node_b {
            let of_a = of_a.map(|id| described(a, id));
            let of_b = of_b.map(|id| described(b, id));
            if of_a != of_b {
                found.push((path, of_a, of_b));
            }
        }
    }
    found
}

fn facts(machine: &Machine) -> Vec<String> {
    let accounts = &machine.accounts;
    let mut facts: Vec<String> = accounts
        .users
        .iter()
        .map(|user| {
            format!(
                "{} {} {:?} {}",
                user.name,
                user.uid,
                accounts.login(user).groups,
                user.home
            )
        })
        .collect();
    let groups = accounts.groups.iter();
    facts.extend(groups.map(|group| format!("{} {} {:?}", group.name, group.gid, group.members)));
    let open = machine.listeners().filter(|(_, listener)| listener.open);
    facts.extend(open.map(|(_, listener)| format!("{:?}", listener.address)));
    facts.sort();
    facts
}

/// What only one of the two can tell: the text of a file that a line of the setup wrote, and directories that a listing shows
/// and the stock system leaves out.
const NOT_TOLD: &[(&str, &str)] = &[
    (
        "tyrant-drops-supplementary-groups",
        "/srv/kame-secret/token",
    ),
    ("initgroups-on-plain-uid-gid", "/srv/esker-secret/token"),
    ("localhost-ipv6-refused-logged", "/etc/hosts"),
    ("no-initgroups-loses-the-group-of-a-file", "/srv/secret/key"),
    ("group-added-by-add-gid", "/srv/secret/key"),
    ("cache-of-answers", "/var/cache/adduser"),
    ("cache-of-answers", "/var/cache/apt"),
    ("cache-of-answers", "/var/cache/debconf"),
    ("cache-of-answers", "/var/cache/ldconfig"),
];

#[test]
fn a_listing_tells_what_the_setup_lines_did() {
    let mut problems = Vec::new();
    for (path, case) in cases() {
        let name = path.file_stem().unwrap().to_str().unwrap();
        for (system, observed) in &case.observed {
            if stock::facts(system).is_none() {
                continue;
            }
            let scenario = &case.scenario;
            let mut sources = Sources::default();
            let mut by_setup = scenario.machine(system, &mut sources);
            let mut by_listing = by_setup.clone();
            scenario.run_as_root(&mut by_setup, &scenario.setup, &mut sources);
            let id = sources.add("listing", &observed.listing);
            let read = listing::read(&mut by_listing, &observed.listing, id, &scenario.cwd());
            for unread in &read.unread {
                let text = sources.text_of(unread.span);
                problems.push(format!(
                    "{system} {name}: unread `{text}`: {}",
                    unread.reason
                ));
            }
            for (path, wanted, found) in differences(&by_setup, &by_listing) {
                if !NOT_TOLD.contains(&(name, path.as_str())) {
                    problems.push(format!(
                        "{system} {name}: {path}\n  setup:   {wanted:?}\n  listing: {found:?}"
                    ));
                }
            }
            let (wanted, found) = (facts(&by_setup), facts(&by_listing));
            if wanted != found {
                let only = |a: &[String], b: &[String]| {
                    a.iter()
                        .filter(|fact| !b.contains(fact))
                        .cloned()
                        .collect::<Vec<_>>()
                };
                let (wanted, found) = (only(&wanted, &found), only(&found, &wanted));
                problems.push(format!(
                    "{system} {name}\n  setup:   {wanted:?}\n  listing: {found:?}"
                ));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
