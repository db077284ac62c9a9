//! Files: from URI to path, `try_files`, index files and the file itself (modules/ngx_http_static_module.c,
//! ngx_http_index_module.c, ngx_http_try_files_module.c).

mod conditions;
mod index;
mod try_files;

use hurdles_machine::{Bits, Content, Errno, NodeKind, Walk, stock};

use self::conditions::Outcome;
use self::index::index;
pub(crate) use self::try_files::try_files;
use crate::answer::Answer;
use crate::check::location::name_of;
use crate::event::{AnswerReason, Doubt, Event, LocationKind};
use crate::phases::Step;
use crate::place::Place;
use crate::problem::Level;
use crate::request::AnsweredBy;
use crate::transaction::Transaction;

/// The document root that holds, and the directive that says so.
pub(crate) fn root(transaction: &mut Transaction<'_>) -> (String, Option<Place>) {
    let chain = transaction.chain();
    let found = chain.blocks.iter().find_map(|block| {
        let tree = chain.tree();
        let mut children = tree.children(*block).rev();
        children.find(|id| tree.get(*id).is("root") || tree.get(*id).is("alias"))
    });
    let Some(id) = found else {
        return (format!("{}html", transaction.configuration.prefix), None);
    };
    let directive = chain.tree().get(id);
    let text = transaction.expand(directive.argument(0).unwrap_or(""));
    let path = if text.starts_with('/') {
        text
    } else {
        format!("{}{text}", transaction.configuration.prefix)
    };
    let path = if directive.is("root") {
        path.trim_end_matches('/').to_owned()
    } else {
        path
    };
    (path, Some(directive.place.clone()))
}

/// The kind and name of the location whose `alias` holds.
fn alias(transaction: &Transaction<'_>) -> Option<(LocationKind, String)> {
    let chain = transaction.chain();
    let tree = chain.tree();
    let block = chain.blocks.iter().find(|block| {
        let mut children = tree.children(**block);
        children.any(|id| tree.get(id).is("root") || tree.get(id).is("alias"))
    })?;
    tree.named(*block, "alias").next()?;
    let (kind, name) = name_of(tree.get(*block)).ok()?;
    Some((kind, name.to_owned()))
}

/// The file that the URI names (`ngx_http_map_uri_to_path`), and the directive that made the path.
pub(crate) fn path(transaction: &mut Transaction<'_>) -> (String, Option<Place>) {
    let uri = transaction.uri.clone();
    path_of(transaction, &uri)
}

fn path_of(transaction: &mut Transaction<'_>, uri: &str) -> (String, Option<Place>) {
    let (root, place) = root(transaction);
    let path = match alias(transaction) {
        None => format!("{root}{uri}"),
        Some((LocationKind::Regex | LocationKind::RegexCaseless, _)) => root,
        Some((_, name)) => format!("{root}{}", uri.get(name.len()..).unwrap_or("")),
    };
    (path, place)
}

/// The type for the URI's extension, else `default_type`.
pub(crate) fn content_type(transaction: &Transaction<'_>) -> String {
    let chain = transaction.chain();
    let tree = chain.tree();
    let name = transaction.uri.rsplit('/').next().unwrap_or("");
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    if let Some(extension) = extension.map(str::to_ascii_lowercase) {
        let blocks = chain.all("types");
        let typed = blocks.iter().rev().find_map(|block| {
            let mut lines = tree.children(*block).map(|id| tree.get(id));
            lines
                .find(|line| {
                    line.texts()
                        .any(|text| text.eq_ignore_ascii_case(&extension))
                })
                .map(|line| line.name.text.clone())
        });
        // Without any `types` three are compiled in.
        let compiled = match (blocks.is_empty(), extension.as_str()) {
            (true, "html") => Some("text/html"),
            (true, "gif") => Some("image/gif"),
            (true, "jpg") => Some("image/jpeg"),
            _ => None,
        };
        if let Some(found) = typed.or(compiled.map(str::to_owned)) {
            return found;
        }
    }
    let default = chain.argument("default_type", 0);
    default.unwrap_or("text/plain").to_owned()
}

fn walk(transaction: &Transaction<'_>, path: &str, want: Bits) -> Walk {
    let machine = &transaction.machine;
    // A slash at the end asks for a directory, not for the right to search it (path_resolution(7)).
    let plain = path.trim_end_matches('/');
    let trimmed = if plain.is_empty() { path } else { plain };
    let mut walk = machine.walk(transaction.worker, transaction.cwd, trimmed, want);
    if trimmed.len() < path.len() && walk.end.is_ok_and(|id| !machine.node(id).is_directory()) {
        walk.end = Err(Errno::NotADirectory);
    }
    walk
}

fn errno_text(errno: Errno) -> String {
    format!("({}: {errno})", errno.number())
}

/// The content handlers of a location without a `…_pass`: index, autoindex, the file itself.
pub(crate) fn content(transaction: &mut Transaction<'_>) -> Step {
    let reads = matches!(transaction.method.as_str(), "GET" | "HEAD" | "POST");
    if transaction.uri.ends_with('/') {
        if reads && let Some(step) = index(transaction) {
            return step;
        }
        if matches!(transaction.method.as_str(), "GET" | "HEAD")
            && transaction.flag("autoindex", false)
            && let Some(step) = crate::autoindex::list(transaction)
        {
            return step;
        }
    }
    if !reads && let Some(dav) = transaction.chain().directive("dav_methods") {
        transaction.events.push(Event::NotSimulated {
            place: Some(dav.place.clone()),
            what: "`dav_methods`: what WebDAV makes of the request".to_owned(),
            doubt: Doubt::Answer,
        });
    }
    if !reads {
        return refused(transaction, 405, AnswerReason::MethodNotAllowed);
    }
    if transaction.uri.ends_with('/') {
        let (path, place) = path(transaction);
        let text = format!("directory index of \"{path}\" is forbidden");
        transaction.log(Level::Error, &text);
        transaction.events.push(Event::NoIndex { path, place });
        return refused(transaction, 403, AnswerReason::File);
    }
    file(transaction)
}

