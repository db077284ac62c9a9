//! `match` statements.

use super::Vm;
use crate::ast::{Body, Constant, Match, Pattern};
use crate::value::{R, Value};

impl Vm {
    /// The body of the first case that matches.
    pub(super) fn matching_case(&mut self, node: &Match, subject: &Value) -> R<Option<Body>> {
        for case in &node.cases {
            if !self.matches(&case.pattern, subject)? {
                continue;
            }
            if let Some(guard) = &case.guard {
                let value = self.expr(guard)?;
                if !self.truth(&value)? {
                    continue;
                }
            }
            return Ok(Some(case.body.clone()));
        }
        Ok(None)
    }

    // An arm for each kind of pattern: more than 60 lines.
    fn matches(&mut self, pattern: &Pattern, subject: &Value) -> R<bool> {
        self.step()?;
        match pattern {
            Pattern::Value(expr) => {
                let value = self.expr(expr)?;
                self.equal(&value, subject)
            }
            Pattern::Singleton(constant) => Ok(match constant {
                Constant::None => subject.is_none(),
                Constant::Bool(flag) => matches!(subject, Value::Bool(other) if other == flag),
                _ => false,
            }),
            Pattern::As(inner, name) => {
                if let Some(inner) = inner
                    && !self.matches(inner, subject)?
                {
                    return Ok(false);
                }
                if let Some(name) = name {
                    self.store(name, subject.clone());
                }
                Ok(true)
            }
            Pattern::Or(patterns) => {
                for pattern in patterns {
                    if self.matches(pattern, subject)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Pattern::Star(name) => {
                if let Some(name) = name {
                    self.store(name, subject.clone());
                }
                Ok(true)
            }
            Pattern::Sequence(patterns) => self.matches_sequence(patterns, subject),
            Pattern::Mapping(pairs, rest) => {
                let Value::Dict(id) = subject else {
                    return Ok(false);
                };
                let mut left = self.heap.dict(*id).clone();
                for (key, pattern) in pairs {
                    let key = self.expr(key)?;
                    let key = self.key(&key)?;
                    let Some(value) = left.remove(&key) else {
                        return Ok(false);
                    };
                    if !self.matches(pattern, &value)? {
                        return Ok(false);
                    }
                }
                if let Some(rest) = rest {
                    let left = self.new_dict(left);
                    self.store(rest, left);
                }
                Ok(true)
            }
            Pattern::Class(class, positional, keywords) => {
                let class = self.expr(class)?;
                if !self.is_instance(subject, &class)? {
                    return Ok(false);
                }
                if let (
                    Some(first),
                    Value::Str(_)
                    | Value::Int(_)
                    | Value::Bool(_)
                    | Value::Float(_)
                    | Value::Bytes(_)
                    | Value::List(_)
                    | Value::Dict(_)
                    | Value::Tuple(_),
                ) = (positional.first(), subject)
                {
                    return self.matches(first, subject);
                }
                let names = match self.optional_attribute(&class, "__match_args__")? {
                    Some(names) => self.collect(&names)?,
                    None => Vec::new(),
                };
                for (pattern, name) in positional.iter().zip(names) {
                    let Some(name) = name.as_str() else { continue };
                    match self.optional_attribute(subject, name)? {
                        Some(value) if self.matches(pattern, &value)? => {}
                        _ => return Ok(false),
                    }
                }
                for (name, pattern) in keywords {
                    match self.optional_attribute(subject, name)? {
                        Some(value) if self.matches(pattern, &value)? => {}
                        _ => return Ok(false),
                    }
                }
                Ok(true)
            }
        }
    }

    fn matches_sequence(&mut self, patterns: &[Pattern], subject: &Value) -> R<bool> {
        if !matches!(subject, Value::List(_) | Value::Tuple(_) | Value::Range(_)) {
            return Ok(false);
        }
        let items = self.collect(subject)?;
        let star = patterns
            .iter()
            .position(|pattern| matches!(pattern, Pattern::Star(_)));
        let fits = match star {
            Some(_) => items.len() + 1 >= patterns.len(),
            None => items.len() == patterns.len(),
        };
        if !fits {
            return Ok(false);
        }
        let surplus = (items.len() + 1).saturating_sub(patterns.len());
        let mut items = items.into_iter();
        for (number, pattern) in patterns.iter().enumerate() {
            let value = if Some(number) == star {
                let taken = items.by_ref().take(surplus).collect();
                self.new_list(taken)
            } else {
                items.next().unwrap_or(Value::None)
            };
            if !self.matches(pattern, &value)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
