//! What the real programs did, as it is kept in `tests/cases`: the form of a case file, and the words that stand for what
//! differs from run to run. The lab writes these files and the tests hold the simulation against them, so neither owns this.

mod case;
mod stand_ins;

pub use case::{Case, Lab, Observed, ObservedService, Truth};
pub use stand_ins::{
    header_with_stand_ins, listing_with_stand_ins, with_stand_ins, without_wheel_dates,
};
