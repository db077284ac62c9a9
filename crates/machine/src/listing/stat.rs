//! Blocks of stat, and the steps of namei.

use hurdles_source::Span;

use super::fact::{Kind, Name, Node};
use super::ls::{mode_word, unquoted};

/// What stat has said of a file so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct StatBlock {
    path: String,
    target: Option<String>,
    size: Option<u64>,
    start: Option<Span>,
}

impl StatBlock {
    /// Takes a line in; whether it belongs to stat, with the node where the line completes it.
    pub(super) fn take(&mut self, line: &str, span: Span) -> Option<Option<Node>> {
        let line = line.trim();
        if let Some(name) = line.strip_prefix("File:") {
            let (name, target) = match name.split_once(" -> ") {
                Some((name, target)) => (name, Some(unquoted(target.trim()))),
                None => (name, None),
            };
            *self = Self {
                path: unquoted(name.trim().trim_matches(['‘', '’'])),
                target,
                size: None,
                start: Some(span),
            };
            return Some(None);
        }
        let start = self.start?;
        if let Some(rest) = line.strip_prefix("Size:") {
            self.size = rest
                .split_whitespace()
                .next()
                .and_then(|size| size.parse().ok());
            return Some(None);
        }
        if ["Device:", "Modify:", "Change:", "Birth:", "Context:"]
            .iter()
            .any(|head| line.starts_with(head))
        {
            return Some(None);
        }
        let rest = line.strip_prefix("Access:")?;
        let Some(node) = self.access(rest.trim(), start.to(span)) else {
            // A second `Access:` line is a date.
            return Some(None);
        };
        Some(Some(node))
    }

    /// `(0755/drwxr-xr-x)  Uid: ( 1000/  ubuntu)   Gid: ( 1000/  ubuntu)`.
    fn access(&self, text: &str, span: Span) -> Option<Node> {
        let (mode, rest) = text.strip_prefix('(')?.split_once(')')?;
        let (octal, letters) = mode.split_once('/')?;
        let (_, (kind, _, _)) = mode_word(letters).ok()?;
        let named = |key: &str| {
            let (_, after) = rest.split_once(key)?;
            let (inside, _) = after.split_once('(')?.1.split_once(')')?;
            let (id, name) = inside.split_once('/')?;
            let id: u32 = id.trim().parse().ok()?;
            Some(match name.trim() {
                "UNKNOWN" | "" => Name::Id(id),
                name => Name::Both(name.to_owned(), id),
            })
        };
        Some(Node {
            path: self.path.clone(),
            kind: match kind {
                Kind::Symlink(_) => Kind::Symlink(self.target.clone()),
                kind => kind,
            },
            mode: u16::from_str_radix(octal, 8).ok()? & 0o7777,
            has_acl: None,
            owner: named("Uid:")?,
            group: named("Gid:")?,
            size: self.size,
            span,
        })
    }
}

/// Where namei stands on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Steps {
    at: String,
}

impl Steps {
    /// The way that `f: PATH` begins.
    pub(super) fn begin(line: &str, cwd: &str) -> Option<Self> {
        let path = line.trim_end().strip_prefix("f: ")?;
        let at = if path.starts_with('/') { "" } else { cwd };
        Some(Self { at: at.to_owned() })
    }

    /// Takes one component in; the error is the path of one that is missing or refused, with the reason.
    pub(super) fn take(
        &mut self,
        line: &str,
        span: Span,
    ) -> Option<Result<Node, (String, String)>> {
        let text = line.trim_start();
        if let Some((name, reason)) = text.rsplit_once(" - ")
            && mode_word(text).is_err()
            && !name.contains(' ')
        {
            return Some(Err((self.below(name), reason.trim().to_owned())));
        }
        // `-x` writes mount points with a capital letter.
        let text = &text.replacen('D', "d", usize::from(text.starts_with('D')));
        let (rest, (mut kind, mode, _)) = mode_word(text).ok()?;
        let (owner, group, name) = owner_and_name(rest)?;
        let (name, target) = match name.split_once(" -> ") {
            Some((name, target)) => (name, Some(target)),
            None => (name, None),
        };
        let path = self.below(name);
        match target {
            // The components of the target follow; they begin where the link lies.
            Some(target) if target.starts_with('/') => self.at = String::new(),
            Some(_) => {}
            None => self.at = path.trim_end_matches('/').to_owned(),
        }
        if matches!(kind, Kind::Symlink(_)) {
            kind = Kind::Symlink(target.map(str::to_owned));
        }
        Some(Ok(Node {
            path,
            kind,
            mode,
            has_acl: None,
            owner,
            group,
            size: None,
            span,
        }))
    }

