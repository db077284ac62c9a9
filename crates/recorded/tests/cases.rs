//! Every case file is of the form, and is written as the lab would write it.
#![expect(clippy::disallowed_methods, reason = "the cases are files")]

use std::fs;
use std::path::{Path, PathBuf};

use hurdles_recorded::Case;

fn case_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder of the cases is there") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            case_files(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            found.push(path);
        }
    }
}

#[test]
fn every_case_is_written_as_the_lab_writes_it() {
    let mut paths = Vec::new();
    case_files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases"),
        &mut paths,
    );
    assert!(!paths.is_empty());
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let case = Case::read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(case.write().unwrap(), text, "{}", path.display());
        assert!(
            case.about.is_some(),
            "{} does not say what it is about",
            path.display()
        );
    }
}
