//! `hurdles check`: simulates scenarios and prints what happens.

use hurdles::report::Outcome;
use hurdles::simulate;
use hurdles::text::{Settings, render};

use crate::paint::paint;
use crate::surroundings::Surroundings;
use crate::{End, input};

/// Checks each file; the worst end counts.
pub(crate) fn run(
    surroundings: &mut Surroundings,
    files: &[String],
    json: bool,
    logs: bool,
) -> End {
    let mut end = End::Good;
    for file in files {
        let Some(scenario) = input::read(surroundings, file) else {
            end = End::Unreadable;
            continue;
        };
        let report = simulate(&scenario);
        if report.outcome != Outcome::Works {
            end = end.max(End::Hurdle);
        }
        if json {
            surroundings.print(&format!("{}\n", report.to_json()));
            continue;
        }
        let settings = Settings {
            width: surroundings.width,
            logs,
        };
        let mut text = paint(&render(&scenario, &report, settings), surroundings.colours);
        if files.len() > 1 {
            text.insert_str(0, &format!("== {file}\n"));
        }
        surroundings.print(&text);
    }
    end
}
