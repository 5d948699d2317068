//! Importing over the network. What a file may have, and what is refused, is tested in `imports/`, through the command line.

use std::future::ready;
use std::io;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use latchkey::model::{NewRole, Realm};
use poem::Body;
use serde_json::{Value, json};

use super::caller::Caller;
use super::requests::{Place, added};
use super::{IMPORTS, SUBSCRIBERS, USERS, field_errors, is_problem};
use crate::imports::{known, subscriber, user};
use crate::support::TestApp;
use crate::support::http::Answer;

const NDJSON: &str = "application/x-ndjson";

async fn import(app: &TestApp, caller: &Caller, query: &str, lines: impl Into<Body>) -> Answer {
    let call = app.call("POST", &format!("{IMPORTS}?{query}")).bearer(&caller.token);
    call.body(NDJSON, lines).send().await
}

/// A report in which everything that is not named is zero.
fn report(rows: u64, more: Value) -> Value {
    let mut report = json!({
        "dry_run": false, "rows": rows, "added": 0, "updated": 0, "unchanged": 0, "skipped": 0, "refused": 0,
        "without_password": 0, "refusals": [], "unknown_members": [],
    });
    for (name, value) in more.as_object().expect("members") {
        report[name] = value.clone();
    }
    report
}

#[tokio::test]
async fn accounts_log_in_with_the_passwords_that_they_had() {
    let app = TestApp::start().await;
    let known = known();
    let lines: String = (0..)
        .zip(&known)
        .map(|(number, one)| {
            user(
                &format!("old{number}"),
                json!({ "roles": ["admin"], "password_hash": one.hash }),
            )
        })
        .collect();
    let administrator = app.administrator(2).await;
    let count = known.len() as u64;
    let answer = import(&app, &administrator, "realm=users", lines.clone()).await;
    answer.assert(200, &report(count, json!({ "added": count })));
    for (number, one) in known.iter().enumerate().step_by(6) {
        let answer = app.log_in(&format!("old{number}@example.com"), &one.password).await;
        assert_eq!(answer.status, 200, "{}: {answer:?}", one.form);
    }
    let again = import(&app, &administrator, "realm=users", lines).await;
    again.assert(200, &report(count, json!({ "unchanged": count })));
}

#[tokio::test]
async fn a_body_of_many_batches_is_imported_and_names_its_caller_in_the_audit_log() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let mark = app.mark().await;
    let lines: Vec<String> = (0..6_000)
        .map(|number| subscriber(&format!("s{number:05}"), json!({})))
        .collect();
    let parts = lines
        .chunks(7)
        .map(|some| Ok::<_, io::Error>(Bytes::from(some.concat())));
    let parts: Vec<_> = parts.collect();
    let body = Body::from_bytes_stream(stream::iter(parts));
    let answer = import(&app, &operator, "realm=subscribers", body).await;
    answer.assert(
        200,
        &report(6_000, json!({ "added": 6_000, "without_password": 6_000 })),
    );
    assert_eq!(app.database.count("subscribers WHERE username LIKE 's0%'").await, 6_000);
    let by_caller = format!(
        "audit_events WHERE id > {mark} AND action = 'account.added' AND detail = 'imported' AND contract = 'admin' \
         AND actor = 'users/{}'",
        operator.id.0
    );
    assert_eq!(app.database.count(&by_caller).await, 6_000);
}

