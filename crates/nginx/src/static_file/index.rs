//! Index files (modules/ngx_http_index_module.c).

use hurdles_machine::{Bits, Errno, Walk};

use super::{errno_text, path, refused, walk};
use crate::event::{AnswerReason, Event};
use crate::phases::Step;
use crate::place::Place;
use crate::problem::Level;
use crate::transaction::Transaction;

/// `ngx_http_index_handler`: the first index file that exists; none where the directory has none.
pub(super) fn index(transaction: &mut Transaction<'_>) -> Option<Step> {
    let chain = transaction.chain();
    let mut names: Vec<String> = Vec::new();
    for id in chain.all("index") {
        names.extend(chain.tree().get(id).texts().map(str::to_owned));
    }
    if names.is_empty() {
        names.push("index.html".to_owned());
    }
    let (directory, place) = path(transaction);
    let mut is_tested = false;
    for name in names {
        let name = transaction.expand(&name);
        if name.starts_with('/') {
            return Some(redirect_to_index(transaction, name));
        }
        let path = format!("{directory}{name}");
        let walk = walk(transaction, &path, Bits::NONE);
        let errno = match walk.end {
            Ok(node) if transaction.machine.node(node).is_directory() => Errno::IsADirectory,
            Ok(_) => {
                let uri = format!("{}{name}", transaction.uri);
                return Some(redirect_to_index(transaction, uri));
            }
            Err(errno) => errno,
        };
        match errno {
            Errno::NotADirectory | Errno::NameTooLong | Errno::AccessDenied => {
                return Some(index_error(transaction, path, walk, errno, place));
            }
            Errno::NotFound | Errno::IsADirectory => {
                if !is_tested {
                    let directory = super::walk(transaction, &directory, Bits::NONE);
                    if let Err(Errno::NotFound) = directory.end {
                        let errno = Errno::NotFound;
                        return Some(index_error(transaction, path, walk, errno, place));
                    }
                    is_tested = true;
                }
            }
            errno => {
                let text = format!("stat() \"{path}\" failed {}", errno_text(errno));
                transaction.log(Level::Crit, &text);
                return Some(refused(transaction, 500, AnswerReason::File));
            }
        }
    }
    None
}

fn redirect_to_index(transaction: &mut Transaction<'_>, uri: String) -> Step {
    transaction.events.push(Event::InternalRedirect {
        place: None,
        to: uri.clone(),
    });
    Step::Redirect {
        uri,
        arguments: transaction.arguments.clone(),
    }
}

fn index_error(
    transaction: &mut Transaction<'_>,
    path: String,
    walk: Walk,
    errno: Errno,
    place: Option<Place>,
) -> Step {
    let is_denied = errno == Errno::AccessDenied;
    if is_denied {
        let text = format!("\"{path}\" is forbidden {}", errno_text(errno));
        transaction.log(Level::Error, &text);
    } else if transaction.flag("log_not_found", true) {
        let text = format!("\"{path}\" is not found {}", errno_text(errno));
        transaction.log(Level::Error, &text);
    }
    transaction.events.push(Event::File {
        place,
        path,
        walk,
        errno: Some(errno),
    });
    let status = if is_denied { 403 } else { 404 };
    refused(transaction, status, AnswerReason::File)
}
