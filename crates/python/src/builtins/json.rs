//! `json.dumps` and `json.loads`.

use std::fmt::Write;

use crate::dict::Dict;
use crate::value::{Native, R, Value};
use crate::vm::{Arguments, Vm};

pub(super) const FUNCTIONS: &[Native] = &[
    Native {
        name: "json_dumps",
        call: dumps,
    },
    Native {
        name: "json_loads",
        call: loads,
    },
    Native {
        name: "json_problem",
        call: |vm, arguments| {
            let problem = match text_of(vm, &arguments)? {
                Ok(text) => read(vm, &text)?.err().map(|(words, _)| Value::str(words)),
                Err(_) => None,
            };
            Ok(problem.unwrap_or(Value::None))
        },
    },
];

/// How deep a value or text may be nested.
const DEEPEST: usize = 60;

struct Style {
    indent: Option<usize>,
    sort_keys: bool,
    ascii: bool,
    comma: String,
    colon: String,
    default: Option<Value>,
}

fn dumps(vm: &mut Vm, arguments: Arguments) -> R {
    let value = vm.need(&arguments, 0, "dumps")?;
    let indent = arguments
        .keyword("indent")
        .and_then(|indent| indent.as_int())
        .and_then(|n| usize::try_from(n).ok());
    let flag = |vm: &mut Vm, name: &str, default: bool| match arguments.keyword(name) {
        Some(Value::None) | None => Ok(default),
        Some(value) => vm.truth(&value),
    };
    let (mut comma, mut colon) = (
        if indent.is_some() { "," } else { ", " }.to_owned(),
        ": ".to_owned(),
    );
    if let Some(separators) = arguments
        .keyword("separators")
        .filter(|separators| !separators.is_none())
    {
        let pair = vm.collect(&separators)?;
        if let [Value::Str(first), Value::Str(second)] = pair.as_slice() {
            (comma, colon) = (first.to_string(), second.to_string());
        }
    }
    let style = Style {
        indent: indent.map(|n| n.min(16)),
        sort_keys: flag(vm, "sort_keys", false)?,
        ascii: flag(vm, "ensure_ascii", true)?,
        comma,
        colon,
        default: arguments
            .keyword("default")
            .filter(|default| !default.is_none()),
    };
    let mut out = String::new();
    vm.write_json(&value, &style, 0, &mut out)?;
    Ok(Value::str(&out))
}

