//! Finding a unit's files on the machine and reading them: where systemd looks, what comes on top, what a link means
//! (systemd.unit(5)).

use std::sync::Arc;

use hurdles_machine::shell::Word;
use hurdles_machine::{Content, Machine, NodeKind};
use hurdles_source::Span;

use crate::problem::{Problem, ProblemKind, odd_message};
use crate::service::{Install, Kind, Service, Socket};
use crate::settings::Reader;
use crate::specifier::Specifiers;
use crate::unit_file::{Place, parse};

/// Where units lie; the first that has a file wins.
pub const FOLDERS: [&str; 4] = [
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
];

/// Endings of unit names (unit_type_table).
const ENDINGS: [&str; 11] = [
    "service",
    "socket",
    "target",
    "device",
    "mount",
    "automount",
    "swap",
    "timer",
    "path",
    "slice",
    "scope",
];

/// How a unit could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// It is there.
    Loaded,
    /// There is no file.
    NotFound,
    /// It is refused for what it says.
    BadSetting,
    /// A link to `/dev/null`, or an empty file, stands in its place.
    Masked,
}

impl Load {
    /// systemd's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Loaded => "loaded",
            Self::NotFound => "not-found",
            Self::BadSetting => "bad-setting",
            Self::Masked => "masked",
        }
    }
}

/// A unit as systemd has it in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Its whole name.
    pub name: String,
    /// How it could be read.
    pub load: Load,
    /// Its file.
    pub fragment: Option<String>,
    /// Files on top of it.
    pub drop_ins: Vec<String>,
    /// All texts as they were when they were read, by path.
    pub texts: Vec<(String, Arc<str>)>,
    /// `Description=`, or the name.
    pub description: String,
    /// `[Service]` and what of `[Unit]` concerns it.
    pub service: Service,
    /// `[Socket]`.
    pub socket: Socket,
    /// `[Install]`.
    pub install: Install,
    /// Units that are started with it: the key and the name.
    pub needs: Vec<(String, Word)>,
    /// What systemd finds odd.
    pub problems: Vec<Problem>,
    /// Lines that it logs about the unit as a whole.
    pub verdicts: Vec<String>,
    /// The characters of the whole file, where it is a document.
    pub span: Option<Span>,
}

/// The whole name that is meant: a name without a unit's ending is a service's (`unit_name_mangle`).
#[must_use]
pub fn full_name(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    match name.rsplit_once('.') {
        Some((_, ending)) if ENDINGS.contains(&ending) => name.to_owned(),
        _ => format!("{name}.service"),
    }
}

/// The template that an instance is made from.
#[must_use]
pub fn template_of(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    let (prefix, instance) = stem.split_once('@')?;
    (!instance.is_empty()).then(|| format!("{prefix}@.{ending}"))
}

/// Whether a name is a template's, which cannot be started.
#[must_use]
pub fn is_template(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(stem, _)| stem.ends_with('@'))
}

/// A unit's file before any reading.
enum Fragment {
    At(String),
    Masked(String),
}

fn find_fragment(machine: &Machine, name: &str) -> Option<Fragment> {
    for folder in FOLDERS {
        let path = format!("{folder}/{name}");
        let Some(link) = machine.find_link(&path) else {
            continue;
        };
        if let NodeKind::Symlink(target) = &machine.node(link).kind
            && &**target == "/dev/null"
        {
            return Some(Fragment::Masked(path));
        }
        let Some(id) = machine.find(&path) else {
            continue;
        };
        match &machine.node(id).kind {
            NodeKind::File(Content::Text(text, _)) if text.is_empty() => {
                return Some(Fragment::Masked(path));
            }
            NodeKind::File(_) => return Some(Fragment::At(path)),
            _ => {}
        }
    }
    None
}

