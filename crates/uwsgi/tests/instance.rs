//! Whole instances on the stock machine: what they say, which facts they leave, how they answer, stop and reload.

#![expect(
    clippy::unwrap_used,
    reason = "a test's own machine and lines are there"
)]

use hurdles_machine::shell::{self, Command, Outcome, Programs};
use hurdles_machine::{Exchange, Machine, ReplyEnd, stock};
use hurdles_source::{SourceId, Sources};
use hurdles_uwsgi::{Event, ExitCause, Ignored, Instance, Refusal, Signal, start};

const APP: &str = "def application(environ, start_response):\n    \
                   start_response('200 OK', [('Content-Type', 'text/plain')])\n    return [b'ok']\n";

/// A machine with an app in `/srv/app`, and what was typed.
struct Play {
    machine: Machine,
    sources: Sources,
    instance: Instance,
}

#[derive(Default)]
struct Started(Option<Instance>);

impl Programs for Started {
    fn run(&mut self, machine: &mut Machine, command: &Command) -> Option<Outcome> {
        let instance = start(machine, &command.context, &command.argv);
        let status = instance.exit;
        self.0 = Some(instance);
        Some(status.map_or_else(Outcome::running, Outcome::status))
    }
}

/// Types an invocation as root in `/srv/app`, with these files beside the app.
fn play(invocation: &str, files: &[(&str, &str)]) -> Play {
    let mut sources = Sources::default();
    let mut machine = stock::machine("debian-12").unwrap();
    let files = [("/srv/app/app.py", APP)]
        .into_iter()
        .chain(files.iter().copied());
    for (path, text) in files {
        let id: SourceId = sources.add(path, text);
        machine
            .write_scenario_file("root", path, text.into(), id)
            .unwrap();
    }
    let context = shell::login(&machine, "root", "/srv/app").unwrap();
    let id = sources.add("invocation", invocation);
    let mut started = Started::default();
    shell::run(&mut machine, invocation, id, &context, &mut started);
    Play {
        machine,
        sources,
        instance: started.0.unwrap(),
    }
}

impl Play {
    fn says(&self, line: &str) -> bool {
        self.instance.log().iter().any(|said| said.text == line)
    }

    fn log(&self) -> String {
        self.instance.terminal(f64::INFINITY)
    }

    /// The characters on which a line of the log rests.
    fn cause_of(&self, start: &str) -> String {
        let mut lines = self.instance.log().iter();
        let line = lines.find(|line| line.text.starts_with(start)).unwrap();
        self.sources.text_of(line.span.unwrap()).to_owned()
    }

    fn cause(&self) -> &ExitCause {
        let mut events = self.instance.events().iter().rev();
        let cause = events.find_map(|event| match event {
            Event::Exit { cause, .. } => Some(cause),
            _ => None,
        });
        cause.unwrap()
    }

    fn ask(&mut self, head: &[u8]) -> (String, ReplyEnd) {
        let listener = self.instance.sockets()[0].listener.unwrap();
        let exchange = Exchange {
            head: head.to_vec(),
            body_bytes: 0,
        };
        let reply = self.instance.answer(&mut self.machine, listener, &exchange);
        (
            String::from_utf8_lossy(&reply.bytes).into_owned(),
            reply.end,
        )
    }
}

/// A uwsgi packet with these variables.
fn packet(modifier: u8, vars: &[(&str, &str)]) -> Vec<u8> {
    let mut block = Vec::new();
    for part in vars.iter().flat_map(|(name, value)| [name, value]) {
        block.extend(u16::try_from(part.len()).unwrap().to_le_bytes());
        block.extend(part.as_bytes());
    }
    let size = u16::try_from(block.len()).unwrap().to_le_bytes();
    [&[modifier, size[0], size[1], 0], block.as_slice()].concat()
}

const GET: &[(&str, &str)] = &[
    ("REQUEST_METHOD", "GET"),
    ("REQUEST_URI", "/"),
    ("PATH_INFO", "/"),
    ("SERVER_PROTOCOL", "HTTP/1.1"),
    ("REMOTE_ADDR", "127.0.0.1"),
    ("SERVER_NAME", "localhost"),
    ("SERVER_PORT", "80"),
];

