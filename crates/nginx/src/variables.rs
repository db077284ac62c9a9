//! The values of variables (http/ngx_http_variables.c), as far as a simulated request has them.

mod derived;

use crate::build::Version;
use crate::event::{Doubt, Event};
use crate::regex::Pattern;
use crate::static_file;
use crate::transaction::Transaction;
use crate::tree::DirectiveId;
use crate::variable_names::{self, Part};

/// How deep `map` may refer to other variables.
const DEEPEST: usize = 8;

/// A port such as Linux gives to clients; apps may want to read a number.
const CLIENT_PORT: &str = "50000";

impl Transaction<'_> {
    /// The bytes of the whole request.
    fn request_length(&self) -> u64 {
        let headers = self.asked.headers.iter();
        let headers: usize = headers
            .map(|(name, value)| name.len() + value.len() + 4)
            .sum();
        (self.asked.line.len() + headers + 4) as u64 + self.asked.body_bytes
    }

    /// A text with its variables filled in.
    pub(crate) fn expand(&mut self, text: &str) -> String {
        self.expand_at(text, 0)
    }

    fn expand_at(&mut self, text: &str, depth: usize) -> String {
        if !text.contains('$') {
            return text.to_owned();
        }
        let Ok(parts) = variable_names::parts(text) else {
            return text.to_owned();
        };
        let mut expanded = String::new();
        for part in parts {
            match part {
                Part::Text(text) => expanded.push_str(text),
                Part::Variable(name) => {
                    let value = self.variable_at(name, depth).unwrap_or_default();
                    expanded.push_str(&value);
                }
            }
        }
        expanded
    }

    /// A variable's value; none where it has none.
    pub(crate) fn variable(&mut self, name: &str) -> Option<String> {
        self.variable_at(name, 0)
    }

    fn variable_at(&mut self, name: &str, depth: usize) -> Option<String> {
        let lower = name.to_ascii_lowercase();
        if let Ok(n @ 0..=9) = lower.parse::<usize>() {
            return self.captures.groups.get(n).cloned().flatten();
        }
        if let Some(value) = self.variables.get(&lower) {
            return Some(value.clone());
        }
        let named = self.captures.names.iter().find(|(name, _)| *name == lower);
        if let Some((_, value)) = named {
            return Some(value.clone());
        }
        if let Some(value) = self.own(&lower) {
            return Some(value);
        }
        if depth > DEEPEST {
            return None;
        }
        self.mapped(&lower, depth)
    }

    /// nginx's own variables. More than 60 lines: one arm for each.
    fn own(&mut self, name: &str) -> Option<String> {
        let non_empty = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Some(match name {
            "uri" | "document_uri" => self.uri.clone(),
            "fastcgi_script_name" => {
                let index = self.chain().argument("fastcgi_index", 0);
                match index {
                    Some(index) if self.uri.ends_with('/') => format!("{}{index}", self.uri),
                    _ => self.uri.clone(),
                }
            }
            "args" | "query_string" => self.arguments.clone(),
            "is_args" => if self.arguments.is_empty() { "" } else { "?" }.to_owned(),
            "request_uri" => self.asked.target.clone(),
            "request" => self.asked.line.clone(),
            "request_method" => self.asked.method.clone(),
            "request_filename" => static_file::path(self).0,
            "document_root" | "realpath_root" => static_file::root(self).0,
            "request_body" | "request_body_file" => return None,
            "request_completion" => "OK".to_owned(),
            "scheme" => self.asked.scheme().to_owned(),
            "https" if self.asked.tls.is_some() => "on".to_owned(),
            "http2" if self.asked.is_http2() => "h2".to_owned(),
            "https" | "http2" => String::new(),
            "ssl_server_name" => return self.asked.tls.as_ref()?.name.clone(),
            // What OpenSSL 1.1.1 and later agree on with each other.
            "ssl_protocol" if self.asked.tls.is_some() => "TLSv1.3".to_owned(),
            "ssl_cipher" if self.asked.tls.is_some() => "TLS_AES_256_GCM_SHA384".to_owned(),
            "host" => {
                if self.host.is_empty() {
                    self.server_name.clone()
                } else {
                    self.host.clone()
                }
            }
            "hostname" => hurdles_machine::stock::facts(&self.machine.system)?
                .nodename
                .to_owned(),
            "server_name" => self.server_name.clone(),
            "server_port" => self.port().to_string(),
            "server_addr" => match &self.asked.local {
                crate::server_choice::Local::Ip(ip, _) => ip.to_string(),
                crate::server_choice::Local::Unix(path) => format!("unix:{path}"),
            },
            "server_protocol" if self.asked.is_http2() => "HTTP/2.0".to_owned(),
            "server_protocol" => "HTTP/1.1".to_owned(),
            "remote_addr" => self.client(),
            "realip_remote_addr" => match self.told_client {
                Some(address) => address.to_string(),
                None => self.client(),
            },
            "invalid_referer" => self.invalid_referer(),
            "secure_link" | "secure_link_expires" => return self.secure_link(),
            "upstream_cache_status" => return self.cache_status(),
            // Five digits, as clients' ports have: the length counts in limits of the other side.
            "remote_port" | "realip_remote_port" => CLIENT_PORT.to_owned(),
            "remote_user" => return self.remote_user(),
            "proxy_add_x_forwarded_for" => match self.asked.header("x-forwarded-for") {
                Some(before) => format!("{before}, {}", self.client()),
                None => self.client(),
            },
            // A body that came in chunks is counted (`ngx_http_variable_content_length`).
            "content_length" if self.asked.is_chunked() => self.asked.body_bytes.to_string(),
            "content_length" => return self.asked.header("content-length").map(str::to_owned),
            "content_type" => return self.asked.header("content-type").map(str::to_owned),
            "nginx_version" => self.build.version.text().to_owned(),
            "status" => format!("{:03}", self.status),
            "body_bytes_sent" => self.body_bytes_sent.to_string(),
            "request_length" => self.request_length().to_string(),
            "bytes_sent" | "connection" => "N".to_owned(),
            "request_id" => "0".repeat(32),
            "connection_requests" => "1".to_owned(),
            "pid" => "PID".to_owned(),
            "pipe" => ".".to_owned(),
            "msec"
            | "request_time"
            | "upstream_response_time"
            | "upstream_connect_time"
            | "upstream_header_time" => "0.000".to_owned(),
            "time_local" | "time_iso8601" | "date_local" | "date_gmt" => "TIME".to_owned(),
            "proxy_host" | "proxy_port" => return self.proxy_variable(name),
            "upstream_addr" => return non_empty(&self.upstream.addresses.join(", ")),
            "upstream_status" => return non_empty(&self.upstream.statuses.join(", ")),
            _ => return self.prefixed(name),
        })
    }

    /// `$http_…`, `$arg_…`, `$cookie_…` and the like.
    fn prefixed(&self, name: &str) -> Option<String> {
        let joins = self.build.version >= Version::V1_24_0;
        let header = |headers: &[(String, String)], wanted: &str| {
            let found: Vec<&str> = headers
                .iter()
                .filter(|(name, _)| name.to_ascii_lowercase().replace('-', "_") == wanted)
                .map(|(_, value)| value.as_str())
                .collect();
            match wanted {
                _ if found.is_empty() => None,
                "cookie" => Some(found.join("; ")),
                "x_forwarded_for" => Some(found.join(", ")),
                _ if joins => Some(found.join(", ")),
                // Before 1.23.0 the first one alone.
                _ => found.first().map(|value| (*value).to_owned()),
            }
        };
        if let Some(wanted) = name.strip_prefix("http_") {
            return header(&self.asked.headers, wanted);
        }
        if let Some(wanted) = name.strip_prefix("sent_http_") {
            return header(&self.sent_headers, wanted);
        }
        if let Some(wanted) = name.strip_prefix("upstream_http_") {
            return header(&self.upstream.headers, wanted);
        }
        if let Some(wanted) = name.strip_prefix("arg_") {
            return self.arguments.split('&').find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                name.eq_ignore_ascii_case(wanted).then(|| value.to_owned())
            });
        }
        let wanted = name.strip_prefix("cookie_")?;
        let cookies = header(&self.asked.headers, "cookie")?;
        cookies.split(';').find_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            name.eq_ignore_ascii_case(wanted).then(|| value.to_owned())
        })
    }

    /// Empty where the link carries no hash; whether a hash is right is not computed.
    fn secure_link(&mut self) -> Option<String> {
        let directive = self.chain().directive("secure_link")?;
        let hash = self.expand(directive.argument(0).unwrap_or(""));
        if !hash.is_empty() {
            self.events.push(Event::NotSimulated {
                place: Some(directive.place.clone()),
                what: "whether the hash of the link is right".to_owned(),
                doubt: Doubt::Answer,
            });
        }
        None
    }

    /// A cache is empty at the first request.
    fn cache_status(&self) -> Option<String> {
        let chain = self.chain();
        let caches = ["uwsgi_cache", "proxy_cache", "fastcgi_cache", "scgi_cache"];
        let used = |name: &&str| chain.argument(name, 0).is_some_and(|zone| zone != "off");
        caches.iter().any(used).then(|| "MISS".to_owned())
    }

    fn remote_user(&self) -> Option<String> {
        let credentials = self.asked.header("authorization")?.strip_prefix("Basic ")?;
        let decoded = crate::access::decode_base64(credentials)?;
        let user = decoded.split(':').next().unwrap_or("").to_owned();
        (!user.is_empty()).then_some(user)
    }

    fn proxy_variable(&self, name: &str) -> Option<String> {
        let chain = self.chain();
        let text = chain.argument("proxy_pass", 0)?;
        let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
        let authority = rest.split('/').next().unwrap_or("");
        if name == "proxy_port" {
            let port = authority.rsplit_once(':').map(|(_, port)| port);
            return Some(port.unwrap_or("80").to_owned());
        }
        Some(if rest.starts_with("unix:") {
            "localhost".to_owned()
        } else {
            authority.trim_end_matches(":80").to_owned()
        })
    }

    /// Variables that `map` and its kin define.
    fn mapped(&mut self, name: &str, depth: usize) -> Option<String> {
        let tree = &self.configuration.tree;
        let http = self.http.block;
        let defines = |id: &DirectiveId, argument: usize| {
            let text = tree.get(*id).argument(argument);
            text.and_then(|text| text.strip_prefix('$'))
                .is_some_and(|known| known.eq_ignore_ascii_case(name))
        };
        let Some(map) = tree.named(http, "map").find(|id| defines(id, 1)) else {
            let other = ["geo", "split_clients"].iter().find_map(|kind| {
                let mut blocks = tree.named(http, kind);
                blocks.find(|id| defines(id, 0) || defines(id, 1))
            });
            return self.derived(other?, name);
        };
        let source = tree.get(map).argument(0).unwrap_or("");
        let value = self.expand_at(source, depth + 1);
        let lower = value.to_ascii_lowercase();
        let entries = || tree.children(map).map(|id| tree.get(id));
        let exact = entries().find(|entry| {
            let key = entry
                .name
                .text
                .strip_prefix('\\')
                .unwrap_or(&entry.name.text);
            key.eq_ignore_ascii_case(&lower) && key != "default" && !entry.arguments.is_empty()
        });
        let mut captures = None;
        let found = exact.or_else(|| {
            entries().find(|entry| {
                let Some(pattern) = entry.name.text.strip_prefix('~') else {
                    return false;
                };
                let (pattern, caseless) = match pattern.strip_prefix('*') {
                    Some(pattern) => (pattern, true),
                    None => (pattern, false),
                };
                captures = Pattern::new(pattern, caseless).captures(&value);
                captures.is_some()
            })
        });
        let found = found.or_else(|| entries().find(|entry| entry.is("default")));
        if let Some(captures) = captures {
            self.captures = captures;
        }
        let text = found.and_then(|entry| entry.argument(0)).unwrap_or("");
        Some(self.expand_at(text, depth + 1))
    }
}
