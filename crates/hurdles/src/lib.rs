//! The front door: a scenario goes in, the whole deployment is played through, a report comes out.

pub mod detail;
pub mod permalink;
pub mod report;
pub mod scenario;
mod simulate;
pub mod stages;
pub mod text;
pub mod trace;

pub use detail::simulate_in_detail;
pub use report::Report;
pub use scenario::{Scenario, ScenarioError};
pub use simulate::{play, simulate};
pub use trace::Trace;
