//! Lines of `ls -l` in its many forms.

mod date;

use hurdles_source::Span;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while_m_n, take_while1};
use nom::character::complete::{char, digit1, one_of, space1};
use nom::combinator::{map, opt, recognize, value};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use super::fact::{Kind, Name, Node};
use date::date;

/// A line of `ls -l`, its name not yet put below a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) node: Node,
}

/// Nine permission letters as a mode.
pub(super) fn mode_bits(letters: &str) -> Option<u16> {
    let letters: Vec<char> = letters.chars().collect();
    let [ur, uw, ux, gr, gw, gx, or, ow, ox] = letters.as_slice() else {
        return None;
    };
    let plain = |letter: char, wanted: char, bit: u16| match letter {
        '-' => Some(0),
        c if c == wanted => Some(bit),
        _ => None,
    };
    let execute = |letter: char, bit: u16, special: char, special_bit: u16| match letter {
        '-' => Some(0),
        'x' => Some(bit),
        c if c == special => Some(bit | special_bit),
        c if c == special.to_ascii_uppercase() => Some(special_bit),
        _ => None,
    };
    Some(
        plain(*ur, 'r', 0o400)?
            | plain(*uw, 'w', 0o200)?
            | execute(*ux, 0o100, 's', 0o4000)?
            | plain(*gr, 'r', 0o040)?
            | plain(*gw, 'w', 0o020)?
            | execute(*gx, 0o010, 's', 0o2000)?
            | plain(*or, 'r', 0o004)?
            | plain(*ow, 'w', 0o002)?
            | execute(*ox, 0o001, 't', 0o1000)?,
    )
}

/// Kind, mode and the mark behind it.
pub(super) fn mode_word(input: &str) -> IResult<&str, (Kind, u16, bool)> {
    let (rest, letter) = one_of("-dlsbcp").parse(input)?;
    let (rest, letters) = take_while_m_n(9, 9, |c| "rwxsStT-".contains(c)).parse(rest)?;
    let (rest, mark) = opt(one_of("+.@")).parse(rest)?;
    let failed = || nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Verify));
    let mode = mode_bits(letters).ok_or_else(failed)?;
    let kind = Kind::of_letter(letter).ok_or_else(failed)?;
    Ok((rest, (kind, mode, mark == Some('+'))))
}

/// A word without blanks.
fn word(input: &str) -> IResult<&str, &str> {
    take_while1(|c: char| !c.is_whitespace()).parse(input)
}

/// The security context that `-Z` shows, or `?` where there is none.
fn label(input: &str) -> IResult<&str, &str> {
    let context =
        |input| recognize((word_part, char(':'), word_part, char(':'), word)).parse(input);
    alt((tag("?"), context)).parse(input)
}

fn word_part(input: &str) -> IResult<&str, &str> {
    take_while1(|c: char| !c.is_whitespace() && c != ':').parse(input)
}

/// A size: exact digits, `4.0K` from `-h`, or the numbers of a device.
fn size(input: &str) -> IResult<&str, Option<u64>> {
    let device = value(None, (digit1, tag(","), opt(space1), digit1));
    let rounded = value(
        None,
        recognize((digit1, opt((one_of(".,"), digit1)), one_of("KMGTkB"))),
    );
    let exact = map(digit1, |digits: &str| digits.parse().ok());
    alt((device, rounded, exact)).parse(input)
}

/// Whether a line is the `total 8` at the head of a directory, in whatever language.
pub(super) fn is_total(line: &str) -> bool {
    let Some((word, size)) = line.trim().rsplit_once(' ') else {
        return false;
    };
    let is_word = TOTALS.contains(&word.trim_end_matches(':').to_lowercase().as_str());
    let number = size.trim_end_matches(['K', 'M', 'G']).replace(',', ".");
    is_word && number.parse::<f64>().is_ok()
}

