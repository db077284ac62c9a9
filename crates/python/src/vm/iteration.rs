//! Iterators.

use std::rc::Rc;

use super::Vm;
use super::compare::range_len;
use crate::heap::IteratorData;
use crate::value::{R, Stop, Value};

impl Vm {
    fn new_iterator(&mut self, data: IteratorData) -> Value {
        Value::Iterator(self.heap.add_iterator(data))
    }

    /// `iter(value)`.
    pub(crate) fn iter(&mut self, value: &Value) -> R {
        self.step()?;
        Ok(match value {
            Value::Generator(id) if self.heap.generator(*id).is_coroutine => {
                return Err(self.not_iterable(value));
            }
            Value::Iterator(_) | Value::Generator(_) => value.clone(),
            Value::Unknown(what) => {
                let what = what.clone();
                self.decide_on_unknown(&what);
                self.new_iterator(IteratorData::Items(Rc::from([]), 0))
            }
            Value::List(id) => self.new_iterator(IteratorData::List(*id, 0)),
            Value::Tuple(items) => {
                self.new_iterator(IteratorData::Items(Rc::from(items.to_vec()), 0))
            }
            Value::Dict(id) => self.new_iterator(IteratorData::Dict(*id, 0, 0)),
            Value::Set(id) => self.new_iterator(IteratorData::Set(*id, 0)),
            Value::Str(text) => self.new_iterator(IteratorData::Text(text.clone(), 0)),
            Value::Bytes(bytes) => {
                let items: Vec<Value> = bytes
                    .iter()
                    .map(|byte| Value::Int(i64::from(*byte)))
                    .collect();
                self.new_iterator(IteratorData::Items(Rc::from(items), 0))
            }
            Value::Range(range) => self.new_iterator(IteratorData::Range(**range)),
            Value::Instance(id) => {
                if let Some(method) = self.special_method(value, "__iter__")? {
                    return self.call_positional(&method, Vec::new());
                }
                if let Some(inner) = self.heap.instance(*id).inner.clone() {
                    return self.iter(&inner);
                }
                if self.special_method(value, "__getitem__")?.is_some() {
                    return Ok(self.new_iterator(IteratorData::Sequence(value.clone(), 0)));
                }
                return Err(self.not_iterable(value));
            }
            Value::Class(_) => match self.class_hook(value, "__class_iter__")? {
                Some(method) => {
                    let items = self.call_positional(&method, Vec::new())?;
                    return self.iter(&items);
                }
                None => return Err(self.not_iterable(value)),
            },
            _ => return Err(self.not_iterable(value)),
        })
    }

    fn not_iterable(&mut self, value: &Value) -> Stop {
        let type_name = self.type_name(value);
        self.error("TypeError", format!("'{type_name}' object is not iterable"))
    }

    /// The next item, or none at the end.
    pub(crate) fn next(&mut self, iterator: &Value) -> R<Option<Value>> {
        self.step()?;
        match iterator {
            Value::Iterator(id) => {
                let mut data = self.heap.iterator(*id).clone();
                let item = self.deeper(|vm| vm.advance_iterator(&mut data))?;
                *self.heap.iterator_mut(*id) = data;
                Ok(item)
            }
            Value::Generator(id) => {
                self.next_of_generator(*id, super::unwind::Sent::Value(Value::None))
            }
            Value::Unknown(_) => Ok(None),
            _ => {
                let Some(method) = self.special_method(iterator, "__next__")? else {
                    let type_name = self.type_name(iterator);
                    let message = format!("'{type_name}' object is not an iterator");
                    return Err(self.error("TypeError", message));
                };
                match self.call_positional(&method, Vec::new()) {
                    Ok(item) => Ok(Some(item)),
                    Err(Stop::Raise(id) | Stop::Again(id))
                        if self.is_class_named(id, "StopIteration") =>
                    {
                        Ok(None)
                    }
                    Err(stop) => Err(stop),
                }
            }
        }
    }

