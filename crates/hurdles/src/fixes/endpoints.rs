//! Names of a web framework's routes.

use hurdles_python::Raised;
use hurdles_source::nearest_name;

use crate::facts::Facts;
use crate::fix::Candidate;

/// Writes an endpoint that there is in place of one that there is not.
pub(crate) fn other_endpoints(facts: &Facts, raised: &Raised) -> Vec<Candidate> {
    const MOST: usize = 4;
    let wanted = raised.message.split('\'').nth(1);
    let (Some(place), Some(wanted)) = (raised.span, wanted) else {
        return Vec::new();
    };
    let word = facts.word_of(place, wanted);
    if !["BuildError", "NoReverseMatch"].contains(&raised.class.as_str())
        || facts.text(word) != wanted
    {
        return Vec::new();
    }
    let mut names = endpoints(facts);
    let near = nearest_name(wanted, names.iter().map(String::as_str)).map(str::to_owned);
    let last = |name: &str| name.rsplit('.').next().map(str::to_owned);
    names.sort_by_key(|name| (last(name) != last(wanted), Some(name) != near.as_ref()));
    let named = names.into_iter().filter(|name| name != wanted).take(MOST);
    let candidates = named.map(|name| {
        let title = format!("Name the endpoint `{}`", facts.short(&name));
        Candidate::new(title).replace(word, name)
    });
    candidates.collect()
}

/// The functions below a decorator that makes a route, and those that a blueprint may have.
fn endpoints(facts: &Facts) -> Vec<String> {
    let mut functions: Vec<String> = Vec::new();
    let mut blueprints: Vec<String> = Vec::new();
    for file in facts.python_files() {
        let text = facts.text(file);
        for (at, _) in text.match_indices("Blueprint(") {
            let name = text
                .get(at..)
                .and_then(|rest| rest.split(['"', '\'']).nth(1));
            blueprints.extend(name.map(str::to_owned));
        }
        for (at, _) in text.match_indices("name=") {
            let name = text
                .get(at..)
                .and_then(|rest| rest.split(['"', '\'']).nth(1));
            functions.extend(name.map(str::to_owned));
        }
        let mut decorated = false;
        for line in text.lines().map(str::trim) {
            let name = line
                .strip_prefix("def ")
                .and_then(|rest| rest.split('(').next());
            match name {
                Some(name) if decorated => functions.push(name.to_owned()),
                _ => {}
            }
            decorated = line.starts_with('@');
        }
    }
    let of_blueprints = blueprints.iter().flat_map(|blueprint| {
        let names = functions.iter();
        names.map(move |name| format!("{blueprint}.{name}"))
    });
    let of_blueprints: Vec<String> = of_blueprints.collect();
    functions.into_iter().chain(of_blueprints).collect()
}
