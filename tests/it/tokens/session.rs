//! The session row is the authority: without a live one, a good signature is worth nothing.

use std::time::Duration;

use latchkey::model::UserStatus;
use uuid::Uuid;

use super::{Bench, is_refused};
use crate::support::admin::text;
use crate::support::tokens::claim;

#[tokio::test]
async fn a_token_without_its_session_is_refused() {
    let bench = Bench::set_up().await;
    let other = bench.app.log_in("admin@NetXD.com", "Test@1234").await;
    let other = text(&other, "/data/token");
    assert!(bench.app.accepts(&other).await);
    let again = bench.app.token("staff").await;
    let nobody = Uuid::from_u128(7).to_string();
    let with = |name: &str, value: String| bench.forged.clone().claim(name, value).sign();
    bench
        .assert_refused([
            ("a session that never was", with("sid", nobody.clone())),
            ("a session that is no UUID", with("sid", "1".to_owned())),
            ("a session that is SQL", with("sid", "' OR 1=1 --".to_owned())),
            ("a token that is no UUID", with("jti", String::new())),
            ("the session of another account", with("sid", claim(&other, "sid"))),
            (
                "session and token of another account",
                bench
                    .forged
                    .clone()
                    .claim("sid", claim(&other, "sid"))
                    .claim("jti", claim(&other, "jti"))
                    .sign(),
            ),
            ("another session of the same account", with("sid", claim(&again, "sid"))),
        ])
        .await;
}

#[tokio::test]
async fn a_token_of_a_row_that_is_gone_is_refused() {
    let bench = Bench::set_up().await;
    bench.app.database.execute("DELETE FROM sessions").await;
    assert!(is_refused(&bench.app, &bench.token).await);
    assert!(is_refused(&bench.app, &bench.forged.sign()).await);
}

#[tokio::test]
async fn every_way_to_end_a_session_makes_every_token_of_it_worthless_on_every_node() {
    let bench = Bench::set_up().await;
    let node = bench.app.another_node().await;
    for way in ["logout", "disabling", "a new password"] {
        let first = bench.app.token("staff").await;
        let second = bench.app.refreshed(&first).await;
        assert!(node.accepts(&first).await && node.accepts(&second).await, "{way}");
        match way {
            "logout" => assert_eq!(bench.app.log_out(&second).await.status, 200),
            "disabling" => {
                bench.app.set_admin_status(UserStatus::Disabled).await;
                bench.app.set_admin_status(UserStatus::Active).await;
            }
            _ => bench.app.set_admin_password("your-password").await,
        }
        for app in [&bench.app, &node] {
            assert!(is_refused(app, &first).await, "{way}");
            assert!(is_refused(app, &second).await, "{way}");
        }
    }
}

#[tokio::test]
async fn a_clock_that_steps_back_revives_nothing_that_was_ended() {
    let bench = Bench::set_up().await;
    let (kept, ended) = (bench.app.token("staff").await, bench.app.token("staff").await);
    bench.app.pass(Duration::from_secs(600));
    assert_eq!(bench.app.log_out(&ended).await.status, 200);
    bench.app.clock.step_back(Duration::from_secs(600));
    assert!(is_refused(&bench.app, &ended).await);
    assert_eq!(bench.app.refresh(&ended).await.status, 401);
    // Before the session began, too.
    bench.app.clock.step_back(Duration::from_secs(4));
    assert!(is_refused(&bench.app, &ended).await);
    assert!(bench.app.accepts(&kept).await, "a small step harms nobody");
}

#[tokio::test]
async fn a_token_that_its_session_does_not_know_is_refused_and_ends_it_like_a_spent_one() {
    let bench = Bench::set_up().await;
    let other = bench.app.token("staff").await;
    for unknown in [Uuid::from_u128(7).to_string(), claim(&other, "jti")] {
        let bench = Bench::set_up().await;
        let token = bench.forged.clone().claim("jti", unknown).sign();
        assert!(is_refused(&bench.app, &token).await);
        assert!(!bench.app.accepts(&bench.token).await);
    }
}
