//! What `/etc/init.d/uwsgi` does with the apps that it found, and what it prints.

use std::collections::BTreeMap;

use hurdles_machine::shell::Word;
use hurdles_machine::{Context, Environment, Identity, Machine, NodeKind, Origin};
use hurdles_source::Span;

use super::{Defaults, all, defaults, extracted, file_of, named};

/// How one app is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Its name: the file's without the ending.
    pub name: String,
    /// The file.
    pub file: String,
    /// The words that uWSGI gets.
    pub argv: Vec<Word>,
    /// As whom, where, with which environment.
    pub context: Context,
    /// The file that holds its pid.
    pub pid_file: String,
}

/// Whoever starts, asks after and stops apps for the script.
pub trait Apps {
    /// Starts an app; its exit status, where it ends or goes to the background.
    fn start(&mut self, machine: &mut Machine, app: &App) -> Option<i32>;
    /// Whether the process that a pid file names runs.
    fn runs(&self, machine: &Machine, pid_file: &str) -> bool;
    /// Sends a signal to the process that a pid file names and waits for what comes of it.
    fn signal(&mut self, machine: &mut Machine, pid_file: &str, signal: i32);
}

/// What the script said and how it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// What it printed, broken where the journal breaks it: at a new process too.
    pub output: String,
    /// Its exit status.
    pub status: i32,
    /// The apps that it was asked for and did not find.
    pub not_found: Vec<String>,
    /// How many apps it started, stopped or found as wanted.
    pub n_apps: usize,
}

/// Runs the script with these words behind its name; `span` is what people typed to that end.
pub fn run(
    machine: &mut Machine,
    apps: &mut dyn Apps,
    words: &[&str],
    environment: &Environment,
    span: Span,
) -> Script {
    let mut run = Run {
        defaults: defaults(machine),
        environment: environment.clone(),
        span,
        script: Script::default(),
    };
    let (action, arguments) = words.split_first().unwrap_or((&"", &[]));
    let doing = match *action {
        "start" => "Starting",
        "stop" => "Stopping",
        "reload" => "Reloading",
        "force-reload" => "Forced reloading",
        "restart" => "Restarting",
        "status" => return run.status(machine, apps, arguments),
        _ => {
            let usage =
                "Usage: /etc/init.d/uwsgi {start|stop|status|restart|reload|force-reload}\n";
            usage.clone_into(&mut run.script.output);
            run.script.status = 3;
            return run.script;
        }
    };
    run.say(&format!("{doing} app server(s): uwsgi"));
    let mut action = *action;
    if action == "restart" {
        let verbose = std::mem::replace(&mut run.defaults.verbose, false);
        // Stopping fails for nothing that is played here: no process outlives SIGKILL.
        run.command(machine, apps, "stop", arguments);
        run.defaults.verbose = verbose;
        run.script.n_apps = 0;
        action = "start";
    }
    let n_errors = run.command(machine, apps, action, arguments);
    run.say(if n_errors == 0 { ".\n" } else { " failed!\n" });
    run.script.status = i32::from(n_errors > 0);
    run.script
}

/// One run of the script.
struct Run {
    defaults: Defaults,
    environment: Environment,
    span: Span,
    script: Script,
}

impl Run {
    /// Says something where the script tells its progress.
    fn say(&mut self, text: &str) {
        if self.defaults.verbose {
            self.script.output.push_str(text);
        }
    }

    /// Does something with the apps named, or with all; how many failed.
    fn command(
        &mut self,
        machine: &mut Machine,
        apps: &mut dyn Apps,
        action: &str,
        arguments: &[&str],
    ) -> usize {
        let mut n_errors = 0;
        if arguments.is_empty() {
            let found = all(machine);
            if found.is_empty() {
                self.say(" (omitted; missing conffile(s) in /etc/uwsgi/apps-enabled)");
                return 0;
            }
            self.say(" ->");
            for app in found {
                n_errors += self.with(machine, apps, action, &app);
            }
        } else {
            self.say(" ->");
            for argument in arguments {
                if let Some(app) = named(machine, argument) {
                    n_errors += self.with(machine, apps, action, &app);
                    continue;
                }
                self.script.not_found.push((*argument).to_owned());
                let prints = self.defaults.prints_names;
                self.say(&format!(" {}?", if prints { argument } else { "" }));
            }
        }
        if n_errors == 0 {
            self.say(" done");
        }
        n_errors
    }

    /// Does something with one app and tells of it: 1 where it failed.
    fn with(
        &mut self,
        machine: &mut Machine,
        apps: &mut dyn Apps,
        action: &str,
        app: &str,
    ) -> usize {
        let code = match action {
            "start" => self.start(machine, apps, app),
            "stop" => stop(machine, apps, app),
            _ => {
                let pid_file = format!("{}/pid", run_directory(app));
                let runs = apps.runs(machine, &pid_file);
                if runs {
                    let signal = if action == "force-reload" { 15 } else { 1 };
                    apps.signal(machine, &pid_file, signal);
                }
                if runs { 0 } else { 3 }
            }
        };
        self.script.n_apps += usize::from(code < 2);
        let name = app.replacen("s-enabled/", "/", 1);
        let mark = match (code, self.defaults.prints_names) {
            (0, true) => name,
            (1, true) => format!("({name})"),
            (0 | 1, false) => ".".to_owned(),
            (_, true) => format!("{name}!"),
            (_, false) => "!".to_owned(),
        };
        self.say(&format!(" {mark}"));
        usize::from(code > 1)
    }

