//! Reads the configuration: statements into a tree, includes followed, each directive checked where it stands.
//!
//! nginx stops at the first fault. The tree is built on after it, so that the rest of a broken file can be looked at,
//! but nothing more is checked and no further file is included.

mod handler;
mod includes;
mod places;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hurdles_machine::{Context, Machine};
use hurdles_source::{SourceId, Span};

use crate::build::Build;
use crate::check;
use crate::configuration::{Configuration, Unknown};
use crate::http::{Http, ListenAddress, Upstream};
use crate::http_close;
use crate::place::Place;
use crate::problem::{Problem, ProblemKind};
use crate::tokenizer::{End, Statement, Tokenizer};
use crate::tree::{BlockKind, ConfigFile, Directive, DirectiveId, Tree, Word};

/// How many files nginx can have open at once beside its own few (the usual limit of 1024).
const MOST_OPEN_FILES: usize = 1019;
/// Beyond this many statements reading ends: includes can multiply without end.
const MOST_STATEMENTS: usize = 60_000;

/// A file being read.
struct OpenFile {
    path: Arc<str>,
    text: Arc<str>,
    source: Option<SourceId>,
    tokenizer: Tokenizer,
    /// How many blocks were open when it was opened.
    n_blocks: usize,
    /// What the same `include` matched and is still to be read, the next one last.
    waiting: Vec<String>,
    included_by: Option<Place>,
}

/// A block being read.
pub(crate) struct OpenBlock {
    pub(crate) id: DirectiveId,
    pub(crate) kind: BlockKind,
    /// Directives seen in it that may stand there once.
    seen: BTreeSet<&'static str>,
}

/// Everything known while a configuration is read.
pub(crate) struct Reading<'m> {
    pub(crate) machine: &'m Machine,
    pub(crate) context: &'m Context,
    pub(crate) build: Build,
    /// With a slash at its end; relative names of `root`, logs and modules start there.
    pub(crate) prefix: String,
    /// With a slash at its end; `include` and certificates start there.
    pub(crate) conf_prefix: String,
    pub(crate) tree: Tree,
    pub(crate) problems: Vec<Problem>,
    pub(crate) unknown: Vec<Unknown>,
    /// Dynamic modules loaded.
    pub(crate) modules: Vec<&'static str>,
    pub(crate) blocks: Vec<OpenBlock>,
    /// Variables that values use, in order, with the directive that does first.
    pub(crate) variables_used: Vec<(String, DirectiveId)>,
    /// Variables that the configuration itself defines.
    pub(crate) variables_defined: BTreeSet<String>,
    /// Addresses that servers listen on, in the order of reading.
    pub(crate) addresses: Vec<ListenAddress>,
    /// Upstreams named so far, in the order of reading.
    pub(crate) upstreams: Vec<Upstream>,
    /// Where upstreams of a name are in `upstreams`, the name in lower case.
    pub(crate) upstreams_by_name: BTreeMap<String, Vec<usize>>,
    /// Where an address is in `addresses`, by its text.
    pub(crate) addresses_by_text: BTreeMap<String, usize>,
    /// Log formats defined so far.
    pub(crate) log_formats: BTreeSet<String>,
    /// Keys of the `map` block being read.
    pub(crate) map_keys: (Option<DirectiveId>, BTreeSet<String>),
    /// Shared memory zones that limits name.
    pub(crate) zones_used: Vec<String>,
    pub(crate) http: Option<Http>,
    /// Extensions and types of the `types` block being read.
    types: (Option<DirectiveId>, BTreeMap<String, String>),
    main_seen: BTreeSet<&'static str>,
    files: Vec<ConfigFile>,
    open: Vec<OpenFile>,
    failed: bool,
    n_statements: usize,
}

/// Which files to read.
pub(crate) struct Paths<'a> {
    pub(crate) main: &'a str,
    pub(crate) prefix: &'a str,
    pub(crate) globals: Option<&'a str>,
}

