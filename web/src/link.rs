//! Scenarios as fragments of an address.

use hurdles::Scenario;

/// The fragment, without `#`, that stands for a scenario.
pub(crate) fn fragment(scenario: &Scenario) -> String {
    String::from(js_sys::encode_uri_component(&scenario.to_json()))
}

/// The scenario that a fragment stands for, or why it stands for none.
pub(crate) fn scenario(fragment: &str) -> Result<Scenario, String> {
    let text = js_sys::decode_uri_component(fragment)
        .map(String::from)
        .map_err(|_| "no".to_owned())?;
    Scenario::from_json(&text).map_err(|error| error.to_string())
}
