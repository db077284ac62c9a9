//! Comprehensions and generator expressions.

use std::rc::Rc;

use super::Vm;
use crate::ast::{Clause, Comprehension, ComprehensionKind, Name, TextSpan};
use crate::dict::Dict;
use crate::frame::{Frame, FrameKind, Position};
use crate::heap::{DictId, IteratorData};
use crate::value::{R, Value};

impl Vm {
    // The steps of a comprehension, one after the other: more than 60 lines.
    pub(super) fn comprehension(&mut self, at: TextSpan, node: &Rc<Comprehension>) -> R {
        let Some(first) = node.clauses.first() else {
            return Ok(Value::None);
        };
        let iterable = self.expr(&first.iter)?;
        self.set_position(Position::plain(first.iter.at));
        let iterator = self.iter(&iterable)?;
        self.set_position(Position::plain(at));
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

    pub(super) fn run_clauses(
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