#[test]
fn words_that_are_refused_end_with_their_reason() {
    let line = "uwsgi: unrecognized option '--scoket'";
    let refused = play("uwsgi --scoket /tmp/a.sock", &[]);
    assert!(refused.says(line), "{}", refused.log());
    assert_eq!(refused.instance.exit, Some(1));
    assert_eq!(refused.cause_of(line), "--scoket");
    assert!(matches!(
        refused.cause(),
        ExitCause::CommandLine {
            nearest: Some("socket"),
            ..
        }
    ));
    let early = play("uwsgi --wsgi-file app.py --plugin python3", &[]);
    assert!(matches!(
        early.cause(),
        ExitCause::CommandLine {
            needs_plugin: Some("python3"),
            ..
        }
    ));
    let spaced = play("uwsgi -s /tmp/a.sock --chmod-socket 664", &[]);
    assert!(spaced.says("unable to load configuration from 664"));
    assert!(matches!(
        spaced.cause(),
        ExitCause::NoConfiguration {
            after: Some("chmod-socket"),
            ..
        }
    ));
}

#[test]
fn values_of_an_ini_file_keep_their_places() {
    let text = "[uwsgi]\nplugin = python3\nwsgi_file = app.py\nsocket = %d%n.sock\nuid = %(who)\nwho = www-data\n\
                chmod-socket = 664 # nginx\n";
    let play = play("uwsgi --ini x.ini", &[("/srv/app/x.ini", text)]);
    assert!(play.says("invalid chmod value: 664 # nginx"));
    assert_eq!(play.cause_of("invalid chmod value"), "664 # nginx");
    let unknown = play.instance.events().iter().find_map(|event| match event {
        Event::Ignored(Ignored::UnknownKey { key, .. }) => Some(key),
        _ => None,
    });
    let key = unknown.unwrap();
    assert_eq!(play.sources.text_of(key.span.unwrap()), "wsgi_file");
    assert_eq!(hurdles_uwsgi::nearest_option(&key.text), Some("wsgi-file"));
    let options = play.instance.options();
    let socket = options
        .iter()
        .find(|option| option.name == "socket")
        .unwrap();
    assert_eq!(socket.used.as_deref(), Some("/srv/app/x.sock"));
    let span = socket.value.as_ref().and_then(|value| value.span).unwrap();
    assert_eq!(play.sources.text_of(span), "%d%n.sock");
}

#[test]
fn rights_are_dropped_before_the_socket_is_bound() {
    let play = play(
        "uwsgi --plugin python3 -s /run/a.sock --wsgi-file app.py --uid www-data --gid www-data",
        &[],
    );
    assert!(play.says("setgid() to 33"), "{}", play.log());
    assert!(play.says("bind(): Permission denied [core/socket.c line 230]"));
    let failed = play.instance.events().iter().find_map(|event| match event {
        Event::BindFailed(failure) => Some(failure),
        _ => None,
    });
    let walk = failed.and_then(|failure| failure.walk.as_ref()).unwrap();
    assert_eq!(
        walk.steps.last().map(|step| step.path.as_str()),
        Some("/run")
    );
    assert_eq!(*play.cause(), ExitCause::Bind);
}

#[test]
fn an_app_answers_and_is_told_of() {
    let mut play = play(
        "uwsgi --plugin python3 -s /tmp/a.sock --wsgi-file app.py",
        &[],
    );
    let (answer, end) = play.ask(&packet(0, GET));
    assert_eq!(
        answer,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nok"
    );
    assert_eq!(end, ReplyEnd::Closed);
    assert!(
        play.says(
            "[pid: PID|app: 0|req: 1/1] 127.0.0.1 () {N vars in N bytes} [TIME] GET / => generated 2 bytes in N msecs \
             (HTTP/1.1 200) 1 headers in 45 bytes (N switches on core 0)"
        ),
        "{}",
        play.log()
    );
}

