//! Text to bytes and back, and the methods of `bytes`.

use std::rc::Rc;

use crate::settings::Locale;
use crate::value::{R, Value};
use crate::vm::{Arguments, Vm};

impl Vm {
    /// A text as a standard stream writes it in the process's locale.
    pub(crate) fn for_stream(&mut self, text: &str) -> R<String> {
        match self.settings.locale {
            _ if text.is_ascii() => Ok(text.to_owned()),
            Locale::Utf8 => Ok(text.to_owned()),
            Locale::AsciiEscaped => Ok(escaped(text)),
            Locale::AsciiStrict => {
                self.encode(text, &Value::str("ascii"), "strict")?;
                Ok(text.to_owned())
            }
        }
    }

    /// `text.encode(encoding)`.
    pub(crate) fn encode(&mut self, text: &str, encoding: &Value, errors: &str) -> R {
        let name = encoding
            .as_str()
            .unwrap_or("utf-8")
            .to_lowercase()
            .replace(['-', '_'], "");
        let limit = match name.as_str() {
            "utf8" => return Ok(Value::bytes(text.as_bytes())),
            "ascii" | "usascii" => 0x80,
            "latin1" | "iso88591" | "latin" => 0x100,
            _ => return Ok(self.unknown(&format!("the encoding {name}"))),
        };
        let mut bytes = Vec::with_capacity(text.len());
        for (at, c) in text.chars().enumerate() {
            match u8::try_from(c as u32)
                .ok()
                .filter(|byte| u32::from(*byte) < limit)
            {
                Some(byte) => bytes.push(byte),
                None if errors == "ignore" => {}
                None if errors != "strict" => bytes.push(b'?'),
                None => {
                    let codec = if limit == 0x80 { "ascii" } else { "latin-1" };
                    let escape = escape(c);
                    let rest = text.chars().skip(at);
                    let n_wrong = rest.take_while(|c| *c as u32 >= limit).count();
                    let what = if n_wrong > 1 {
                        format!("characters in position {at}-{}", at + n_wrong - 1)
                    } else {
                        format!("character '{escape}' in position {at}")
                    };
                    let message = format!(
                        "'{codec}' codec can't encode {what}: ordinal not in range({limit})"
                    );
                    return Err(self.error("UnicodeEncodeError", message));
                }
            }
        }
        Ok(Value::bytes(&bytes))
    }

    /// `bytes.decode(encoding)`.
    pub(crate) fn decode(&mut self, bytes: &[u8], encoding: &Value, errors: &str) -> R {
        let name = encoding
            .as_str()
            .unwrap_or("utf-8")
            .to_lowercase()
            .replace(['-', '_'], "");
        match name.as_str() {
            "latin1" | "iso88591" | "latin" => Ok(Value::str(
                &bytes
                    .iter()
                    .map(|byte| char::from(*byte))
                    .collect::<String>(),
            )),
            "utf8" | "ascii" | "usascii" | "utf8sig" => match std::str::from_utf8(bytes) {
                Ok(text) if name.starts_with("utf") || text.is_ascii() => {
                    Ok(Value::str(text.trim_start_matches('\u{feff}')))
                }
                _ if errors != "strict" => Ok(Value::str(&String::from_utf8_lossy(bytes))),
                result => {
                    let at = match result {
                        Ok(text) => text.bytes().position(|byte| !byte.is_ascii()).unwrap_or(0),
                        Err(error) => error.valid_up_to(),
                    };
                    let byte = bytes.get(at).copied().unwrap_or(0);
                    let message = if name.starts_with("utf") {
                        let reason = if byte & 0xC0 == 0x80
                            || byte >= 0xF8
                            || byte == 0xC0
                            || byte == 0xC1
                        {
                            "invalid start byte"
                        } else if at + 1 >= bytes.len() {
                            "unexpected end of data"
                        } else {
                            "invalid continuation byte"
                        };
                        format!(
                            "'utf-8' codec can't decode byte {byte:#04x} in position {at}: {reason}"
                        )
                    } else {
                        format!(
                            "'ascii' codec can't decode byte {byte:#04x} in position {at}: ordinal not in range(128)"
                        )
                    };
                    Err(self.error("UnicodeDecodeError", message))
                }
            },
            _ => Ok(self.unknown(&format!("the encoding {name}"))),
        }
    }

