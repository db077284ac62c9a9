//! Log lines that were pasted, as evidence: what each says, whether this play prints it too, and what must be otherwise if not.
//!
//! [`read`] recognises them in the listing, before anything is played; [`weigh`] holds them against what was played. Which
//! messages there are, and what they mean, stands in one table (`data/messages.txt`).

mod context;
mod envelope;
mod normal;
mod reader;
mod requests;
mod table;
mod traceback;
mod verdict;
mod weigh;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use hurdles_machine::listing::is_of_security;

use crate::report::Stage;
use table::{Ask, Names, Program, Row, Weight};
use traceback::Frame;

pub(crate) use reader::read;
pub(crate) use weigh::weigh;

/// What the logs in a listing say.
#[derive(Debug, Default)]
pub struct Reading {
    /// The lines and tracebacks that are understood.
    pub(crate) entries: Vec<Entry>,
    /// Every line that belongs to a log, understood or not.
    claimed: Vec<Range<usize>>,
    /// Where something was typed that changes the machine.
    changes: Vec<usize>,
}

/// A line or traceback that is understood.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Where it stands in the listing.
    pub(crate) range: Range<usize>,
    pub(crate) program: Program,
    pub(crate) weight: Weight,
    pub(crate) stage: Option<Stage>,
    pub(crate) code: Option<&'static str>,
    row: &'static Row,
    names: Names,
    /// What its lines say without what differs from run to run.
    keys: Vec<String>,
    /// The place in the app that a traceback leads to.
    frame: Option<Frame>,
    /// The address that was asked for, where the line tells.
    path: Option<String>,
    /// Which stretch of output it belongs to: a new one begins with each command.
    block: usize,
}

impl Reading {
    /// The listing with blanks in place of the log lines, so that nothing else moves; what tells of the kernel's refusals stays.
    pub(crate) fn without_logs<'t>(&self, listing: &'t str) -> Cow<'t, str> {
        if self.claimed.is_empty() {
            return listing.into();
        }
        let mut rest = String::with_capacity(listing.len());
        let mut at = 0;
        for range in &self.claimed {
            rest.push_str(listing.get(at..range.start).unwrap_or(""));
            for line in listing
                .get(range.clone())
                .unwrap_or("")
                .split_inclusive('\n')
            {
                if is_of_security(line) {
                    rest.push_str(line);
                } else {
                    rest.extend(std::iter::repeat_n(' ', line.len()));
                }
            }
            at = range.end;
        }
        rest.push_str(listing.get(at..).unwrap_or(""));
        rest.into()
    }
}

impl Entry {
    /// What may be the reason, the likeliest first.
    fn causes(&self) -> Vec<String> {
        let causes = self.row.causes.iter();
        causes
            .map(|cause| table::filled(cause, &self.names))
            .collect()
    }

    /// The commands whose output to paste next.
    fn commands(&self) -> Vec<String> {
        let asks = self.row.asks.iter();
        asks.filter_map(|ask| match ask {
            Ask::Output(command) => Some(table::filled(command, &self.names)),
            Ask::Text(_) => None,
        })
        .collect()
    }

    /// Everything to paste next, as it stands in a sentence.
    fn asks(&self) -> Vec<String> {
        let asks = self.row.asks.iter();
        asks.map(|ask| match ask {
            Ask::Output(command) => format!("`{}`", table::filled(command, &self.names)),
            Ask::Text(text) => table::filled(text, &self.names),
        })
        .collect()
    }

    /// The meaning without the place.
    fn meaning(&self) -> String {
        table::filled(self.row.meaning, &self.names)
    }

    /// What stands in an open place of the message.
    fn name(&self, name: &str) -> Option<&str> {
        let mut names = self.names.iter();
        names.find_map(|(known, value)| (*known == name).then_some(value.as_str()))
    }
}

/// The meaning, in a clause without its final stop.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.meaning())?;
        match &self.frame {
            Some(frame) => write!(f, " ({} line {})", frame.file, frame.line),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
