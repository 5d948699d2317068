//! The claims: all of ours must be there and be true.

use serde_json::{Value, json};

use super::Bench;
use crate::support::admin::text;
use crate::support::tokens::claim;

#[tokio::test]
async fn a_token_that_lacks_a_claim_is_refused() {
    let bench = Bench::set_up().await;
    let names = ["exp", "nbf", "iat", "iss", "aud", "sub", "jti", "sid"];
    bench
        .assert_refused(names.map(|name| (name, bench.forged.clone().without(name).sign())))
        .await;
}

#[tokio::test]
async fn a_claim_of_another_type_is_refused() {
    let bench = Bench::set_up().await;
    let wrong = |name: &'static str, value: Value| (name, bench.forged.clone().claim(name, value).sign());
    let exp = bench.app.session_of(&bench.token).await.expires_at.seconds();
    bench
        .assert_refused([
            wrong("exp", json!(exp.to_string())),
            wrong("exp", Value::Null),
            wrong("exp", json!([exp])),
            wrong("nbf", json!("0")),
            wrong("iat", json!(true)),
            wrong("iss", json!(["latchkey"])),
            wrong("aud", json!(["users"])),
            wrong("aud", json!(["users", "subscribers"])),
            wrong("sub", json!(1)),
            wrong("jti", json!([claim(&bench.token, "jti")])),
            wrong("sid", json!({})),
        ])
        .await;
}

#[tokio::test]
async fn an_issuer_audience_or_subject_that_is_not_the_sessions_is_refused() {
    let bench = Bench::set_up().await;
    let other = |name: &'static str, value: &str| (name, bench.forged.clone().claim(name, value).sign());
    bench
        .assert_refused([
            other("iss", "somebody"),
            other("iss", "Latchkey"),
            other("iss", "latchkey "),
            other("iss", ""),
            // What another contract prescribes for its own sessions.
            other("iss", "jwt-auth"),
            other("aud", "subscribers"),
            other("aud", "Users"),
            other("aud", "users,subscribers"),
            other("aud", ""),
            other("sub", "2"),
            other("sub", "01"),
            other("sub", "admin"),
            other("sub", "User"),
            other("sub", ""),
        ])
        .await;
}

#[tokio::test]
async fn a_node_with_another_issuer_refuses_the_token() {
    let bench = Bench::set_up().await;
    let other = bench
        .app
        .another_node_with("[tokens]\nissuer = \"other\"", crate::support::TEST_COST)
        .await;
    assert!(super::is_refused(&other, &bench.token).await);
    let forged = bench.forged.clone().claim("iss", "other").sign();
    assert!(other.accepts(&forged).await);
}

#[tokio::test]
async fn a_token_of_the_other_realm_is_refused_both_ways() {
    let bench = Bench::set_up().await;
    let subscriber = bench.app.token("subscriber").await;
    let theirs = bench.app.forge(&subscriber).await;
    assert!(bench.app.accepts_subscriber(&subscriber).await);
    assert_eq!(claim(&bench.token, "aud"), "users");
    assert_eq!(claim(&subscriber, "aud"), "subscribers");
    bench
        .assert_refused([
            ("a subscriber's token", subscriber.clone()),
            ("one that says it is a user's", theirs.claim("aud", "users").sign()),
        ])
        .await;
    for (what, token) in [
        ("a user's token", bench.token.clone()),
        (
            "one that says it is a subscriber's",
            bench.forged.clone().claim("aud", "subscribers").sign(),
        ),
    ] {
        assert!(!bench.app.accepts_subscriber(&token).await, "{what}");
    }
}

#[tokio::test]
async fn the_claims_of_one_contract_do_not_open_a_session_of_another() {
    let bench = Bench::set_up().await;
    let prescribed = bench.app.token("netxd").await;
    assert!(bench.app.accepts(&prescribed).await, "a token of the same realm");
    let (standard, custom) = (bench.forged.clone(), bench.app.forge(&prescribed).await);
    let (sid, jti) = (claim(&prescribed, "sid"), claim(&prescribed, "Jti"));
    bench
        .assert_refused([
            (
                "standard claims for a session with prescribed ones",
                standard.clone().claim("sid", sid).claim("jti", jti.clone()).sign(),
            ),
            (
                "prescribed claims for a session with standard ones",
                custom
                    .clone()
                    .claim("sid", claim(&bench.token, "sid"))
                    .claim("Jti", claim(&bench.token, "jti"))
                    .sign(),
            ),
            (
                "the identifier under the wrong name",
                custom.clone().without("Jti").claim("jti", jti).sign(),
            ),
            (
                "prescribed claims with a number for a subject",
                custom.claim("sub", "1").sign(),
            ),
        ])
        .await;
}

#[tokio::test]
async fn claims_beyond_ours_change_nothing() {
    let bench = Bench::set_up().await;
    let more = bench
        .forged
        .clone()
        .claim("role", "superuser")
        .claim("isp_id", 99)
        .sign();
    let answer = bench.app.me(&more).await;
    assert_eq!(answer.status, 200);
    assert_eq!(text(&answer, "/data/role"), "admin");
}
