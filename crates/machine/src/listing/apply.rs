//! Carries what a listing says over to a machine.

mod accounts;
mod acl;
mod nodes;

use std::collections::{BTreeMap, BTreeSet};

use hurdles_source::{Span, Spanned};

use super::fact::Fact;
use super::programs;
use super::recognise::{self, Vanished};
use super::{Assumption, Listing, Unknown};
use crate::{Address, Content, Machine, NodeKind, Origin, User};

/// What is under way while facts are applied.
pub(super) struct Applying<'a> {
    pub(super) machine: &'a mut Machine,
    pub(super) listing: &'a mut Listing,
    /// Files that the listing shows to be gone.
    vanished: Vec<Vanished>,
    /// Files that the listing shows and nobody gave.
    appeared: Vec<(String, Span)>,
    /// Paths with `+` whose ACL is not shown.
    open_lists: BTreeMap<String, Span>,
    /// Directories whose entries are all shown.
    whole: BTreeSet<String>,
}

/// Applies all facts, in their order where order matters.
pub(super) fn apply(machine: &mut Machine, facts: &[Fact], listing: &mut Listing) {
    for fact in facts {
        note_absence(fact, listing);
    }
    let mut applying = Applying {
        machine,
        listing,
        vanished: Vec::new(),
        appeared: Vec::new(),
        open_lists: BTreeMap::new(),
        whole: BTreeSet::new(),
    };
    applying.accounts(facts);
    applying.short_listings(facts);
    homes(applying.machine);
    for fact in facts {
        applying.place(fact);
    }
    for fact in facts {
        if let Fact::Acl(acl) = fact {
            applying.acl(acl);
        }
    }
    let Applying {
        machine,
        listing,
        vanished,
        appeared,
        open_lists,
        whole,
    } = applying;
    for (path, span) in open_lists {
        listing.unknown.push(Unknown {
            span,
            what: format!("the ACL of {path}"),
            tell: format!("getfacl -p {path}"),
        });
    }
    recognise::environments(machine, &appeared, &whole, listing);
    recognise::packages(machine, &appeared, &whole, listing);
    recognise::moved_files(machine, &appeared, &vanished, listing);
    if !appeared.is_empty() {
        recognise::copies(machine, &appeared, listing);
    }
    for fact in facts {
        rest(machine, listing, fact);
    }
    programs::uwsgis(machine, &appeared, listing);
    programs::packages(machine, &appeared, listing);
}

/// Keeps what a fact says of what is not there.
fn note_absence(fact: &Fact, listing: &mut Listing) {
    match fact {
        Fact::Absent(path, _) => {
            listing.absent.insert(path.clone());
        }
        Fact::Complete {
            directory, hidden, ..
        } => {
            let known = listing.whole.entry(directory.clone()).or_default();
            *known |= hidden;
        }
        Fact::Names { directory, .. } => {
            listing.whole.entry(directory.clone()).or_default();
        }
        Fact::NoUser(name, _) => {
            listing.no_accounts.insert(name.clone());
        }
        _ => {}
    }
}

impl Applying<'_> {
    fn place(&mut self, fact: &Fact) {
        match fact {
            Fact::Node(node) => self.node(node),
            Fact::Absent(path, _) => self.vanish(path, None),
            Fact::Refused(path, span) => self.listing.unknown.push(Unknown {
                span: *span,
                what: format!("what lies at {path}"),
                tell: format!("sudo ls -ld {path}"),
            }),
            Fact::Complete {
                directory,
                names,
                hidden,
                span,
            } => {
                self.whole.insert(directory.clone());
                self.complete(directory, names, *hidden, *span);
            }
            _ => {}
        }
    }

    /// Takes away every name of a directory that its listing does not show.
    fn complete(&mut self, directory: &str, names: &[String], hidden: bool, span: Span) {
        let Some(id) = self.machine.find(directory) else {
            return;
        };
        let NodeKind::Directory(entries) = &self.machine.node(id).kind else {
            return;
        };
        let shown: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        let gone: Vec<String> = entries
            .keys()
            .filter(|name| !shown.contains(&***name) && (hidden || !name.starts_with('.')))
            .map(|name| format!("{}/{name}", directory.trim_end_matches('/')))
            .collect();
        for path in gone {
            self.vanish(&path, Some(span));
        }
    }

    /// Takes away what lies at a path, keeping in mind which files were there.
    fn vanish(&mut self, path: &str, unlisted: Option<Span>) {
        let Some(id) = self
            .machine
            .find_link(path)
            .filter(|id| *id != self.machine.root())
        else {
            return;
        };
        let mut ahead = vec![(path.to_owned(), id)];
        while let Some((path, id)) = ahead.pop() {
            match &self.machine.node(id).kind {
                NodeKind::Directory(entries) => {
                    ahead.extend(
                        entries
                            .iter()
                            .map(|(name, id)| (format!("{path}/{name}"), *id)),
                    );
                }
                NodeKind::File(content) => {
                    if let Some(span) = unlisted
                        && matches!(content, Content::Text(_, Some(_)))
                    {
                        let text = format!(
                            "{path} is given, but the listing of its directory does not show it; it is taken to be gone"
                        );
                        self.listing.assumptions.push(Assumption { span, text });
                    }
                    self.vanished.push(Vanished {
                        size: self.machine.file_size(id),
                        content: content.clone(),
                        path,
                    });
                }
                _ => {}
            }
        }
        let _ = self.machine.erase(path);
    }

    /// Directories of which only names are shown: what is missing there goes, what is new comes as far as a name tells.
    fn short_listings(&mut self, facts: &[Fact]) {
        let mut directories: BTreeMap<&str, (Vec<String>, Span)> = BTreeMap::new();
        for fact in facts {
            if let Fact::Names {
                directory,
                names,
                span,
            } = fact
            {
                let entry = directories
                    .entry(directory)
                    .or_insert_with(|| (Vec::new(), *span));
                entry.0.extend(names.iter().cloned());
                entry.1 = entry.1.to(*span);
            }
        }
        for (directory, (names, span)) in directories {
            let Some(id) = self.machine.find(directory) else {
                continue;
            };
            let ids = (self.machine.node(id).owner, self.machine.node(id).group);
            self.complete(directory, &names, false, span);
            for name in names {
                let path = format!("{}/{name}", directory.trim_end_matches('/'));
                if self.machine.find_link(&path).is_some() {
                    continue;
                }
                let kind = if name.ends_with(".sock") {
                    NodeKind::Socket(None)
                } else if name.contains('.') {
                    NodeKind::File(Content::Unknown(0))
                } else {
                    NodeKind::Directory(BTreeMap::new())
                };
                let mode = if matches!(kind, NodeKind::File(_)) {
                    0o644
                } else {
                    0o755
                };
                self.machine
                    .place(&path, kind, mode, ids, Origin::Seen(span));
                self.listing.unknown.push(Unknown {
                    span,
                    what: format!("kind, owner and mode of {path}"),
                    tell: format!("ls -ld {path}"),
                });
            }
        }
    }
}

