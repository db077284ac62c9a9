//! The way of a request through nginx's phases (http/ngx_http_core_module.c): server rewrite, location, its rewrite,
//! access, try_files, content; and round again for internal redirects and error pages.

use hurdles_machine::{Exchange, ListenerId, Machine, Reply};

use crate::access;
use crate::answer::{self, Answer};
use crate::event::{AnswerReason, Event};
use crate::location;
use crate::not_simulated;
use crate::problem::Level;
use crate::real_ip;
use crate::rewrite::{self, Rewritten};
use crate::static_file;
use crate::subrequest;
use crate::transaction::Transaction;
use crate::tree::DirectiveId;
use crate::upstream;
use crate::uri;
use crate::value;

/// Who answers for upstream servers.
pub(crate) type Upstream<'u> = dyn FnMut(&mut Machine, ListenerId, &Exchange) -> Reply + 'u;

/// What one pass through the phases leads to.
pub(crate) enum Step {
    /// An answer is ready.
    Answer(Box<Answer>),
    /// A status that an error page may replace.
    Status {
        status: u16,
        location: Option<String>,
        headers: Vec<(String, String)>,
    },
    /// On under another URI.
    Redirect { uri: String, arguments: String },
    /// On in a named location.
    Named(String),
    /// The connection is closed without an answer (`return 444`); the status is logged.
    Drop(u16),
    /// The client's patience ended.
    ClientLeft,
}

impl Step {
    /// A bare status.
    pub(crate) fn status(status: u16) -> Self {
        Self::Status {
            status,
            location: None,
            headers: Vec::new(),
        }
    }
}

/// How a request ends.
pub(crate) enum End {
    Answer(Box<Answer>),
    Drop(u16),
    ClientLeft,
}

/// Answers a request whose server is chosen and whose URI is normalised.
pub(crate) fn run(transaction: &mut Transaction<'_>, upstream: &mut Upstream<'_>) -> End {
    let mut step = from_server(transaction, upstream);
    loop {
        step = match step {
            Step::Answer(answer) => return End::Answer(answer),
            Step::Drop(status) => return End::Drop(status),
            Step::ClientLeft => return End::ClientLeft,
            Step::Status {
                status,
                location,
                headers,
            } => match error_page(transaction, status) {
                Some(next) => next,
                None => {
                    let page = answer::special(transaction, status, location, headers);
                    return End::Answer(Box::new(page));
                }
            },
            Step::Redirect { uri, arguments } => {
                if has_looped(transaction, "internally redirecting to", &uri) {
                    loop_end(transaction)
                } else {
                    transaction.uri = uri;
                    transaction.arguments = arguments;
                    reset(transaction);
                    from_server(transaction, upstream)
                }
            }
            Step::Named(name) => to_named(transaction, &name, upstream),
        };
    }
}

/// Counts a change of the URI; true when there were too many, which is logged.
fn has_looped(transaction: &mut Transaction<'_>, action: &str, uri: &str) -> bool {
    transaction.uri_changes = transaction.uri_changes.saturating_sub(1);
    if transaction.uri_changes == 0 {
        let text = format!("rewrite or internal redirection cycle while {action} \"{uri}\"");
        transaction.log(Level::Error, &text);
    }
    transaction.uri_changes == 0
}

/// Goes on in a named location (`ngx_http_named_location`).
fn to_named(transaction: &mut Transaction<'_>, name: &str, upstream: &mut Upstream<'_>) -> Step {
    if has_looped(transaction, "redirect to named location", name) {
        return loop_end(transaction);
    }
    let tree = &transaction.configuration.tree;
    let Some(id) = location::named(tree, transaction.server, name) else {
        let text = format!("could not find named location \"{name}\"");
        transaction.log(Level::Error, &text);
        return loop_end(transaction);
    };
    reset(transaction);
    enter(transaction, Some(id));
    from_location_rewrite(transaction, upstream)
}

/// A 500 that no error page can turn into another round.
fn loop_end(transaction: &mut Transaction<'_>) -> Step {
    transaction.is_final = true;
    transaction.events.push(Event::Answered {
        status: 500,
        place: None,
        reason: AnswerReason::Internal,
    });
    Step::status(500)
}

