//! Arithmetic and the other binary operators.

use std::rc::Rc;

use super::Vm;
use crate::ast::Operator;
use crate::value::{R, Value};

impl Vm {
    /// `a operator b`.
    pub(crate) fn binary(&mut self, operator: Operator, a: &Value, b: &Value) -> R {
        if let Value::Unknown(what) = a {
            return Ok(Value::Unknown(what.clone()));
        }
        if let (Operator::Mod, Value::Str(format)) = (operator, a) {
            return self.percent_format(format, b);
        }
        if let Value::Unknown(what) = b {
            return Ok(Value::Unknown(what.clone()));
        }
        if let (Value::Int(_) | Value::Bool(_), Value::Int(_) | Value::Bool(_)) = (a, b) {
            let (x, y) = (a.as_int().unwrap_or(0), b.as_int().unwrap_or(0));
            if let (Value::Bool(x), Value::Bool(y)) = (a, b) {
                match operator {
                    Operator::BitAnd => return Ok(Value::Bool(x & y)),
                    Operator::BitOr => return Ok(Value::Bool(x | y)),
                    Operator::BitXor => return Ok(Value::Bool(x ^ y)),
                    _ => {}
                }
            }
            return self.int_operation(operator, x, y);
        }
        if let (Some(x), Some(y)) = (as_float(a), as_float(b)) {
            return self.float_operation(operator, x, y, a, b);
        }
        if let Some(result) = self.sequence_operation(operator, a, b)? {
            return Ok(result);
        }
        let (method, reflected) = (
            format!("__{}__", operator.method()),
            format!("__r{}__", operator.method()),
        );
        if let Some(method) = self.special_method(a, &method)? {
            let result = self.call_positional(&method, vec![b.clone()])?;
            if !matches!(result, Value::NotImplemented) {
                return Ok(result);
            }
        }
        if let Some(method) = self.special_method(b, &reflected)? {
            let result = self.call_positional(&method, vec![a.clone()])?;
            if !matches!(result, Value::NotImplemented) {
                return Ok(result);
            }
        }
        Err(self.unsupported(operator.symbol(), a, b))
    }

    /// `a operator= b`.
    pub(crate) fn in_place(&mut self, operator: Operator, a: &Value, b: &Value) -> R {
        match (operator, a) {
            (Operator::Add, Value::List(id)) => {
                let items = self.collect(b)?;
                self.steps(items.len())?;
                self.heap.list_mut(*id).extend(items);
                return Ok(a.clone());
            }
            (Operator::BitOr, Value::Dict(id)) => {
                let id = *id;
                for (key, value) in self.mapping_items(b)? {
                    let hashed = self.key(&key)?;
                    self.heap.dict_mut(id).set(hashed, key, value);
                }
                return Ok(a.clone());
            }
            _ => {}
        }
        let method = format!("__i{}__", operator.method());
        if let Value::Instance(_) = a
            && let Some(method) = self.special_method(a, &method)?
        {
            return self.call_positional(&method, vec![b.clone()]);
        }
        let result = self.binary(operator, a, b);
        // The words for `+=` name it.
        if let Err(crate::value::Stop::Raise(id)) = &result
            && self.is_class_named(*id, "TypeError")
            && let Some(data) = &mut self.heap.instance_mut(*id).exception
            && let [Value::Str(message)] = data.args.as_slice()
            && data.traceback.is_empty()
        {
            let symbol = operator.symbol();
            let said = format!("unsupported operand type(s) for {symbol}:");
            if let Some(rest) = message.strip_prefix(&said) {
                data.args = vec![Value::str(&format!(
                    "unsupported operand type(s) for {symbol}=:{rest}"
                ))];
            }
        }
        result
    }

