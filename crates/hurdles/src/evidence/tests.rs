//! What becomes of logs in a listing.

use crate::report::{Outcome, Stage};
use crate::{Scenario, simulate};

#[test]
fn a_line_alone_gives_stage_meaning_causes_and_what_to_paste_next() {
    let scenario = Scenario {
        listing:
            "Nov 12 09:41:07 atlas uwsgi[2214]: invalid request block size: 6142 (max 4096)...skip"
                .to_owned(),
        ..Scenario::default()
    };
    let report = simulate(&scenario);
    assert_eq!(report.first, Some(Stage::Protocol));
    assert_eq!(report.outcome, Outcome::Fails);
    let finding = report.findings.first().unwrap();
    assert_eq!(finding.code, "buffer-size-exceeded");
    assert!(finding.explanation.contains("4096") && finding.explanation.contains("Paste next"));
    assert_eq!(report.evidence.len(), 1);
}