/// Reads the value of `-g`, then the main file and all that it includes.
pub(crate) fn read(machine: &Machine, context: &Context, paths: &Paths<'_>) -> Configuration {
    let conf_prefix = match paths.main.rfind('/') {
        Some(at) => paths.main.get(..=at).unwrap_or("/").to_owned(),
        None => "/".to_owned(),
    };
    let mut reading = Reading {
        machine,
        context,
        build: Build::of(&machine.system),
        prefix: paths.prefix.to_owned(),
        conf_prefix,
        tree: Tree::default(),
        problems: Vec::new(),
        unknown: Vec::new(),
        modules: Vec::new(),
        blocks: Vec::new(),
        variables_used: Vec::new(),
        variables_defined: BTreeSet::new(),
        addresses: Vec::new(),
        upstreams: Vec::new(),
        upstreams_by_name: BTreeMap::new(),
        addresses_by_text: BTreeMap::new(),
        log_formats: BTreeSet::new(),
        map_keys: (None, BTreeSet::new()),
        zones_used: Vec::new(),
        http: None,
        types: (None, BTreeMap::new()),
        main_seen: BTreeSet::new(),
        files: Vec::new(),
        open: Vec::new(),
        failed: false,
        n_statements: 0,
    };
    if let Some(globals) = paths.globals {
        reading.read_globals(globals);
    }
    if !reading.failed {
        reading.open_file(paths.main, None);
        reading.run();
    }
    Configuration {
        build: reading.build,
        path: paths.main.into(),
        tree: reading.tree,
        files: reading.files,
        problems: reading.problems,
        unknown: reading.unknown,
        prefix: reading.prefix,
        zones_used: reading.zones_used,
        http: reading.http,
    }
}

