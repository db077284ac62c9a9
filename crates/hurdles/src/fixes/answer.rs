//! Mending what the app answers: bytes, status, routes, another protocol.

use hurdles_source::Span;

use crate::facts::Facts;
use crate::fix::Candidate;

/// Makes a returned text a list of bytes.
pub(crate) fn return_bytes(facts: &Facts, line: Span) -> Vec<Candidate> {
    let text = facts.text(line);
    let Some(at) = text.find("return ").map(|at| at + "return ".len()) else {
        return Vec::new();
    };
    let value = text.get(at..).unwrap_or("").trim_end();
    let span = line.part(at, at + value.len());
    let title = "Return a list of bytes";
    let inner = value
        .strip_prefix('[')
        .and_then(|value| value.strip_suffix(']'));
    let bytes = |value: &str| {
        if value.starts_with(['"', '\'']) {
            format!("[b{value}]")
        } else {
            format!("[str({value}).encode()]")
        }
    };
    vec![
        Candidate::new(title).replace(span, bytes(inner.unwrap_or(value))),
        Candidate::new(title).replace(span, format!("[{}.encode()]", inner.unwrap_or(value))),
    ]
}

/// Makes an asynchronous callable a plain one.
pub(crate) fn without_async(facts: &Facts) -> Option<Candidate> {
    let definition = facts.callable_definition()?;
    let word = facts.find_in_line(definition, "async ")?;
    Some(Candidate::new("Let it be a plain function, without `async`").replace(word, ""))
}

/// Wraps an ASGI app so that it can be called by WSGI.
pub(crate) fn adapt_asgi(facts: &Facts, definition: Span) -> Vec<Candidate> {
    let Some(file) = facts.file_of(definition) else {
        return Vec::new();
    };
    let name = facts.callable_name();
    let gap = if facts.text(file).ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let import =
        format!("{gap}\nfrom a2wsgi import ASGIMiddleware\n{name} = ASGIMiddleware({name})\n");
    vec![
        Candidate::new("Wrap the app in an adapter of your own")
            .insert_after(file, format!("{gap}{}", adapter(&name))),
        Candidate::new("Wrap the app in an adapter: `a2wsgi`").insert_after(file, import),
    ]
}

/// A small adapter that runs an ASGI app that awaits nothing but its own `receive` and `send`.
fn adapter(name: &str) -> String {
    format!(
        r#"

def wsgi_of(asgi_app):
    def wsgi_app(environ, start_response):
        scope = {{
            "type": "http",
            "method": environ.get("REQUEST_METHOD", "GET"),
            "path": environ.get("PATH_INFO", "/"),
            "query_string": environ.get("QUERY_STRING", "").encode(),
            "headers": [],
        }}
        sent = []

        async def receive():
            return {{"type": "http.request", "body": b"", "more_body": False}}

        async def send(message):
            sent.append(message)

        try:
            asgi_app(scope, receive, send).send(None)
        except StopIteration:
            pass
        status = "500 Internal Server Error"
        headers = []
        body = []
        for message in sent:
            if message["type"] == "http.response.start":
                status = str(message["status"]) + " OK"
                for key, value in message.get("headers", []):
                    headers.append((key.decode(), value.decode()))
            else:
                body.append(message.get("body", b""))
        start_response(status, headers)
        return body

    return wsgi_app


{name} = wsgi_of({name})
"#
    )
}

/// Asks for a path that the app's own text has a route for.
pub(crate) fn known_routes(facts: &Facts) -> Vec<Candidate> {
    const MOST: usize = 4;
    let (Some(request), Some(root)) = (facts.document("request"), facts.request_origin()) else {
        return Vec::new();
    };
    let mut routes: Vec<String> = Vec::new();
    for file in facts.python_files() {
        let text = facts.text(file);
        for opening in [
            "route(\"",
            "route('",
            "path(\"",
            "path('",
            "add_url_rule(\"",
            "add_url_rule('",
        ] {
            for (at, _) in text.match_indices(opening) {
                let rest = text.get(at + opening.len()..).unwrap_or("");
                let route = rest.split(['"', '\'']).next().unwrap_or("");
                if !route.contains('<') && route.len() < 100 {
                    routes.push(format!("/{}", route.trim_start_matches('/')));
                }
            }
        }
    }
    routes.dedup();
    routes
        .into_iter()
        .take(MOST)
        .map(|route| {
            Candidate::new(format!("Ask for `{}`", facts.short(&route)))
                .replace(request, format!("{root}{route}"))
        })
        .collect()
}

/// Lets views return what they compute on their last line.
pub(crate) fn return_last(facts: &Facts) -> Vec<Candidate> {
    let files = facts.python_files().into_iter();
    files.flat_map(|file| return_last_in(facts, file)).collect()
}

fn return_last_in(facts: &Facts, file: Span) -> Vec<Candidate> {
    let text = facts.text(file);
    let mut candidates = Vec::new();
    let mut start = 0;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for (index, line) in lines.iter().enumerate() {
        let next = lines
            .get(index + 1..)
            .unwrap_or_default()
            .iter()
            .find(|line| !line.trim().is_empty());
        let ends = next.is_none_or(|next| !next.starts_with([' ', '\t']));
        let body = line.trim();
        let is_statement = ["return", "raise", "yield", "pass", "}", ")", "]", "#"]
            .iter()
            .any(|word| body.starts_with(word));
        if line.starts_with([' ', '\t'])
            && ends
            && !body.is_empty()
            && !is_statement
            && !body.ends_with(':')
        {
            let at = start + (line.len() - line.trim_start().len());
            let span = file.part(at, at);
            candidates.push(
                Candidate::new("Return what the last line computes").replace(span, "return "),
            );
        }
        start += line.len();
    }
    candidates
}

/// Calls `start_response` before an answer is returned.
pub(crate) fn start_response(facts: &Facts, line: Span) -> Candidate {
    let indent = facts.indent_of(line);
    Candidate::new("Call `start_response` before the answer").insert_before(
        line,
        format!("start_response('200 OK', [('Content-Type', 'text/html')])\n{indent}"),
    )
}
