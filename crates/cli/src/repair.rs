//! `hurdles repair`: applies working fixes until the request succeeds, prints the repaired scenario.

use crate::surroundings::Surroundings;
use crate::{End, input};

/// Repairs a scenario; tells on standard error what was done.
pub(crate) fn run(surroundings: &mut Surroundings, file: &str) -> End {
    let Some(scenario) = input::read(surroundings, file) else {
        return End::Unreadable;
    };
    let repaired = hurdles::repair(&scenario);
    for fix in &repaired.fixes {
        surroundings.complain(&fix.title);
    }
    if !repaired.works {
        surroundings.complain("no fix that is known makes the request succeed");
        return End::Hurdle;
    }
    surroundings.print(&format!("{}\n", repaired.scenario.to_json()));
    End::Good
}
