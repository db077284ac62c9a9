//! What a process sees of the tree where that differs from what lies there: mounts of its own (mount_namespaces(7)).

use std::sync::Arc;

use crate::NodeId;

/// What a mount does to a path and all below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mounted {
    /// Another directory lies there.
    Instead(NodeId),
    /// Nothing there may be changed.
    ReadOnly,
    /// It may be changed, although it lies below something that may not.
    Writable,
}

/// The mounts of a process; none for nearly all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View(Option<Arc<[(String, Mounted)]>>);

impl View {
    /// A view with these mounts, by absolute path.
    #[must_use]
    pub fn new(mounts: Vec<(String, Mounted)>) -> Self {
        Self((!mounts.is_empty()).then(|| mounts.into()))
    }

    fn mounts(&self) -> &[(String, Mounted)] {
        self.0.as_deref().unwrap_or(&[])
    }

    /// What lies at a path instead of what its directory names.
    #[must_use]
    pub fn instead(&self, path: &str) -> Option<NodeId> {
        let mut mounts = self.mounts().iter().rev();
        mounts.find_map(|(at, mounted)| match mounted {
            Mounted::Instead(id) if at == path => Some(*id),
            _ => None,
        })
    }

    /// Whether nothing at this path may be changed: the deepest mount above it decides.
    #[must_use]
    pub fn is_read_only(&self, path: &str) -> bool {
        let above = self.mounts().iter().filter(|(at, _)| is_below(path, at));
        let deepest = above.max_by_key(|(at, _)| at.len());
        deepest.is_some_and(|(_, mounted)| *mounted == Mounted::ReadOnly)
    }
}

/// Whether a path is this directory or lies below it.
fn is_below(path: &str, directory: &str) -> bool {
    let rest = path.strip_prefix(directory.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use crate::{
        Bits, Content, Context, Errno, Identity, Machine, Mounted, NodeKind, Origin, View,
    };

    #[test]
    fn another_directory_and_read_only_paths_are_seen_by_their_process_alone() {
        let mut machine = Machine::bare("none");
        for path in ["/tmp", "/run", "/run/app", "/private"] {
            machine.place_directory(path, (0, 0), Origin::Made);
        }
        let private = machine.find("/private").unwrap();
        let mounts = vec![
            ("/".to_owned(), Mounted::ReadOnly),
            ("/run/app".to_owned(), Mounted::Writable),
            ("/tmp".to_owned(), Mounted::Instead(private)),
        ];
        let context = Context {
            identity: Identity {
                view: View::new(mounts),
                ..Identity::root()
            },
            cwd: "/".to_owned(),
            environment: crate::Environment::new(),
            umask: 0,
        };
        let mut make = |path| {
            let kind = NodeKind::File(Content::Text("".into(), None));
            machine.create(&context, path, kind, 0o644, Origin::Made)
        };
        assert_eq!(make("/run/x"), Err(Errno::ReadOnly));
        make("/run/app/x").unwrap();
        let inside = make("/tmp/x").unwrap();
        assert_eq!(machine.find("/private/x"), Some(inside));
        assert_eq!(machine.find("/tmp/x"), None);
        let walk = machine.walk(&context.identity, "/", "/tmp/x", Bits::WRITE);
        assert_eq!(walk.end, Ok(inside));
    }
}
