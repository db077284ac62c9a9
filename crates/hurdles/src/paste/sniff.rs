//! Tells by the look of a line what begins there, where no command and no name say it.

pub(super) use super::log_line::is_log_line;

use super::command::{Does, does, is_known_program};

/// What a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begins {
    Unit,
    /// uWSGI's own.
    Ini,
    /// Supervisor's.
    Program,
    Nginx,
    Python,
    Log,
    Listing,
    Command,
}

/// What a line begins, if it looks like the beginning of anything.
pub(super) fn begins(text: &str) -> Option<Begins> {
    let line = text.trim();
    if line.is_empty() {
        return None;
    }
    if let Some(section) = section(line) {
        return match section {
            "Unit" | "Service" | "Socket" | "Install" | "Timer" => Some(Begins::Unit),
            "uwsgi" => Some(Begins::Ini),
            _ if section.starts_with("program:") || section == "supervisord" => {
                Some(Begins::Program)
            }
            _ => None,
        };
    }
    if is_log_line(text) {
        return Some(Begins::Log);
    }
    if is_listing_line(text) {
        return Some(Begins::Listing);
    }
    if is_nginx(line) {
        return Some(Begins::Nginx);
    }
    if is_python(text) {
        return Some(Begins::Python);
    }
    is_bare_command(line).then_some(Begins::Command)
}

/// The name in `[name]`.
pub(super) fn section(line: &str) -> Option<&str> {
    let name = line.trim().strip_prefix('[')?.strip_suffix(']')?;
    let is_name = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-' | '.'));
    (is_name && !name.is_empty()).then_some(name)
}

fn is_nginx(line: &str) -> bool {
    let head = line.split('#').next().unwrap_or("").trim();
    if let Some(before) = head.strip_suffix('{') {
        let mut words = before.split_whitespace();
        let name = words.next().unwrap_or("");
        return match name {
            "server" | "http" | "events" => words.next().is_none(),
            "upstream" | "location" => words.next().is_some(),
            _ => false,
        };
    }
    let name = head.split_whitespace().next().unwrap_or("");
    let is_main = matches!(
        name,
        "user"
            | "worker_processes"
            | "pid"
            | "upstream"
            | "uwsgi_pass"
            | "server_name"
            | "uwsgi_param"
    );
    is_main && head.ends_with(';')
}

fn is_python(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().take(4).collect();
    let is_name = |word: &str| {
        word.chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ','))
    };
    match words.as_slice() {
        ["from", module, "import", ..] => is_name(module),
        ["import", module] => is_name(module),
        ["import", module, "as", _] => is_name(module),
        ["#!/usr/bin/env", python, ..] => python.starts_with("python"),
        ["#!/usr/bin/python" | "#!/usr/bin/python3", ..] => true,
        ["def" | "class", ..] => text.contains(['(', ':']) && text.trim_end().ends_with(':'),
        [name, "=", value, ..] => {
            is_name(name)
                && !text.starts_with(' ')
                && ["Flask(", "get_wsgi_application(", "FastAPI(", "Starlette("]
                    .iter()
                    .any(|call| value.starts_with(call))
        }
        [first, ..] => first.starts_with("@app.route(") || text.starts_with("# -*- coding"),
        [] => false,
    }
}

/// A command without a prompt: a known program with words that go with it, and no sentence.
pub(super) fn is_bare_command(line: &str) -> bool {
    let is_sentence = line.ends_with(['.', '?', '!', ':', ',']) && !line.ends_with(" .");
    if is_sentence || line.starts_with(['-', '*', '>', '|']) {
        return false;
    }
    let mut words = line.split_whitespace().skip_while(|word| *word == "sudo");
    let program = words.next().unwrap_or("");
    let rest: Vec<&str> = words.collect();
    if !is_known_program(program) || program.starts_with(char::is_uppercase) {
        return false;
    }
    let is_argument =
        |word: &&str| word.starts_with(['-', '/', '~', '.', '$']) || word.contains(['/', '=', '.']);
    match does(line) {
        Does::Start => {
            rest.iter().any(is_argument)
                || matches!(program, "systemctl" | "service" | "supervisorctl") && rest.len() < 4
        }
        Does::Nothing | Does::History => false,
        Does::Surround => rest.iter().any(is_argument),
        Does::Prepare => rest.iter().any(is_argument) || line.contains(" install "),
        _ => rest.first().is_some_and(is_argument) || rest.len() < 2 && line.starts_with("ls"),
    }
}

/// Whether a line is one that a listing is read for, by itself.
pub(super) fn is_listing_line(text: &str) -> bool {
    let line = text.trim();
    let word = line.split_whitespace().next().unwrap_or("");
    is_mode_word(word) && line.len() > word.len()
        || line.starts_with("uid=") && line.contains("gid=")
        || line
            .strip_prefix("total ")
            .is_some_and(|n| n.parse::<u64>().is_ok())
        || line.starts_with("# file: ")
        || line.starts_with("f: /")
        || is_acl(line)
        || line.starts_with("  File: ")
        || is_account(line)
}

