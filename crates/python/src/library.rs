//! Models of library modules: small Python files that stand for the real ones, and the traceback lines of the real files.
//!
//! A model is run like any module. A line that ends in `#@ KEY` stands for the frames that the data file of frames lists
//! under KEY; lines without such a mark leave no trace in tracebacks.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::OnceLock;

use crate::frame::TraceEntry;
use crate::heap::Names;
use crate::models::MODELS;
use crate::settings::Version;

const BUILTIN_MODULES: &str = include_str!("../data/builtin_modules.txt");

/// What `cargo xtask lab stock` took of one Python's library.
struct Table {
    /// Its minor version.
    minor: u8,
    names: &'static str,
    imports: &'static str,
    frames: &'static str,
}

const TABLES: [Table; 3] = [
    Table {
        minor: 9,
        names: include_str!("../data/names-3.9.txt"),
        imports: include_str!("../data/imports-3.9.txt"),
        frames: include_str!("../data/frames-3.9.txt"),
    },
    Table {
        minor: 11,
        names: include_str!("../data/names-3.11.txt"),
        imports: include_str!("../data/imports-3.11.txt"),
        frames: include_str!("../data/frames-3.11.txt"),
    },
    Table {
        minor: 13,
        names: include_str!("../data/names-3.13.txt"),
        imports: include_str!("../data/imports-3.13.txt"),
        frames: include_str!("../data/frames-3.13.txt"),
    },
];

/// The table of a version, or of the nearest that is known.
fn table(minor: u8) -> &'static Table {
    match minor {
        ..=9 => &TABLES[0],
        10 | 11 => &TABLES[1],
        _ => &TABLES[2],
    }
}

/// Whether the library of this version was looked at.
pub(crate) fn is_known(minor: u8) -> bool {
    table(minor).minor == minor
}

/// The model of a library module.
pub(crate) fn model(name: &str) -> Option<&'static str> {
    static BY_NAME: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| MODELS.iter().copied().collect());
    by_name.get(name).copied()
}

/// Whether Python finds this module before it looks at the search path.
pub(crate) fn is_builtin(name: &str, minor: u8) -> bool {
    // The interpreter's own modules, of which models are made.
    if name.starts_with("_hurdles_") {
        return model(name).is_some();
    }
    static VERSIONS: OnceLock<BTreeMap<&str, (u8, u8)>> = OnceLock::new();
    let versions = VERSIONS.get_or_init(|| {
        let lines = BUILTIN_MODULES.lines();
        let parsed = lines.map(|line| {
            let (name, versions) = line.split_once(' ').unwrap_or((line, "-"));
            let (from, to) = versions.split_once('-').unwrap_or(("", ""));
            (
                name,
                (from.parse().unwrap_or(0), to.parse().unwrap_or(u8::MAX)),
            )
        });
        parsed.collect()
    });
    versions
        .get(name)
        .is_some_and(|(from, to)| (*from..=*to).contains(&minor))
}

/// What a library module has beside what its model defines; in versions that were not looked at any name may exist.
pub(crate) fn names(name: &str, minor: u8) -> Names {
    let listed = listed(name, minor).filter(|_| is_known(minor));
    match listed {
        Some(names) => {
            let names = names.split(' ').filter(|name| !name.starts_with('-'));
            Names::Listed(names.map(Rc::from).collect())
        }
        None => Names::Open(Rc::from(format!("names of the module {name}"))),
    }
}

/// What a module's model defines that the module of this version has not: names, and `Class.attribute`. The models are
/// those of 3.11; what they have there beside the real modules is for their own use.
pub(crate) fn lacking(name: &str, minor: u8) -> impl Iterator<Item = &'static str> {
    let listed = listed(name, minor).filter(|_| table(minor).minor != 11);
    let names = listed.unwrap_or_default().split(' ');
    names.filter_map(|name| name.strip_prefix('-'))
}

/// The line of a module in the list of names, without its name.
fn listed(name: &str, minor: u8) -> Option<&'static str> {
    let lines = table(minor).names.lines();
    let mut rests = lines.filter_map(|line| line.strip_prefix(name));
    rests.find_map(|rest| {
        if rest.is_empty() {
            Some("")
        } else {
            rest.strip_prefix(' ')
        }
    })
}

/// The table of library frames for a version.
pub(crate) fn frames(version: &Version) -> &'static str {
    table(version.minor).frames
}

