//! Keeps the house in order: sizes, heads, names, and the walls between crates.
#![expect(
    clippy::disallowed_methods,
    reason = "what is checked is the project's own files"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// The most lines of a file, unless its head names this number and says why it has more.
const FILE_LINES: usize = 400;

/// The most lines of a function, of a view's, and what the comment above a longer one has to name.
const FUNCTION_LINES: usize = 60;
const VIEW_LINES: usize = 80;

/// What each crate may use of the others.
const WALLS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("machine", &["hurdles-source"]),
    ("python", &["hurdles-machine", "hurdles-source"]),
    (
        "uwsgi",
        &["hurdles-machine", "hurdles-python", "hurdles-source"],
    ),
    ("nginx", &["hurdles-machine", "hurdles-source"]),
    ("services", &["hurdles-machine", "hurdles-source"]),
    (
        "hurdles",
        &[
            "hurdles-machine",
            "hurdles-nginx",
            "hurdles-python",
            "hurdles-services",
            "hurdles-source",
            "hurdles-uwsgi",
        ],
    ),
    ("cli", &["hurdles", "hurdles-source"]),
    ("recorded", &[]),
    ("xtask", &["hurdles-recorded"]),
];

/// The crates that do nothing but compute.
const CORE: &[&str] = &[
    "source", "machine", "python", "uwsgi", "nginx", "services", "hurdles",
];

