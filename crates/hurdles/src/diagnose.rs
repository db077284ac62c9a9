//! Runs the rules over what happened, each with the fixes that could be meant.

use crate::facts::Facts;
use crate::finding::{Finding, Label as Place};
use crate::fix::Candidate;
use crate::report::{Finding as Reported, Label, Severity, Stage};
use crate::rules::{Kind, RULES, Rule};
use crate::{Scenario, Trace};

/// As long as a headline may be, in characters.
const LONGEST_HEADLINE: usize = 80;

/// A finding as it is reported, and the changes that are still to be tried.
#[derive(Clone, Debug)]
pub(crate) struct Diagnosis {
    pub(crate) finding: Reported,
    pub(crate) candidates: Vec<Candidate>,
    /// Whether it is a suspicion, to be dropped unless one of its fixes changes what happens.
    pub(crate) needs_proof: bool,
}

/// What may be wrong in one run: errors by stage, within a stage the more telling rule first; then warnings.
pub(crate) fn diagnose(scenario: &Scenario, trace: &Trace) -> Vec<Diagnosis> {
    let facts = Facts::new(scenario, trace);
    let mut found: Vec<Diagnosis> = Vec::new();
    for rule in RULES {
        let is_known = |diagnosis: &Diagnosis| {
            diagnosis.finding.severity == Severity::Error && !diagnosis.needs_proof
        };
        if rule.kind == Kind::LastResort && found.iter().any(is_known) {
            continue;
        }
        let Some(finding) = (rule.check)(&facts) else {
            continue;
        };
        let is_error = finding.severity == Severity::Error;
        if is_error && facts.worked() {
            continue;
        }
        // Nobody knows what a start that is not simulated makes, so that nothing answers is no fault.
        let starts_unseen = facts.instance().is_none() && facts.unplayed_start().is_some();
        if is_error && starts_unseen && finding.stage >= Stage::Routing {
            continue;
        }
        found.push(report(&facts, rule, finding));
    }
    // The sort is stable: rules of one stage keep the order of their list.
    found.sort_by_key(|diagnosis| (diagnosis.finding.severity, diagnosis.finding.stage));
    found
}

fn report(facts: &Facts, rule: &Rule, finding: Finding) -> Diagnosis {
    let label = |place: &Place, primary: bool| {
        let source = facts.sources().get(place.span.source);
        // Wherever a place came from, a label lies inside its document on borders of characters.
        let border = |at: usize| {
            (0..=at.min(source.text.len()))
                .rev()
                .find(|at| source.text.is_char_boundary(*at))
        };
        let start = border(place.span.range().start).unwrap_or(0);
        Label {
            document: source.name.to_string(),
            start,
            end: border(place.span.range().end).unwrap_or(0).max(start),
            text: place.text.clone(),
            primary,
        }
    };
    let mut labels = vec![label(&finding.primary, true)];
    for place in &finding.related {
        let label = label(place, false);
        let known = labels.iter().any(|known| {
            (known.document.as_str(), known.start, known.end)
                == (label.document.as_str(), label.start, label.end)
        });
        if !known {
            labels.push(label);
        }
    }
    Diagnosis {
        finding: Reported {
            code: rule.id.to_owned(),
            severity: finding.severity,
            stage: finding.stage,
            headline: headline(&finding.headline),
            explanation: finding.explanation,
            labels,
            fixes: Vec::new(),
            evidence: finding.evidence,
            if_cleared: false,
        },
        candidates: finding.candidates,
        needs_proof: rule.kind == Kind::Suspicion,
    }
}

/// One line of at most eighty characters, without a full stop.
fn headline(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let line = line.trim_end_matches('.');
    if line.chars().count() <= LONGEST_HEADLINE {
        return line.to_owned();
    }
    let cut: String = line.chars().take(LONGEST_HEADLINE - 1).collect();
    format!("{cut}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_is_one_line_of_eighty_characters() {
        assert_eq!(headline("Short."), "Short");
        assert_eq!(headline("a\nb"), "a b");
        assert_eq!(headline(&"ü".repeat(90)).chars().count(), LONGEST_HEADLINE);
    }
}
