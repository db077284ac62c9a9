//! Statements, functions and classes.

use std::rc::Rc;

use ruff_python_ast as ruff;

use super::{Frame, Lower, ProblemKind, at, name};
use crate::ast::{
    Alias, Argument, Body, Case, Class, For, Function, Handler, Match, Name, Parameter, Parameters,
    Stmt, StmtKind, Try, While, With,
};

/// The text of a body's first statement, where that is a string.
pub(super) fn docstring(body: &[ruff::Stmt]) -> Option<Name> {
    match body.first()? {
        ruff::Stmt::Expr(statement) => match &*statement.value {
            ruff::Expr::StringLiteral(literal) => Some(name(literal.value.to_str())),
            _ => None,
        },
        _ => None,
    }
}

impl Lower<'_> {
    pub(super) fn body(&mut self, body: &[ruff::Stmt]) -> Body {
        body.iter().map(|statement| self.stmt(statement)).collect()
    }

    fn loop_body(&mut self, body: &[ruff::Stmt]) -> Body {
        self.count_loops(1);
        let body = self.body(body);
        self.count_loops(-1);
        body
    }

    fn count_loops(&mut self, change: isize) {
        if let Some(frame) = self.scopes.last_mut() {
            frame.n_loops = frame.n_loops.saturating_add_signed(change);
        }
    }

    fn in_loop(&self) -> bool {
        self.scopes.last().is_some_and(|frame| frame.n_loops > 0)
    }

    // An arm for each kind of statement: more than 60 lines.
    fn stmt(&mut self, statement: &ruff::Stmt) -> Stmt {
        let kind = match statement {
            ruff::Stmt::If(node) => self.if_else(node),
            ruff::Stmt::While(node) => StmtKind::While(Rc::new(While {
                test: self.expr(&node.test),
                body: self.loop_body(&node.body),
                orelse: self.body(&node.orelse),
            })),
            ruff::Stmt::For(node) => StmtKind::For(Rc::new(For {
                at: at(node),
                iter: self.expr(&node.iter),
                target: self.expr(&node.target),
                body: self.loop_body(&node.body),
                orelse: self.body(&node.orelse),
            })),
            ruff::Stmt::With(node) => {
                let items = node.items.iter().map(|item| {
                    let context = self.expr(&item.context_expr);
                    let target = item
                        .optional_vars
                        .as_deref()
                        .map(|target| self.expr(target));
                    (context, target)
                });
                let items = items.collect();
                StmtKind::With(Rc::new(With {
                    at: at(node),
                    items,
                    body: self.body(&node.body),
                }))
            }
            ruff::Stmt::Try(node) => self.try_except(node),
            ruff::Stmt::Match(node) => self.match_cases(node),
            ruff::Stmt::FunctionDef(node) => self.function(node),
            ruff::Stmt::ClassDef(node) => self.class(node),
            ruff::Stmt::Import(node) => StmtKind::Import(
                node.names
                    .iter()
                    .map(|alias| {
                        let first = alias.name.split('.').next().unwrap_or("");
                        self.bind(alias.asname.as_ref().map_or(first, |alias| alias.as_str()));
                        self.alias(alias)
                    })
                    .collect(),
            ),
            ruff::Stmt::ImportFrom(node) => StmtKind::ImportFrom {
                module: node.module.as_ref().map(|module| name(module.as_str())),
                names: node
                    .names
                    .iter()
                    .map(|alias| {
                        let bound = alias.asname.as_ref().unwrap_or(&alias.name);
                        if bound.as_str() == "*" && self.scopes.len() > 1 {
                            self.note_problem(at(alias), ProblemKind::StarInFunction);
                        }
                        self.bind(bound.as_str());
                        self.alias(alias)
                    })
                    .collect(),
                level: node.level,
            },
            simple => self.simple(simple),
        };
        Stmt {
            at: at(statement),
            kind,
        }
    }

    // An arm for each kind of statement: more than 60 lines.
    fn simple(&mut self, statement: &ruff::Stmt) -> StmtKind {
        match statement {
            ruff::Stmt::Expr(node) => StmtKind::Expr(self.expr(&node.value)),
            ruff::Stmt::Assign(node) => {
                let value = self.expr(&node.value);
                let targets = node
                    .targets
                    .iter()
                    .map(|target| self.expr(target))
                    .collect();
                StmtKind::Assign(targets, value)
            }
            ruff::Stmt::AugAssign(node) => StmtKind::AugAssign(
                self.expr(&node.target),
                super::expressions::operator(node.op),
                self.expr(&node.value),
            ),
            ruff::Stmt::AnnAssign(node) => {
                let value = node.value.as_deref().map(|value| self.expr(value));
                StmtKind::AnnAssign(self.expr(&node.target), self.expr(&node.annotation), value)
            }
            ruff::Stmt::Return(node) => {
                if !self.scopes.last().is_some_and(|frame| frame.is_function) {
                    self.note_problem(at(node), ProblemKind::ReturnOutsideFunction);
                }
                StmtKind::Return(node.value.as_deref().map(|value| self.expr(value)))
            }
            ruff::Stmt::Delete(node) => StmtKind::Delete(
                node.targets
                    .iter()
                    .map(|target| self.expr(target))
                    .collect(),
            ),
            ruff::Stmt::Raise(node) => StmtKind::Raise(
                node.exc.as_deref().map(|value| self.expr(value)),
                node.cause.as_deref().map(|value| self.expr(value)),
            ),
            ruff::Stmt::Assert(node) => StmtKind::Assert(
                self.expr(&node.test),
                node.msg.as_deref().map(|value| self.expr(value)),
            ),
            ruff::Stmt::Global(node) => {
                let names = node.names.iter().map(|id| name(id.as_str()));
                if let Some(frame) = self.scopes.last_mut() {
                    frame.scope.global.extend(names);
                }
                StmtKind::Scope
            }
            ruff::Stmt::Nonlocal(node) => {
                if self.scopes.len() == 1 {
                    self.note_problem(at(node), ProblemKind::NonlocalInModule);
                }
                let names = node.names.iter().map(|id| name(id.as_str()));
                if let Some(frame) = self.scopes.last_mut() {
                    frame.scope.nonlocal.extend(names);
                }
                StmtKind::Scope
            }
            ruff::Stmt::Break(node) => {
                if !self.in_loop() {
                    self.note_problem(at(node), ProblemKind::BreakOutsideLoop);
                }
                StmtKind::Break
            }
            ruff::Stmt::Continue(node) => {
                if !self.in_loop() {
                    self.note_problem(at(node), ProblemKind::ContinueOutsideLoop);
                }
                StmtKind::Continue
            }
            _ => StmtKind::Pass,
        }
    }

    fn alias(&self, alias: &ruff::Alias) -> Alias {
        Alias {
            name: name(alias.name.as_str()),
            alias: alias.asname.as_ref().map(|alias| name(alias.as_str())),
        }
    }

    fn if_else(&mut self, node: &ruff::StmtIf) -> StmtKind {
        let mut branches = vec![(Some(self.expr(&node.test)), self.body(&node.body))];
        for clause in &node.elif_else_clauses {
            let test = clause.test.as_ref().map(|test| self.expr(test));
            branches.push((test, self.body(&clause.body)));
        }
        StmtKind::If(branches)
    }

    fn try_except(&mut self, node: &ruff::StmtTry) -> StmtKind {
        let body = self.body(&node.body);
        let handlers = node.handlers.iter().map(|handler| {
            let ruff::ExceptHandler::ExceptHandler(handler) = handler;
            Handler {
                class: handler.type_.as_deref().map(|class| self.expr(class)),
                name: handler.name.as_ref().map(|id| self.bind(id.as_str())),
                body: self.body(&handler.body),
            }
        });
        let handlers = handlers.collect();
        StmtKind::Try(Rc::new(Try {
            body,
            handlers,
            orelse: self.body(&node.orelse),
            finally: self.body(&node.finalbody),
        }))
    }

    fn match_cases(&mut self, node: &ruff::StmtMatch) -> StmtKind {
        let subject = self.expr(&node.subject);
        let cases = node.cases.iter().map(|case| Case {
            pattern: self.pattern(&case.pattern),
            guard: case.guard.as_deref().map(|guard| self.expr(guard)),
            body: self.body(&case.body),
        });
        let cases = cases.collect();
        StmtKind::Match(Rc::new(Match { subject, cases }))
    }

    fn function(&mut self, node: &ruff::StmtFunctionDef) -> StmtKind {
        let decorators = node.decorator_list.iter();
        let decorators = decorators
            .map(|decorator| self.expr(&decorator.expression))
            .collect();
        let parameters = self.parameters(&node.parameters);
        let returns = node.returns.as_deref().map(|returns| self.expr(returns));
        let own = self.bind(node.name.as_str());
        self.open_function(&parameters, node.is_async);
        let body = self.body(&node.body);
        let frame = self.close_scope();
        StmtKind::Function(Rc::new(Function {
            name: own,
            parameters,
            body,
            decorators,
            returns,
            is_async: node.is_async,
            is_generator: frame.yields,
            doc: docstring(&node.body),
            scope: frame.scope,
        }))
    }

    pub(super) fn open_function(&mut self, parameters: &Parameters, is_async: bool) {
        let mut frame = Frame {
            is_function: true,
            is_async,
            ..Frame::default()
        };
        let named = parameters.positional.iter().chain(&parameters.keyword_only);
        let stars = parameters.star.iter().chain(&parameters.double_star);
        let names = named.map(|parameter| &parameter.name).chain(stars);
        frame.scope.bound.extend(names.cloned());
        self.scopes.push(frame);
    }

    pub(super) fn parameters(&mut self, node: &ruff::Parameters) -> Parameters {
        let mut seen: Vec<&str> = Vec::new();
        for parameter in node.iter() {
            let text = parameter.name().as_str();
            if seen.contains(&text) {
                let kind = ProblemKind::DuplicateParameter(text.to_owned());
                self.note_problem(at(parameter.name()), kind);
            }
            seen.push(text);
        }
        let mut lowered = |parameters: &[ruff::ParameterWithDefault]| -> Vec<Parameter> {
            let each = parameters.iter().map(|with_default| Parameter {
                name: name(with_default.parameter.name.as_str()),
                default: with_default
                    .default
                    .as_deref()
                    .map(|value| self.expr(value)),
                annotation: with_default
                    .parameter
                    .annotation
                    .as_deref()
                    .map(|annotation| self.expr(annotation)),
            });
            each.collect()
        };
        let mut positional = lowered(&node.posonlyargs);
        let n_positional_only = positional.len();
        positional.extend(lowered(&node.args));
        Parameters {
            positional,
            n_positional_only,
            star: node.vararg.as_ref().map(|star| name(star.name.as_str())),
            keyword_only: lowered(&node.kwonlyargs),
            double_star: node.kwarg.as_ref().map(|star| name(star.name.as_str())),
        }
    }

    fn class(&mut self, node: &ruff::StmtClassDef) -> StmtKind {
        let decorators = node.decorator_list.iter();
        let decorators = decorators
            .map(|decorator| self.expr(&decorator.expression))
            .collect();
        let arguments: Vec<Argument> = match &node.arguments {
            Some(arguments) => self.arguments(arguments),
            None => Vec::new(),
        };
        let own = self.bind(node.name.as_str());
        self.scopes.push(Frame {
            is_class: true,
            ..Frame::default()
        });
        let body = self.body(&node.body);
        let frame = self.close_scope();
        StmtKind::Class(Rc::new(Class {
            name: own,
            arguments,
            body,
            decorators,
            doc: docstring(&node.body),
            scope: frame.scope,
        }))
    }
}
