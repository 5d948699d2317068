//! Mode `shadow`: what would have been answered here is compared with what the old backend has.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use latchkey::model::{CutoverCount, CutoverDifference, NewUser, Timestamp};
use poem::http::StatusCode;
use poem::web::Json;
use poem::{IntoResponse, Response};
use serde_json::{Value, json};

use super::old_backend::{Asked, OldBackend};
use super::{CONTRACT, LOGIN, taking_over};
use crate::support::http::Answer;
use crate::support::login::Person;
use crate::support::{TEST_COST, TestApp};

const SHADOW: &str = "mode = \"shadow\"";
const LOGOUT: &str = "/api/v1/auth/logout";
const ME: &str = "/api/v1/auth/me";
/// Somebody whom both know.
const ANN: Person = Person {
    username: "ann",
    email: "ann@example.com",
    password: "a long password of hers",
};
/// Somebody whom only the old backend knows.
const BOB: Person = Person {
    username: "bob",
    email: "bob@example.com",
    password: "a long password of his",
};
/// Tokens as the old backend issues them.
const TOKENS: [(&Person, &str); 2] = [(&ANN, "1|ann-has-this"), (&BOB, "2|bob-has-this")];

/// The staff contract as a stranger would answer it, with these members of a user changed.
fn staff(changed: Value) -> impl Fn(&Asked) -> Response + Send + Sync {
    move |asked| {
        let body: Value = serde_json::from_str(&asked.text).unwrap_or_default();
        let user = |person: &Person| {
            let mut user = json!({ "id": 1, "name": person.username, "email": person.email, "role": "reseller" });
            for (name, value) in changed.as_object().into_iter().flatten() {
                user[name] = value.clone();
            }
            user
        };
        let bearer = asked.headers.get("authorization").and_then(|value| value.to_str().ok());
        let by = TOKENS
            .iter()
            .find(|(_, token)| bearer == Some(&format!("Bearer {token}")));
        let typed =
            |(person, _): &&(&Person, &str)| body == json!({ "email": person.email, "password": person.password });
        match (asked.uri.path(), by) {
            (LOGIN, _) => match TOKENS.iter().find(typed) {
                Some((person, token)) => Json(json!({
                    "success": true, "message": "Login successful",
                    "data": { "user": user(person), "token": token, "token_type": "bearer", "expires_in": 3600 },
                }))
                .into_response(),
                None => refused("Invalid credentials"),
            },
            (ME, Some((person, _))) => {
                let mut me = user(person);
                for (name, value) in [
                    ("phone", json!(null)),
                    ("isp_id", json!(null)),
                    ("branch_id", json!(null)),
                ] {
                    me[name] = value;
                }
                me["permissions"] = json!([]);
                Json(json!({ "success": true, "data": me })).into_response()
            }
            (LOGOUT, Some(_)) => Json(json!({ "success": true, "message": "Successfully logged out" })).into_response(),
            (_, _) => refused("Unauthenticated"),
        }
    }
}

fn refused(message: &str) -> Response {
    let body = Json(json!({ "success": false, "message": message }));
    (StatusCode::UNAUTHORIZED, body).into_response()
}

/// A server beside this old backend, with Ann's account.
async fn shadowing(old: &OldBackend) -> TestApp {
    let app = taking_over(old, SHADOW).await;
    let more = |new: &mut NewUser| {
        new.name = ANN.username.to_owned();
        new.roles = vec!["reseller".to_owned()];
    };
    app.add_user(&ANN, more).await;
    app
}

async fn log_in(app: &TestApp, person: &Person) -> Answer {
    app.post(LOGIN, json!({ "email": person.email, "password": person.password }))
        .send()
        .await
}

