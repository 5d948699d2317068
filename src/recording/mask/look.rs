//! What looks like a secret, whatever holds it.

use crate::compare::{is_jwt, is_of_tokens};

/// The shortest run of characters that is taken for a token.
const SHORTEST: usize = 20;
/// The length of a UUID, which names things and is no secret by its look.
const UUID: usize = 36;

/// Whether all of a text is a token by its look.
pub fn is_token(text: &str) -> bool {
    tokens_in(text).next() == Some(text)
}

/// The tokens in a text.
pub fn tokens_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_of_tokens(c))
        .flat_map(parts)
        .filter(|run| looks_random(run))
}

/// A path or an address is many words, and a JSON Web Token is one.
fn parts(run: &str) -> Vec<&str> {
    if is_jwt(run) || looks_random(run) && !run.contains('/') {
        return vec![run];
    }
    run.split('/').collect()
}

fn looks_random(run: &str) -> bool {
    if is_jwt(run) {
        return true;
    }
    let has = |is: fn(&u8) -> bool| run.bytes().any(|byte| is(&byte));
    let is_long = run.len() >= SHORTEST && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    is_long && !is_uuid(run) && !is_time(run) && !is_name(run)
}

fn is_uuid(run: &str) -> bool {
    run.len() == UUID && run.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// `2026-11-30T10:00:00.123Z` ends at its first colon, where it is too short for a token. Without colons it is not.
fn is_time(run: &str) -> bool {
    run.get(..4)
        .is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
        && run.get(4..5) == Some("-")
}

/// Words with marks between them, such as `old-backend.example.com2`: no part of a token is as short, or all of letters.
fn is_name(run: &str) -> bool {
    let is_word = |word: &str| word.len() < SHORTEST / 2 || word.bytes().all(|byte| byte.is_ascii_lowercase());
    run.split(['.', '-', '_', '+']).all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_in_texts_and_nothing_else_is() {
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
        for (text, expected) in [
            (jwt, vec![jwt]),
            ("1|mZ8Qf2k0v9T3b7YxW5aLr4Nc", vec!["1|mZ8Qf2k0v9T3b7YxW5aLr4Nc"]),
            ("/reset/0123456789abcdef01234567/form", vec!["0123456789abcdef01234567"]),
            ("id=0123456789abcdef01234567;", vec!["id=0123456789abcdef01234567"]),
            ("2026-11-30T10:00:00.123456Z", vec![]),
            ("2026-11-30T10-00-00-123456Z", vec![]),
            ("6f1e0b1c-52a4-4a0e-9a33-d7f0a5b1c2d3", vec![]),
            ("https://old-backend2.example.com/api/v1/auth/login", vec![]),
            ("admin.user2@mail.example.com", vec![]),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                vec![],
            ),
            ("averylongwordwithoutanydigitsatall", vec![]),
            ("application/vnd.companyproduct.v2+json", vec![]),
        ] {
            assert_eq!(tokens_in(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
