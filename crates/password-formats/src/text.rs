//! Small readers that several forms share. None of them panics, whatever the text.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// With padding and without: PHC strings leave it off, SQL that joins columns keeps it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The alphabet of crypt(3), by which phpass and SHA-crypt write hashes.
const CRYPT: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A number in decimal digits, in the one spelling that it has.
pub(crate) fn number(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| is_plain)
}

/// The same, if it is what `name=` stands before.
pub(crate) fn named_number(text: &str, name: &str) -> Option<u64> {
    number(text.strip_prefix(name)?.strip_prefix('=')?)
}

/// As a number of 32 bits; the highest one, if it is more. It is above every limit then.
pub(crate) fn saturated(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Standard base64.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

/// Standard base64, or passlib's variant of it, which has `.` in the place of `+`
/// (<https://passlib.readthedocs.io/en/stable/lib/passlib.utils.binary.html>).
pub(crate) fn ab64(text: &str) -> Option<Vec<u8>> {
    base64(&text.replace('.', "+"))
}

/// The parts of a text between dollar signs, if there are exactly so many.
pub(crate) fn parts<const N: usize>(text: &str) -> Option<[&str; N]> {
    let mut parts = text.split('$');
    let found: Vec<&str> = parts.by_ref().take(N).collect();
    parts.next().is_none().then_some(())?;
    found.try_into().ok()
}

/// The number that a character stands for in crypt(3).
pub(crate) fn crypt_value(character: u8) -> Option<u32> {
    let place = CRYPT.iter().position(|known| *known == character)?;
    u32::try_from(place).ok()
}

/// Whether a text has so many characters, all of them of crypt(3).
pub(crate) fn is_crypt_text(text: &str, characters: usize) -> bool {
    text.len() == characters && text.bytes().all(|byte| crypt_value(byte).is_some())
}

/// Writes so many characters of crypt(3), six bits each, the lowest first.
pub(crate) fn push_crypt(to: &mut Vec<u8>, bits: u32, characters: usize) {
    to.extend((0..characters).map(|place| CRYPT[(bits >> (6 * place)) as usize & 63]));
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    bytes.iter().flat_map(digits).collect()
}
