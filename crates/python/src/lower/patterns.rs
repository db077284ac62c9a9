//! Patterns of `match`.

use ruff_python_ast as ruff;

use super::Lower;
use crate::ast::{Constant, Name, Pattern};

impl Lower<'_> {
    pub(super) fn pattern(&mut self, pattern: &ruff::Pattern) -> Pattern {
        match pattern {
            ruff::Pattern::MatchValue(node) => Pattern::Value(self.expr(&node.value)),
            ruff::Pattern::MatchSingleton(node) => Pattern::Singleton(match node.value {
                ruff::Singleton::None => Constant::None,
                ruff::Singleton::True => Constant::Bool(true),
                ruff::Singleton::False => Constant::Bool(false),
            }),
            ruff::Pattern::MatchSequence(node) => Pattern::Sequence(self.patterns(&node.patterns)),
            ruff::Pattern::MatchMapping(node) => {
                let keys: Vec<_> = node.keys.iter().map(|key| self.expr(key)).collect();
                let pairs = keys
                    .into_iter()
                    .zip(self.patterns(&node.patterns))
                    .collect();
                Pattern::Mapping(pairs, self.bind_optional(node.rest.as_ref()))
            }
            ruff::Pattern::MatchClass(node) => {
                let class = self.expr(&node.cls);
                let positional = self.patterns(&node.arguments.patterns);
                let keywords = node.arguments.keywords.iter();
                let keywords = keywords
                    .map(|keyword| {
                        (
                            super::name(keyword.attr.as_str()),
                            self.pattern(&keyword.pattern),
                        )
                    })
                    .collect();
                Pattern::Class(class, positional, keywords)
            }
            ruff::Pattern::MatchStar(node) => Pattern::Star(self.bind_optional(node.name.as_ref())),
            ruff::Pattern::MatchAs(node) => {
                let inner = node
                    .pattern
                    .as_deref()
                    .map(|inner| Box::new(self.pattern(inner)));
                Pattern::As(inner, self.bind_optional(node.name.as_ref()))
            }
            ruff::Pattern::MatchOr(node) => Pattern::Or(self.patterns(&node.patterns)),
        }
    }

    fn patterns(&mut self, patterns: &[ruff::Pattern]) -> Vec<Pattern> {
        patterns
            .iter()
            .map(|pattern| self.pattern(pattern))
            .collect()
    }

    fn bind_optional(&mut self, id: Option<&ruff::Identifier>) -> Option<Name> {
        id.map(|id| self.bind(id.as_str()))
    }
}