    fn below(&self, name: &str) -> String {
        if name.starts_with('/') {
            name.to_owned()
        } else {
            crate::Machine::absolute(if self.at.is_empty() { "/" } else { &self.at }, name)
        }
    }
}

/// What stands behind the mode: owner, group and name, or with `-m` the name alone.
fn owner_and_name(rest: &str) -> Option<(Name, Name, &str)> {
    let text = rest.trim();
    let mut words = text.split_whitespace();
    let (owner, group) = (words.next()?, words.next());
    let Some(group) = group.filter(|group| *group != "->") else {
        return Some((Name::Hidden, Name::Hidden, text));
    };
    let after = text.get(owner.len()..)?.trim_start();
    let name = after.get(group.len()..)?.trim();
    if name.is_empty() {
        return None;
    }
    Some((Name::read(owner), Name::read(group), name))
}

/// Reads a line of `stat -c FORMAT`: letters behind `%` stand for fields, everything else for itself.
pub(super) fn formatted(format: &str, line: &str, span: Span, named: Option<&str>) -> Option<Node> {
    let mut node = Node {
        path: named.unwrap_or("").to_owned(),
        // Without a letter that tells, what is there already stays what it is.
        kind: Kind::Other('?'),
        mode: u16::MAX,
        has_acl: None,
        owner: Name::Hidden,
        group: Name::Hidden,
        size: None,
        span,
    };
    let format = format.trim_end_matches("\\n");
    let mut pieces = format.split('%');
    let mut rest = line.trim().strip_prefix(pieces.next()?.trim_start())?;
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        let at = piece.find(|c: char| c.is_ascii_alphabetic())?;
        let (letter, between) = piece.get(at..)?.split_at_checked(1)?;
        // Dates have two blanks of their own.
        let start = match letter {
            "w" | "x" | "y" | "z" => rest.match_indices(' ').nth(1).map_or(0, |(at, _)| at + 1),
            _ => 0,
        };
        rest = rest.get(start..)?;
        let (field, behind) = match (between, pieces.peek()) {
            (between, None) => (rest.strip_suffix(between.trim_end()).unwrap_or(rest), ""),
            ("", Some(_)) => return None,
            (between, Some(_)) => rest.split_once(between)?,
        };
        rest = behind.trim_start();
        take_field(&mut node, letter, field.trim())?;
    }
    (!node.path.is_empty() && node.mode != u16::MAX).then_some(Node {
        mode: node.mode & 0o7777,
        ..node
    })
}