/// Listeners, workers, packages and texts.
fn rest(machine: &mut Machine, listing: &mut Listing, fact: &Fact) {
    match fact {
        Fact::Listener {
            ip,
            port,
            backlog,
            program,
            span,
        } => {
            // nginx listens with 511 (ngx_connection.h, NGX_LISTEN_BACKLOG): that is the one which is started here.
            let is_nginx = program.as_deref() == Some("nginx")
                || program.is_none() && *backlog == Some(511)
                || program.is_none() && backlog.is_none() && matches!(port, 80 | 443);
            if is_nginx {
                let text = format!("port {port} is held by nginx itself, which is started anew");
                listing.assumptions.push(Assumption { span: *span, text });
                return;
            }
            let address = Address::Tcp(*ip, *port);
            let is_known = machine
                .listeners()
                .any(|(_, listener)| listener.open && listener.address == address);
            if !is_known {
                machine.listen(address, None, backlog.unwrap_or(128), Some(*span));
            }
        }
        Fact::Address(ip) => machine.show_address(*ip),
        Fact::UnixListener(path, span) => {
            let Some(id) = machine.find(path) else {
                return;
            };
            if matches!(machine.node(id).kind, NodeKind::Socket(None)) {
                let address = Address::Unix(path.clone());
                let listener = machine.listen(address, None, 128, Some(*span));
                machine.node_mut(id).kind = NodeKind::Socket(Some(listener));
            }
        }
        Fact::Worker(user, span) if listing.nginx_worker.is_none() => {
            listing.nginx_worker = Some(Spanned::new(user.clone(), *span));
        }
        Fact::Package(name, version, span) => {
            let package = (name.clone(), version.clone());
            listing.packages.push(Spanned::new(package, *span));
        }
        Fact::Text(path, text, span) => file_text(machine, listing, path, text, *span),
        _ => {}
    }
}

fn file_text(machine: &mut Machine, listing: &mut Listing, path: &str, text: &str, span: Span) {
    match machine.find(path) {
        Some(id) => {
            let NodeKind::File(content) = &machine.node(id).kind else {
                return;
            };
            let given = match content {
                Content::Text(given, Some(_)) => Some(given.clone()),
                _ => None,
            };
            match given {
                Some(given) if given.trim_end() != text.trim_end() => {
                    let text = format!(
                        "{path} is given with another text than the listing shows; the one given is taken"
                    );
                    listing.assumptions.push(Assumption { span, text });
                }
                Some(_) => {}
                None => {
                    let node = machine.node_mut(id);
                    node.kind = NodeKind::File(Content::Text(text.into(), None));
                }
            }
        }
        None => {
            let kind = NodeKind::File(Content::Text(text.into(), None));
            machine.place(path, kind, 0o644, (0, 0), Origin::Seen(span));
        }
    }
}

/// Gives people whom the listing brought the home that their name suggests, made as the system makes homes.
fn homes(machine: &mut Machine) {
    let mode = crate::stock::facts(&machine.system).map_or(0o755, |facts| facts.useradd_home_mode);
    let is_person =
        |user: &&User| matches!(user.origin, Origin::Seen(_)) && (1000..60_000).contains(&user.uid);
    let people: Vec<(String, Origin)> = machine
        .accounts
        .users
        .iter()
        .filter(is_person)
        .map(|user| (user.name.clone(), user.origin))
        .collect();
    for (name, origin) in people {
        machine.make_home(&name, mode, origin);
    }
}
