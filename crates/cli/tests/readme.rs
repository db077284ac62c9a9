//! The README's examples say what the program says. `UPDATE_EXPECT=1 cargo test -p hurdles-cli` writes down what it says now.

#![expect(
    clippy::disallowed_methods,
    reason = "tests start the program and read the README"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

const START: &str = "```console\n$ hurdles ";

fn output_of(root: &Path, arguments: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_hurdles"))
        .args(arguments.split_whitespace())
        .current_dir(root)
        .output()
        .expect("the program starts");
    String::from_utf8(output.stdout).expect("it prints UTF-8")
}

/// The text with what the program says now after each command, and how many commands there are.
fn played(root: &Path, text: &str) -> (String, usize) {
    let mut pieces = text.split(START);
    let mut now = pieces.next().unwrap_or_default().to_owned();
    let mut n_commands = 0;
    for piece in pieces {
        let (arguments, rest) = piece.split_once('\n').expect("a command ends its line");
        let (_, after) = rest.split_once("```\n").expect("a block is closed");
        let said = output_of(root, arguments);
        now.push_str(&format!("{START}{arguments}\n{said}```\n{after}"));
        n_commands += 1;
    }
    (now, n_commands)
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = root.join("README.md");
    let text = fs::read_to_string(&readme).expect("the README is there");
    let (now, n_commands) = played(&root, &text);
    assert!(n_commands > 0, "the README shows no command");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&readme, &now).expect("the README can be written");
    } else {
        assert_eq!(now, text);
    }
}