/// Takes in what one letter of a format stands for; `None` where it cannot stand for that.
fn take_field(node: &mut Node, letter: &str, field: &str) -> Option<()> {
    match letter {
        "a" => node.mode = u16::from_str_radix(field, 8).ok()?,
        "f" => node.mode = u16::from_str_radix(field, 16).ok()? & 0o7777,
        "A" => {
            let (_, (shown, bits, _)) = mode_word(field).ok()?;
            (node.mode, node.kind) = (bits, shown);
        }
        "U" => node.owner = Name::read(field),
        "G" => node.group = Name::read(field),
        "u" if node.owner == Name::Hidden => node.owner = Name::Id(field.parse().ok()?),
        "g" if node.group == Name::Hidden => node.group = Name::Id(field.parse().ok()?),
        "s" => node.size = field.parse().ok(),
        "n" | "N" => {
            let name = field.split_once(" -> ").map_or(field, |(name, _)| name);
            node.path = unquoted(name);
        }
        "F" => {
            node.kind = match field {
                "directory" => Kind::Directory,
                "socket" => Kind::Socket,
                "symbolic link" => Kind::Symlink(None),
                "regular file" | "regular empty file" => Kind::File,
                _ => Kind::Other('?'),
            }
        }
        _ => {}
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hurdles_source::Sources;

    fn span() -> Span {
        let mut sources = Sources::default();
        Span::new(sources.add("listing", ""), 0, 0)
    }

    #[test]
    fn stat_tells_a_node_in_several_lines() {
        let mut block = StatBlock::default();
        let lines = "  File: /home/ubuntu\n  Size: 120       \tBlocks: 0          IO Block: 4096   directory\nDevice: 0,41\tInode: 33          Links: 3\nAccess: (0755/drwxr-xr-x)  Uid: ( 1000/  ubuntu)   Gid: (   33/www-data)\nAccess: 2026-11-22 09:05:00.723419417 +0000";
        let found: Vec<Node> = lines
            .lines()
            .filter_map(|line| block.take(line, span()).unwrap())
            .collect();
        let [node] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(
            (node.path.as_str(), node.mode, node.kind.clone()),
            ("/home/ubuntu", 0o755, Kind::Directory)
        );
        assert_eq!(node.group, Name::Both("www-data".to_owned(), 33));
    }

    #[test]
    fn namei_follows_links() {
        let mut steps = Steps::begin("f: /var/run/uwsgi/x.sock", "/").unwrap();
        let mut paths = Vec::new();
        for line in [
            "drwxr-xr-x root     root     /",
            "drwxr-xr-x root     root     var",
            "lrwxrwxrwx root     root     run -> /run",
            "drwxr-xr-x root     root       /",
            "drwxr-xr-x root     root       run",
            "drwxr-x--- ubuntu   www-data uwsgi",
            "                             x.sock - No such file or directory",
        ] {
            paths.push(match steps.take(line, span()).unwrap() {
                Ok(node) => node.path,
                Err((path, reason)) => format!("{path} {reason}"),
            });
        }
        let expected = [
            "/",
            "/var",
            "/var/run",
            "/",
            "/run",
            "/run/uwsgi",
            "/run/uwsgi/x.sock No such file or directory",
        ];
        assert_eq!(paths, expected);
    }

    #[test]
    fn namei_may_leave_owners_out() {
        let mut steps = Steps::begin("f: /run/x", "/").unwrap();
        let mut paths = Vec::new();
        for line in [
            " Drwxr-xr-x /",
            " drwx--x--- run",
            " lrwxrwxrwx x -> y",
            "   -rw------- y",
        ] {
            let node = steps.take(line, span()).unwrap().unwrap();
            assert_eq!((node.owner, node.group), (Name::Hidden, Name::Hidden));
            paths.push(format!("{} {:o}", node.path, node.mode));
        }
        assert_eq!(paths, ["/ 755", "/run 710", "/run/x 777", "/run/y 600"]);
    }

    #[test]
    fn formats_of_stat_are_followed() {
        let node = formatted("%a %U:%G %n", "2755 root:www-data /srv/x", span(), None).unwrap();
        assert_eq!((node.mode, node.path.as_str()), (0o2755, "/srv/x"));
        let node = formatted(
            "%n: %A %U:%G\\n",
            "/srv/a b: srw-rw---- app:www-data",
            span(),
            None,
        )
        .unwrap();
        assert_eq!((node.path.as_str(), node.kind), ("/srv/a b", Kind::Socket));
        let node = formatted(
            "%A %y %n",
            "drwx------ 2026-11-22 09:05:00.72 +0000 /x",
            span(),
            None,
        );
        assert_eq!(node.unwrap().path, "/x");
        let node = formatted("%A %u %F", "drwx------ 0 directory", span(), Some("/root")).unwrap();
        assert_eq!((node.kind, node.mode), (Kind::Directory, 0o700));
    }
}
