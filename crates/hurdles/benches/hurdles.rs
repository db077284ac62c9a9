//! Prints how long a simulation takes and how long links are: `cargo bench -p hurdles`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench reads the cases, measures time and prints"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use hurdles::{Scenario, permalink, simulate};

/// The cases that come from the tutorial name it as their source.
const TUTORIAL: &str = "simple-uwsgi-example";

fn main() {
    let cases = read_cases();
    let tutorial: Vec<_> = cases.iter().filter(|case| case.tutorial).collect();
    let lengths = |cases: &[&Case]| {
        let mut lengths: Vec<_> = cases
            .iter()
            .map(|case| permalink::to_fragment(&case.scenario).len())
            .collect();
        lengths.sort_unstable();
        lengths
    };
    let all: Vec<_> = cases.iter().collect();
    for (name, cases) in [("tutorial", &tutorial), ("all cases", &all)] {
        let lengths = lengths(cases);
        println!(
            "link of {name} ({}): median {} characters, longest {}",
            cases.len(),
            median(&lengths),
            lengths.last().copied().unwrap_or(0)
        );
        let mut times: Vec<_> = cases.iter().map(|case| time(&case.scenario)).collect();
        times.sort_unstable();
        println!(
            "simulate {name} ({}): median {:?}, slowest {:?}",
            cases.len(),
            median(&times),
            times.last().copied().unwrap_or_default()
        );
    }
    println!("300 lines of Python, 500 of nginx: {:?}", time(&large()));
    for (name, scenario) in garbage() {
        println!("1 MB of {name}: {:?}", time(&scenario));
    }
}

struct Case {
    scenario: Scenario,
    tutorial: bool,
}

fn read_cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let mut cases = Vec::new();
    for group in std::fs::read_dir(root).unwrap() {
        for file in std::fs::read_dir(group.unwrap().path()).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let case: hurdles_recorded::Case = serde_json::from_str(&text).unwrap();
            cases.push(Case {
                scenario: Scenario::from_json(case.scenario.get()).unwrap(),
                tutorial: case.source.is_some_and(|source| source.ends_with(TUTORIAL)),
            });
        }
    }
    cases
}

/// The shortest time of a few runs: other programs on the machine only make it longer.
fn time(scenario: &Scenario) -> Duration {
    let runs = (0..5).map(|_| {
        let start = Instant::now();
        std::hint::black_box(simulate(std::hint::black_box(scenario)));
        start.elapsed()
    });
    let mut shortest = Duration::MAX;
    for run in runs {
        shortest = shortest.min(run);
        // What is far beyond every budget need not be measured five times.
        if shortest > Duration::from_secs(1) {
            break;
        }
    }
    shortest
}

fn median<T: Copy + Default>(sorted: &[T]) -> T {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// A big but ordinary deployment.
fn large() -> Scenario {
    let mut python = String::from("from flask import Flask\napp = Flask(__name__)\n");
    python.push_str("@app.route('/')\ndef index():\n    return 'index'\n\n");
    for n in 0..75 {
        python.push_str(&format!(
            "@app.route('/{n}')\ndef view_{n}():\n    return 'page {n}'\n\n"
        ));
    }
    let mut nginx = String::from("server {\n    listen 80;\n    server_name localhost;\n");
    for n in 0..165 {
        nginx.push_str(&format!(
            "    location /{n}/ {{\n        alias /srv/{n}/;\n    }}\n"
        ));
    }
    nginx.push_str("    location / {\n        include uwsgi_params;\n");
    nginx.push_str("        uwsgi_pass unix:/tmp/app.sock;\n    }\n}\n");
    Scenario {
        files: [
            ("/home/ubuntu/app.py".to_owned(), python),
            ("/etc/nginx/sites-enabled/default".to_owned(), nginx),
        ]
        .into(),
        invocation:
            "uwsgi --plugin python3 -s /tmp/app.sock -C666 --wsgi-file app.py --callable app"
                .to_owned(),
        ..Scenario::default()
    }
}

/// A megabyte of nonsense in each of the places where text is pasted.
fn garbage() -> Vec<(&'static str, Scenario)> {
    const BYTES: usize = 1_000_000;
    let text = |pattern: &str| pattern.repeat(BYTES / pattern.len());
    let file = |path: &str, pattern: &str| {
        let mut scenario = Scenario {
            invocation: "uwsgi --plugin python3 --ini uwsgi.ini --wsgi-file app.py -s :3031"
                .to_owned(),
            ..Scenario::default()
        };
        scenario.files.insert(path.to_owned(), text(pattern));
        scenario
    };
    let site = "/etc/nginx/sites-enabled/default";
    let mut cases = vec![
        ("opening braces in nginx", file(site, "{")),
        ("directives in nginx", file(site, "server { listen 80; }\n")),
        ("quotes in nginx", file(site, "\"'\\")),
        (
            "patterns in nginx",
            file(site, "server { location ~ ^/(?=x)?(a+)+$ {} }\n"),
        ),
        (
            "matches in Python",
            file("app.py", "import re; re.match('(a+)+$', 'a' * 60 + 'b')\n"),
        ),
        ("opening parentheses in Python", file("app.py", "(")),
        ("assignments in Python", file("app.py", "x = 1\n")),
        ("deep blocks in Python", file("app.py", "if 1:\n ")),
        ("keys in an ini", file("uwsgi.ini", "a = %(a)\n")),
        ("sections in an ini", file("uwsgi.ini", "[uwsgi]")),
    ];
    for (name, pattern) in [
        ("words typed", "a "),
        ("quotes typed", "\"$("),
        ("options typed", "uwsgi --ini x; "),
    ] {
        let scenario = Scenario {
            invocation: text(pattern),
            ..Scenario::default()
        };
        cases.push((name, scenario));
    }
    for (name, pattern) in [
        (
            "ls lines pasted",
            "drwxr-xr-x 2 root root 40 Jan  1 12:00 a\n",
        ),
        ("noise pasted", "\u{1b}[0m\u{fffd}\n"),
    ] {
        let scenario = Scenario {
            listing: text(pattern),
            ..Scenario::default()
        };
        cases.push((name, scenario));
    }
    cases
}