    /// 0 where the app was started, 1 where it ran already, 2 where it could not be started.
    fn start(&mut self, machine: &mut Machine, apps: &mut dyn Apps, app: &str) -> u8 {
        let Some(file) = file_of(machine, app) else {
            return 2;
        };
        let directory = run_directory(app);
        let above = directory.rsplit_once('/').map_or("", |(above, _)| above);
        self.install(machine, above, "root", "root");
        let inherited = self.defaults.inherited.clone();
        let id = |key: &str| {
            let own = extracted(machine, &file, key);
            let id = own.or_else(|| extracted(machine, &inherited, key));
            id.unwrap_or_else(|| "root".to_owned())
        };
        let (user, group) = (id("uid"), id("gid"));
        self.install(machine, &directory, &user, &group);
        let app = self.app(app, file, &directory);
        if apps.runs(machine, &app.pid_file) {
            return 1;
        }
        if apps.start(machine, &app) != Some(0) {
            return 2;
        }
        if let Some(pid) = machine.find(&app.pid_file) {
            let node = machine.node_mut(pid);
            (node.owner, node.group, node.mode) = (0, 0, 0o644);
        }
        // An app that ends while it loads is told as failed: seen with `need-app` in runs of 2.0.21-5.1.
        if apps.runs(machine, &app.pid_file) {
            0
        } else {
            2
        }
    }

    /// `install -d` with an owner, a group and the mode 0755.
    fn install(&mut self, machine: &mut Machine, directory: &str, user: &str, group: &str) {
        let owner = machine.accounts.user_id(user);
        let unknown = match (owner, machine.accounts.group_id(group)) {
            (Some(owner), Some(group)) => {
                let kind = NodeKind::Directory(BTreeMap::new());
                machine.place(directory, kind, 0o755, (owner, group), Origin::Made);
                return;
            }
            (None, _) => format!("user ‘{user}’"),
            (_, None) => format!("group ‘{group}’"),
        };
        // Another process speaks, so the journal begins a new line.
        if !self.script.output.is_empty() && !self.script.output.ends_with('\n') {
            self.script.output.push('\n');
        }
        let line = format!("install: invalid {unknown}\n");
        self.script.output.push_str(&line);
    }

    fn app(&self, app: &str, file: String, directory: &str) -> App {
        let (namespace, name) = namespace_and_name(app);
        let inherited = &self.defaults.inherited;
        let log = format!("/var/log/uwsgi/{namespace}/{name}.log");
        let words = [
            "/usr/bin/uwsgi",
            &option_for(inherited),
            inherited,
            &option_for(&file),
            &file,
            "--daemonize",
            &log,
        ];
        let mut environment = self.environment.clone();
        for (name, value) in [
            ("PATH", "/sbin:/usr/sbin:/bin:/usr/bin"),
            ("UWSGI_DEB_CONFNAMESPACE", namespace),
            ("UWSGI_DEB_CONFNAME", name),
        ] {
            environment.insert(name.to_owned(), value.to_owned());
        }
        let words = words.iter().map(|text| Word::plain(text, self.span));
        App {
            name: name.to_owned(),
            argv: words.collect(),
            context: Context {
                identity: Identity::root(),
                cwd: "/".to_owned(),
                environment,
                umask: 0o022,
            },
            pid_file: format!("{directory}/pid"),
            file,
        }
    }

    /// `status` wants the name of one app.
    fn status(mut self, machine: &Machine, apps: &dyn Apps, arguments: &[&str]) -> Script {
        let Some(argument) = arguments.first() else {
            self.say(" * which one?\n");
            return self.script;
        };
        let app = named(machine, argument).unwrap_or_default();
        let pid_file = format!("{}/pid", run_directory(&app));
        // status_of_proc of /lib/lsb/init-functions.
        let (line, status) = if apps.runs(machine, &pid_file) {
            ("uwsgi is running.\n", 0)
        } else if machine.find(&pid_file).is_some() {
            ("uwsgi is not running ... failed!\n", 1)
        } else {
            ("uwsgi is not running ... failed!\n", 3)
        };
        line.clone_into(&mut self.script.output);
        self.script.status = status;
        self.script
    }
}

/// 0 where the app was stopped, 1 where it did not run.
fn stop(machine: &mut Machine, apps: &mut dyn Apps, app: &str) -> u8 {
    let directory = run_directory(app);
    let pid_file = format!("{directory}/pid");
    let ran = apps.runs(machine, &pid_file);
    if ran {
        apps.signal(machine, &pid_file, 3);
    }
    // Nothing there is nothing to remove.
    let _ = machine.erase(&directory);
    u8::from(!ran)
}

/// The directory of an app's socket and pid file.
#[must_use]
pub fn run_directory(app: &str) -> String {
    let (namespace, name) = namespace_and_name(app);
    format!("/run/uwsgi/{namespace}/{name}")
}

fn namespace_and_name(app: &str) -> (&str, &str) {
    let name = app.rsplit('/').next().unwrap_or("");
    let namespace = app.split_once("s-enabled/").map(|(namespace, _)| namespace);
    let namespace = namespace.filter(|part| !part.is_empty());
    (namespace.unwrap_or("app"), name)
}

/// The option with which uWSGI reads a file of this name.
fn option_for(path: &str) -> String {
    let option = match path.rsplit('.').next().unwrap_or("") {
        "ini" => "ini",
        "json" | "js" => "json",
        "sqlite" | "sqlite3" | "db" => "sqlite",
        "xml" => "xmlconfig",
        "yaml" | "yml" => "yaml",
        _ => "",
    };
    format!("--{option}")
}

#[cfg(test)]
mod tests;
