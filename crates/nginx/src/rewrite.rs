//! The rewrite module at run time: `set`, `if`, `rewrite`, `return`, `break` in their order
//! (http/modules/ngx_http_rewrite_module.c, http/ngx_http_script.c).

use hurdles_machine::{Bits, NodeKind};

use crate::answer::Answer;
use crate::check::rewrite::is_redirect;
use crate::condition::{self, Condition};
use crate::event::{AnswerReason, Doubt, Event};
use crate::phases::Step;
use crate::problem::Level;
use crate::regex::Pattern;
use crate::request::AnsweredBy;
use crate::static_file;
use crate::transaction::Transaction;
use crate::tree::{BlockKind, DirectiveId};

/// What running a block's rewrite directives leads to.
pub(crate) enum Rewritten {
    /// The URI is the same, or stays in this location.
    Same,
    /// The URI changed: the location is to be searched again.
    Changed,
    /// The request is answered.
    Finished(Step),
}

/// What one directive leads to.
enum Next {
    Go,
    /// `break`, `last`: no more of these directives.
    Stop,
    Finished(Step),
}

/// Runs the rewrite directives of a block.
pub(crate) fn run(transaction: &mut Transaction<'_>, block: DirectiveId) -> Rewritten {
    let mut changed = false;
    match run_block(transaction, block, &mut changed) {
        Next::Finished(step) => Rewritten::Finished(step),
        _ if changed => Rewritten::Changed,
        _ => Rewritten::Same,
    }
}

/// `if` blocks nest only once, so this calls itself only once.
fn run_block(transaction: &mut Transaction<'_>, block: DirectiveId, changed: &mut bool) -> Next {
    let tree = &transaction.configuration.tree;
    for id in tree.children(block) {
        let directive = tree.get(id);
        let next = match directive.name.text.as_str() {
            "set" => {
                let name = directive.argument(0).unwrap_or("").trim_start_matches('$');
                let value = transaction.expand(directive.argument(1).unwrap_or(""));
                set(transaction, name, value);
                Next::Go
            }
            "break" => Next::Stop,
            "return" => Next::Finished(return_step(transaction, id)),
            "rewrite" => rewrite(transaction, id, changed),
            "if" => {
                if is_true(transaction, id) {
                    if directive.block == Some(BlockKind::IfInLocation) {
                        transaction.block = id;
                    }
                    run_block(transaction, id, changed)
                } else {
                    Next::Go
                }
            }
            _ => Next::Go,
        };
        if !matches!(next, Next::Go) {
            return next;
        }
    }
    Next::Go
}

fn set(transaction: &mut Transaction<'_>, name: &str, value: String) {
    let name = name.to_ascii_lowercase();
    if name == "args" {
        transaction.arguments.clone_from(&value);
    } else {
        transaction.variables.insert(name, value);
    }
}

fn is_true(transaction: &mut Transaction<'_>, id: DirectiveId) -> bool {
    let directive = transaction.configuration.tree.get(id);
    let words: Vec<&str> = directive.texts().collect();
    match condition::parse(&words) {
        Ok(Condition::Truth(name)) => {
            let value = transaction.variable(&name).unwrap_or_default();
            !value.is_empty() && value != "0"
        }
        Ok(Condition::Equals {
            variable,
            value,
            negated,
        }) => {
            let wanted = transaction.expand(&value);
            let found = transaction.variable(&variable).unwrap_or_default();
            (found == wanted) != negated
        }
        Ok(Condition::Matches {
            variable,
            pattern,
            caseless,
            negated,
        }) => {
            let pattern = Pattern::new(&pattern, caseless);
            report_unsimulated(transaction, &pattern, id);
            let found = transaction.variable(&variable).unwrap_or_default();
            match pattern.captures(&found) {
                Some(captures) => {
                    transaction.captures = captures;
                    !negated
                }
                None => negated,
            }
        }
        Ok(Condition::File {
            test,
            path,
            negated,
        }) => {
            let path = transaction.expand(&path);
            file_test(transaction, test, &path) != negated
        }
        Err(_) => false,
    }
}

fn report_unsimulated(transaction: &mut Transaction<'_>, pattern: &Pattern, id: DirectiveId) {
    if !pattern.is_simulated() {
        let place = transaction.configuration.tree.get(id).place.clone();
        transaction.events.push(Event::NotSimulated {
            place: Some(place),
            what: format!(
                "the regular expression `{}` uses what only PCRE has",
                pattern.text
            ),
            doubt: Doubt::Answer,
        });
    }
}

