//! Methods of `list`, `tuple`, `dict` and `set`.

use crate::ast::Operator;
use crate::heap::{DictId, ListId, SetId};
use crate::value::{R, Value};
use crate::vm::{Arguments, Vm};

impl Vm {
    // An arm for each method: more than 60 lines.
    pub(super) fn list_method(&mut self, id: ListId, name: &str, arguments: &Arguments) -> R {
        let first = || arguments.get(0).cloned().unwrap_or(Value::None);
        let len = self.heap.list(id).len();
        match name {
            "append" => {
                let item = self.need(arguments, 0, "list.append")?;
                self.step()?;
                self.heap.list_mut(id).push(item);
            }
            "extend" => {
                let items = self.collect(&first())?;
                self.steps(items.len())?;
                self.heap.list_mut(id).extend(items);
            }
            "insert" => {
                let at = first().as_int().unwrap_or(0);
                let size = i64::try_from(len).unwrap_or(i64::MAX);
                let at = if at < 0 {
                    (at + size).max(0)
                } else {
                    at.min(size)
                };
                let item = self.need(arguments, 1, "insert")?;
                self.heap
                    .list_mut(id)
                    .insert(usize::try_from(at).unwrap_or(0), item);
            }
            "pop" => {
                if len == 0 {
                    return Err(self.error("IndexError", "pop from empty list"));
                }
                let at = arguments.get(0).and_then(Value::as_int).unwrap_or(-1);
                return match crate::vm::position(at, len) {
                    Some(at) => Ok(self.heap.list_mut(id).remove(at)),
                    None => Err(self.error("IndexError", "pop index out of range")),
                };
            }
            "remove" => {
                let items = self.heap.list(id).clone();
                for (at, item) in items.iter().enumerate() {
                    if self.equal(item, &first())? {
                        self.heap.list_mut(id).remove(at);
                        return Ok(Value::None);
                    }
                }
                return Err(self.error("ValueError", "list.remove(x): x not in list"));
            }
            "clear" => self.heap.list_mut(id).clear(),
            "reverse" => self.heap.list_mut(id).reverse(),
            "copy" => {
                let items = self.heap.list(id).clone();
                return Ok(self.new_list(items));
            }
            "sort" => {
                let items = std::mem::take(self.heap.list_mut(id));
                let sorted = self.sorted(items, arguments)?;
                *self.heap.list_mut(id) = sorted;
            }
            _ => return self.tuple_method(&Value::List(id), name, arguments),
        }
        Ok(Value::None)
    }

    pub(super) fn tuple_method(&mut self, object: &Value, name: &str, arguments: &Arguments) -> R {
        let wanted = self.need(arguments, 0, name)?;
        let items = self.collect(object)?;
        let mut n_equal = 0;
        for (at, item) in items.iter().enumerate() {
            if self.equal(item, &wanted)? {
                if name == "index" {
                    return Ok(Value::count(at));
                }
                n_equal += 1;
            }
        }
        match name {
            "count" => Ok(Value::count(n_equal)),
            _ => {
                let shown = self.repr(&wanted)?;
                let type_name = self.type_name(object);
                let message = if type_name == "list" {
                    format!("{shown} is not in list")
                } else {
                    format!("{type_name}.index(x): x not in {type_name}")
                };
                Err(self.error("ValueError", message))
            }
        }
    }

