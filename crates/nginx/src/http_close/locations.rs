//! Locations of the same name in one block (`ngx_http_join_exact_locations`).

use std::collections::BTreeMap;

use crate::check::Checked;
use crate::check::location::name_of;
use crate::event::LocationKind;
use crate::parse::Reading;
use crate::problem::{Problem, ProblemKind};
use crate::tree::{BlockKind, DirectiveId};

pub(super) fn duplicates(reading: &Reading<'_>) -> Checked {
    // By block and name: whether an exact and whether a prefix location was seen.
    let mut seen: BTreeMap<(DirectiveId, &str, bool), ()> = BTreeMap::new();
    for (id, directive) in reading.tree.iter() {
        let Some(parent) = directive.parent else {
            continue;
        };
        if directive.block != Some(BlockKind::Location) {
            continue;
        }
        let Ok((kind, name)) = name_of(directive) else {
            continue;
        };
        let is_exact = match kind {
            LocationKind::Exact => true,
            LocationKind::Prefix | LocationKind::PrefixFinal => false,
            _ => continue,
        };
        if seen.insert((parent, name, is_exact), ()).is_some() {
            let kind = ProblemKind::DuplicateLocation(name.to_owned());
            let place = reading.tree.get(id).place.clone();
            return Err(Problem::emerg(kind, Some(place)));
        }
    }
    Ok(())
}
