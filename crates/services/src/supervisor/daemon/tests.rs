//! supervisord's log, held against real runs of 4.2.5.

use super::*;
use crate::packages::Package;
use crate::supervisor::{control, load};
use hurdles_machine::{Content, Environment, Identity, NodeKind, Origin};
use hurdles_source::Sources;

/// Everything runs, unless it is told to end.
struct Kept {
    spawned: Vec<Spawn>,
    status: Option<i32>,
}

impl Children for Kept {
    fn spawn(&mut self, _: &mut Machine, spawn: &Spawn) -> Child {
        self.spawned.push(spawn.clone());
        Child::Known(0)
    }

    fn status(&self, _: Child) -> Option<i32> {
        self.status
    }

    fn signal(&mut self, _: &mut Machine, _: Child, signal: i32) {
        self.status = Some(128 + signal);
    }

    fn pass(&mut self, _: &mut Machine, _: f64) {}
}

struct Played {
    machine: Machine,
    kept: Kept,
    daemon: Daemon,
    environment: Environment,
}

fn played(program: &str, status: Option<i32>) -> Played {
    let mut machine = hurdles_machine::stock::machine("debian-12").unwrap();
    hurdles_machine::stock::add_login_user(&mut machine, "lena");
    Package::Supervisor.install(&mut machine);
    let text = format!("[program:radio]\n{program}\n");
    let source = Sources::default().add("radio.conf", &text);
    let kind = NodeKind::File(Content::Text(text.as_str().into(), Some(source)));
    let path = "/etc/supervisor/conf.d/radio.conf";
    machine.place(path, kind, 0o644, (0, 0), Origin::Made);
    let environment: Environment = [("PATH".to_owned(), "/usr/bin".to_owned())].into();
    let context = Context {
        identity: Identity::root(),
        cwd: "/".to_owned(),
        environment: environment.clone(),
        umask: 0o022,
    };
    let loaded = load(&machine, &environment).unwrap();
    let mut kept = Kept {
        spawned: Vec::new(),
        status,
    };
    let mut daemon = Daemon::start(&mut machine, &mut kept, loaded, &context, 0.0);
    daemon.advance(&mut machine, &mut kept, 20.0);
    Played {
        machine,
        kept,
        daemon,
        environment,
    }
}

/// The log from the first line about a process on.
fn told(daemon: &Daemon) -> Vec<&str> {
    let lines = daemon
        .log
        .lines()
        .skip_while(|line| !line.contains("started with pid"));
    lines
        .skip(1)
        .map(|line| line.trim_start_matches("TIME "))
        .collect()
}

#[test]
fn a_program_that_ends_at_once_is_given_up_after_the_fourth_try() {
    let gave_up = "INFO gave up: radio entered FATAL state, too many start retries too quickly";
    let spawned = "INFO spawned: 'radio' with pid PID";
    let exited = "WARN exited: radio (exit status 0; not expected)";
    let run = played("command=uwsgi --ini radio.ini\nuser=lena", Some(0));
    let mut expected = [spawned, exited].repeat(4);
    expected.push(gave_up);
    assert_eq!(told(&run.daemon), expected);
    let argv = &run.kept.spawned[0].argv;
    assert_eq!(argv[0].text, "/usr/bin/uwsgi");
    assert_eq!(run.kept.spawned[0].context.environment.get("HOME"), None);

    let run = played("command=~/venv/bin/uwsgi\nstartretries=1", None);
    let not_found = "INFO spawnerr: can't find command '~/venv/bin/uwsgi'";
    assert_eq!(told(&run.daemon), [not_found, not_found, gave_up]);

    let run = played("command=uwsgi\ndirectory=/srv/radyo\nstartretries=0", None);
    let exited = "WARN exited: radio (exit status 127; not expected)";
    assert_eq!(told(&run.daemon), [spawned, exited, gave_up]);
    assert_eq!(
        run.daemon.processes[0].output,
        "supervisor: couldn't chdir to /srv/radyo: ENOENT\nsupervisor: child process was not spawned\n"
    );
}

#[test]
fn supervisorctl_tells_what_supervisord_does() {
    let mut run = played("command=uwsgi\nautostart=false\nstopsignal=INT", None);
    let mut typed = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let environment = run.environment.clone();
        let read = |machine: &Machine| load(machine, &environment);
        let root = Identity::root();
        let said = control(
            Some(&mut run.daemon),
            &mut run.machine,
            &mut run.kept,
            &root,
            &words,
            read,
        );
        said.unwrap().output
    };
    let name = "radio                            ";
    assert_eq!(typed("status"), format!("{name}STOPPED   Not started\n"));
    assert_eq!(typed("reread"), "No config updates to processes\n");
    assert_eq!(typed("start radio"), "radio: started\n");
    assert_eq!(
        typed("status"),
        format!("{name}RUNNING   pid PID, uptime N\n")
    );
    assert_eq!(typed("start radio"), "radio: ERROR (already started)\n");
    assert_eq!(typed("start nosuch"), "nosuch: ERROR (no such process)\n");
    assert_eq!(typed("stop radio"), "radio: stopped\n");
}

#[test]
fn without_supervisord_supervisorctl_says_so() {
    let mut machine = hurdles_machine::stock::machine("debian-12").unwrap();
    let mut kept = Kept {
        spawned: Vec::new(),
        status: None,
    };
    let read = |machine: &Machine| load(machine, &Environment::new());
    let root = Identity::root();
    let said = control(None, &mut machine, &mut kept, &root, &["update"], read).unwrap();
    assert_eq!(
        said.output,
        "error: <class 'FileNotFoundError'>, [Errno 2] No such file or directory: file: \
         /usr/lib/python3/dist-packages/supervisor/xmlrpc.py line: 557\n"
    );
}