/// What `ls` calls the total in the languages of coreutils.
const TOTALS: [&str; 26] = [
    "total",
    "totale",
    "totaal",
    "insgesamt",
    "итого",
    "загалом",
    "合計",
    "总计",
    "总用量",
    "總計",
    "總用量",
    "합계",
    "razem",
    "łącznie",
    "celkem",
    "spolu",
    "összesen",
    "totalt",
    "totalt:",
    "i alt",
    "yhteensä",
    "toplam",
    "σύνολο",
    "tổng cộng",
    "skupaj",
    "ukupno",
];

/// The columns up to the name.
#[derive(Debug, PartialEq, Eq)]
struct Columns<'t> {
    kind: Kind,
    mode: u16,
    has_acl: bool,
    owner: &'t str,
    group: &'t str,
    size: Option<u64>,
}

/// All columns; inode and block numbers may stand before them (`-i`, `-s`).
fn columns(input: &str) -> IResult<&str, Columns<'_>> {
    let number = |input| {
        terminated(
            recognize((digit1, opt((char('.'), digit1)), opt(one_of("KMG")))),
            space1,
        )
        .parse(input)
    };
    let (rest, _) = (opt(number), opt(number)).parse(input)?;
    let (rest, (kind, mode, has_acl)) = mode_word(rest)?;
    let (rest, _) = preceded(space1, digit1).parse(rest)?;
    let (rest, owner) = preceded(space1, word).parse(rest)?;
    let (rest, group) = preceded(space1, word).parse(rest)?;
    let (rest, _) = opt(preceded(space1, label)).parse(rest)?;
    let (rest, size) = preceded(space1, size).parse(rest)?;
    let (rest, ()) = preceded(space1, date).parse(rest)?;
    let (rest, _) = char(' ').parse(rest)?;
    Ok((
        rest,
        Columns {
            kind,
            mode,
            has_acl,
            owner,
            group,
            size,
        },
    ))
}

/// Reads a line of `ls -l`; `None` where it is something else.
pub(super) fn entry(line: &str, span: Span) -> Option<Entry> {
    let (name, columns) = columns(line.trim_start()).ok()?;
    let mut kind = columns.kind;
    let mut name = name.trim_end();
    if matches!(kind, Kind::Symlink(_))
        && let Some((link, target)) = name.split_once(" -> ")
    {
        kind = Kind::Symlink(Some(unquoted(target)));
        name = link;
    }
    // `ls -F` marks what a name is.
    let name = match kind {
        Kind::Directory if name.len() > 1 => name.trim_end_matches('/'),
        Kind::Socket => name.trim_end_matches('='),
        _ => name,
    };
    Some(Entry {
        node: Node {
            path: unquoted(name),
            kind,
            mode: columns.mode,
            has_acl: Some(columns.has_acl),
            owner: Name::read(columns.owner),
            group: Name::read(columns.group),
            size: columns.size,
            span,
        },
    })
}

/// A name without the quotes that `ls` puts around odd names on a terminal.
pub(super) fn unquoted(name: &str) -> String {
    let inside = ['\'', '"'].iter().find_map(|quote| {
        let inside = name.strip_prefix(*quote)?.strip_suffix(*quote)?;
        (!inside.is_empty()).then_some(inside)
    });
    inside.unwrap_or(name).to_owned()
}

