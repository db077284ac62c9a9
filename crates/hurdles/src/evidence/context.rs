//! Which commands print logs, and which change what later lines say.

use super::table::Program;

/// What follows a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Output {
    /// Anything: it is not known that a log follows.
    #[default]
    Open,
    /// Lines of a log, written by this program where the command tells.
    Log(Option<Program>),
}

/// What a typed command comes to here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) output: Output,
    /// Whether it changes the machine.
    pub(super) changes: bool,
    /// Whether a reader of listings knows the program and passes over its output by itself.
    pub(super) is_shown_file: bool,
}

/// Reads a command, from the program that it runs.
pub(super) fn read(command: &str) -> Command {
    let words: Vec<&str> = command.split_whitespace().collect();
    let mut rest = words.as_slice();
    // sudo with its options, `time` and settings of the environment stand in front.
    while let [first, after @ ..] = rest {
        match *first {
            "sudo" | "time" | "exec" | "nohup" | "env" => rest = after,
            "-u" | "-g" if rest.len() > 1 => rest = after.get(1..).unwrap_or(&[]),
            word if rest.len() < words.len() && word.starts_with('-') || word.contains('=') => {
                rest = after
            }
            _ => break,
        }
    }
    let [program, arguments @ ..] = rest else {
        return Command::default();
    };
    let program = program.rsplit('/').next().unwrap_or("");
    Command {
        output: output(program, arguments),
        changes: changes(program, arguments),
        is_shown_file: is_reader(program),
    }
}

fn is_reader(program: &str) -> bool {
    matches!(
        program,
        "cat" | "tail" | "head" | "less" | "more" | "grep" | "zcat" | "zgrep"
    )
}

fn output(program: &str, arguments: &[&str]) -> Output {
    let names_log = || {
        arguments
            .iter()
            .find(|word| word.contains("log") && !word.starts_with('-'))
    };
    match program {
        "nginx" if !arguments.contains(&"-T") => Output::Log(Some(Program::Nginx)),
        "systemctl"
            if matches!(
                arguments.first(),
                Some(&("cat" | "show" | "edit" | "list-unit-files"))
            ) =>
        {
            Output::Open
        }
        "systemctl" | "journalctl" | "service" => Output::Log(Some(Program::Systemd)),
        "supervisorctl" | "supervisord" => Output::Log(Some(Program::Supervisor)),
        "curl" | "wget" | "http" => Output::Log(Some(Program::Browser)),
        "dmesg" | "ausearch" | "sealert" => Output::Log(Some(Program::Kernel)),
        "gunicorn" | "uvicorn" | "flask" => Output::Log(Some(Program::Gunicorn)),
        "uwsgi" | "uwsgi_python3" | "pyuwsgi" => Output::Log(Some(Program::Uwsgi)),
        "docker" | "podman" | "docker-compose" | "kubectl"
            if arguments
                .iter()
                .any(|word| matches!(*word, "logs" | "up" | "run")) =>
        {
            Output::Log(Some(Program::Uwsgi))
        }
        "python" | "python3" | "manage.py"
            if !arguments
                .iter()
                .any(|word| matches!(*word, "pip" | "-V" | "--version" | "venv")) =>
        {
            Output::Log(Some(Program::Python))
        }
        _ if is_reader(program) => match names_log() {
            Some(path) if path.contains("nginx") => Output::Log(Some(Program::Nginx)),
            Some(path) if path.contains("supervisor") => Output::Log(Some(Program::Supervisor)),
            Some(path) if path.contains("audit") => Output::Log(Some(Program::Kernel)),
            Some(path) if !path.ends_with(".py") && !path.ends_with(".ini") => {
                Output::Log(Some(Program::Uwsgi))
            }
            _ => Output::Open,
        },
        _ => Output::Open,
    }
}

fn changes(program: &str, arguments: &[&str]) -> bool {
    match program {
        "systemctl" | "service" | "supervisorctl" => arguments.iter().any(|word| {
            matches!(
                *word,
                "start"
                    | "restart"
                    | "reload"
                    | "daemon-reload"
                    | "enable"
                    | "update"
                    | "reread"
                    | "stop"
            )
        }),
        "nginx" => arguments.contains(&"-s"),
        "chmod" | "chown" | "chgrp" | "setfacl" | "usermod" | "useradd" | "adduser" | "gpasswd"
        | "mkdir" | "ln" | "rm" | "mv" | "cp" | "install" | "apt" | "apt-get" | "pip" | "pip3"
        | "nano" | "vim" | "vi" | "sed" | "tee" | "setsebool" | "semanage" | "restorecon"
        | "setenforce" | "kill" | "pkill" | "killall" | "touch" | "sysctl" | "reboot" => {
            !matches!(arguments.first(), Some(&("list" | "freeze" | "show")))
        }
        _ => false,
    }
}

/// Whether a line without a prompt is a command that prints a log.
pub(super) fn looks_typed(line: &str) -> bool {
    let mut words = line.split_whitespace().skip_while(|word| *word == "sudo");
    let (Some(program), Some(argument)) = (words.next(), words.next()) else {
        return matches!(line.trim(), "dmesg" | "journalctl");
    };
    let is_option = argument.starts_with('-');
    match program {
        "journalctl" | "nginx" | "dmesg" | "ausearch" | "uwsgi" => {
            is_option || argument.ends_with(".ini")
        }
        "systemctl" => matches!(
            argument,
            "status" | "start" | "restart" | "stop" | "reload" | "daemon-reload" | "enable"
        ),
        "service" => matches!(
            words.next(),
            Some("status" | "start" | "restart" | "stop" | "reload")
        ),
        "supervisorctl" => argument.bytes().all(|byte| byte.is_ascii_lowercase()),
        "curl" | "wget" => {
            is_option || argument.starts_with("http") || argument.starts_with("localhost")
        }
        "docker" | "docker-compose" | "podman" => matches!(argument, "logs" | "compose" | "up"),
        "tail" | "less" | "more" => line.contains('/') && line.contains("log"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_print_logs_are_known() {
        for (line, output) in [
            (
                "sudo tail -n 5 /var/log/nginx/error.log",
                Output::Log(Some(Program::Nginx)),
            ),
            (
                "sudo -u app journalctl -u shop",
                Output::Log(Some(Program::Systemd)),
            ),
            ("systemctl cat shop", Output::Open),
            (
                "LANG=C venv/bin/uwsgi --ini a.ini",
                Output::Log(Some(Program::Uwsgi)),
            ),
            ("cat login.py", Output::Open),
            ("ls -l", Output::Open),
        ] {
            assert_eq!(read(line).output, output, "{line}");
        }
        assert!(read("sudo chmod 777 /run/a").changes && !read("pip list").changes);
        assert!(
            looks_typed("sudo nginx -t")
                && !looks_typed("uwsgi socket 0 bound")
                && !looks_typed("nginx: x")
        );
    }
}
