//! What becomes of the page by each action, without a browser.

use hurdles::report::{Edit, Evidence, Finding, Fix, Label};

use super::*;

fn scenario() -> Scenario {
    let mut scenario = Scenario {
        invocation: "uwsgi -s ü.sock".to_owned(),
        setup: vec!["mkdir /run/a".to_owned()],
        ..Scenario::default()
    };
    scenario.set_document("/etc/nginx/sites-enabled/default", "server {}\n".to_owned());
    scenario.set_document("wsgi.py", "x = 1\n".to_owned());
    scenario
}

fn label(document: &str, start: usize, end: usize, primary: bool) -> Label {
    let (document, text) = (document.to_owned(), String::new());
    Label {
        document,
        start,
        end,
        text,
        primary,
    }
}

fn finding(severity: Severity, stage: Stage, labels: Vec<Label>) -> Finding {
    Finding {
        code: stage.name().to_owned(),
        severity,
        stage,
        headline: "`x` is wrong".to_owned(),
        explanation: String::new(),
        labels,
        fixes: Vec::new(),
        evidence: Evidence::Given,
        if_cleared: false,
    }
}

/// A page whose report holds exactly these findings.
fn page(findings: Vec<Finding>) -> State {
    let mut state = State::new(scenario());
    let mut report = (*state.report).clone();
    report.first = findings.first().map(|finding| finding.stage);
    report.findings = findings;
    state.report = Rc::new(report);
    // What was chosen of the report that the scenario really has means nothing in this one.
    state.chosen = None;
    state
}

fn type_in(state: &State, document: Document, text: &str) -> State {
    state.after(Action::Type(document, text.to_owned()))
}

#[test]
fn a_run_of_keystrokes_is_one_step_back() {
    let start = State::new(scenario());
    assert!(!start.can_undo());
    let typed = type_in(&start, Document::Invocation, "uwsgi -");
    let typed = type_in(&typed, Document::Invocation, "uwsgi -M");
    let typed = type_in(&typed, Document::Setup, "");
    assert!(typed.scenario.setup.is_empty());
    let once = typed.after(Action::Undo);
    assert_eq!(once.scenario.invocation, "uwsgi -M");
    assert_eq!(once.scenario.setup.len(), 1);
    let twice = once.after(Action::Undo);
    assert_eq!(*twice.scenario, scenario());
    assert!(!twice.can_undo());
    let again = twice.after(Action::Redo).after(Action::Redo);
    assert_eq!(again.scenario, typed.scenario);
}

#[test]
fn what_is_typed_after_a_step_back_replaces_what_lay_ahead() {
    let typed = type_in(&State::new(scenario()), Document::Invocation, "a");
    let other = type_in(&typed.after(Action::Undo), Document::Invocation, "b");
    assert_eq!(other.after(Action::Redo).scenario.invocation, "b");
}

#[test]
fn a_fix_is_carried_out_and_taken_back() {
    let mut broken = finding(Severity::Error, Stage::Connect, Vec::new());
    let edit = |start, end, insert: &str| Edit {
        document: "invocation".to_owned(),
        start,
        end,
        insert: insert.to_owned(),
    };
    let fix = |edits| Fix {
        title: String::new(),
        edits,
        setup: vec!["chown a /run/a".to_owned()],
        after: Vec::new(),
        opens: None,
        opens_to: hurdles::report::Opening::Nobody,
        works: true,
    };
    broken.fixes = vec![
        fix(vec![edit(5, 5, " -M")]),
        fix(vec![edit(10, 11, "half a character")]),
    ];
    let state = page(vec![broken]);
    let fixed = state.after(Action::Fix(0, 0));
    assert_eq!(fixed.scenario.invocation, "uwsgi -M -s ü.sock");
    assert_eq!(fixed.scenario.setup.len(), 2);
    assert_eq!(*fixed.after(Action::Undo).scenario, scenario());
    for (finding, fix) in [(0, 1), (0, 9), (9, 0)] {
        assert_eq!(*state.after(Action::Fix(finding, fix)).scenario, scenario());
    }
}

#[test]
fn choosing_a_finding_reveals_its_own_place_in_its_tab() {
    let labels = vec![label("invocation", 0, 5, false), label("setup", 0, 5, true)];
    let state = page(vec![finding(Severity::Error, Stage::Bind, labels)]);
    let state = state.after(Action::OpenTab(Document::Listing));
    let chosen = state.after(Action::Choose(0));
    assert_eq!(chosen.chosen, Some(0));
    assert_eq!(chosen.stage, Some(Stage::Bind));
    assert_eq!(chosen.shown_in(Card::Terminal), Some(Document::Setup));
    let reveal = chosen.reveal.clone().unwrap();
    assert_eq!(
        (reveal.document, reveal.start, reveal.end),
        (Document::Setup, 0, 5)
    );
    let other = chosen.after(Action::ChooseLabel(0, 0)).reveal.unwrap();
    assert_eq!(other.document, Document::Invocation);
    assert_ne!(other.serial, reveal.serial);
    assert_eq!(state.after(Action::Choose(7)), state);
}