/// The path of a unit's own file, an instance's own before its template's.
#[must_use]
pub fn fragment_path(machine: &Machine, name: &str) -> Option<String> {
    let own = find_fragment(machine, name);
    let found = own.or_else(|| find_fragment(machine, &template_of(name)?))?;
    match found {
        Fragment::At(path) | Fragment::Masked(path) => Some(path),
    }
}

/// The files that come on top of a unit's own, in the order in which they are read.
fn drop_ins(machine: &Machine, name: &str) -> Vec<String> {
    let mut folders: Vec<String> = vec![name.to_owned()];
    folders.extend(template_of(name));
    let stem = name.rsplit_once('.').unwrap_or((name, ""));
    let mut prefix = stem.0;
    while let Some((shorter, _)) = prefix.rsplit_once('-') {
        folders.push(format!("{shorter}-.{}", stem.1));
        prefix = shorter;
    }
    folders.push(stem.1.to_owned());
    let mut files: std::collections::BTreeMap<Arc<str>, String> = std::collections::BTreeMap::new();
    for folder in folders.iter().rev() {
        for root in FOLDERS.iter().rev() {
            let path = format!("{root}/{folder}.d");
            let Some(id) = machine.find(&path) else {
                continue;
            };
            if let NodeKind::Directory(entries) = &machine.node(id).kind {
                for file in entries.keys().filter(|file| file.ends_with(".conf")) {
                    files.insert(file.clone(), format!("{path}/{file}"));
                }
            }
        }
    }
    files.into_values().collect()
}

/// Reads a unit; `typed` is what bytes point to that no document has.
#[must_use]
pub fn load(machine: &Machine, name: &str, typed: Span) -> Unit {
    let found = find_fragment(machine, name).or_else(|| {
        let template = template_of(name)?;
        find_fragment(machine, &template)
    });
    let (fragment, state) = match found {
        Some(Fragment::At(path)) => (Some(path), Load::Loaded),
        Some(Fragment::Masked(path)) => (Some(path), Load::Masked),
        None => (None, Load::NotFound),
    };
    let mut reader = Reader {
        specifiers: Specifiers::of(name, fragment.as_deref().unwrap_or("")),
        ..Reader::default()
    };
    let drop_ins = if state == Load::Loaded {
        drop_ins(machine, name)
    } else {
        Vec::new()
    };
    let mut texts = Vec::new();
    let mut span = None;
    if state == Load::Loaded {
        for path in fragment.iter().chain(&drop_ins) {
            if let Some((text, place)) = text_at(machine, path, typed) {
                if let Place::Source(source) = place
                    && span.is_none()
                {
                    span = Some(Span::new(source, 0, text.len()));
                }
                read(&mut reader, path, &text, place);
                texts.push((path.clone(), text));
            }
        }
    }
    let mut unit = Unit {
        name: name.to_owned(),
        load: state,
        fragment,
        drop_ins,
        texts,
        description: reader.description.unwrap_or_else(|| name.to_owned()),
        service: reader.service,
        socket: reader.socket,
        install: reader.install,
        needs: reader.needs,
        problems: reader.problems,
        verdicts: Vec::new(),
        span,
    };
    verify(&mut unit);
    unit
}

fn text_at(machine: &Machine, path: &str, typed: Span) -> Option<(Arc<str>, Place)> {
    let id = machine.find(path)?;
    match &machine.node(id).kind {
        NodeKind::File(Content::Text(text, source)) => {
            let place = source.map_or(Place::Typed(typed), Place::Source);
            Some((text.clone(), place))
        }
        _ => None,
    }
}

fn read(reader: &mut Reader, path: &str, text: &str, place: Place) {
    let file = parse(text, place);
    reader.path = path.to_owned();
    for entry in &file.entries {
        reader.take(entry);
    }
    reader
        .problems
        .extend(file.odd.into_iter().map(|odd| Problem {
            message: odd_message(&odd.kind, text.get(odd.span.range()).unwrap_or("").trim()),
            span: odd.span,
            line: odd.line,
            path: path.to_owned(),
            kind: ProblemKind::Line(odd.kind),
        }));
    reader
        .problems
        .sort_by_key(|problem| (problem.path != path, problem.line));
}

