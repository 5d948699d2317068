//! How far contracts are taken over.

use serde_json::json;

use super::{CUTOVERS, is_problem};
use crate::support::TestApp;

#[tokio::test]
async fn all_login_contracts_are_listed_and_each_has_a_page_with_the_same() {
    let app = TestApp::with("[contracts.netxd.upstream]\nurl = \"http://127.0.0.1:9\"\nmode = \"proxy\"").await;
    let caller = app.holder(1, &["cutovers.view"]).await;
    app.database
        .execute("UPDATE users SET password_hash = NULL WHERE id = 1")
        .await;
    let list = app.get(CUTOVERS).bearer(&caller.token).send().await;
    let items = list.at("/items");
    let items = items.as_array().expect("a list");
    let idents: Vec<_> = items.iter().map(|one| &one["contract"]).collect();
    assert_eq!(idents, ["ispcrm", "staff", "subscriber", "management", "netxd"]);
    let answer = app.get(&format!("{CUTOVERS}/netxd")).bearer(&caller.token).send().await;
    let mut one = answer.json();
    assert_eq!(one, items[4]);
    assert!(one["changed_at"].is_string(), "{one}");
    one["changed_at"].take();
    let counts = one["counts"].take();
    assert_eq!(counts[0], json!({ "name": "login.here", "day": 0, "week": 0 }));
    assert!(one["account_counts"]["all"].as_u64() > Some(1), "{one}");
    one["account_counts"].take();
    let expected = json!({
        "contract": "netxd", "mode": "proxy", "accounts": "100%", "changed_at": null, "old_backend": true,
        "account_counts": null, "counts": null, "differences": [],
        "legacy_tokens": { "alive": 0, "last_ends_at": null },
        "would_break": [{
            "code": "without_password", "count": 1,
            "text": "Accounts here that have no password and could not log in: 1.",
        }],
    });
    assert_eq!(one, expected);
}

#[tokio::test]
async fn there_is_none_of_what_nobody_logs_in_through() {
    let app = TestApp::start().await;
    let caller = app.holder(1, &["cutovers.view"]).await;
    for contract in ["admin", "nobody"] {
        let answer = app
            .get(&format!("{CUTOVERS}/{contract}"))
            .bearer(&caller.token)
            .send()
            .await;
        is_problem(&answer, 404, "not_found", "There is no such thing.");
    }
}
