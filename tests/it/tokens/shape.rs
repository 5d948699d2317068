//! The outer form: three parts of unpadded base64url, joined by dots.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE};

use super::Bench;
use crate::support::TestApp;
use crate::support::tokens::encode;

#[tokio::test]
async fn what_has_not_exactly_three_parts_is_refused() {
    let bench = Bench::set_up().await;
    let token = bench.token.as_str();
    let parts: Vec<&str> = token.split('.').collect();
    let forged = &bench.forged;
    bench
        .assert_refused([
            ("one part", parts[0].to_owned()),
            ("two parts", forged.unsigned()),
            ("two parts and a dot", format!("{}.", forged.unsigned())),
            ("dots alone", "..".to_owned()),
            ("one dot", ".".to_owned()),
            ("a dot behind", format!("{token}.")),
            ("two dots behind", format!("{token}..")),
            ("a dot before", format!(".{token}")),
            ("a fourth part", format!("{token}.{}", parts[2])),
            (
                "four parts, all signed",
                forged.sign_text(&format!("{}.{}", forged.unsigned(), parts[1])),
            ),
            (
                "four parts, the second empty",
                forged.sign_text(&format!("{}..{}", parts[0], parts[1])),
            ),
            (
                "five parts, as if encrypted",
                format!("{}.{}.{}.{}.{}", parts[0], "", parts[1], parts[2], ""),
            ),
            ("no header", format!(".{}.{}", parts[1], parts[2])),
            ("no claims", forged.sign_text(&format!("{}.", parts[0]))),
        ])
        .await;
}

#[tokio::test]
async fn what_is_not_strict_base64url_is_refused() {
    let bench = Bench::set_up().await;
    let (signed, signature) = bench.token.rsplit_once('.').expect("three parts");
    let (header, claims) = signed.split_once('.').expect("three parts");
    let forged = &bench.forged;
    let padded = |part: &str| {
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(part)
            .expect("base64");
        let text = URL_SAFE.encode(&bytes);
        if text.ends_with('=') { text } else { format!("{text}=") }
    };
    bench
        .assert_refused([
            ("a padded signature", format!("{signed}.{}", padded(signature))),
            (
                "padded claims, signed so",
                forged.sign_text(&format!("{header}.{}", padded(claims))),
            ),
            (
                "a padded header, signed so",
                forged.sign_text(&format!("{}.{claims}", padded(header))),
            ),
            (
                "a signature with stray bits",
                format!("{signed}.{}", with_stray_bits(signature)),
            ),
            (
                "another alphabet",
                forged.sign_text(&format!("{header}.{}", with_slashes())),
            ),
            ("no base64 at all", "%%%.%%%.%%%".to_owned()),
            ("words", "not a token".replace(' ', "-")),
            ("an escaped dot", bench.token.replace('.', "%2E")),
        ])
        .await;
}

/// The last character of a 32-byte signature has two bits that mean nothing; a decoder that ignores them would take
/// four spellings of one token.
fn with_stray_bits(signature: &str) -> String {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (rest, last) = signature.split_at(signature.len() - 1);
    let place = ALPHABET.find(last).expect("a letter of the alphabet");
    assert_eq!(place % 4, 0, "the stray bits of a good signature are zero");
    format!("{rest}{}", &ALPHABET[place + 1..place + 2])
}

/// Claims whose base64 has a `/`, which base64url has not.
fn with_slashes() -> String {
    let text = STANDARD_NO_PAD.encode(br#"{"?":"???????"}"#);
    assert!(text.contains('/'), "{text}");
    text
}

#[tokio::test]
async fn a_signature_that_is_not_whole_is_refused() {
    let bench = Bench::set_up().await;
    let (signed, signature) = bench.token.rsplit_once('.').expect("three parts");
    let mut flipped = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(signature)
        .expect("base64");
    flipped[0] ^= 1;
    bench
        .assert_refused([
            ("its first half", format!("{signed}.{}", &signature[..20])),
            ("one bit other", format!("{signed}.{}", encode(&flipped))),
            (
                "a byte behind",
                format!("{signed}.{}", encode([flipped.as_slice(), &[0]].concat())),
            ),
            ("all zero", format!("{signed}.{}", encode([0; 32]))),
            (
                "that of the header alone",
                bench.forged.sign_text(signed.split('.').next().unwrap_or_default()),
            ),
        ])
        .await;
}

#[tokio::test]
async fn claims_that_are_no_json_object_are_refused() {
    let bench = Bench::set_up().await;
    let header = bench.token.split('.').next().expect("three parts");
    let signed = |claims: &str| bench.forged.sign_text(&format!("{header}.{}", encode(claims)));
    bench
        .assert_refused([
            ("a list", signed("[]")),
            ("a text", signed("\"sub\"")),
            ("null", signed("null")),
            ("no JSON", signed("sub=1")),
            ("nothing", signed("")),
            ("an object without members", signed("{}")),
            ("two objects", signed("{}{}")),
            (
                "4,000 levels",
                signed(&format!(r#"{{"sid":{}{}}}"#, "[".repeat(4_000), "]".repeat(4_000))),
            ),
        ])
        .await;
}

#[tokio::test]
async fn a_token_as_large_as_a_head_may_be_is_refused() {
    let bench = Bench::set_up().await;
    let much = "A".repeat(15 * 1024);
    bench
        .assert_refused([
            ("letters", much.clone()),
            ("dots", ".".repeat(much.len())),
            ("a long header", format!("{much}.e30.AAAA")),
            ("a long signature", format!("{}.{much}", bench.forged.unsigned())),
            ("brackets", format!("{}.e30.AAAA", encode("[".repeat(much.len() / 2)))),
        ])
        .await;
}

#[tokio::test]
async fn a_token_of_three_megabytes_is_not_even_looked_at() {
    let app = TestApp::start().await;
    let answer = app.me(&"A".repeat(3 * 1024 * 1024)).await;
    answer.assert(
        431,
        &serde_json::json!({ "type": "about:blank", "title": "Request Header Fields Too Large", "status": 431 }),
    );
}