    // An arm for each method, then the way round by text: more than 60 lines.
    pub(super) fn bytes_method(
        &mut self,
        bytes: &Rc<[u8]>,
        name: &str,
        arguments: &Arguments,
    ) -> R {
        self.steps(1 + bytes.len() / 64)?;
        match name {
            "decode" => {
                let encoding = arguments
                    .named(0, "encoding")
                    .unwrap_or(Value::str("utf-8"));
                let errors = arguments.named(1, "errors");
                let errors = errors
                    .as_ref()
                    .and_then(Value::as_str)
                    .unwrap_or("strict")
                    .to_owned();
                return self.decode(bytes, &encoding, &errors);
            }
            "hex" => {
                return Ok(Value::str(
                    &bytes
                        .iter()
                        .map(|byte| format!("{byte:02x}"))
                        .collect::<String>(),
                ));
            }
            "fromhex" => return self.bytes_from_hex(arguments),
            _ => {}
        }
        // The others do what str's do, character for byte.
        let as_text = |bytes: &[u8]| -> Rc<str> {
            Rc::from(
                bytes
                    .iter()
                    .map(|byte| char::from(*byte))
                    .collect::<String>(),
            )
        };
        let text = as_text(bytes);
        let converted = |value: &Value| match value {
            Value::Bytes(bytes) => Value::Str(as_text(bytes)),
            Value::Tuple(items) => Value::tuple(
                items
                    .iter()
                    .map(|item| match item {
                        Value::Bytes(bytes) => Value::Str(as_text(bytes)),
                        other => other.clone(),
                    })
                    .collect(),
            ),
            other => other.clone(),
        };
        let arguments = if name == "join" {
            let iterable = self.need(arguments, 0, "join")?;
            let mut items = Vec::new();
            for (number, item) in self.collect(&iterable)?.iter().enumerate() {
                if !matches!(item, Value::Bytes(_) | Value::Unknown(_)) {
                    let type_name = self.type_name(item);
                    let message = format!(
                        "sequence item {number}: expected a bytes-like object, {type_name} found"
                    );
                    return Err(self.error("TypeError", message));
                }
                items.push(converted(item));
            }
            let items = self.new_list(items);
            Arguments::of(vec![items])
        } else {
            Arguments::of(arguments.positional.iter().map(converted).collect())
        };
        let result = self.str_method(&text, name, &arguments)?;
        let back = |text: &str| {
            Value::bytes(
                &text
                    .chars()
                    .map(|c| u8::try_from(c as u32).unwrap_or(b'?'))
                    .collect::<Vec<u8>>(),
            )
        };
        Ok(match result {
            Value::Str(text) => back(&text),
            Value::List(id) => {
                let items = self
                    .heap
                    .list(id)
                    .iter()
                    .map(|item| item.as_str().map_or(Value::None, back))
                    .collect();
                self.new_list(items)
            }
            Value::Tuple(items) => Value::tuple(
                items
                    .iter()
                    .map(|item| item.as_str().map_or(Value::None, back))
                    .collect(),
            ),
            other => other,
        })
    }

    pub(super) fn bytes_from_hex(&mut self, arguments: &Arguments) -> R {
        let text = self.text_argument(arguments, 0, "fromhex")?;
        let digits: Vec<u32> = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .filter_map(|c| c.to_digit(16))
            .collect();
        let bytes: Vec<u8> = digits
            .chunks_exact(2)
            .filter_map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok())
            .collect();
        Ok(Value::bytes(&bytes))
    }
}

/// A character as `backslashreplace` writes it.
fn escape(c: char) -> String {
    let code = c as u32;
    if code < 0x100 {
        format!("\\x{code:02x}")
    } else if code < 0x10000 {
        format!("\\u{code:04x}")
    } else {
        format!("\\U{code:08x}")
    }
}

/// A text with everything that is no ASCII escaped.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            out.push_str(&escape(c));
        }
    }
    out
}
