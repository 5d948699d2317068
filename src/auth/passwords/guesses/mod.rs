//! How many guesses a password withstands, estimated by zxcvbn (Wheeler, USENIX Security 2016): by its words, names,
//! dates, repetitions, sequences and walks over the keyboard.
//!
//! zxcvbn takes the current year from the system's clock, once a process, and counts the distance of the years in a
//! password from it. That changes an estimate by less than a factor of two within decades, so it need not be injected.
//! It copies parts of the password while it works, and those copies are not wiped.

#[cfg(test)]
mod tests;

use secrecy::zeroize::Zeroizing;
use zxcvbn::feedback::Suggestion;
use zxcvbn::zxcvbn;

/// How many characters are looked at, the longest minimum that `passwords.min_length` can be. The work grows with the
/// cube of the length. zxcvbn itself looks at 100.
const LOOKED_AT: usize = 64;

/// The number of guesses that a password must withstand, as a power of ten. Three words or sequences that everybody
/// would try are worth little more than 10^8 to zxcvbn, which adds 10^4 for each part.
const REQUIRED: u32 = 10;

/// Rows of keyboards that zxcvbn does not know: German, French, Russian. They are words to it.
const ROWS: [&str; 8] = [
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
];

/// Why a folded password is too easy to guess, in the words of zxcvbn and without a full stop. None where it is not.
///
/// `names` are folded, too: what somebody who knows the owner or the service would try first.
pub(super) fn weakness<'a>(folded: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let text: Zeroizing<String> = Zeroizing::new(folded.chars().take(LOOKED_AT).map(one_of_a_kind).collect());
    let inputs: Vec<&str> = ROWS.into_iter().chain(names).collect();
    let estimate = zxcvbn(&text, &inputs);
    if estimate.guesses() >= required(text.chars().count()) {
        return None;
    }
    // zxcvbn has nothing to say of what it thinks is good enough.
    let why = match estimate.feedback() {
        Some(feedback) => feedback.to_string(),
        None => Suggestion::AddAnotherWordOrTwo.to_string(),
    };
    Some(why.trim_end().trim_end_matches('.').to_owned())
}

/// The guesses that a password of this length must withstand. zxcvbn counts ten for a character without a pattern, so a
/// short password cannot reach 10^10. It must come within a tenth of what random text of its length has.
fn required(length: usize) -> u64 {
    let digits = u32::try_from(length.saturating_sub(1)).unwrap_or(REQUIRED);
    10_u64.saturating_pow(digits.min(REQUIRED))
}

/// zxcvbn tries every way to read the symbols of a password as letters: thousands, if it has them all. Symbols that
/// stand for the same letter are made equal here, which leaves a tenth of the work. And it sees no repetition of line
/// ends.
fn one_of_a_kind(symbol: char) -> char {
    match symbol {
        '{' | '[' | '<' => '(',
        '|' => '!',
        '\n' => ' ',
        other => other,
    }
}
