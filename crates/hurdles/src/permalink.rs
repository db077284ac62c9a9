//! A scenario as the fragment of an address, and back. Nothing is uploaded: the link itself carries the texts.
//!
//! Format 1 is `1`, four characters of checksum, and the members deflated with a frozen dictionary, in the URL-safe
//! base64 alphabet without padding. A link once given away is read forever: a new format gets a new first character
//! and a new dictionary, and neither format 1 nor its dictionary changes.

mod base64;
mod deflate;
mod members;

use crate::Scenario;

/// The first character of the links written now.
const FORMAT: char = '1';

/// How many characters the checksum has.
const CHECKSUM_CHARACTERS: usize = 4;

/// Why a link does not give a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkError {
    /// What is the matter.
    pub kind: LinkErrorKind,
    /// What could still be read of the texts, so that nothing is lost that is there.
    pub recovered: String,
}

/// What is the matter with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkErrorKind {
    /// There is nothing in it.
    Empty,
    /// It does not begin with the number of a format.
    NotALink,
    /// It is of a format that this program does not know.
    UnknownFormat(char),
    /// It ends too early.
    Truncated,
    /// Characters were changed on the way.
    Damaged,
    /// It unfolds to more than a scenario may have.
    TooLarge,
}

impl std::fmt::Display for LinkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.kind {
            LinkErrorKind::Empty => f.write_str("the link carries no scenario"),
            LinkErrorKind::NotALink => f.write_str("this is no link to a scenario"),
            LinkErrorKind::UnknownFormat(format) => {
                write!(
                    f,
                    "the link is of format {format}, which this version cannot read"
                )
            }
            LinkErrorKind::Truncated => {
                f.write_str("the link is cut off: copy it again from its beginning to its end")
            }
            LinkErrorKind::Damaged => {
                f.write_str("the link was changed on its way: its checksum does not match")
            }
            LinkErrorKind::TooLarge => f.write_str("the link unfolds to more than 256 kB"),
        }
    }
}

impl std::error::Error for LinkError {}

impl From<LinkErrorKind> for LinkError {
    fn from(kind: LinkErrorKind) -> Self {
        Self {
            kind,
            recovered: String::new(),
        }
    }
}

/// The fragment, without `#`, that carries this scenario.
#[must_use]
pub fn to_fragment(scenario: &Scenario) -> String {
    let members = members::write(scenario);
    let mut fragment = String::from(FORMAT);
    fragment.push_str(&checksum(members.as_bytes()));
    base64::encode_into(&deflate::compress(members.as_bytes()), &mut fragment);
    fragment
}

/// The scenario that a fragment carries; a whole address, percent encoding and stray punctuation around it are tolerated.
///
/// # Errors
/// What is the matter with the link, and what could be read nevertheless.
pub fn from_fragment(text: &str) -> Result<Scenario, LinkError> {
    let fragment = cleaned(text);
    let mut characters = fragment.chars();
    match characters.next() {
        None => return Err(LinkErrorKind::Empty.into()),
        Some(FORMAT) => {}
        Some(format @ ('0'..='9')) => return Err(LinkErrorKind::UnknownFormat(format).into()),
        Some(_) => return Err(LinkErrorKind::NotALink.into()),
    }
    let first = unpack(characters.as_str());
    // `_` and `-` belong to the alphabet, yet chat programs also put them around words.
    let end = fragment.trim_end_matches(['-', '_']);
    match (first, end.len() < fragment.len()) {
        (Err(error), true) => unpack(end.get(1..).unwrap_or("")).map_err(|_| error),
        (first, _) => first,
    }
}

/// Reads what follows the format's number.
fn unpack(fragment: &str) -> Result<Scenario, LinkError> {
    let Some((expected, packed)) = fragment.split_at_checked(CHECKSUM_CHARACTERS) else {
        return Err(LinkErrorKind::Truncated.into());
    };
    let (bytes, end) = deflate::decompress(&base64::decode(packed));
    let members = String::from_utf8_lossy(&bytes);
    let kind = match end {
        deflate::End::Complete if checksum(&bytes) == expected => {
            return Ok(members::read(&members));
        }
        deflate::End::Complete | deflate::End::Damaged => LinkErrorKind::Damaged,
        deflate::End::Truncated => LinkErrorKind::Truncated,
        deflate::End::TooLarge => LinkErrorKind::TooLarge,
    };
    Err(LinkError {
        kind,
        recovered: members::readable(&members),
    })
}

/// The characters of the fragment alone, in its own alphabet.
fn cleaned(text: &str) -> String {
    let after_hash = text.rsplit('#').next().unwrap_or("");
    // Chat programs and mail gateways encode what is encoded already.
    let plain = percent_decoded(&percent_decoded(after_hash));
    let kept = plain.chars().filter(|character| !character.is_whitespace());
    kept.map(|character| match character {
        '+' => '-',
        '/' => '_',
        other => other,
    })
    .skip_while(|character| !character.is_ascii_alphanumeric())
    .take_while(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_'))
    .collect()
}

fn percent_decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at);
        decoded.push_str(before);
        let code = from
            .get(1..3)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let length = match code {
            Some(byte) if byte.is_ascii() => {
                decoded.push(char::from(byte));
                3
            }
            _ => {
                decoded.push('%');
                1
            }
        };
        rest = from.get(length..).unwrap_or("");
    }
    decoded + rest
}

/// Four characters for the 24 low bits of the FNV-1a hash.
fn checksum(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    let [_, low @ ..] = (hash ^ (hash >> 24)).to_be_bytes();
    let mut text = String::new();
    base64::encode_into(&low, &mut text);
    text
}

#[cfg(test)]
mod tests;
