//! Scenarios as nobody writes them: cut, doubled many times, with pieces of others.

use hurdles::Scenario;

/// A small generator of numbers, the same ones in every run (Marsaglia's xorshift).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (end.max(1) as u64)).unwrap_or(0)
    }

    fn among<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// The longest text that doubling makes.
const LONGEST: usize = 50_000;

/// One of the scenarios, changed in one to four places.
pub(crate) fn mutated(cases: &[Scenario], numbers: &mut Numbers) -> Scenario {
    let mut scenario = numbers.among(cases).clone();
    for _ in 0..=numbers.below(4) {
        let other = numbers.among(cases);
        change(&mut scenario, other, numbers);
    }
    scenario
}

fn change(scenario: &mut Scenario, other: &Scenario, numbers: &mut Numbers) {
    if numbers.below(8) == 0 {
        splice_file(scenario, other, numbers);
        return;
    }
    let mut names: Vec<String> = ["invocation", "listing", "setup", "after"]
        .map(str::to_owned)
        .into();
    names.extend(scenario.files.keys().cloned());
    let name = numbers.among(&names).clone();
    let text = scenario.document(&name).unwrap_or_default().to_string();
    let text = if numbers.below(3) == 0 {
        change_lines(&text, numbers)
    } else {
        change_characters(&text, other, numbers)
    };
    scenario.set_document(&name, text);
}

/// A file of another scenario: beside the own ones, or in place of one.
fn splice_file(scenario: &mut Scenario, other: &Scenario, numbers: &mut Numbers) {
    let theirs: Vec<&String> = other.files.keys().collect();
    let own: Vec<String> = scenario.files.keys().cloned().collect();
    if theirs.is_empty() || own.is_empty() {
        return;
    }
    let path = *numbers.among(&theirs);
    let text = other.files[path].clone();
    let place = if numbers.below(2) == 0 {
        path.clone()
    } else {
        numbers.among(&own).clone()
    };
    scenario.files.insert(place, text);
}

fn change_lines(text: &str, numbers: &mut Numbers) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    if lines.is_empty() {
        return text.to_owned();
    }
    let (at, to) = (numbers.below(lines.len()), numbers.below(lines.len()));
    match numbers.below(4) {
        0 => lines.swap(at, to),
        1 => {
            lines.remove(at);
        }
        2 => lines.insert(to, lines[at]),
        _ => {
            let some: Vec<&str> = lines[at.min(to)..=at.max(to)].to_vec();
            let times = many(some.iter().map(|line| line.len() + 1).sum(), numbers);
            for _ in 0..times {
                lines.splice(at..at, some.iter().copied());
            }
        }
    }
    lines.join("\n") + "\n"
}

fn change_characters(text: &str, other: &Scenario, numbers: &mut Numbers) -> String {
    const INSERTED: [&str; 24] = [
        "{",
        "}",
        ";",
        "\"",
        "'",
        "\\",
        "$(",
        "%(",
        "@(",
        "\u{1b}[0m",
        "ü",
        "\r\n",
        "\t",
        "\0",
        "=",
        "(",
        "[",
        "*",
        "/",
        "../",
        "#",
        "|",
        "&&",
        "include ",
    ];
    let characters: Vec<char> = text.chars().collect();
    let (one, two) = (
        numbers.below(characters.len() + 1),
        numbers.below(characters.len() + 1),
    );
    let part = |from: usize, to: usize| characters[from..to].iter().collect::<String>();
    let (from, to) = (one.min(two), one.max(two));
    let (head, middle, tail) = (part(0, from), part(from, to), part(to, characters.len()));
    match numbers.below(7) {
        0 => head,
        1 => head + &tail,
        2 => head + &middle.repeat(many(middle.len(), numbers)) + &tail,
        3 => head + &middle.to_uppercase() + &tail,
        4 => {
            let texts: Vec<&String> = other.files.values().collect();
            let piece = texts.first().map_or("", |text| text.as_str());
            head + piece + &tail
        }
        5 => {
            let inserted = *numbers.among(&INSERTED);
            head + &inserted.repeat(many(inserted.len(), numbers)) + &middle + &tail
        }
        _ => {
            let words: Vec<&str> = text.split(' ').collect();
            let mut words = words;
            let (at, to) = (numbers.below(words.len()), numbers.below(words.len()));
            words.swap(at, to);
            words.join(" ")
        }
    }
}

/// How often something is repeated: mostly few times, now and then until the text is long.
fn many(len: usize, numbers: &mut Numbers) -> usize {
    let most = LONGEST / len.max(1);
    let times = match numbers.below(4) {
        0 => 2,
        1 => 1 + numbers.below(10),
        2 => 1 + numbers.below(300),
        _ => 1 + numbers.below(3000),
    };
    times.min(most)
}
