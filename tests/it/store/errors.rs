//! What can go wrong has a meaning: the database is away, or it refused a statement, or a value means nothing.

use std::time::Duration;

use latchkey::model::{Context, PlainToken, SessionId, SubscriberId, UserId};
use latchkey::store::{Store, StoreError, StoreOptions};

use crate::support::rows::{empty_store, start, subscriber, uid, user};
use crate::support::store::Put;

#[tokio::test]
async fn a_database_that_is_away_is_unavailable() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let nowhere = format!("sqlite://{}", folder.path().join("no/such/folder/test.db").display());
    for url in [nowhere.as_str(), "postgres://nobody@127.0.0.1:1/nothing"] {
        let options = StoreOptions {
            url: url.to_owned(),
            other_servers: Vec::new(),
            must_take_writes: false,
            is_pooled: false,
            max_connections: 1,
            acquire_timeout: Duration::from_secs(1),
            statement_timeout: None,
            cache_bytes: 1 << 20,
        };
        let refused = Store::connect(&options).await.expect_err("nothing answers there");
        assert!(matches!(refused, StoreError::Unavailable(_)), "{url}: {refused:?}");
    }
}

#[tokio::test]
async fn a_store_that_was_closed_is_unavailable_for_reading_and_writing() {
    let (_database, store) = empty_store().await;
    store.clone().close().await.expect("closing");
    let read = store.user(UserId(1)).await.expect_err("closed");
    assert!(matches!(read, StoreError::Unavailable(_)), "{read:?}");
    let written = store
        .put_subscriber(&subscriber("anna"), start(), &Context::operator())
        .await
        .expect_err("closed");
    assert!(matches!(written, StoreError::Unavailable(_)), "{written:?}");
    let begun = store
        .put_user(&user("anna"), uid(1), start(), &Context::operator())
        .await
        .expect_err("closed");
    assert!(matches!(begun, StoreError::Unavailable(_)), "{begun:?}");
    let asked = store.schema_is_current().await.expect_err("closed");
    assert!(matches!(asked, StoreError::Unavailable(_)), "{asked:?}");
}

#[tokio::test]
async fn a_statement_that_cannot_work_is_refused() {
    let (database, store) = empty_store().await;
    let cookie = PlainToken::new("a cookie".to_owned()).hashed();
    let orphan = store.add_portal_cookie(&cookie, SessionId(uid(1)), start()).await;
    assert!(matches!(orphan, Err(StoreError::Refused(_))), "{orphan:?}");
    database.execute("DROP TABLE api_keys").await;
    let missing = store.api_keys(None).await.expect_err("there is no such table");
    assert!(matches!(missing, StoreError::Refused(_)), "{missing:?}");
    assert!(store.settings(UserId(1)).await.is_ok(), "the rest goes on working");
}

#[tokio::test]
async fn a_value_that_means_nothing_is_named_with_its_column() {
    let (database, store) = empty_store().await;
    store
        .put_user(&user("anna"), uid(1), start(), &Context::operator())
        .await
        .expect("a user");
    store
        .put_subscriber(&subscriber("anna"), start(), &Context::operator())
        .await
        .expect("a subscriber");
    database.execute("UPDATE users SET status = 'strange'").await;
    database.execute("UPDATE subscribers SET status = 'strange'").await;
    let corrupt = store.user(UserId(1)).await.expect_err("no such status");
    assert!(
        matches!(corrupt, StoreError::Corrupt { column: "users.status" }),
        "{corrupt:?}"
    );
    let corrupt = store.subscriber(SubscriberId(1)).await.expect_err("no such status");
    assert!(
        matches!(
            corrupt,
            StoreError::Corrupt {
                column: "subscribers.status"
            }
        ),
        "{corrupt:?}"
    );
}

#[tokio::test]
async fn what_an_error_says_holds_no_value_of_a_client() {
    let (_database, store) = empty_store().await;
    store
        .put_user(&user("anna"), uid(1), start(), &Context::operator())
        .await
        .expect("a user");
    let taken = store
        .put_user(&user("Anna"), uid(2), start(), &Context::operator())
        .await
        .expect_err("taken");
    let shown = format!("{taken} {taken:?}").to_lowercase();
    assert!(!shown.contains("anna"), "{shown}");
}
