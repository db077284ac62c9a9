//! Statements. A body runs on a stack of blocks of its own, so that generators can stop anywhere between statements.

use std::rc::Rc;

use super::Vm;
use crate::ast::{Body, ExprKind, StmtKind, TextSpan};
use crate::frame::{Block, Ended, Execution, Flow, Position, Resume, TryPhase};
use crate::value::{R, Stop, Value};

impl Vm {
    /// Runs a body from where it stands until it ends or yields; its frame is on top of the stack.
    pub(crate) fn run(&mut self, blocks: &mut Vec<Block>, resume: &mut Resume) -> R<Ended> {
        loop {
            let flow = match self.advance(blocks, resume) {
                Ok(Some(flow)) => flow,
                Ok(None) => return Ok(Ended::Returned(Value::None)),
                Err(stop) => Flow::Raise(self.trace(stop)),
            };
            match flow {
                Flow::Next => {}
                Flow::Yield(value) => return Ok(Ended::Yielded(value)),
                flow => {
                    // Outside this frame, an exception that was raised again is one like any other.
                    let left = self.unwind(blocks, flow).map_err(|stop| match stop {
                        Stop::Again(id) => Stop::Raise(id),
                        other => other,
                    });
                    if let Some(value) = left? {
                        return Ok(Ended::Returned(value));
                    }
                }
            }
        }
    }

    /// Takes one step: a statement, or what follows a block that ran through. None when the body is done.
    // An arm for each kind of statement or block: more than 60 lines.
    fn advance(&mut self, blocks: &mut Vec<Block>, resume: &mut Resume) -> R<Option<Flow>> {
        let Some(top) = blocks.last_mut() else {
            return Ok(None);
        };
        match top {
            Block::Body(body, at) => {
                let (body, index) = (body.clone(), *at);
                *at += 1;
                match body.get(index) {
                    Some(_) => self.stmt(&body, index, blocks, resume).map(Some),
                    None => {
                        blocks.pop();
                        Ok(Some(Flow::Next))
                    }
                }
            }
            Block::While(node) => {
                let node = node.clone();
                self.step()?;
                let test = self.expr(&node.test)?;
                if self.truth_of_loop(&test)? {
                    blocks.push(Block::Body(node.body.clone(), 0));
                } else {
                    blocks.pop();
                    blocks.push(Block::Body(node.orelse.clone(), 0));
                }
                Ok(Some(Flow::Next))
            }
            Block::For(node, iterator) => {
                let (node, iterator) = (node.clone(), iterator.clone());
                self.set_position(Position::plain(self.header_of(node.at, node.iter.at)));
                match self.next(&iterator)? {
                    Some(item) => {
                        self.assign(&node.target, item)?;
                        blocks.push(Block::Body(node.body.clone(), 0));
                    }
                    None => {
                        blocks.pop();
                        blocks.push(Block::Body(node.orelse.clone(), 0));
                    }
                }
                Ok(Some(Flow::Next))
            }
            Block::Try(..) => self.after_try_part(blocks).map(Some),
            Block::With(exit, at) => {
                let (exit, at) = (exit.clone(), *at);
                blocks.pop();
                self.set_position(Position::plain(at));
                self.call_positional(&exit, vec![Value::None, Value::None, Value::None])?;
                Ok(Some(Flow::Next))
            }
            Block::YieldFrom(iterator, then) => {
                let (iterator, then) = (iterator.clone(), then.clone());
                if let Some(item) = self.next(&iterator)? {
                    return Ok(Some(Flow::Yield(item)));
                }
                blocks.pop();
                let result = match iterator {
                    Value::Generator(id) => self.heap.generator(id).result.clone(),
                    _ => Value::None,
                };
                match then {
                    Resume::Discard => Ok(Some(Flow::Next)),
                    Resume::Return => Ok(Some(Flow::Return(result))),
                    Resume::Assign(body, at) => {
                        self.assign_sent(&body, at, &result)?;
                        Ok(Some(Flow::Next))
                    }
                }
            }
        }
    }