/// The frames that a line of a model stands for.
pub(crate) fn frames_of(line: &str, table: &'static str, root: &str) -> Vec<TraceEntry> {
    let Some((_, keys)) = line.split_once("#@") else {
        return Vec::new();
    };
    let mut entries = Vec::new();
    for key in keys.split_whitespace() {
        let records = table
            .lines()
            .filter_map(|record| record.strip_prefix(key)?.strip_prefix('|'));
        entries.extend(records.filter_map(|record| entry(record, root)));
    }
    entries
}

/// `file|line|function|text`, with « and » around what a marker line points out, or with ¶ between the lines that are printed.
fn entry(record: &str, root: &str) -> Option<TraceEntry> {
    let mut fields = record.splitn(4, '|');
    let (file, line, function, text) = (
        fields.next()?,
        fields.next()?,
        fields.next()?,
        fields.next(),
    );
    let file = if file.starts_with(['/', '<']) {
        file.to_owned()
    } else {
        format!("{root}{file}")
    };
    let position = |mark: char| text.and_then(|text| text.chars().position(|c| c == mark));
    // Marks before a place move it to the right by one each.
    let n_inner = if position('‹').is_some() { 2 } else { 0 };
    let columns = position('«').zip(position('»'));
    let columns = columns.map(|(start, end)| (start, end - 1 - n_inner));
    let anchors = position('‹').zip(position('›'));
    let anchors = anchors.map(|(start, end)| (start - 1, end - 2));
    Some(TraceEntry {
        file: Rc::from(file),
        line: line.parse().ok()?,
        function: Rc::from(function),
        text: text.map(|text| Rc::from(text.replace(['«', '»', '‹', '›'], "").replace('¶', "\n"))),
        columns,
        anchors,
        bracket: None,
        span: None,
    })
}

/// The file of code that is not Python.
pub(crate) fn no_file() -> Rc<crate::heap::CodeFile> {
    Rc::new(crate::heap::CodeFile {
        name: Rc::from("<C>"),
        text: Rc::from(""),
        source: None,
        marks: None,
        is_stock: false,
        root: Rc::from(""),
        lines: hurdles_source::LineIndex::new(""),
    })
}

/// The part of a stock file's path before its module's own: `/usr/lib/python3/dist-packages/`.
pub(crate) fn root_of(path: &str, name: &str) -> String {
    let relative = name.replace('.', "/");
    match path.rfind(&relative) {
        Some(at) => path[..at].to_owned(),
        None => String::new(),
    }
}

/// The import statements of a stock module, each on its line; none where they are not known.
pub(crate) fn imports(name: &str, minor: u8) -> Option<String> {
    let heading = format!("={name}");
    let mut lines = table(minor)
        .imports
        .lines()
        .skip_while(|line| *line != heading);
    lines.next()?;
    let mut text = String::new();
    let mut n_lines = 1;
    for line in lines.take_while(|line| !line.starts_with('=')) {
        let (number, statement) = line.split_once(' ')?;
        let number: usize = number.parse().ok()?;
        text.push_str(&"\n".repeat(number.saturating_sub(n_lines)));
        n_lines = number;
        text.push_str(statement);
    }
    text.push('\n');
    Some(text)
}

/// Whether a module is in memory before any other is imported: no file of the app can stand in its way.
pub(crate) fn is_preloaded(name: &str) -> bool {
    matches!(
        name,
        "_collections_abc"
            | "_sitebuiltins"
            | "abc"
            | "codecs"
            | "encodings"
            | "genericpath"
            | "importlib"
            | "io"
            | "os"
            | "posixpath"
            | "site"
            | "stat"
            | "zipimport"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_of_a_model_has_its_frames() {
        let keys = |text: &'static str| text.lines().filter_map(|record| record.split('|').next());
        let known: Vec<&str> = TABLES.iter().flat_map(|table| keys(table.frames)).collect();
        let texts = MODELS.iter().map(|(_, text)| *text);
        for line in texts.chain([table(11).imports]).flat_map(str::lines) {
            let Some((_, keys)) = line.split_once("#@") else {
                continue;
            };
            for key in keys.split_whitespace() {
                assert!(known.contains(&key), "{key} in {line}");
            }
        }
    }

    #[test]
    fn every_model_is_python() {
        for (name, text) in MODELS {
            assert!(crate::lower::parse(text, 13).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_frame_keeps_its_marker_columns() {
        let record = "a.py|7|f|return «x‹[1]›» + 2";
        let frame = entry(record, "/lib/").unwrap();
        assert_eq!(&*frame.file, "/lib/a.py");
        assert_eq!(frame.text.as_deref(), Some("return x[1] + 2"));
        assert_eq!(frame.columns, Some((7, 11)));
        assert_eq!(frame.anchors, Some((8, 11)));
    }
}
