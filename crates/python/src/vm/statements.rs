//! Statements that do not open blocks.

use super::Vm;
use crate::ast::{ExprKind, StmtKind, TextSpan};
use crate::frame::Position;
use crate::value::{R, Stop, Value};

impl Vm {
    // An arm for each kind of statement: more than 60 lines.
    pub(super) fn simple_stmt(&mut self, kind: &StmtKind, at: TextSpan) -> R<()> {
        match kind {
            StmtKind::AugAssign(target, operator, value) => {
                self.aug_assign(target, *operator, value, at)?;
            }
            StmtKind::AnnAssign(target, annotation, value) => {
                // Annotations of locals are not evaluated (reference, "Annotated assignment statements").
                let in_function = self.frame().function.is_some();
                if !in_function {
                    let annotation_value = self.expr(annotation)?;
                    if let ExprKind::Name(name) = &target.kind {
                        self.note_annotation(name, annotation_value);
                    }
                }
                if let Some(value) = value {
                    let value = self.expr(value)?;
                    self.assign(target, value)?;
                }
            }
            StmtKind::Delete(targets) => {
                for target in targets {
                    self.delete(target)?;
                }
            }
            StmtKind::Raise(exception, cause) => {
                return Err(self.raise_stmt(exception.as_ref(), cause.as_ref(), at));
            }
            StmtKind::Assert(test, message) => {
                let value = self.expr(test)?;
                if !self.truth(&value)? {
                    let args = match message {
                        Some(message) => vec![self.expr(message)?],
                        None => Vec::new(),
                    };
                    let is_constant = matches!(test.kind, ExprKind::Constant(_));
                    self.set_position(Position::plain(if is_constant { at } else { test.at }));
                    return Err(self.raise("AssertionError", args));
                }
            }
            StmtKind::Import(names) => {
                for alias in names {
                    self.set_position(Position::plain(at));
                    self.import_stmt(alias)?;
                }
            }
            StmtKind::ImportFrom {
                module,
                names,
                level,
            } => {
                self.set_position(Position::plain(at));
                self.import_from(module.as_deref(), names, *level)?;
            }
            StmtKind::Function(function) => {
                let value = self.make_function(function)?;
                let value = self.decorate(&function.decorators, value)?;
                self.store(&function.name, value);
            }
            StmtKind::Class(class) => {
                self.set_position(Position::plain(at));
                let value = self.make_class(class)?;
                let value = self.decorate(&class.decorators, value)?;
                self.store(&class.name, value);
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn decorate(&mut self, decorators: &[crate::ast::Expr], mut value: Value) -> R {
        // Decorators are evaluated before the definition; that order shows only in side effects of the expressions.
        let mut functions = Vec::new();
        for decorator in decorators {
            functions.push((self.expr(decorator)?, decorator.at));
        }
        for (function, at) in functions.into_iter().rev() {
            self.set_position(Position::plain(at));
            value = self.call_positional(&function, vec![value])?;
        }
        Ok(value)
    }

    pub(super) fn raise_stmt(
        &mut self,
        exception: Option<&crate::ast::Expr>,
        cause: Option<&crate::ast::Expr>,
        at: TextSpan,
    ) -> Stop {
        match self.raised_value(exception, cause, at) {
            Ok(stop) | Err(stop) => stop,
        }
    }

    pub(super) fn raised_value(
        &mut self,
        exception: Option<&crate::ast::Expr>,
        cause: Option<&crate::ast::Expr>,
        at: TextSpan,
    ) -> R<Stop> {
        let Some(exception) = exception else {
            self.set_position(Position::plain(at));
            return Ok(match self.handled.last() {
                Some(id) => Stop::Again(*id),
                None => self.error("RuntimeError", "No active exception to reraise"),
            });
        };
        let value = self.expr(exception)?;
        let cause_value = match cause {
            Some(cause) => Some(self.expr(cause)?),
            None => None,
        };
        self.set_position(Position::plain(at));
        let id = match self.as_exception(&value)? {
            Some(id) => id,
            None => {
                return Ok(self.error("TypeError", "exceptions must derive from BaseException"));
            }
        };
        if let Some(cause) = cause_value {
            let cause = match self.as_exception(&cause)? {
                Some(id) => Value::Instance(id),
                None => Value::None,
            };
            if let Some(data) = &mut self.heap.instance_mut(id).exception {
                data.cause = Some(cause);
                data.suppress_context = true;
            }
        }
        Ok(Stop::Raise(id))
    }

    /// The exception that raising this value raises: itself, or a new instance of the class.
    pub(crate) fn as_exception(&mut self, value: &Value) -> R<Option<crate::heap::InstanceId>> {
        let value = match value {
            Value::Class(_) => self.call_positional(value, Vec::new())?,
            other => other.clone(),
        };
        match value {
            Value::Instance(id) if self.heap.instance(id).exception.is_some() => Ok(Some(id)),
            Value::Unknown(what) => Err(Stop::Beyond(what)),
            _ => Ok(None),
        }
    }

    pub(super) fn note_annotation(&mut self, name: &str, annotation: Value) {
        let locals = self.frame().locals;
        let annotations = match self.heap.dict(locals).name("__annotations__") {
            Some(Value::Dict(id)) => *id,
            _ => {
                let id = self.heap.add_dict(crate::dict::Dict::default());
                self.heap
                    .dict_mut(locals)
                    .set_name("__annotations__", Value::Dict(id));
                id
            }
        };
        self.heap.dict_mut(annotations).set_name(name, annotation);
    }
}
