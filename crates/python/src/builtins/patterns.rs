//! What the model of `re` is made of.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::dict::Dict;
use crate::regex::{self, Pattern, Problem};
use crate::value::{Native, R, Stop, Value};
use crate::vm::{Arguments, Vm};

pub(super) const FUNCTIONS: &[Native] = &[
    Native {
        name: "re_parse",
        call: parse,
    },
    Native {
        name: "re_find",
        call: find,
    },
];

/// Pattern and flags.
type Key = (String, i64);

thread_local! {
    static PARSED: RefCell<BTreeMap<Key, Rc<Pattern>>> = const { RefCell::new(BTreeMap::new()) };
}

fn parsed(text: &str, flags: i64) -> Result<Rc<Pattern>, Problem> {
    let key = (text.to_owned(), flags);
    if let Some(known) = PARSED.with_borrow(|parsed| parsed.get(&key).cloned()) {
        return Ok(known);
    }
    let new = Rc::new(regex::parse(text, flags)?);
    PARSED.with_borrow_mut(|parsed| {
        if parsed.len() >= 256 {
            parsed.clear();
        }
        parsed.insert(key, new.clone());
    });
    Ok(new)
}

fn text_and_flags(vm: &mut Vm, arguments: &Arguments) -> R<(String, i64)> {
    let text = vm.need(arguments, 0, "compile")?;
    let text = vm.str(&text)?;
    vm.steps(1 + text.len() / 16)?;
    Ok((text, arguments.get(1).and_then(Value::as_int).unwrap_or(0)))
}

/// Number of groups, groups by name, flags; or the words of an error and its place.
fn parse(vm: &mut Vm, arguments: Arguments) -> R {
    let (text, flags) = text_and_flags(vm, &arguments)?;
    match parsed(&text, flags) {
        Ok(pattern) => {
            let mut names = Dict::default();
            for (name, number) in &pattern.names {
                names.set_name(name, int(*number));
            }
            let names = vm.new_dict(names);
            let flags = Value::Int(pattern.flags);
            Ok(Value::tuple(vec![int(pattern.n_groups), names, flags]))
        }
        Err(Problem::Wrong(words, at)) => Ok(Value::tuple(vec![Value::str(&words), int(at)])),
        Err(Problem::NotSimulated) => Err(Stop::Beyond("this regular expression".into())),
    }
}

fn int(n: usize) -> Value {
    Value::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Pattern, flags, text, where to begin, `match`, `search` or `fullmatch`: the spans of the match and its groups.
fn find(vm: &mut Vm, arguments: Arguments) -> R {
    const MOST_STEPS: usize = 200_000;
    let (pattern, flags) = text_and_flags(vm, &arguments)?;
    let text = vm.need(&arguments, 2, "match")?;
    let text: Vec<char> = match &text {
        Value::Unknown(what) => return Err(Stop::Beyond(what.clone())),
        text => vm.str(text)?.chars().collect(),
    };
    let first = arguments.get(3).and_then(Value::as_int).unwrap_or(0);
    let first = usize::try_from(first).unwrap_or(0);
    let mode = arguments.get(4).and_then(Value::as_str).unwrap_or("search");
    let beyond = || Stop::Beyond("a regular expression that tries this much".into());
    let pattern = parsed(&pattern, flags).map_err(|_| beyond())?;
    let last = if mode == "search" { text.len() } else { first };
    let mut steps = MOST_STEPS;
    for at in first..=last.min(text.len()) {
        let found = regex::run(&pattern, &text, at, mode == "fullmatch", &mut steps);
        if let Some(spans) = found.map_err(|regex::Exhausted| beyond())? {
            vm.steps((MOST_STEPS - steps) / 16)?;
            return Ok(shown(vm, &spans));
        }
    }
    vm.steps((MOST_STEPS - steps) / 16)?;
    Ok(Value::None)
}

fn shown(vm: &mut Vm, spans: &regex::Spans) -> Value {
    let pair = |span: &Option<(usize, usize)>| match span {
        Some((start, end)) => Value::tuple(vec![int(*start), int(*end)]),
        None => Value::tuple(vec![Value::Int(-1), Value::Int(-1)]),
    };
    let spans = spans.iter().map(pair).collect();
    vm.new_list(spans)
}
