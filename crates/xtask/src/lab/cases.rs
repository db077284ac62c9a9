//! The case files, and choosing among them.

use std::fs;
use std::path::Path;

use hurdles_recorded::Case;

use crate::program::Trouble;
use crate::tree;

/// A case and where it stands.
pub(crate) struct CaseFile {
    /// Its path below `tests/cases`, without the ending.
    pub(crate) name: String,
    pub(crate) case: Case,
}

impl CaseFile {
    /// Writes it back.
    pub(crate) fn save(&self) -> Result<(), Trouble> {
        fs::write(
            tree::path("tests/cases").join(format!("{}.json", self.name)),
            self.case.write()?,
        )?;
        Ok(())
    }
}

/// The cases that the words name: a folder, a file, or the name alone; all where there are no words.
pub(crate) fn named(words: &[&str]) -> Result<Vec<CaseFile>, Trouble> {
    let folder = tree::path("tests/cases");
    let mut names = Vec::new();
    list(&folder, "", &mut names)?;
    names.sort();
    for word in words {
        if !names.iter().any(|name| is_meant(name, word)) {
            return Err(Trouble::Failed(format!("no case is named {word}")));
        }
    }
    names.retain(|name| words.is_empty() || words.iter().any(|word| is_meant(name, word)));
    let read = |name: String| {
        let text = fs::read_to_string(folder.join(format!("{name}.json")))?;
        let case =
            Case::read(&text).map_err(|error| Trouble::Failed(format!("{name}: {error}")))?;
        Ok(CaseFile { name, case })
    };
    names.into_iter().map(read).collect()
}

fn is_meant(name: &str, word: &str) -> bool {
    let word = word
        .trim_start_matches("tests/cases/")
        .trim_end_matches('/')
        .trim_end_matches(".json");
    let (folder, stem) = name.rsplit_once('/').unwrap_or(("", name));
    name == word || stem == word || folder == word
}

fn list(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<(), Trouble> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            list(&entry.path(), &format!("{prefix}{name}/"), found)?;
        } else if let Some(stem) = name.strip_suffix(".json") {
            found.push(format!("{prefix}{stem}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_meant;

    #[test]
    fn a_case_is_named_by_folder_path_or_stem() {
        let name = "socket/listen-queue-full";
        for word in [
            "socket",
            "socket/",
            "listen-queue-full",
            name,
            "tests/cases/socket/listen-queue-full.json",
        ] {
            assert!(is_meant(name, word), "{word}");
        }
        assert!(!is_meant(name, "listen"));
    }
}
