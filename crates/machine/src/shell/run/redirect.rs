//! Opens the targets of redirections, as the shell's own user.

use super::{Shell, Sink, Streams};
use crate::shell::token::Redirection;
use crate::shell::tree::Redirect;
use crate::shell::word::Word;
use crate::{Bits, Content, Errno, Machine, NodeId, NodeKind, Origin};

impl Shell<'_> {
    /// The streams after these redirections; `None` where one fails, which is told and becomes the status.
    pub(super) fn redirected(
        &mut self,
        redirects: &[Redirect],
        streams: &Streams,
    ) -> Option<Streams> {
        let mut streams = streams.clone();
        for redirect in redirects {
            let target = self.word_of(&redirect.target);
            if let Err(errno) = self.redirect(redirect, &target, &mut streams) {
                let message = format!("bash: line 1: {}: {errno}\n", target.text);
                self.emit(&streams.error, &message);
                self.status = 1;
                return None;
            }
        }
        Some(streams)
    }

    fn redirect(
        &mut self,
        redirect: &Redirect,
        target: &Word,
        streams: &mut Streams,
    ) -> Result<(), Errno> {
        match redirect.kind {
            Redirection::Read => {
                let text = self.text_for_input(target)?;
                streams.input = text.into();
            }
            Redirection::HereString => streams.input = format!("{}\n", target.text).into(),
            Redirection::HereDocument => streams.input = target.text.as_str().into(),
            Redirection::Duplicate => match target.text.as_str() {
                "1" if redirect.descriptor == Some(2) => streams.error = streams.output.clone(),
                "2" if redirect.descriptor.is_none_or(|n| n == 1) => {
                    streams.output = streams.error.clone();
                }
                "-" | "0" | "1" | "2" => {}
                // `>&file` is an old form of `&>file`.
                _ if redirect.descriptor.is_none() => {
                    let sink = self.open(target, false)?;
                    (streams.output, streams.error) = (sink.clone(), sink);
                }
                _ => return Err(Errno::Invalid),
            },
            Redirection::WriteBoth | Redirection::AppendBoth => {
                let sink = self.open(target, redirect.kind == Redirection::AppendBoth)?;
                (streams.output, streams.error) = (sink.clone(), sink);
            }
            Redirection::Write | Redirection::Append => {
                let sink = self.open(target, redirect.kind == Redirection::Append)?;
                match redirect.descriptor.unwrap_or(1) {
                    1 => streams.output = sink,
                    2 => streams.error = sink,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn text_for_input(&mut self, target: &Word) -> Result<String, Errno> {
        let (who, cwd) = (&self.context.identity, &self.context.cwd);
        let id = self.machine.walk(who, cwd, &target.text, Bits::READ).end?;
        Ok(match &self.machine.node(id).kind {
            NodeKind::File(Content::Text(text, _)) => text.to_string(),
            _ => String::new(),
        })
    }

    /// Opens a file for writing, making it where it is missing.
    fn open(&mut self, target: &Word, append: bool) -> Result<Sink, Errno> {
        let path = Machine::absolute(&self.context.cwd, &target.text);
        match path.as_str() {
            "/dev/stdout" | "/dev/stderr" | "/dev/tty" => return Ok(Sink::Terminal),
            _ => {}
        }
        let (who, cwd) = (&self.context.identity, &self.context.cwd);
        match self.machine.walk(who, cwd, &target.text, Bits::WRITE).end {
            Ok(id) => match &self.machine.node(id).kind {
                NodeKind::Directory(_) => Err(Errno::IsADirectory),
                NodeKind::File(_) => {
                    if !append {
                        let kind = NodeKind::File(Content::Text("".into(), None));
                        self.machine.node_mut(id).kind = kind;
                    }
                    Ok(Sink::File(path, Some(id)))
                }
                _ => Ok(Sink::File(path, None)),
            },
            Err(Errno::NotFound) => {
                let content = Content::Text("".into(), None);
                let origin = Origin::Typed(target.span);
                let id = self
                    .machine
                    .write(&self.context, &target.text, content, origin)?;
                Ok(Sink::File(path, Some(id)))
            }
            Err(errno) => Err(errno),
        }
    }

    /// Appends to a regular file; where its text is not known, only its size grows.
    pub(super) fn append_to(&mut self, id: NodeId, more: &str) {
        if more.is_empty() {
            return;
        }
        let size = self.machine.file_size(id);
        let NodeKind::File(content) = &mut self.machine.node_mut(id).kind else {
            return;
        };
        *content = match content {
            Content::Text(text, _) if text.len() + more.len() <= super::MOST_OUTPUT => {
                Content::Text(format!("{text}{more}").into(), None)
            }
            _ => Content::Unknown(size.saturating_add(more.len() as u64)),
        };
        self.after_write(id);
    }

    /// Takes note where a file that stands for more was written: `/etc/passwd` and `/etc/group`.
    pub(in crate::shell) fn after_write(&mut self, id: NodeId) {
        let etc = self.machine.entry(self.machine.root(), "etc");
        let is_one = |name: &str| etc.and_then(|etc| self.machine.entry(etc, name)) == Some(id);
        if is_one("passwd") || is_one("group") {
            self.machine.read_account_files(Origin::Made);
        }
    }
}
