//! Gathers each rule's page, the `//!` text at the head of its file, into one text that `explain` serves.
//!
//! The pages are compiled in this way so that the text stands in one place, before the code it describes, and the code
//! itself does not end up in the binary as text.
#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads the source tree; nothing of it runs in the core"
)]

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=src/rules");
    let mut files: Vec<_> = fs::read_dir("src/rules")
        .map(|entries| {
            entries
                .flatten()
                .map(|entry| entry.path())
                .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
                .collect()
        })
        .unwrap_or_default();
    files.sort();
    let mut pages = String::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a file that was just listed can be read");
        let stem = file.file_stem().and_then(|stem| stem.to_str());
        let id = stem.unwrap_or_default().replace('_', "-");
        pages.push_str(&id);
        pages.push('\n');
        for line in text.lines().map_while(|line| line.strip_prefix("//!")) {
            pages.push_str(line.strip_prefix(' ').unwrap_or(line));
            pages.push('\n');
        }
        // A record separator cannot stand in a doc comment.
        pages.push('\u{1e}');
    }
    let directory = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    fs::write(Path::new(&directory).join("pages.txt"), pages)
        .expect("cargo's output directory can be written");
}
