//! What a typed command does, as far as sorting its line and its output needs.

use super::shell::{Simple, is_assignment, simple_commands};
use super::show::{self, shown};
use super::starts::starts;

/// What a whole typed line does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Does {
    /// Starts uWSGI, or a service that may be it.
    Start,
    /// Changes the machine before or after that.
    Prepare,
    /// Sets something for the commands behind it: `export`, `source venv/bin/activate`.
    Surround,
    /// Prints one file.
    Show(Shown),
    /// Prints several files with headers: `nginx -T`, `systemctl cat`, `tail -n 5 a b`.
    ShowAll,
    /// Prints what a listing is read for.
    List,
    /// Prints a log, or what a log has.
    Log,
    /// Writes a file from the lines that follow.
    Write(Written),
    /// Lists what was typed before.
    History,
    /// Asks a URL for something.
    Ask,
    /// Tells where a program lies.
    Which,
    /// Anything else.
    Nothing,
}

/// A file that is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) path: String,
    /// As many lines as are shown at most.
    pub(super) most_lines: Option<usize>,
    /// Whether line numbers stand in front.
    pub(super) is_numbered: bool,
    /// Whether some lines may be left out, so that the rest is no whole file.
    pub(super) is_cut: bool,
}

/// A file that a here-document writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) path: String,
    pub(super) end: String,
    pub(super) is_quoted: bool,
}

/// Programs that prepare a machine.
const PREPARE: [&str; 40] = [
    "mkdir",
    "chown",
    "chgrp",
    "chmod",
    "ln",
    "rm",
    "rmdir",
    "touch",
    "cp",
    "mv",
    "install",
    "setfacl",
    "useradd",
    "adduser",
    "usermod",
    "userdel",
    "deluser",
    "groupadd",
    "addgroup",
    "groupmod",
    "gpasswd",
    "newgrp",
    "apt",
    "apt-get",
    "dpkg",
    "pip",
    "pip3",
    "pipx",
    "virtualenv",
    "python",
    "python3",
    "sed",
    "tee",
    "echo",
    "printf",
    "unlink",
    "mkfifo",
    "kill",
    "pkill",
    "systemd-tmpfiles",
];

/// Programs whose output a listing is read for.
const LIST: [&str; 30] = [
    "ls",
    "ll",
    "dir",
    "id",
    "getfacl",
    "namei",
    "stat",
    "groups",
    "getent",
    "ps",
    "ss",
    "netstat",
    "find",
    "pwd",
    "whoami",
    "hostname",
    "readlink",
    "dpkg",
    "sestatus",
    "getenforce",
    "aa-status",
    "lsb_release",
    "uname",
    "hostnamectl",
    "lsof",
    "pgrep",
    "getsebool",
    "mount",
    "df",
    "file",
];

/// Programs that print a file.
const SHOW: [&str; 11] = [
    "cat", "head", "tail", "less", "more", "bat", "batcat", "nl", "sed", "grep", "zcat",
];

/// Other programs that are typed around a deployment.
const OTHER: [&str; 32] = [
    "uwsgi",
    "pyuwsgi",
    "systemctl",
    "service",
    "supervisorctl",
    "supervisord",
    "journalctl",
    "nginx",
    "curl",
    "wget",
    "http",
    "which",
    "whereis",
    "type",
    "history",
    "cd",
    "sudo",
    "su",
    "export",
    "source",
    "vim",
    "vi",
    "nano",
    "emacs",
    "git",
    "scp",
    "ssh",
    "rsync",
    "exit",
    "clear",
    "uwsgi-core",
    "certbot",
];

/// Whether a word is a program that people type around a deployment.
pub(super) fn is_known_program(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    PREPARE.contains(&name)
        || LIST.contains(&name)
        || SHOW.contains(&name)
        || OTHER.contains(&name)
        || name.starts_with("uwsgi_")
}

/// What a line does: the part that counts most.
pub(super) fn does(line: &str) -> Does {
    let commands = simple_commands(line);
    if commands.iter().any(starts) {
        return Does::Start;
    }
    if let Some(written) = commands.iter().find_map(written) {
        return Does::Write(written);
    }
    let is_surrounding = |command: &Simple| {
        matches!(
            command.program(),
            "export" | "source" | "." | "umask" | "ulimit" | "deactivate"
        )
    };
    if commands.iter().any(is_surrounding)
        || commands.is_empty() && line.split_whitespace().any(is_assignment)
    {
        return Does::Surround;
    }
    if commands.iter().any(prepares) {
        return Does::Prepare;
    }
    // `cd x && cat y`: the last command that is not behind a pipe is the one whose output follows.
    let last = commands.iter().rposition(|command| !command.is_behind_pipe);
    let Some((command, behind)) = last.and_then(|at| commands.get(at..)?.split_first()) else {
        return Does::Nothing;
    };
    if command.output.is_some() {
        return Does::Nothing;
    }
    prints(command, behind)
}

/// The directory that a line moves to, if it moves.
pub(super) fn moves_to(line: &str) -> Option<String> {
    let commands = simple_commands(line);
    let command = commands
        .iter()
        .rfind(|command| command.program() == "cd" && !command.is_behind_pipe)?;
    Some(command.operands().next().unwrap_or("~").to_owned())
}