    pub(super) fn dict_method(&mut self, id: DictId, name: &str, arguments: &Arguments) -> R {
        let default = || arguments.get(1).cloned().unwrap_or(Value::None);
        match name {
            "get" | "setdefault" | "pop" => {
                let object = self.need(arguments, 0, name)?;
                let key = self.key(&object)?;
                if let Some(value) = self.heap.dict(id).get(&key).cloned() {
                    if name == "pop" {
                        self.heap.dict_mut(id).remove(&key);
                    }
                    return Ok(value);
                }
                match name {
                    "get" => Ok(default()),
                    "setdefault" => {
                        self.heap.dict_mut(id).set(key, object, default());
                        Ok(default())
                    }
                    _ if arguments.len() > 1 => Ok(default()),
                    _ => Err(self.key_error(object)),
                }
            }
            // Views are copies here: they do not follow later changes.
            "keys" | "values" | "items" => {
                let items = self.heap.dict(id).iter();
                let items: Vec<Value> = match name {
                    "keys" => items.map(|(key, _)| key.clone()).collect(),
                    "values" => items.map(|(_, value)| value.clone()).collect(),
                    _ => items
                        .map(|(key, value)| Value::tuple(vec![key.clone(), value.clone()]))
                        .collect(),
                };
                self.steps(items.len())?;
                Ok(self.new_list(items))
            }
            "update" => {
                self.update_dict(id, arguments)?;
                Ok(Value::None)
            }
            "copy" => {
                let copy = self.heap.dict(id).clone();
                Ok(self.new_dict(copy))
            }
            "clear" => {
                self.heap.dict_mut(id).clear();
                Ok(Value::None)
            }
            "popitem" => match self.heap.dict_mut(id).pop_last() {
                Some((key, value)) => Ok(Value::tuple(vec![key, value])),
                None => Err(self.key_error(Value::str("popitem(): dictionary is empty"))),
            },
            _ => Ok(self.unknown(&format!("dict.{name}"))),
        }
    }

    // An arm for each method: more than 60 lines.
    pub(super) fn set_method(&mut self, id: SetId, name: &str, arguments: &Arguments) -> R {
        let this = Value::Set(id);
        match name {
            "add" => {
                let item = self.need(arguments, 0, "add")?;
                let key = self.key(&item)?;
                self.heap.set_mut(id).set(key, item, Value::None);
                Ok(Value::None)
            }
            "discard" | "remove" => {
                let item = self.need(arguments, 0, name)?;
                let key = self.key(&item)?;
                let removed = self.heap.set_mut(id).remove(&key);
                if removed.is_none() && name == "remove" {
                    return Err(self.key_error(item));
                }
                Ok(Value::None)
            }
            "update" => {
                for iterable in &arguments.positional {
                    for item in self.collect(iterable)? {
                        let key = self.key(&item)?;
                        self.heap.set_mut(id).set(key, item, Value::None);
                    }
                }
                Ok(Value::None)
            }
            "clear" => {
                self.heap.set_mut(id).clear();
                Ok(Value::None)
            }
            "copy" => {
                let copy = self.heap.set(id).clone();
                Ok(Value::Set(self.heap.add_set(copy)))
            }
            "pop" => match self.heap.set(id).keys().first().cloned() {
                Some(item) => {
                    let key = self.key(&item)?;
                    self.heap.set_mut(id).remove(&key);
                    Ok(item)
                }
                None => Err(self.key_error(Value::str("pop from an empty set"))),
            },
            "union" | "intersection" | "difference" | "symmetric_difference" => {
                let operator = match name {
                    "union" => Operator::BitOr,
                    "intersection" => Operator::BitAnd,
                    "difference" => Operator::Sub,
                    _ => Operator::BitXor,
                };
                let mut result = this;
                for iterable in &arguments.positional {
                    let items = self.collect(iterable)?;
                    let other = self.new_set(items, false)?;
                    result = self.binary(operator, &result, &other)?;
                }
                Ok(result)
            }
            "issubset" | "issuperset" | "isdisjoint" => {
                let other = self.need(arguments, 0, name)?;
                let items = self.collect(&other)?;
                let other = self.new_set(items, false)?;
                let (inner, outer) = if name == "issuperset" {
                    (other, this)
                } else {
                    (this, other)
                };
                for item in self.collect(&inner)? {
                    let inside = self.contains(&outer, &item)?;
                    if inside == (name == "isdisjoint") {
                        return Ok(Value::Bool(false));
                    }
                }
                Ok(Value::Bool(true))
            }
            _ => Ok(self.unknown(&format!("set.{name}"))),
        }
    }
}
