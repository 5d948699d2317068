//! Webhook endpoints. How they are delivered to is tested in `webhooks/`.

use std::time::Duration;

use latchkey::auth::AddWebhook;
use latchkey::model::{Context, WebhookId};
use serde_json::{Value, json};

use super::caller::Caller;
use super::{AUDIT_EVENTS, WEBHOOKS, field_errors, is_done, is_problem, tag};
use crate::support::TestApp;
use crate::support::http::Answer;

const URL: &str = "https://crm.example/hooks";

/// Sends a request of this caller to a path below that of the endpoints.
async fn send(app: &TestApp, caller: &Caller, method: &'static str, below: &str, body: Value) -> Answer {
    let path = format!("{WEBHOOKS}{below}");
    let call = app.call(method, &path).bearer(&caller.token);
    let call = if body.is_null() { call } else { call.json(&body) };
    call.send().await
}

async fn read(app: &TestApp, caller: &Caller, below: &str) -> Answer {
    send(app, caller, "GET", below, Value::Null).await
}

/// The secrets that sign for the endpoint, the current one first.
async fn signing(app: &TestApp) -> Vec<String> {
    let found = app.app.auth.webhook_secrets_of_url(URL).await.expect("a database");
    let secrets = found.expect("an endpoint").expect("readable secrets");
    secrets.iter().map(|one| one.shown().expose().to_owned()).collect()
}

#[tokio::test]
async fn an_endpoint_is_shown_as_it_was_added_and_its_secret_once() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let body = json!({ "url": "HTTPS://CRM.example:443/hooks", "description": "CRM",
        "events": ["account.disabled", "account.added", "account.added"] });
    let added = send(&app, &operator, "POST", "", body).await;
    assert_eq!(added.status, 201, "{added:?}");
    assert_eq!(added.header("location"), Some("/admin/v1/webhooks/1"));
    let created_at = added.at("/webhook/created_at");
    let expected = json!({
        "id": 1,
        "url": URL,
        "description": "CRM",
        "events": ["account.added", "account.disabled"],
        "status": "enabled",
        "created_at": created_at,
        "disabled_at": null,
        "disabled_because": null,
        "previous_secret_until": null,
        "position": added.at("/webhook/position"),
        "last_delivered_at": null,
        "failing_since": null,
        "failures": 0,
        "last_error": null,
        "next_attempt_at": null,
    });
    let secret = added.at("/secret");
    added.assert(201, &json!({ "secret": secret, "webhook": expected }));
    assert_eq!(json!(signing(&app).await), json!([secret]));
    let found = read(&app, &operator, "/1").await;
    found.assert(200, &expected);
    assert_eq!(tag(&found), tag(&added));
    let list = read(&app, &operator, "").await;
    list.assert(200, &json!({ "items": [expected], "next": null }));
    let events = app.get(&format!("{AUDIT_EVENTS}?limit=1")).bearer(&operator.token);
    let event = events.send().await;
    let who = format!("users/{}", operator.id.0);
    assert_eq!(event.at("/items/0/action"), "webhook.added", "{event:?}");
    assert_eq!(event.at("/items/0/actor"), who.as_str(), "{event:?}");
    assert_eq!(event.at("/items/0/subject"), "webhook_endpoints/1", "{event:?}");
}

#[tokio::test]
async fn an_endpoint_without_events_gets_all_and_lists_come_in_pages() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    for number in 1..=3 {
        let body = json!({ "url": format!("{URL}/{number}") });
        let added = send(&app, &operator, "POST", "", body).await;
        assert_eq!(
            (added.status, added.at("/webhook/events")),
            (201, json!([])),
            "{added:?}"
        );
    }
    let first = read(&app, &operator, "?limit=2").await;
    let next = first.at("/next");
    let second = read(
        &app,
        &operator,
        &format!("?limit=2&cursor={}", next.as_str().expect("a page follows")),
    )
    .await;
    let ids = |answer: &Answer| {
        let items = answer.at("/items");
        let items = items.as_array().expect("a list").iter();
        items.map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((ids(&first), ids(&second)), (vec![json!(1), json!(2)], vec![json!(3)]));
    assert_eq!(second.at("/next"), Value::Null);
}

