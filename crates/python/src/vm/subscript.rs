//! `object[index]`: reading, setting, deleting.

use super::Vm;
use super::compare::range_len;
use crate::heap::Fact;
use crate::value::{R, Stop, Value};

impl Vm {
    /// `object[index]`.
    pub(crate) fn item(&mut self, object: &Value, index: &Value) -> R {
        match (object, index) {
            (Value::Unknown(what), _) => Ok(Value::Unknown(what.clone())),
            (Value::Dict(id), _) => {
                let id = *id;
                let key = self.key(index)?;
                match self.heap.dict(id).get(&key) {
                    Some(value) => Ok(value.clone()),
                    None if matches!(index, Value::Unknown(_)) => Ok(index.clone()),
                    None => Err(self.key_error(index.clone())),
                }
            }
            (_, Value::Unknown(what)) => Ok(Value::Unknown(what.clone())),
            (
                Value::List(_)
                | Value::Tuple(_)
                | Value::Str(_)
                | Value::Bytes(_)
                | Value::Range(_),
                _,
            ) => self.sequence_item(object, index),
            (Value::Instance(id), _) => {
                if let Some(method) = self.special_method(object, "__getitem__")? {
                    return self.call_positional(&method, vec![index.clone()]);
                }
                match self.heap.instance(*id).inner.clone() {
                    Some(inner) => match self.item(&inner, index) {
                        Err(Stop::Raise(raised)) if self.is_class_named(raised, "KeyError") => {
                            match self.special_method(object, "__missing__")? {
                                Some(method) => self.call_positional(&method, vec![index.clone()]),
                                None => Err(Stop::Raise(raised)),
                            }
                        }
                        other => other,
                    },
                    None => Err(self.not_subscriptable(object)),
                }
            }
            (Value::Class(_), _) => match self.class_hook(object, "__class_getitem__")? {
                Some(method) => self.call_positional(&method, vec![index.clone()]),
                // `list[int]` in annotations (PEP 585).
                None => Ok(object.clone()),
            },
            _ => Err(self.not_subscriptable(object)),
        }
    }

    fn not_subscriptable(&mut self, object: &Value) -> Stop {
        let type_name = self.type_name(object);
        self.error(
            "TypeError",
            format!("'{type_name}' object is not subscriptable"),
        )
    }

    /// `KeyError`, whose argument is the key itself.
    pub(crate) fn key_error(&mut self, key: Value) -> Stop {
        self.raise("KeyError", vec![key])
    }

    /// `KeyError` of `os.environ`.
    pub(crate) fn environment_error(&mut self, name: &str) -> Stop {
        let class = self.class("KeyError");
        let id = self.exception(class, vec![Value::str(name)]);
        if let Some(data) = &mut self.heap.instance_mut(id).exception {
            data.fact = Some(std::rc::Rc::new(Fact::Environment(name.to_owned())));
            data.suppress_context = true;
        }
        Stop::Raise(id)
    }

    fn sequence_item(&mut self, object: &Value, index: &Value) -> R {
        let len = self.sequence_len(object);
        if let Value::Slice(parts) = index {
            let parts = parts.clone();
            let indices = self.slice_indices(&parts, len)?;
            return self.sliced(object, &indices);
        }
        let type_name = match object {
            Value::Str(_) => "string",
            Value::Bytes(_) => "index",
            Value::List(_) => "list",
            Value::Tuple(_) => "tuple",
            _ => "range object",
        };
        let Some(at) = index.as_int() else {
            let given = self.type_name(index);
            let message = match object {
                Value::Bytes(_) => format!("byte indices must be integers or slices, not {given}"),
                Value::Str(_) if self.settings.version.minor >= 11 => {
                    format!("string indices must be integers, not '{given}'")
                }
                Value::Str(_) => "string indices must be integers".to_owned(),
                _ => format!("{type_name} indices must be integers or slices, not {given}"),
            };
            return Err(self.error("TypeError", message));
        };
        let Some(at) = position(at, len) else {
            let message = match object {
                Value::Bytes(_) => "index out of range".to_owned(),
                Value::Range(_) => "range object index out of range".to_owned(),
                _ => format!("{type_name} index out of range"),
            };
            return Err(self.error("IndexError", message));
        };
        self.sliced(object, &[at]).map(|one| match one {
            Value::List(id) => self.heap.list(id).first().cloned().unwrap_or(Value::None),
            Value::Tuple(items) => items.first().cloned().unwrap_or(Value::None),
            Value::Bytes(bytes) => Value::Int(bytes.first().copied().map_or(0, i64::from)),
            other => other,
        })
    }

