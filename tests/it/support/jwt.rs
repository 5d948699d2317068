//! Looking into tokens, and forging them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};

/// The three parts of a token.
struct Parts<'a> {
    header: &'a str,
    claims: &'a str,
    signature: &'a str,
}

impl<'a> Parts<'a> {
    #[track_caller]
    fn of(token: &'a str) -> Self {
        let parts: Vec<&str> = token.split('.').collect();
        let [header, claims, signature] = parts[..] else {
            panic!("not a JSON Web Token: {token}");
        };
        Self {
            header,
            claims,
            signature,
        }
    }
}

/// A token's header.
#[track_caller]
pub fn header(token: &str) -> Value {
    decode(Parts::of(token).header)
}

/// A token's claims.
#[track_caller]
pub fn claims(token: &str) -> Value {
    decode(Parts::of(token).claims)
}

#[track_caller]
fn decode(part: &str) -> Value {
    let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

fn encode(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

/// What somebody who has seen this good token might try instead of it, each with what is wrong.
#[track_caller]
pub fn forgeries(token: &str) -> Vec<(&'static str, String)> {
    let Parts {
        header,
        claims,
        signature,
    } = Parts::of(token);
    let changed = |part: &str, member: &str, value: Value| {
        let mut all = decode(part);
        all[member] = value;
        all
    };
    let signed = |header: &Value| {
        let header: Header = serde_json::from_value(header.clone()).expect("a header");
        let secret = EncodingKey::from_secret(&[7; 32]);
        jsonwebtoken::encode(&header, &decode(claims), &secret).expect("a token")
    };
    let mut other_signature = signature.to_owned();
    let first = if signature.starts_with('A') { "B" } else { "A" };
    other_signature.replace_range(..1, first);
    let none = encode(&changed(header, "alg", json!("none")));
    let unknown_kid = changed(header, "kid", json!("00000000-0000-4000-8000-000000000000"));
    let later = encode(&changed(claims, "exp", json!(9_999_999_999_u64)));
    vec![
        ("no token at all", "nonsense".to_owned()),
        ("three parts of nothing", "..".to_owned()),
        ("three parts of something", "a.b.c".to_owned()),
        ("two parts", format!("{header}.{claims}")),
        ("no signature", format!("{header}.{claims}.")),
        ("another signature", format!("{header}.{claims}.{other_signature}")),
        ("a fourth part", format!("{token}.{signature}")),
        ("other claims", format!("{header}.{later}.{signature}")),
        ("no algorithm", format!("{none}.{claims}.")),
        ("no algorithm, a signature", format!("{none}.{claims}.{signature}")),
        ("another secret", signed(&decode(header))),
        ("another secret, an unknown key", signed(&unknown_kid)),
        ("something behind it", format!("{token} {token}")),
        ("a list", format!("{token},{token}")),
        ("upper case", token.to_uppercase()),
    ]
}
