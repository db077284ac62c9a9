//! f-strings, `str.format`, `%` and format specifications.

use super::Vm;
use super::arguments::Arguments;
use super::format_spec::formatted;
use super::operators::as_float;
use crate::ast::FPart;
use crate::value::{R, Value};

impl Vm {
    /// An f-string's text.
    pub(crate) fn f_string(&mut self, parts: &[FPart]) -> R<String> {
        let mut text = String::new();
        for part in parts {
            match part {
                FPart::Literal(literal) => text.push_str(literal),
                FPart::Value {
                    expr,
                    debug,
                    conversion,
                    spec,
                } => {
                    let value = self.expr(expr)?;
                    let spec = self.f_string(spec)?;
                    let conversion = match (debug, conversion) {
                        (Some(debug), conversion) => {
                            text.push_str(debug);
                            if spec.is_empty() {
                                conversion.or(Some('r'))
                            } else {
                                *conversion
                            }
                        }
                        (None, conversion) => *conversion,
                    };
                    text.push_str(&self.converted(&value, conversion, &spec)?);
                }
            }
        }
        Ok(text)
    }

    fn converted(&mut self, value: &Value, conversion: Option<char>, spec: &str) -> R<String> {
        match conversion {
            Some('r' | 'a') => {
                let text = self.repr(value)?;
                self.format(&Value::str(&text), spec)
            }
            Some(_) => {
                let text = self.str(value)?;
                self.format(&Value::str(&text), spec)
            }
            None => self.format(value, spec),
        }
    }

    /// `format(value, spec)`.
    pub(crate) fn format(&mut self, value: &Value, spec: &str) -> R<String> {
        if let Value::Instance(_) = value
            && let Some(method) = self.special_method(value, "__format__")?
        {
            let text = self.call_positional(&method, vec![Value::str(spec)])?;
            return self.str(&text);
        }
        if spec.is_empty() {
            return self.str(value);
        }
        match value {
            Value::Str(_) | Value::Int(_) | Value::Float(_) | Value::Bool(_) => {
                let plain = self.str(value)?;
                match formatted(value, &plain, spec) {
                    Some(text) => Ok(text),
                    None => {
                        let type_name = self.type_name(value);
                        let code = spec.chars().last().filter(|c| c.is_ascii_alphabetic());
                        let message = if let Some(code) = code {
                            format!("Unknown format code '{code}' for object of type '{type_name}'")
                        } else if self.settings.version.minor >= 10 {
                            format!(
                                "Invalid format specifier '{spec}' for object of type '{type_name}'"
                            )
                        } else {
                            "Invalid format specifier".to_owned()
                        };
                        Err(self.error("ValueError", message))
                    }
                }
            }
            Value::Unknown(_) => self.str(value),
            _ => {
                let type_name = self.type_name(value);
                let message = format!("unsupported format string passed to {type_name}.__format__");
                Err(self.error("TypeError", message))
            }
        }
    }

