//! `hurdles link` and `hurdles open`: a scenario to a link and back.

use hurdles::permalink;

use crate::surroundings::Surroundings;
use crate::{End, input};

/// Prints the link of a scenario.
pub(crate) fn write(surroundings: &mut Surroundings, file: &str, base: &str) -> End {
    let Some(scenario) = input::read(surroundings, file) else {
        return End::Unreadable;
    };
    let base = base.split('#').next().unwrap_or("");
    let fragment = permalink::to_fragment(&scenario);
    surroundings.print(&format!("{base}#{fragment}\n"));
    End::Good
}

/// Prints the scenario of a link.
pub(crate) fn open(surroundings: &mut Surroundings, url: &str) -> End {
    match permalink::from_fragment(url) {
        Ok(scenario) => {
            surroundings.print(&format!("{}\n", scenario.to_json()));
            End::Good
        }
        Err(error) => {
            surroundings.complain(&error.to_string());
            if !error.recovered.is_empty() {
                surroundings.complain(&format!("what can still be read:\n{}", error.recovered));
            }
            End::Unreadable
        }
    }
}
