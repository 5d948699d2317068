//! Passwords that are long, but say little.

/// What fingers run along, forwards or backwards, and round at the ends: digits, letters, the rows and columns of
/// keyboards.
const RUNS: [&str; 8] = [
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
];

/// The block that the text repeats at least twice, the last time perhaps in part; the whole where it repeats none.
pub(super) fn block(text: &[char]) -> &[char] {
    let length = (1..=text.len() / 2).find(|length| text.iter().zip(&text[*length..]).all(|(one, next)| one == next));
    &text[..length.unwrap_or(text.len())]
}

/// Whether each character follows from the one before: by a step of one in Unicode, or along one of the runs.
pub(super) fn is_sequence(text: &[char]) -> bool {
    let steps = |by: i64| {
        text.windows(2)
            .all(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])) == by)
    };
    steps(1) || steps(-1) || RUNS.iter().any(|run| runs_along(run, text))
}

fn runs_along(run: &str, text: &[char]) -> bool {
    let forwards: Vec<char> = run.chars().collect();
    let backwards: Vec<char> = run.chars().rev().collect();
    [forwards, backwards].iter().any(|run| {
        let start = run.iter().position(|one| text.first() == Some(one));
        start.is_some_and(|start| text.iter().eq(run.iter().cycle().skip(start).take(text.len())))
    })
}