/// What an internal redirect forgets.
fn reset(transaction: &mut Transaction<'_>) {
    transaction.is_internal = true;
    transaction.is_original = false;
    transaction.is_rewritten_in_place = false;
    transaction.block = transaction.server;
    transaction.location = None;
    // The upstream connection of the first try is finalised, its name stays in the log lines that follow.
    if let Some(peer) = &mut transaction.peer {
        peer.is_held = false;
    }
}

fn from_server(transaction: &mut Transaction<'_>, upstream: &mut Upstream<'_>) -> Step {
    transaction.block = transaction.server;
    real_ip::apply(transaction);
    match rewrite::run(transaction, transaction.server) {
        Rewritten::Finished(step) => return step,
        Rewritten::Same | Rewritten::Changed => {}
    }
    transaction.block = transaction.server;
    from_location_search(transaction, upstream)
}

fn enter(transaction: &mut Transaction<'_>, location: Option<DirectiveId>) {
    transaction.location = location;
    transaction.block = location.unwrap_or(transaction.server);
    let tree = &transaction.configuration.tree;
    let choice = location::choice(tree, location, &transaction.uri);
    transaction.events.push(Event::Location(choice));
    // Methods that `limit_except` does not name have settings of their own; GET includes HEAD.
    let limit = location.and_then(|id| tree.named(id, "limit_except").next_back());
    if let Some(limit) = limit {
        let method = &transaction.method;
        let is_named = tree.get(limit).texts().any(|text| {
            text.eq_ignore_ascii_case(method)
                || (text.eq_ignore_ascii_case("GET") && method == "HEAD")
        });
        if !is_named {
            transaction.block = limit;
        }
    }
}

fn from_location_search(transaction: &mut Transaction<'_>, upstream: &mut Upstream<'_>) -> Step {
    loop {
        let tree = &transaction.configuration.tree;
        let found = location::find(tree, transaction.server, &transaction.uri);
        transaction.events.extend(found.skipped);
        if let Some(captures) = found.captures {
            transaction.captures = captures;
        }
        enter(transaction, found.location);
        if let Some(step) = check_location(transaction, found.slash_redirect) {
            return step;
        }
        let Some(location) = found.location else {
            break;
        };
        match rewrite::run(transaction, location) {
            Rewritten::Finished(step) => return step,
            Rewritten::Same => break,
            Rewritten::Changed => {}
        }
        let uri = transaction.uri.clone();
        if has_looped(transaction, "processing", &uri) {
            return loop_end(transaction);
        }
        transaction.block = transaction.server;
    }
    after_rewrite(transaction, upstream)
}

fn from_location_rewrite(transaction: &mut Transaction<'_>, upstream: &mut Upstream<'_>) -> Step {
    let Some(location) = transaction.location else {
        return after_rewrite(transaction, upstream);
    };
    match rewrite::run(transaction, location) {
        Rewritten::Finished(step) => step,
        Rewritten::Same => after_rewrite(transaction, upstream),
        Rewritten::Changed => {
            let uri = transaction.uri.clone();
            if has_looped(transaction, "processing", &uri) {
                return loop_end(transaction);
            }
            from_location_search(transaction, upstream)
        }
    }
}

/// What is checked as soon as the location is known (`ngx_http_core_find_config_phase`).
fn check_location(
    transaction: &mut Transaction<'_>,
    slash_redirect: Option<DirectiveId>,
) -> Option<Step> {
    let tree = &transaction.configuration.tree;
    if let Some(location) = transaction.location
        && let Some(internal) = tree.named(location, "internal").next()
        && !transaction.is_internal
    {
        transaction.events.push(Event::Answered {
            status: 404,
            place: Some(tree.get(internal).place.clone()),
            reason: AnswerReason::Internal,
        });
        return Some(Step::status(404));
    }
    let chain = transaction.chain();
    let most = chain
        .argument("client_max_body_size", 0)
        .and_then(|text| value::size(text, true))
        .unwrap_or(1 << 20);
    let length = transaction.asked.body_bytes;
    if most != 0 && length > most {
        let text = format!("client intended to send too large body: {length} bytes");
        transaction.log(Level::Error, &text);
        let place = chain.directive("client_max_body_size");
        transaction.events.push(Event::Answered {
            status: 413,
            place: place.map(|directive| directive.place.clone()),
            reason: AnswerReason::BodyTooLarge(most),
        });
        return Some(Step::status(413));
    }
    let location = slash_redirect?;
    let (_, name) = crate::check::location::name_of(tree.get(location)).ok()?;
    let mut target = uri::escape(name);
    if !transaction.arguments.is_empty() {
        target.push('?');
        target.push_str(&transaction.arguments);
    }
    transaction.events.push(Event::Answered {
        status: 301,
        place: Some(tree.get(location).place.clone()),
        reason: AnswerReason::SlashRedirect,
    });
    Some(Step::Status {
        status: 301,
        location: Some(target),
        headers: Vec::new(),
    })
}

