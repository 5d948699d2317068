//! The dates: five seconds of leeway for clocks that differ, and no more.

use std::time::Duration;

use super::Bench;
use crate::support::TestApp;

const SECOND: Duration = Duration::from_secs(1);
const MILLISECOND: Duration = Duration::from_millis(1);
const HOUR: Duration = Duration::from_secs(60 * 60);

#[tokio::test]
async fn a_token_is_good_until_five_seconds_after_its_expiry() {
    let bench = Bench::set_up().await;
    bench.app.pass(HOUR + 5 * SECOND - MILLISECOND);
    assert!(bench.app.accepts(&bench.token).await);
    bench.app.pass(MILLISECOND);
    assert!(super::is_refused(&bench.app, &bench.token).await);
}

#[tokio::test]
async fn dates_up_to_five_seconds_off_are_taken_and_others_are_not() {
    let bench = Bench::set_up().await;
    let shifted = |name: &str, by: i64| bench.forged.clone().shifted(name, by).sign();
    // The token expires an hour from now.
    for (name, by) in [
        ("exp", -3_600 - 4),
        ("exp", 1),
        ("nbf", 5),
        ("nbf", -1_000_000),
        ("iat", 5),
        ("iat", -1),
    ] {
        let token = shifted(name, by);
        assert!(bench.app.accepts(&token).await, "{name} {by:+}");
    }
    bench
        .assert_refused([
            ("exp 5 s ago", shifted("exp", -3_600 - 5)),
            ("exp 6 s ago", shifted("exp", -3_600 - 6)),
            ("exp long ago", shifted("exp", -1_000_000_000)),
            ("nbf in 6 s", shifted("nbf", 6)),
            ("nbf in an hour", shifted("nbf", 3_600)),
            ("iat in 6 s", shifted("iat", 6)),
            ("iat in an hour", shifted("iat", 3_600)),
            ("exp in more than two hours", shifted("exp", 3_602)),
            ("exp in ten years", shifted("exp", 315_360_000)),
        ])
        .await;
}

#[tokio::test]
async fn dates_at_the_ends_of_time_neither_panic_nor_wrap() {
    let bench = Bench::set_up().await;
    let set = |name: &str, number: i64| bench.forged.clone().claim(name, number).sign();
    assert!(bench.app.accepts(&set("nbf", i64::MIN)).await);
    let beyond = serde_json::json!(u64::MAX);
    bench
        .assert_refused([
            ("exp at the beginning", set("exp", i64::MIN)),
            ("exp at the end", set("exp", i64::MAX)),
            ("iat at the beginning", set("iat", i64::MIN)),
            ("nbf at the end", set("nbf", i64::MAX)),
            ("iat at the end", set("iat", i64::MAX)),
            (
                "nbf beyond the end",
                bench.forged.clone().claim("nbf", beyond.clone()).sign(),
            ),
            ("exp beyond the end", bench.forged.clone().claim("exp", beyond).sign()),
            ("a broken exp", bench.forged.clone().claim("exp", 1e18).sign()),
        ])
        .await;
}

#[tokio::test]
async fn no_date_of_a_token_makes_it_outlive_its_session() {
    let app = TestApp::start().await;
    // A session of half an hour, and a token that expires as late as one of its realm may.
    let token = app.token("management").await;
    let longest = app.forge(&token).await.shifted("exp", 90 * 60).sign();
    let end = app.session_of(&token).await.expires_at;
    app.pass(HOUR / 2 - MILLISECOND);
    assert!(app.accepts(&longest).await);
    app.pass(MILLISECOND);
    // Leeway is for tokens, which other clocks have written; the session's end is a row.
    assert_eq!(latchkey::auth::Clock::now(app.clock.as_ref()), end);
    assert!(super::is_refused(&app, &longest).await);
}

#[tokio::test]
async fn a_token_that_lives_longer_than_any_contract_of_its_realm_gives_it_is_not_refreshed_either() {
    let bench = Bench::set_up().await;
    let shifted = |by: i64| bench.forged.clone().shifted("exp", by).sign();
    // Two hours, of `netxd`, are the longest among users.
    let issued_earlier = bench.forged.clone().shifted("iat", -3_602).sign();
    assert_eq!(bench.app.refresh(&issued_earlier).await.status, 401);
    assert_eq!(bench.app.refresh(&shifted(3_602)).await.status, 401);
    assert_eq!(bench.app.refresh(&shifted(315_360_000)).await.status, 401);
    assert_eq!(bench.app.refresh(&shifted(3_601)).await.status, 200);
}