    /// `text.format(…)`.
    pub(crate) fn format_method(&mut self, text: &str, arguments: &Arguments) -> R<String> {
        let mut out = String::new();
        let mut rest = text;
        let mut automatic = 0;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            if let Some(after) = from.strip_prefix("{{") {
                out.push('{');
                rest = after;
                continue;
            }
            if let Some(after) = from.strip_prefix("}}") {
                out.push('}');
                rest = after;
                continue;
            }
            if from.starts_with('}') {
                return Err(self.error("ValueError", "Single '}' encountered in format string"));
            }
            let Some(end) = closing_brace(from) else {
                let message = if from.len() == 1 {
                    "Single '{' encountered in format string"
                } else {
                    "expected '}' before end of string"
                };
                return Err(self.error("ValueError", message));
            };
            let field = from.get(1..end).unwrap_or("");
            rest = from.get(end + 1..).unwrap_or("");
            let (reference, spec) = field.split_once(':').unwrap_or((field, ""));
            let (reference, conversion) = match reference.split_once('!') {
                Some((reference, conversion)) => (reference, conversion.chars().next()),
                None => (reference, None),
            };
            let value = self.field_value(reference, arguments, &mut automatic)?;
            let spec = if spec.contains('{') {
                self.format_method(spec, arguments)?
            } else {
                spec.to_owned()
            };
            out.push_str(&self.converted(&value, conversion, &spec)?);
        }
        out.push_str(rest);
        Ok(out)
    }

    fn field_value(&mut self, reference: &str, arguments: &Arguments, automatic: &mut usize) -> R {
        let end = reference.find(['.', '[']).unwrap_or(reference.len());
        let (first, mut path) = reference.split_at(end);
        let mut value = if first.is_empty() || first.bytes().all(|byte| byte.is_ascii_digit()) {
            let index = first.parse().unwrap_or(*automatic);
            *automatic += usize::from(first.is_empty());
            match arguments.get(index) {
                Some(value) => value.clone(),
                None => {
                    let message =
                        format!("Replacement index {index} out of range for positional args tuple");
                    return Err(self.error("IndexError", message));
                }
            }
        } else {
            match arguments.keyword(first) {
                Some(value) => value,
                None => return Err(self.key_error(Value::str(first))),
            }
        };
        while !path.is_empty() {
            if let Some(after) = path.strip_prefix('.') {
                let end = after.find(['.', '[']).unwrap_or(after.len());
                value = self.attribute(&value, &after[..end])?;
                path = &after[end..];
            } else if let Some((index, after)) =
                path.get(1..).and_then(|inside| inside.split_once(']'))
            {
                let key = index.parse().map_or_else(|_| Value::str(index), Value::Int);
                value = self.item(&value, &key)?;
                path = after;
            } else {
                break;
            }
        }
        Ok(value)
    }

    /// `format % values`.
    pub(crate) fn percent_format(&mut self, format: &str, values: &Value) -> R {
        let mut out = String::new();
        let mut positional = match values {
            Value::Tuple(items) => items.to_vec(),
            other => vec![other.clone()],
        }
        .into_iter();
        let is_mapping = matches!(values, Value::Dict(_) | Value::Instance(_));
        let mut rest = format;
        let mut used_mapping = false;
        while let Some((before, after)) = rest.split_once('%') {
            out.push_str(before);
            let mut after = after;
            let mut value = None;
            if let Some(inside) = after.strip_prefix('(')
                && let Some((key, tail)) = inside.split_once(')')
            {
                used_mapping = true;
                value = Some(self.item(values, &Value::str(key))?);
                after = tail;
            }
            let end = after
                .find(|c: char| c.is_ascii_alphabetic() || c == '%')
                .unwrap_or(after.len());
            let (flags, tail) = after.split_at(end);
            let Some(kind) = tail.chars().next() else {
                return Err(self.error("ValueError", "incomplete format"));
            };
            rest = &tail[kind.len_utf8()..];
            if kind == '%' {
                out.push('%');
                continue;
            }
            let value = match value {
                Some(value) => value,
                None => match positional.next() {
                    Some(value) => value,
                    None => {
                        return Err(
                            self.error("TypeError", "not enough arguments for format string")
                        );
                    }
                },
            };
            out.push_str(&self.percent_item(&value, flags, kind)?);
        }
        out.push_str(rest);
        if positional.next().is_some() && !used_mapping && !is_mapping {
            let message = "not all arguments converted during string formatting";
            return Err(self.error("TypeError", message));
        }
        Ok(Value::str(&out))
    }

    /// `format % values` of bytes (PEP 461): as text, byte by byte, where the values allow it.
    pub(crate) fn percent_bytes(&mut self, format: &[u8], values: &Value) -> R {
        let latin1 = |bytes: &[u8]| bytes.iter().copied().map(char::from).collect::<String>();
        let text = latin1(format);
        let items = match values {
            Value::Tuple(items) => items.to_vec(),
            Value::Dict(_) | Value::Instance(_) => return Ok(self.unknown("a format of bytes")),
            other => vec![other.clone()],
        };
        let mut kinds = percent_kinds(&text).into_iter();
        let mut texts = Vec::new();
        for item in items {
            let kind = kinds.next();
            texts.push(match (&item, kind) {
                (Value::Bytes(bytes), Some('s' | 'b')) => Value::str(&latin1(bytes)),
                (_, Some('s' | 'b')) => {
                    let type_name = self.type_name(&item);
                    let message = format!(
                        "%b requires a bytes-like object, or an object that implements __bytes__, not '{type_name}'"
                    );
                    return Err(self.error("TypeError", message));
                }
                (_, Some('a' | 'r' | 'c')) => return Ok(self.unknown("a format of bytes")),
                _ => item,
            });
        }
        let text = text.replace("%b", "%s");
        let formatted = self.percent_format(&text, &Value::tuple(texts))?;
        let Value::Str(text) = formatted else {
            return Ok(formatted);
        };
        let bytes: Vec<u8> = text
            .chars()
            .map(|c| u8::try_from(c).unwrap_or(b'?'))
            .collect();
        Ok(Value::bytes(&bytes))
    }

    fn percent_item(&mut self, value: &Value, flags: &str, kind: char) -> R<String> {
        if let Value::Unknown(_) = value {
            return self.str(value);
        }
        let left = flags.contains('-');
        let flags = flags.replace('-', "");
        let spec_of = |kind: &str| format!("{}{flags}{kind}", if left { "<" } else { "" });
        match kind {
            's' | 'r' | 'a' => {
                let text = if kind == 's' {
                    self.str(value)?
                } else {
                    self.repr(value)?
                };
                let align = if left { "<" } else { ">" };
                let spec = if flags.is_empty() {
                    String::new()
                } else {
                    format!("{align}{flags}")
                };
                self.format(&Value::str(&text), &spec)
            }
            'd' | 'i' | 'u' => match as_float(value) {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "%d cuts a float to its whole part"
                )]
                Some(number) => {
                    let whole = value.as_int().unwrap_or(number as i64);
                    self.format(&Value::Int(whole), &spec_of("d"))
                }
                None => {
                    let type_name = self.type_name(value);
                    let message =
                        format!("%{kind} format: a real number is required, not {type_name}");
                    Err(self.error("TypeError", message))
                }
            },
            'f' | 'F' | 'e' | 'g' => match as_float(value) {
                Some(number) => self.format(&Value::Float(number), &spec_of(&kind.to_string())),
                None => {
                    let type_name = self.type_name(value);
                    Err(self.error("TypeError", format!("must be real number, not {type_name}")))
                }
            },
            'x' | 'X' | 'o' => self.format(value, &spec_of(&kind.to_string())),
            'c' => self.str(value),
            _ => {
                let message = format!("unsupported format character '{kind}' ({:#x})", kind as u32);
                Err(self.error("ValueError", message))
            }
        }
    }
}

/// The letters of the conversions in a format, in order.
fn percent_kinds(format: &str) -> Vec<char> {
    let mut kinds = Vec::new();
    let mut rest = format.chars();
    while rest.any(|c| c == '%') {
        if let Some(kind) = rest.find(|c| c.is_ascii_alphabetic() || *c == '%')
            && kind != '%'
        {
            kinds.push(kind);
        }
    }
    kinds
}

fn closing_brace(from: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in from.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
