//! The stock facts of a system, taken from its root into the data of the simulated machine. `tests/lab/stock.txt` says what
//! is taken, `crates/machine/data/README.md` how it is written down.

mod accounts;
mod entries;
mod facts;
mod library;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use self::accounts::Names;
use self::entries::{Entry, Kind};
use super::root;
use crate::program::Trouble;
use crate::tree;

/// What is taken, in order; see the head of `tests/lab/stock.txt`.
#[derive(Default)]
struct Rules<'a> {
    taken: Vec<(&'a str, &'a str)>,
    never: Vec<&'a str>,
    texts: Vec<&'a str>,
    given: Vec<(&'a str, &'a str)>,
    modes: Vec<(&'a str, &'a str)>,
}

/// Writes what a system's root shows into the data of the simulated machine.
pub(crate) fn take(system: &str) -> Result<(), Trouble> {
    let root = root::of(system)?;
    let text = fs::read_to_string(tree::path("tests/lab/stock.txt"))?;
    let rules = Rules::read(&text)?;
    let names = Names::read(&root)?;
    let mut taken = entries::take(&root, &rules.taken, &rules.never, &names)?;
    let mut texts = BTreeMap::new();
    for (path, text) in &rules.given {
        let text = format!("{text}\n");
        taken.insert((*path).to_owned(), Entry::given(text.len()));
        texts.insert((*path).to_owned(), text);
    }
    for (path, mode) in &rules.modes {
        if let Some(entry) = taken.get_mut(*path) {
            entry.mode = u32::from_str_radix(mode, 8).unwrap_or(entry.mode);
        }
    }
    for (path, entry) in &taken {
        if matches!(entry.kind, Kind::File { .. })
            && rules
                .texts
                .iter()
                .any(|pattern| entries::fits(pattern, path))
        {
            texts.insert(path.clone(), fs::read_to_string(inside(&root, path))?);
        }
    }
    let folder = tree::path("crates/machine/data").join(system);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("tree.txt"), entries::written(&taken))?;
    fs::write(folder.join("files.txt"), files_text(&texts))?;
    fs::write(folder.join("facts.txt"), facts::of(system, &root)?)?;
    for name in ["passwd", "group"] {
        fs::copy(root.join("etc").join(name), folder.join(name))?;
    }
    library::take(&root)?;
    println!(
        "{} entries and {} texts are in {}",
        taken.len(),
        texts.len(),
        folder.display()
    );
    Ok(())
}

impl<'a> Rules<'a> {
    fn read(text: &'a str) -> Result<Self, Trouble> {
        let mut rules = Self::default();
        for line in text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            match line.splitn(3, ' ').collect::<Vec<_>>().as_slice() {
                [
                    how @ ("entry" | "files" | "entries" | "names" | "whole"),
                    path,
                ] => rules.taken.push((how, path)),
                ["never", name] => rules.never.push(name),
                ["text", path] => rules.texts.push(path),
                ["mode", path, mode] => rules.modes.push((path, mode)),
                ["given", path, text] => rules.given.push((path, text)),
                _ => {
                    return Err(Trouble::Failed(format!(
                        "tests/lab/stock.txt: what is `{line}`?"
                    )));
                }
            }
        }
        Ok(rules)
    }
}

fn files_text(texts: &BTreeMap<String, String>) -> String {
    texts
        .iter()
        .map(|(path, text)| format!("=== {path} {}\n{text}\n", text.len()))
        .collect()
}

/// Where an absolute path of the system lies in its root.
fn inside(root: &Path, path: &str) -> std::path::PathBuf {
    root.join(path.trim_start_matches('/'))
}
