//! Hash functions and base 64, of which `hashlib`, `hmac` and `base64` are made (RFC 1321, FIPS 180-4, RFC 4648).

use crate::value::{Native, R, Value};
use crate::vm::{Arguments, Vm};

pub(super) const FUNCTIONS: &[Native] = &[
    Native {
        name: "digest",
        call: |vm, arguments| {
            let name = vm.need(&arguments, 0, "new")?;
            let bytes = bytes_of(vm, &arguments, 1)?;
            vm.steps(1 + bytes.len() / 16)?;
            let digest = digest(name.as_str().unwrap_or(""), &bytes);
            Ok(digest.map_or(Value::None, |digest| Value::bytes(&digest)))
        },
    },
    Native {
        name: "base64_encode",
        call: |vm, arguments| Ok(Value::bytes(&encode(&bytes_of(vm, &arguments, 0)?))),
    },
    Native {
        name: "base64_decode",
        call: |vm, arguments| {
            let decoded = decode(&bytes_of(vm, &arguments, 0)?);
            Ok(decoded.map_or(Value::None, |bytes| Value::bytes(&bytes)))
        },
    },
];

fn bytes_of(vm: &mut Vm, arguments: &Arguments, at: usize) -> R<Vec<u8>> {
    match vm.need(arguments, at, "digest")? {
        Value::Bytes(bytes) => Ok(bytes.to_vec()),
        Value::Unknown(what) => Err(crate::value::Stop::Beyond(what)),
        other => Ok(vm.str(&other)?.into_bytes()),
    }
}

fn digest(name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    Some(match name {
        "md5" => md5(bytes),
        "sha1" => sha1(bytes),
        "sha256" => sha2(bytes, &SHA256, 32),
        "sha224" => sha2(bytes, &SHA224, 28),
        _ => return None,
    })
}

/// The message with a one bit, zeros and its length in bits.
fn padded(bytes: &[u8], big_endian: bool) -> Vec<u8> {
    let mut message = bytes.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    let n_bits = u64::try_from(bytes.len()).unwrap_or(0).wrapping_mul(8);
    let length = if big_endian {
        n_bits.to_be_bytes()
    } else {
        n_bits.to_le_bytes()
    };
    message.extend(length);
    message
}

fn word(chunk: &[u8], at: usize) -> [u8; 4] {
    std::array::from_fn(|n| chunk.get(at * 4 + n).copied().unwrap_or(0))
}

fn md5(bytes: &[u8]) -> Vec<u8> {
    const SHIFTS: [[u32; 4]; 4] = [
        [7, 12, 17, 22],
        [5, 9, 14, 20],
        [4, 11, 16, 23],
        [6, 10, 15, 21],
    ];
    // The constants are the sine's first digits, by definition.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "each is below 2 to the power of 32"
    )]
    let constant = |n: u32| (f64::from(n + 1).sin().abs() * 4_294_967_296.0) as u32;
    let mut state: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for chunk in padded(bytes, false).chunks_exact(64) {
        let words: [u32; 16] = std::array::from_fn(|n| u32::from_le_bytes(word(chunk, n)));
        let [mut a, mut b, mut c, mut d] = state;
        for n in 0..64_u32 {
            let (mixed, at) = match n / 16 {
                0 => ((b & c) | (!b & d), n),
                1 => ((d & b) | (!d & c), 5 * n + 1),
                2 => (b ^ c ^ d, 3 * n + 5),
                _ => (c ^ (b | !d), 7 * n),
            };
            let sum = a
                .wrapping_add(mixed)
                .wrapping_add(constant(n))
                .wrapping_add(words[(at % 16) as usize]);
            let shift = SHIFTS[(n / 16) as usize][(n % 4) as usize];
            (a, d, c, b) = (d, c, b, b.wrapping_add(sum.rotate_left(shift)));
        }
        for (old, new) in state.iter_mut().zip([a, b, c, d]) {
            *old = old.wrapping_add(new);
        }
    }
    state.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    let mut state: [u32; 5] = [
        0x6745_2301,
        0xefcd_ab89,
        0x98ba_dcfe,
        0x1032_5476,
        0xc3d2_e1f0,
    ];
    for chunk in padded(bytes, true).chunks_exact(64) {
        let mut words = [0_u32; 80];
        for n in 0..80 {
            words[n] = if n < 16 {
                u32::from_be_bytes(word(chunk, n))
            } else {
                (words[n - 3] ^ words[n - 8] ^ words[n - 14] ^ words[n - 16]).rotate_left(1)
            };
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (n, word) in words.iter().enumerate() {
            let (mixed, constant) = match n / 20 {
                0 => ((b & c) | (!b & d), 0x5a82_7999),
                1 => (b ^ c ^ d, 0x6ed9_eba1),
                2 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let sum = a
                .rotate_left(5)
                .wrapping_add(mixed)
                .wrapping_add(e)
                .wrapping_add(constant)
                .wrapping_add(*word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, sum);
        }
        for (old, new) in state.iter_mut().zip([a, b, c, d, e]) {
            *old = old.wrapping_add(new);
        }
    }
    state.iter().flat_map(|word| word.to_be_bytes()).collect()
}

const SHA256: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];
const SHA224: [u32; 8] = [
    0xc105_9ed8,
    0x367c_d507,
    0x3070_dd17,
    0xf70e_5939,
    0xffc0_0b31,
    0x6858_1511,
    0x64f9_8fa7,
    0xbefa_4fa4,
];

