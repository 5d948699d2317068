//! Secrets that are made of what people type: words, sequences, walks over the keyboard.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use secrecy::zeroize::Zeroizing;
use zxcvbn::zxcvbn;

/// How many characters are looked at.
const LOOKED_AT: usize = 64;
/// How many are estimated at once. zxcvbn counts up to 1.8 * 10^19, and ten for each character without a pattern.
const PIECE: usize = 16;
/// The guesses that 32 characters must withstand, as a power of ten.
///
/// That refuses walks, sequences, repetitions and one or two words, and no random text. Of 20,000 random texts of 32
/// characters, the weakest were estimated at 10^25 (hexadecimal digits), 10^27 (letters, base64) and 10^21 (decimal
/// digits); ten times as rare a text is weaker by a factor of ten. So 10^18 is missed by one in 10^11 of the first and
/// by one in 10^8 of the last.
const REQUIRED: f64 = 18.0;

/// Base64 as it is found: of either alphabet (after [`decoded`]), padded or not.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Whether a printable secret is easy to guess. One that is not printable is random, or else repetitive.
pub fn is_guessable(secret: &[u8]) -> bool {
    let Some(text) = printable(secret) else {
        return false;
    };
    // Case is one bit a word to those who guess.
    let characters: Zeroizing<Vec<char>> = Zeroizing::new(text.to_lowercase().chars().take(LOOKED_AT).collect());
    let pieces = characters.chunks(PIECE).map(|piece| {
        let piece: Zeroizing<String> = Zeroizing::new(piece.iter().collect());
        zxcvbn(&piece, &[]).guesses_log10()
    });
    let withstands: f64 = pieces.sum();
    // At most 64, which is exact.
    let length = u32::try_from(characters.len()).map_or(0.0, f64::from);
    withstands < REQUIRED * length / 32.0
}

fn printable(secret: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(secret).ok()?;
    (!text.chars().any(char::is_control)).then_some(text)
}

/// What a secret stands for, if it is base64 or hexadecimal digits, after a `base64:` or `hex:` perhaps.
pub fn decoded(secret: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = secret.strip_prefix(b"base64:").unwrap_or(secret);
    let text = text.strip_prefix(b"hex:").unwrap_or(text);
    if text.len().is_multiple_of(2)
        && let Some(bytes) = hexadecimal(text)
    {
        return Some(bytes.into());
    }
    let standard: Zeroizing<Vec<u8>> = Zeroizing::new(
        text.iter()
            .map(|byte| match byte {
                b'-' => b'+',
                b'_' => b'/',
                other => *other,
            })
            .collect(),
    );
    LENIENT.decode(standard.as_slice()).ok().map(Zeroizing::new)
}

/// The bytes that pairs of hexadecimal digits stand for.
pub fn hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    text.chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::is_guessable;

    /// 32 bytes without a pattern, always the same.
    fn random(number: u32) -> [u8; 32] {
        Sha256::digest(number.to_be_bytes()).into()
    }

    #[test]
    fn no_random_text_of_32_characters_is_refused() {
        let alphabets = [
            "0123456789",
            "0123456789abcdef",
            "abcdefghijklmnopqrstuvwxyz",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        ];
        for alphabet in alphabets.map(str::as_bytes) {
            for number in 0..400 {
                let secret = random(number).map(|byte| alphabet[usize::from(byte) % alphabet.len()]);
                assert!(!is_guessable(&secret), "{}", String::from_utf8_lossy(&secret));
            }
        }
        for number in 0..400 {
            let uuid = uuid::Uuid::from_slice(&random(number)[..16]).expect("sixteen bytes");
            assert!(!is_guessable(uuid.to_string().as_bytes()), "{uuid}");
        }
    }
}
