//! Keys and certificates as the simulated openssl(1) writes them: in place of the numbers stands which key it is, which is
//! all that programs compare.

/// Where the number of a key stands.
const NUMBER: &str = "key ";

/// The text of a file with this key.
#[must_use]
pub(crate) fn private_key(number: u32) -> String {
    block("PRIVATE KEY", number)
}

/// The text of a file with a certificate, or a request for one, that belongs to this key.
#[must_use]
pub(crate) fn belonging(kind: &str, number: u32) -> String {
    block(kind, number)
}

fn block(kind: &str, number: u32) -> String {
    format!("-----BEGIN {kind}-----\n{NUMBER}{number}\n-----END {kind}-----\n")
}

/// Which key a file holds or belongs to: the first one of its text; none where real numbers stand there.
#[must_use]
pub fn key_number(text: &str) -> Option<u32> {
    let mut lines = text
        .lines()
        .skip_while(|line| !line.starts_with("-----BEGIN "));
    lines.nth(1)?.strip_prefix(NUMBER)?.parse().ok()
}
