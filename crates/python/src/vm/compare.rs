//! Truth, equality, order, membership, hashing.

use std::cmp::Ordering;
use std::rc::Rc;

use super::Vm;
use super::operators::as_float;
use crate::ast::{Comparison, Expr, TextSpan};
use crate::dict::Key;
use crate::frame::Position;
use crate::value::{R, Value};

impl Vm {
    /// Whether a value counts as true; an unknown one does, and that is noted.
    pub(crate) fn truth(&mut self, value: &Value) -> R<bool> {
        Ok(match value {
            Value::None => false,
            Value::Bool(flag) => *flag,
            Value::Int(number) => *number != 0,
            Value::Float(number) => *number != 0.0,
            Value::Str(text) => !text.is_empty(),
            Value::Bytes(bytes) => !bytes.is_empty(),
            Value::Tuple(items) => !items.is_empty(),
            Value::List(id) => !self.heap.list(*id).is_empty(),
            Value::Dict(id) => self.heap.dict(*id).len() > 0,
            Value::Set(id) => self.heap.set(*id).len() > 0,
            Value::Range(range) => range_len(range) > 0,
            Value::Unknown(what) => {
                let what = what.clone();
                self.decide_on_unknown(&what);
                true
            }
            Value::Instance(id) => {
                if let Some(method) = self.special_method(value, "__bool__")? {
                    let answer = self.call_positional(&method, Vec::new())?;
                    return self.truth(&answer);
                }
                if let Some(method) = self.special_method(value, "__len__")? {
                    let answer = self.call_positional(&method, Vec::new())?;
                    return self.truth(&answer);
                }
                match self.heap.instance(*id).inner.clone() {
                    Some(inner) => self.truth(&inner)?,
                    None => true,
                }
            }
            _ => true,
        })
    }

    pub(super) fn compare_chain(
        &mut self,
        at: TextSpan,
        left: &Expr,
        rest: &[(Comparison, Expr)],
    ) -> R {
        let mut a = self.expr(left)?;
        let mut result = Value::Bool(true);
        for (number, (operator, right)) in rest.iter().enumerate() {
            let b = self.expr(right)?;
            self.set_position(Position::plain(at));
            result = self.compare(*operator, &a, &b)?;
            if number + 1 < rest.len() && !self.truth(&result)? {
                return Ok(result);
            }
            a = b;
        }
        Ok(result)
    }

    /// `a operator b`.
    pub(crate) fn compare(&mut self, operator: Comparison, a: &Value, b: &Value) -> R {
        let unknown = match (a, b) {
            (Value::Unknown(what), _) | (_, Value::Unknown(what)) => Some(what.clone()),
            _ => None,
        };
        if let Some(what) = unknown {
            return Ok(match operator {
                Comparison::Is | Comparison::Eq if a.is_none() || b.is_none() => Value::Bool(false),
                Comparison::IsNot | Comparison::NotEq if a.is_none() || b.is_none() => {
                    Value::Bool(true)
                }
                _ => Value::Unknown(what),
            });
        }
        Ok(Value::Bool(match operator {
            Comparison::Is => a.is(b),
            Comparison::IsNot => !a.is(b),
            Comparison::Eq => return self.equality(a, b, true),
            Comparison::NotEq => return self.equality(a, b, false),
            Comparison::In => self.contains(b, a)?,
            Comparison::NotIn => !self.contains(b, a)?,
            ordering => return self.order(ordering, a, b),
        }))
    }

    fn equality(&mut self, a: &Value, b: &Value, wanted: bool) -> R {
        if let Value::Instance(_) = a {
            let name = if wanted { "__eq__" } else { "__ne__" };
            if let Some(method) = self.special_method(a, name)? {
                let result = self.call_positional(&method, vec![b.clone()])?;
                if !matches!(result, Value::NotImplemented) {
                    return Ok(result);
                }
            }
        }
        Ok(Value::Bool(self.equal(a, b)? == wanted))
    }

    /// `a == b` as a truth.
    pub(crate) fn equal(&mut self, a: &Value, b: &Value) -> R<bool> {
        self.deeper(|vm| vm.equal_values(a, b))
    }

