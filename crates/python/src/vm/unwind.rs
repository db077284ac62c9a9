//! Leaving blocks early: `break`, `return`, exceptions; and the traceback that grows on the way.

use std::rc::Rc;

use super::Vm;
use crate::ast::{Body, ExprKind, StmtKind, Try};
use crate::dict::Key;
use crate::frame::{Block, Ended, Flow, Frame, Position, Resume, TraceEntry, TryPhase};
use crate::heap::InstanceId;
use crate::value::{R, Stop, Value};

impl Vm {
    /// Leaves blocks until one of them takes `flow`; the value where it leaves the whole body.
    pub(crate) fn unwind(&mut self, blocks: &mut Vec<Block>, mut flow: Flow) -> R<Option<Value>> {
        loop {
            let Some(block) = blocks.pop() else {
                return match flow {
                    Flow::Return(value) => Ok(Some(value)),
                    Flow::Raise(stop) => Err(stop),
                    _ => Ok(Some(Value::None)),
                };
            };
            match block {
                Block::While(_) | Block::For(..) => match flow {
                    Flow::Break => return Ok(None),
                    Flow::Continue => {
                        blocks.push(block);
                        return Ok(None);
                    }
                    _ => {}
                },
                Block::Try(node, phase) => match self.unwind_try(blocks, node, phase, flow)? {
                    Some(on) => flow = on,
                    None => return Ok(None),
                },
                Block::With(exit, at) => {
                    self.set_position(Position::plain(at));
                    match self.exit_with(&exit, flow) {
                        Ok(Some(on)) => flow = on,
                        Ok(None) => return Ok(None),
                        Err(stop) => flow = Flow::Raise(self.trace(stop)),
                    }
                }
                Block::Body(..) | Block::YieldFrom(..) => {}
            }
        }
    }

    fn unwind_try(
        &mut self,
        blocks: &mut Vec<Block>,
        node: Rc<Try>,
        phase: TryPhase,
        flow: Flow,
    ) -> R<Option<Flow>> {
        let mut flow = flow;
        match phase {
            TryPhase::Body => {
                if let Flow::Raise(Stop::Raise(id) | Stop::Again(id)) = flow {
                    match self.find_handler(&node, id) {
                        Ok(Some(number)) => {
                            self.handled.push(id);
                            if let Some(handler) = node.handlers.get(number) {
                                if let Some(name) = &handler.name {
                                    self.store(name, Value::Instance(id));
                                }
                                let body = handler.body.clone();
                                blocks.push(Block::Try(node, TryPhase::Handler(number)));
                                blocks.push(Block::Body(body, 0));
                            }
                            return Ok(None);
                        }
                        Ok(None) => {}
                        Err(stop) => flow = Flow::Raise(self.trace(stop)),
                    }
                }
            }
            TryPhase::Handler(number) => self.leave_handler(&node, number),
            TryPhase::Else => {}
            TryPhase::Finally(pending) => {
                if let Some(Flow::Raise(_)) = pending {
                    self.handled.pop();
                }
                return Ok(Some(flow));
            }
        }
        if node.finally.is_empty() {
            return Ok(Some(flow));
        }
        if let Flow::Raise(stop) = &flow {
            match stop {
                Stop::Raise(id) | Stop::Again(id) => self.handled.push(*id),
                Stop::Exit(_) | Stop::Waits | Stop::Beyond(_) => return Ok(Some(flow)),
            }
        }
        Self::enter_finally(blocks, node, Some(flow));
        Ok(None)
    }

    /// The handler's exception is done with, its name is unbound.
    pub(crate) fn leave_handler(&mut self, node: &Try, number: usize) {
        self.handled.pop();
        if let Some(name) = node
            .handlers
            .get(number)
            .and_then(|handler| handler.name.clone())
        {
            self.unbind(&name);
        }
    }

