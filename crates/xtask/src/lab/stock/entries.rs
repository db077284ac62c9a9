//! The entries of a file tree, taken by rules and written down as `tree.txt`.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;

use super::accounts::Names;
use super::inside;
use crate::program::Trouble;

/// One entry of the tree.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    pub(crate) mode: u32,
    owner: String,
}

/// What an entry is.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Directory,
    File { size: u64 },
    Link { target: String },
    Device { letter: char },
}

impl Entry {
    /// A small file that belongs to root.
    pub(crate) fn given(size: usize) -> Self {
        Self {
            kind: Kind::File { size: size as u64 },
            mode: 0o644,
            owner: "root:root".to_owned(),
        }
    }

    fn read(path: &Path, names: &Names) -> Result<Self, Trouble> {
        let metadata = fs::symlink_metadata(path)?;
        let file_type = metadata.file_type();
        let kind = if file_type.is_symlink() {
            Kind::Link {
                target: fs::read_link(path)?.to_string_lossy().into_owned(),
            }
        } else if file_type.is_dir() {
            Kind::Directory
        } else if file_type.is_char_device() {
            Kind::Device { letter: 'c' }
        } else if file_type.is_block_device() {
            Kind::Device { letter: 'b' }
        } else if file_type.is_fifo() {
            Kind::Device { letter: 'p' }
        } else {
            Kind::File {
                size: metadata.len(),
            }
        };
        Ok(Self {
            kind,
            mode: metadata.mode() & 0o7777,
            owner: names.owner(metadata.uid(), metadata.gid()),
        })
    }

    fn line(&self, name: &str) -> String {
        let (mut line, usual_mode) = match &self.kind {
            Kind::Directory => (format!("{name}/"), 0o755),
            Kind::File { .. } => (name.to_owned(), 0o644),
            Kind::Link { target } => return format!("{name} -> {target}"),
            Kind::Device { letter } => (format!("{name}|{letter}"), 0o644),
        };
        let mut told = Vec::new();
        if let Kind::File { size: size @ 1.. } = self.kind {
            told.push(size.to_string());
        }
        if self.mode != usual_mode {
            told.push(format!("={:o}", self.mode));
        }
        if self.owner != "root:root" {
            told.push(self.owner.clone());
        }
        if !told.is_empty() {
            line.push('\t');
            line.push_str(&told.join(" "));
        }
        line
    }
}

/// Takes what the rules name, and every directory above it.
pub(crate) fn take(
    root: &Path,
    rules: &[(&str, &str)],
    never: &[&str],
    names: &Names,
) -> Result<BTreeMap<String, Entry>, Trouble> {
    let mut taken = BTreeMap::new();
    for (how, pattern) in rules {
        for path in meant(root, pattern)? {
            let below = format!("{}/", path.trim_end_matches('/'));
            taken.retain(|other: &String, _| !other.starts_with(&below));
            let mut above = path.as_str();
            while !above.is_empty() {
                taken.insert(above.to_owned(), Entry::read(&inside(root, above), names)?);
                above = above.rsplit_once('/').map_or("", |(above, _)| above);
            }
            if *how != "entry" {
                descend(root, &path, how, never, names, &mut taken)?;
            }
            if *how == "names" {
                for (_, entry) in taken
                    .iter_mut()
                    .filter(|(other, _)| other.starts_with(&below))
                {
                    if let Kind::File { size } = &mut entry.kind {
                        *size = 0;
                    }
                }
            }
        }
    }
    Ok(taken)
}

