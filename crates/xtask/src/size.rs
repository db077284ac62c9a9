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

/// Builds the page and prints what it transfers.
pub(crate) fn print() -> Result<(), Trouble> {
    setup::for_the_page()?;
    page::build()?;
    let (table, within) = table()?;
    print!("{table}");
    if within {
        Ok(())
    } else {
        Err(Trouble::Failed("over budget".to_owned()))
    }
}

/// Measures what was built: the table, and whether everything is within its budget.
pub(crate) fn table() -> Result<(String, bool), Trouble> {
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
    let [page, later, loader] = sums;
    text.push_str(&row("before the page works", page));
    text.push_str(&row("the editor, once it is wanted", later));
    text.push_str(&row("the loader of an embed", loader));
    let budgets = [
        ("before the page works, brotli", page.brotli, 350_000),
        (
            "an embed before it is touched, brotli",
            loader.brotli,
            20_000,
        ),
        ("the loader of an embed, gzip", loader.gzip, 3_000),
    ];
    for (what, bytes, budget) in budgets {
        let verdict = if bytes <= budget { "within" } else { "OVER" };
        text.push_str(&format!(
            "{what}: {bytes} bytes, {verdict} the budget of {budget}\n"
        ));
    }
    Ok((
        text,
        budgets.iter().all(|(_, bytes, budget)| bytes <= budget),
    ))
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
