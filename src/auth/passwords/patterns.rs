//! Long passwords that are easy to guess: repetitions and sequences.

/// Sequences that people type, forwards or backwards and wrapping around: digits, letters, and the rows and columns of
/// keyboards.
const SEQUENCES: [&str; 8] = [
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
];

/// The block that the text repeats at least twice, the last time perhaps in part; the whole text if there is none.
pub(super) fn repeated_block(text: &[char]) -> &[char] {
    let length = (1..=text.len() / 2).find(|length| text.iter().zip(&text[*length..]).all(|(one, next)| one == next));
    &text[..length.unwrap_or(text.len())]
}

/// Whether each character follows the one before, in Unicode or in one of the sequences.
pub(super) fn is_sequence(text: &[char]) -> bool {
    let steps = |by: i64| {
        text.windows(2)
            .all(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])) == by)
    };
    steps(1) || steps(-1) || SEQUENCES.iter().any(|sequence| follows(sequence, text))
}

fn follows(sequence: &str, text: &[char]) -> bool {
    let forwards: Vec<char> = sequence.chars().collect();
    let backwards: Vec<char> = sequence.chars().rev().collect();
    [forwards, backwards].iter().any(|sequence| {
        let start = sequence.iter().position(|one| text.first() == Some(one));
        start.is_some_and(|start| text.iter().eq(sequence.iter().cycle().skip(start).take(text.len())))
    })
}
