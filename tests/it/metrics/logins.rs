//! Logins, and what their limits refuse.

use super::Scrape;
use crate::support::TestApp;
use crate::support::login::{ADMIN, LOGINS, Login, Person};

const LIMIT: &str = "[throttle]\naccount_failures = 3\nsource_failures = 3\nnetwork_failures = 1000";
const BEN: Person = Person {
    username: "ben",
    email: "ben@example.com",
    password: "lantern-mosaic-quill",
};

fn of(outcome: &str) -> String {
    format!("latchkey_logins_total{{contract=\"staff\",outcome=\"{outcome}\"}}")
}

#[tokio::test]
async fn logins_are_counted_by_contract_and_outcome() {
    let app = TestApp::start().await;
    for (number, login) in LOGINS.iter().enumerate() {
        for _ in 0..=number {
            let answer = login.of_person(&app, login.anybody()).send().await;
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        login.of_name(&app, "nobody@example.com", "wrong").send().await;
        login
            .of_name(&app, login.name_of(login.anybody()), "wrong")
            .send()
            .await;
    }
    let scrape = Scrape::of(&app).await;
    let mut expected: Vec<(String, f64)> = Vec::new();
    for (successes, login) in (1_u8..).zip(&LOGINS) {
        let contract = login.contract;
        let labels = |outcome| format!("contract=\"{contract}\",outcome=\"{outcome}\"");
        expected.push((labels("bad_credentials"), 2.0));
        expected.push((labels("success"), successes.into()));
    }
    expected.sort_by(|one, other| one.0.cmp(&other.0));
    let expected: Vec<_> = expected
        .iter()
        .map(|(labels, count)| (labels.as_str(), *count))
        .collect();
    assert_eq!(scrape.counted("latchkey_logins_total"), expected);
    assert_eq!(scrape.counted("latchkey_rate_limit_refusals_total"), []);
}

#[tokio::test]
async fn every_outcome_of_every_contract_begins_at_zero() {
    let app = TestApp::start().await;
    let scrape = Scrape::of(&app).await;
    let logins = scrape
        .0
        .iter()
        .filter(|(sample, _)| sample.starts_with("latchkey_logins_total{"));
    let counts: Vec<f64> = logins.map(|(_, count)| *count).collect();
    assert_eq!(counts, [0.0; 5 * 7]);
}

#[tokio::test]
async fn a_login_that_a_limit_refuses_is_counted_as_such_and_with_its_limit() {
    let app = TestApp::with(LIMIT).await;
    let staff = Login::of("staff");
    for status in [401, 401, 401, 429, 429] {
        let answer = staff.of_name(&app, ADMIN.email, "wrong").send().await;
        assert_eq!(answer.status, status, "{answer:?}");
    }
    let scrape = Scrape::of(&app).await;
    assert_eq!(scrape.get(&of("bad_credentials")), 3.0);
    assert_eq!(scrape.get(&of("rate_limited")), 2.0);
    assert_eq!(
        scrape.counted("latchkey_rate_limit_refusals_total"),
        [("contract=\"staff\",limit=\"login\"", 2.0)]
    );
}

#[tokio::test]
async fn a_disabled_account_and_a_database_that_is_away_are_outcomes_of_their_own() {
    let app = TestApp::start().await;
    let staff = Login::of("staff");
    app.add_user(&BEN, |_| {}).await;
    app.disable(staff.realm(), &BEN).await;
    assert_eq!(staff.of_person(&app, &BEN).send().await.status, 403);
    app.lose_database().await;
    assert_eq!(staff.of_person(&app, &ADMIN).send().await.status, 503);
    let scrape = Scrape::of(&app).await;
    let counted: Vec<_> = scrape.counted("latchkey_logins_total");
    assert_eq!(
        counted,
        [
            ("contract=\"staff\",outcome=\"account_disabled\"", 1.0),
            ("contract=\"staff\",outcome=\"unavailable\"", 1.0),
        ]
    );
}

#[tokio::test]
async fn a_password_is_measured_while_it_waits_and_while_it_is_hashed() {
    let app = TestApp::start().await;
    let before = Scrape::of(&app).await;
    for login in &LOGINS {
        login.of_person(&app, login.anybody()).send().await;
    }
    let scrape = Scrape::of(&app).await;
    for sample in [
        "latchkey_hashing_wait_seconds_count",
        "latchkey_hashing_duration_seconds_count",
    ] {
        assert_eq!(scrape.get(sample) - before.get(sample), 5.0, "{sample}");
    }
    assert!(scrape.get("latchkey_hashing_duration_seconds_sum") > 0.0);
    assert_eq!(scrape.get("latchkey_hashing_queue_length"), 0.0);
    assert_eq!(scrape.get("latchkey_hashing_lanes_in_use"), 0.0);
    assert!(scrape.get("latchkey_hashing_lanes") >= 1.0);
}

#[tokio::test]
async fn a_refresh_that_a_limit_refuses_is_counted() {
    let app = TestApp::with("[throttle]\nsession_refreshes = 1").await;
    let next = app.refreshed(&app.token("staff").await).await;
    assert_eq!(app.refresh(&next).await.status, 429);
    let scrape = Scrape::of(&app).await;
    assert_eq!(
        scrape.counted("latchkey_rate_limit_refusals_total"),
        [("contract=\"staff\",limit=\"refresh\"", 1.0)]
    );
}
