//! `include`, and opening the files that it names.

use std::sync::Arc;

use hurdles_machine::{Content, Errno, glob};
use hurdles_source::{SourceId, Span};

use super::{MOST_OPEN_FILES, OpenFile, Reading};
use crate::configuration::Unknown;
use crate::place::Place;
use crate::problem::{Level, Problem, ProblemKind};
use crate::tokenizer::Tokenizer;
use crate::tree::{ConfigFile, DirectiveId};

/// The file that certbot's nginx plugin writes and includes.
const CERTBOT_OPTIONS: &str = "/etc/letsencrypt/options-ssl-nginx.conf";

/// What certbot 1.12 to 2.11 write there, apart from the list of ciphers: these may not be given a second time beside it.
const CERTBOT_TEXT: &str = "ssl_session_cache shared:le_nginx_SSL:10m;\nssl_session_timeout 1440m;\nssl_session_tickets off;\n\
ssl_protocols TLSv1.2 TLSv1.3;\nssl_prefer_server_ciphers off;\nssl_ciphers HIGH;\n";

impl Reading<'_> {
    pub(super) fn include(&mut self, id: DirectiveId) -> Result<(), Problem> {
        let directive = self.tree.get(id);
        let place = directive.place.clone();
        let name = directive.argument(0).unwrap_or("").to_owned();
        let path = self.full_name(&name, true);
        if !glob::is_pattern(&path) {
            self.open_file(&path, Some(place));
            return Ok(());
        }
        let names = glob::paths(self.machine, &self.context.identity, "/", &path);
        self.include_files(id, names);
        Ok(())
    }

    /// Reads files in the place of an `include`, one after the other.
    pub(crate) fn include_files(&mut self, id: DirectiveId, mut names: Vec<String>) {
        let place = self.tree.get(id).place.clone();
        names.reverse();
        while let (Some(next), false) = (names.pop(), self.failed) {
            if self.open_one(&next, Some(place.clone()), std::mem::take(&mut names)) {
                break;
            }
        }
    }

    /// What stands for the text of a file that is there: certbot's own is known, any other is missed.
    fn without_text(&mut self, path: &str, span: Option<Span>) -> Arc<str> {
        if path == CERTBOT_OPTIONS {
            return CERTBOT_TEXT.into();
        }
        self.unknown.push(Unknown {
            what: format!("what is in {path}"),
            tell: format!("cat {path}"),
            span,
        });
        "".into()
    }

    pub(super) fn open_file(&mut self, path: &str, included_by: Option<Place>) {
        self.open_one(path, included_by, Vec::new());
    }

    /// Opens a configuration file; false when there is nothing to read in it.
    pub(super) fn open_one(
        &mut self,
        path: &str,
        included_by: Option<Place>,
        waiting: Vec<String>,
    ) -> bool {
        let content = if self.open.len() >= MOST_OPEN_FILES {
            Err(Errno::TooManyFiles)
        } else {
            let (who, cwd) = (&self.context.identity, &self.context.cwd);
            self.machine.read(who, cwd, path)
        };
        let span = included_by.as_ref().and_then(|place| place.span);
        let (text, source): (Arc<str>, Option<SourceId>) = match content {
            Ok(Content::Text(text, source)) => (text, source),
            Ok(Content::Stock(_) | Content::Unknown(_) | Content::Program(_)) => {
                (self.without_text(path, span), None)
            }
            Err(Errno::IsADirectory) => {
                // open(2) of a directory succeeds, reading it does not; nginx then names no line.
                let call = format!("pread() \"{path}\"");
                let errno = Errno::IsADirectory;
                let kind = ProblemKind::Call { call, errno };
                self.fail(Problem::new(kind, Level::Crit, None).blaming(span));
                return false;
            }
            Err(errno) => {
                let call = format!("open() \"{path}\"");
                let kind = ProblemKind::Call { call, errno };
                self.fail(Problem::emerg(kind, included_by));
                return false;
            }
        };
        let path: Arc<str> = path.into();
        self.files.push(ConfigFile {
            path: Arc::clone(&path),
            included_by: included_by.clone(),
            text: Arc::clone(&text),
        });
        self.open.push(OpenFile {
            path,
            text,
            source,
            tokenizer: Tokenizer::new(false),
            n_blocks: self.blocks.len(),
            waiting,
            included_by,
        });
        true
    }
}
