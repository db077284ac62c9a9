//! Log lines that real programs wrote, each alone in a listing: it is recognised, and its stage is the right one.

#![expect(clippy::print_stdout, reason = "the test prints its figure")]

use hurdles::{Scenario, simulate};

const LINES: &str = include_str!("log-lines.txt");

/// Of a hundred lines, as many have to be right.
const LEAST: usize = 98;

#[test]
fn each_line_alone_is_recognised_with_its_stage() {
    let mut wrong = Vec::new();
    let mut n_lines = 0;
    for row in LINES.lines().filter(|row| !row.starts_with('#')) {
        let (stage, line) = row.split_once('\t').expect("a stage and a line");
        n_lines += 1;
        let scenario = Scenario {
            listing: line.replace("\\n", "\n"),
            partial: true,
            ..Scenario::default()
        };
        let report = simulate(&scenario);
        let found = report.evidence.first();
        let told = found.map(|entry| entry.stage.map_or("none", |stage| stage.name()));
        if told != Some(stage) {
            wrong.push(format!("{stage}, not {told:?}: {line}"));
        }
    }
    println!("{} of {n_lines} lines are right", n_lines - wrong.len());
    assert!(n_lines > 200, "{n_lines}");
    assert!(
        (n_lines - wrong.len()) * 100 >= n_lines * LEAST,
        "\n{}",
        wrong.join("\n")
    );
}

#[test]
fn what_a_play_prints_is_predicted_where_it_is_pasted() {
    for listing in [
        "",
        "$ ls -ld /\ndrwxr-xr-x 18 root root 4096 Mar  3 10:11 /\n",
    ] {
        for (file, invocation) in [
            (
                "import numpyx\n",
                "uwsgi --plugin python3 -s /tmp/a.sock -M --wsgi-file a.py",
            ),
            (
                "x = 1\n",
                "uwsgi --plugin python3 -s /tmp/a.sock --wsgi-file a.py",
            ),
            ("x = 1\n", "uwsgi -s /nowhere/a.sock --wsgi-file a.py"),
            (
                "def application(e, s):\n    1 / 0\n",
                "uwsgi --plugin python3 -s /tmp/a.sock -C 666 --wsgi-file a.py",
            ),
        ] {
            let site = "server {\n    listen 80;\n    location / { include uwsgi_params; uwsgi_pass unix:/tmp/a.sock; }\n}\n";
            let mut scenario = Scenario {
                invocation: invocation.to_owned(),
                listing: listing.to_owned(),
                ..Scenario::default()
            };
            let files = [("a.py", file), ("/etc/nginx/sites-enabled/default", site)];
            for (path, text) in files {
                scenario.files.insert(path.to_owned(), text.to_owned());
            }
            let plain = simulate(&scenario);
            let logs = [
                &plain.nginx.test,
                &plain.uwsgi.log,
                &plain.nginx.error_log,
                &plain.nginx.access_log,
            ];
            scenario
                .listing
                .extend(logs.into_iter().map(String::as_str));
            let report = simulate(&scenario);
            assert!(report.evidence.len() > 3);
            for entry in &report.evidence {
                assert_eq!(entry.predicted, Some(true), "{}", entry.text);
            }
            assert_eq!((report.outcome, report.first), (plain.outcome, plain.first));
        }
    }
}
