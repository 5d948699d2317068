//! The token reader: it accepts only what the key has signed, in the one spelling that a token has, and reads what the
//! token says.
//!
//! The input is a token. With a line break in it, it is a header and claims instead, which are signed: nothing would come
//! past the signature otherwise.

#![no_main]

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey::auth::fuzzing::{ReadToken, TokenReader};
use latchkey::model::{KeyId, Realm, Timestamp};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use uuid::Uuid;

const KEY: Uuid = Uuid::from_u128(0x0195_5e6f_0000_7000_8000_0000_0000_0001);
/// In seconds, as in the kept inputs.
const NOW: i64 = 1_767_225_600;
/// In seconds: how far two clocks may be apart.
const LEEWAY: i64 = 5;

static READER: LazyLock<TokenReader> = LazyLock::new(|| TokenReader::new(KeyId(KEY), &[7; 32]).unwrap());

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let token = match text.split_once('\n') {
        Some((header, claims)) => signed(header, claims),
        None => text.to_owned(),
    };
    let [users, subscribers] = [Realm::Users, Realm::Subscribers].map(|realm| {
        let read = READER.read(&token, realm, Timestamp::from_seconds(NOW));
        read.inspect(|read| check(&token, read, realm)).is_some()
    });
    assert!(!(users && subscribers), "a token of both realms: {token}");
});

fn signed(header: &str, claims: &str) -> String {
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
    let text = format!("{header}.{claims}");
    let signature = READER.signature(&text).unwrap();
    format!("{text}.{signature}")
}

/// Checks that a token that was accepted had to be.
fn check(token: &str, read: &ReadToken, realm: Realm) {
    let segments: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = segments[..] else {
        panic!("{} segments: {token}", segments.len());
    };
    for segment in [header, claims, signature] {
        let bytes = URL_SAFE_NO_PAD.decode(segment).unwrap();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(bytes),
            segment,
            "another spelling is accepted, too"
        );
    }
    let expected = READER.signature(&format!("{header}.{claims}")).unwrap();
    assert_eq!(signature, expected, "accepted with a signature of somebody else");

    let header = object(header);
    let text = |name: &str| header.get(name).and_then(Value::as_str);
    assert_eq!(
        (header.len(), text("alg"), text("typ")),
        (3, Some("HS256"), Some("JWT")),
        "{header:?}"
    );
    assert_eq!(text("kid").map(Uuid::try_parse), Some(Ok(KEY)));
    assert_eq!(read.key, KeyId(KEY));

    let claims = object(claims);
    assert_eq!(claims.get("aud").and_then(Value::as_str), Some(realm.as_str()));
    let session = claims.get("sid").and_then(Value::as_str).map(Uuid::try_parse);
    assert_eq!(session, Some(Ok(read.session.0)));
    let dates = ["iat", "nbf", "exp"].map(|name| claims.get(name).and_then(Value::as_i64).unwrap());
    assert_eq!(dates.map(Timestamp::from_seconds), read.times);
    let [issued, begins, _] = dates;
    assert!(
        issued <= NOW + LEEWAY && begins <= NOW + LEEWAY,
        "not valid yet: {claims:?}"
    );
}

fn object(segment: &str) -> Map<String, Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(segment).unwrap()).unwrap()
}
