//! The members of a scenario as one text: by position, with control characters between them, defaults left empty.

use std::collections::BTreeMap;

use crate::Scenario;
use crate::scenario::{Request, home_of};

/// Between members.
const MEMBER: char = '\u{1e}';
/// After each item of a list.
const ITEM: char = '\u{1f}';
/// Before a character that stands for itself or one of these three; alone, for an empty text that is no default.
const ESCAPE: char = '\u{1d}';

/// Writes a scenario.
pub(super) fn write(scenario: &Scenario) -> String {
    let defaults = Scenario::default();
    let request = &scenario.request;
    let asked = if request.is_plain() {
        text(&request.url, &defaults.request.url)
    } else {
        let bytes = request.body_bytes.to_string();
        let first = [&request.url, &request.method, &bytes];
        list(first.into_iter().chain(&request.headers))
    };
    let mut members = vec![
        text(&scenario.system, &defaults.system),
        text(&scenario.user, &defaults.user),
        scenario.title.as_deref().map(given).unwrap_or_default(),
        asked,
        list(&scenario.after),
        text(&scenario.listing, ""),
        list(&scenario.setup),
        list(scenario.files.iter().flat_map(|(path, text)| [path, text])),
        text(&scenario.cwd, &home_of(&scenario.user)),
        text(&scenario.invocation, ""),
    ];
    // Members that came later: engines that do not know them read the rest.
    if scenario.partial || scenario.expect.is_some() {
        members.push(if scenario.partial { "1" } else { "" }.to_owned());
        let expect = scenario.expect.as_ref();
        let expect = expect.and_then(|expect| serde_json::to_string(expect).ok());
        members.push(text(&expect.unwrap_or_default(), ""));
    }
    members.join(MEMBER.encode_utf8(&mut [0; 4]))
}

/// Reads a scenario; members that are missing have their default.
pub(super) fn read(members: &str) -> Scenario {
    let defaults = Scenario::default();
    let mut members = members.split(MEMBER);
    let mut next = || members.next().unwrap_or("");
    let system = untext(next(), &defaults.system);
    let user = untext(next(), &defaults.user);
    let title = Some(next())
        .filter(|title| !title.is_empty())
        .map(|title| untext(title, ""));
    let request = request(next(), &defaults.request);
    let after = unlist(next());
    let listing = untext(next(), "");
    let setup = unlist(next());
    let mut files = BTreeMap::new();
    let mut items = unlist(next()).into_iter();
    while let (Some(path), Some(text)) = (items.next(), items.next()) {
        files.insert(path, text);
    }
    let cwd = untext(next(), &home_of(&user));
    let invocation = untext(next(), "");
    let partial = next() == "1";
    let expect = serde_json::from_str(&untext(next(), "")).ok();
    Scenario {
        title,
        system,
        user,
        cwd,
        files,
        setup,
        partial,
        expect,
        listing,
        invocation,
        after,
        request,
    }
}

/// What can be read of a text that is not whole: the separators become line breaks.
pub(super) fn readable(members: &str) -> String {
    let mut text: String = members
        .chars()
        .map(|character| match character {
            MEMBER | ITEM => '\n',
            other => other,
        })
        .filter(|character| *character != ESCAPE)
        .collect();
    while text.starts_with('\n') {
        text.remove(0);
    }
    text
}

fn request(member: &str, default: &Request) -> Request {
    if !member.contains(ITEM) {
        return Request::get(&untext(member, &default.url));
    }
    let mut items = unlist(member).into_iter();
    let mut next = || items.next().unwrap_or_default();
    Request {
        url: next(),
        method: next(),
        body_bytes: next().parse().unwrap_or(0),
        headers: items.collect(),
        ..Request::default()
    }
}

fn text(text: &str, default: &str) -> String {
    if text == default {
        return String::new();
    }
    given(text)
}

/// A text that is no default, even where it is empty.
fn given(text: &str) -> String {
    if text.is_empty() {
        return ESCAPE.to_string();
    }
    escaped(text)
}

fn untext(member: &str, default: &str) -> String {
    if member.is_empty() {
        return default.to_owned();
    }
    unescaped(member)
}

fn list<'a>(items: impl IntoIterator<Item = &'a String>) -> String {
    items.into_iter().fold(String::new(), |mut list, item| {
        list.push_str(&escaped(item));
        list.push(ITEM);
        list
    })
}

fn unlist(member: &str) -> Vec<String> {
    let member = member.strip_suffix(ITEM).map(|items| items.split(ITEM));
    member.into_iter().flatten().map(unescaped).collect()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            MEMBER => escaped.extend([ESCAPE, '0']),
            ITEM => escaped.extend([ESCAPE, '1']),
            ESCAPE => escaped.extend([ESCAPE, '2']),
            other => escaped.push(other),
        }
    }
    escaped
}

fn unescaped(text: &str) -> String {
    let mut characters = text.chars();
    let mut unescaped = String::with_capacity(text.len());
    while let Some(character) = characters.next() {
        if character != ESCAPE {
            unescaped.push(character);
            continue;
        }
        match characters.next() {
            Some('0') => unescaped.push(MEMBER),
            Some('1') => unescaped.push(ITEM),
            Some('2') => unescaped.push(ESCAPE),
            Some(other) => unescaped.push(other),
            None => {}
        }
    }
    unescaped
}
