//! What a careful person would paste: who is who, and the directories on the way to the socket and the app.

use std::collections::BTreeSet;

use super::scenario::{Scenario, quoted};

/// Directories that are named but whose whole content nobody would paste.
const NOT_LISTED: &str = "/etc|/usr|/usr/*|/var|/lib|/lib/*|/home|/etc/nginx|/etc/systemd|/etc/systemd/*|/opt|/srv|/tmp|/run|/var/log|/var/log/*|/etc/ssl*";

/// Paths below these tell nothing about a deployment.
const LEFT_OUT: &[&str] = &["/usr/bin", "/usr/sbin", "/bin", "/dev", "/proc", "/sys"];

/// The shell script that collects it.
pub(crate) fn script(scenario: &Scenario) -> String {
    let paths = paths(scenario)
        .iter()
        .map(|path| quoted(path))
        .collect::<Vec<_>>()
        .join(" ");
    let accounts: String = accounts(scenario)
        .iter()
        .map(|name| format!("run id {}\n", quoted(name)))
        .collect();
    format!(
        r#"run() {{ printf "$ %s\n" "$*"; "$@" 2>&1; }}
export TIME_STYLE='+Jan  1 00:00'
run id ubuntu
run id www-data
{accounts}run ls -ld / {paths}
for p in {paths}; do
    [ -d "$p" ] || continue
    case "$p" in {NOT_LISTED}) continue;; esac
    run ls -la "$p"
done
for p in {paths}; do
    [ -e "$p" ] && getfacl -p "$p" 2>/dev/null | grep -q '^\(user\|group\|default:[a-z]*\):[a-z]' && run getfacl -p "$p"
done
printf '$ ss -ltn\n'
ss -ltn | {{ IFS= read -r head; echo "$head"; sort; }}
"#
    )
}

/// Every absolute path that the scenario names, and the directories above each.
fn paths(scenario: &Scenario) -> BTreeSet<String> {
    let mut texts = vec![scenario.invocation.as_str()];
    texts.extend(scenario.setup.iter().map(String::as_str));
    texts.extend(
        scenario
            .files
            .iter()
            .flat_map(|(path, text)| [text.as_str(), path.as_str()]),
    );
    let mut named = absolute_paths(&texts.join(" "));
    named.insert(scenario.cwd.clone());
    let mut all = BTreeSet::new();
    for path in named {
        let mut path = path.as_str();
        while !path.is_empty() && path != "/" {
            all.insert(path.to_owned());
            path = path.rsplit_once('/').map_or("", |(above, _)| above);
        }
    }
    all.retain(|path| !LEFT_OUT.iter().any(|prefix| path.starts_with(prefix)));
    all
}

/// Finds what looks like an absolute path: slashes with names between them, not the tail of a relative one.
fn absolute_paths(text: &str) -> BTreeSet<String> {
    let in_name = |c: char| c.is_alphanumeric() || "_.@%+-".contains(c);
    let mut found = BTreeSet::new();
    let mut before = None;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let starts =
            first == '/' && !before.is_some_and(|c: char| c.is_alphanumeric() || "_.<".contains(c));
        let mut length = 0;
        if starts {
            while let Some(name) = rest[length..].strip_prefix('/') {
                let name_length = name.find(|c| !in_name(c)).unwrap_or(name.len());
                if name_length == 0 {
                    break;
                }
                length += 1 + name_length;
            }
        }
        if length > 0 {
            found.insert(rest[..length].to_owned());
        }
        let taken = if length > 0 { length } else { first.len_utf8() };
        before = rest[..taken].chars().next_back();
        rest = &rest[taken..];
    }
    found
}

/// Who types the invocation, and the accounts that the setup lines make, each the last word of its line.
fn accounts(scenario: &Scenario) -> Vec<String> {
    let usual = ["ubuntu", "www-data"];
    let user = Some(scenario.user.clone()).filter(|user| !usual.contains(&user.as_str()));
    let makes = |line: &&String| {
        line.split_whitespace()
            .any(|word| word == "useradd" || word == "adduser")
    };
    let is_name = |word: &&str| {
        word.chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
    };
    let last = |line: &String| {
        line.split_whitespace()
            .next_back()
            .filter(is_name)
            .map(str::to_owned)
    };
    user.into_iter()
        .chain(scenario.setup.iter().filter(makes).filter_map(last))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_paths_are_found_between_other_words() {
        let table: &[(&str, &[&str])] = &[
            ("-s /run/a/b.sock --mount /=wsgi:app", &["/run/a/b.sock"]),
            ("uwsgi_pass unix:/tmp/x.sock;", &["/tmp/x.sock"]),
            ("from ./a/b import c", &[]),
            ("</h1> text/plain", &[]),
            ("http://localhost/", &["/localhost"]),
        ];
        for (text, expected) in table {
            assert_eq!(
                absolute_paths(text)
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>(),
                *expected,
                "{text}"
            );
        }
    }
}