/// What became of the exchanges once all of them were looked at: how many were the same, different, and not compared.
async fn looked_at(app: &TestApp, exchanges: u64) -> [u64; 3] {
    let kinds = [
        CutoverCount::ShadowCompared,
        CutoverCount::ShadowDifferent,
        CutoverCount::ShadowSkipped,
    ];
    loop {
        app.app.auth.flush_cutover_counts().await.expect("a database");
        let counts = app.store.cutover_counts(&[CONTRACT], Timestamp::from_millis(0)).await;
        let counts = counts.expect("a database");
        let of = |kind| {
            let mut counts = counts.iter().filter(|(_, what, _)| *what == kind);
            counts.next().map_or(0, |(_, _, count)| *count)
        };
        let found = kinds.map(of);
        if found.iter().sum::<u64>() >= exchanges {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The differences, once there are so many.
async fn differences(app: &TestApp, number: usize) -> Vec<(String, String, String, String, String, i64)> {
    loop {
        let found = app
            .app
            .auth
            .cutover_differences(Some(CONTRACT))
            .await
            .expect("a database");
        if found.len() >= number {
            let told =
                |one: CutoverDifference| (one.operation, one.kind, one.place, one.expected, one.actual, one.count);
            let mut told: Vec<_> = found.into_iter().map(told).collect();
            told.sort();
            return told;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn told(all: &[(&str, &str, &str, &str, &str, i64)]) -> Vec<(String, String, String, String, String, i64)> {
    let owned = |(operation, kind, place, expected, actual, count): &(&str, &str, &str, &str, &str, i64)| {
        let [operation, kind, place, expected, actual] =
            [operation, kind, place, expected, actual].map(|text| (*text).to_owned());
        (operation, kind, place, expected, actual, *count)
    };
    all.iter().map(owned).collect()
}

#[tokio::test]
async fn a_session_that_both_would_answer_alike_shows_no_difference() {
    let old = OldBackend::start(staff(json!({ "id": ann_id().await }))).await;
    let app = shadowing(&old).await;
    let answer = log_in(&app, &ANN).await;
    assert_eq!(
        answer.text_at("/data/token"),
        "1|ann-has-this",
        "the old backend's answer"
    );
    for (method, path) in [("GET", ME), ("POST", LOGOUT)] {
        app.call(method, path).bearer("1|ann-has-this").send().await;
    }
    log_in(
        &app,
        &Person {
            password: "wrong",
            ..ANN
        },
    )
    .await;
    let outcomes = looked_at(&app, 4).await;
    if outcomes != [4, 0, 0] {
        panic!("{outcomes:?} {:?}", differences(&app, 1).await);
    }
}

/// The number of Ann's account, which is the same in every database that begins alike.
async fn ann_id() -> i64 {
    let app = TestApp::start().await;
    app.add_user(&ANN, |_| {}).await.0
}

#[tokio::test]
async fn each_difference_is_told_once_with_its_place_and_masked() {
    let planted = json!({ "id": ann_id().await.to_string(), "name": "Ann O'Neill", "avatar": "a.png", "role": null });
    let old = OldBackend::start(staff(planted)).await;
    let app = shadowing(&old).await;
    log_in(&app, &ANN).await;
    log_in(&app, &ANN).await;
    assert_eq!(looked_at(&app, 2).await, [0, 2, 0]);
    let expected = told(&[
        ("login", "missing", "/data/user/avatar", "\"x.xxx\"", "-", 2),
        ("login", "type", "/data/user/id", "\"0\"", "0", 2),
        ("login", "type", "/data/user/role", "null", "\"xxxxxxxx\"", 2),
        ("login", "value", "/data/user/name", "\"Xxx X'Xxxxx\"", "\"xxx\"", 2),
    ]);
    assert_eq!(differences(&app, 4).await, expected);
    app.app
        .auth
        .forget_cutover_differences(Some(CONTRACT), app.app.auth.now())
        .await
        .expect("a database");
    assert_eq!(differences(&app, 0).await, []);
}

#[tokio::test]
async fn what_an_account_would_get_that_is_not_here_yet_is_worked_out_too() {
    let old = OldBackend::start(staff(json!({}))).await;
    let app = shadowing(&old).await;
    log_in(&app, &BOB).await;
    app.call("GET", ME).bearer("2|bob-has-this").send().await;
    assert_eq!(looked_at(&app, 2).await, [0, 2, 0]);
    let number = "0".repeat(13);
    let expected = told(&[
        ("login", "value", "/data/user/id", "0", &number, 1),
        ("me", "value", "/data/id", "0", &number, 1),
    ]);
    assert_eq!(differences(&app, 2).await, expected);
}

#[tokio::test]
async fn nothing_that_is_compared_leaves_a_trace() {
    let old = OldBackend::start(staff(json!({}))).await;
    let app = shadowing(&old).await;
    let mark = app.mark().await;
    for person in [
        ANN,
        BOB,
        Person {
            password: "wrong",
            ..ANN
        },
    ] {
        log_in(&app, &person).await;
    }
    looked_at(&app, 3).await;
    assert_eq!(app.actions(mark).await, Vec::<String>::new());
    for table in ["sessions", "attempts"] {
        assert_eq!(app.database.count(table).await, 0, "{table}");
    }
    let made = format!("users WHERE email = '{}'", BOB.email);
    assert_eq!(app.database.count(&made).await, 0, "no account was made");
    let asked: Vec<_> = old.asked().iter().map(|asked| asked.uri.path().to_owned()).collect();
    assert_eq!(asked, [LOGIN, LOGIN, LOGIN, ME], "of Bob's account more is to be known");
}

#[tokio::test]
async fn a_session_that_began_before_is_not_compared() {
    let old = OldBackend::start(staff(json!({}))).await;
    let app = shadowing(&old).await;
    let answer = app.call("GET", ME).bearer("1|ann-has-this").send().await;
    assert_eq!(answer.status, 200);
    assert_eq!(looked_at(&app, 1).await, [0, 0, 1]);
}

#[tokio::test]
async fn a_path_that_only_the_old_backend_has_is_told_without_what_it_names() {
    let old = OldBackend::start(|_| Json(json!({ "success": true }))).await;
    let app = shadowing(&old).await;
    app.get("/api/v1/auth/devices/ab12/forget").send().await;
    assert_eq!(looked_at(&app, 1).await, [0, 1, 0]);
    let found = differences(&app, 1).await;
    let operations: Vec<_> = found.iter().map(|(operation, ..)| operation.as_str()).collect();
    assert!(
        operations.iter().all(|one| *one == "GET /api/v1/auth/devices/*/forget"),
        "{found:?}"
    );
    assert!(found.iter().any(|(_, kind, _, expected, actual, _)| {
        (kind.as_str(), expected.as_str(), actual.as_str()) == ("status", "200", "404")
    }));
}

#[tokio::test]
async fn a_session_that_has_ended_unseen_is_no_difference() {
    let has_ended = Arc::new(AtomicBool::new(false));
    let (switch, alive) = (has_ended.clone(), staff(json!({ "id": ann_id().await })));
    let old = OldBackend::start(move |asked| match switch.load(Ordering::SeqCst) {
        true => refused("Unauthenticated"),
        false => alive(asked),
    })
    .await;
    let app = shadowing(&old).await;
    log_in(&app, &ANN).await;
    // As by a logout through another node.
    has_ended.store(true, Ordering::SeqCst);
    for _ in 0..2 {
        app.call("GET", ME).bearer("1|ann-has-this").send().await;
    }
    assert_eq!(looked_at(&app, 3).await, [1, 0, 2]);
}

#[tokio::test]
async fn paths_that_nobody_knows_are_no_differences() {
    let old = OldBackend::start(|_| StatusCode::NOT_FOUND).await;
    let app = shadowing(&old).await;
    for path in ["/api/v1/auth/one", "/api/v1/auth/two"] {
        app.get(path).send().await;
    }
    assert_eq!(looked_at(&app, 2).await, [0, 0, 2]);
}

#[tokio::test]
async fn a_session_of_this_server_goes_on_here_and_no_login_does() {
    let old = OldBackend::start(staff(json!({}))).await;
    let app = TestApp::with(&super::upstream(&old, "mode = \"off\"")).await;
    app.add_user(&ANN, |_| {}).await;
    let (_, token) = log_in(&app, &ANN).await.take_token("/data/token");
    for mode in ["proxy", "shadow"] {
        let before = old.asked().len();
        let node = app
            .another_node_with(&super::upstream(&old, &format!("mode = \"{mode}\"")), TEST_COST)
            .await;
        let answer = node.call("GET", ME).bearer(&token).send().await;
        assert_eq!(
            (answer.status, answer.text_at("/data/email")),
            (200, ANN.email.to_owned()),
            "{mode}"
        );
        assert_eq!(old.asked().len(), before, "{mode}");
        let login = node.post(LOGIN, json!({ "email": ANN.email, "password": ANN.password }));
        let answer = login.bearer(&token).send().await;
        assert_eq!(answer.text_at("/data/token"), "1|ann-has-this", "{mode}");
        assert_eq!(old.asked().len(), before + 1, "{mode}");
    }
}