#[tokio::test]
async fn what_is_wrong_with_an_endpoint_is_said_by_field_and_nothing_is_added() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let https = "The url field must begin with https://; http:// is for addresses in webhooks.allowed_networks.";
    for (body, expected) in [
        (json!({}), json!({ "url": ["The url field is required."] })),
        (
            json!({ "url": 1, "events": ["account.added", "nothing.happened"], "description": "\u{1}" }),
            json!({
                "url": ["The url field must be a string."],
                "description": ["The description field must not contain control characters."],
                "events": ["The events field must be an array of actions of the audit log, such as account.disabled."],
            }),
        ),
        (
            json!({ "url": "crm.example" }),
            json!({ "url": ["The url field must be a URL such as https://example.com/hooks."] }),
        ),
        (json!({ "url": "http://crm.example/" }), json!({ "url": [https] })),
        (
            json!({ "url": "https://169.254.169.254/latest" }),
            json!({ "url": ["The url field must not be at 169.254.169.254, which is not a public address; \
                webhooks.allowed_networks allows others."] }),
        ),
        (
            json!({ "url": format!("{URL}?{}", "a".repeat(2048)) }),
            json!({ "url": ["The url field must not be longer than 2048 bytes."] }),
        ),
        (
            json!({ "url": URL, "events": vec!["account.added"; 41] }),
            json!({ "events": ["The events field must not have more than 40 items."] }),
        ),
    ] {
        let answer = send(&app, &operator, "POST", "", body.clone()).await;
        assert_eq!(field_errors(&answer), expected, "{body}");
    }
    read(&app, &operator, "")
        .await
        .assert(200, &json!({ "items": [], "next": null }));
}

/// An endpoint that an operator has added on the command line.
async fn added(app: &TestApp) -> WebhookId {
    let command = AddWebhook {
        url: URL.to_owned(),
        description: Some("CRM".to_owned()),
        events: Vec::new(),
    };
    let added = app.app.auth.add_webhook(command, &Context::operator()).await;
    added.expect("a new endpoint").0
}

#[tokio::test]
async fn a_merge_patch_changes_what_it_has_and_a_stale_tag_changes_nothing() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    added(&app).await;
    let before = read(&app, &operator, "/1").await;
    let body = json!({ "url": "https://crm.example/v2", "events": ["logout"] });
    let changed = send(&app, &operator, "PATCH", "/1", body).await;
    let mut expected = before.json();
    expected["url"] = "https://crm.example/v2".into();
    expected["events"] = json!(["logout"]);
    changed.assert(200, &expected);
    assert_ne!(tag(&changed), tag(&before));
    let stale = "It was changed meanwhile. Read it again, and decide anew.";
    for method in ["PATCH", "DELETE"] {
        let call = app.call(method, &format!("{WEBHOOKS}/1")).bearer(&operator.token);
        let call = if method == "PATCH" {
            call.json(&json!({ "url": URL }))
        } else {
            call
        };
        let answer = call.header("if-match", &tag(&before)).send().await;
        is_problem(&answer, 412, "precondition_failed", stale);
    }
    read(&app, &operator, "/1").await.assert(200, &expected);
    let emptied = send(
        &app,
        &operator,
        "PATCH",
        "/1",
        json!({ "description": null, "events": null }),
    )
    .await;
    expected["description"] = Value::Null;
    expected["events"] = json!([]);
    emptied.assert(200, &expected);
    let refused = send(&app, &operator, "PATCH", "/1", json!({ "url": null })).await;
    assert_eq!(field_errors(&refused), json!({ "url": ["The url field is required."] }));
    let call = app.call("DELETE", &format!("{WEBHOOKS}/1")).bearer(&operator.token);
    is_done(&call.header("if-match", &tag(&emptied)).send().await);
    for (method, below, body) in [
        ("GET", "/1", Value::Null),
        ("PATCH", "/1", json!({ "url": URL })),
        ("DELETE", "/1", Value::Null),
        ("POST", "/1/enable", json!({})),
        ("POST", "/1/disable", Value::Null),
        ("POST", "/1/rotate-secret", json!({ "overlap_seconds": 0 })),
    ] {
        let answer = send(&app, &operator, method, below, body).await;
        is_problem(&answer, 404, "not_found", "There is no such thing.");
    }
}