#[tokio::test]
async fn each_wrong_line_is_reported_and_the_others_are_imported() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let lines = [
        subscriber("ana", json!({ "colour": "red" })),
        "{\"username\":\n".to_owned(),
        "\n".to_owned(),
        subscriber("ben", json!({ "password_hash": "secret" })),
        subscriber("ana", json!({})),
        subscriber("subscriber1", json!({ "customer_id": "other" })),
        "{\"username\":\"eva\",\"customer_id\":\"7\"".to_owned(),
    ];
    let answer = import(&app, &operator, "realm=subscribers", lines.concat()).await;
    let expected = report(
        6,
        json!({
            "added": 1, "without_password": 1, "refused": 5, "unknown_members": ["colour"],
            "refusals": [
                { "line": 2, "username": null, "reason": "is no JSON object: is not closed, at column 12" },
                { "line": 4, "username": "ben", "reason": "password_hash is of no known form" },
                { "line": 7, "username": null, "reason": "ends in the middle" },
                { "line": 5, "username": "ana", "reason": "the username is that of line 1" },
                { "line": 6, "username": "subscriber1",
                  "reason": "subscribers/2 has this username, and its customer_id differs" },
            ],
        }),
    );
    answer.assert(200, &expected);
    for (policy, outcome) in [("skip", "skipped"), ("update", "updated")] {
        let query = format!("realm=subscribers&on_conflict={policy}");
        let answer = import(&app, &operator, &query, lines[5].clone()).await;
        answer.assert(200, &report(1, json!({ outcome: 1 })));
    }
    let path = format!("{SUBSCRIBERS}/2");
    let changed = app.get(&path).bearer(&operator.token).send().await;
    assert_eq!(changed.at("/customer_id"), "other");
}

#[tokio::test]
async fn only_the_first_thousand_refused_lines_are_listed_and_all_are_counted() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let answer = import(&app, &operator, "realm=subscribers", "{}\n".repeat(1_200)).await;
    assert_eq!(
        (answer.status, answer.at("/refused")),
        (200, json!(1_200)),
        "{answer:?}"
    );
    let listed = answer.at("/refusals");
    let listed = listed.as_array().expect("a list");
    assert_eq!((listed.len(), &listed[999]["line"]), (1_000, &json!(1_000)));
}

#[tokio::test]
async fn a_dry_run_reports_the_same_and_writes_nothing() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let query = "realm=subscribers&dry_run=true";
    let answer = import(&app, &operator, query, subscriber("ana", json!({}))).await;
    let expected = json!({ "dry_run": true, "added": 1, "without_password": 1 });
    answer.assert(200, &report(1, expected));
    assert_eq!(app.database.count("subscribers WHERE username = 'ana'").await, 0);
}

#[tokio::test]
async fn a_line_grants_only_what_the_caller_holds_and_changes_nobody_who_may_do_more() {
    let app = TestApp::start().await;
    let caller = app.holder(1, &["imports.create", "tickets.view"]).await;
    for (name, permission) in [("readers", "tickets.view"), ("writers", "tickets.close")] {
        let new = NewRole {
            name: name.to_owned(),
            description: None,
            permissions: vec![permission.to_owned()],
        };
        app.app.auth.add_role(&new).await.expect("a role");
    }
    let (path, account) = added(&app, Realm::Users, Place::Inside, 7).await;
    let administrator = app.administrator(2).await;
    let lines = [
        user("may", json!({ "roles": ["readers"], "permissions": ["tickets.view"] })),
        user("role", json!({ "roles": ["readers", "writers"] })),
        user("unknown", json!({ "roles": ["nobody-has-this"] })),
        user("admin-to-be", json!({ "roles": ["admin"] })),
        user(
            "permission",
            json!({ "roles": ["readers"], "permissions": ["tickets.view", "users.delete"] }),
        ),
        user(
            "caller2",
            json!({ "email": "caller2@example.com", "roles": ["readers"], "phone": "1" }),
        ),
    ];
    let refusal =
        |line: u64, username: &str, reason: &str| json!({ "line": line, "username": username, "reason": reason });
    let query = "realm=users&on_conflict=update";
    let answer = import(&app, &caller, query, lines.concat()).await;
    let outranked = format!(
        "users/{} holds a permission of the admin API that you do not hold",
        administrator.id.0
    );
    let expected = json!({
        "added": 1, "without_password": 1, "refused": 5,
        "refusals": [
            refusal(2, "role", "writers is not yours to grant"),
            refusal(3, "unknown", "there is no role nobody-has-this"),
            refusal(4, "admin-to-be", "admin is not yours to grant"),
            refusal(5, "permission", "users.delete is not yours to grant"),
            refusal(6, "caller2", &outranked),
        ],
    });
    answer.assert(200, &report(6, expected));
    // What somebody has been granted already is not granted again.
    let operator = app.operator(3).await;
    let mine = json!({ "roles": ["writers"], "permissions": ["tickets.close"] });
    let granted = app
        .call("PATCH", &path)
        .json(&mine)
        .bearer(&app.administrator(4).await.token);
    assert_eq!(granted.send().await.status, 200);
    let shown = app.get(&path).bearer(&operator.token).send().await;
    let line = json!({
        "username": shown.at("/username"), "email": shown.at("/email"), "name": shown.at("/name"),
        "roles": shown.at("/roles"), "permissions": ["tickets.close"], "phone": "0171",
    });
    let answer = import(&app, &caller, query, format!("{line}\n")).await;
    answer.assert(200, &report(1, json!({ "updated": 1 })));
    let after = app
        .get(&format!("{USERS}/{}", account.id))
        .bearer(&operator.token)
        .send()
        .await;
    assert_eq!(after.at("/phone"), "0171");
}

