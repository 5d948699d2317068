//! Where are we: what is known of a contract, and what would break without its old backend.

use latchkey::auth::{AccountFigures, CutoverReport};
use latchkey::model::{Cutover, CutoverCount, CutoverMode, Share};
use poem::http::StatusCode;
use poem::web::Json;
use poem::{IntoResponse, Response};
use serde_json::{Value, json};

use super::old_backend::{Asked, OldBackend};
use super::{CONTRACT, LOGIN, taking_over};
use crate::support::TestApp;

const ME: &str = "/api/v1/auth/me";

/// Knows one user, whose password is `pw`.
fn staff(asked: &Asked) -> Response {
    let body: Value = serde_json::from_str(&asked.text).unwrap_or_default();
    let user = json!({ "id": 7, "name": "Old Hand", "email": body["email"], "role": "reseller" });
    match asked.uri.path() {
        LOGIN if body["password"] == "pw" => Json(json!({
            "success": true, "message": "Login successful",
            "data": { "user": user, "token": "their-token", "token_type": "bearer", "expires_in": 3600 },
        }))
        .into_response(),
        LOGIN => StatusCode::UNAUTHORIZED.into_response(),
        _ => Json(json!({ "success": true, "data": { "email": "old@example.com", "id": 7, "name": "Old Hand" } }))
            .into_response(),
    }
}

async fn log_in(app: &TestApp, name: &str, password: &str) -> u16 {
    let call = app.post(LOGIN, json!({ "email": name, "password": password }));
    call.send().await.status
}

async fn report(app: &TestApp) -> CutoverReport {
    let auth = &app.app.auth;
    auth.flush_cutover_counts().await.expect("they are written");
    let report = auth.cutover_report(CONTRACT).await.expect("a database");
    report.expect("a login contract")
}

/// What was counted in the last week.
fn counted(report: &CutoverReport) -> Vec<(&'static str, u64)> {
    let all = CutoverCount::ALL
        .into_iter()
        .map(|what| (what.as_str(), report.week.of(what)));
    all.filter(|(_, count)| *count > 0).collect()
}

fn sentences(report: &CutoverReport) -> Vec<String> {
    report.would_break.iter().map(ToString::to_string).collect()
}

async fn set(app: &TestApp, mode: CutoverMode) {
    let cutover = Cutover {
        mode,
        accounts: Share::ALL,
    };
    app.app.auth.set_cutover(CONTRACT, &cutover).await.expect("it is set");
}

#[tokio::test]
async fn logins_count_by_who_answered_and_accounts_by_where_they_came_from() {
    let old = OldBackend::start(staff).await;
    let app = taking_over(&old, "mode = \"migrate\"").await;
    let before = report(&app).await;
    assert_eq!((counted(&before), sentences(&before)), (Vec::new(), Vec::new()));
    for (name, password, status) in [
        ("admin@example.com", "your-password", 200),
        ("admin@example.com", "wrong", 401),
        ("old@example.com", "wrong", 401),
        ("old@example.com", "pw", 200),
        ("old@example.com", "pw", 200),
    ] {
        assert_eq!(log_in(&app, name, password).await, status, "{name} {password}");
    }
    app.get(ME).bearer("their-token").send().await;
    let after = report(&app).await;
    let expected = [
        ("login.here", 2),
        ("login.here_refused", 1),
        ("login.asked", 1),
        ("login.asked_refused", 1),
        ("request.passed_on", 1),
        ("account.migrated", 1),
    ];
    assert_eq!(counted(&after), expected);
    let accounts = AccountFigures {
        all: before.accounts.all + 1,
        migrated: 1,
        never_seen: before.accounts.never_seen - 1,
        ..before.accounts
    };
    assert_eq!(after.accounts, accounts);
    let expected = [
        "Logins of the last 7 days that succeeded only because the old backend was asked: 1. More accounts may be missing here.",
        "Requests of the last 24 hours that were passed on: 1. Sessions that began at the old backend would end.",
    ];
    assert_eq!(sentences(&after), expected);

    app.database
        .execute("UPDATE users SET password_hash = NULL WHERE id = 1")
        .await;
    let without = report(&app).await;
    assert_eq!(without.accounts.without_password, before.accounts.without_password + 1);
    assert_eq!(
        sentences(&without).first().map(String::as_str),
        Some("Accounts here that have no password and could not log in: 1.")
    );
    set(&app, CutoverMode::Done).await;
    assert_eq!(
        sentences(&report(&app).await),
        [""; 0],
        "the old backend has no part any more"
    );
}

#[tokio::test]
async fn what_is_passed_on_counts_by_the_old_backends_answer() {
    let mut old = OldBackend::start(staff).await;
    let app = taking_over(&old, "mode = \"proxy\"\ntimeout = \"2s\"").await;
    assert_eq!(log_in(&app, "old@example.com", "pw").await, 200);
    assert_eq!(log_in(&app, "old@example.com", "wrong").await, 401);
    app.get(ME).send().await;
    old.kill().await;
    assert_eq!(log_in(&app, "old@example.com", "pw").await, 503);
    let report = report(&app).await;
    let expected = [
        ("login.passed_on", 1),
        ("login.passed_on_refused", 1),
        ("login.passed_on_away", 1),
        ("request.proxied", 1),
    ];
    assert_eq!(counted(&report), expected);
    let expected = [
        "Logins of the last 7 days that were passed on and succeeded: 1. Accounts without a password here could not log in.",
        "Requests of the last 24 hours that were passed on: 1. Sessions that began at the old backend would end.",
    ];
    assert_eq!(sentences(&report), expected);
}

#[tokio::test]
async fn the_last_day_and_the_last_week_end() {
    let old = OldBackend::start(staff).await;
    let app = taking_over(&old, "mode = \"migrate\"").await;
    log_in(&app, "admin@example.com", "your-password").await;
    let of = |report: &CutoverReport| {
        (
            report.day.of(CutoverCount::LoginHere),
            report.week.of(CutoverCount::LoginHere),
        )
    };
    assert_eq!(of(&report(&app).await), (1, 1));
    let hour = std::time::Duration::from_secs(60 * 60);
    app.pass(hour * 26);
    assert_eq!(of(&report(&app).await), (0, 1));
    app.pass(hour * 24 * 6);
    assert_eq!(of(&report(&app).await), (0, 0));
}

#[tokio::test]
async fn differences_and_tokens_of_the_old_backend_are_counted() {
    let old = OldBackend::start(staff).await;
    let app = taking_over(&old, "mode = \"proxy\"").await;
    let now = app.app.auth.now().millis();
    for (operation, kind, place, count) in [
        ("staffLogin", "value", "/data/user/name", 3),
        ("staffMe", "value", "/data/name", 4),
        ("staffMe", "status", "", 1),
    ] {
        let sql = format!(
            "INSERT INTO cutover_differences (contract, operation, kind, place, expected, actual, count, first_at, last_at) \
             VALUES ('{CONTRACT}', '{operation}', '{kind}', '{place}', 'a', 'b', {count}, {now}, {now})"
        );
        app.database.execute(&sql).await;
    }
    let report = report(&app).await;
    let kinds: Vec<_> = report
        .differences
        .iter()
        .map(|one| (one.kind.as_str(), one.places, one.count))
        .collect();
    assert_eq!(kinds, [("status", 1, 1), ("value", 2, 7)]);
    assert_eq!(
        sentences(&report),
        ["Answers that differed from those of the old backend: 8, in so many places: 3."]
    );
    assert_eq!(
        (report.legacy_tokens.count, report.legacy_tokens.last_ends_at),
        (0, None)
    );
}
