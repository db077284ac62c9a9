//! What is asked for: by the command that asked last, by a log, or by the name of the server.

use super::command::Does;
use super::found::{Found, What};
use super::shell::simple_commands;
use crate::scenario::Request;

/// A request, and where in the paste it was typed.
pub(super) struct Asked {
    pub(super) request: Request,
    pub(super) from: Option<(usize, usize)>,
}

/// The request that the paste shows; none where nothing tells.
pub(super) fn asked(found: &[Found]) -> Option<Asked> {
    typed(found)
        .or_else(|| found.iter().rev().find_map(logged))
        .or_else(|| found.iter().find_map(named))
}

/// The last URL that curl or another asked for over the network.
fn typed(found: &[Found]) -> Option<Asked> {
    found.iter().rev().find_map(|thing| {
        let is_asking = matches!(thing.what, What::Typed(Does::Ask));
        let commands = is_asking.then(|| simple_commands(&thing.text))?;
        let command = commands
            .iter()
            .find(|command| matches!(command.program(), "curl" | "wget" | "http"))?;
        if command.has("--unix-socket") || command.has("-O") {
            return None;
        }
        let (request, word) = curl(&command.words)?;
        let from = thing.text.find(&word).map(|at| {
            let start = thing.from.0 + at;
            (start, start + word.len())
        });
        Some(Asked { request, from })
    })
}

/// What the words of curl ask for (curl(1)), and the word with the URL. `-I` asks for what a `GET` is answered, without its body.
fn curl(words: &[String]) -> Option<(Request, String)> {
    const WITH_VALUE: [&str; 13] = [
        "-o",
        "--output",
        "-A",
        "--user-agent",
        "-u",
        "--user",
        "-m",
        "--max-time",
        "-w",
        "--connect-timeout",
        "-b",
        "--resolve",
        "-e",
    ];
    let mut request = Request::get("");
    let mut method: Option<String> = None;
    let mut url = None;
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().cloned().unwrap_or_default();
        match word.as_str() {
            "-X" | "--request" => method = Some(value()),
            "-H" | "--header" => request.headers.push(value()),
            "-d" | "--data" | "--data-binary" | "--data-raw" | "-F" | "--form" => {
                request.body_bytes = u64::try_from(value().len()).unwrap_or(u64::MAX);
                method.get_or_insert_with(|| "POST".to_owned());
            }
            option if WITH_VALUE.contains(&option) => {
                value();
            }
            option if option.starts_with('-') => {
                if let Some(verb) = option.strip_prefix("-X") {
                    method = Some(verb.to_owned());
                }
            }
            _ => url = Some(word.clone()),
        }
    }
    let word = url?;
    request.url = whole_url(&word)?;
    request.method = method.unwrap_or_else(|| "GET".to_owned());
    Some((request, word))
}

/// A URL with its scheme and path; none where it is no URL of a web page.
fn whole_url(word: &str) -> Option<String> {
    let (scheme, rest) = word.split_once("://").unwrap_or(("http", word));
    if !matches!(scheme, "http" | "https") || rest.is_empty() || rest.starts_with(['$', '<']) {
        return None;
    }
    let path = if rest.contains('/') { "" } else { "/" };
    Some(format!("{scheme}://{rest}{path}"))
}

/// `request: "GET /x HTTP/1.1", …, host: "shop.example"` in the last line of nginx's error log that has both.
fn logged(thing: &Found) -> Option<Asked> {
    if !matches!(thing.what, What::Log { .. }) {
        return None;
    }
    thing.text.lines().rev().find_map(|line| {
        let value = |name: &str| line.split_once(name)?.1.split('"').next();
        let host = value("host: \"").filter(|host| !host.is_empty())?;
        let path = value("request: \"")?.split(' ').nth(1)?;
        let request = Request::get(&format!("http://{host}{path}"));
        path.starts_with('/').then_some(Asked {
            request,
            from: None,
        })
    })
}

/// The first name of a server that is a name.
fn named(thing: &Found) -> Option<Asked> {
    let What::File { path, .. } = &thing.what else {
        return None;
    };
    if path
        .as_deref()
        .is_some_and(|path| path.ends_with("/default"))
    {
        return None;
    }
    let mut is_secure = false;
    let mut host = None;
    for line in thing.text.lines().map(str::trim) {
        is_secure |= line.starts_with("listen ") && line.contains(" ssl");
        if let Some(names) = line.strip_prefix("server_name ") {
            let mut names = names.trim_end_matches(';').split_whitespace();
            host = host.or_else(|| {
                names.find(|name| {
                    name.contains(|c: char| c.is_ascii_alphabetic())
                        && !name.contains(['*', '~', '$', '"', ';', '{', '<'])
                })
            });
        }
    }
    let scheme = if is_secure { "https" } else { "http" };
    Some(Asked {
        request: Request::get(&format!("{scheme}://{}/", host?)),
        from: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_curl_are_read() {
        let read = |line: &str| {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            curl(&words).map(|(request, _)| request)
        };
        assert_eq!(
            read("curl -I http://a.example"),
            Some(Request::get("http://a.example/"))
        );
        assert_eq!(
            read("curl -s -o /dev/null localhost:8000/x"),
            Some(Request::get("http://localhost:8000/x"))
        );
        let posted = read("curl -X PUT -d abc http://a/").unwrap();
        assert_eq!((posted.method.as_str(), posted.body_bytes), ("PUT", 3));
        assert_eq!(read("curl -s ftp://x/y"), None);
    }
}