    fn find_handler(&mut self, node: &Try, id: InstanceId) -> R<Option<usize>> {
        for (number, handler) in node.handlers.iter().enumerate() {
            let Some(class) = &handler.class else {
                return Ok(Some(number));
            };
            self.handled.push(id);
            let class_value = self.expr(class);
            self.handled.pop();
            let class_value = class_value?;
            self.set_position(Position::plain(class.at));
            if self.exception_matches(id, &class_value)? {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    /// Whether an exception is of a class, or of one in a tuple.
    pub(crate) fn exception_matches(&mut self, id: InstanceId, class: &Value) -> R<bool> {
        match class {
            Value::Class(class) => Ok(self.is_subclass(self.heap.instance(id).class, *class)),
            Value::Tuple(classes) => {
                for class in classes.iter() {
                    if self.exception_matches(id, class)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Value::Unknown(_) => Ok(false),
            _ => {
                let message =
                    "catching classes that do not inherit from BaseException is not allowed";
                Err(self.error("TypeError", message))
            }
        }
    }

    /// Calls `__exit__`; what goes on after it, if anything.
    fn exit_with(&mut self, exit: &Value, flow: Flow) -> R<Option<Flow>> {
        match flow {
            Flow::Raise(Stop::Raise(id) | Stop::Again(id)) => {
                let class = Value::Class(self.heap.instance(id).class);
                self.handled.push(id);
                let args = vec![class, Value::Instance(id), Value::None];
                let swallowed = self.call_positional(exit, args);
                // What an unknown context manager does with an exception is taken to be nothing.
                let swallowed = swallowed.and_then(|value| match value {
                    Value::Unknown(_) => Ok(false),
                    value => self.truth(&value),
                });
                self.handled.pop();
                Ok(if swallowed? {
                    None
                } else {
                    Some(Flow::Raise(Stop::Again(id)))
                })
            }
            Flow::Raise(stop) => Ok(Some(Flow::Raise(stop))),
            flow => {
                self.call_positional(exit, vec![Value::None, Value::None, Value::None])?;
                Ok(Some(flow))
            }
        }
    }

    /// Adds the running frame to an exception's traceback, and what is being handled as its context.
    pub(crate) fn trace(&mut self, stop: Stop) -> Stop {
        let id = match stop {
            Stop::Raise(id) => id,
            Stop::Again(id) => return Stop::Again(id),
            other => return other,
        };
        self.set_context(id);
        let entries = self
            .frames
            .last()
            .map(Frame::trace_entries)
            .unwrap_or_default();
        if let Some(data) = &mut self.heap.instance_mut(id).exception
            && data.traceback.len() < 2000
        {
            data.traceback.splice(0..0, entries);
        }
        Stop::Raise(id)
    }

    /// Goes on with a suspended body.
    pub(crate) fn resume(
        &mut self,
        execution: &mut crate::frame::Execution,
        sent: Sent,
    ) -> R<Ended> {
        self.enter_call()?;
        self.frames.push(execution.frame.clone());
        let n_handled = self.handled.len();
        self.handled.append(&mut execution.handled);
        let resume = std::mem::replace(&mut execution.resume, Resume::Discard);
        let started = self.deliver(&mut execution.blocks, resume, sent);
        let ended = match started {
            Ok(Some(value)) => Ok(Ended::Returned(value)),
            Ok(None) => self.run(&mut execution.blocks, &mut execution.resume),
            Err(stop) => Err(stop),
        };
        execution.handled = self.handled.split_off(n_handled.min(self.handled.len()));
        if let Some(frame) = self.frames.pop() {
            execution.frame = frame;
        }
        ended
    }

    /// Gives a suspended body what was sent or thrown; the value where that ends it.
    fn deliver(&mut self, blocks: &mut Vec<Block>, resume: Resume, sent: Sent) -> R<Option<Value>> {
        let value = match sent {
            Sent::Value(value) => value,
            Sent::Throw(id) => {
                let stop = self.trace(Stop::Raise(id));
                return self.unwind(blocks, Flow::Raise(stop));
            }
        };
        match resume {
            Resume::Discard => Ok(None),
            Resume::Return => self.unwind(blocks, Flow::Return(value)),
            Resume::Assign(body, at) => {
                if let Err(stop) = self.assign_sent(&body, at, &value) {
                    let stop = self.trace(stop);
                    return self.unwind(blocks, Flow::Raise(stop));
                }
                Ok(None)
            }
        }
    }

    /// Assigns what a `yield` gave to the targets of the statement that holds it.
    pub(super) fn assign_sent(&mut self, body: &Body, at: usize, value: &Value) -> R<()> {
        if let Some(StmtKind::Assign(targets, _)) = body.get(at).map(|stmt| &stmt.kind) {
            for target in targets {
                self.assign(target, value.clone())?;
            }
        }
        Ok(())
    }

    fn unbind(&mut self, name: &str) {
        let locals = self.store_target(name);
        self.heap.dict_mut(locals).remove(&Key::Str(Rc::from(name)));
    }

    /// `del`.
    pub(crate) fn delete(&mut self, target: &crate::ast::Expr) -> R<()> {
        match &target.kind {
            ExprKind::Name(name) => {
                let locals = self.store_target(name);
                self.set_position(Position::plain(target.at));
                if self.heap.dict_mut(locals).remove_name(name).is_none() {
                    let message = format!("name '{name}' is not defined");
                    return Err(self.error("NameError", message));
                }
                Ok(())
            }
            ExprKind::Attribute(object, name) => {
                let object = self.expr(object)?;
                self.set_position(Position::plain(target.at));
                self.delete_attribute(&object, name)
            }
            ExprKind::Subscript(object, index) => {
                let object = self.expr(object)?;
                let index = self.expr(index)?;
                self.set_position(Position::plain(target.at));
                self.delete_item(&object, &index)
            }
            ExprKind::Tuple(targets) | ExprKind::List(targets) => {
                for target in targets {
                    self.delete(target)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// What a suspended body is given when it goes on.
pub(crate) enum Sent {
    Value(Value),
    Throw(InstanceId),
}

impl Frame {
    /// The traceback lines of this frame: one, or what the marked line of a model stands for.
    pub(crate) fn trace_entries(&self) -> Vec<TraceEntry> {
        let line = self.file.lines.line_of(self.position.at.start as usize);
        let range = self.file.lines.line_range(line);
        let text = self
            .file
            .text
            .get(range.clone())
            .unwrap_or("")
            .trim_end_matches(['\n', '\r']);
        if let Some(table) = self.file.marks
            && (!self.file.is_stock || text.contains("#@"))
        {
            return crate::library::frames_of(text, table, &self.file.root);
        }
        let column = |offset: u32| {
            let offset = (offset as usize).clamp(range.start, range.start + text.len());
            text.get(..offset - range.start)
                .map_or(0, |before| before.chars().count())
        };
        let at = self.position.at;
        let one_line = self.file.lines.line_of((at.end as usize).max(1) - 1) == line;
        let end = if one_line {
            column(at.end)
        } else {
            text.trim_end().chars().count()
        };
        let anchors = self
            .position
            .anchors
            .filter(|_| one_line)
            .and_then(|(left, right)| anchors(text, column(left), column(right)));
        let callee = self.position.callee.filter(|_| one_line).map(column);
        let bracket = callee.and_then(|from| {
            let after = text.chars().skip(from).position(|c| c == '(');
            after.map(|at| from + at)
        });
        let span = self
            .file
            .source
            .map(|source| hurdles_source::Span::new(source, at.start as usize, at.end as usize));
        vec![TraceEntry {
            file: self.file.name.clone(),
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            function: self.name.clone(),
            text: Some(Rc::from(text)),
            columns: Some((column(at.start), end)),
            anchors,
            bracket,
            span,
        }]
    }
}

/// The operator or the brackets between two columns (traceback.c, extract_anchors_from_expr).
fn anchors(text: &str, left: usize, right: usize) -> Option<(usize, usize)> {
    let characters: Vec<char> = text.chars().collect();
    if characters.get(left) == Some(&'[') {
        return Some((left, right + 1));
    }
    let at = (left..right).find(|at| characters.get(*at).is_some_and(|c| !c.is_whitespace()))?;
    let two = at + 1 < right && characters.get(at + 1).is_some_and(|c| !c.is_whitespace());
    Some((at, if two { at + 2 } else { at + 1 }))
}
