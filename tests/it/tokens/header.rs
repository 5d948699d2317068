//! The header: exactly `alg`, `typ` and `kid`, each once, each as it must be.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Bench;
use crate::support::tokens::{Forged, encode};

#[tokio::test]
async fn a_header_with_anything_else_than_alg_typ_and_kid_is_refused() {
    let bench = Bench::set_up().await;
    let member = |name: &'static str, value: Value| (name, bench.forged.clone().header_member(name, value).sign());
    bench
        .assert_refused([
            member("crit", json!(["exp"])),
            member("jku", json!("https://example.com/keys")),
            member("jwk", json!({ "kty": "oct", "k": "" })),
            member("x5u", json!("https://example.com/cert")),
            member("x5c", json!([])),
            member("x5t", json!("")),
            member("cty", json!("JWT")),
            member("zip", json!("DEF")),
            member("b64", json!(true)),
            member("something", json!(null)),
            member("", json!("")),
        ])
        .await;
}

#[tokio::test]
async fn a_type_other_than_jwt_is_refused() {
    let bench = Bench::set_up().await;
    let typ = |what: &'static str, value: Value| (what, bench.forged.clone().header_member("typ", value).sign());
    bench
        .assert_refused([
            ("no typ", bench.forged.clone().without_header_member("typ").sign()),
            typ("null", Value::Null),
            typ("an access token", json!("at+jwt")),
            typ("lower case", json!("jwt")),
            typ("a media type", json!("application/jwt")),
            typ("nothing", json!("")),
            typ("a number", json!(1)),
            typ("a list", json!(["JWT"])),
        ])
        .await;
}

#[tokio::test]
async fn a_key_that_is_not_named_or_not_ours_is_refused() {
    let bench = Bench::set_up().await;
    let kid = |what: &'static str, value: Value| (what, bench.forged.clone().header_member("kid", value).sign());
    let nobody = Uuid::from_u128(7).simple().to_string();
    bench
        .assert_refused([
            ("no kid", bench.forged.clone().without_header_member("kid").sign()),
            kid("null", Value::Null),
            kid("an unknown kid", json!(nobody)),
            kid("no kid of ours", json!("../../dev/null")),
            kid("an empty kid", json!("")),
            kid("a number", json!(1)),
            kid("a list", json!([nobody])),
            kid("a URL", json!("https://attacker.example/key.pem")),
            kid("SQL", json!("' OR '1'='1' UNION SELECT X'00' --")),
            kid("a command", json!("key|/usr/bin/id")),
            kid("a NUL", json!("key\0")),
            kid("6 KB", json!("k".repeat(6_000))),
            (
                "another key under the same kid",
                Forged::like(&bench.token, b"another secret, of thirty-two bytes").sign(),
            ),
            (
                "an empty key under the same kid",
                Forged::like(&bench.token, b"").sign(),
            ),
        ])
        .await;
}

#[tokio::test]
async fn an_algorithm_that_is_not_the_keys_own_is_refused() {
    let bench = Bench::set_up().await;
    let alg = |name: &str| bench.forged.clone().header_member("alg", name);
    let unsigned = |name: &str| format!("{}.", alg(name).unsigned());
    bench
        .assert_refused([
            ("none", unsigned("none")),
            ("None", unsigned("None")),
            ("NONE", unsigned("NONE")),
            ("nOnE", unsigned("nOnE")),
            ("nothing, unsigned", unsigned("")),
            ("none, and signed", alg("none").sign()),
            ("HS256, unsigned", unsigned("HS256")),
            ("HS512 by the right key", alg("HS512").sign_sha512()),
            ("HS512, signed as HS256", alg("HS512").sign()),
            ("HS256, signed as HS512", bench.forged.sign_sha512()),
            ("HS384", alg("HS384").sign()),
            ("RS256 with our secret", alg("RS256").sign()),
            ("PS256 with our secret", alg("PS256").sign()),
            ("ES256 with our secret", alg("ES256").sign()),
            ("EdDSA with our secret", alg("EdDSA").sign()),
            ("lower case", alg("hs256").sign()),
            ("nothing", alg("").sign()),
            ("no alg", bench.forged.clone().without_header_member("alg").sign()),
            (
                "a list",
                bench.forged.clone().header_member("alg", json!(["HS256"])).sign(),
            ),
        ])
        .await;
}

#[tokio::test]
async fn a_header_that_two_readers_could_read_differently_is_refused() {
    let bench = Bench::set_up().await;
    let kid = bench.app.signing_key().await.id.to_string();
    let header = |text: String| bench.forged.clone().header(text).sign();
    let plain = format!(r#"{{"alg":"HS256","typ":"JWT","kid":"{kid}"}}"#);
    assert!(bench.app.accepts(&header(plain.clone())).await, "the header by hand");

    let with_padding = {
        let rest = bench.forged.unsigned();
        let claims = rest.split('.').nth(1).expect("two parts");
        bench.forged.sign_text(&format!("{}.{claims}", STANDARD.encode(&plain)))
    };
    bench
        .assert_refused([
            (
                "alg twice",
                header(format!(r#"{{"alg":"none","typ":"JWT","kid":"{kid}","alg":"HS256"}}"#)),
            ),
            (
                "alg twice, the same",
                header(format!(r#"{{"alg":"HS256","alg":"HS256","typ":"JWT","kid":"{kid}"}}"#)),
            ),
            (
                "kid twice",
                header(format!(r#"{{"alg":"HS256","typ":"JWT","kid":"x","kid":"{kid}"}}"#)),
            ),
            (
                "typ twice, once escaped",
                header(format!(
                    r#"{{"alg":"HS256","typ":"JWT","\u0074yp":"JWT","kid":"{kid}"}}"#
                )),
            ),
            ("something behind it", header(format!("{plain}{{}}"))),
            ("a list", header(format!("[{plain}]"))),
            ("a text", header(json!(plain).to_string())),
            ("no JSON", header("HS256".to_owned())),
            ("nothing", header(String::new())),
            ("padded base64", with_padding),
            (
                "the header in the place of the claims",
                bench
                    .forged
                    .sign_text(&format!("{}.{}", encode(&plain), encode(&plain))),
            ),
        ])
        .await;
}