/// Whether the settings go together (`service_verify`, src/core/service.c).
fn verify(unit: &mut Unit) {
    if unit.load != Load::Loaded || !unit.name.ends_with(".service") {
        return;
    }
    let name = &unit.name;
    if unit.problems.iter().any(Problem::is_fatal) {
        unit.load = Load::BadSetting;
        let verdict =
            format!("{name}: Unit configuration has fatal error, unit will not be started.");
        unit.verdicts.push(verdict);
        return;
    }
    let service = &unit.service;
    let refusal = if service.start.is_empty() && service.stop.is_empty() {
        "Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing."
    } else if service.kind() != Kind::Oneshot && service.start.is_empty() {
        "Service has no ExecStart= setting, which is only allowed for Type=oneshot services. Refusing."
    } else if service.kind() != Kind::Oneshot && service.start.len() > 1 {
        "Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing."
    } else {
        return;
    };
    unit.verdicts.push(format!("{name}: {refusal}"));
    unit.load = Load::BadSetting;
}

impl Unit {
    /// Whether a file of the unit is not what it was when systemd read it.
    #[must_use]
    pub fn changed_on_disk(&self, machine: &Machine) -> bool {
        if self.load == Load::NotFound {
            return false;
        }
        let now = fragment_path(machine, &self.name);
        if now != self.fragment {
            return true;
        }
        let on_top = match self.load {
            Load::Masked => Vec::new(),
            _ => drop_ins(machine, &self.name),
        };
        on_top != self.drop_ins
            || self
                .texts
                .iter()
                .any(|(path, text)| machine.text_of(path).is_none_or(|now| now != *text))
    }

    /// What the journal gets when the unit is read.
    #[must_use]
    pub fn load_lines(&self) -> Vec<String> {
        let problems = self.problems.iter().map(Problem::log_line);
        problems.chain(self.verdicts.iter().cloned()).collect()
    }
}

/// Whether a unit starts at boot (`systemctl is-enabled`).
#[must_use]
pub fn file_state(machine: &Machine, unit: &Unit) -> &'static str {
    match unit.load {
        Load::Masked => return "masked",
        Load::NotFound => return "",
        _ => {}
    }
    let install = &unit.install;
    if !wanting(machine, &unit.name).is_empty() {
        return "enabled";
    }
    let is_static = install.wanted_by.is_empty() && install.alias.is_empty();
    match is_static {
        true if install.also.is_empty() => "static",
        true => "indirect",
        false => "disabled",
    }
}

/// The links that make others want a unit.
#[must_use]
pub fn wanting(machine: &Machine, name: &str) -> Vec<String> {
    let mut links = Vec::new();
    for folder in FOLDERS {
        let Some(id) = machine.find(folder) else {
            continue;
        };
        let NodeKind::Directory(entries) = &machine.node(id).kind else {
            continue;
        };
        for (entry, _) in entries.iter() {
            if !entry.ends_with(".wants") && !entry.ends_with(".requires") {
                continue;
            }
            let path = format!("{folder}/{entry}/{name}");
            if machine.find_link(&path).is_some() {
                links.push(path);
            }
        }
    }
    links
}

/// The units that a target wants, in the order of their names.
#[must_use]
pub fn wanted(machine: &Machine, target: &str) -> Vec<String> {
    let mut names = Vec::new();
    for folder in FOLDERS {
        for ending in ["wants", "requires"] {
            let Some(id) = machine.find(&format!("{folder}/{target}.{ending}")) else {
                continue;
            };
            if let NodeKind::Directory(entries) = &machine.node(id).kind {
                names.extend(entries.keys().map(ToString::to_string));
            }
        }
    }
    names.sort();
    names.dedup();
    names
}
