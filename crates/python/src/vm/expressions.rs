//! Expressions, names and assignment.

use std::rc::Rc;

use super::Vm;
use super::arguments::Arguments;
use crate::ast::{
    Argument, Clause, Comprehension, ComprehensionKind, Constant, Expr, ExprKind, Name, Operator,
    TextSpan, Unary,
};
use crate::dict::Dict;
use crate::frame::{Frame, FrameKind, Position};
use crate::heap::{DictId, Fact, IteratorData};
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
        self.set_position(Position::plain(expr.at));
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

    /// Looks a name up: own scope, enclosing functions, module, built-ins.
    pub(crate) fn load(&mut self, name: &Name, at: TextSpan) -> R {
        let frame = self.frame();
        let (locals, globals) = (frame.locals, frame.globals);
        let is_local = frame
            .function
            .as_ref()
            .is_none_or(|function| function.scope.bound.contains(name));
        let is_global = match (&frame.function, &frame.scope) {
            (Some(function), _) => function.scope.global.contains(name),
            (None, Some(class)) => class.scope.global.contains(name),
            (None, None) => false,
        };
        if is_local
            && !is_global
            && let Some(value) = self.heap.dict(locals).name(name)
        {
            return Ok(value.clone());
        }
        let unbound_local = is_local && !is_global && frame.function.is_some();
        if !unbound_local {
            if !is_global {
                for scope in frame.enclosing.iter() {
                    if let Some(value) = self.heap.dict(*scope).name(name) {
                        return Ok(value.clone());
                    }
                }
            }
            let found = self.heap.dict(globals).name(name);
            if let Some(value) = found.or_else(|| self.heap.dict(self.builtins).name(name)) {
                return Ok(value.clone());
            }
        }
        self.set_position(Position::plain(at));
        if let Some(value) = self.star_imported_unknown(name) {
            return Ok(value);
        }
        if unbound_local {
            let message = if self.settings.version.minor >= 11 {
                format!(
                    "cannot access local variable '{name}' where it is not associated with a value"
                )
            } else {
                format!("local variable '{name}' referenced before assignment")
            };
            return Err(self.error("UnboundLocalError", message));
        }
        Err(self.name_error(name))
    }

    fn name_error(&mut self, name: &Name) -> Stop {
        let frame = self.frame();
        let mut candidates = self.heap.dict(frame.locals).text_keys();
        if frame.locals != frame.globals {
            candidates.extend(self.heap.dict(frame.globals).text_keys());
        }
        let file = frame.file.name.to_string();
        let holder = match self.heap.dict(frame.globals).name("__name__") {
            Some(Value::Str(name)) => name.to_string(),
            _ => String::new(),
        };
        candidates.retain(|candidate| !candidate.starts_with("__"));
        let fact = Fact::Missing(crate::MissingName {
            name: name.to_string(),
            holder,
            file: Some(file),
            partially_initialized: false,
            candidates,
        });
        self.error_with("NameError", &format!("name '{name}' is not defined"), fact)
    }

    /// A name that a star import of something not simulated may have brought.
    fn star_imported_unknown(&mut self, name: &str) -> Option<Value> {
        let globals = self.frame().globals;
        match self.heap.dict(globals).name("*") {
            Some(Value::Unknown(what)) => {
                let what = format!("{name}, from {what}");
                Some(self.unknown(&what))
            }
            _ => None,
        }
    }

    /// Where assigning to a name stores it.
    pub(crate) fn store_target(&self, name: &str) -> DictId {
        let frame = self.frame();
        let (global, nonlocal) = match (&frame.function, &frame.scope) {
            (Some(function), _) => (&function.scope.global, &function.scope.nonlocal),
            (None, Some(class)) => (&class.scope.global, &class.scope.nonlocal),
            (None, None) => return frame.locals,
        };
        if global.contains(name) {
            return frame.globals;
        }
        if nonlocal.contains(name) {
            let holder = frame
                .enclosing
                .iter()
                .find(|scope| self.heap.dict(**scope).name(name).is_some());
            return holder
                .or(frame.enclosing.first())
                .copied()
                .unwrap_or(frame.locals);
        }
        frame.locals
    }

    /// Binds a name.
    pub(crate) fn store(&mut self, name: &Name, value: Value) {
        let target = self.store_target(name);
        self.heap.dict_mut(target).set_shared(name, value);
    }

    /// Assigns to a target of any form.
    pub(crate) fn assign(&mut self, target: &Expr, value: Value) -> R<()> {
        match &target.kind {
            ExprKind::Name(name) => {
                self.store(name, value);
                Ok(())
            }
            ExprKind::Attribute(object, name) => {
                let object = self.expr(object)?;
                self.set_position(Position::plain(target.at));
                self.set_attribute(&object, name, value)
            }
            ExprKind::Subscript(object, index) => {
                let container = self.expr(object)?;
                let key = self.expr(index)?;
                self.set_position(Position {
                    at: target.at,
                    anchors: Some((object.at.end, index.at.end)),
                });
                self.set_item(&container, &key, value)
            }
            ExprKind::Tuple(targets) | ExprKind::List(targets) => {
                self.set_position(Position::plain(target.at));
                self.unpack(targets, &value)
            }
            ExprKind::Starred(inner) => self.assign(inner, value),
            _ => Ok(()),
        }
    }

    fn unpack(&mut self, targets: &[Expr], value: &Value) -> R<()> {
        if let Value::Unknown(what) = value {
            for target in targets {
                self.assign(target, Value::Unknown(what.clone()))?;
            }
            return Ok(());
        }
        let items = match self.iter(value) {
            Ok(iterator) => self.collect(&iterator)?,
            Err(Stop::Raise(id)) if self.is_class_named(id, "TypeError") => {
                let type_name = self.type_name(value);
                let message = format!("cannot unpack non-iterable {type_name} object");
                return Err(self.error("TypeError", message));
            }
            Err(stop) => return Err(stop),
        };
        let star = targets
            .iter()
            .position(|target| matches!(target.kind, ExprKind::Starred(_)));
        let (expected, given) = (targets.len(), items.len());
        let enough = match star {
            Some(_) => given + 1 >= expected,
            None => given == expected,
        };
        if !enough {
            let message = match star {
                Some(_) => format!(
                    "not enough values to unpack (expected at least {}, got {given})",
                    expected - 1
                ),
                None if given < expected => {
                    format!("not enough values to unpack (expected {expected}, got {given})")
                }
                None => format!("too many values to unpack (expected {expected})"),
            };
            return Err(self.error("ValueError", message));
        }
        let mut items = items.into_iter();
        for (number, target) in targets.iter().enumerate() {
            if Some(number) == star {
                let taken = items.by_ref().take(given + 1 - expected).collect();
                let list = self.new_list(taken);
                self.assign(target, list)?;
            } else if let Some(item) = items.next() {
                self.assign(target, item)?;
            }
        }
        Ok(())
    }

    /// `target operator= value`.
    pub(crate) fn aug_assign(
        &mut self,
        target: &Expr,
        operator: Operator,
        value: &Expr,
        at: TextSpan,
    ) -> R<()> {
        let position = Position::plain(at);
        match &target.kind {
            ExprKind::Attribute(object, name) => {
                let object = self.expr(object)?;
                self.set_position(Position::plain(target.at));
                let old = self.attribute(&object, name)?;
                let value = self.expr(value)?;
                self.set_position(position);
                let new = self.in_place(operator, &old, &value)?;
                self.set_attribute(&object, name, new)
            }
            ExprKind::Subscript(container, index) => {
                let container = self.expr(container)?;
                let key = self.expr(index)?;
                self.set_position(Position::plain(target.at));
                let old = self.item(&container, &key)?;
                let value = self.expr(value)?;
                self.set_position(position);
                let new = self.in_place(operator, &old, &value)?;
                self.set_item(&container, &key, new)
            }
            _ => {
                let old = self.expr(target)?;
                let value = self.expr(value)?;
                self.set_position(position);
                let new = self.in_place(operator, &old, &value)?;
                self.assign(target, new)
            }
        }
    }

    fn comprehension(&mut self, at: TextSpan, node: &Rc<Comprehension>) -> R {
        let Some(first) = node.clauses.first() else {
            return Ok(Value::None);
        };
        let iterable = self.expr(&first.iter)?;
        self.set_position(Position::plain(first.iter.at));
        let iterator = self.iter(&iterable)?;
        let outer = self.frame().clone();
        let locals = self.heap.add_dict(Dict::default());
        let mut enclosing: Vec<DictId> = Vec::with_capacity(outer.enclosing.len() + 1);
        if outer.kind == FrameKind::Function {
            enclosing.push(outer.locals);
        }
        enclosing.extend(outer.enclosing.iter());
        let name = match node.kind {
            ComprehensionKind::List => "<listcomp>",
            ComprehensionKind::Set => "<setcomp>",
            ComprehensionKind::Dict => "<dictcomp>",
            ComprehensionKind::Generator => "<genexpr>",
        };
        // PEP 709 inlines all but generator expressions from 3.12 on: no frame of their own in tracebacks.
        let inlined =
            self.settings.version.minor >= 12 && node.kind != ComprehensionKind::Generator;
        let name: Name = if inlined {
            outer.name.clone()
        } else {
            Rc::from(name)
        };
        let function = crate::ast::Function {
            name: name.clone(),
            parameters: crate::ast::Parameters::default(),
            body: Rc::from([]),
            decorators: Vec::new(),
            returns: None,
            is_async: false,
            is_generator: false,
            doc: None,
            scope: crate::ast::Scope {
                bound: node.bound.clone(),
                ..crate::ast::Scope::default()
            },
        };
        self.enter_call()?;
        self.frames.push(Frame {
            name: name.clone(),
            qualname: name,
            kind: FrameKind::Function,
            locals,
            enclosing: Rc::from(enclosing),
            function: Some(Rc::new(function)),
            scope: None,
            position: Position::plain(at),
            ..outer
        });
        let mut collected = Vec::new();
        let result = self.run_clauses(node, &node.clauses, Some(iterator), &mut collected);
        let result = result.map_err(|stop| if inlined { stop } else { self.trace(stop) });
        self.frames.pop();
        result?;
        match node.kind {
            ComprehensionKind::List => {
                let items = collected.into_iter().map(|(item, _)| item).collect();
                Ok(self.new_list(items))
            }
            ComprehensionKind::Set => {
                self.new_set(collected.into_iter().map(|(item, _)| item).collect(), false)
            }
            ComprehensionKind::Dict => {
                let mut dict = Dict::default();
                for (key, value) in collected {
                    dict.set(self.key(&key)?, key, value);
                }
                Ok(self.new_dict(dict))
            }
            // Evaluated at once, not lazily: the order of side effects may differ from CPython's.
            ComprehensionKind::Generator => {
                let items: Vec<Value> = collected.into_iter().map(|(item, _)| item).collect();
                let data = IteratorData::Items(Rc::from(items), 0);
                Ok(Value::Iterator(self.heap.add_iterator(data)))
            }
        }
    }

    fn run_clauses(
        &mut self,
        node: &Comprehension,
        clauses: &[Clause],
        iterator: Option<Value>,
        collected: &mut Vec<(Value, Value)>,
    ) -> R<()> {
        let Some((clause, rest)) = clauses.split_first() else {
            let element = self.expr(&node.element)?;
            let value = match &node.value {
                Some(value) => self.expr(value)?,
                None => Value::None,
            };
            collected.push((element, value));
            return Ok(());
        };
        let iterator = match iterator {
            Some(iterator) => iterator,
            None => {
                let iterable = self.expr(&clause.iter)?;
                self.iter(&iterable)?
            }
        };
        loop {
            self.step()?;
            self.set_position(Position::plain(clause.iter.at));
            let Some(item) = self.next(&iterator)? else {
                return Ok(());
            };
            self.assign(&clause.target, item)?;
            let mut wanted = true;
            for condition in &clause.conditions {
                let value = self.expr(condition)?;
                if !self.truth(&value)? {
                    wanted = false;
                    break;
                }
            }
            if wanted {
                self.run_clauses(node, rest, None, collected)?;
            }
        }
    }
}
