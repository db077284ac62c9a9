//! Everything that has to hold, cheapest first.

use crate::program::{Trouble, output_of, program};
use crate::setup::{self, debian, npm};
use crate::steps::{Count, Steps};
use crate::{lab, page, size, tree};

/// The cases that are played for real each time: one for each stage, four that work, and four that service managers start.
const PLAYED_FOR_REAL: &[&str] = &[
    "invocation/python-plugin-not-asked-for",
    "privileges/numeric-uid-without-root",
    "socket/socket-directory-missing",
    "imports/flask-not-installed",
    "imports/factory-given-as-callable",
    "nginx-config/missing-semicolon-after-include",
    "routing/alias-without-trailing-slash",
    "socket/acl-mask-wiped-by-chmod",
    "protocol/uwsgi-pass-to-http-socket",
    "response/static-below-closed-home-directory",
    "works/django-quick-callable",
    "works/home-0711",
    "services/debian-apps-enabled-file-with-conf-ending",
    "services/unit-group-of-another-distribution",
    "services/works-supervisor-environment-with-home",
    "services/works-template-unit",
];

/// Takes every step and says at the end what held. More than 60 lines, since the steps are told one after the other.
pub(crate) fn everything() -> Result<(), Trouble> {
    let mut steps = Steps::begin();
    steps.take("format", || quietly("cargo", &["fmt", "--all", "--check"]));
    steps.take("what building the page takes", || {
        setup::for_the_page().map(|()| Count::ONE)
    });
    steps.take("lints", || {
        quietly(
            "cargo",
            &[
                "clippy",
                "--quiet",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ],
        )
    });
    steps.take("lints of the page as wasm", || {
        let target = [
            "--package",
            "hurdles-web",
            "--target",
            "wasm32-unknown-unknown",
        ];
        quietly(
            "cargo",
            &[
                &["clippy", "--quiet"],
                &target[..],
                &["--", "-D", "warnings"],
            ]
            .concat(),
        )
    });
    steps.take("tests", || {
        let printed = output_of(&mut program(
            "cargo",
            &["test", "--quiet", "--workspace", "--no-fail-fast"],
        ))?;
        Ok(count_of_cargo(&printed))
    });
    steps.take("the scripts beside the page", || {
        output_of(
            program("npm", &["run", "--silent", "check"]).current_dir(tree::path("web/editor")),
        )
        .map(|_| Count::ONE)
    });
    steps.take("the page", || page::build().map(|()| Count::ONE));
    steps.take("its size", || match size::table()? {
        (_, None) => Ok(Count::ONE),
        (_, Some(risen)) => Err(Trouble::Failed(risen)),
    });
    steps.take("the page in a browser", browser);
    steps.take("sixteen cases played for real", || {
        let (count, differences) = lab::check_some(PLAYED_FOR_REAL, "debian-12")?;
        if count.failed == 0 {
            Ok(count)
        } else {
            Err(Trouble::Failed(differences))
        }
    });
    steps.end()
}

/// Runs a check that only says something where it does not hold.
fn quietly(name: &str, arguments: &[&str]) -> Result<Count, Trouble> {
    output_of(&mut program(name, arguments)).map(|_| Count::ONE)
}

fn browser() -> Result<Count, Trouble> {
    debian::bring("chromium", "chromium")?;
    npm::install("tests/browser")?;
    let printed =
        output_of(program("npm", &["test", "--silent"]).current_dir(tree::path("tests/browser")))?;
    Ok(count_of_playwright(&printed))
}

/// Adds up the closing lines of test programs: `test result: ok. 4 passed; 0 failed; …`.
fn count_of_cargo(printed: &str) -> Count {
    let mut count = Count::default();
    for line in printed
        .lines()
        .filter(|line| line.starts_with("test result:"))
    {
        let words: Vec<&str> = line.split_whitespace().collect();
        for pair in words.windows(2) {
            let n = pair[0].parse().unwrap_or(0);
            match pair[1] {
                "passed;" => count.passed += n,
                "failed;" => count.failed += n,
                "ignored;" => count.skipped += n,
                _ => {}
            }
        }
    }
    count
}

/// Reads the closing lines of Playwright: `  12 passed (3.4s)`, `  1 failed`.
fn count_of_playwright(printed: &str) -> Count {
    let mut count = Count::default();
    for line in printed.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [n, what, ..] = words.as_slice() else {
            continue;
        };
        let Ok(n) = n.parse::<usize>() else { continue };
        match *what {
            "passed" => count.passed += n,
            "failed" => count.failed += n,
            "skipped" => count.skipped += n,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_test_programs_are_added_up() {
        let printed = "running 2 tests\n..\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
            \ntest result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(
            count_of_cargo(printed),
            Count {
                passed: 5,
                failed: 1,
                skipped: 1
            }
        );
        let printed = "Running 13 tests using 2 workers\n\n  1 failed\n    page.spec.ts\n  12 passed (3.4s)\n";
        assert_eq!(
            count_of_playwright(printed),
            Count {
                passed: 12,
                failed: 1,
                skipped: 0
            }
        );
    }
}
