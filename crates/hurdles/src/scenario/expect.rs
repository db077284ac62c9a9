//! What a scenario is meant to show: a tutorial's promise, or the goal of an exercise. The simulation does not read it.

use serde::{Deserialize, Serialize};

use crate::report::{Opening, Outcome, Stage};

/// What a report has to be like; members that are left out may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The stage of the first hurdle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Stage>,
    /// The code of the first finding that is an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The status that the browser gets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What is to be reached, a sentence for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// Who may gain access at most by what was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at_most: Option<Opening>,
}
