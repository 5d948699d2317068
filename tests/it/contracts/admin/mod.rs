//! Our own API for those who run the accounts.

mod accounts;
mod api_keys;
mod audit;
mod authorization;
mod caller;
mod cutovers;
mod deleting;
mod grants;
mod idempotency;
mod imports;
mod last_administrator;
mod lists;
mod locks;
mod lost_updates;
mod next_request;
mod requests;
mod roles;
mod sessions;
mod settings;
mod webhooks;

use serde_json::{Value, json};

use crate::support::http::{Answer, Sent};

const USERS: &str = "/admin/v1/users";
const SUBSCRIBERS: &str = "/admin/v1/subscribers";
const ROLES: &str = "/admin/v1/roles";
const API_KEYS: &str = "/admin/v1/api-keys";
const SESSIONS: &str = "/admin/v1/sessions";
const AUDIT_EVENTS: &str = "/admin/v1/audit-events";
const CUTOVERS: &str = "/admin/v1/cutovers";
const IMPORTS: &str = "/admin/v1/imports";
const LOCKS: &str = "/admin/v1/locks";
const WEBHOOKS: &str = "/admin/v1/webhooks";

/// The whole answer of a problem, with the name of its request.
#[track_caller]
fn is_problem(answer: &Answer, status: u16, code: &str, detail: &str) {
    let json = answer.json();
    let title = json["title"].as_str().unwrap_or_default();
    let expected = json!({
        "type": format!("/problems/{code}"),
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": answer.header("x-request-id"),
    });
    answer.assert(status, &expected);
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json"),
        "{answer:?}"
    );
}

/// The errors of fields that a request was refused for.
#[track_caller]
fn field_errors(answer: &Answer) -> Value {
    assert_eq!(answer.status, 422, "{answer:?}");
    assert_eq!(answer.at("/code"), "invalid_fields", "{answer:?}");
    answer.at("/errors")
}

/// Nothing but that it is done.
#[track_caller]
fn is_done(answer: &Answer) {
    assert_eq!((answer.status, answer.text.as_str()), (204, ""), "{answer:?}");
    answer.has_headers(&[] as &[Sent]);
}

/// The outcomes of calls that are on their way at the same time, in the order of the calls.
async fn concurrently<T>(calls: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    futures_util::future::join_all(calls).await
}

/// The entity tag of an answer.
#[track_caller]
fn tag(answer: &Answer) -> String {
    answer
        .header("etag")
        .unwrap_or_else(|| panic!("no tag in {answer:?}"))
        .to_owned()
}