/// What would let the core touch the world.
const WORLDLY: &[&str] = &[
    "std::fs",
    "std::env",
    "std::process",
    "std::thread",
    "std::io::std",
    "net::TcpStream",
    "net::UdpSocket",
    "time::Instant",
    "time::SystemTime",
    "println!",
    "eprintln!",
    "HashMap",
    "HashSet",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The project's own files with one of these endings, by path from its root.
fn files(endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut ahead = vec![root()];
    while let Some(folder) = ahead.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project can be read") {
            let path = entry.expect("its entries can be read").path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if path.is_dir()
                && !["target", "node_modules", "dist", ".git", "patches"].contains(&name.as_str())
            {
                ahead.push(path);
            } else if path.is_file() && endings.iter().any(|ending| name.ends_with(ending)) {
                let shown = path
                    .strip_prefix(root())
                    .unwrap_or(&path)
                    .to_string_lossy()
                    .into_owned();
                found.push((shown, fs::read_to_string(&path).expect("a source is text")));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no file ends in {endings:?}");
    found
}

/// The lines at the top of a file that say what lives in it.
fn head(text: &str) -> String {
    text.lines()
        .take_while(|line| line.starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn nothing(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_file_opens_with_what_lives_in_it() {
    let sources = files(&[".rs"]);
    nothing(
        sources
            .into_iter()
            .filter(|(_, text)| !head(text).starts_with("//! ") && !is_included(text))
            .map(|(path, _)| path)
            .collect(),
    );
}

/// Tells whether a file is a part of another one, which no `//!` may open.
fn is_included(text: &str) -> bool {
    text.starts_with("// ") && head(text).contains("included by")
}

#[test]
fn files_and_functions_are_short_or_known_to_be_long() {
    let list = root().join("crates/xtask/tests/long.txt");
    let mut long = long_files();
    long.extend(long_functions());
    long.sort();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(
            &list,
            long.iter()
                .map(|name| format!("{name}\n"))
                .collect::<String>(),
        )
        .expect("the list can be written");
        return;
    }
    let known = fs::read_to_string(&list).expect("the list of long ones is there");
    let known: Vec<&str> = known.lines().collect();
    let new = long
        .iter()
        .filter(|name| !known.contains(&name.as_str()))
        .map(|name| format!("split {name}"));
    let gone = known
        .iter()
        .filter(|name| !long.iter().any(|other| other == *name))
        .map(|name| format!("no longer long: {name}"));
    nothing(new.chain(gone).collect());
}

fn long_files() -> Vec<String> {
    let is_long = |text: &str| {
        text.lines().count() > FILE_LINES && !head(text).contains(&format!("{FILE_LINES} lines"))
    };
    files(&[".rs", ".ts", ".css"])
        .into_iter()
        .filter(|(_, text)| is_long(text))
        .map(|(path, _)| path)
        .collect()
}

fn long_functions() -> Vec<String> {
    let mut long = Vec::new();
    for (path, text) in files(&[".rs"]) {
        let most = if path.starts_with("web/") {
            VIEW_LINES
        } else {
            FUNCTION_LINES
        };
        let excuse = format!("{most} lines");
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines
            .iter()
            .enumerate()
            .filter(|(_, line)| is_function_head(line))
        {
            let indent = &line[..line.len() - line.trim_start().len()];
            let end = format!("{indent}}}");
            let length = 1 + lines[at..]
                .iter()
                .position(|line| *line == end)
                .unwrap_or(0);
            let is_comment = |line: &&&str| {
                line.trim_start().starts_with("//") || line.trim_start().starts_with("#[")
            };
            let is_excused = lines[..at]
                .iter()
                .rev()
                .take_while(is_comment)
                .any(|line| line.contains(&excuse));
            if length > most && !is_excused {
                let name = line.split("fn ").nth(1).unwrap_or_default();
                let name = name.split(['(', '<']).next().unwrap_or_default();
                long.push(format!("{path} {name}"));
            }
        }
    }
    long
}

fn is_function_head(line: &str) -> bool {
    let words = line
        .split_whitespace()
        .skip_while(|word| word.starts_with("pub") || ["const", "async"].contains(word));
    words.take(1).any(|word| word == "fn")
        && !line.trim_end().ends_with('}')
        && !line.trim_end().ends_with(';')
}

#[test]
fn no_file_is_named_for_nothing_in_particular() {
    let vague = [
        "mod.rs",
        "utils.rs",
        "util.rs",
        "helpers.rs",
        "common.rs",
        "types.rs",
        "misc.rs",
    ];
    let is_vague = |path: &str| vague.contains(&path.rsplit('/').next().unwrap_or(path));
    nothing(
        files(&[".rs"])
            .into_iter()
            .map(|(path, _)| path)
            .filter(|path| is_vague(path))
            .collect(),
    );
}

#[test]
fn nothing_is_left_to_do_later() {
    // Put together here, so that this file holds none of them.
    let marks = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["XX", "X"],
        ["unimple", "mented!"],
        ["to", "do!("],
    ]
    .map(|halves| halves.concat());
    let sources = files(&[
        ".rs", ".ts", ".js", ".css", ".html", ".sh", ".py", ".toml", ".md",
    ]);
    let is_marked = |line: &&str| {
        let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '!' && c != '(');
        words.any(|word| {
            marks
                .iter()
                .any(|mark| word == mark || mark.ends_with(['!', '(']) && word.contains(mark))
        }) && !line.starts_with("todo =")
    };
    let found = sources.iter().flat_map(|(path, text)| {
        text.lines()
            .filter(is_marked)
            .map(move |line| format!("{path}: {line}"))
    });
    nothing(found.collect());
}

#[test]
fn no_text_names_where_packages_come_from_or_a_machine_of_ours() {
    let hosts = [
        ["registry.npm", "js.org"],
        ["static.crates", ".io"],
        ["deb.debian", ".org"],
        ["pypi", ".org/"],
        ["/wo", "rk/"],
    ];
    let hosts = hosts.map(|halves| halves.concat());
    let sources = files(&[
        ".rs", ".ts", ".js", ".html", ".sh", ".py", ".toml", ".md", ".json", "run",
    ]);
    let sources = sources
        .iter()
        .filter(|(path, _)| !path.starts_with("tests/cases/"));
    let names = sources.flat_map(|(path, text)| {
        hosts
            .iter()
            .filter(|host| text.contains(host.as_str()))
            .map(move |host| format!("{path}: {host}"))
    });
    nothing(names.collect());
}

#[test]
fn crates_use_only_what_their_walls_let_through() {
    let mut faults = Vec::new();
    for (path, text) in files(&["Cargo.toml"]) {
        let Some(name) = path
            .strip_prefix("crates/")
            .and_then(|path| path.strip_suffix("/Cargo.toml"))
        else {
            continue;
        };
        let Some((_, allowed)) = WALLS.iter().find(|(wall, _)| *wall == name) else {
            faults.push(format!("{path}: which crates may it use?"));
            continue;
        };
        let used = text.split("[dependencies]").nth(1).unwrap_or_default();
        let used = used
            .lines()
            .skip(1)
            .take_while(|line| !line.starts_with('['));
        let used = used
            .filter_map(|line| line.split(['.', ' ', '=']).next())
            .filter(|word| word.starts_with("hurdles"));
        faults.extend(
            used.filter(|used| !allowed.contains(used))
                .map(|used| format!("{path} uses {used}")),
        );
        if !text.contains("[lints]\nworkspace = true") {
            faults.push(format!("{path} does not take the workspace's lints"));
        }
    }
    nothing(faults);
}

#[test]
fn the_core_touches_nothing_of_the_world() {
    let mut faults = Vec::new();
    for (path, text) in files(&[".rs"]) {
        if !CORE
            .iter()
            .any(|name| path.starts_with(&format!("crates/{name}/src/")))
        {
            continue;
        }
        for line in text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
        {
            faults.extend(
                WORLDLY
                    .iter()
                    .filter(|word| line.contains(*word))
                    .map(|word| format!("{path}: {word}")),
            );
        }
    }
    nothing(faults);
}

#[test]
fn every_measure_that_may_vary_is_one_of_a_case() {
    let table =
        fs::read_to_string(root().join("tests/lab/varies.txt")).expect("the table is there");
    let mut faults = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let case = line.split(' ').next().unwrap_or_default();
        if !root().join(format!("tests/cases/{case}.json")).is_file() || !line.contains(" # ") {
            faults.push(line.to_owned());
        }
    }
    nothing(faults);
}
