//! Expressions.

use std::rc::Rc;

use ruff_python_ast as ruff;

use super::{Frame, Lower, ProblemKind, at, name};
use crate::ast::{
    Argument, Clause, Comparison, Comprehension, ComprehensionKind, Constant, Expr, ExprKind,
    FPart, Function, Operator, Parameters, Stmt, StmtKind, TextSpan, Unary,
};

pub(super) fn operator(operator: ruff::Operator) -> Operator {
    match operator {
        ruff::Operator::Add => Operator::Add,
        ruff::Operator::Sub => Operator::Sub,
        ruff::Operator::Mult => Operator::Mult,
        ruff::Operator::MatMult => Operator::MatMult,
        ruff::Operator::Div => Operator::Div,
        ruff::Operator::Mod => Operator::Mod,
        ruff::Operator::Pow => Operator::Pow,
        ruff::Operator::LShift => Operator::LShift,
        ruff::Operator::RShift => Operator::RShift,
        ruff::Operator::BitOr => Operator::BitOr,
        ruff::Operator::BitXor => Operator::BitXor,
        ruff::Operator::BitAnd => Operator::BitAnd,
        ruff::Operator::FloorDiv => Operator::FloorDiv,
    }
}

fn comparison(operator: ruff::CmpOp) -> Comparison {
    match operator {
        ruff::CmpOp::Eq => Comparison::Eq,
        ruff::CmpOp::NotEq => Comparison::NotEq,
        ruff::CmpOp::Lt => Comparison::Lt,
        ruff::CmpOp::LtE => Comparison::LtE,
        ruff::CmpOp::Gt => Comparison::Gt,
        ruff::CmpOp::GtE => Comparison::GtE,
        ruff::CmpOp::Is => Comparison::Is,
        ruff::CmpOp::IsNot => Comparison::IsNot,
        ruff::CmpOp::In => Comparison::In,
        ruff::CmpOp::NotIn => Comparison::NotIn,
    }
}

