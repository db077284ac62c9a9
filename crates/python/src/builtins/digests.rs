//! The hash functions of which `hashlib` and `hmac` are made, and base 64 as Python reads and writes it (RFC 4648).

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512};

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
        "md5" => Md5::digest(bytes).to_vec(),
        "sha1" => Sha1::digest(bytes).to_vec(),
        "sha224" => Sha224::digest(bytes).to_vec(),
        "sha256" => Sha256::digest(bytes).to_vec(),
        "sha384" => Sha384::digest(bytes).to_vec(),
        "sha512" => Sha512::digest(bytes).to_vec(),
        _ => return None,
    })
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
        let beginning = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea2";
        assert!(hex("sha512", "abc").starts_with(beginning));
        let beginning = "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163";
        assert!(hex("sha384", "abc").starts_with(beginning));
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
