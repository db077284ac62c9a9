//! Sizes, times, numbers and flags as nginx reads them (core/ngx_parse.c).

/// `10`, `10k`, `10m`; `10g` where `with_giga`.
pub(crate) fn size(text: &str, with_giga: bool) -> Option<u64> {
    let (digits, scale) = match text.as_bytes().last()? {
        b'k' | b'K' => (&text[..text.len() - 1], 1024),
        b'm' | b'M' => (&text[..text.len() - 1], 1024 * 1024),
        b'g' | b'G' if with_giga => (&text[..text.len() - 1], 1024 * 1024 * 1024),
        _ => (text, 1),
    };
    number(digits)?
        .checked_mul(scale)
        .filter(|n| i64::try_from(*n).is_ok())
}

/// Decimal digits only.
pub(crate) fn number(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain
        .then(|| text.parse::<u64>().ok())
        .flatten()
        .filter(|n| i64::try_from(*n).is_ok())
}

/// A span of time in milliseconds; `in_seconds` refuses milliseconds, otherwise months and years are refused.
pub(crate) fn time(text: &str, in_seconds: bool) -> Option<u64> {
    // Units in falling order: each may follow only a greater one (`ngx_parse_time`).
    const UNITS: [(&str, u64); 8] = [
        ("y", 31_536_000_000),
        ("M", 2_592_000_000),
        ("w", 604_800_000),
        ("d", 86_400_000),
        ("h", 3_600_000),
        ("m", 60_000),
        ("s", 1000),
        ("ms", 1),
    ];
    let mut total: u64 = 0;
    let mut last_unit: Option<usize> = None;
    let mut rest = text;
    let mut any = false;
    while !rest.is_empty() {
        let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let value = number(rest.get(..n_digits)?)?;
        rest = rest.get(n_digits..)?;
        let unit_length = if rest.starts_with("ms") {
            2
        } else {
            usize::from(rest.starts_with(|c: char| c.is_ascii_alphabetic()))
        };
        let name = if unit_length == 0 {
            "s"
        } else {
            rest.get(..unit_length)?
        };
        rest = rest.get(unit_length..)?;
        if unit_length == 0 && !rest.is_empty() && !rest.starts_with(' ') {
            return None;
        }
        let unit = UNITS.iter().position(|(unit, _)| *unit == name)?;
        let refused = if in_seconds { unit == 7 } else { unit < 2 };
        if refused || last_unit.is_some_and(|last| last >= unit) {
            return None;
        }
        last_unit = Some(unit);
        total = total.checked_add(value.checked_mul(UNITS.get(unit)?.1)?)?;
        rest = rest.trim_start_matches(' ');
        any = true;
    }
    any.then_some(total)
}

/// `on` or `off`.
pub(crate) fn flag(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("on") {
        Some(true)
    } else if text.eq_ignore_ascii_case("off") {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_take_k_and_m() {
        let table = [
            ("1", Some(1)),
            ("8k", Some(8192)),
            ("2M", Some(2 << 20)),
            ("1g", None),
            ("10mb", None),
            ("", None),
            ("k", None),
            ("99999999999999999999", None),
        ];
        for (text, expected) in table {
            assert_eq!(size(text, false), expected, "{text}");
        }
        assert_eq!(size("1g", true), Some(1 << 30));
    }

    #[test]
    fn times_fall_from_unit_to_unit() {
        let table = [
            ("60", Some(60_000)),
            ("1m 30s", Some(90_000)),
            ("1m30s", Some(90_000)),
            ("500ms", Some(500)),
            ("30s 1m", None),
            ("1y", None),
            ("5x", None),
            ("", None),
            ("s", None),
        ];
        for (text, expected) in table {
            assert_eq!(time(text, false), expected, "{text}");
        }
        assert_eq!(time("1y", true), Some(31_536_000_000));
        assert_eq!(time("5ms", true), None);
    }
}
