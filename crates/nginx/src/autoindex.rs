//! `autoindex`: the listing of a directory (modules/ngx_http_autoindex_module.c), in HTML.

use hurdles_machine::{Bits, Content, Errno, Machine, NodeKind, stock};

use crate::answer::Answer;
use crate::event::{AnswerReason, Event};
use crate::phases::Step;
use crate::problem::Level;
use crate::request::AnsweredBy;
use crate::static_file;
use crate::transaction::Transaction;

/// How wide a name may be before it is cut.
const WIDEST_NAME: usize = 50;

/// Lists the directory of the URI; none where there is none.
pub(crate) fn list(transaction: &mut Transaction<'_>) -> Option<Step> {
    let (path, place) = static_file::path(transaction);
    let directory = path.trim_end_matches('/').to_owned();
    let worker = transaction.worker;
    let machine = &transaction.machine;
    let names = match machine.list(worker, "/", &path) {
        Ok(names) => names,
        Err(errno) => {
            let status = match errno {
                Errno::NotFound | Errno::NotADirectory => 404,
                Errno::AccessDenied => 403,
                _ => 500,
            };
            let walk = machine.walk(worker, "/", &path, Bits::READ);
            let number = errno.number();
            let text = format!("opendir() \"{directory}\" failed ({number}: {errno})");
            transaction.log(Level::Error, &text);
            transaction.events.push(Event::File {
                place,
                path,
                walk,
                errno: Some(errno),
            });
            transaction.events.push(Event::Answered {
                status,
                place: None,
                reason: AnswerReason::File,
            });
            return Some(Step::status(status));
        }
    };
    let uri = escape_html(&transaction.uri);
    let mut text = format!(
        "<html>\r\n<head><title>Index of {uri}</title></head>\r\n<body>\r\n<h1>Index of {uri}</h1><hr><pre><a href=\"../\">../</a>\r\n"
    );
    let names = names.iter().filter(|name| !name.starts_with('.'));
    let mut entries: Vec<(bool, String, u64)> =
        names.map(|name| entry(machine, &directory, name)).collect();
    entries.sort();
    for (is_file, name, size) in entries {
        text.push_str(&line(&name, is_file, size));
    }
    text.push_str("</pre><hr></body>\r\n</html>\r\n");
    let mut answer = Answer::new(200, text.into_bytes(), AnsweredBy::Nginx);
    answer.length = None;
    answer.content_type = Some("text/html".to_owned());
    Some(Step::Answer(Box::new(answer)))
}

/// Whether it is no directory, its name, and its size.
fn entry(machine: &Machine, directory: &str, name: &str) -> (bool, String, u64) {
    let node = machine.find(&format!("{directory}/{name}"));
    let kind = node.map(|id| &machine.node(id).kind);
    let size = match kind {
        Some(NodeKind::File(Content::Text(text, _))) => text.len() as u64,
        Some(NodeKind::File(Content::Unknown(size))) => *size,
        Some(NodeKind::File(Content::Program(program))) => program.size,
        Some(NodeKind::File(Content::Stock(path))) => {
            stock::size(&machine.system, path).unwrap_or(0)
        }
        _ => 0,
    };
    let is_directory = matches!(kind, Some(NodeKind::Directory(_)));
    (!is_directory, name.to_owned(), size)
}

fn line(name: &str, is_file: bool, size: u64) -> String {
    let slash = if is_file { "" } else { "/" };
    let shown = format!("{}{slash}", escape_html(name));
    let width = name.chars().count() + slash.len();
    let gap = WIDEST_NAME.saturating_sub(width) + 1;
    let size = if is_file {
        format!("{size:>19}")
    } else {
        format!("{:>19}", "-")
    };
    let href = crate::uri::escape(name);
    format!(
        "<a href=\"{href}{slash}\">{shown}</a>{:gap$}TIME {size}\r\n",
        ""
    )
}

fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