#[tokio::test]
async fn what_is_wrong_with_the_request_is_said_before_anything_is_read() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let errors = field_errors(
        &import(
            &app,
            &operator,
            "realm=people&on_conflict=replace&dry_run=1&hash_format=md4",
            "",
        )
        .await,
    );
    let expected = json!({
        "realm": ["The realm field must be users or subscribers."],
        "on_conflict": ["The on_conflict field must be skip, update or fail."],
        "dry_run": ["The dry_run field must be true or false."],
        "hash_format": ["The hash_format field must be auto, md5 or sha1."],
    });
    assert_eq!(errors, expected);
    let errors = field_errors(&import(&app, &operator, "", "").await);
    assert_eq!(errors, json!({ "realm": ["The realm field is required."] }));
    let call = || {
        app.call("POST", &format!("{IMPORTS}?realm=users"))
            .bearer(&operator.token)
    };
    let answer = call().json(&json!({})).send().await;
    let why = "The body's content type must be one that the operation lists.";
    is_problem(&answer, 415, "unsupported_media_type", why);
    let answer = call().body(NDJSON, "").header("content-encoding", "gzip").send().await;
    is_problem(&answer, 415, "unsupported_encoding", "The body must not be compressed.");
    import(&app, &operator, "realm=users", "")
        .await
        .assert(200, &report(0, json!({})));
}

#[tokio::test]
async fn what_came_before_a_body_broke_off_may_be_sent_again() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let lines: String = (0..2_900)
        .map(|number| subscriber(&format!("s{number:05}"), json!({})))
        .collect();
    let parts = [
        Ok(Bytes::from(lines.clone())),
        Err(io::Error::from(io::ErrorKind::ConnectionReset)),
    ];
    let body = Body::from_bytes_stream(stream::iter(parts));
    let answer = import(&app, &operator, "realm=subscribers", body).await;
    is_problem(
        &answer,
        400,
        "malformed_body",
        "The body broke off. Lines before that may have been imported; send it again.",
    );
    let whole = import(&app, &operator, "realm=subscribers", lines).await;
    whole.assert(
        200,
        &report(
            2_900,
            json!({ "added": 150, "unchanged": 2_750, "without_password": 150 }),
        ),
    );
}

#[tokio::test]
async fn rights_that_are_taken_away_end_an_import_with_the_next_batch() {
    let app = TestApp::start().await;
    let caller = app.holder(1, &["imports.create"]).await;
    let lines = |first: usize| -> String {
        let numbers = first..first + 250;
        numbers
            .map(|number| subscriber(&format!("s{number:05}"), json!({})))
            .collect()
    };
    let (auth, account) = (app.app.auth.clone(), caller.id.reference());
    let first = stream::once(ready(Ok::<_, io::Error>(Bytes::from(lines(0)))));
    let second = lines(250);
    let rest = stream::once(async move {
        let removed = auth.remove_account(account, true).await;
        removed.expect("the caller is deleted");
        Ok(Bytes::from(second))
    });
    let answer = import(
        &app,
        &caller,
        "realm=subscribers",
        Body::from_bytes_stream(first.chain(rest)),
    )
    .await;
    assert_eq!(
        (answer.status, answer.at("/added"), answer.at("/refused")),
        (200, json!(250), json!(250)),
        "{answer:?}"
    );
    assert_eq!(answer.at("/refusals/0/reason"), "you may not import any more");
}