fn is_acl(line: &str) -> bool {
    [
        "# owner: ",
        "# group: ",
        "user::",
        "group::",
        "other::",
        "mask::",
        "user:",
        "group:",
    ]
    .iter()
    .any(|start| line.starts_with(start))
        && (line.starts_with('#') || line.contains("::") || line.matches(':').count() == 2)
}

/// A line of `/etc/passwd`.
fn is_account(line: &str) -> bool {
    let mut fields = line.split(':').skip(1);
    fields.next() == Some("x")
        && fields.next().is_some_and(|n| n.parse::<u32>().is_ok())
        && !line.contains(' ')
}

/// `drwxr-xr-x`, perhaps with a sign behind.
fn is_mode_word(word: &str) -> bool {
    let word = word.strip_suffix(['.', '+', '@']).unwrap_or(word);
    word.len() == 10
        && word.starts_with(['-', 'd', 'l', 's', 'b', 'c', 'p'])
        && word.bytes().skip(1).all(|b| b"rwxsStT-".contains(&b))
}

/// The path or name that a line gives to what follows: `**app.py**:`, `# /etc/nginx/nginx.conf`, "My `wsgi.py`:".
pub(super) fn named_path(text: &str) -> Option<&str> {
    if text.len() > 300 {
        return None;
    }
    text.split(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '`' | '"' | '\'' | '*' | '(' | ')' | '=' | ',' | '<' | '>'
            )
    })
    .map(|word| word.trim_end_matches([':', '.', ';', '?', '!']))
    .rfind(|word| is_path(word))
}

/// Whether a line is nothing but the name of what follows, in the marks of a remark or of a heading.
pub(super) fn header_path(text: &str) -> Option<&str> {
    let path = named_path(text)?;
    let rest = text.replacen(path, "", 1);
    let is_bare = rest.chars().all(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '#' | ';' | '/' | '=' | '-' | '*' | '`' | ':' | '"' | '<' | '>' | '_'
            )
    });
    let is_worded = ["file", "File", "FILE", "filename"]
        .iter()
        .any(|word| rest.trim_matches(|c: char| !c.is_alphabetic()) == *word);
    (is_bare || is_worded).then_some(path)
}

fn is_path(word: &str) -> bool {
    const ENDINGS: [&str; 17] = [
        "py", "ini", "conf", "service", "socket", "cfg", "sh", "xml", "yaml", "yml", "json",
        "toml", "html", "env", "txt", "path", "timer",
    ];
    let is_plain = !word.is_empty()
        && !word.contains("://")
        && word
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '~' | '@' | '+'));
    let last = word.rsplit('/').next().unwrap_or("");
    let has_ending = last
        .rsplit_once('.')
        .is_some_and(|(stem, ending)| !stem.is_empty() && ENDINGS.contains(&ending));
    is_plain
        && (has_ending
            || [
                "/etc/nginx/",
                "/etc/uwsgi/",
                "/etc/supervisor/",
                "/etc/systemd/",
            ]
            .iter()
            .any(|start| word.starts_with(start))
                && !last.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_told_by_their_look() {
        for (line, expected) in [
            ("[Unit]", Begins::Unit),
            ("[uwsgi]", Begins::Ini),
            ("[program:shop]", Begins::Program),
            ("server {", Begins::Nginx),
            ("location /static/ { # x", Begins::Nginx),
            ("from flask import Flask", Begins::Python),
            ("def application(environ, start_response):", Begins::Python),
            ("app = Flask(__name__)", Begins::Python),
            (
                "2026/10/04 17:23:12 [crit] 2216#2216: *1 connect()",
                Begins::Log,
            ),
            (
                "Nov 12 09:41:07 atlas uwsgi[2214]: invalid request",
                Begins::Log,
            ),
            ("ImportError: attempted relative import", Begins::Log),
            (
                "srwxr-xr-x 1 root root 0 Sep 21 19:12 /run/quill.sock",
                Begins::Listing,
            ),
            ("uwsgi --socket :3031", Begins::Command),
            ("sudo systemctl start shop", Begins::Command),
        ] {
            assert_eq!(begins(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn prose_begins_nothing() {
        for line in [
            "uwsgi is not starting",
            "import the module first",
            "from what I see, import works",
            "service is down",
            "and it looks fine to me (shortened):",
            "class of 2020",
            "curl says 502",
            "cat is my pet",
            "I already tried `chmod 755` on everything. Any idea? Thanks!",
            "*** help ***",
            "nginx.conf is the one from the package",
        ] {
            assert_eq!(begins(line), None, "{line}");
        }
    }

    #[test]
    fn names_of_what_follows_are_found() {
        assert_eq!(named_path("My **app.py** looks so:"), Some("app.py"));
        assert_eq!(
            header_path("# /etc/nginx/sites-enabled/a"),
            Some("/etc/nginx/sites-enabled/a")
        );
        assert_eq!(header_path("=== shop/wsgi.py ==="), Some("shop/wsgi.py"));
        assert_eq!(header_path("My app.py looks so"), None);
        assert_eq!(named_path("see https://x.org/a.html"), None);
    }
}
