//! The frames of CPython's own import system (`<frozen importlib._bootstrap>`), and when they are left out of tracebacks.

use std::rc::Rc;

use super::Vm;
use crate::frame::TraceEntry;
use crate::value::Stop;

const LINES: &str = include_str!("../../data/importlib_frames.txt");

/// A place in the import system, in the order of the data file's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frozen {
    GcdImport,
    FindAndLoad,
    NotFound,
    Parent,
    NotAPackage,
    Load,
    LoadUnlocked,
    ExecGet,
    ExecRun,
    CodeRead,
    CodeCompile,
    SourceToCode,
    GetData,
    Removed,
}

impl Frozen {
    fn function(self) -> &'static str {
        match self {
            Self::GcdImport => "_gcd_import",
            Self::FindAndLoad => "_find_and_load",
            Self::NotFound | Self::Parent | Self::NotAPackage | Self::Load => {
                "_find_and_load_unlocked"
            }
            Self::LoadUnlocked => "_load_unlocked",
            Self::ExecGet | Self::ExecRun => "exec_module",
            Self::CodeRead | Self::CodeCompile => "get_code",
            Self::SourceToCode => "source_to_code",
            Self::GetData => "get_data",
            Self::Removed => "_call_with_frames_removed",
        }
    }

    fn file(self) -> &'static str {
        match self {
            Self::ExecGet
            | Self::ExecRun
            | Self::CodeRead
            | Self::CodeCompile
            | Self::SourceToCode
            | Self::GetData => "<frozen importlib._bootstrap_external>",
            _ => "<frozen importlib._bootstrap>",
        }
    }

    /// Its line in the nearest version that is known.
    fn line(self, minor: u8) -> u32 {
        let rows = LINES.lines().filter(|line| !line.starts_with('#'));
        let row = rows.min_by_key(|row| {
            let version = row
                .split(' ')
                .next()
                .and_then(|version| version.parse().ok())
                .unwrap_or(0_u8);
            version.abs_diff(minor)
        });
        let number = row.and_then(|row| row.split(' ').nth(self as usize + 1));
        number.and_then(|number| number.parse().ok()).unwrap_or(0)
    }
}

impl Vm {
    /// Puts frames of the import system above what an exception's traceback holds.
    pub(crate) fn through(&mut self, stop: Stop, places: &[Frozen]) -> Stop {
        let minor = self.settings.version.minor;
        if let Stop::Raise(id) | Stop::Again(id) = &stop
            && let Some(data) = &mut self.heap.instance_mut(*id).exception
        {
            let entries = places.iter().map(|place| TraceEntry {
                file: Rc::from(place.file()),
                line: place.line(minor),
                function: Rc::from(place.function()),
                text: None,
                columns: None,
                anchors: None,
                bracket: None,
                span: None,
            });
            data.traceback.splice(0..0, entries);
        }
        stop
    }

    /// What an import statement takes out of a traceback (import.c, `remove_importlib_frames`): all runs of frames of the
    /// import system for an `ImportError`, else those that end where it calls other code.
    pub(crate) fn trim(&mut self, stop: Stop) -> Stop {
        let Stop::Raise(id) = stop else {
            return stop;
        };
        let always = self.is_class_named(id, "ImportError");
        let Some(data) = &mut self.heap.instance_mut(id).exception else {
            return stop;
        };
        let mut kept = Vec::with_capacity(data.traceback.len());
        let mut run: Vec<TraceEntry> = Vec::new();
        for entry in data.traceback.drain(..) {
            if entry.file.starts_with("<frozen importlib.") {
                let ends = entry.function.as_ref() == "_call_with_frames_removed";
                run.push(entry);
                if always || ends {
                    run.clear();
                }
            } else {
                kept.append(&mut run);
                kept.push(entry);
            }
        }
        kept.append(&mut run);
        data.traceback = kept;
        stop
    }
}