    fn equal_values(&mut self, a: &Value, b: &Value) -> R<bool> {
        self.step()?;
        if a.is(b) {
            return Ok(!matches!(a, Value::Float(number) if number.is_nan()));
        }
        if let (Some(x), Some(y)) = (as_float(a), as_float(b)) {
            return Ok(match (a.as_int(), b.as_int()) {
                (Some(x), Some(y)) => x == y,
                _ => x == y,
            });
        }
        Ok(match (a, b) {
            (Value::Bytes(x), Value::Bytes(y)) => x == y,
            (Value::Tuple(x), Value::Tuple(y)) => self.equal_items(&x.clone(), &y.clone())?,
            (Value::List(x), Value::List(y)) => {
                let (x, y) = (self.heap.list(*x).clone(), self.heap.list(*y).clone());
                self.equal_items(&x, &y)?
            }
            (Value::Dict(x), Value::Dict(y)) => {
                let (x, y) = (self.heap.dict(*x).clone(), self.heap.dict(*y).clone());
                if x.len() != y.len() {
                    return Ok(false);
                }
                for (key, value) in x.iter() {
                    let hashed = self.key(key)?;
                    match y.get(&hashed) {
                        Some(other) => {
                            if !self.equal(value, &other.clone())? {
                                return Ok(false);
                            }
                        }
                        None => return Ok(false),
                    }
                }
                true
            }
            (Value::Set(_), Value::Set(_)) => self.key_of_set(a)? == self.key_of_set(b)?,
            (Value::Range(x), Value::Range(y)) => x == y,
            (Value::Method(x), Value::Method(y)) => x.0.is(&y.0) && x.1.is(&y.1),
            (Value::Instance(id), _) => {
                if let Some(method) = self.special_method(a, "__eq__")? {
                    let result = self.call_positional(&method, vec![b.clone()])?;
                    if !matches!(result, Value::NotImplemented) {
                        return self.truth(&result);
                    }
                }
                match self.heap.instance(*id).inner.clone() {
                    Some(inner) => self.equal(&inner, b)?,
                    None => false,
                }
            }
            (_, Value::Instance(_)) => self.equal(b, a)?,
            _ => false,
        })
    }

