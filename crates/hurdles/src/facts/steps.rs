//! A component of a path that refuses: where that is known from, and how it is said.

use hurdles_machine::{Bits, Class, NodeId, Origin, Step};
use hurdles_source::Span;

use super::{Facts, Who};

impl Facts<'_> {
    pub(crate) fn is_directory(&self, step: &Step) -> bool {
        self.machine().node(step.node).is_directory()
    }

    /// The typed or pasted characters that make the component as it is.
    pub(crate) fn place_of_step(&self, step: &Step) -> Option<Span> {
        self.origin_span(self.machine().node(step.node).origin)
    }

    /// The owner's name.
    pub(crate) fn owner_of(&self, step: &Step) -> String {
        self.user_name(self.machine().node(step.node).owner)
    }

    /// `srwxr-xr-x ubuntu:www-data`, in backticks.
    pub(crate) fn mode_and_owner(&self, node: NodeId) -> String {
        let node = self.machine().node(node);
        let accounts = &self.machine().accounts;
        let plus = if node.acl.is_some() { "+" } else { "" };
        format!(
            "`{}{plus} {}:{}`",
            node.mode_text(),
            accounts.user_name(node.owner),
            accounts.group_name(node.group)
        )
    }

    /// What a label says: the class that counts and what it lacks.
    pub(crate) fn step_text(&self, step: &Step, who: &Who) -> String {
        let class = match &step.class {
            Class::Owner => "the owner".to_owned(),
            Class::Group | Class::NamedGroup(_) => "the group".to_owned(),
            Class::NamedUser(_) => format!("`{}`", who.name),
            Class::Other => "others".to_owned(),
            Class::Root => "even root".to_owned(),
        };
        let mode = self.machine().node(step.node).mode & 0o7777;
        format!("mode {mode:04o}: {class} may not {}", self.lacking(step))
    }

    /// A sentence that says who counts as what there, and what is lacking.
    pub(crate) fn step_sentence(&self, step: &Step, who: &Who) -> String {
        let name = &who.name;
        let because = match &step.class {
            Class::Owner => format!("`{name}` is its owner, so the owner's three bits count"),
            Class::Group => format!("`{name}` is in its group, so the group's three bits count"),
            Class::NamedUser(_) => format!("an ACL entry for `{name}` counts"),
            Class::NamedGroup(_) => format!("an ACL entry for a group of `{name}` counts"),
            Class::Other => format!(
                "`{name}` is neither its owner nor in its group, so the last three bits count"
            ),
            Class::Root => "nobody may execute it".to_owned(),
        };
        format!(
            "`{}` is {}; {because}, and they do not allow to {}.",
            step.path,
            self.mode_and_owner(step.node),
            self.lacking(step)
        )
    }

    fn lacking(&self, step: &Step) -> &'static str {
        let given = step.has.0 & step.mask.map_or(7, |mask| mask.0);
        let lacks = step.need.0 & !given;
        if self.is_directory(step) {
            return match lacks {
                bits if bits & Bits::WRITE.0 != 0 => "make files in it (w)",
                bits if bits & Bits::SEARCH.0 != 0 => "pass through it (x)",
                _ => "list it (r)",
            };
        }
        match lacks {
            bits if bits & Bits::WRITE.0 != 0 => "write (w)",
            bits if bits & Bits::READ.0 != 0 => "read (r)",
            _ => "execute (x)",
        }
    }

    /// What is taken for granted about a component that nobody typed or pasted.
    pub(crate) fn assume_step(&self, step: &Step) -> Option<String> {
        match self.machine().node(step.node).origin {
            Origin::Typed(_) | Origin::Seen(_) => None,
            Origin::Made => self.assume_start(),
            Origin::Stock | Origin::Scenario(_) => self.assume(
                format!(
                    "`{}` is taken to be {}",
                    step.path,
                    self.mode_and_owner(step.node)
                ),
                &format!("ls -ld {}", step.path),
            ),
        }
    }

    /// Nothing is assumed of what the simulated programs make themselves.
    fn assume_start(&self) -> Option<String> {
        None
    }

    /// What is taken for granted where a path is missing.
    pub(crate) fn assume_missing(&self, path: &str) -> Option<String> {
        let seen = self.scenario.listing.contains(path) || !self.scenario.setup.is_empty();
        if seen {
            return None;
        }
        self.assume(
            format!(
                "`{path}` is taken to be missing, because nothing that was given makes or shows it"
            ),
            &format!("ls -ld {path}"),
        )
    }

    /// What is taken for granted where an account is missing.
    pub(crate) fn assume_account(&self, name: &str) -> Option<String> {
        let seen = self.scenario.listing.contains(name);
        if seen {
            return None;
        }
        self.assume(
            format!(
                "`{}` is taken not to exist, as on a fresh system",
                self.short(name)
            ),
            &format!("getent passwd {}", self.short(name)),
        )
    }

    /// What is taken for granted about nginx's user.
    pub(crate) fn assume_worker(&self, worker: &Who) -> Option<String> {
        let written = self
            .directive_named("user")
            .is_some_and(|directive| directive.place.span.is_some());
        if written
            || self.trace.listing.nginx_worker.is_some()
            || self.scenario.listing.contains(&worker.name)
        {
            return None;
        }
        self.assume(
            format!(
                "nginx is taken to run as `{}`, the default of {}",
                worker.name,
                self.system()
            ),
            "ps -o user= -C nginx",
        )
    }

    /// An assumption with the command that would make sure.
    pub(crate) fn assume(&self, what: String, tell: &str) -> Option<String> {
        Some(format!("{what}: `{tell}` would make sure."))
    }
}
