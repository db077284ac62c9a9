//! Lines of the access log (http/modules/ngx_http_log_module.c).

use crate::transaction::Transaction;
use crate::variable_names::{self, Part};

/// The format that holds where none is named.
const COMBINED: &str = "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\"";

/// The line for a request in a format; `None` and `combined` name the built-in one.
pub(crate) fn line(transaction: &mut Transaction<'_>, format: Option<&str>) -> String {
    let tree = &transaction.configuration.tree;
    let named = format.filter(|name| *name != "combined").and_then(|name| {
        let mut formats = tree.named(transaction.http.block, "log_format");
        formats
            .find(|id| tree.get(*id).argument(0) == Some(name))
            .map(|id| tree.get(id))
    });
    let mut texts: Vec<&str> = match named {
        Some(directive) => directive.texts().skip(1).collect(),
        None => vec![COMBINED],
    };
    let mut escaping = "default";
    if let Some(kind) = texts.first().and_then(|text| text.strip_prefix("escape=")) {
        escaping = kind;
        texts.remove(0);
    }
    let mut line = String::new();
    for text in texts {
        for part in variable_names::parts(text).unwrap_or_default() {
            match part {
                Part::Text(text) => line.push_str(text),
                Part::Variable(name) => match transaction.variable(name) {
                    Some(value) if !value.is_empty() || escaping != "default" => {
                        escape(&mut line, &value, escaping);
                    }
                    _ if escaping == "default" => line.push('-'),
                    _ => {}
                },
            }
        }
    }
    line.push('\n');
    line
}

fn escape(line: &mut String, value: &str, escaping: &str) {
    match escaping {
        "none" => line.push_str(value),
        "json" => {
            for character in value.chars() {
                match character {
                    '"' | '\\' => line.extend(['\\', character]),
                    '\n' => line.push_str("\\n"),
                    '\r' => line.push_str("\\r"),
                    '\t' => line.push_str("\\t"),
                    character if u32::from(character) < 0x20 => {
                        line.push_str(&format!("\\u{:04X}", u32::from(character)));
                    }
                    character => line.push(character),
                }
            }
        }
        _ => {
            for byte in value.bytes() {
                if !(0x20..0x7f).contains(&byte) || matches!(byte, b'"' | b'\\') {
                    line.push_str(&format!("\\x{byte:02X}"));
                } else {
                    line.push(char::from(byte));
                }
            }
        }
    }
}
