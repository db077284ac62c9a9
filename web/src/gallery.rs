//! Situations to start from, bundled from the cases by `build.rs`.

use hurdles::Scenario;
use serde::Deserialize;

/// The situation that an empty page shows.
const FIRST: &str = "socket/socket-group-without-nginx";

/// Situations that belong together.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Group {
    pub(crate) title: String,
    pub(crate) situations: Vec<Situation>,
}

/// A scenario with what we call it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Situation {
    pub(crate) name: String,
    /// The stage at which it really failed, or `works`.
    pub(crate) stage: String,
    pub(crate) scenario: Scenario,
}

impl Situation {
    /// What the situation is, in a line.
    pub(crate) fn title(&self) -> &str {
        self.scenario.title.as_deref().unwrap_or(&self.name)
    }
}

/// All groups.
pub(crate) fn groups() -> Vec<Group> {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/gallery.json")))
        .unwrap_or_default()
}

/// What an empty page shows: a deployment that almost works.
pub(crate) fn first() -> Scenario {
    let situations = groups().into_iter().flat_map(|group| group.situations);
    let mut first = situations.filter(|situation| situation.name == FIRST);
    first
        .next()
        .map(|situation| situation.scenario)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_situation_of_the_gallery_is_a_scenario() {
        let groups = groups();
        assert!(groups.len() >= 5);
        for situation in groups.iter().flat_map(|group| &group.situations) {
            assert!(situation.title().len() > 5, "{}", situation.name);
        }
    }

    #[test]
    fn an_empty_page_shows_a_broken_deployment() {
        assert!(first().invocation.contains("--gid ubuntu"));
    }
}
