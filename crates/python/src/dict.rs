//! Dictionaries and sets: in order of insertion, looked up by value.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::value::Value;

/// What a hashable object is equal by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    None,
    Int(i64),
    /// A float that is no whole number, by its bits.
    Float(u64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    Tuple(Vec<Key>),
    Set(Vec<Key>),
    /// Equal to itself alone: its kind and place in the heap.
    Object(u8, u64),
}

/// A dictionary; a set is one whose values are `None`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dict {
    names: BTreeMap<Rc<str>, usize>,
    others: BTreeMap<Key, usize>,
    items: Vec<Option<(Value, Value)>>,
    n_items: usize,
    /// A `frozenset`.
    pub(crate) frozen: bool,
}

impl Dict {
    pub(crate) fn len(&self) -> usize {
        self.n_items
    }

    fn index(&self, key: &Key) -> Option<usize> {
        match key {
            Key::Str(name) => self.names.get(name).copied(),
            other => self.others.get(other).copied(),
        }
    }

    pub(crate) fn get(&self, key: &Key) -> Option<&Value> {
        let at = self.index(key)?;
        self.items.get(at)?.as_ref().map(|(_, value)| value)
    }

    /// The value of a text key.
    pub(crate) fn name(&self, name: &str) -> Option<&Value> {
        let at = *self.names.get(name)?;
        self.items.get(at)?.as_ref().map(|(_, value)| value)
    }

    pub(crate) fn set(&mut self, key: Key, object: Value, value: Value) {
        if let Some(at) = self.index(&key) {
            if let Some(Some(item)) = self.items.get_mut(at) {
                item.1 = value;
            }
            return;
        }
        let at = self.items.len();
        match key {
            Key::Str(name) => self.names.insert(name, at),
            other => self.others.insert(other, at),
        };
        self.items.push(Some((object, value)));
        self.n_items += 1;
    }

    /// Sets the value of a text key that is shared already.
    pub(crate) fn set_shared(&mut self, name: &Rc<str>, value: Value) {
        self.set(Key::Str(name.clone()), Value::Str(name.clone()), value);
    }

    /// Sets the value of a text key.
    pub(crate) fn set_name(&mut self, name: &str, value: Value) {
        let name: Rc<str> = Rc::from(name);
        self.set(Key::Str(name.clone()), Value::Str(name), value);
    }

    pub(crate) fn remove(&mut self, key: &Key) -> Option<Value> {
        let at = match key {
            Key::Str(name) => self.names.remove(name)?,
            other => self.others.remove(other)?,
        };
        self.n_items -= 1;
        let removed = self.items.get_mut(at)?.take().map(|(_, value)| value);
        while matches!(self.items.last(), Some(None)) {
            self.items.pop();
        }
        removed
    }

    /// Takes a text key out.
    pub(crate) fn remove_name(&mut self, name: &str) -> Option<Value> {
        self.remove(&Key::Str(Rc::from(name)))
    }

    pub(crate) fn clear(&mut self) {
        *self = Self {
            frozen: self.frozen,
            ..Self::default()
        };
    }

    /// Keys and values in order of insertion.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &(Value, Value)> {
        self.items.iter().flatten()
    }

    /// The keys, in order of insertion.
    pub(crate) fn keys(&self) -> Vec<Value> {
        self.iter().map(|(key, _)| key.clone()).collect()
    }

    /// The item at or after a position, with the position after it: iterating while the dictionary may change.
    pub(crate) fn item_from(&self, mut at: usize) -> Option<(usize, &(Value, Value))> {
        loop {
            match self.items.get(at) {
                None => return None,
                Some(Some(item)) => return Some((at + 1, item)),
                Some(None) => at += 1,
            }
        }
    }

    /// The text keys, in order of insertion.
    pub(crate) fn text_keys(&self) -> Vec<String> {
        self.iter()
            .filter_map(|(key, _)| key.as_str().map(str::to_owned))
            .collect()
    }

    pub(crate) fn contains(&self, key: &Key) -> bool {
        self.index(key).is_some()
    }

    pub(crate) fn pop_last(&mut self) -> Option<(Value, Value)> {
        while let Some(last) = self.items.pop() {
            if let Some(item) = last {
                let at = self.items.len();
                self.names.retain(|_, index| *index != at);
                self.others.retain(|_, index| *index != at);
                self.n_items -= 1;
                return Some(item);
            }
        }
        None
    }
}
