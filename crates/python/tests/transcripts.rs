//! Holds the interpreter against what real Pythons printed: `tests/transcripts/*.txt`, whose head says with which programs
//! each was recorded.
//!
//! A transcript is a list of cases. `=== NAME` begins one, `--- file PATH` a file of it below `/home/ubuntu/app`,
//! `--- run MINOR MODULE [REQUEST…]` says what is imported by which Python 3 (a name that ends in `.py` is loaded as a file)
//! and what is asked of its `app`, and `--- prints` what that printed. Files stay for the cases after them until the next
//! `--- file` of a case.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "this test reads its transcripts"
)]

use hurdles_machine::{Content, Context, Machine, Origin, stock};
use hurdles_python::{
    FileFailure, Item, Python, Raised, Settings, Version, WsgiAnswer, WsgiEnviron, WsgiServer,
};

struct Case {
    name: String,
    files: Vec<(String, String)>,
    run: String,
    prints: String,
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut files = Vec::new();
    for part in text.split("\n=== ").skip(1) {
        let mut sections = part.split("\n--- ");
        let name = sections.next().unwrap().to_owned();
        let (mut run, mut prints, mut own) = (String::new(), String::new(), Vec::new());
        for section in sections {
            let (head, body) = section.split_once('\n').unwrap_or((section, ""));
            match head.split_once(' ').unwrap_or((head, "")) {
                ("file", path) => own.push((path.to_owned(), format!("{body}\n"))),
                ("run", what) => what.clone_into(&mut run),
                _ => body.clone_into(&mut prints),
            }
        }
        if !own.is_empty() {
            files = own;
        }
        cases.push(Case {
            name,
            files: files.clone(),
            run,
            prints,
        });
    }
    cases
}

fn context(machine: &Machine) -> Context {
    let user = machine.accounts.user("ubuntu").unwrap().clone();
    Context {
        identity: machine.accounts.login(&user),
        cwd: "/home/ubuntu/app".to_owned(),
        environment: [("HOME".to_owned(), "/home/ubuntu".to_owned())].into(),
        umask: 0o22,
    }
}

fn play(case: &Case) -> String {
    let mut machine = stock::machine("debian-12").unwrap();
    stock::add_login_user(&mut machine, "ubuntu");
    let mut context = context(&machine);
    for (path, text) in &case.files {
        let path = format!("/home/ubuntu/app/{path}");
        for (at, _) in path.match_indices('/').skip(3) {
            _ = machine.make_directory(&context, &path[..at], Origin::Made);
        }
        let text = text.replace("\\N\n", "");
        let content = Content::Text(text.into(), None);
        machine
            .write(&context, &path, content, Origin::Made)
            .unwrap();
    }
    let mut words = case.run.split(' ');
    let minor = words.next().unwrap().parse().unwrap();
    let module = words.next().unwrap();
    let requests: Vec<&str> = words
        .filter(|word| match word.split_once('=') {
            Some((name, value)) if !name.contains('/') => {
                context
                    .environment
                    .insert(name.to_owned(), value.replace(',', " "));
                false
            }
            _ => true,
        })
        .collect();
    let settings = Settings {
        version: Version { minor, micro: 2 },
        executable: "/usr/bin/uwsgi-core".to_owned(),
        argv: vec!["uwsgi".to_owned()],
        home: None,
        first_entries: vec![".".to_owned(), String::new()],
        locale: hurdles_python::Locale::Utf8,
        uwsgi: None,
    };
    let mut python = Python::start(&machine, &context, &settings).unwrap();
    let loaded = if module.ends_with(".py") {
        let loaded = python.load_file(&mut machine, module, "uwsgi_file_app");
        loaded.map_err(|failure| match *failure {
            FileFailure::NotCompiled(raised) | FileFailure::Raised(raised) => raised,
            FileFailure::Unopened(..) => panic!("{}: the file is there", case.name),
        })
    } else {
        python
            .import_module(&mut machine, module)
            .map_err(|raised| *raised)
    };
    let mut printed = python.flush();
    match loaded {
        Err(raised) => printed.push_str(&said(&raised)),
        Ok(loaded) => {
            let app = python.attribute(&mut machine, &loaded, "app");
            for request in requests {
                let app = app.as_ref().expect("a case that asks has an app");
                let (environ, server) = asked(request);
                let answer = python.call_wsgi(&mut machine, app, &environ, &server);
                printed.push_str(&answered(&answer));
            }
        }
    }
    printed
}

fn said(raised: &Raised) -> String {
    match &raised.unknown {
        Some(unknown) => format!("not simulated: {unknown}\n"),
        None => raised.text.clone(),
    }
}

/// `GET:/path?query`, or `bare` for a request without the server's variables.
fn asked(request: &str) -> (WsgiEnviron, WsgiServer) {
    let server = WsgiServer {
        multithread: false,
        multiprocess: false,
        url_scheme: "http".to_owned(),
        body: Vec::new(),
        version: "2.0.21-debian".to_owned(),
        node: "vm".to_owned(),
    };
    let host = ("HTTP_HOST".to_owned(), "localhost".to_owned());
    let Some((method, path)) = request.split_once(':') else {
        return (vec![host], server);
    };
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let variables = [
        ("QUERY_STRING", query),
        ("REQUEST_METHOD", method),
        ("CONTENT_TYPE", ""),
        ("CONTENT_LENGTH", ""),
        ("REQUEST_URI", path),
        ("PATH_INFO", path),
        ("SERVER_PROTOCOL", "HTTP/1.1"),
        ("REMOTE_ADDR", "127.0.0.1"),
        ("SERVER_PORT", "80"),
        ("SERVER_NAME", "localhost"),
        ("SCRIPT_NAME", ""),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    (variables.into_iter().chain([host]).collect(), server)
}

fn answered(answer: &WsgiAnswer) -> String {
    let mut text = answer.output.clone();
    if let Some(status) = &answer.status {
        text.push_str(&format!("STATUS {status}\n"));
    }
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    let mut body = String::new();
    for item in &answer.items {
        match item {
            Item::Bytes(bytes) => body.push_str(&String::from_utf8_lossy(bytes)),
            Item::Other(shown) => body.push_str(&format!("[{shown}]")),
        }
    }
    if !body.is_empty() {
        text.push_str(&format!("BODY {body}\n"));
    }
    if let Some(raised) = &answer.raised {
        text.push_str(&said(raised));
    }
    if let Some(unknown) = &answer.unknown {
        text.push_str(&format!("not simulated: {unknown}\n"));
    }
    text
}

fn hold(transcript: &str) {
    let path = format!(
        "{}/tests/transcripts/{transcript}.txt",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).unwrap();
    let cases = cases(&text);
    assert!(!cases.is_empty());
    let mut failures = String::new();
    for case in &cases {
        let printed = play(case);
        if printed.trim_end() != case.prints.trim_end() {
            failures.push_str(&format!(
                "\n=== {}\n--- real\n{}\n--- ours\n{}",
                case.name,
                case.prints.trim_end(),
                printed.trim_end()
            ));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn syntax_errors_are_told_in_the_words_of_each_version() {
    hold("syntax");
}

#[test]
fn the_language_does_what_it_does_for_real() {
    hold("language");
}

#[test]
fn library_modules_do_what_the_real_ones_do() {
    hold("library");
}

#[test]
fn flask_answers_as_flask() {
    hold("flask");
}

#[test]
fn django_answers_as_django() {
    hold("django");
}

#[test]
fn own_files_hide_library_modules() {
    hold("shadows");
}
