//! A scenario from a file, which may also be a case that holds one.

use hurdles::Scenario;
use hurdles_source::LineIndex;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::surroundings::Surroundings;

/// The one member of a case that matters here.
#[derive(Deserialize)]
struct Case<'a> {
    #[serde(borrow)]
    scenario: &'a RawValue,
}

/// Reads a scenario; complains with file, line and column where there is none.
pub(crate) fn read(surroundings: &mut Surroundings, file: &str) -> Option<Scenario> {
    let result = surroundings
        .read(file)
        .map_err(|message| format!("{file}: {message}"))
        .and_then(|text| parse(&text).map_err(|message| format!("{file}:{message}")));
    match result {
        Ok(scenario) => Some(scenario),
        Err(message) => {
            surroundings.complain(&message);
            None
        }
    }
}

/// The scenario in a text, or `line:column: message`.
pub(crate) fn parse(text: &str) -> Result<Scenario, String> {
    let (inner, start) = match serde_json::from_str::<Case<'_>>(text) {
        Ok(case) => {
            let inner = case.scenario.get();
            (inner, text.find(inner).unwrap_or(0))
        }
        Err(_) => (text, 0),
    };
    Scenario::from_json(inner).map_err(|error| {
        let place = LineIndex::new(text).line_column(text, start + error.offset);
        format!("{}:{}: {}", place.line, place.column, error.message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_gives_its_scenario() {
        let text = "{\"truth\": {},\n \"scenario\": {\"hurdles\": 1, \"invocation\": \"x\"}}";
        assert_eq!(parse(text).unwrap().invocation, "x");
    }

    #[test]
    fn places_count_from_the_beginning_of_the_file() {
        let message = parse("{\"scenario\": {\n\"hurdles\": 1,\n \"x\": 1}}").unwrap_err();
        assert!(message.starts_with("3:4: unknown field `x`"), "{message}");
        let message = parse("{\"hurdles\": 7}").unwrap_err();
        assert!(message.starts_with("1:"), "{message}");
    }
}