/// The path and reason of `ls: cannot access 'x': No such file or directory` and its like of other programs.
pub(super) fn complaint(line: &str) -> Option<(String, &str)> {
    let (program, rest) = line.split_once(": ")?;
    if !matches!(
        program.rsplit('/').next()?,
        "ls" | "stat" | "getfacl" | "cat" | "namei"
    ) {
        return None;
    }
    let (what, reason) = rest.rsplit_once(": ")?;
    let path = [
        "cannot access ",
        "cannot open directory ",
        "cannot stat ",
        "cannot statx ",
        "failed to stat: ",
    ]
    .iter()
    .find_map(|words| what.strip_prefix(words))
    .unwrap_or(what);
    let path = path.trim_matches(['\'', '"', '‘', '’', '`']);
    Some((path.to_owned(), reason.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hurdles_source::Sources;

    fn read(line: &str) -> Option<Node> {
        let mut sources = Sources::default();
        let id = sources.add("listing", line);
        entry(line, Span::new(id, 0, line.len())).map(|entry| entry.node)
    }

    #[test]
    fn all_date_forms_are_read() {
        for date in [
            "Nov 22 08:35",
            "Jan  1  2024",
            "22 Nov 08:35",
            "2024-11-22 08:35",
            "2024-11-22 08:35:01.123456789 +0000",
            "Mär 22 08:35",
            "22. Mär 08:35",
            "11月  22 08:35",
            "11월 22 08:35",
            "11月 22日 2024",
            "ноя 22 08:35",
            "2024-11-22",
            "22.11.2024 08:35",
            "11-22 08:35",
            "2024-11-22T08:35:01",
            "1732264501",
        ] {
            let line = format!("-rw-r--r-- 1 root www-data 2412 {date} my file");
            let node = read(&line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(
                (node.path.as_str(), node.mode, node.size),
                ("my file", 0o644, Some(2412))
            );
            assert_eq!(node.group, Name::Known("www-data".to_owned()));
        }
    }

    #[test]
    fn kinds_marks_and_links_are_read() {
        let node = read("drwxrwsr-t+ 2 1000 33 4.0K Nov 22 08:35 app/").unwrap();
        assert_eq!(
            (node.kind, node.mode, node.has_acl),
            (Kind::Directory, 0o3775, Some(true))
        );
        assert_eq!((node.owner, node.size), (Name::Id(1000), None));
        let node = read("lrwxrwxrwx. 1 root root 7 Nov 22 08:35 bin -> usr/bin").unwrap();
        assert_eq!(node.kind, Kind::Symlink(Some("usr/bin".to_owned())));
        let node = read("srw-rw---- 1 a b 0 Nov 22 08:35 x.sock=").unwrap();
        assert_eq!((node.kind, node.path.as_str()), (Kind::Socket, "x.sock"));
        let node =
            read("drwxr-xr-x. 2 root root system_u:object_r:usr_t:s0 6 Nov 22 08:35 a").unwrap();
        assert_eq!((node.path.as_str(), node.size), ("a", Some(6)));
        let node = read("123456 4 crw-rw-rw- 1 root root 1, 3 Nov 22 08:35 null").unwrap();
        assert_eq!((node.kind, node.mode), (Kind::Other('c'), 0o666));
    }

    #[test]
    fn totals_are_told_in_every_language() {
        for line in [
            "total 4",
            "total 4.0K",
            "insgesamt 12",
            "итого 8",
            "总用量 8",
            "total 4,0K ",
        ] {
            assert!(is_total(line), "{line}");
        }
        for line in ["total", "size 4", "total x", "4 total"] {
            assert!(!is_total(line), "{line}");
        }
    }

    #[test]
    fn other_lines_are_not_taken_for_entries() {
        for line in [
            "",
            "total 4",
            "drwxr-xr-x",
            "drwxr-xr-x root root /",
            "-rw-r--r-- 1 root root x",
            "d????????? ? ? ? ? ? x",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn errors_tell_path_and_reason() {
        for (line, path, reason) in [
            (
                "ls: cannot access '/a b': No such file or directory",
                "/a b",
                "No such file or directory",
            ),
            (
                "ls: cannot open directory '/root': Permission denied",
                "/root",
                "Permission denied",
            ),
            (
                "ls: /x: No such file or directory",
                "/x",
                "No such file or directory",
            ),
            (
                "stat: cannot statx '/x': No such file or directory",
                "/x",
                "No such file or directory",
            ),
        ] {
            assert_eq!(complaint(line), Some((path.to_owned(), reason)));
        }
        assert_eq!(complaint("bash: foo: command not found"), None);
    }
}
