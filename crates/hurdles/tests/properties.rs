//! What holds for every text: no panic, the same report twice, places inside their documents on character borders.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the texts are those of the cases"
)]

#[path = "conformance/case_files.rs"]
mod case_files;

use case_files::Form;
use hurdles::{Report, Scenario, permalink, simulate, text};

/// A small generator of numbers, the same ones in every run (Marsaglia's xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (end.max(1) as u64)).unwrap_or(0)
    }
}

/// What people and machines do to a text on its way.
fn mutated(text: &str, numbers: &mut Numbers) -> String {
    const INSERTED: [&str; 14] = [
        "{",
        "}",
        ";",
        "\"",
        "'",
        "\\",
        "$(",
        "%(",
        "\u{1b}[0m",
        "ü",
        "\r\n",
        "\t",
        "\0",
        "=",
    ];
    let characters: Vec<char> = text.chars().collect();
    let at = numbers.below(characters.len() + 1);
    let (head, tail) = characters.split_at(at);
    let (head, tail): (String, String) = (head.iter().collect(), tail.iter().collect());
    match numbers.below(6) {
        0 => head,
        1 => tail,
        2 => head + tail.split_once(' ').map_or("", |(_, rest)| rest),
        3 => format!("{head}{head}{tail}"),
        4 => head + tail.split_once('\n').map_or("", |(_, rest)| rest),
        _ => format!("{head}{}{tail}", INSERTED[numbers.below(INSERTED.len())]),
    }
}

fn mutate(scenario: &mut Scenario, numbers: &mut Numbers) {
    let mut names: Vec<String> = ["invocation", "request", "listing", "setup", "after"]
        .map(str::to_owned)
        .into();
    names.extend(scenario.files.keys().cloned());
    let name = &names[numbers.below(names.len())];
    let text = scenario.document(name).unwrap();
    scenario.set_document(name, mutated(&text, numbers));
}

fn check(scenario: &Scenario, report: &Report) {
    for finding in &report.findings {
        let primary = finding.labels.iter().filter(|label| label.primary).count();
        assert_eq!(primary, 1, "{}", finding.code);
        for label in &finding.labels {
            let document = scenario.document(&label.document);
            let document = document.unwrap_or_else(|| panic!("no document {}", label.document));
            assert!(
                document.get(label.start..label.end).is_some(),
                "{}: {label:?} in {document:?}",
                finding.code
            );
        }
        for fix in &finding.fixes {
            assert!(scenario.with_fix(fix).is_some(), "{fix:?}");
        }
    }
    let _ = text::render(scenario, report, text::Settings::default());
}

/// One form a case, in turn: both take twice the time and show little more.
fn alternating() -> impl Iterator<Item = Form> {
    Form::ALL.into_iter().cycle()
}

#[test]
fn every_case_gives_the_same_report_twice() {
    for (case, form) in case_files::read_own().into_iter().zip(alternating()) {
        let scenario = case.scenario(form);
        let report = simulate(&scenario);
        check(&scenario, &report);
        let (name, system) = (&case.name, case.system());
        assert_eq!(report, simulate(&scenario), "{name} on {system} ({form})");
        assert!(case.truth.is_some());
    }
}

#[test]
fn no_text_makes_a_panic() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for (case, form) in case_files::read_own().into_iter().zip(alternating()) {
        let mut scenario = case.scenario(form);
        for _ in 0..2 {
            mutate(&mut scenario, &mut numbers);
            check(&scenario, &simulate(&scenario));
        }
    }
}

#[test]
fn every_case_fits_into_a_link_and_comes_back() {
    for case in case_files::read_own() {
        for form in Form::ALL {
            let mut scenario = case.scenario(form);
            // A browser's, not that of who recorded the case: links do not carry it.
            scenario.request.patience = Scenario::default().request.patience;
            let fragment = permalink::to_fragment(&scenario);
            assert_eq!(permalink::from_fragment(&fragment), Ok(scenario));
        }
        assert!(!case.observed.listing.is_empty());
    }
}

#[test]
fn broken_links_make_no_panic() {
    let mut numbers = Numbers(7);
    let case = case_files::read_own().swap_remove(0);
    let fragment = permalink::to_fragment(&case.scenario(Form::Listing));
    for _ in 0..500 {
        let mut broken = fragment.clone();
        for _ in 0..=numbers.below(3) {
            broken = mutated(&broken, &mut numbers);
        }
        let _ = permalink::from_fragment(&broken);
    }
}
