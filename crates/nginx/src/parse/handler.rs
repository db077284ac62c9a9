//! What is asked of each directive before its values are looked at.

use super::Reading;
use crate::check;
use crate::directive_table::{self, Entry};
use crate::problem::{Problem, ProblemKind};
use crate::tree::{BlockKind, DirectiveId};

impl Reading<'_> {
    /// `ngx_conf_handler` (core/ngx_conf_file.c): name, context, `;` or `{`, number of arguments, then the handler.
    pub(super) fn check(&mut self, id: DirectiveId, opens_block: bool) -> Result<(), Problem> {
        let directive = self.tree.get(id);
        let place = directive.place.clone();
        let name = directive.name.text.clone();
        let n_arguments = directive.arguments.len();
        let name_span = directive.name.span;
        let fault = |kind, span| Err(Problem::emerg(kind, Some(place.clone())).blaming(span));
        let kind = self.block_kind();
        if kind == BlockKind::Free {
            if opens_block {
                return fault(ProblemKind::UnexpectedCharacter('{'), None);
            }
            return check::free::check(self, id);
        }
        let version = self.build.version;
        let mut is_known = false;
        let mut fitting: Option<&'static Entry> = None;
        for entry in directive_table::entries(&name, version, &self.modules) {
            is_known = true;
            if entry.fits(kind) {
                fitting = Some(entry);
                break;
            }
        }
        let Some(entry) = fitting else {
            let kind = if is_known {
                ProblemKind::NotAllowedHere(name)
            } else {
                ProblemKind::UnknownDirective(name)
            };
            return fault(kind, name_span);
        };
        if opens_block && !entry.is_block {
            return fault(ProblemKind::NotTerminated(name), name_span);
        }
        if entry.is_block && !opens_block {
            return fault(ProblemKind::NoOpeningBrace(name), name_span);
        }
        if opens_block
            && self
                .open
                .last()
                .is_some_and(|file| &*file.path == "command line")
        {
            return fault(ProblemKind::BlockInGlobalOption, name_span);
        }
        if !entry.takes(n_arguments) {
            return fault(ProblemKind::ArgumentCount(name), None);
        }
        if name == "include" {
            return self.include(id);
        }
        if entry.only_once && !self.note(&name) {
            return fault(ProblemKind::Duplicate(name), None);
        }
        check::directive(self, id, entry)
    }

    /// Notes a directive that may stand in its block once; false when it stands there already.
    fn note(&mut self, name: &str) -> bool {
        let Some(name) = directive_table::directive_names_like(name) else {
            return true;
        };
        let seen = match self.blocks.last_mut() {
            Some(block) => &mut block.seen,
            None => &mut self.main_seen,
        };
        seen.insert(name)
    }
}