fn refused(transaction: &mut Transaction<'_>, status: u16, reason: AnswerReason) -> Step {
    transaction.events.push(Event::Answered {
        status,
        place: None,
        reason,
    });
    Step::status(status)
}

/// `ngx_http_static_handler`.
fn file(transaction: &mut Transaction<'_>) -> Step {
    if transaction.is_rewritten_in_place
        && let Some((_, name)) = alias(transaction)
    {
        let text =
            format!("\"alias\" cannot be used in location \"{name}\" where URI was rewritten");
        transaction.log(Level::Alert, &text);
        return refused(transaction, 500, AnswerReason::File);
    }
    let (path, place) = path(transaction);
    let walk = walk(transaction, &path, Bits::READ);
    let end = walk.end;
    transaction.events.push(Event::File {
        place,
        path: path.clone(),
        walk,
        errno: end.err(),
    });
    let node = match end {
        Ok(node) => node,
        Err(errno) => {
            let (level, status) = match errno {
                Errno::NotFound | Errno::NotADirectory | Errno::NameTooLong => (Level::Error, 404),
                Errno::AccessDenied => (Level::Error, 403),
                _ => (Level::Crit, 500),
            };
            if status != 404 || transaction.flag("log_not_found", true) {
                let text = format!("open() \"{path}\" failed {}", errno_text(errno));
                transaction.log(level, &text);
            }
            return refused(transaction, status, AnswerReason::File);
        }
    };
    let content = match &transaction.machine.node(node).kind {
        NodeKind::Directory(_) => return add_slash(transaction),
        NodeKind::File(content) => content.clone(),
        _ => {
            let text = format!("\"{path}\" is not a regular file");
            transaction.log(Level::Crit, &text);
            return refused(transaction, 404, AnswerReason::File);
        }
    };
    if transaction.method == "POST" {
        return refused(transaction, 405, AnswerReason::MethodNotAllowed);
    }
    let answer = answer(transaction, &path, content);
    conditional(transaction, answer)
}

/// The whole file, a part of it, or that nothing has changed.
fn conditional(transaction: &mut Transaction<'_>, mut answer: Answer) -> Step {
    match conditions::check(transaction, &answer) {
        Outcome::Whole => {}
        Outcome::NotModified => {
            answer.status = 304;
            answer.content_type = None;
            answer.length = None;
            answer.body.clear();
        }
        Outcome::Refused(status, headers) => {
            transaction.events.push(Event::Answered {
                status,
                place: None,
                reason: AnswerReason::Condition,
            });
            return Step::Status {
                status,
                location: None,
                headers,
            };
        }
        Outcome::Part(start, end) => {
            let whole = answer.length.unwrap_or(0);
            let body = answer.body.get(start..end).unwrap_or_default();
            answer.body = body.to_vec();
            answer.status = 206;
            answer.length = Some((end - start) as u64);
            let range = format!("bytes {start}-{}/{whole}", end - 1);
            answer.headers.push(("Content-Range".to_owned(), range));
        }
    }
    Step::Answer(Box::new(answer))
}

fn add_slash(transaction: &mut Transaction<'_>) -> Step {
    transaction.events.push(Event::Answered {
        status: 301,
        place: None,
        reason: AnswerReason::SlashRedirect,
    });
    let mut location = format!("{}/", crate::uri::escape(&transaction.uri));
    if !transaction.arguments.is_empty() {
        location.push('?');
        location.push_str(&transaction.arguments);
    }
    Step::Status {
        status: 301,
        location: Some(location),
        headers: Vec::new(),
    }
}

fn answer(transaction: &mut Transaction<'_>, path: &str, content: Content) -> Answer {
    let system = transaction.machine.system.clone();
    let (body, length) = match content {
        Content::Text(text, _) => (text.as_bytes().to_vec(), text.len() as u64),
        Content::Stock(stock_path) => {
            let length = stock::size(&system, &stock_path).unwrap_or(0);
            (unknown_body(transaction, path), length)
        }
        Content::Unknown(length) => (unknown_body(transaction, path), length),
        Content::Program(program) => (unknown_body(transaction, path), program.size),
    };
    let mut answer = Answer::new(200, body, AnsweredBy::StaticFile);
    answer.length = Some(length);
    answer.content_type = Some(content_type(transaction));
    answer.last_modified = Some("TIME".to_owned());
    answer.has_ranges = true;
    if transaction.flag("etag", true) {
        let etag = format!("\"TIME-{length:x}\"");
        answer.headers.push(("ETag".to_owned(), etag));
    }
    answer
}

/// The text of a file that is known by its size only stays out, and that is said.
fn unknown_body(transaction: &mut Transaction<'_>, path: &str) -> Vec<u8> {
    transaction.events.push(Event::NotSimulated {
        place: None,
        what: format!("what is in {path}"),
        doubt: Doubt::Details,
    });
    Vec::new()
}
