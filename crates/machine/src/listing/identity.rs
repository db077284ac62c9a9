//! Output of id, and lines of `/etc/passwd` and `/etc/group`.

use hurdles_source::Span;
use nom::bytes::complete::{tag, take_until, take_while1};
use nom::character::complete::{char, u32 as number};
use nom::combinator::opt;
use nom::multi::separated_list1;
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};

use super::fact::Fact;

/// `33(www-data)`, or a number alone where nothing has it.
fn named_id(input: &str) -> IResult<&str, (String, u32)> {
    let (rest, id) = number(input)?;
    let (rest, name) = opt(delimited(char('('), take_until(")"), char(')'))).parse(rest)?;
    let name = name.map_or_else(|| id.to_string(), str::to_owned);
    Ok((rest, (name, id)))
}

type Named = (String, u32);

fn id_line(input: &str) -> IResult<&str, (Named, Named, Vec<Named>)> {
    let space = |input| {
        take_while1(|c: char| c == ' ')
            .parse(input)
            .map(|(rest, _): (&str, &str)| (rest, ()))
    };
    let (rest, user) = preceded(tag("uid="), named_id).parse(input)?;
    let (rest, group) = preceded((space, tag("gid=")), named_id).parse(rest)?;
    // Effective ids are shown where they differ from the real ones.
    let (rest, _) = opt(preceded((space, tag("euid=")), named_id)).parse(rest)?;
    let (rest, _) = opt(preceded((space, tag("egid=")), named_id)).parse(rest)?;
    let groups = preceded(
        (space, tag("groups=")),
        separated_list1(char(','), named_id),
    );
    let (rest, groups) = opt(groups).parse(rest)?;
    Ok((rest, (user, group, groups.unwrap_or_default())))
}

/// Reads a line of id, `/etc/passwd` or `/etc/group`.
pub(super) fn fact(line: &str, span: Span) -> Option<Fact> {
    let line = line.trim();
    if let Ok((_, (user, group, groups))) = id_line(line) {
        return Some(Fact::Identity {
            user,
            group,
            groups,
            span,
        });
    }
    if let Some(name) = line
        .strip_prefix("id: ")
        .and_then(|rest| rest.strip_suffix(": no such user"))
    {
        let name = name.trim_matches(['\'', '‘', '’', '"']);
        return Some(Fact::NoUser(name.to_owned(), span));
    }
    let fields: Vec<&str> = line.split(':').collect();
    let is_number = |n: usize| {
        fields
            .get(n)
            .is_some_and(|field| field.parse::<u32>().is_ok())
    };
    let is_name = |name: &str| !name.is_empty() && !name.contains([' ', '/', '\t']);
    if !fields.first().is_some_and(|name| is_name(name)) {
        return None;
    }
    match fields.len() {
        7 if is_number(2) && is_number(3) => Some(Fact::Passwd(line.to_owned(), span)),
        4 if is_number(2)
            && fields
                .get(1)
                .is_some_and(|field| matches!(*field, "x" | "*" | "" | "!")) =>
        {
            Some(Fact::Group(line.to_owned(), span))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hurdles_source::Sources;

    fn read(line: &str) -> Option<Fact> {
        let mut sources = Sources::default();
        let id = sources.add("listing", line);
        fact(line, Span::new(id, 0, line.len()))
    }

    #[test]
    fn id_tells_ids_and_groups() {
        let line = "uid=1001(alice) gid=1001(alice) groups=1001(alice),1002(vault),5000 context=x";
        let Some(Fact::Identity { user, groups, .. }) = read(line) else {
            panic!("{line}");
        };
        assert_eq!(user, ("alice".to_owned(), 1001));
        assert_eq!(groups.last(), Some(&("5000".to_owned(), 5000)));
        assert!(
            matches!(read("id: ‘nginx’: no such user"), Some(Fact::NoUser(name, _)) if name == "nginx")
        );
    }

    #[test]
    fn account_lines_are_told_from_getfacl_lines() {
        assert!(matches!(
            read("nginx:x:101:101::/nonexistent:/bin/false"),
            Some(Fact::Passwd(..))
        ));
        assert!(matches!(
            read("www-data:x:33:ubuntu"),
            Some(Fact::Group(..))
        ));
        assert_eq!(read("user:www-data:rwx"), None);
        assert_eq!(read("default:user:www-data:rwx"), None);
    }
}