    // An arm for each kind of iterator: more than 60 lines.
    fn advance_iterator(&mut self, data: &mut IteratorData) -> R<Option<Value>> {
        Ok(match data {
            IteratorData::Items(items, at) => {
                *at += 1;
                items.get(*at - 1).cloned()
            }
            IteratorData::List(id, at) => {
                *at += 1;
                self.heap.list(*id).get(*at - 1).cloned()
            }
            IteratorData::Dict(id, at, what) => {
                let found = self
                    .heap
                    .dict(*id)
                    .item_from(*at)
                    .map(|(next, item)| (next, item.clone()));
                found.map(|(next, (key, value))| {
                    *at = next;
                    match what {
                        0 => key,
                        1 => value,
                        _ => Value::tuple(vec![key, value]),
                    }
                })
            }
            IteratorData::Set(id, at) => {
                let found = self
                    .heap
                    .set(*id)
                    .item_from(*at)
                    .map(|(next, item)| (next, item.0.clone()));
                found.map(|(next, key)| {
                    *at = next;
                    key
                })
            }
            IteratorData::Text(text, at) => {
                let next = text.get(*at..).and_then(|rest| rest.chars().next());
                next.map(|c| {
                    *at += c.len_utf8();
                    Value::str(c.encode_utf8(&mut [0; 4]))
                })
            }
            IteratorData::Range(range) => {
                let [start, _, step] = *range;
                if range_len(range) == 0 {
                    None
                } else {
                    range[0] = start.saturating_add(step);
                    Some(Value::Int(start))
                }
            }
            IteratorData::Sequence(object, at) => {
                *at += 1;
                match self.item(&object.clone(), &Value::Int(*at - 1)) {
                    Ok(item) => Some(item),
                    Err(Stop::Raise(id) | Stop::Again(id))
                        if self.is_class_named(id, "IndexError") =>
                    {
                        None
                    }
                    Err(stop) => return Err(stop),
                }
            }
            IteratorData::Enumerate(inner, at) => {
                let item = self.next(&inner.clone())?;
                item.map(|item| {
                    *at += 1;
                    Value::tuple(vec![Value::Int(*at - 1), item])
                })
            }
            IteratorData::Zip(iterators) => {
                let mut items = Vec::with_capacity(iterators.len());
                for iterator in iterators.clone().iter() {
                    match self.next(iterator)? {
                        Some(item) => items.push(item),
                        None => return Ok(None),
                    }
                }
                if items.is_empty() {
                    None
                } else {
                    Some(Value::tuple(items))
                }
            }
            IteratorData::Map(function, iterators) => {
                let (function, iterators) = (function.clone(), iterators.clone());
                let mut items = Vec::with_capacity(iterators.len());
                for iterator in iterators.iter() {
                    match self.next(iterator)? {
                        Some(item) => items.push(item),
                        None => return Ok(None),
                    }
                }
                Some(self.call_positional(&function, items)?)
            }
            IteratorData::Filter(function, inner) => {
                let (function, inner) = (function.clone(), inner.clone());
                loop {
                    let Some(item) = self.next(&inner)? else {
                        return Ok(None);
                    };
                    let wanted = if function.is_none() {
                        item.clone()
                    } else {
                        self.call_positional(&function, vec![item.clone()])?
                    };
                    if self.truth(&wanted)? {
                        return Ok(Some(item));
                    }
                }
            }
            IteratorData::Calls(function, sentinel) => {
                let (function, sentinel) = (function.clone(), sentinel.clone());
                let item = self.call_positional(&function, Vec::new())?;
                if matches!(item, Value::Unknown(_)) || self.equal(&item, &sentinel)? {
                    None
                } else {
                    Some(item)
                }
            }
            IteratorData::Count(at, step) => {
                let item = *at;
                *at = at.saturating_add(*step);
                Some(Value::Int(item))
            }
            IteratorData::Cycle(items, at) => {
                let item = items.get(*at).cloned();
                *at = if *at + 1 >= items.len() { 0 } else { *at + 1 };
                item
            }
            IteratorData::Chain(iterables, at, current) => loop {
                if let Some(iterator) = current
                    && let Some(item) = self.next(&iterator.as_ref().clone())?
                {
                    break Some(item);
                }
                let Some(iterable) = iterables.get(*at).cloned() else {
                    break None;
                };
                *at += 1;
                *current = Some(Box::new(self.iter(&iterable)?));
            },
            IteratorData::Slice(inner, left, skip) => {
                let inner = inner.clone();
                while *skip > 0 {
                    *skip -= 1;
                    if self.next(&inner)?.is_none() {
                        return Ok(None);
                    }
                }
                if *left <= 0 {
                    None
                } else {
                    *left -= 1;
                    self.next(&inner)?
                }
            }
        })
    }

    /// All items of an iterable.
    pub(crate) fn collect(&mut self, iterable: &Value) -> R<Vec<Value>> {
        match iterable {
            Value::List(id) => return Ok(self.heap.list(*id).clone()),
            Value::Tuple(items) => return Ok(items.to_vec()),
            Value::Dict(id) => return Ok(self.heap.dict(*id).keys()),
            Value::Set(id) => return Ok(self.heap.set(*id).keys()),
            _ => {}
        }
        let iterator = self.iter(iterable)?;
        let mut items = Vec::new();
        while let Some(item) = self.next(&iterator)? {
            items.push(item);
        }
        Ok(items)
    }

    /// Keys and values of a mapping, or of an iterable of pairs.
    pub(crate) fn mapping_items(&mut self, mapping: &Value) -> R<Vec<(Value, Value)>> {
        match mapping {
            Value::Dict(id) => Ok(self.heap.dict(*id).iter().cloned().collect()),
            Value::Unknown(_) | Value::None => Ok(Vec::new()),
            Value::Instance(id) => {
                if let Some(inner @ Value::Dict(_)) = self.heap.instance(*id).inner.clone() {
                    return self.mapping_items(&inner);
                }
                if let Ok(keys) = self.attribute(mapping, "keys") {
                    let keys = self.call_positional(&keys, Vec::new())?;
                    let mut items = Vec::new();
                    for key in self.collect(&keys)? {
                        let value = self.item(mapping, &key)?;
                        items.push((key, value));
                    }
                    return Ok(items);
                }
                self.pairs(mapping)
            }
            _ => self.pairs(mapping),
        }
    }

    fn pairs(&mut self, iterable: &Value) -> R<Vec<(Value, Value)>> {
        let mut items = Vec::new();
        for pair in self.collect(iterable)? {
            let pair = self.collect(&pair)?;
            match <[Value; 2]>::try_from(pair) {
                Ok([key, value]) => items.push((key, value)),
                Err(other) => {
                    let message = format!(
                        "dictionary update sequence element #{} has length {}; 2 is required",
                        items.len(),
                        other.len()
                    );
                    return Err(self.error("ValueError", message));
                }
            }
        }
        Ok(items)
    }

    /// A new set of these items.
    pub(crate) fn new_set(&mut self, items: Vec<Value>, frozen: bool) -> R {
        let mut set = crate::dict::Dict::default();
        set.frozen = frozen;
        for item in items {
            set.set(self.key(&item)?, item, Value::None);
        }
        Ok(Value::Set(self.heap.add_set(set)))
    }
}
