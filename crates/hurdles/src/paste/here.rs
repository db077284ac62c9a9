//! What the shell does to a here-document whose end was not quoted (bash(1), Here Documents).

use super::found::Place;

/// The text with parameters put in; one that the paste does not tell is empty, as in a fresh shell.
pub(super) fn expanded(text: &str, place: &Place) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['$', '\\']) {
        out.push_str(rest.get(..at).unwrap_or(""));
        let behind = rest.get(at + 1..).unwrap_or("");
        if rest.get(at..).is_some_and(|text| text.starts_with('\\')) {
            match behind.chars().next() {
                Some(next @ ('$' | '`' | '\\')) => out.push(next),
                Some('\n') => {}
                Some(next) => {
                    out.push('\\');
                    out.push(next);
                }
                None => out.push('\\'),
            }
            let length = behind.chars().next().map_or(0, char::len_utf8);
            rest = behind.get(length..).unwrap_or("");
            continue;
        }
        let (name, after) = parameter(behind);
        if name.is_empty() {
            out.push('$');
        } else {
            out.push_str(&value(name, place));
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The name behind a `$`, and what follows.
fn parameter(text: &str) -> (&str, &str) {
    if let Some((name, rest)) = text.strip_prefix('{').and_then(|text| text.split_once('}')) {
        return (name, rest);
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let length = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let name = text.get(..length).unwrap_or("");
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        return ("", text);
    }
    (name, text.get(length..).unwrap_or(""))
}

fn value(name: &str, place: &Place) -> String {
    match name {
        "USER" | "LOGNAME" => place.user.clone().unwrap_or_default(),
        "HOME" => place.path("~"),
        "PWD" => place.cwd.clone().unwrap_or_default(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unquoted_document_loses_its_variables() {
        let place = Place {
            user: Some("ana".to_owned()),
            ..Place::default()
        };
        let text =
            "user = $USER\nproxy_set_header Host $host;\ntry_files \\$uri =404; # 5$ ${HOME}\n";
        let expected = "user = ana\nproxy_set_header Host ;\ntry_files $uri =404; # 5$ /home/ana\n";
        assert_eq!(expanded(text, &place), expected);
    }
}