    /// The length of a built-in sequence.
    pub(crate) fn sequence_len(&self, object: &Value) -> usize {
        match object {
            Value::List(id) => self.heap.list(*id).len(),
            Value::Tuple(items) => items.len(),
            Value::Bytes(bytes) => bytes.len(),
            Value::Str(text) if text.is_ascii() => text.len(),
            Value::Str(text) => text.chars().count(),
            Value::Range(range) => usize::try_from(range_len(range)).unwrap_or(usize::MAX),
            _ => 0,
        }
    }

    /// The indices that a slice selects.
    pub(crate) fn slice_indices(&mut self, parts: &[Value; 3], len: usize) -> R<Vec<usize>> {
        let len = i64::try_from(len).unwrap_or(i64::MAX);
        let step = match &parts[2] {
            Value::None => 1,
            other => other.as_int().unwrap_or(1),
        };
        if step == 0 {
            return Err(self.error("ValueError", "slice step cannot be zero"));
        }
        let (low, high) = if step > 0 { (0, len) } else { (-1, len - 1) };
        let mut bound = |part: &Value, default: i64| -> R<i64> {
            match part {
                Value::None => Ok(default),
                other => match other.as_int() {
                    Some(at) if at < 0 => Ok((at.saturating_add(len)).clamp(low, high)),
                    Some(at) => Ok(at.clamp(low, high)),
                    None => Err(self.error(
                        "TypeError",
                        "slice indices must be integers or None or have an __index__ method",
                    )),
                },
            }
        };
        let (from, to) = if step > 0 { (0, len) } else { (len - 1, -1) };
        let (start, stop) = (bound(&parts[0], from)?, bound(&parts[1], to)?);
        let mut indices = Vec::new();
        let mut at = start;
        while (step > 0 && at < stop) || (step < 0 && at > stop) {
            indices.push(usize::try_from(at).unwrap_or(0));
            at = at.saturating_add(step);
        }
        self.steps(indices.len() / 8)?;
        Ok(indices)
    }

    fn sliced(&mut self, object: &Value, indices: &[usize]) -> R {
        let pick = |items: &[Value]| -> Vec<Value> {
            indices
                .iter()
                .filter_map(|at| items.get(*at).cloned())
                .collect()
        };
        Ok(match object {
            Value::List(id) => {
                let items = pick(self.heap.list(*id));
                self.new_list(items)
            }
            Value::Tuple(items) => Value::tuple(pick(items)),
            Value::Bytes(bytes) => {
                let picked: Vec<u8> = indices
                    .iter()
                    .filter_map(|at| bytes.get(*at).copied())
                    .collect();
                Value::bytes(&picked)
            }
            Value::Str(text) => {
                self.steps(text.len() / 16)?;
                let characters: Vec<char> = text.chars().collect();
                let picked: String = indices
                    .iter()
                    .filter_map(|at| characters.get(*at))
                    .collect();
                Value::str(&picked)
            }
            Value::Range(range) => {
                let at =
                    |index: usize| {
                        Value::Int(range[0].saturating_add(
                            range[2].saturating_mul(i64::try_from(index).unwrap_or(0)),
                        ))
                    };
                match indices {
                    [one] => at(*one),
                    many => Value::tuple(many.iter().map(|index| at(*index)).collect()),
                }
            }
            _ => Value::None,
        })
    }

