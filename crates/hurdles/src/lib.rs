//! The front door: a scenario goes in, the whole deployment is played through, a report comes out.

mod assume;
mod container;
pub mod detail;
mod diagnose;
mod evidence;
mod explain;
mod facts;
mod finding;
mod fix;
mod fixes;
mod managed;
pub mod paste;
pub mod permalink;
mod redo;
mod repair;
pub mod report;
mod rule;
mod rules;
pub mod scenario;
mod simulate;
pub mod stages;
pub mod text;
pub mod trace;

pub use detail::simulate_in_detail;
pub use explain::explain;
pub use paste::{Paste, paste};
pub use repair::{Repaired, repair};
pub use report::Report;
pub use scenario::{Scenario, ScenarioError};
pub use simulate::{play, simulate};
pub use trace::Trace;
