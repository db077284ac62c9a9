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
const NAMES: &str = include_str!("../data/names.txt");
const IMPORTS_11: &str = include_str!("../data/imports-3.11.txt");
const FRAMES_11: &str = include_str!("../data/frames-3.11.txt");

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

/// What a library module has beside what its model defines. The lists are those of Python 3.11 on Debian 12; in other
/// versions any name may exist.
pub(crate) fn names(name: &str, minor: u8) -> Names {
    static BY_MODULE: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
    let by_module = BY_MODULE.get_or_init(|| {
        NAMES
            .lines()
            .filter_map(|line| line.split_once(' '))
            .collect()
    });
    let listed = by_module.get(name);
    match listed {
        Some(names) if minor == 11 => Names::Listed(names.split(' ').map(Rc::from).collect()),
        _ => Names::Open(Rc::from(format!("names of the module {name}"))),
    }
}

/// The table of library frames for a version.
pub(crate) fn frames(_version: &Version) -> &'static str {
    FRAMES_11
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

/// The same for the import statements of a stock module.
pub(crate) fn stock_frames_of(line: &str, root: &str) -> Vec<TraceEntry> {
    frames_of(line, FRAMES_11, root)
}

/// `file|line|function|text`, with « and » around what a marker line points out.
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
        text: text.map(|text| Rc::from(text.replace(['«', '»', '‹', '›'], ""))),
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
        model: None,
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

/// The import statements of a stock module of Python 3.11 on Debian 12, each on its line; none where they are not known.
pub(crate) fn imports(name: &str) -> Option<String> {
    let heading = format!("={name}");
    let mut lines = IMPORTS_11.lines().skip_while(|line| *line != heading);
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
        let known: Vec<&str> = FRAMES_11
            .lines()
            .filter_map(|record| record.split('|').next())
            .collect();
        let texts = MODELS.iter().map(|(_, text)| *text).chain([IMPORTS_11]);
        for line in texts.flat_map(str::lines) {
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