    /// `object[index] = value`.
    pub(crate) fn set_item(&mut self, object: &Value, index: &Value, value: Value) -> R<()> {
        match object {
            Value::Unknown(_) => Ok(()),
            Value::Dict(id) => {
                let key = self.key(index)?;
                self.heap.dict_mut(*id).set(key, index.clone(), value);
                Ok(())
            }
            Value::List(id) => {
                let len = self.heap.list(*id).len();
                if let Value::Slice(parts) = index {
                    let parts = parts.clone();
                    let indices = self.slice_indices(&parts, len)?;
                    let items = self.collect(&value)?;
                    let start = indices.first().copied().unwrap_or_else(|| {
                        parts[0]
                            .as_int()
                            .map_or(0, |at| usize::try_from(at.max(0)).unwrap_or(0))
                            .min(len)
                    });
                    let end = indices.last().map_or(start, |last| last + 1);
                    self.heap
                        .list_mut(*id)
                        .splice(start.min(len)..end.clamp(start, len), items);
                    return Ok(());
                }
                let at = index.as_int().and_then(|at| position(at, len));
                match at.and_then(|at| self.heap.list_mut(*id).get_mut(at)) {
                    Some(slot) => {
                        *slot = value;
                        Ok(())
                    }
                    None => Err(self.error("IndexError", "list assignment index out of range")),
                }
            }
            Value::Instance(id) => {
                if let Some(method) = self.special_method(object, "__setitem__")? {
                    return self
                        .call_positional(&method, vec![index.clone(), value])
                        .map(|_| ());
                }
                match self.heap.instance(*id).inner.clone() {
                    Some(inner) => self.set_item(&inner, index, value),
                    None => Err(self.no_item_assignment(object)),
                }
            }
            _ => Err(self.no_item_assignment(object)),
        }
    }

    fn no_item_assignment(&mut self, object: &Value) -> Stop {
        let type_name = self.type_name(object);
        self.error(
            "TypeError",
            format!("'{type_name}' object does not support item assignment"),
        )
    }

    /// `del object[index]`.
    pub(crate) fn delete_item(&mut self, object: &Value, index: &Value) -> R<()> {
        match object {
            Value::Unknown(_) => Ok(()),
            Value::Dict(id) => {
                let key = self.key(index)?;
                match self.heap.dict_mut(*id).remove(&key) {
                    Some(_) => Ok(()),
                    None => Err(self.key_error(index.clone())),
                }
            }
            Value::List(id) => {
                let len = self.heap.list(*id).len();
                if let Value::Slice(parts) = index {
                    let parts = parts.clone();
                    let mut indices = self.slice_indices(&parts, len)?;
                    indices.sort_unstable();
                    for at in indices.into_iter().rev() {
                        self.heap.list_mut(*id).remove(at);
                    }
                    return Ok(());
                }
                match index.as_int().and_then(|at| position(at, len)) {
                    Some(at) => {
                        self.heap.list_mut(*id).remove(at);
                        Ok(())
                    }
                    None => Err(self.error("IndexError", "list assignment index out of range")),
                }
            }
            Value::Instance(id) => {
                if let Some(method) = self.special_method(object, "__delitem__")? {
                    return self
                        .call_positional(&method, vec![index.clone()])
                        .map(|_| ());
                }
                match self.heap.instance(*id).inner.clone() {
                    Some(inner) => self.delete_item(&inner, index),
                    None => Err(self.no_item_deletion(object)),
                }
            }
            _ => Err(self.no_item_deletion(object)),
        }
    }

    fn no_item_deletion(&mut self, object: &Value) -> Stop {
        let type_name = self.type_name(object);
        self.error(
            "TypeError",
            format!("'{type_name}' object doesn't support item deletion"),
        )
    }
}

/// An index from the start; negative ones count from the end.
pub(crate) fn position(at: i64, len: usize) -> Option<usize> {
    let from_start = if at < 0 {
        at.checked_add(i64::try_from(len).ok()?)?
    } else {
        at
    };
    usize::try_from(from_start).ok().filter(|at| *at < len)
}