#[tokio::test]
async fn an_endpoint_is_switched_off_and_on_and_may_skip_what_it_has_missed() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    added(&app).await;
    let before = read(&app, &operator, "/1").await;
    let off = send(&app, &operator, "POST", "/1/disable", Value::Null).await;
    let mut expected = before.json();
    expected["status"] = "disabled".into();
    expected["disabled_at"] = off.at("/disabled_at");
    expected["disabled_because"] = "operator".into();
    off.assert(200, &expected);
    assert!(off.at("/disabled_at").is_string(), "{off:?}");
    assert_ne!(tag(&off), tag(&before));
    let on = send(&app, &operator, "POST", "/1/enable", json!({})).await;
    on.assert(200, &before.json());
    let newest = app.mark().await;
    let skipped = send(&app, &operator, "POST", "/1/enable", json!({ "skip_missed": true })).await;
    assert_eq!(skipped.at("/position"), json!(newest), "{skipped:?}");
    let refused = send(&app, &operator, "POST", "/1/enable", json!({ "skip_missed": 1 })).await;
    let why = "The skip_missed field must be true or false.";
    assert_eq!(field_errors(&refused), json!({ "skip_missed": [why] }));
}

#[tokio::test]
async fn a_rotated_secret_signs_beside_the_old_one_for_the_overlap() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    added(&app).await;
    let old = signing(&app).await;
    let body = json!({ "overlap_seconds": 3600 });
    let rotated = send(&app, &operator, "POST", "/1/rotate-secret", body).await;
    let secret = rotated.at("/secret");
    let secret = secret.as_str().expect("a secret").to_owned();
    let shown = read(&app, &operator, "/1").await;
    rotated.assert(200, &json!({ "secret": secret, "webhook": shown.json() }));
    assert!(shown.at("/previous_secret_until").is_string(), "{shown:?}");
    assert_eq!(signing(&app).await, [secret.clone(), old[0].clone()]);
    app.pass(Duration::from_secs(3600));
    assert_eq!(signing(&app).await, [secret]);
    for (seconds, why) in [
        (
            json!(2_592_001),
            "The overlap_seconds field must be a number from 0 to 2592000.",
        ),
        (
            json!(-1),
            "The overlap_seconds field must be a number from 0 to 2592000.",
        ),
        (Value::Null, "The overlap_seconds field is required."),
    ] {
        let token = app.token_of("staff", &super::caller::person(1)).await;
        let call = app.post(
            &format!("{WEBHOOKS}/1/rotate-secret"),
            json!({ "overlap_seconds": seconds }),
        );
        let refused = call.bearer(&token).send().await;
        assert_eq!(field_errors(&refused), json!({ "overlap_seconds": [why] }));
    }
}

#[tokio::test]
async fn the_key_of_a_creation_is_used_up_once_its_secret_is_rotated_or_its_endpoint_deleted() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let create = async |key: &str| {
        let call = app.post(WEBHOOKS, json!({ "url": URL })).header("idempotency-key", key);
        call.bearer(&operator.token).send().await
    };
    let used = json!({ "Idempotency-Key": ["The Idempotency-Key field was used for another request."] });
    for (number, (key, method, below, body)) in [
        (
            "5f0c1d3a-7a0e-4bb0-0001",
            "POST",
            "/rotate-secret",
            json!({ "overlap_seconds": 0 }),
        ),
        ("5f0c1d3a-7a0e-4bb0-0002", "DELETE", "", Value::Null),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(create(key).await.status, 201);
        let path = format!("/{}{below}", number + 1);
        assert!(send(&app, &operator, method, &path, body).await.status < 300);
        assert_eq!(field_errors(&create(key).await), used, "{method}");
    }
}