    fn unsupported(&mut self, symbol: &str, a: &Value, b: &Value) -> crate::value::Stop {
        let (left, right) = (self.type_name(a), self.type_name(b));
        let message = match (symbol, a) {
            ("+", Value::Str(_) | Value::Bytes(_) | Value::List(_) | Value::Tuple(_)) => {
                let kind = match a {
                    Value::Bytes(_) => {
                        return self.error("TypeError", format!("can't concat {right} to bytes"));
                    }
                    _ => left,
                };
                format!("can only concatenate {kind} (not \"{right}\") to {kind}")
            }
            ("*", Value::Str(_) | Value::Bytes(_) | Value::List(_) | Value::Tuple(_)) => {
                format!("can't multiply sequence by non-int of type '{right}'")
            }
            ("**", _) => {
                format!("unsupported operand type(s) for ** or pow(): '{left}' and '{right}'")
            }
            _ => format!("unsupported operand type(s) for {symbol}: '{left}' and '{right}'"),
        };
        self.error("TypeError", message)
    }

    fn int_operation(&mut self, operator: Operator, x: i64, y: i64) -> R {
        let result = match operator {
            Operator::Add => x.checked_add(y),
            Operator::Sub => x.checked_sub(y),
            Operator::Mult => x.checked_mul(y),
            Operator::FloorDiv | Operator::Mod | Operator::Div if y == 0 => {
                let message = match operator {
                    Operator::Div => "division by zero",
                    Operator::Mod if self.settings.version.minor >= 11 => "integer modulo by zero",
                    _ => "integer division or modulo by zero",
                };
                return Err(self.error("ZeroDivisionError", message));
            }
            #[expect(
                clippy::cast_precision_loss,
                reason = "true division is a float in Python too"
            )]
            Operator::Div => return Ok(Value::Float(x as f64 / y as f64)),
            Operator::FloorDiv => x.checked_div_euclid(y).and_then(|quotient| {
                // Euclidean division rounds towards minus infinity only for positive divisors.
                if y < 0 && x.rem_euclid(y) != 0 {
                    quotient.checked_sub(1)
                } else {
                    Some(quotient)
                }
            }),
            Operator::Mod => x
                .checked_rem_euclid(y)
                .map(|rest| if y < 0 && rest != 0 { rest + y } else { rest }),
            Operator::Pow => match u32::try_from(y) {
                Ok(exponent) => x.checked_pow(exponent),
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "negative powers are floats in Python too"
                )]
                Err(_) => return Ok(Value::Float((x as f64).powf(y as f64))),
            },
            Operator::LShift => u32::try_from(y)
                .ok()
                .filter(|y| *y < 63)
                .and_then(|y| x.checked_mul(1 << y)),
            Operator::RShift => Some(x >> y.clamp(0, 63)),
            Operator::BitOr => Some(x | y),
            Operator::BitXor => Some(x ^ y),
            Operator::BitAnd => Some(x & y),
            Operator::MatMult => return Err(self.unsupported("@", &Value::Int(x), &Value::Int(y))),
        };
        Ok(result.map_or_else(|| self.unknown("integers of more than 64 bits"), Value::Int))
    }

    fn float_operation(&mut self, operator: Operator, x: f64, y: f64, a: &Value, b: &Value) -> R {
        let zero =
            matches!(operator, Operator::Div | Operator::FloorDiv | Operator::Mod) && y == 0.0;
        if zero {
            let message = match operator {
                Operator::Div => "float division by zero",
                Operator::FloorDiv => "float floor division by zero",
                _ => "float modulo",
            };
            return Err(self.error("ZeroDivisionError", message));
        }
        Ok(Value::Float(match operator {
            Operator::Add => x + y,
            Operator::Sub => x - y,
            Operator::Mult => x * y,
            Operator::Div => x / y,
            Operator::FloorDiv => (x / y).floor(),
            Operator::Mod => x - y * (x / y).floor(),
            Operator::Pow => x.powf(y),
            _ => return Err(self.unsupported(operator.symbol(), a, b)),
        }))
    }

    // An arm for each pair of types: more than 60 lines.
    fn sequence_operation(&mut self, operator: Operator, a: &Value, b: &Value) -> R<Option<Value>> {
        Ok(Some(match (operator, a, b) {
            (Operator::Add, Value::Str(x), Value::Str(y)) => {
                self.steps(x.len() + y.len())?;
                Value::Str(Rc::from(format!("{x}{y}")))
            }
            (Operator::Add, Value::Bytes(x), Value::Bytes(y)) => {
                self.steps(x.len() + y.len())?;
                Value::bytes(&[&**x, &**y].concat())
            }
            (Operator::Add, Value::Tuple(x), Value::Tuple(y)) => {
                Value::tuple(x.iter().chain(y.iter()).cloned().collect())
            }
            (Operator::Add, Value::List(x), Value::List(y)) => {
                let items: Vec<Value> = self
                    .heap
                    .list(*x)
                    .iter()
                    .chain(self.heap.list(*y))
                    .cloned()
                    .collect();
                self.steps(items.len())?;
                self.new_list(items)
            }
            (
                Operator::Mult,
                Value::Int(_) | Value::Bool(_),
                Value::Str(_) | Value::Bytes(_) | Value::List(_) | Value::Tuple(_),
            ) => {
                return self.sequence_operation(operator, b, a);
            }
            (Operator::Mult, _, Value::Int(_) | Value::Bool(_)) => {
                let times = usize::try_from(b.as_int().unwrap_or(0)).unwrap_or(0);
                match a {
                    Value::Str(text) => {
                        self.steps(text.len().saturating_mul(times))?;
                        Value::str(&text.repeat(times))
                    }
                    Value::Bytes(bytes) => {
                        self.steps(bytes.len().saturating_mul(times))?;
                        Value::bytes(&bytes.repeat(times))
                    }
                    Value::List(id) => {
                        let items = self.heap.list(*id).clone();
                        self.steps(items.len().saturating_mul(times))?;
                        self.new_list(
                            items
                                .iter()
                                .cycle()
                                .take(items.len() * times)
                                .cloned()
                                .collect(),
                        )
                    }
                    Value::Tuple(items) => {
                        self.steps(items.len().saturating_mul(times))?;
                        Value::tuple(
                            items
                                .iter()
                                .cycle()
                                .take(items.len() * times)
                                .cloned()
                                .collect(),
                        )
                    }
                    _ => return Ok(None),
                }
            }
            (Operator::Mod, Value::Bytes(format), _) => self.percent_bytes(format, b)?,
            (Operator::BitOr, Value::Dict(_), Value::Dict(_)) => {
                let Value::Dict(x) = a else { return Ok(None) };
                let copy = self.heap.dict(*x).clone();
                let copy = self.new_dict(copy);
                self.in_place(operator, &copy, b)?
            }
            // `int | None` in annotations (PEP 604).
            (Operator::BitOr, Value::Class(_) | Value::None, Value::Class(_) | Value::None) => {
                self.unknown("a union of types")
            }
            (_, Value::Set(x), Value::Set(y)) => {
                let (x, y) = (self.heap.set(*x).clone(), self.heap.set(*y).clone());
                let has = |set: &crate::dict::Dict, vm: &mut Self, item: &Value| -> R<bool> {
                    Ok(set.contains(&vm.key(item)?))
                };
                let mut items = Vec::new();
                for item in x.keys() {
                    let in_both = has(&y, self, &item)?;
                    let wanted = match operator {
                        Operator::BitAnd => in_both,
                        Operator::Sub | Operator::BitXor => !in_both,
                        Operator::BitOr => true,
                        _ => return Ok(None),
                    };
                    if wanted {
                        items.push(item);
                    }
                }
                if matches!(operator, Operator::BitOr | Operator::BitXor) {
                    for item in y.keys() {
                        if !has(&x, self, &item)? {
                            items.push(item);
                        }
                    }
                }
                self.new_set(items, x.frozen)?
            }
            _ => return Ok(None),
        }))
    }
}

/// The number as a float, where either operand of an operation is one.
#[expect(
    clippy::cast_precision_loss,
    reason = "Python converts in the same way"
)]
pub(crate) fn as_float(value: &Value) -> Option<f64> {
    match value {
        Value::Float(number) => Some(*number),
        Value::Int(number) => Some(*number as f64),
        Value::Bool(flag) => Some(f64::from(u8::from(*flag))),
        _ => None,
    }
}