fn quote(text: &str, ascii: bool, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            c if (c as u32) < 0x20 || (ascii && !c.is_ascii()) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

impl Vm {
    // An arm for each kind of value: more than 60 lines.
    fn write_json(
        &mut self,
        value: &Value,
        style: &Style,
        depth: usize,
        out: &mut String,
    ) -> R<()> {
        self.steps(1 + out.len() / 4096)?;
        if depth > DEEPEST {
            return Err(self.error(
                "RecursionError",
                "maximum recursion depth exceeded while encoding a JSON object",
            ));
        }
        match value {
            Value::None => out.push_str("null"),
            Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Value::Int(_) | Value::Float(_) => out.push_str(&self.repr(value)?),
            Value::Str(text) => quote(text, style.ascii, out),
            Value::List(_) | Value::Tuple(_) => {
                let items = self.collect(value)?;
                let items: Vec<(Option<String>, Value)> =
                    items.into_iter().map(|item| (None, item)).collect();
                self.write_json_items(items, "[", "]", style, depth, out)?;
            }
            Value::Dict(id) => {
                let items: Vec<(Value, Value)> = self.heap.dict(*id).iter().cloned().collect();
                let mut named = Vec::with_capacity(items.len());
                for (key, item) in items {
                    let name = match &key {
                        Value::Str(text) => text.to_string(),
                        Value::None => "null".to_owned(),
                        Value::Bool(flag) => if *flag { "true" } else { "false" }.to_owned(),
                        Value::Int(_) | Value::Float(_) => self.repr(&key)?,
                        other => {
                            let type_name = self.type_name(other);
                            let message = format!(
                                "keys must be str, int, float, bool or None, not {type_name}"
                            );
                            return Err(self.error("TypeError", message));
                        }
                    };
                    named.push((Some(name), item));
                }
                if style.sort_keys {
                    named.sort_by(|a, b| a.0.cmp(&b.0));
                }
                self.write_json_items(named, "{", "}", style, depth, out)?;
            }
            Value::Unknown(_) => quote(&self.str(value)?, style.ascii, out),
            other => {
                if let Value::Instance(id) = other
                    && let Some(inner) = self.heap.instance(*id).inner.clone()
                {
                    return self.write_json(&inner, style, depth, out);
                }
                if let Some(default) = &style.default {
                    let replaced = self.call_positional(default, vec![other.clone()])?;
                    return self.write_json(&replaced, style, depth + 1, out);
                }
                let type_name = self.type_name(other);
                let message = format!("Object of type {type_name} is not JSON serializable");
                return Err(self.error("TypeError", message));
            }
        }
        Ok(())
    }

    fn write_json_items(
        &mut self,
        items: Vec<(Option<String>, Value)>,
        open: &str,
        close: &str,
        style: &Style,
        depth: usize,
        out: &mut String,
    ) -> R<()> {
        out.push_str(open);
        let n_items = items.len();
        let line = |out: &mut String, depth: usize| {
            if let Some(indent) = style.indent {
                out.push('\n');
                out.push_str(&" ".repeat(indent * depth));
            }
        };
        for (number, (name, item)) in items.into_iter().enumerate() {
            if number > 0 {
                out.push_str(&style.comma);
            }
            line(out, depth + 1);
            if let Some(name) = name {
                quote(&name, style.ascii, out);
                out.push_str(&style.colon);
            }
            self.write_json(&item, style, depth + 1, out)?;
        }
        if n_items > 0 {
            line(out, depth);
        }
        out.push_str(close);
        Ok(())
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// Why a text is not JSON: the words and the byte offset.
type Broken = (&'static str, usize);

/// The text to read; another value as it is.
fn text_of(vm: &mut Vm, arguments: &Arguments) -> R<Result<String, Value>> {
    Ok(match vm.need(arguments, 0, "loads")? {
        Value::Str(text) => Ok(text.to_string()),
        Value::Bytes(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        other => Err(other),
    })
}

fn read(vm: &mut Vm, text: &str) -> R<Result<Value, Broken>> {
    vm.steps(text.len() / 8)?;
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(vm, 0);
    Ok(value.and_then(|value| {
        reader.blank();
        if reader.at < text.len() {
            Err(("Extra data", reader.at))
        } else {
            Ok(value)
        }
    }))
}

fn loads(vm: &mut Vm, arguments: Arguments) -> R {
    let text = match text_of(vm, &arguments)? {
        Ok(text) => text,
        Err(other) => return Ok(other),
    };
    let result = read(vm, &text)?;
    result.map_err(|(words, at)| {
        let before = text.get(..at).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let position = before.chars().count();
        let message = format!("{words}: line {line} column {column} (char {position})");
        let class = vm
            .import("json")
            .and_then(|module| vm.attribute(&module, "JSONDecodeError"));
        match class {
            Ok(Value::Class(class)) => {
                crate::value::Stop::Raise(vm.exception(class, vec![Value::str(&message)]))
            }
            _ => vm.error("ValueError", message),
        }
    })
}

impl Reader<'_> {
    fn blank(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or("");
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self
            .text
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(word));
        self.at += if found { word.len() } else { 0 };
        found
    }

    // An arm for each kind of value: more than 60 lines.
    fn value(&mut self, vm: &mut Vm, depth: usize) -> Result<Value, Broken> {
        self.blank();
        let start = self.at;
        if depth > DEEPEST {
            return Err(("Expecting value", start));
        }
        for (word, value) in [
            ("null", Value::None),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("NaN", Value::Float(f64::NAN)),
        ] {
            if self.take(word) {
                return Ok(value);
            }
        }
        if self.take("\"") {
            return Ok(Value::str(&self.string(start)?));
        }
        if self.take("[") {
            let mut items = Vec::new();
            self.blank();
            if self.take("]") {
                return Ok(vm.new_list(items));
            }
            loop {
                items.push(self.value(vm, depth + 1)?);
                self.blank();
                if self.take("]") {
                    return Ok(vm.new_list(items));
                }
                if !self.take(",") {
                    return Err(("Expecting ',' delimiter", self.at));
                }
            }
        }
        if self.take("{") {
            let mut dict = Dict::default();
            self.blank();
            if self.take("}") {
                return Ok(vm.new_dict(dict));
            }
            loop {
                self.blank();
                let start = self.at;
                if !self.take("\"") {
                    return Err(("Expecting property name enclosed in double quotes", start));
                }
                let name = self.string(start)?;
                self.blank();
                if !self.take(":") {
                    return Err(("Expecting ':' delimiter", self.at));
                }
                let value = self.value(vm, depth + 1)?;
                dict.set_name(&name, value);
                self.blank();
                if self.take("}") {
                    return Ok(vm.new_dict(dict));
                }
                if !self.take(",") {
                    return Err(("Expecting ',' delimiter", self.at));
                }
            }
        }
        let rest = self.text.get(start..).unwrap_or("");
        let end = rest
            .find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'))
            .unwrap_or(rest.len());
        let number = &rest[..end];
        self.at += end;
        match (number.parse::<i64>(), number.parse::<f64>()) {
            (Ok(whole), _) => Ok(Value::Int(whole)),
            (_, Ok(number)) => Ok(Value::Float(number)),
            _ => Err(("Expecting value", start)),
        }
    }

    fn string(&mut self, start: usize) -> Result<String, Broken> {
        let mut out = String::new();
        let mut characters = self.text.get(self.at..).unwrap_or("").char_indices();
        while let Some((offset, c)) = characters.next() {
            match c {
                '"' => {
                    self.at += offset + 1;
                    return Ok(out);
                }
                '\\' => match characters.next().map(|(_, c)| c) {
                    Some('n') => out.push('\n'),
                    Some('t') => out.push('\t'),
                    Some('r') => out.push('\r'),
                    Some('b') => out.push('\x08'),
                    Some('f') => out.push('\x0c'),
                    Some('u') => {
                        let code: String = characters.by_ref().take(4).map(|(_, c)| c).collect();
                        let code = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
                        out.push(code.unwrap_or('\u{FFFD}'));
                    }
                    Some(other) => out.push(other),
                    None => break,
                },
                c if (c as u32) < 0x20 => {
                    return Err(("Invalid control character at", self.at + offset));
                }
                c => out.push(c),
            }
        }
        Err(("Unterminated string starting at", start))
    }
}
