//! What is not simulated is said in the report, with the command that would tell, and decides nothing that is certain.

#![expect(clippy::unwrap_used, reason = "a test's own scenario is readable")]

use hurdles::report::Outcome;
use hurdles::{Report, Scenario, simulate};

/// A small deployment that works, with one more option.
fn with(option: &str) -> Report {
    deployment(option, "")
}

/// The same with one more directive in its location.
fn with_directive(directive: &str) -> Report {
    deployment("", directive)
}

fn deployment(option: &str, directive: &str) -> Report {
    let text = serde_json::json!({
        "hurdles": 1,
        "cwd": "/srv/notes",
        "files": {
            "notes.py": "def application(environ, start_response):\n    start_response('200 OK', [])\n    return [b'n']\n",
            "notes.ini": format!("[uwsgi]\nplugin = python3\nsocket = /tmp/n.sock\nchmod-socket = 666\nwsgi-file = notes.py\n{option}\n"),
            "/etc/nginx/sites-enabled/default":
                format!("server {{\n    listen 80;\n    location / {{\n        include uwsgi_params;\n        uwsgi_pass unix:/tmp/n.sock;\n        {directive}\n    }}\n}}\n"),
        },
        "invocation": "uwsgi --ini notes.ini",
    });
    simulate(&Scenario::from_json(&text.to_string()).unwrap())
}

#[test]
fn options_that_are_not_simulated_are_told_and_others_are_not() {
    for (option, what, outcome) in [
        ("mules = 2", Some("`mules`: what mules do"), Outcome::Works),
        (
            "route-run = break:404",
            Some("`route-run`: how internal routing changes requests and answers"),
            Outcome::Unknown,
        ),
        ("cheap = false", None, Outcome::Works),
        ("thunder-lock = true", None, Outcome::Works),
        ("logformat = %%(uri)", None, Outcome::Works),
    ] {
        let report = with(option);
        let told = report
            .unknown
            .iter()
            .find(|unknown| unknown.what.starts_with('`'));
        assert_eq!(told.map(|unknown| &*unknown.what), what, "{option}");
        assert!(
            told.is_none_or(|unknown| !unknown.tell.is_empty()),
            "{option}"
        );
        assert_eq!(report.outcome, outcome, "{option}");
    }
}

#[test]
fn directives_that_are_not_simulated_are_told_and_others_are_not() {
    for (directive, what, outcome) in [
        (
            "ssi on;",
            Some("`ssi`: what server-side includes put into the body"),
            Outcome::Works,
        ),
        (
            "proxy_bind 127.0.0.2; uwsgi_bind 127.0.0.2;",
            Some("`uwsgi_bind`: whether the connection may be made from that address"),
            Outcome::Unknown,
        ),
        ("ssi off;", None, Outcome::Works),
        ("disable_symlinks on;", None, Outcome::Works),
        ("gzip_comp_level 9;", None, Outcome::Works),
        ("limit_rate 100k;", None, Outcome::Works),
    ] {
        let report = with_directive(directive);
        let told = report.unknown.first().map(|unknown| &*unknown.what);
        assert_eq!(told, what, "{directive}");
        let tells = |unknown: &hurdles::report::Unknown| !unknown.tell.is_empty();
        assert!(report.unknown.iter().all(tells), "{directive}");
        assert_eq!(report.outcome, outcome, "{directive}");
    }
}
