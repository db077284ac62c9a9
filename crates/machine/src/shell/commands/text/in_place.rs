//! `sed -i`: how a file is replaced by its edited text.

use super::super::super::run::{Call, Shell};
use super::super::super::word::Word;
use crate::{Content, NodeKind};

/// Takes out `-i` and returns its suffix, which it has only when glued on: getopt cannot say that.
pub(super) fn take_in_place(words: &[Word]) -> (Vec<Word>, Option<String>) {
    let mut argv = Vec::new();
    let mut in_place = None;
    for word in words {
        let mut word = word.clone();
        if let Some(suffix) = word.text.strip_prefix("--in-place") {
            in_place = Some(suffix.trim_start_matches('=').to_owned());
            continue;
        }
        let flags = word.text.strip_prefix('-').unwrap_or("");
        if let Some((before, suffix)) = flags.split_once('i')
            && before.chars().all(|c| "nErsz".contains(c))
        {
            in_place = Some(suffix.to_owned());
            if before.is_empty() {
                continue;
            }
            word.text = format!("-{before}");
        }
        argv.push(word);
    }
    (argv, in_place)
}

/// Writes the new text beside the file and renames it into place, as `sed -i` does: the directory must be writable.
/// With a suffix the old file stays under the longer name.
pub(super) fn replace(
    shell: &mut Shell<'_>,
    call: &Call<'_>,
    path: &str,
    text: &str,
    suffix: &str,
) -> Result<(), String> {
    let (who, cwd) = (&call.context.identity, &call.context.cwd);
    let link = shell.machine.walk_to_link(who, cwd, path).end;
    let id = link.map_err(|errno| format!("sed: can't read {path}: {errno}"))?;
    // A symbolic link is replaced by a regular file (sed(1), without "--follow-symlinks").
    let old = shell
        .machine
        .walk(who, cwd, path, crate::Bits::NONE)
        .end
        .unwrap_or(id);
    let old = shell.machine.node(old).clone();
    if !super::is_file(&old.kind) {
        return Err(format!("sed: couldn't edit {path}: not a regular file"));
    }
    let above = path
        .rsplit_once('/')
        .map_or(".", |(above, _)| if above.is_empty() { "/" } else { above });
    let refused = |errno| format!("sed: couldn't open temporary file {above}/sedAb12Cd: {errno}");
    if suffix.is_empty() {
        let removed = shell.machine.remove(who, cwd, path, false);
        removed.map_err(refused)?;
    } else {
        let backup = format!("{path}{suffix}");
        let kept = shell.machine.rename(who, cwd, path, &backup);
        kept.map_err(refused)?;
    }
    let kind = NodeKind::File(Content::Text(text.into(), None));
    let made = shell
        .machine
        .create(call.context, path, kind, 0o600, call.origin());
    let made = made.map_err(refused)?;
    let node = shell.machine.node_mut(made);
    node.mode = old.mode;
    node.acl = old.acl;
    if who.is_root() || who.uid == old.owner {
        node.owner = old.owner;
        node.group = old.group;
    }
    shell.after_write(made);
    Ok(())
}