#[test]
fn the_cursor_lights_the_finding_of_the_characters_that_it_touches() {
    let first = finding(
        Severity::Error,
        Stage::Bind,
        vec![label("invocation", 6, 8, true)],
    );
    let second = finding(
        Severity::Warning,
        Stage::Routing,
        vec![label("invocation", 8, 12, true)],
    );
    let state = page(vec![first, second]);
    let cases = [
        (3, None),
        (6, Some(0)),
        (8, Some(0)),
        (9, Some(1)),
        (12, Some(1)),
        (13, None),
    ];
    for (byte, lit) in cases {
        assert_eq!(
            state
                .after(Action::Cursor(Document::Invocation, byte))
                .chosen,
            lit,
            "byte {byte}"
        );
    }
    let lit = state.after(Action::Choose(1));
    assert_eq!(
        lit.after(Action::Cursor(Document::Invocation, 8)).chosen,
        Some(1)
    );
    assert_eq!(
        lit.after(Action::Cursor(Document::Setup, 6)).chosen,
        Some(1)
    );
}

#[test]
fn only_what_really_breaks_the_request_is_its_cause() {
    let warning = finding(Severity::Warning, Stage::Bind, Vec::new());
    let mut next = finding(Severity::Error, Stage::Connect, Vec::new());
    next.if_cleared = true;
    let error = finding(Severity::Error, Stage::Imports, Vec::new());
    assert_eq!(page(vec![warning.clone(), next.clone()]).cause(), None);
    assert_eq!(page(vec![warning, next, error]).cause(), Some(2));
}

#[test]
fn files_get_paths_that_are_free() {
    let state = State::new(scenario());
    let add = |state: &State| state.after(Action::AddFile("wsgi.py".to_owned(), "new".to_owned()));
    let added = add(&add(&state));
    let paths: Vec<_> = added.scenario.files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "/etc/nginx/sites-enabled/default",
            "wsgi-2.py",
            "wsgi-3.py",
            "wsgi.py"
        ]
    );
    assert_eq!(
        added.shown_in(Card::Files),
        Some(Document::File("wsgi-3.py".to_owned()))
    );

    let rename = |to: &str| state.after(Action::RenameFile("wsgi.py".to_owned(), to.to_owned()));
    assert!(rename("app.py").scenario.files.contains_key("app.py"));
    assert_eq!(*rename(" ").scenario, scenario());
    let refused = rename("/etc/nginx/sites-enabled/default");
    assert_eq!(*refused.scenario, scenario());
    assert!(refused.notice.is_some());

    let gone = state.after(Action::RemoveFile("wsgi.py".to_owned()));
    assert_eq!(gone.shown_in(Card::Files), None);
}

#[test]
fn another_scenario_starts_the_editors_afresh_and_the_same_one_does_not() {
    let state = State::new(scenario());
    let other = Scenario {
        invocation: "true".to_owned(),
        ..scenario()
    };
    let loaded = state.after(Action::Load(Box::new(other)));
    assert_eq!(loaded.generation, state.generation + 1);
    assert_eq!(*loaded.after(Action::Undo).scenario, scenario());
    let same = state.after(Action::Load(Box::new(scenario())));
    assert_eq!(same.generation, state.generation);
}

#[test]
fn an_embed_shows_the_place_of_the_cause_and_what_its_fix_changes() {
    let state = State::new(scenario());
    assert!(state.matters.contains(&Document::Invocation));
    assert!(state.matters.len() <= 2);
}

#[test]
fn a_paste_takes_the_place_of_an_untouched_sample_and_joins_ones_own() {
    let state = State::new(scenario());
    let first = state.after(Action::Paste("[uwsgi]\nmodule = shop:app\n".to_owned()));
    assert!(first.scenario.partial && first.scenario.invocation.is_empty());
    assert!(!first.scenario.files.contains_key("wsgi.py"));
    assert_eq!(
        first.became.as_ref().map(|became| became.pieces.len()),
        Some(1)
    );
    let second = first.after(Action::Paste("$ uwsgi --ini uwsgi.ini\n".to_owned()));
    assert_eq!(second.scenario.invocation, "uwsgi --ini uwsgi.ini");
    assert_eq!(second.scenario.files.len(), 1);
    let back = second.after(Action::Undo).after(Action::Undo);
    assert_eq!(back.scenario, state.scenario);
    let prose = state.after(Action::Paste("hello there".to_owned()));
    assert!(prose.notice.is_some() && prose.scenario == state.scenario);
}

#[test]
fn a_dropped_file_takes_the_place_of_an_untouched_sample() {
    let state = State::new(scenario());
    let dropped = state.after(Action::DropFile("wsgi.py".to_owned(), "y = 2\n".to_owned()));
    let files: Vec<&String> = dropped.scenario.files.keys().collect();
    assert_eq!(files, ["/home/ubuntu/wsgi.py"]);
    let binary = state.after(Action::DropFile("x.zip".to_owned(), "PK\0".to_owned()));
    assert!(binary.notice.is_some() && binary.scenario == state.scenario);
}