fn after_rewrite(transaction: &mut Transaction<'_>, upstream: &mut Upstream<'_>) -> Step {
    real_ip::apply(transaction);
    let is_main = transaction.subrequest.is_none();
    if let Some(refusal) = access::check(transaction).filter(|_| is_main) {
        let headers = refusal.realm.map(|realm| {
            let value = format!("Basic realm=\"{realm}\"");
            ("WWW-Authenticate".to_owned(), value)
        });
        return Step::Status {
            status: refusal.status,
            location: None,
            headers: headers.into_iter().collect(),
        };
    }
    if is_main && let Some(step) = subrequest::ask(transaction, upstream) {
        return step;
    }
    if let Some(step) = static_file::try_files(transaction) {
        return step;
    }
    not_simulated::note(transaction);
    let step = match upstream::handler(transaction) {
        Some(pass) => upstream::pass(transaction, pass, upstream),
        None => static_file::content(transaction),
    };
    if is_main {
        subrequest::mirror(transaction, upstream);
    }
    step
}

/// After some errors the connection ends, even where another page takes the place of nginx's own.
fn end_connection(transaction: &mut Transaction<'_>, status: u16) {
    if matches!(status, 400 | 413 | 414 | 494..=497 | 500 | 501) {
        transaction.keeps_alive = false;
    }
}

/// `ngx_http_special_response_handler`: what an `error_page` makes of a status; none where nginx's own page is sent.
pub(crate) fn error_page(transaction: &mut Transaction<'_>, status: u16) -> Option<Step> {
    end_connection(transaction, status);
    let chain = transaction.chain();
    transaction.error_status = Some(status);
    if transaction.is_final {
        return None;
    }
    if transaction.in_error_page && !chain.flag("recursive_error_pages", false) {
        return None;
    }
    let tree = chain.tree();
    let pages = chain.all("error_page");
    let code = status.to_string();
    let page = pages
        .into_iter()
        .map(|id| tree.get(id))
        .find(|directive| directive.texts().any(|text| text == code))?;
    transaction.in_error_page = true;
    let n_arguments = page.arguments.len();
    let overwrite = page
        .argument(n_arguments.saturating_sub(2))
        .and_then(|text| text.strip_prefix('='))
        .map(|code| code.parse::<u16>().ok());
    transaction.error_status = match overwrite {
        None => Some(status),
        // A bare `=` takes the status of the page.
        Some(code) => code,
    };
    transaction.events.push(Event::ErrorPage {
        place: page.place.clone(),
        status,
    });
    let target = transaction.expand(page.argument(n_arguments - 1).unwrap_or(""));
    if target.starts_with('/') {
        if transaction.method != "HEAD" {
            transaction.method = "GET".to_owned();
        }
        let (uri, arguments) = target.split_once('?').unwrap_or((&target, ""));
        transaction.events.push(Event::InternalRedirect {
            place: Some(page.place.clone()),
            to: uri.to_owned(),
        });
        return Some(Step::Redirect {
            uri: uri.to_owned(),
            arguments: arguments.to_owned(),
        });
    }
    if target.starts_with('@') {
        return Some(Step::Named(target));
    }
    let status = transaction
        .error_status
        .filter(|status| matches!(status, 301..=303 | 307 | 308))
        .unwrap_or(302);
    transaction.error_status = Some(status);
    let answer = answer::special(transaction, status, Some(target), Vec::new());
    Some(Step::Answer(Box::new(answer)))
}
