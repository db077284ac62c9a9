//! Methods of `str` and `bytes`.

use std::rc::Rc;

use crate::dict::{Dict, Key};
use crate::value::{R, Stop, Value};
use crate::vm::{Arguments, Vm};

impl Vm {
    pub(super) fn text_argument(
        &mut self,
        arguments: &Arguments,
        at: usize,
        function: &str,
    ) -> R<Rc<str>> {
        match self.need(arguments, at, function)? {
            Value::Str(text) => Ok(text),
            Value::Unknown(what) => Err(Stop::Beyond(what)),
            Value::Instance(id) => match self.heap.instance(id).inner.clone() {
                Some(Value::Str(text)) => Ok(text),
                _ => Err(self.not_text(&Value::Instance(id))),
            },
            other => Err(self.not_text(&other)),
        }
    }

    fn not_text(&mut self, value: &Value) -> Stop {
        let type_name = self.type_name(value);
        self.error("TypeError", format!("must be str, not {type_name}"))
    }

    // An arm for each method: more than 60 lines.
    pub(super) fn str_method(&mut self, text: &Rc<str>, name: &str, arguments: &Arguments) -> R {
        self.steps(1 + text.len() / 64)?;
        let count = |at: usize| arguments.get(at).and_then(Value::as_int);
        Ok(match name {
            "upper" => Value::str(&text.to_uppercase()),
            "lower" | "casefold" => Value::str(&text.to_lowercase()),
            "strip" | "lstrip" | "rstrip" => self.strip(text, name, arguments.get(0))?,
            "split" | "rsplit" => self.split(text, name == "rsplit", arguments)?,
            "splitlines" => {
                let lines = text.lines().map(Value::str).collect();
                self.new_list(lines)
            }
            "join" => return self.join(text, arguments),
            "replace" => {
                let (old, new) = (
                    self.text_argument(arguments, 0, "replace")?,
                    self.text_argument(arguments, 1, "replace")?,
                );
                self.steps(new.len().saturating_mul(text.matches(&*old).count()))?;
                match count(2).and_then(|n| usize::try_from(n).ok()) {
                    Some(n) => Value::str(&text.replacen(&*old, &new, n)),
                    None => Value::str(&text.replace(&*old, &new)),
                }
            }
            "startswith" | "endswith" => self.affix(text, name, arguments)?,
            "removeprefix" => {
                let prefix = self.text_argument(arguments, 0, name)?;
                Value::str(text.strip_prefix(&*prefix).unwrap_or(text))
            }
            "removesuffix" => {
                let suffix = self.text_argument(arguments, 0, name)?;
                Value::str(text.strip_suffix(&*suffix).unwrap_or(text))
            }
            "find" | "index" | "rfind" | "rindex" => self.find_text(text, name, arguments)?,
            "count" => {
                let part = self.text_argument(arguments, 0, "count")?;
                Value::count(text.matches(&*part).count())
            }
            "format" => Value::str(&self.format_method(text, arguments)?),
            "format_map" => {
                let mapping = self.need(arguments, 0, name)?;
                let mut named = Arguments::default();
                for (key, value) in self.mapping_items(&mapping)? {
                    if let Value::Str(key) = key {
                        named.keywords.push((key, value));
                    }
                }
                Value::str(&self.format_method(text, &named)?)
            }
            "encode" => {
                let encoding = arguments
                    .named(0, "encoding")
                    .unwrap_or(Value::str("utf-8"));
                let errors = arguments.named(1, "errors");
                let errors = errors
                    .as_ref()
                    .and_then(Value::as_str)
                    .unwrap_or("strict")
                    .to_owned();
                return self.encode(text, &encoding, &errors);
            }
            "title" | "capitalize" | "swapcase" => Value::str(&recased(text, name)),
            "partition" | "rpartition" => {
                let separator = self.text_argument(arguments, 0, name)?;
                let found = if name == "partition" {
                    text.split_once(&*separator)
                } else {
                    text.rsplit_once(&*separator)
                };
                match found {
                    Some((before, after)) => Value::tuple(vec![
                        Value::str(before),
                        Value::Str(separator),
                        Value::str(after),
                    ]),
                    None if name == "partition" => Value::tuple(vec![
                        Value::Str(text.clone()),
                        Value::str(""),
                        Value::str(""),
                    ]),
                    None => Value::tuple(vec![
                        Value::str(""),
                        Value::str(""),
                        Value::Str(text.clone()),
                    ]),
                }
            }
            "isdigit" | "isdecimal" | "isnumeric" => {
                is_all(text, |c| c.is_ascii_digit() || c.is_numeric())
            }
            "isalpha" => is_all(text, char::is_alphabetic),
            "isalnum" => is_all(text, char::is_alphanumeric),
            "isspace" => is_all(text, char::is_whitespace),
            "isascii" => Value::Bool(text.is_ascii()),
            "isprintable" => Value::Bool(!text.chars().any(char::is_control)),
            "isupper" => Value::Bool(
                text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase),
            ),
            "islower" => Value::Bool(
                text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase),
            ),
            "istitle" => Value::Bool(
                recased(text, "title") == **text && text.chars().any(char::is_alphabetic),
            ),
            "isidentifier" => {
                let starts = text
                    .chars()
                    .next()
                    .is_some_and(|c| c.is_alphabetic() || c == '_');
                Value::Bool(starts && text.chars().all(|c| c.is_alphanumeric() || c == '_'))
            }
            "zfill" | "ljust" | "rjust" | "center" => {
                let width = usize::try_from(count(0).unwrap_or(0)).unwrap_or(0);
                self.steps(width)?;
                let fill = arguments
                    .get(1)
                    .and_then(Value::as_str)
                    .and_then(|fill| fill.chars().next())
                    .unwrap_or(' ');
                let align = match name {
                    "zfill" => return Ok(Value::str(&zero_filled(text, width))),
                    "ljust" => '<',
                    "rjust" => '>',
                    _ => '^',
                };
                Value::str(
                    &self.format(&Value::Str(text.clone()), &format!("{fill}{align}{width}"))?,
                )
            }
            "expandtabs" => Value::str(&text.replace('\t', "        ")),
            "translate" => self.translate(text, arguments)?,
            "maketrans" => return self.make_translation(arguments),
            _ => self.unknown(&format!("str.{name}")),
        })
    }

    fn strip(&mut self, text: &str, name: &str, characters: Option<&Value>) -> R {
        let set: Option<Vec<char>> = match characters {
            None | Some(Value::None) => None,
            Some(Value::Str(characters)) => Some(characters.chars().collect()),
            Some(_) => {
                return Err(self.error("TypeError", format!("{name} arg must be None or str")));
            }
        };
        let matches = |c: char| {
            set.as_ref()
                .map_or_else(|| c.is_whitespace(), |set| set.contains(&c))
        };
        Ok(Value::str(match name {
            "lstrip" => text.trim_start_matches(matches),
            "rstrip" => text.trim_end_matches(matches),
            _ => text.trim_matches(matches),
        }))
    }

    fn split(&mut self, text: &str, from_right: bool, arguments: &Arguments) -> R {
        let separator = arguments
            .named(0, "sep")
            .filter(|separator| !separator.is_none());
        let most = arguments
            .named(1, "maxsplit")
            .and_then(|most| most.as_int())
            .and_then(|most| usize::try_from(most).ok());
        let most = most.map_or(usize::MAX, |most| most.saturating_add(1));
        let parts: Vec<&str> = match &separator {
            None if most == usize::MAX => text.split_whitespace().collect(),
            None => {
                let mut parts = Vec::new();
                let mut rest = text.trim_start();
                while !rest.is_empty() {
                    if parts.len() + 1 >= most {
                        parts.push(rest.trim_end());
                        break;
                    }
                    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                    parts.push(&rest[..end]);
                    rest = rest[end..].trim_start();
                }
                parts
            }
            Some(Value::Str(separator)) if separator.is_empty() => {
                return Err(self.error("ValueError", "empty separator"));
            }
            Some(Value::Str(separator)) if from_right => {
                let mut parts: Vec<&str> = text.rsplitn(most, &**separator).collect();
                parts.reverse();
                parts
            }
            Some(Value::Str(separator)) => text.splitn(most, &**separator).collect(),
            Some(other) => {
                let type_name = self.type_name(other);
                return Err(
                    self.error("TypeError", format!("must be str or None, not {type_name}"))
                );
            }
        };
        let parts: Vec<Value> = parts.into_iter().map(Value::str).collect();
        self.steps(parts.len())?;
        Ok(self.new_list(parts))
    }

    fn join(&mut self, separator: &str, arguments: &Arguments) -> R {
        let iterable = self.need(arguments, 0, "join")?;
        if matches!(
            iterable,
            Value::Int(_) | Value::Float(_) | Value::None | Value::Bool(_)
        ) {
            return Err(self.error("TypeError", "can only join an iterable"));
        }
        let mut joined = String::new();
        for (number, item) in self.collect(&iterable)?.into_iter().enumerate() {
            if number > 0 {
                joined.push_str(separator);
            }
            match item {
                Value::Str(text) => joined.push_str(&text),
                Value::Unknown(_) => return Ok(item),
                other => {
                    let type_name = self.type_name(&other);
                    let message =
                        format!("sequence item {number}: expected str instance, {type_name} found");
                    match &other {
                        Value::Instance(id)
                            if matches!(self.heap.instance(*id).inner, Some(Value::Str(_))) =>
                        {
                            joined.push_str(&self.str(&other)?);
                        }
                        _ => return Err(self.error("TypeError", message)),
                    }
                }
            }
            self.steps(1 + joined.len() / 1024)?;
        }
        Ok(Value::str(&joined))
    }

    fn affix(&mut self, text: &str, name: &str, arguments: &Arguments) -> R {
        let is_start = name == "startswith";
        let has = |affix: &str| {
            if is_start {
                text.starts_with(affix)
            } else {
                text.ends_with(affix)
            }
        };
        let affixes = self.need(arguments, 0, name)?;
        Ok(match &affixes {
            Value::Str(affix) => Value::Bool(has(affix)),
            Value::Tuple(all) => Value::Bool(all.iter().filter_map(Value::as_str).any(has)),
            Value::Unknown(_) => affixes.clone(),
            other => {
                let type_name = self.type_name(other);
                let message =
                    format!("{name} first arg must be str or a tuple of str, not {type_name}");
                return Err(self.error("TypeError", message));
            }
        })
    }

    fn find_text(&mut self, text: &str, name: &str, arguments: &Arguments) -> R {
        let part = self.text_argument(arguments, 0, name)?;
        let from = arguments
            .get(1)
            .and_then(Value::as_int)
            .and_then(|from| usize::try_from(from).ok())
            .unwrap_or(0);
        let start = text
            .char_indices()
            .nth(from)
            .map_or(text.len(), |(at, _)| at);
        let rest = text.get(start..).unwrap_or("");
        let found = if name.starts_with('r') {
            rest.rfind(&*part)
        } else {
            rest.find(&*part)
        };
        match found {
            Some(at) => Ok(Value::count(
                text.get(..start + at)
                    .map_or(0, |before| before.chars().count()),
            )),
            None if name.ends_with("find") => Ok(Value::Int(-1)),
            None => Err(self.error("ValueError", "substring not found")),
        }
    }

    pub(super) fn make_translation(&mut self, arguments: &Arguments) -> R {
        let mut table = Dict::default();
        match (arguments.get(0), arguments.get(1)) {
            (Some(Value::Str(from)), Some(Value::Str(to))) => {
                for (a, b) in from.chars().zip(to.chars()) {
                    table.set(
                        Key::Int(i64::from(a as u32)),
                        Value::Int(i64::from(a as u32)),
                        Value::str(&b.to_string()),
                    );
                }
                if let Some(Value::Str(dropped)) = arguments.get(2) {
                    for c in dropped.chars() {
                        table.set(
                            Key::Int(i64::from(c as u32)),
                            Value::Int(i64::from(c as u32)),
                            Value::None,
                        );
                    }
                }
            }
            (Some(mapping), _) => {
                for (key, value) in self.mapping_items(&mapping.clone())? {
                    let code = key
                        .as_str()
                        .and_then(|text| text.chars().next())
                        .map(|c| i64::from(c as u32))
                        .or(key.as_int());
                    if let Some(code) = code {
                        table.set(Key::Int(code), Value::Int(code), value);
                    }
                }
            }
            _ => {}
        }
        Ok(self.new_dict(table))
    }

    fn translate(&mut self, text: &str, arguments: &Arguments) -> R {
        let Value::Dict(table) = self.need(arguments, 0, "translate")? else {
            return Ok(self.unknown("str.translate with this table"));
        };
        let mut out = String::new();
        for c in text.chars() {
            match self.heap.dict(table).get(&Key::Int(i64::from(c as u32))) {
                Some(Value::Str(replacement)) => out.push_str(replacement),
                Some(Value::None) => {}
                _ => out.push(c),
            }
        }
        Ok(Value::str(&out))
    }
}

fn is_all(text: &str, claim: impl Fn(char) -> bool) -> Value {
    Value::Bool(!text.is_empty() && text.chars().all(claim))
}

fn recased(text: &str, how: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let upper = match how {
            "swapcase" => c.is_lowercase(),
            _ => !inside,
        };
        inside = how == "capitalize" || c.is_alphabetic();
        if upper {
            out.extend(c.to_uppercase())
        } else {
            out.extend(c.to_lowercase())
        }
    }
    out
}

fn zero_filled(text: &str, width: usize) -> String {
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => text.split_at(text.len() - digits.len()),
        None => ("", text),
    };
    let missing = width.min(10_000).saturating_sub(text.chars().count());
    format!("{sign}{}{digits}", "0".repeat(missing))
}
