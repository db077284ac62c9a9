//! Raw deflate with a dictionary that both sides know beforehand.
//!
//! miniz_oxide has no call for preset dictionaries. Writing side: the dictionary is compressed first and flushed, which
//! ends on a byte border, and what came out is thrown away; what follows refers back to it. Reading side: the
//! dictionary stands in the output buffer before the first byte that is written.

use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress as inflate};

/// Typical texts, the most frequent ones last. Frozen: every link of format 1 was made with it.
const DICTIONARY: &[u8] = include_bytes!("dictionary-1.txt");

/// As much as a link may unfold to.
const MOST_BYTES: usize = 256 * 1024;

/// How unfolding ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Complete,
    Truncated,
    Damaged,
    TooLarge,
}

/// Deflates `bytes` with references into the dictionary.
pub(super) fn compress(bytes: &[u8]) -> Vec<u8> {
    const BEST: i32 = 10;
    // A negative window size asks for raw deflate without a zlib header.
    let flags = create_comp_flags_from_zip_params(BEST, -15, 0);
    let mut compressor = CompressorOxide::new(flags);
    compress_to_output(&mut compressor, DICTIONARY, TDEFLFlush::Sync, |_| true);
    let mut packed = Vec::new();
    compress_to_output(&mut compressor, bytes, TDEFLFlush::Finish, |out| {
        packed.extend_from_slice(out);
        true
    });
    packed
}

/// Inflates as far as possible and says how it ended.
pub(super) fn decompress(packed: &[u8]) -> (Vec<u8>, End) {
    let mut out = vec![0; DICTIONARY.len() + MOST_BYTES];
    if let Some(start) = out.get_mut(..DICTIONARY.len()) {
        start.copy_from_slice(DICTIONARY);
    }
    let (status, _, n_bytes) = inflate(
        &mut DecompressorOxide::new(),
        packed,
        &mut out,
        DICTIONARY.len(),
        TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
    );
    out.truncate(DICTIONARY.len() + n_bytes);
    let bytes = out.split_off(DICTIONARY.len());
    let end = match status {
        TINFLStatus::Done => End::Complete,
        TINFLStatus::HasMoreOutput => End::TooLarge,
        TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress => End::Truncated,
        _ => End::Damaged,
    };
    (bytes, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_dictionary_has_costs_almost_nothing() {
        let bytes = &DICTIONARY[DICTIONARY.len() - 200..];
        let packed = compress(bytes);
        assert!(packed.len() < 20, "{}", packed.len());
        assert_eq!(decompress(&packed), (bytes.to_vec(), End::Complete));
    }

    #[test]
    fn a_bomb_stops_at_the_cap() {
        let (bytes, end) = decompress(&compress(&vec![b'x'; MOST_BYTES + 1]));
        assert_eq!((bytes.len(), end), (MOST_BYTES, End::TooLarge));
        let whole = vec![b'x'; MOST_BYTES];
        assert_eq!(decompress(&compress(&whole)), (whole, End::Complete));
    }
}