    fn equal_items(&mut self, x: &[Value], y: &[Value]) -> R<bool> {
        if x.len() != y.len() {
            return Ok(false);
        }
        for (a, b) in x.iter().zip(y) {
            if !self.equal(a, b)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn order(&mut self, operator: Comparison, a: &Value, b: &Value) -> R {
        let (symbol, method, swapped) = match operator {
            Comparison::Lt => ("<", "__lt__", "__gt__"),
            Comparison::LtE => ("<=", "__le__", "__ge__"),
            Comparison::Gt => (">", "__gt__", "__lt__"),
            _ => (">=", "__ge__", "__le__"),
        };
        if let Some(ordering) = self.ordering(a, b)? {
            return Ok(Value::Bool(match operator {
                Comparison::Lt => ordering == Ordering::Less,
                Comparison::LtE => ordering != Ordering::Greater,
                Comparison::Gt => ordering == Ordering::Greater,
                _ => ordering != Ordering::Less,
            }));
        }
        for (object, other, method) in [(a, b, method), (b, a, swapped)] {
            if let Value::Instance(_) = object
                && let Some(method) = self.special_method(object, method)?
            {
                let result = self.call_positional(&method, vec![other.clone()])?;
                if !matches!(result, Value::NotImplemented) {
                    return Ok(result);
                }
            }
        }
        let (left, right) = (self.type_name(a), self.type_name(b));
        let message =
            format!("'{symbol}' not supported between instances of '{left}' and '{right}'");
        Err(self.error("TypeError", message))
    }

    /// The order of two built-in values, where they have one.
    fn ordering(&mut self, a: &Value, b: &Value) -> R<Option<Ordering>> {
        self.deeper(|vm| vm.ordering_of_values(a, b))
    }

    fn ordering_of_values(&mut self, a: &Value, b: &Value) -> R<Option<Ordering>> {
        self.step()?;
        if let (Some(x), Some(y)) = (a.as_int(), b.as_int()) {
            return Ok(Some(x.cmp(&y)));
        }
        if let (Some(x), Some(y)) = (as_float(a), as_float(b)) {
            return Ok(Some(x.partial_cmp(&y).unwrap_or(Ordering::Equal)));
        }
        let (x, y) = match (a, b) {
            (Value::Str(x), Value::Str(y)) => return Ok(Some(x.cmp(y))),
            (Value::Bytes(x), Value::Bytes(y)) => return Ok(Some(x.cmp(y))),
            (Value::Tuple(x), Value::Tuple(y)) => (x.to_vec(), y.to_vec()),
            (Value::List(x), Value::List(y)) => {
                (self.heap.list(*x).clone(), self.heap.list(*y).clone())
            }
            _ => return Ok(None),
        };
        for (a, b) in x.iter().zip(&y) {
            if !self.equal(a, b)? {
                return match self.order(Comparison::Lt, a, b)? {
                    Value::Bool(true) => Ok(Some(Ordering::Less)),
                    _ => Ok(Some(Ordering::Greater)),
                };
            }
        }
        Ok(Some(x.len().cmp(&y.len())))
    }

    /// `a < b`, for sorting.
    pub(crate) fn less(&mut self, a: &Value, b: &Value) -> R<bool> {
        let result = self.compare(Comparison::Lt, a, b)?;
        self.truth(&result)
    }

    /// `item in container`.
    pub(crate) fn contains(&mut self, container: &Value, item: &Value) -> R<bool> {
        match container {
            Value::Str(text) => match item {
                Value::Str(part) => Ok(text.contains(&**part)),
                other => {
                    let type_name = self.type_name(other);
                    let message =
                        format!("'in <string>' requires string as left operand, not {type_name}");
                    Err(self.error("TypeError", message))
                }
            },
            Value::Bytes(bytes) => match item {
                Value::Bytes(part) => Ok(
                    part.is_empty() || bytes.windows(part.len()).any(|window| *window == **part)
                ),
                other => Ok(other
                    .as_int()
                    .is_some_and(|n| bytes.iter().any(|byte| i64::from(*byte) == n))),
            },
            Value::Dict(id) => {
                let key = self.key(item)?;
                Ok(self.heap.dict(*id).contains(&key))
            }
            Value::Set(id) => {
                let key = self.key(item)?;
                Ok(self.heap.set(*id).contains(&key))
            }
            Value::Instance(id) => {
                if let Some(method) = self.special_method(container, "__contains__")? {
                    let result = self.call_positional(&method, vec![item.clone()])?;
                    return self.truth(&result);
                }
                match self.heap.instance(*id).inner.clone() {
                    Some(inner) => self.contains(&inner, item),
                    None => self.contains_by_iterating(container, item),
                }
            }
            Value::Unknown(what) => {
                let what = what.clone();
                self.decide_on_unknown(&what);
                Ok(true)
            }
            _ => self.contains_by_iterating(container, item),
        }
    }

    fn contains_by_iterating(&mut self, container: &Value, item: &Value) -> R<bool> {
        let iterator = match self.iter(container) {
            Ok(iterator) => iterator,
            Err(crate::value::Stop::Raise(id)) if self.is_class_named(id, "TypeError") => {
                let type_name = self.type_name(container);
                let message = format!("argument of type '{type_name}' is not iterable");
                return Err(self.error("TypeError", message));
            }
            Err(stop) => return Err(stop),
        };
        while let Some(next) = self.next(&iterator)? {
            if self.equal(&next, item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn key_of_set(&mut self, set: &Value) -> R<Vec<Key>> {
        let Value::Set(id) = set else {
            return Ok(Vec::new());
        };
        let mut keys = Vec::new();
        for item in self.heap.set(*id).keys() {
            keys.push(self.key(&item)?);
        }
        keys.sort();
        Ok(keys)
    }

    /// What a hashable object is equal by.
    pub(crate) fn key(&mut self, value: &Value) -> R<Key> {
        self.step()?;
        let object = |kind: u8, id: u32| Key::Object(kind, u64::from(id));
        Ok(match value {
            Value::None => Key::None,
            Value::Bool(flag) => Key::Int(i64::from(*flag)),
            Value::Int(number) => Key::Int(*number),
            #[expect(clippy::cast_possible_truncation, reason = "checked to be whole")]
            Value::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                Key::Int(*number as i64)
            }
            Value::Float(number) => Key::Float(number.to_bits()),
            Value::Str(text) => Key::Str(text.clone()),
            Value::Bytes(bytes) => Key::Bytes(bytes.clone()),
            Value::Tuple(items) => {
                let mut keys = Vec::with_capacity(items.len());
                for item in items.iter() {
                    keys.push(self.key(item)?);
                }
                Key::Tuple(keys)
            }
            Value::Set(id) if self.heap.set(*id).frozen => Key::Set(self.key_of_set(value)?),
            Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::Slice(_) => {
                let type_name = self.type_name(value);
                return Err(self.error("TypeError", format!("unhashable type: '{type_name}'")));
            }
            Value::Instance(id) => {
                let (id, inner) = (*id, self.heap.instance(*id).inner.clone());
                match inner {
                    Some(inner)
                        if !matches!(inner, Value::List(_) | Value::Dict(_) | Value::Set(_)) =>
                    {
                        self.key(&inner)?
                    }
                    _ => match self.special_method(value, "__hash__")? {
                        Some(method) if matches!(method, Value::Method(_)) => {
                            let hash = self.call_positional(&method, Vec::new())?;
                            Key::Tuple(vec![Key::None, self.key(&hash)?])
                        }
                        _ => object(0, id.0),
                    },
                }
            }
            Value::Class(id) => object(1, id.0),
            Value::Module(id) => object(2, id.0),
            Value::Function(id) => object(3, id.0),
            Value::Generator(id) => object(4, id.0),
            Value::Iterator(id) => object(5, id.0),
            Value::Native(native) => Key::Tuple(vec![Key::None, Key::Str(Rc::from(native.name))]),
            Value::Method(pair) => Key::Tuple(vec![self.key(&pair.0)?, self.key(&pair.1)?]),
            Value::Unknown(what) => Key::Tuple(vec![Key::None, Key::None, Key::Str(what.clone())]),
            _ => object(6, 0),
        })
    }
}

/// How many numbers a range holds.
pub(crate) fn range_len(range: &[i64; 3]) -> i64 {
    let [start, stop, step] = *range;
    let span = i128::from(stop) - i128::from(start);
    let step = i128::from(step);
    let n = if step > 0 {
        (span + step - 1) / step
    } else {
        (span + step + 1) / step
    };
    i64::try_from(n.max(0)).unwrap_or(i64::MAX)
}