/// Takes what lies in a directory, as the rule says.
fn descend(
    root: &Path,
    path: &str,
    how: &str,
    never: &[&str],
    names: &Names,
    taken: &mut BTreeMap<String, Entry>,
) -> Result<(), Trouble> {
    if !fs::symlink_metadata(inside(root, path))?.is_dir() {
        return Ok(());
    }
    for name in names_in(&inside(root, path))? {
        let below = format!("{}/{name}", path.trim_end_matches('/'));
        let entry = Entry::read(&inside(root, &below), names)?;
        let is_directory = matches!(entry.kind, Kind::Directory);
        let is_left_out = match how {
            "whole" => never.iter().any(|pattern| fits(pattern, &name)),
            "entries" => false,
            _ => is_directory,
        };
        if is_left_out {
            continue;
        }
        taken.insert(below.clone(), entry);
        if how == "whole" && is_directory {
            descend(root, &below, how, never, names, taken)?;
        }
    }
    Ok(())
}

/// The paths that a pattern means; one whose last directories hold a `*` may mean several, or none.
fn meant(root: &Path, pattern: &str) -> Result<Vec<String>, Trouble> {
    let mut paths = vec![String::new()];
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        let mut longer = Vec::new();
        for path in &paths {
            if part.contains('*') && inside(root, path).is_dir() {
                let names = names_in(&inside(root, path))?;
                longer.extend(
                    names
                        .into_iter()
                        .filter(|name| fits(part, name))
                        .map(|name| format!("{path}/{name}")),
                );
            } else if fs::symlink_metadata(inside(root, &format!("{path}/{part}"))).is_ok() {
                longer.push(format!("{path}/{part}"));
            }
        }
        paths = longer;
    }
    if pattern == "/" {
        paths = vec!["/".to_owned()];
    }
    Ok(paths)
}

/// Tells whether a text is what the pattern says; one `*` stands for any text without a slash.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let Some((start, end)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let middle = text
        .strip_prefix(start)
        .and_then(|rest| rest.strip_suffix(end));
    middle.is_some_and(|middle| !middle.contains('/'))
}

/// Writes the entries, each below its directory, in byte order.
pub(crate) fn written(taken: &BTreeMap<String, Entry>) -> String {
    let mut below: BTreeMap<&str, BTreeMap<&str, &Entry>> = BTreeMap::new();
    for (path, entry) in taken {
        if let Some((above, name)) = path.rsplit_once('/').filter(|(_, name)| !name.is_empty()) {
            below.entry(above).or_default().insert(name, entry);
        }
    }
    let mut text = String::new();
    write_below(&below, "", 0, &mut text);
    text
}

fn write_below(
    below: &BTreeMap<&str, BTreeMap<&str, &Entry>>,
    path: &str,
    depth: usize,
    text: &mut String,
) {
    for (name, entry) in below.get(path).into_iter().flatten() {
        text.push_str(&"\t".repeat(depth));
        text.push_str(&entry.line(name));
        text.push('\n');
        write_below(below, &format!("{path}/{name}"), depth + 1, text);
    }
}

fn names_in(folder: &Path) -> Result<Vec<String>, Trouble> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_a_name_and_not_for_a_path() {
        assert!(fits("/etc/nginx/*_params", "/etc/nginx/uwsgi_params"));
        assert!(!fits("/etc/*_params", "/etc/nginx/uwsgi_params"));
        assert!(fits("/etc/passwd", "/etc/passwd"));
    }

    #[test]
    fn only_what_is_unusual_of_an_entry_is_written() {
        let entry = |kind, mode, owner: &str| Entry {
            kind,
            mode,
            owner: owner.to_owned(),
        };
        let table = [
            (entry(Kind::Directory, 0o755, "root:root"), "x/"),
            (entry(Kind::File { size: 0 }, 0o644, "root:root"), "x"),
            (
                entry(Kind::File { size: 12 }, 0o640, "root:shadow"),
                "x\t12 =640 root:shadow",
            ),
            (
                entry(
                    Kind::Link {
                        target: "y".to_owned(),
                    },
                    0o777,
                    "root:root",
                ),
                "x -> y",
            ),
            (
                entry(Kind::Device { letter: 'c' }, 0o666, "root:root"),
                "x|c\t=666",
            ),
        ];
        for (entry, line) in table {
            assert_eq!(entry.line("x"), line);
        }
    }
}