/// The first 32 bits behind the point of the cube roots of the first 64 primes.
fn cube_root_constants() -> [u32; 64] {
    let is_prime = |n: &u64| (2..*n).all(|divisor| !n.is_multiple_of(divisor));
    let mut primes = (2_u64..).filter(is_prime);
    std::array::from_fn(|_| {
        let prime = u128::from(primes.next().unwrap_or(2));
        // The largest whole number whose cube is at most prime times 2 to the power of 96.
        let (mut low, mut high) = (0_u128, 1_u128 << 40);
        while low + 1 < high {
            let middle = u128::midpoint(low, high);
            if middle.pow(3) <= prime << 96 {
                low = middle;
            } else {
                high = middle;
            }
        }
        u32::try_from(low & 0xffff_ffff).unwrap_or(0)
    })
}

fn sha2(bytes: &[u8], start: &[u32; 8], length: usize) -> Vec<u8> {
    let constants = cube_root_constants();
    let mut state = *start;
    for chunk in padded(bytes, true).chunks_exact(64) {
        let mut words = [0_u32; 64];
        for n in 0..64 {
            words[n] = if n < 16 {
                u32::from_be_bytes(word(chunk, n))
            } else {
                let (a, b) = (words[n - 15], words[n - 2]);
                let a = a.rotate_right(7) ^ a.rotate_right(18) ^ (a >> 3);
                let b = b.rotate_right(17) ^ b.rotate_right(19) ^ (b >> 10);
                words[n - 16]
                    .wrapping_add(a)
                    .wrapping_add(words[n - 7])
                    .wrapping_add(b)
            };
        }
        let mut s = state;
        for (word, constant) in words.iter().zip(constants) {
            let [a, b, c, d, e, f, g, h] = s;
            let first = h
                .wrapping_add(e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25))
                .wrapping_add((e & f) ^ (!e & g))
                .wrapping_add(constant)
                .wrapping_add(*word);
            let second = (a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22))
                .wrapping_add((a & b) ^ (a & c) ^ (b & c));
            s = [
                first.wrapping_add(second),
                a,
                b,
                c,
                d.wrapping_add(first),
                e,
                f,
                g,
            ];
        }
        for (old, new) in state.iter_mut().zip(s) {
            *old = old.wrapping_add(new);
        }
    }
    let all = state.iter().flat_map(|word| word.to_be_bytes());
    all.take(length).collect()
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 4 / 3 + 4);
    for chunk in bytes.chunks(3) {
        let byte = |n: usize| u32::from(chunk.get(n).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for n in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * n) & 63) as usize];
            out.push(if n <= chunk.len() { digit } else { b'=' });
        }
    }
    out
}

/// None where the padding is wrong; other characters are passed over.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let value = |c: u8| DIGITS.iter().position(|digit| *digit == c);
    let digits: Vec<usize> = text.iter().filter_map(|c| value(*c)).collect();
    let n_padding = text.iter().rev().take_while(|c| **c == b'=').count();
    let is_whole = (digits.len() + n_padding).is_multiple_of(4)
        || (digits.len() % 4 > 1 && n_padding >= 4 - digits.len() % 4);
    if !is_whole || digits.len() % 4 == 1 {
        return None;
    }
    let mut out = Vec::with_capacity(digits.len());
    for chunk in digits.chunks(4) {
        let bits = (0..4).fold(0, |bits, n| bits << 6 | chunk.get(n).copied().unwrap_or(0));
        let bytes = [bits >> 16 & 0xff, bits >> 8 & 0xff, bits & 0xff];
        let bytes = bytes.into_iter().take(chunk.len() - 1);
        out.extend(bytes.map(|byte| u8::try_from(byte).unwrap_or(0)));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standards() {
        let hex = |name: &str, text: &str| {
            let digest = digest(name, text.as_bytes()).unwrap();
            digest
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        };
        assert_eq!(hex("md5", ""), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(
            hex("md5", "message digest"),
            "f96b697d7cb7938d525a2f31aaf161d0"
        );
        assert_eq!(
            hex("sha1", "abc"),
            "a9993e364706816aba3e25717850c26c9cd0d89d"
        );
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex("sha256", "abc"), expected);
        let expected = "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7";
        assert_eq!(hex("sha224", "abc"), expected);
        let long = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
        assert_eq!(
            hex("sha1", long),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        );
    }

    #[test]
    fn base_64_goes_both_ways() {
        for (text, encoded) in [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj")] {
            assert_eq!(encode(text.as_bytes()), encoded.as_bytes());
            assert_eq!(decode(encoded.as_bytes()).unwrap(), text.as_bytes());
        }
        assert_eq!(decode(b"YQ"), None);
        assert_eq!(decode(b"Y"), None);
    }
}
