//! How much the page transfers, against the budgets.

use std::path::Path;
use std::{fs, io};

use crate::program::{Trouble, output_of, program};
use crate::{page, setup, tree};

/// Measures a file as it is, with gzip and with brotli: Node has both, and building the page needs Node anyway.
const MEASURE: &str = "const fs = require('fs'), z = require('zlib'); \
    for (const f of process.argv.slice(1)) { const b = fs.readFileSync(f); \
    console.log([b.length, z.gzipSync(b, {level: 9}).length, z.brotliCompressSync(b).length].join(' ')); }";

/// Raw, gzip and brotli bytes.
#[derive(Default, Clone, Copy)]
struct Size {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl Size {
    fn plus(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

/// What each sum may be, in bytes.
const BUDGETS: &[(&str, usize)] = &[
    ("before the page works, brotli", 350_000),
    ("an embed before it is touched, brotli", 20_000),
    ("the loader of an embed, gzip", 3_000),
];

/// By how many of a hundred a sum may rise before somebody has to say why.
const RISE: usize = 5;

/// Builds the page and prints what it transfers. `UPDATE_EXPECT=1` accepts it as it is.
pub(crate) fn print() -> Result<(), Trouble> {
    setup::for_the_page()?;
    page::build()?;
    let (table, risen) = table()?;
    print!("{table}");
    match risen {
        None => Ok(()),
        Some(risen) => Err(Trouble::Failed(risen)),
    }
}

/// Measures what was built: the table, and what of it has risen since it was last accepted.
pub(crate) fn table() -> Result<(String, Option<String>), Trouble> {
    let (mut text, sums) = measured()?;
    let [page, later, loader] = sums;
    for (name, size) in [
        ("before the page works", page),
        ("the editor, once it is wanted", later),
        ("the loader of an embed", loader),
    ] {
        text.push_str(&row(name, size));
    }
    let accepted_path = tree::path("web/accepted-sizes.txt");
    let accepted = fs::read_to_string(&accepted_path)?;
    let mut now = String::new();
    let mut risen = String::new();
    for ((what, budget), bytes) in BUDGETS
        .iter()
        .zip([page.brotli, loader.brotli, loader.gzip])
    {
        let verdict = if bytes <= *budget { "within" } else { "OVER" };
        text.push_str(&format!(
            "{what}: {bytes} bytes, {verdict} the budget of {budget}\n"
        ));
        now.push_str(&format!("{what}: {bytes}\n"));
        let before = accepted
            .lines()
            .find_map(|line| line.strip_prefix(what)?.strip_prefix(": ")?.parse().ok());
        let before: usize = before.unwrap_or(*budget);
        if bytes > before + before * RISE / 100 {
            risen.push_str(&format!(
                "{what}: {bytes} bytes, more than {RISE} % above the {before} accepted before\n"
            ));
        }
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(accepted_path, now)?;
        return Ok((text, None));
    }
    let advice = "UPDATE_EXPECT=1 cargo xtask size accepts it; the commit says why";
    Ok((
        text,
        (!risen.is_empty()).then(|| format!("{risen}{advice}")),
    ))
}

/// Measures each file: a row for each, and the sums of what is transferred when.
fn measured() -> Result<(String, [Size; 3]), Trouble> {
    let dist = tree::path("web/dist");
    let mut paths = Vec::new();
    list(&dist, &mut paths)?;
    paths.sort();
    let mut measure = program("node", &["-e", MEASURE]);
    for path in &paths {
        measure.arg(dist.join(path));
    }
    let measured = output_of(&mut measure)?;
    let mut text = format!(
        "{:44} {:>10} {:>10} {:>10}\n",
        "file", "raw", "gzip", "brotli"
    );
    let mut sums = [Size::default(); 3];
    for (path, line) in paths.iter().zip(measured.lines()) {
        let numbers: Vec<usize> = line
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect();
        let &[raw, gzip, brotli] = numbers.as_slice() else {
            continue;
        };
        let size = Size { raw, gzip, brotli };
        let sum = &mut sums[Part::of(path) as usize];
        *sum = sum.plus(size);
        text.push_str(&row(path, size));
    }
    Ok((text, sums))
}

/// When a file is transferred.
#[derive(Clone, Copy)]
enum Part {
    Page,
    Later,
    Loader,
}

impl Part {
    fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        if name.starts_with("embed") {
            Self::Loader
        } else if name.starts_with("editor") {
            Self::Later
        } else {
            Self::Page
        }
    }
}

fn row(name: &str, size: Size) -> String {
    format!(
        "{name:44} {:>10} {:>10} {:>10}\n",
        size.raw, size.gzip, size.brotli
    )
}

fn list(folder: &Path, found: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, found)?;
        } else if let Ok(inside) = path.strip_prefix(tree::path("web/dist")) {
            found.push(inside.to_string_lossy().into_owned());
        }
    }
    Ok(())
}
