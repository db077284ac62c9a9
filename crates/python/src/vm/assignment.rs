//! Assignment to targets of every form.

use super::Vm;
use crate::ast::{Expr, ExprKind, Operator, TextSpan};
use crate::frame::Position;
use crate::value::{R, Stop, Value};

impl Vm {
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
                    callee: None,
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

    pub(super) fn unpack(&mut self, targets: &[Expr], value: &Value) -> R<()> {
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
            ExprKind::Subscript(object, index) => {
                let container = self.expr(object)?;
                let key = self.expr(index)?;
                self.set_position(Position {
                    at: target.at,
                    anchors: Some((object.at.end, index.at.end)),
                    callee: None,
                });
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
}
