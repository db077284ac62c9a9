//! Expressions, names and assignment.

use std::rc::Rc;

use super::Vm;
use super::arguments::Arguments;
use crate::ast::{Argument, Constant, Expr, ExprKind, TextSpan, Unary};
use crate::dict::Dict;
use crate::frame::Position;
use crate::value::{R, Stop, Value};

impl Vm {
    /// Evaluates an expression.
    pub(crate) fn expr(&mut self, expr: &Expr) -> R {
        self.step()?;
        if self.n_expressions >= super::MOST_EXPRESSIONS {
            return Err(Stop::Beyond("expressions nested this deep".into()));
        }
        self.n_expressions += 1;
        let value = self.expr_value(expr);
        self.n_expressions -= 1;
        value
    }

    // An arm for each kind of expression: more than 60 lines.
    fn expr_value(&mut self, expr: &Expr) -> R {
        match &expr.kind {
            ExprKind::Constant(constant) => Ok(self.constant(constant)),
            ExprKind::Name(name) => self.load(name, expr.at),
            ExprKind::Attribute(object, name) => {
                let object = self.expr(object)?;
                self.set_position(Position::plain(expr.at));
                self.attribute(&object, name)
            }
            ExprKind::Call(function, arguments) => self.call_expr(expr, function, arguments),
            ExprKind::BinOp(left, operator, right) => {
                let a = self.expr(left)?;
                let b = self.expr(right)?;
                self.set_position(Position::binary(expr.at, left, right));
                self.binary(*operator, &a, &b)
            }
            ExprKind::Subscript(object, index) => {
                let container = self.expr(object)?;
                let key = self.expr(index)?;
                self.set_position(Position {
                    at: expr.at,
                    anchors: Some((object.at.end, index.at.end)),
                    callee: None,
                });
                self.item(&container, &key)
            }
            ExprKind::Compare(left, rest) => self.compare_chain(expr.at, left, rest),
            ExprKind::BoolOp(is_and, operands) => self.bool_op(*is_and, operands),
            ExprKind::Unary(operator, operand) => {
                let value = self.expr(operand)?;
                self.set_position(Position::plain(expr.at));
                self.unary(*operator, &value)
            }
            ExprKind::IfElse(test, yes, no) => {
                let test = self.expr(test)?;
                let branch = if self.truth(&test)? { yes } else { no };
                self.expr(branch)
            }
            ExprKind::List(items) => {
                let items = self.items_of(items)?;
                Ok(self.new_list(items))
            }
            ExprKind::Tuple(items) => Ok(Value::tuple(self.items_of(items)?)),
            ExprKind::Set(items) => {
                let items = self.items_of(items)?;
                self.new_set(items, false)
            }
            ExprKind::Dict(items) => self.dict_display(items),
            ExprKind::Walrus(name, value) => {
                let value = self.expr(value)?;
                self.store(name, value.clone());
                Ok(value)
            }
            ExprKind::FString(parts) => {
                let text = self.f_string(parts)?;
                Ok(Value::str(&text))
            }
            ExprKind::Lambda(function) => self.make_function(function),
            ExprKind::Comprehension(node) => self.comprehension(expr.at, node),
            ExprKind::Await(value) => {
                let value = self.expr(value)?;
                self.run_awaitable(&value)
            }
            ExprKind::Slice(lower, upper, step) => {
                let part = |vm: &mut Self, part: &Option<Box<Expr>>| match part {
                    Some(part) => vm.expr(part),
                    None => Ok(Value::None),
                };
                let parts = [part(self, lower)?, part(self, upper)?, part(self, step)?];
                Ok(Value::Slice(Rc::new(parts.map(Value::held))))
            }
            ExprKind::Yield(_) | ExprKind::YieldFrom(_) => {
                Ok(self.unknown("a yield within a larger expression"))
            }
            ExprKind::Starred(value) => self.expr(value),
            ExprKind::Unsupported(what) => Ok(self.unknown(what)),
        }
    }

    fn constant(&mut self, constant: &Constant) -> Value {
        match constant {
            Constant::None => Value::None,
            Constant::Bool(flag) => Value::Bool(*flag),
            Constant::Int(number) => Value::Int(*number),
            Constant::Float(number) => Value::Float(*number),
            Constant::Str(text) => Value::Str(text.clone()),
            Constant::Bytes(bytes) => Value::Bytes(bytes.clone()),
            Constant::Ellipsis => Value::Ellipsis,
            Constant::BigInt => self.unknown("integers of more than 64 bits"),
            Constant::Complex => self.unknown("complex numbers"),
        }
    }

