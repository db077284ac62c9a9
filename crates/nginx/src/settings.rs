//! Which directive holds where: the blocks around a place, inner ones first.

use crate::tree::{Directive, DirectiveId, Tree};
use crate::value;

/// A block and those around it, innermost first.
#[derive(Clone, Debug)]
pub(crate) struct Chain<'t> {
    tree: &'t Tree,
    pub(crate) blocks: Vec<DirectiveId>,
}

impl<'t> Chain<'t> {
    /// The blocks from this one outwards.
    pub(crate) fn of(tree: &'t Tree, block: DirectiveId) -> Self {
        let mut blocks = vec![block];
        let mut at = tree.get(block).parent;
        while let Some(id) = at {
            blocks.push(id);
            at = tree.get(id).parent;
        }
        Self { tree, blocks }
    }

    /// The directive of this name that holds: the last one in the innermost block that has any.
    pub(crate) fn find(&self, name: &str) -> Option<DirectiveId> {
        self.blocks
            .iter()
            .find_map(|block| self.tree.named(*block, name).next_back())
            .or_else(|| self.main(name).next_back())
    }

    /// The directives of this name outside all blocks.
    fn main<'a>(&'a self, name: &'a str) -> impl DoubleEndedIterator<Item = DirectiveId> + 'a {
        let roots = self.tree.roots().iter().copied();
        roots.filter(move |id| self.tree.get(*id).is(name))
    }

    /// The same as a directive.
    pub(crate) fn directive(&self, name: &str) -> Option<&'t Directive> {
        self.find(name).map(|id| self.tree.get(id))
    }

    /// Argument `n` of the directive that holds.
    pub(crate) fn argument(&self, name: &str, n: usize) -> Option<&'t str> {
        self.directive(name)?.argument(n)
    }

    /// Whether a flag is on.
    pub(crate) fn flag(&self, name: &str, default: bool) -> bool {
        self.argument(name, 0)
            .and_then(value::flag)
            .unwrap_or(default)
    }

    /// A size that holds.
    pub(crate) fn size(&self, name: &str, default: u64) -> u64 {
        self.argument(name, 0)
            .and_then(|text| value::size(text, true))
            .unwrap_or(default)
    }

    /// A time that holds, in seconds.
    pub(crate) fn seconds(&self, name: &str, default: f64) -> f64 {
        self.argument(name, 0)
            .and_then(|text| value::time(text, false))
            // A time of years of milliseconds is still exact in a double.
            .map_or(default, |milliseconds| {
                std::time::Duration::from_millis(milliseconds).as_secs_f64()
            })
    }

    /// All directives of this name in the innermost block that has any: arrays are not merged between levels.
    pub(crate) fn all(&self, name: &str) -> Vec<DirectiveId> {
        self.blocks
            .iter()
            .map(|block| self.tree.named(*block, name).collect::<Vec<_>>())
            .find(|found| !found.is_empty())
            .unwrap_or_else(|| self.main(name).collect())
    }

    /// The directives of these names, mixed, in the innermost block that has any of them.
    pub(crate) fn all_of(&self, names: &[&str]) -> Vec<DirectiveId> {
        self.blocks
            .iter()
            .map(|block| {
                self.tree
                    .children(*block)
                    .filter(|id| names.contains(&self.tree.get(*id).name.text.as_str()))
                    .collect::<Vec<_>>()
            })
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    /// The tree it lies in.
    pub(crate) fn tree(&self) -> &'t Tree {
        self.tree
    }
}
