//! `try_files` (modules/ngx_http_try_files_module.c).

use hurdles_machine::{Bits, Errno};

use super::{alias, errno_text, path_of, root, walk};
use crate::event::{AnswerReason, Event};
use crate::phases::Step;
use crate::place::Place;
use crate::problem::Level;
use crate::transaction::Transaction;

/// `try_files`; none where there is none here, or a file was found and the content handler goes on.
pub(crate) fn try_files(transaction: &mut Transaction<'_>) -> Option<Step> {
    let tree = &transaction.configuration.tree;
    // Unlike other settings it holds only where it stands.
    let block = transaction.block;
    let id = tree.named(block, "try_files").next_back()?;
    let directive = tree.get(id);
    let last = directive.arguments.len().saturating_sub(1);
    for text in directive.texts().take(last) {
        let (template, wants_directory) = match text.strip_suffix('/') {
            Some(template) => (template, true),
            None => (text, false),
        };
        let uri = transaction.expand(template);
        let found = is_there(transaction, &directive.place, &uri, wants_directory);
        if found {
            transaction.uri = uri;
            return None;
        }
    }
    let fallback = directive.argument(last).unwrap_or("");
    let place = Some(directive.place.clone());
    if let Some(code) = fallback.strip_prefix('=') {
        let status = code.parse().unwrap_or(404);
        transaction.events.push(Event::Answered {
            status,
            place,
            reason: AnswerReason::TryFiles,
        });
        return Some(Step::status(status));
    }
    let target = transaction.expand(fallback);
    transaction.events.push(Event::InternalRedirect {
        place,
        to: target.clone(),
    });
    if target.starts_with('@') {
        return Some(Step::Named(target));
    }
    let (uri, arguments) = target.split_once('?').unwrap_or((&target, ""));
    Some(Step::Redirect {
        uri: uri.to_owned(),
        arguments: arguments.to_owned(),
    })
}

/// Looks for one of the names, as a directory or as anything else.
fn is_there(
    transaction: &mut Transaction<'_>,
    place: &Place,
    uri: &str,
    wants_directory: bool,
) -> bool {
    let path = match alias(transaction) {
        // A name that does not begin with the location's is appended to the alias as it is.
        Some((_, name)) if !uri.starts_with(&name) => format!("{}{uri}", root(transaction).0),
        _ => path_of(transaction, uri).0,
    };
    let walk = walk(transaction, &path, Bits::NONE);
    let found = match walk.end {
        Ok(node) => transaction.machine.node(node).is_directory() == wants_directory,
        Err(Errno::NotFound | Errno::NotADirectory | Errno::NameTooLong) => false,
        Err(errno) => {
            let text = format!("stat() \"{path}\" failed {}", errno_text(errno));
            transaction.log(Level::Crit, &text);
            false
        }
    };
    transaction.events.push(Event::Tried {
        place: place.clone(),
        path,
        walk,
        found,
    });
    found
}