impl Reading<'_> {
    /// The kind of the innermost open block.
    pub(crate) fn block_kind(&self) -> BlockKind {
        self.blocks
            .last()
            .map_or(BlockKind::Main, |block| block.kind)
    }

    /// The innermost open block of this kind.
    pub(crate) fn enclosing(&self, kind: BlockKind) -> Option<DirectiveId> {
        let mut blocks = self.blocks.iter().rev();
        blocks
            .find(|block| block.kind == kind)
            .map(|block| block.id)
    }

    /// Adds a warning at a directive.
    pub(crate) fn warn(&mut self, kind: ProblemKind, at: DirectiveId) {
        let place = self.tree.get(at).place.clone();
        self.problems.push(Problem::warn(kind, Some(place)));
    }

    /// The full name of a file given relative to one of the prefixes.
    pub(crate) fn full_name(&self, name: &str, below_conf: bool) -> String {
        if name.starts_with('/') {
            return name.to_owned();
        }
        let prefix = if below_conf {
            &self.conf_prefix
        } else {
            &self.prefix
        };
        format!("{prefix}{name}")
    }

    fn read_globals(&mut self, globals: &str) {
        self.open.push(OpenFile {
            path: "command line".into(),
            text: globals.into(),
            source: None,
            tokenizer: Tokenizer::new(true),
            n_blocks: 0,
            waiting: Vec::new(),
            included_by: None,
        });
        self.run();
        for problem in &mut self.problems {
            problem.in_command_line = true;
        }
    }

    fn fail(&mut self, problem: Problem) {
        if !self.failed {
            self.failed = problem.is_fatal();
            self.problems.push(problem);
        }
    }

    fn run(&mut self) {
        while let Some(file) = self.open.last_mut() {
            let text = Arc::clone(&file.text);
            let statement = file.tokenizer.next(&text);
            self.n_statements += 1;
            if self.n_statements > MOST_STATEMENTS {
                self.unknown.push(Unknown {
                    what: "a configuration of more than 60,000 statements".to_owned(),
                    tell: "nginx -t".to_owned(),
                    span: None,
                });
                self.failed = true;
                self.open.clear();
                return;
            }
            match &statement.end {
                End::Broken(kind) => {
                    let place = self.place_at(&statement, &text);
                    let mut problem = Problem::emerg(kind.clone(), Some(place));
                    if *kind == ProblemKind::UnexpectedCharacter('}') {
                        problem.missing_semicolon = self.after_last_word(&statement);
                    }
                    self.fail(problem);
                    if !matches!(kind, ProblemKind::UnexpectedCharacter(_)) {
                        self.close_file();
                    } else if *kind == ProblemKind::UnexpectedCharacter('}') {
                        self.recover_at_brace();
                    }
                }
                End::Finished => self.end_file(&statement, &text),
                End::BlockClose => self.end_block(&statement, &text),
                End::Semicolon => self.directive(statement, false),
                End::BlockStart => self.directive(statement, true),
            }
        }
    }

    /// A `}` that nginx refuses still ends the block it was meant for, as far as the tree goes.
    fn recover_at_brace(&mut self) {
        let n_blocks = self.open.last().map_or(0, |file| file.n_blocks);
        if self.blocks.len() > n_blocks {
            self.blocks.pop();
        }
    }

    fn end_file(&mut self, statement: &Statement, text: &str) {
        let Some(file) = self.open.last() else { return };
        let n_blocks = file.n_blocks;
        if self.blocks.len() > n_blocks {
            let kind = ProblemKind::UnexpectedEndOfFile {
                in_directive: false,
            };
            let place = self.place_at(statement, text);
            let blame = self.blocks.get(n_blocks);
            let opener = blame.and_then(|block| self.tree.get(block.id).place.span);
            self.fail(Problem::emerg(kind, Some(place)).blaming(opener));
        }
        self.close_file();
    }

    fn close_file(&mut self) {
        let Some(file) = self.open.pop() else { return };
        self.blocks.truncate(file.n_blocks);
        let (mut waiting, included_by) = (file.waiting, file.included_by);
        while let (Some(next), false) = (waiting.pop(), self.failed) {
            if self.open_one(&next, included_by.clone(), std::mem::take(&mut waiting)) {
                return;
            }
        }
    }

    fn end_block(&mut self, statement: &Statement, text: &str) {
        let n_blocks = self.open.last().map_or(0, |file| file.n_blocks);
        let place = self.place_at(statement, text);
        if self.blocks.len() <= n_blocks {
            let is_globals = self
                .open
                .last()
                .is_some_and(|file| &*file.path == "command line");
            let kind = ProblemKind::UnexpectedCharacter('}');
            let mut problem = Problem::emerg(kind, Some(place));
            problem.in_command_line = is_globals;
            self.fail(problem);
            return;
        }
        let Some(block) = self.blocks.pop() else {
            return;
        };
        self.tree.get_mut(block.id).close = Some(place);
        if self.failed {
            return;
        }
        let result = match block.kind {
            BlockKind::Http => http_close::close(self, block.id),
            BlockKind::Server => check::listen::add_default(self, block.id),
            BlockKind::Upstream => check::upstream::close(self, block.id),
            _ => Ok(()),
        };
        if let Err(problem) = result {
            self.fail(problem);
        }
    }

    fn directive(&mut self, statement: Statement, opens_block: bool) {
        let Some(file) = self.open.last() else { return };
        let (source, text) = (file.source, Arc::clone(&file.text));
        let place = self.place_at(&statement, &text);
        let missing = self.missing_semicolon(&statement, &text);
        let mut words = statement.words.into_iter().map(|word| Word {
            span: source.map(|id| Span::new(id, word.start, word.end)),
            is_quoted: word.is_quoted,
            text: word.text,
        });
        let Some(name) = words.next() else { return };
        let id = self.tree.add(Directive {
            name,
            arguments: words.collect(),
            place,
            parent: self.blocks.last().map(|block| block.id),
            children: opens_block.then(Vec::new),
            block: None,
            close: None,
        });
        if !self.failed
            && let Err(mut problem) = self.check(id, opens_block)
        {
            problem.missing_semicolon = problem.missing_semicolon.or(missing);
            self.fail(problem);
        }
        if opens_block {
            let name = self.tree.get(id).name.text.clone();
            let kind = check::block_kind(&name, self.block_kind());
            self.tree.get_mut(id).block = Some(kind);
            self.blocks.push(OpenBlock {
                id,
                kind,
                seen: BTreeSet::new(),
            });
        }
    }

    /// The extensions that a `types` block has given a type so far.
    pub(crate) fn extensions(&mut self, block: DirectiveId) -> &mut BTreeMap<String, String> {
        if self.types.0 != Some(block) {
            self.types = (Some(block), BTreeMap::new());
        }
        &mut self.types.1
    }
}