    /// The innermost part of a `try` statement ran through.
    fn after_try_part(&mut self, blocks: &mut Vec<Block>) -> R<Flow> {
        let Some(Block::Try(node, phase)) = blocks.pop() else {
            return Ok(Flow::Next);
        };
        match phase {
            TryPhase::Body => {
                let orelse = node.orelse.clone();
                blocks.push(Block::Try(node, TryPhase::Else));
                blocks.push(Block::Body(orelse, 0));
            }
            TryPhase::Else => Self::enter_finally(blocks, node, None),
            TryPhase::Handler(number) => {
                self.leave_handler(&node, number);
                Self::enter_finally(blocks, node, None);
            }
            TryPhase::Finally(pending) => {
                if let Some(Flow::Raise(_)) = pending {
                    self.handled.pop();
                }
                return Ok(pending.unwrap_or(Flow::Next));
            }
        }
        Ok(Flow::Next)
    }

    // An arm for each kind of statement or block: more than 60 lines.
    fn stmt(
        &mut self,
        body: &Body,
        index: usize,
        blocks: &mut Vec<Block>,
        resume: &mut Resume,
    ) -> R<Flow> {
        self.step()?;
        let Some(stmt) = body.get(index) else {
            return Ok(Flow::Next);
        };
        match &stmt.kind {
            StmtKind::Expr(expr) => match &expr.kind {
                ExprKind::Yield(value) => {
                    *resume = Resume::Discard;
                    return self.yielded(value.as_deref());
                }
                ExprKind::YieldFrom(value) => {
                    *resume = Resume::Discard;
                    return self.open_yield_from(value, blocks, Resume::Discard);
                }
                _ => {
                    self.expr(expr)?;
                }
            },
            StmtKind::Assign(targets, value) => {
                if let ExprKind::Yield(inner) = &value.kind {
                    *resume = Resume::Assign(body.clone(), index);
                    return self.yielded(inner.as_deref());
                }
                if let ExprKind::YieldFrom(inner) = &value.kind {
                    let then = Resume::Assign(body.clone(), index);
                    *resume = Resume::Discard;
                    return self.open_yield_from(inner, blocks, then);
                }
                let value = self.expr(value)?;
                for target in targets {
                    self.assign(target, value.clone())?;
                }
            }
            StmtKind::Return(value) => {
                let Some(value) = value else {
                    return Ok(Flow::Return(Value::None));
                };
                if let ExprKind::Yield(inner) = &value.kind {
                    *resume = Resume::Return;
                    return self.yielded(inner.as_deref());
                }
                if let ExprKind::YieldFrom(inner) = &value.kind {
                    *resume = Resume::Discard;
                    return self.open_yield_from(inner, blocks, Resume::Return);
                }
                return Ok(Flow::Return(self.expr(value)?));
            }
            StmtKind::If(branches) => {
                for (test, branch) in branches {
                    let taken = match test {
                        None => true,
                        Some(test) => {
                            let value = self.expr(test)?;
                            self.set_position(Position::plain(test.at));
                            self.truth(&value)?
                        }
                    };
                    if taken {
                        blocks.push(Block::Body(branch.clone(), 0));
                        break;
                    }
                }
            }
            StmtKind::While(node) => blocks.push(Block::While(node.clone())),
            StmtKind::For(node) => {
                let iterable = self.expr(&node.iter)?;
                self.set_position(Position::plain(self.header_of(node.at, node.iter.at)));
                let iterator = self.iter(&iterable)?;
                blocks.push(Block::For(node.clone(), iterator));
            }
            StmtKind::With(node) => {
                for (context, target) in &node.items {
                    self.enter_with(node.at, context, target.as_ref(), blocks)?;
                }
                blocks.push(Block::Body(node.body.clone(), 0));
            }
            StmtKind::Try(node) => {
                blocks.push(Block::Try(node.clone(), TryPhase::Body));
                blocks.push(Block::Body(node.body.clone(), 0));
            }
            StmtKind::Match(node) => {
                let subject = self.expr(&node.subject)?;
                if let Some(case) = self.matching_case(node, &subject)? {
                    blocks.push(Block::Body(case, 0));
                }
            }
            StmtKind::Break => return Ok(Flow::Break),
            StmtKind::Continue => return Ok(Flow::Continue),
            StmtKind::Pass | StmtKind::Scope => {}
            other => self.simple_stmt(other, stmt.at)?,
        }
        Ok(Flow::Next)
    }