fn file_test(transaction: &Transaction<'_>, test: char, path: &str) -> bool {
    let machine = &transaction.machine;
    let walk = machine.walk(transaction.worker, transaction.cwd, path, Bits::NONE);
    let Ok(id) = walk.end else { return false };
    let node = machine.node(id);
    match test {
        'f' => matches!(node.kind, NodeKind::File(_)),
        'd' => node.is_directory(),
        'x' => node.mode & 0o100 != 0,
        _ => true,
    }
}

/// `ngx_http_rewrite_return` and `ngx_http_send_response`.
fn return_step(transaction: &mut Transaction<'_>, id: DirectiveId) -> Step {
    let directive = transaction.configuration.tree.get(id);
    let first = directive.argument(0).unwrap_or("");
    let (status, text) = match first.parse::<u16>() {
        Ok(status) => (status, directive.argument(1)),
        Err(_) => (302, Some(first)),
    };
    let text = text.map(|text| transaction.expand(text));
    transaction.events.push(Event::Answered {
        status,
        place: Some(directive.place.clone()),
        reason: AnswerReason::Return,
    });
    if matches!(status, 444 | 499) && text.is_none() {
        return Step::Drop(status);
    }
    if matches!(status, 301..=303 | 307 | 308) {
        return Step::Status {
            status,
            location: Some(text.unwrap_or_default()),
            headers: Vec::new(),
        };
    }
    if status >= 400 && text.is_none() {
        return Step::status(status);
    }
    transaction.read_body();
    let body = text.unwrap_or_default();
    let mut answer = Answer::new(status, body.into_bytes(), AnsweredBy::Nginx);
    answer.content_type = Some(static_file::content_type(transaction));
    Step::Answer(Box::new(answer))
}

fn rewrite(transaction: &mut Transaction<'_>, id: DirectiveId, changed: &mut bool) -> Next {
    let directive = transaction.configuration.tree.get(id);
    let pattern = Pattern::new(directive.argument(0).unwrap_or(""), false);
    report_unsimulated(transaction, &pattern, id);
    let Some(captures) = pattern.captures(&transaction.uri) else {
        return Next::Go;
    };
    transaction.captures = captures;
    let replacement = directive.argument(1).unwrap_or("");
    let flag = directive.argument(2).unwrap_or("");
    let (path, arguments) = replaced(transaction, replacement);
    transaction.events.push(Event::Rewrite {
        place: directive.place.clone(),
        from: transaction.uri.clone(),
        to: path.clone(),
    });
    if is_redirect(replacement) || matches!(flag, "redirect" | "permanent") {
        let status = if flag == "permanent" { 301 } else { 302 };
        let mut location = crate::uri::escape(&path);
        if !arguments.is_empty() {
            location.push('?');
            location.push_str(&arguments);
        }
        transaction.events.push(Event::Answered {
            status,
            place: Some(directive.place.clone()),
            reason: AnswerReason::Rewrite,
        });
        return Next::Finished(Step::Status {
            status,
            location: Some(location),
            headers: Vec::new(),
        });
    }
    transaction.is_internal = true;
    transaction.is_original = false;
    transaction.arguments = arguments;
    if path.is_empty() {
        transaction.log(Level::Error, "the rewritten URI has a zero length");
        return Next::Finished(Step::status(500));
    }
    transaction.uri = path;
    if flag == "break" {
        transaction.is_rewritten_in_place = true;
        *changed = false;
        return Next::Stop;
    }
    *changed = true;
    if flag == "last" { Next::Stop } else { Next::Go }
}

/// Path and arguments that a replacement comes to; a `?` at its end drops the old arguments.
fn replaced(transaction: &mut Transaction<'_>, replacement: &str) -> (String, String) {
    let (replacement, adds_arguments) = match replacement.strip_suffix('?') {
        Some(replacement) => (replacement, false),
        None => (replacement, true),
    };
    let new = transaction.expand(replacement);
    let (path, arguments) = new.split_once('?').unwrap_or((&new, ""));
    let mut arguments = arguments.to_owned();
    if adds_arguments && !transaction.arguments.is_empty() {
        if !arguments.is_empty() {
            arguments.push('&');
        }
        arguments.push_str(&transaction.arguments);
    }
    (path.to_owned(), arguments)
}
