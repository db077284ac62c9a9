//! A whole page, as the terminal shows it.

use super::*;
use crate::report::{
    Answerer, Edit, Evidence, Label, NginxReport, Opening, Response, Stage, StageReport,
    UwsgiReport,
};

const SITE: &str = "server {\n    listen 80;\n    uwsgi_pass unix:/run/x.sock;\n}\n";

fn scenario() -> Scenario {
    Scenario {
        title: Some("A title".to_owned()),
        invocation: "uwsgi -s /run/x.sock -C020".to_owned(),
        files: [(
            "/etc/nginx/sites-enabled/default".to_owned(),
            SITE.to_owned(),
        )]
        .into(),
        ..Scenario::default()
    }
}

fn label(document: &str, start: usize, end: usize, text: &str, primary: bool) -> Label {
    Label {
        document: document.to_owned(),
        start,
        end,
        text: text.to_owned(),
        primary,
    }
}

fn report() -> Report {
    let fix = Fix {
        title: "Let the owner write".to_owned(),
        edits: vec![Edit {
            document: "invocation".to_owned(),
            start: 23,
            end: 26,
            insert: "220".to_owned(),
        }],
        setup: vec!["mkdir /x".to_owned()],
        after: Vec::new(),
        opens: Some("the owner".to_owned()),
        opens_to: Opening::User,
        works: true,
    };
    Report {
        services: Vec::new(),
        evidence: Vec::new(),
        hurdles: 1,
        outcome: Outcome::Fails,
        first: Some(Stage::Connect),
        stages: vec![StageReport {
            stage: Stage::Connect,
            state: State::Tripped,
            summary: "nginx may not write to the socket".to_owned(),
        }],
        findings: vec![Finding {
            code: "socket-not-writable".to_owned(),
            severity: Severity::Error,
            stage: Stage::Connect,
            headline: "`www-data` may not write".to_owned(),
            explanation: "Because.".to_owned(),
            labels: vec![
                label(
                    "/etc/nginx/sites-enabled/default",
                    39,
                    55,
                    "nginx connects here",
                    false,
                ),
                label("invocation", 21, 26, "mode 0020", true),
            ],
            fixes: vec![fix],
            evidence: Evidence::Given,
            if_cleared: false,
        }],
        uwsgi: UwsgiReport::default(),
        nginx: NginxReport::default(),
        response: Response {
            status: Some(502),
            from: Some(Answerer::Nginx),
            ..Response::default()
        },
        unknown: Vec::new(),
    }
}

#[test]
fn a_finding_is_laid_out_like_a_compiler_error() {
    let page = render(&scenario(), &report(), Settings::default()).to_string();
    let expected = "\
error[socket-not-writable]: `www-data` may not write
 --> invocation:1:22
  |
1 | uwsgi -s /run/x.sock -C020
  |                      ^^^^^ mode 0020
  |
 ::: /etc/nginx/sites-enabled/default:3:16
  |
3 |     uwsgi_pass unix:/run/x.sock;
  |                ---------------- nginx connects here
  |
  = why: Because.
help: Let the owner write (opens: the owner) [works]
  invocation
  - uwsgi -s /run/x.sock -C020
  + uwsgi -s /run/x.sock -C220
  setup
  + mkdir /x

 TRIP connect      nginx may not write to the socket

GET http://localhost/
answer: 502, from nginx
fails at connect: A title
";
    assert_eq!(page, expected);
}

#[test]
fn a_long_line_is_cut_around_the_label() {
    let mut scenario = scenario();
    scenario.invocation = format!("{}-C020{}", "x".repeat(200), "y".repeat(200));
    let mut report = report();
    report.findings[0].labels = vec![label("invocation", 200, 205, "here", true)];
    report.findings[0].fixes.clear();
    let settings = Settings {
        width: 60,
        ..Settings::default()
    };
    let page = render(&scenario, &report, settings).to_string();
    let mut lines = page.lines().skip_while(|line| !line.starts_with("1 | "));
    let (source, marks) = (lines.next().unwrap(), lines.next().unwrap());
    assert!(source.chars().count() <= 60, "{source}");
    let column = marks
        .chars()
        .position(|character| character == '^')
        .unwrap();
    let marked: String = source.chars().skip(column).take(5).collect();
    assert_eq!(marked, "-C020");
}

#[test]
fn labels_beyond_their_document_do_no_harm() {
    let mut report = report();
    report.findings[0].labels = vec![
        label("invocation", 900, 70, "beyond", true),
        label("nowhere", 1, 2, "no such document", false),
    ];
    let page = render(&Scenario::default(), &report, Settings::default()).to_string();
    assert!(page.contains("beyond"), "{page}");
}
