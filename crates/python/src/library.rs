//! Models of library modules: small Python files that stand for the real ones, and the traceback lines of the real files.
//!
//! A model is run like any module. A line that ends in `#@ KEY` stands for the frames that the data file of frames lists
//! under KEY; lines without such a mark leave no trace in tracebacks.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::frame::TraceEntry;
use crate::heap::{CodeFile, Names};
use crate::settings::Version;

macro_rules! models {
    ($($name:literal => $file:literal,)*) => {
        const MODELS: &[(&str, &str)] = &[$(($name, include_str!(concat!("", $file))),)*];
    };
}

include!("models/list.rs");

const BUILTIN_MODULES: &str = include_str!("../data/builtin_modules.txt");
const NAMES: &str = include_str!("../data/names.txt");
const IMPORTS_11: &str = include_str!("../data/imports-3.11.txt");
const FRAMES_11: &str = include_str!("../data/frames-3.11.txt");

/// The model of a library module.
pub(crate) fn model(name: &str) -> Option<&'static str> {
    MODELS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// The model's text, shared: made once for each thread.
pub(crate) fn shared_text(name: &str, text: &'static str) -> Arc<str> {
    thread_local! {
        static TEXTS: RefCell<BTreeMap<String, Arc<str>>> = const { RefCell::new(BTreeMap::new()) };
    }
    TEXTS.with_borrow_mut(|texts| {
        texts
            .entry(name.to_owned())
            .or_insert_with(|| Arc::from(text))
            .clone()
    })
}

/// The code of a model, shared: made once for each thread and each place that the real file lies in.
pub(crate) fn shared_code(
    name: &str,
    model: &'static str,
    path: Option<&str>,
    version: &Version,
) -> Rc<CodeFile> {
    /// Far more than one deployment has; only a copy of the library under ever new names gets there.
    const MOST: usize = 1024;
    type Place = (String, String);
    thread_local! {
        static CODE: RefCell<BTreeMap<Place, Rc<CodeFile>>> = const { RefCell::new(BTreeMap::new()) };
    }
    CODE.with_borrow_mut(|code| {
        if code.len() > MOST {
            code.clear();
        }
        let place = (name.to_owned(), path.unwrap_or("").to_owned());
        let made = || {
            Rc::new(CodeFile {
                name: Rc::from(path.unwrap_or("<model>")),
                lines: hurdles_source::LineIndex::new(model),
                text: Rc::from(model),
                source: None,
                model: Some(frames(version)),
                is_stock: false,
                root: Rc::from(root_of(path.unwrap_or(""), name)),
            })
        };
        code.entry(place).or_insert_with(made).clone()
    })
}

/// Whether Python finds this module before it looks at the search path.
pub(crate) fn is_builtin(name: &str, minor: u8) -> bool {
    // The interpreter's own modules, of which models are made.
    if name.starts_with("_hurdles_") {
        return model(name).is_some();
    }
    BUILTIN_MODULES.lines().any(|line| {
        let (known, versions) = line.split_once(' ').unwrap_or((line, "-"));
        let (from, to) = versions.split_once('-').unwrap_or(("", ""));
        let since = from.parse().is_ok_and(|from: u8| minor >= from);
        let until = to.parse().is_ok_and(|to: u8| minor <= to);
        known == name && (from.is_empty() || since) && (to.is_empty() || until)
    })
}

/// What a library module has beside what its model defines. The lists are those of Python 3.11 on Debian 12; in other
/// versions any name may exist.
pub(crate) fn names(name: &str, minor: u8) -> Names {
    thread_local! {
        static KNOWN: RefCell<BTreeMap<(String, u8), Names>> = const { RefCell::new(BTreeMap::new()) };
    }
    KNOWN.with_borrow_mut(|known| {
        known
            .entry((name.to_owned(), minor))
            .or_insert_with(|| read_names(name, minor))
            .clone()
    })
}

fn read_names(name: &str, minor: u8) -> Names {
    let listed = NAMES.lines().find_map(|line| {
        let (known, names) = line.split_once(' ')?;
        (known == name).then_some(names)
    });
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
        span: None,
    })
}

/// The file of code that is not Python.
pub(crate) fn no_file() -> Rc<CodeFile> {
    Rc::new(CodeFile {
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
