//! The configuration as a tree of directives, includes followed.

use std::sync::Arc;

use hurdles_source::Span;

use crate::place::Place;

/// Identifies a directive within one [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DirectiveId(pub(crate) u32);

/// A word of a directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As nginx sees it: without quotes and escapes.
    pub text: String,
    /// Its characters, without quotes; none in a stock file.
    pub span: Option<Span>,
    /// Whether it stood in quotes.
    pub is_quoted: bool,
}

/// What kind of block a directive stands in (the contexts of nginx's command tables).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Outside all blocks.
    Main,
    /// `events`.
    Events,
    /// `http`.
    Http,
    /// `server` in `http`.
    Server,
    /// `location`.
    Location,
    /// `upstream` in `http`.
    Upstream,
    /// `if` in a server.
    IfInServer,
    /// `if` in a location.
    IfInLocation,
    /// `limit_except`.
    LimitExcept,
    /// `stream`.
    Stream,
    /// `server` in `stream`.
    StreamServer,
    /// `upstream` in `stream`.
    StreamUpstream,
    /// `mail`.
    Mail,
    /// `server` in `mail`.
    MailServer,
    /// `types`, `map`, `geo` …: free words, no directives.
    Free,
}

impl BlockKind {
    /// The letter that stands for it in `data/directives.txt`.
    pub(crate) fn letter(self) -> char {
        match self {
            Self::Main => 'm',
            Self::Events => 'e',
            Self::Http => 'h',
            Self::Server => 's',
            Self::Location => 'l',
            Self::Upstream => 'u',
            Self::IfInServer => 'i',
            Self::IfInLocation => 'j',
            Self::LimitExcept => 'x',
            Self::Stream => 'S',
            Self::StreamServer => 'V',
            Self::StreamUpstream => 'U',
            Self::Mail => 'M',
            Self::MailServer => 'W',
            Self::Free => '?',
        }
    }
}

/// A directive with its arguments and, for a block, what stands in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Directive {
    /// The first word.
    pub name: Word,
    /// The other words.
    pub arguments: Vec<Word>,
    /// Where it stands.
    pub place: Place,
    /// The block it stands in.
    pub parent: Option<DirectiveId>,
    /// What stands in its own block; none for a directive ended by `;`.
    pub children: Option<Vec<DirectiveId>>,
    /// The kind of its own block.
    pub block: Option<BlockKind>,
    /// The closing `}`.
    pub close: Option<Place>,
}

impl Directive {
    /// The text of argument `n`, from 0.
    #[must_use]
    pub fn argument(&self, n: usize) -> Option<&str> {
        self.arguments.get(n).map(|word| word.text.as_str())
    }

    /// The texts of all arguments.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.arguments.iter().map(|word| word.text.as_str())
    }

    /// Whether it has this name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.text == name
    }
}

/// All directives read, in the order of reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    directives: Vec<Directive>,
    roots: Vec<DirectiveId>,
}

impl Tree {
    /// The directive with this id.
    #[must_use]
    pub fn get(&self, id: DirectiveId) -> &Directive {
        &self.directives[id.0 as usize]
    }

    /// The directives outside all blocks.
    #[must_use]
    pub fn roots(&self) -> &[DirectiveId] {
        &self.roots
    }

    /// What stands in a block; nothing for a directive without one.
    pub fn children(&self, id: DirectiveId) -> impl DoubleEndedIterator<Item = DirectiveId> + '_ {
        self.get(id).children.iter().flatten().copied()
    }

    /// The directives of this name in a block, in order.
    pub fn named<'a>(
        &'a self,
        block: DirectiveId,
        name: &'a str,
    ) -> impl DoubleEndedIterator<Item = DirectiveId> + 'a {
        self.children(block)
            .filter(move |id| self.get(*id).is(name))
    }

    /// All directives with their ids, in the order of reading.
    pub fn iter(&self) -> impl Iterator<Item = (DirectiveId, &Directive)> {
        self.directives
            .iter()
            .enumerate()
            .map(|(n, directive)| (DirectiveId(u32::try_from(n).unwrap_or(u32::MAX)), directive))
    }

    /// Whether `ancestor` is `id` itself or a block around it.
    #[must_use]
    pub fn is_within(&self, id: DirectiveId, ancestor: DirectiveId) -> bool {
        let mut at = Some(id);
        while let Some(here) = at {
            if here == ancestor {
                return true;
            }
            at = self.get(here).parent;
        }
        false
    }

    pub(crate) fn add(&mut self, directive: Directive) -> DirectiveId {
        let id = DirectiveId(u32::try_from(self.directives.len()).unwrap_or(u32::MAX));
        match directive.parent {
            Some(parent) => {
                let siblings = &mut self.directives[parent.0 as usize].children;
                siblings.get_or_insert_with(Vec::new).push(id);
            }
            None => self.roots.push(id),
        }
        self.directives.push(directive);
        id
    }

    pub(crate) fn get_mut(&mut self, id: DirectiveId) -> &mut Directive {
        &mut self.directives[id.0 as usize]
    }
}

/// A configuration file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigFile {
    /// Its path, as opened.
    pub path: Arc<str>,
    /// The `include` that named it; none for the main file.
    pub included_by: Option<Place>,
    /// Its text, for `nginx -T`.
    pub text: Arc<str>,
}
