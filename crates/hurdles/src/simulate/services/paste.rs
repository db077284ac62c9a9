//! Whole units as the invocation: installed under the name that their texts suggest, and started.

use std::ops::Range;

use hurdles_machine::shell::Word;
use hurdles_machine::{Content, Machine, NodeKind, Origin};
use hurdles_services::unit_file::{Place, UnitFile, parse};
use hurdles_source::SourceId;

/// Takes the units of an invocation onto the machine; their names in order. Empty where the text is no unit.
pub(in crate::simulate) fn install(
    machine: &mut Machine,
    text: &str,
    source: SourceId,
) -> Vec<String> {
    if !is_unit(text) {
        return Vec::new();
    }
    let mut names: Vec<String> = Vec::new();
    for range in parts(text) {
        // What stands before becomes blanks, so that every byte keeps its place in the document.
        let own = text.get(range.clone()).unwrap_or("");
        let whole = format!("{}{own}", " ".repeat(range.start));
        let file = parse(&whole, Place::Source(source));
        let base = name(own, &file);
        let ending = if file.entries.iter().any(|entry| entry.section == "Socket") {
            "socket"
        } else {
            "service"
        };
        let mut unit = format!("{base}.{ending}");
        let mut n = 2;
        while names.contains(&unit) {
            unit = format!("{base}-{n}.{ending}");
            n += 1;
        }
        let kind = NodeKind::File(Content::Text(whole.into(), Some(source)));
        let path = format!("/etc/systemd/system/{unit}");
        machine.place(&path, kind, 0o644, (0, 0), Origin::Made);
        names.push(unit);
    }
    // A service is started by its socket, where it has one.
    names.sort_by_key(|name| !name.ends_with(".socket"));
    names
}

/// Whether a text is a unit rather than a shell line: it has a section's header, or a setting that only units have.
fn is_unit(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| {
        matches!(line, "[Unit]" | "[Service]" | "[Socket]" | "[Install]")
            || line.starts_with("ExecStart=")
    })
}

/// The parts of a text that are units of their own: a section that a unit has had begins the next one.
fn parts(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut seen: Vec<&str> = Vec::new();
    let mut at = 0;
    let mut comment: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let is_header = trimmed.starts_with('[') && trimmed.ends_with(']');
        let opens = is_header
            && (seen.contains(&trimmed) || trimmed == "[Unit]" && !seen.is_empty())
            && trimmed != "[Install]";
        if opens {
            starts.push(comment.unwrap_or(at));
            seen.clear();
        }
        if is_header {
            seen.push(trimmed);
        }
        comment = match trimmed {
            _ if trimmed.starts_with("# /") => Some(at),
            "" => comment,
            _ => None,
        };
        at += line.len();
    }
    starts.push(text.len());
    starts
        .windows(2)
        .map(|pair| pair[0]..pair[1])
        .filter(|range| !range.is_empty())
        .collect()
}

/// The name that a unit's text suggests: the path that `systemctl cat` writes above it, the folder in `/run`, the
/// configuration file, the working directory.
fn name(text: &str, file: &UnitFile) -> String {
    let shown = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("# /"));
    let shown = shown.and_then(|path| path.rsplit('/').next());
    let shown = shown.and_then(|file| {
        file.strip_suffix(".service")
            .or(file.strip_suffix(".socket"))
    });
    let value = |key: &str| {
        let entry = file.entries.iter().find(|entry| entry.key == key);
        entry.map(|entry| &entry.value)
    };
    let directory = |word: &Word| {
        let first = word.text.split_ascii_whitespace().next().unwrap_or("");
        last_name(first).map(str::to_owned)
    };
    let ini = || {
        let command = value("ExecStart")?;
        let file = command.text.split_ascii_whitespace().find_map(|word| {
            word.rsplit('=')
                .next()
                .filter(|word| word.ends_with(".ini"))
                .map(|word| word.trim_end_matches(".ini"))
        })?;
        let stem = last_name(file)?;
        (!matches!(stem, "uwsgi" | "app" | "config" | "wsgi")).then(|| stem.to_owned())
    };
    let found = shown
        .map(str::to_owned)
        .or_else(|| value("RuntimeDirectory").and_then(directory))
        .or_else(ini)
        .or_else(|| value("WorkingDirectory").and_then(directory))
        .or_else(|| {
            value("ListenStream").and_then(|word| {
                last_name(word.text.rsplit_once('/').map_or("", |(folder, _)| folder))
                    .map(str::to_owned)
            })
        });
    found.unwrap_or_else(|| "app".to_owned())
}

/// The last name of a path that may be part of a unit's name.
fn last_name(path: &str) -> Option<&str> {
    let name = path.trim_end_matches('/').rsplit('/').next()?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (!name.is_empty() && name.chars().all(is_plain)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(text: &str) -> Vec<String> {
        let mut sources = hurdles_source::Sources::default();
        let id = sources.add("invocation", text);
        install(&mut Machine::bare("none"), text, id)
    }

    #[test]
    fn units_get_the_name_that_their_text_suggests() {
        assert_eq!(installed("sudo systemctl start shop"), Vec::<String>::new());
        let one =
            "[Unit]\nDescription=x\n[Service]\nRuntimeDirectory=shop\nExecStart=/usr/bin/uwsgi\n";
        assert_eq!(installed(one), ["shop.service"]);
        let two = format!("{one}\n[Unit]\n[Socket]\nListenStream=/run/shop/s.sock\n");
        assert_eq!(installed(&two), ["shop.socket", "shop.service"]);
        assert_eq!(
            installed("[Service]\nExecStart=uwsgi --ini /srv/a/mail.ini"),
            ["mail.service"]
        );
        assert_eq!(
            installed("[Service]\nExecStart=uwsgi\nWorkingDirectory=/srv/desk"),
            ["desk.service"]
        );
        assert_eq!(
            installed("# /etc/systemd/system/x@.service\n[Service]\nExecStart=a"),
            ["x@.service"]
        );
    }
}
