//! Whether a command starts uWSGI, or a service that may be it.

use super::shell::Simple;

/// Services that people start beside uWSGI's.
const OTHER_SERVICES: [&str; 18] = [
    "nginx",
    "apache2",
    "httpd",
    "mysql",
    "mysqld",
    "mariadb",
    "postgresql",
    "redis",
    "redis-server",
    "rabbitmq-server",
    "memcached",
    "ssh",
    "sshd",
    "docker",
    "cron",
    "ufw",
    "networking",
    "systemd-resolved",
];

/// Whether a command starts uWSGI or a service.
pub(super) fn starts(command: &Simple) -> bool {
    let program = command.program();
    let words: Vec<&str> = command.operands().collect();
    let is_ours = |name: &str| {
        let name = name.strip_suffix(".service").unwrap_or(name);
        !OTHER_SERVICES.contains(&name) && !name.is_empty() && !name.starts_with("php")
    };
    match program {
        "systemctl" => match words.split_first() {
            Some((&"start" | &"restart" | &"reload-or-restart" | &"try-restart", names)) => {
                names.iter().any(|name| is_ours(name))
            }
            Some((&"enable" | &"reenable", names)) if command.has("--now") => {
                names.iter().any(|name| is_ours(name))
            }
            _ => false,
        },
        "service" | "invoke-rc.d" => match words.as_slice() {
            [name, verb, ..] => is_ours(name) && matches!(*verb, "start" | "restart"),
            _ => false,
        },
        "supervisorctl" => matches!(
            words.first(),
            Some(&("start" | "restart" | "update" | "reload"))
        ),
        "supervisord" => true,
        "su" | "sh" | "bash" | "runuser" | "screen" | "tmux" | "start-stop-daemon" | "dash" => {
            command
                .words
                .iter()
                .skip(1)
                .any(|word| word.split(['/', ' ', ';']).any(|w| w == "uwsgi"))
        }
        _ if is_script(command) => {
            matches!(words.first(), Some(&("start" | "restart"))) || words.is_empty()
        }
        _ => is_uwsgi(program) && asks_for_a_start(command),
    }
}

/// `/etc/init.d/uwsgi start`.
fn is_script(command: &Simple) -> bool {
    let path = command.words.first().map_or("", String::as_str);
    path.strip_prefix("/etc/init.d/")
        .is_some_and(|name| !OTHER_SERVICES.contains(&name))
}

fn is_uwsgi(program: &str) -> bool {
    matches!(program, "uwsgi" | "pyuwsgi" | "uwsgi-core") || program.starts_with("uwsgi_")
}

/// Whether uWSGI is to run, rather than to say its version or to stop another.
fn asks_for_a_start(command: &Simple) -> bool {
    const OTHERWISE: [&str; 8] = [
        "--version",
        "--help",
        "-h",
        "--stop",
        "--reload",
        "--plugin-list",
        "--python-version",
        "--cheaper-algos-list",
    ];
    (command.words.len() > 1 || command.has_options)
        && !command
            .words
            .iter()
            .any(|word| OTHERWISE.contains(&word.as_str()))
}