#[test]
fn strangers_on_a_socket_get_nothing() {
    let mut play = play(
        "uwsgi --plugin python3 -s /tmp/a.sock --wsgi-file app.py",
        &[],
    );
    let (answer, _) = play.ask(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!(answer, "");
    assert!(play.says("invalid request block size: 21573 (max 4096)...skip"));
    play.ask(&packet(5, GET));
    assert!(play.says("-- unavailable modifier requested: 5 --"));
    let refusals: Vec<_> = play
        .instance
        .events()
        .iter()
        .filter_map(|event| match event {
            Event::Refused(refusal) => Some(refusal),
            _ => None,
        })
        .collect();
    assert!(matches!(
        refusals[..],
        [
            Refusal::BlockTooLarge {
                looks_like: Some("http"),
                ..
            },
            Refusal::NoPlugin(5)
        ]
    ));
}

#[test]
fn a_busy_worker_lets_connections_wait() {
    let slow = "import time\ndef application(environ, start_response):\n    time.sleep(3)\n    \
                start_response('200 OK', [])\n    return [b'ok']\n";
    let mut play = play(
        "uwsgi --plugin python3 -s /tmp/a.sock --listen 1 --wsgi-file slow.py",
        &[("/srv/app/slow.py", slow)],
    );
    let listener = play.instance.sockets()[0].listener.unwrap();
    for expected in [0, 1, 2] {
        play.ask(&packet(0, GET));
        assert_eq!(play.machine.listener(listener).queued, expected);
    }
    play.instance.advance(&mut play.machine, 3.5);
    assert_eq!(play.machine.listener(listener).queued, 1);
    assert_eq!(play.log().matches("[pid: PID|app: 0").count(), 3);
    assert_eq!(
        play.instance
            .terminal(3.5)
            .matches("[pid: PID|app: 0")
            .count(),
        1
    );
}

#[test]
fn a_master_reloads_with_its_socket_and_stops_cleanly() {
    let mut play = play(
        "uwsgi --plugin python3 -s /tmp/a.sock --wsgi-file app.py --master --vacuum",
        &[],
    );
    play.instance.signal(&mut play.machine, Signal::Term);
    assert!(play.says("...brutally killing workers..."));
    assert!(play.says("uwsgi socket 0 inherited UNIX address /tmp/a.sock fd 3"));
    assert!(play.says("gracefully (RE)spawned uWSGI master process (pid: PID)"));
    assert!(play.ask(&packet(0, GET)).0.ends_with("ok"));
    play.instance.signal(&mut play.machine, Signal::Int);
    assert!(play.says("goodbye to uWSGI."), "{}", play.log());
    assert!(play.says("VACUUM: unix socket /tmp/a.sock removed."));
    assert!(play.machine.find("/tmp/a.sock").is_none());
    assert_eq!(play.instance.exit, Some(0));
}

#[test]
fn an_emperor_curses_what_fails_and_tries_again() {
    let bad = "[uwsgi]\nplugin = python3\nsocket = /nowhere/a.sock\n";
    let mut play = play(
        "uwsgi --emperor /etc/vassals",
        &[("/etc/vassals/a.ini", bad)],
    );
    assert!(play.says("TIME - [emperor] curse the uwsgi instance a.ini (pid: PID)"));
    play.instance.advance(&mut play.machine, 7.0);
    let log = play.log();
    assert_eq!(
        log.matches("bind(): No such file or directory").count(),
        2,
        "{log}"
    );
    assert_eq!(play.instance.exit, None);
}

#[test]
fn no_text_makes_a_start_panic() {
    let words = [
        "--ini", "a.ini", "-", "--", "=", "--set", "%(", "é", "-sé", "--mount=", ":", "@",
        "--cap=", "-p-1",
    ];
    for (n, first) in words.iter().enumerate() {
        for second in words.iter().skip(n % 3) {
            let ini = format!("[uwsgi]\n{first} = {second}\n[{second}\n%{first}");
            let play = play(
                &format!("uwsgi --plugin python3 '{first}' '{second}' --ini a.ini"),
                &[("/srv/app/a.ini", &ini)],
            );
            assert!(play.instance.exit.is_some() || play.instance.is_running());
        }
    }
}
