//! Bytes to UTF-16 units and back: reports count bytes, editors count as JavaScript does. Converted here and nowhere else.

/// The UTF-16 position of a byte offset; an offset inside a character counts as its start, one past the end as the end.
pub(crate) fn utf16_of_byte(text: &str, byte: usize) -> usize {
    let mut units = 0;
    for (at, character) in text.char_indices() {
        if at + character.len_utf8() > byte {
            return units;
        }
        units += character.len_utf16();
    }
    units
}

/// The byte offset of a UTF-16 position; a position between two surrogates counts as the character's start.
pub(crate) fn byte_of_utf16(text: &str, position: usize) -> usize {
    let mut units = 0;
    for (at, character) in text.char_indices() {
        units += character.len_utf16();
        if units > position {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_convert_both_ways() {
        let text = "aü😀€\r\nz";
        // (byte, UTF-16) at each character's border.
        let borders = [
            (0, 0),
            (1, 1),
            (3, 2),
            (7, 4),
            (10, 5),
            (11, 6),
            (12, 7),
            (13, 8),
        ];
        for (byte, units) in borders {
            assert_eq!(utf16_of_byte(text, byte), units, "byte {byte}");
            assert_eq!(byte_of_utf16(text, units), byte, "unit {units}");
        }
    }

    #[test]
    fn positions_off_the_borders_fall_back_to_the_start_of_the_character() {
        assert_eq!(utf16_of_byte("ü", 1), 0);
        assert_eq!(byte_of_utf16("😀", 1), 0);
        assert_eq!(utf16_of_byte("a", 99), 1);
        assert_eq!(byte_of_utf16("ü", 99), 2);
        assert_eq!(utf16_of_byte("", 0), 0);
    }
}
