//! Dates of `ls -l`, in the languages and styles that people have.

use nom::branch::alt;
use nom::bytes::complete::take_while_m_n;
use nom::character::complete::{char, digit1, one_of, space1};
use nom::combinator::{opt, value};
use nom::{IResult, Parser};

/// `08:35` or `08:35:12.123`.
fn clock(input: &str) -> IResult<&str, ()> {
    value(
        (),
        (
            digit1,
            char(':'),
            digit1,
            opt((char(':'), digit1)),
            opt((char('.'), digit1)),
        ),
    )
    .parse(input)
}

/// `08:35`, `08:35:12.123`, or a year.
fn clock_or_year(input: &str) -> IResult<&str, ()> {
    value(
        (),
        (
            digit1,
            opt((char(':'), digit1)),
            opt((char(':'), digit1)),
            opt((char('.'), digit1)),
        ),
    )
    .parse(input)
}

/// A date: `Nov 22 08:35`, `22 Nov 2023`, `2023-11-22 08:35`, `11月 22 08:35`, with seconds and a zone from `--full-time`, or
/// as `--time-style=+FORMAT` has it.
pub(super) fn date(input: &str) -> IResult<&str, ()> {
    let month = |input| {
        take_while_m_n(2, 9, |c: char| c.is_alphanumeric() || c == '.')
            .parse(input)
            .and_then(
                |(rest, month): (&str, &str)| match month.contains(char::is_alphabetic) {
                    true => Ok((rest, ())),
                    false => Err(nom::Err::Error(nom::error::Error::new(
                        input,
                        nom::error::ErrorKind::Alpha,
                    ))),
                },
            )
    };
    let named = value(
        (),
        (
            month,
            space1,
            digit1,
            opt(char('日')),
            space1,
            clock_or_year,
        ),
    );
    let day_first = value(
        (),
        (digit1, opt(char('.')), space1, month, space1, clock_or_year),
    );
    let zone = |input| opt((space1, one_of("+-"), digit1)).parse(input);
    let by_numbers = |input| {
        value(
            (),
            (digit1, one_of("-./"), digit1, opt((one_of("-./"), digit1))),
        )
        .parse(input)
    };
    let with_clock = value((), (by_numbers, one_of(" T"), clock, zone));
    let seconds = value((), take_while_m_n(9, 10, |c: char| c.is_ascii_digit()));
    alt((named, day_first, with_clock, by_numbers, seconds)).parse(input)
}
