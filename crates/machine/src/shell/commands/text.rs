//! cat and tee, and what the other programs for text share.

mod in_place;
mod lines;
mod print;
mod sed;

use super::super::Outcome;
use super::super::complaint::ComplaintKind;
use super::super::run::{Call, Shell};
use super::options::{Saying, Syntax};
use crate::{Content, Errno, NodeKind};
pub(super) use lines::{ends, grep, wc};
pub(super) use print::{echo, printf};
pub(super) use sed::sed;

impl Shell<'_> {
    /// The text of an operand, `-` being standard input; text that is not carried is told and taken for empty.
    fn text_operand(&mut self, call: &Call<'_>, path: &str) -> Result<String, Errno> {
        if path == "-" || path == "/dev/stdin" {
            return Ok(call.input().to_owned());
        }
        let (who, cwd) = (&call.context.identity, &call.context.cwd);
        match self.machine.read(who, cwd, path) {
            Ok(Content::Text(text, _)) => Ok(text.to_string()),
            Ok(_) => {
                let what = format!("the text of `{path}`");
                self.complain(call.span, ComplaintKind::NotSimulated(what));
                Ok(String::new())
            }
            Err(Errno::Invalid) => Ok(String::new()),
            Err(errno) => Err(errno),
        }
    }
}

/// cat(1).
pub(super) fn cat(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "AbeEnstTuv",
        long: &[("number", 'n'), ("show-all", 'A')],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let mut saying = Saying::default();
    if options.operands.is_empty() {
        saying.out = call.input().to_owned();
    }
    for operand in &options.operands {
        match shell.text_operand(call, &operand.text) {
            Ok(text) => saying.out.push_str(&text),
            Err(errno) => saying.error(&format!("cat: {}: {errno}", operand.text)),
        }
    }
    Some(saying.outcome())
}

/// tee(1).
pub(super) fn tee(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    const SYNTAX: Syntax = Syntax {
        short: "aip",
        long: &[("append", 'a')],
    };
    let options = match SYNTAX.read(call) {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let mut saying = Saying::output(call.input());
    for operand in &options.operands {
        let path = operand.text.as_str();
        let mut text = call.input().to_owned();
        if options.has('a')
            && let Ok(old) = shell.text_operand(call, path)
        {
            text.insert_str(0, &old);
        }
        let content = Content::Text(text.into(), None);
        match shell
            .machine
            .write(call.context, path, content, call.origin())
        {
            Ok(id) => shell.after_write(id),
            Err(Errno::Invalid) => {}
            Err(errno) => saying.error(&format!("tee: {path}: {errno}")),
        }
    }
    Some(saying.outcome())
}

/// Whether a node is a regular file.
fn is_file(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::File(_))
}