    fn call_expr(&mut self, expr: &Expr, function: &Expr, arguments: &[Argument]) -> R {
        let callee = self.expr(function)?;
        let arguments = self.arguments(arguments, expr.at)?;
        self.set_position(Position {
            callee: Some(function.at.end),
            ..Position::plain(expr.at)
        });
        self.call(&callee, arguments)
    }

    /// Evaluates the arguments of a call.
    pub(crate) fn arguments(&mut self, arguments: &[Argument], at: TextSpan) -> R<Arguments> {
        let mut evaluated = Arguments::default();
        for argument in arguments {
            match argument {
                Argument::Positional(expr) => evaluated.positional.push(self.expr(expr)?),
                Argument::Star(expr) => {
                    let iterable = self.expr(expr)?;
                    self.set_position(Position::plain(at));
                    if matches!(
                        iterable,
                        Value::Int(_) | Value::Float(_) | Value::None | Value::Bool(_)
                    ) {
                        let type_name = self.type_name(&iterable);
                        let message = format!("Value after * must be an iterable, not {type_name}");
                        return Err(self.error("TypeError", message));
                    }
                    evaluated.positional.extend(self.collect(&iterable)?);
                }
                Argument::Keyword(name, expr) => {
                    let value = self.expr(expr)?;
                    evaluated.keywords.push((name.clone(), value));
                }
                Argument::DoubleStar(expr) => {
                    let mapping = self.expr(expr)?;
                    for (key, value) in self.mapping_items(&mapping)? {
                        if let Value::Str(name) = key {
                            evaluated.keywords.push((name, value));
                        }
                    }
                }
            }
        }
        Ok(evaluated)
    }

    fn items_of(&mut self, items: &[Expr]) -> R<Vec<Value>> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            match &item.kind {
                ExprKind::Starred(inner) => {
                    let iterable = self.expr(inner)?;
                    values.extend(self.collect(&iterable)?);
                }
                _ => values.push(self.expr(item)?),
            }
        }
        Ok(values)
    }

    fn dict_display(&mut self, items: &[(Option<Expr>, Expr)]) -> R {
        let mut dict = Dict::default();
        for (key, value) in items {
            match key {
                Some(key) => {
                    let key = self.expr(key)?;
                    let value = self.expr(value)?;
                    dict.set(self.key(&key)?, key, value);
                }
                None => {
                    let mapping = self.expr(value)?;
                    for (key, value) in self.mapping_items(&mapping)? {
                        dict.set(self.key(&key)?, key, value);
                    }
                }
            }
        }
        Ok(self.new_dict(dict))
    }

    fn bool_op(&mut self, is_and: bool, operands: &[Expr]) -> R {
        let mut value = Value::None;
        for operand in operands {
            value = self.expr(operand)?;
            if self.truth(&value)? != is_and {
                return Ok(value);
            }
        }
        Ok(value)
    }

    fn unary(&mut self, operator: Unary, value: &Value) -> R {
        if operator == Unary::Not {
            return Ok(Value::Bool(!self.truth(value)?));
        }
        let symbol = match operator {
            Unary::Minus => "-",
            Unary::Plus => "+",
            Unary::Not | Unary::Invert => "~",
        };
        match (operator, value) {
            (_, Value::Unknown(_)) => Ok(value.clone()),
            (Unary::Minus, Value::Float(number)) => Ok(Value::Float(-number)),
            (Unary::Plus, Value::Float(_)) => Ok(value.clone()),
            (_, Value::Int(_) | Value::Bool(_)) => {
                let number = value.as_int().unwrap_or(0);
                let result = match operator {
                    Unary::Minus => number.checked_neg(),
                    Unary::Plus => Some(number),
                    Unary::Not | Unary::Invert => Some(!number),
                };
                Ok(
                    result
                        .map_or_else(|| self.unknown("integers of more than 64 bits"), Value::Int),
                )
            }
            _ => {
                let method = match operator {
                    Unary::Minus => "__neg__",
                    Unary::Plus => "__pos__",
                    Unary::Not | Unary::Invert => "__invert__",
                };
                if let Some(method) = self.special_method(value, method)? {
                    return self.call_positional(&method, Vec::new());
                }
                let type_name = self.type_name(value);
                let message = format!("bad operand type for unary {symbol}: '{type_name}'");
                Err(self.error("TypeError", message))
            }
        }
    }
}
