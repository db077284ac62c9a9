//! `curl` as people use it in `after` lines: to make requests before the one that counts.

use hurdles_machine::Machine;
use hurdles_machine::shell::{Command, Outcome};
use hurdles_nginx::Request;

use super::host::Host;

/// Options with a value, short and long (curl(1)).
const WITH_VALUE: [(&str, &str); 12] = [
    ("o", "output"),
    ("m", "max-time"),
    ("X", "request"),
    ("H", "header"),
    ("d", "data"),
    ("", "data-binary"),
    ("A", "user-agent"),
    ("u", "user"),
    ("w", "write-out"),
    ("b", "cookie"),
    ("", "connect-timeout"),
    ("", "resolve"),
];

/// How long curl waits when nothing is said; longer than any timeout between the programs.
const PATIENT: f64 = 3600.0;

/// What the words ask for.
#[derive(Debug, PartialEq)]
struct Asked {
    request: Request,
    with_headers: bool,
    to_terminal: bool,
}

impl Host {
    /// Makes a request as a program on the machine.
    pub(super) fn run_curl(
        &mut self,
        machine: &mut Machine,
        command: &Command,
        words: &[&str],
    ) -> Option<Outcome> {
        let asked = read(words)?;
        let response = self.request(machine, &asked.request, command.background);
        let mut stdout = String::new();
        if asked.with_headers
            && let Some(status) = response.status
        {
            stdout = format!("HTTP/1.1 {status}\n{}\n\n", response.headers.join("\n"));
        }
        if asked.to_terminal {
            stdout.push_str(&response.body);
        }
        Some(Outcome {
            status: Some(response.curl_exit),
            stdout,
            stderr: String::new(),
        })
    }
}

/// Reads the words; none where there is no URL.
fn read(words: &[&str]) -> Option<Asked> {
    let mut url = None;
    let mut asked = Asked {
        request: Request {
            patience: PATIENT,
            ..Request::get("")
        },
        with_headers: false,
        to_terminal: true,
    };
    let mut method = None;
    let mut words = words.iter().skip(1).copied();
    while let Some(word) = words.next() {
        let mut options = Vec::new();
        if let Some(long) = word.strip_prefix("--") {
            let value = long_takes_value(long).then(|| words.next().unwrap_or(""));
            options.push((long.to_owned(), value.unwrap_or("")));
        } else if let Some(cluster) = word.strip_prefix('-') {
            for (at, letter) in cluster.char_indices() {
                let letter = letter.to_string();
                let found = WITH_VALUE.iter().find(|(short, _)| *short == letter);
                let Some((_, long)) = found else {
                    options.push((letter, ""));
                    continue;
                };
                let rest = cluster.get(at + 1..).unwrap_or("");
                let value = if rest.is_empty() {
                    words.next().unwrap_or("")
                } else {
                    rest
                };
                options.push(((*long).to_owned(), value));
                break;
            }
        } else {
            url = Some(word);
        }
        for (name, value) in options {
            match name.as_str() {
                "output" => asked.to_terminal = false,
                "max-time" => asked.request.patience = value.parse().unwrap_or(PATIENT),
                "request" => method = Some(value.to_owned()),
                "header" => asked.request.headers.push(value.to_owned()),
                "user-agent" => asked.request.headers.push(format!("User-Agent: {value}")),
                "data" | "data-binary" => {
                    method.get_or_insert_with(|| "POST".to_owned());
                    asked.request.body_bytes = u64::try_from(value.len()).unwrap_or(u64::MAX);
                }
                "I" | "head" => {
                    method = Some("HEAD".to_owned());
                    asked.with_headers = true;
                }
                "i" | "include" => asked.with_headers = true,
                _ => {}
            }
        }
    }
    let url = url?;
    // A URL without a scheme is HTTP, and one without a path asks for `/`.
    asked.request.url = if url.contains("://") {
        url.to_owned()
    } else {
        format!("http://{url}")
    };
    asked.request.method = method.unwrap_or_else(|| "GET".to_owned());
    Some(asked)
}

fn long_takes_value(name: &str) -> bool {
    WITH_VALUE.iter().any(|(_, long)| *long == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> Option<Asked> {
        read(&line.split(' ').collect::<Vec<_>>())
    }

    #[test]
    fn options_stand_anywhere_and_in_clusters() {
        let got = asked("curl -s -o /dev/null --max-time 90 http://localhost/").unwrap();
        assert!(!got.to_terminal);
        assert!((got.request.patience - 90.0).abs() < f64::EPSILON);
        assert_eq!(got.request.url, "http://localhost/");
        let got = asked("curl localhost -siXPUT").unwrap();
        assert_eq!(got.request.method, "PUT");
        assert_eq!(got.request.url, "http://localhost");
        assert!(got.with_headers);
        assert_eq!(asked("curl -d abc h").unwrap().request.method, "POST");
        assert_eq!(asked("curl -s"), None);
    }
}
