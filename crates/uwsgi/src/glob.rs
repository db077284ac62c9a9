//! File names by pattern as uWSGI asks for them: `GLOB_MARK | GLOB_NOCHECK`.

use hurdles_machine::{Bits, Machine, glob};

use crate::Instance;

impl Instance {
    /// The paths that match, in byte order, directories with a slash at the end; the pattern itself where none does.
    pub(crate) fn glob(&self, machine: &Machine, pattern: &str) -> Vec<String> {
        let (who, cwd) = (&self.context.identity, &self.context.cwd);
        let mut found = glob::paths(machine, who, cwd, pattern);
        if found.is_empty() {
            return vec![pattern.to_owned()];
        }
        for path in &mut found {
            let end = machine.walk(who, cwd, path, Bits::NONE).end;
            let is_directory = end.is_ok_and(|id| machine.node(id).is_directory());
            if is_directory && !path.ends_with('/') {
                path.push('/');
            }
        }
        found
    }
}