impl Lower<'_> {
    // An arm for each kind of expression: more than 60 lines.
    pub(super) fn expr(&mut self, expr: &ruff::Expr) -> Expr {
        let kind = match expr {
            ruff::Expr::Name(node) => {
                if !matches!(node.ctx, ruff::ExprContext::Load) {
                    self.bind(node.id.as_str());
                }
                ExprKind::Name(name(node.id.as_str()))
            }
            ruff::Expr::Attribute(node) => {
                ExprKind::Attribute(self.boxed(&node.value), name(node.attr.as_str()))
            }
            ruff::Expr::Subscript(node) => {
                ExprKind::Subscript(self.boxed(&node.value), self.boxed(&node.slice))
            }
            ruff::Expr::Call(node) => {
                let function = self.boxed(&node.func);
                ExprKind::Call(function, self.arguments(&node.arguments))
            }
            ruff::Expr::BoolOp(node) => ExprKind::BoolOp(
                matches!(node.op, ruff::BoolOp::And),
                self.exprs(&node.values),
            ),
            ruff::Expr::BinOp(node) => ExprKind::BinOp(
                self.boxed(&node.left),
                operator(node.op),
                self.boxed(&node.right),
            ),
            ruff::Expr::UnaryOp(node) => {
                let operator = match node.op {
                    ruff::UnaryOp::Not => Unary::Not,
                    ruff::UnaryOp::USub => Unary::Minus,
                    ruff::UnaryOp::UAdd => Unary::Plus,
                    ruff::UnaryOp::Invert => Unary::Invert,
                };
                ExprKind::Unary(operator, self.boxed(&node.operand))
            }
            ruff::Expr::Compare(node) => {
                let left = self.boxed(&node.left);
                let rest = node.ops.iter().zip(&node.comparators);
                let rest = rest
                    .map(|(op, right)| (comparison(*op), self.expr(right)))
                    .collect();
                ExprKind::Compare(left, rest)
            }
            ruff::Expr::If(node) => ExprKind::IfElse(
                self.boxed(&node.test),
                self.boxed(&node.body),
                self.boxed(&node.orelse),
            ),
            ruff::Expr::Named(node) => match &*node.target {
                ruff::Expr::Name(target) => {
                    let target = self.bind(target.id.as_str());
                    ExprKind::Walrus(target, self.boxed(&node.value))
                }
                _ => ExprKind::Unsupported("an assignment expression to something but a name"),
            },
            ruff::Expr::List(node) => ExprKind::List(self.exprs(&node.elts)),
            ruff::Expr::Tuple(node) => ExprKind::Tuple(self.exprs(&node.elts)),
            ruff::Expr::Set(node) => ExprKind::Set(self.exprs(&node.elts)),
            ruff::Expr::Dict(node) => ExprKind::Dict(
                node.items
                    .iter()
                    .map(|item| {
                        let key = item.key.as_ref().map(|key| self.expr(key));
                        (key, self.expr(&item.value))
                    })
                    .collect(),
            ),
            ruff::Expr::Starred(node) => ExprKind::Starred(self.boxed(&node.value)),
            ruff::Expr::Slice(node) => ExprKind::Slice(
                node.lower.as_deref().map(|part| self.boxed(part)),
                node.upper.as_deref().map(|part| self.boxed(part)),
                node.step.as_deref().map(|part| self.boxed(part)),
            ),
            literal => self.literal_or_scope(literal),
        };
        Expr { at: at(expr), kind }
    }

    // An arm for each kind of expression: more than 60 lines.
    fn literal_or_scope(&mut self, expr: &ruff::Expr) -> ExprKind {
        match expr {
            ruff::Expr::StringLiteral(node) => {
                ExprKind::Constant(Constant::Str(name(node.value.to_str())))
            }
            ruff::Expr::BytesLiteral(node) => {
                let bytes: Vec<u8> = node.value.bytes().collect();
                ExprKind::Constant(Constant::Bytes(bytes.into()))
            }
            ruff::Expr::NumberLiteral(node) => ExprKind::Constant(match &node.value {
                ruff::Number::Int(int) => int.as_i64().map_or(Constant::BigInt, Constant::Int),
                ruff::Number::Float(float) => Constant::Float(*float),
                ruff::Number::Complex { .. } => Constant::Complex,
            }),
            ruff::Expr::BooleanLiteral(node) => ExprKind::Constant(Constant::Bool(node.value)),
            ruff::Expr::NoneLiteral(_) => ExprKind::Constant(Constant::None),
            ruff::Expr::EllipsisLiteral(_) => ExprKind::Constant(Constant::Ellipsis),
            ruff::Expr::FString(node) => self.f_string(&node.value),
            ruff::Expr::Lambda(node) => {
                let parameters = match &node.parameters {
                    Some(parameters) => self.parameters(parameters),
                    None => Parameters::default(),
                };
                self.open_function(&parameters, false);
                let value = self.expr(&node.body);
                let frame = self.close_scope();
                let body = Stmt {
                    at: value.at,
                    kind: StmtKind::Return(Some(value)),
                };
                ExprKind::Lambda(Rc::new(Function {
                    name: name("<lambda>"),
                    parameters,
                    body: Rc::from([body]),
                    decorators: Vec::new(),
                    returns: None,
                    is_async: false,
                    is_generator: frame.yields,
                    doc: None,
                    scope: frame.scope,
                }))
            }
            ruff::Expr::ListComp(node) => {
                self.comprehension(ComprehensionKind::List, &node.elt, None, &node.generators)
            }
            ruff::Expr::SetComp(node) => {
                self.comprehension(ComprehensionKind::Set, &node.elt, None, &node.generators)
            }
            ruff::Expr::Generator(node) => self.comprehension(
                ComprehensionKind::Generator,
                &node.elt,
                None,
                &node.generators,
            ),
            ruff::Expr::DictComp(node) => match &node.key {
                Some(key) => self.comprehension(
                    ComprehensionKind::Dict,
                    key,
                    Some(&node.value),
                    &node.generators,
                ),
                None => ExprKind::Unsupported("unpacking in a dictionary comprehension"),
            },
            ruff::Expr::Await(node) => {
                self.check_await(at(node));
                ExprKind::Await(self.boxed(&node.value))
            }
            ruff::Expr::Yield(node) => {
                self.note_yield(at(node));
                ExprKind::Yield(node.value.as_deref().map(|value| self.boxed(value)))
            }
            ruff::Expr::YieldFrom(node) => {
                self.note_yield(at(node));
                ExprKind::YieldFrom(self.boxed(&node.value))
            }
            _ => ExprKind::Unsupported("a template string"),
        }
    }

    fn note_yield(&mut self, at: TextSpan) {
        if let Some(frame) = self.scopes.last_mut() {
            frame.yields = true;
        }
        if self.scopes.len() == 1 || self.scopes.last().is_some_and(|frame| frame.is_class) {
            self.note_problem(at, ProblemKind::YieldOutsideFunction);
        }
    }

    fn check_await(&mut self, at: TextSpan) {
        let function = self
            .scopes
            .iter()
            .rev()
            .find(|frame| frame.is_function || frame.is_class);
        match function {
            Some(frame) if frame.is_async => {}
            Some(frame) if frame.is_function => {
                self.note_problem(at, ProblemKind::AwaitOutsideAsync);
            }
            _ => self.note_problem(at, ProblemKind::AwaitOutsideFunction),
        }
    }

    fn boxed(&mut self, expr: &ruff::Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn exprs(&mut self, exprs: &[ruff::Expr]) -> Vec<Expr> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    pub(super) fn arguments(&mut self, arguments: &ruff::Arguments) -> Vec<Argument> {
        let mut lowered = Vec::with_capacity(arguments.len());
        for argument in arguments.iter_source_order() {
            lowered.push(match argument {
                ruff::ArgOrKeyword::Arg(ruff::Expr::Starred(star)) => {
                    Argument::Star(self.expr(&star.value))
                }
                ruff::ArgOrKeyword::Arg(expr) => Argument::Positional(self.expr(expr)),
                ruff::ArgOrKeyword::Keyword(keyword) => match &keyword.arg {
                    Some(id) => Argument::Keyword(name(id.as_str()), self.expr(&keyword.value)),
                    None => Argument::DoubleStar(self.expr(&keyword.value)),
                },
            });
        }
        lowered
    }

    fn comprehension(
        &mut self,
        kind: ComprehensionKind,
        element: &ruff::Expr,
        value: Option<&ruff::Expr>,
        generators: &[ruff::Comprehension],
    ) -> ExprKind {
        self.scopes.push(Frame::default());
        let clauses = generators.iter().map(|generator| Clause {
            iter: self.expr(&generator.iter),
            target: self.expr(&generator.target),
            conditions: self.exprs(&generator.ifs),
        });
        let clauses = clauses.collect();
        let element = self.expr(element);
        let value = value.map(|value| self.expr(value));
        let frame = self.close_scope();
        ExprKind::Comprehension(Rc::new(Comprehension {
            kind,
            element,
            value,
            clauses,
            bound: frame.scope.bound,
        }))
    }

    fn f_string(&mut self, value: &ruff::FStringValue) -> ExprKind {
        let mut parts = Vec::new();
        for part in value {
            match part {
                ruff::FStringPart::Literal(literal) => {
                    parts.push(FPart::Literal(name(&literal.value)));
                }
                ruff::FStringPart::FString(f_string) => {
                    parts.extend(self.f_elements(&f_string.elements));
                }
            }
        }
        ExprKind::FString(parts)
    }

    fn f_elements(&mut self, elements: &ruff::InterpolatedStringElements) -> Vec<FPart> {
        let mut parts = Vec::new();
        for element in elements {
            parts.push(match element {
                ruff::InterpolatedStringElement::Literal(literal) => {
                    FPart::Literal(name(&literal.value))
                }
                ruff::InterpolatedStringElement::Interpolation(value) => {
                    let expr = self.boxed(&value.expression);
                    let debug = value.debug_text.as_ref().map(|_| {
                        let inside = value.range.start().to_usize() + 1..expr.at.end as usize;
                        let text = self.text.get(inside).unwrap_or("");
                        name(&format!("{text}="))
                    });
                    let conversion = match value.conversion {
                        ruff::ConversionFlag::None => None,
                        ruff::ConversionFlag::Str => Some('s'),
                        ruff::ConversionFlag::Ascii => Some('a'),
                        ruff::ConversionFlag::Repr => Some('r'),
                    };
                    let spec = match &value.format_spec {
                        Some(spec) => self.f_elements(&spec.elements),
                        None => Vec::new(),
                    };
                    FPart::Value {
                        expr,
                        debug,
                        conversion,
                        spec,
                    }
                }
            });
        }
        parts
    }
}