    fn yielded(&mut self, value: Option<&crate::ast::Expr>) -> R<Flow> {
        Ok(Flow::Yield(match value {
            Some(value) => self.expr(value)?,
            None => Value::None,
        }))
    }

    fn open_yield_from(
        &mut self,
        value: &crate::ast::Expr,
        blocks: &mut Vec<Block>,
        then: Resume,
    ) -> R<Flow> {
        let iterable = self.expr(value)?;
        let iterator = self.iter(&iterable)?;
        blocks.push(Block::YieldFrom(iterator, then));
        Ok(Flow::Next)
    }

    /// What a loop's or `with`'s own work is marked as: the whole statement in 3.11, its expression in other versions.
    fn header_of(&self, statement: TextSpan, expression: TextSpan) -> TextSpan {
        if self.settings.version.minor == 11 {
            statement
        } else {
            expression
        }
    }

    fn enter_with(
        &mut self,
        statement: TextSpan,
        context: &crate::ast::Expr,
        target: Option<&crate::ast::Expr>,
        blocks: &mut Vec<Block>,
    ) -> R<()> {
        let manager = self.expr(context)?;
        let at = self.header_of(statement, context.at);
        self.set_position(Position::plain(at));
        let (enter, exit) = match (
            self.special_method(&manager, "__enter__")?,
            self.special_method(&manager, "__exit__")?,
        ) {
            (Some(enter), Some(exit)) => (enter, exit),
            _ => {
                let type_name = self.type_name(&manager);
                let message = if self.settings.version.minor >= 11 {
                    format!("'{type_name}' object does not support the context manager protocol")
                } else {
                    "__enter__".to_owned()
                };
                let class = if self.settings.version.minor >= 11 {
                    "TypeError"
                } else {
                    "AttributeError"
                };
                return Err(self.error(class, message));
            }
        };
        let value = self.call_positional(&enter, Vec::new())?;
        blocks.push(Block::With(exit, context.at));
        if let Some(target) = target {
            self.assign(target, value)?;
        }
        Ok(())
    }

    /// Runs a body in a new frame to its end.
    pub(crate) fn run_frame(&mut self, frame: crate::frame::Frame, body: &Body) -> R {
        self.enter_call()?;
        self.frames.push(frame);
        let mut blocks = vec![Block::Body(body.clone(), 0)];
        let ended = self.run(&mut blocks, &mut Resume::Discard);
        self.frames.pop();
        match ended? {
            Ended::Returned(value) | Ended::Yielded(value) => Ok(value),
        }
    }

    /// Refuses calls that are nested deeper than is followed.
    pub(crate) fn enter_call(&mut self) -> R<()> {
        if self.frames.len() < super::MOST_CALLS {
            return Ok(());
        }
        let what = "calls nested this deep: the recursion is taken to be endless";
        self.response.unknown = Some(what.to_owned());
        let message = "maximum recursion depth exceeded";
        Err(self.error("RecursionError", message))
    }

    /// A suspended body, for a generator.
    pub(crate) fn suspended(frame: crate::frame::Frame, body: &Body) -> Box<Execution> {
        Box::new(Execution {
            frame,
            blocks: vec![Block::Body(body.clone(), 0)],
            resume: Resume::Discard,
            handled: Vec::new(),
        })
    }

    /// Whether a loop goes on; an unknown test ends it.
    fn truth_of_loop(&mut self, value: &Value) -> R<bool> {
        if let Value::Unknown(what) = value {
            let what = what.clone();
            self.decide_on_unknown(&what);
            return Ok(false);
        }
        self.truth(value)
    }

    /// Starts the `finally` part, after which `pending` happens.
    pub(crate) fn enter_finally(
        blocks: &mut Vec<Block>,
        node: Rc<crate::ast::Try>,
        pending: Option<Flow>,
    ) {
        let body = node.finally.clone();
        blocks.push(Block::Try(node, TryPhase::Finally(pending)));
        blocks.push(Block::Body(body, 0));
    }
}