fn prints(command: &Simple, behind: &[Simple]) -> Does {
    let program = command.program();
    let first = command.operands().next().unwrap_or("");
    match program {
        "journalctl" | "dmesg" | "supervisorctl" => Does::Log,
        "nginx" if command.words.iter().any(|word| word.ends_with('T')) => Does::ShowAll,
        "nginx" | "uwsgi" => Does::Log,
        "systemctl" if first == "cat" => Does::ShowAll,
        "systemctl" | "service" => Does::Log,
        "history" => Does::History,
        "curl" | "wget" | "http" => Does::Ask,
        "which" | "type" => Does::Which,
        "pip" | "pip3" => Does::List,
        "grep" if !show::shows_all(command) => {
            let is_account_file = |path: &str| {
                matches!(path, "/etc/passwd" | "/etc/group" | "/etc/hosts")
                    || path.starts_with("/var/log/")
            };
            match command.operands().last() {
                Some(path) if path.starts_with("/var/log/") => Does::Log,
                Some(path) if is_account_file(path) && !command.has("-c") => Does::List,
                _ => Does::Nothing,
            }
        }
        _ if SHOW.contains(&program) => shown(command, behind),
        _ if LIST.contains(&program) => Does::List,
        _ => Does::Nothing,
    }
}

fn prepares(command: &Simple) -> bool {
    let program = command.program();
    let first = command.operands().next().unwrap_or("");
    match program {
        "apt" | "apt-get" => first == "install" || first == "remove" || first == "purge",
        "dpkg" => command.has("-i"),
        "pip" | "pip3" | "pipx" => first == "install" || first == "uninstall",
        "python" | "python3" => {
            command.has("-m")
                && ["venv", "virtualenv", "pip", "http.server"].contains(&first)
                && !command.has("list")
                && !command.has("freeze")
        }
        "sed" => command.words.iter().any(|word| word.starts_with("-i")),
        "echo" | "printf" => command.output.is_some(),
        "systemctl" => matches!(
            first,
            "enable" | "disable" | "daemon-reload" | "mask" | "unmask"
        ),
        // A process of another boot has the same number by chance alone.
        "kill" => command.operands().all(|word| word.parse::<u32>().is_err()),
        "sleep" | "killall" => true,
        "uwsgi" => command.has("--stop") || command.has("--reload"),
        "newgrp" => false,
        "unlink" => true,
        _ => PREPARE.contains(&program) && command.words.len() > 1,
    }
}

/// `cat > FILE <<EOF` and `tee FILE <<EOF`.
fn written(command: &Simple) -> Option<Written> {
    let (end, is_quoted) = command.here.clone()?;
    let path = match command.program() {
        "tee" => command.operands().next().map(str::to_owned),
        "cat" | "" => command.output.clone(),
        _ => None,
    }?;
    Some(Written {
        path,
        end,
        is_quoted,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_start_uwsgi_are_known() {
        for line in [
            "sudo systemctl daemon-reload && sudo systemctl start orchid",
            "uwsgi --ini tarn.ini &",
            "cd app; /srv/venv/bin/uwsgi shop.ini",
            "service uwsgi restart",
            "supervisorctl update",
            "su - app -c 'uwsgi --ini x.ini'",
            "/etc/init.d/uwsgi start",
            "systemctl enable --now shop.service",
        ] {
            assert_eq!(does(line), Does::Start, "{line}");
        }
        for line in [
            "uwsgi --version",
            "systemctl restart nginx",
            "which uwsgi",
            "vim uwsgi.ini",
            "pip install uwsgi",
            "systemctl status uwsgi",
        ] {
            assert_ne!(does(line), Does::Start, "{line}");
        }
    }

    #[test]
    fn printed_files_are_known_with_what_is_left_out() {
        let shown = |line| match does(line) {
            Does::Show(shown) => (
                shown.path,
                shown.most_lines,
                shown.is_numbered,
                shown.is_cut,
            ),
            other => panic!("{other:?}"),
        };
        let whole = |path: &str| (path.to_owned(), None, false, false);
        assert_eq!(shown("sudo cat /etc/x"), whole("/etc/x"));
        assert_eq!(shown("cat x | grep -v '^#'"), whole("x"));
        assert_eq!(
            shown("head -20 x"),
            ("x".to_owned(), Some(20), false, false)
        );
        assert_eq!(
            shown("head -n 5 x"),
            ("x".to_owned(), Some(5), false, false)
        );
        assert_eq!(
            shown("sed -n 1,40p x"),
            ("x".to_owned(), Some(40), false, false)
        );
        assert_eq!(shown("cat -n x"), ("x".to_owned(), None, true, false));
        assert_eq!(shown("grep -n '' x"), ("x".to_owned(), None, true, false));
        assert!(shown("cat x | wc -l").3);
    }

    #[test]
    fn the_rest_is_told_apart() {
        for (line, expected) in [
            ("tail -f /var/log/nginx/error.log", Does::Log),
            ("nginx -T", Does::ShowAll),
            ("systemctl cat shop", Does::ShowAll),
            ("sudo mkdir -p /run/x", Does::Prepare),
            ("python3 -m venv venv", Does::Prepare),
            ("python manage.py shell", Does::Nothing),
            ("source venv/bin/activate", Does::Surround),
            ("FOO=bar", Does::Surround),
            ("ls -l | grep x", Does::List),
            ("curl -I http://x/", Does::Ask),
        ] {
            assert_eq!(does(line), expected, "{line}");
        }
        assert_eq!(moves_to("cd /srv/x && ls").as_deref(), Some("/srv/x"));
    }
}
