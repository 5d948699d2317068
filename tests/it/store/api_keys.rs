//! API keys: found by an indexed prefix, which several may share.

use std::time::Duration;

use latchkey::model::{ApiKeyId, Context, PlainToken, UserId, UserStatus};
use latchkey::store::Store;

use crate::support::admin::folded;
use crate::support::database::TestDatabase;
use crate::support::rows::{api_key, at, empty_store, start, uid, user};
use crate::support::store::Put;

const ONE: &str = "api_samesame-one";
const OTHER: &str = "api_samesame-other";
const PREFIX: &str = "api_samesame";

/// Anna has two keys that begin alike, Berta one that does not.
async fn with_keys() -> (TestDatabase, Store) {
    let (database, store) = empty_store().await;
    for (number, name) in [(1, "anna"), (2, "berta")] {
        store
            .put_user(&user(name), uid(number), start(), &Context::operator())
            .await
            .expect("a user");
    }
    for (text, owner) in [(ONE, 1), (OTHER, 1), ("api_different", 2)] {
        store
            .put_api_key(&api_key(text, UserId(owner)), &Context::operator())
            .await
            .expect("a key");
    }
    (database, store)
}

#[tokio::test]
async fn all_keys_of_one_prefix_are_found_each_with_its_own_hash() {
    let (_database, store) = with_keys().await;
    let found = store.api_keys_by_prefix(PREFIX).await.expect("a query");
    assert_eq!(found.len(), 2);
    for text in [ONE, OTHER] {
        let presented = PlainToken::new(text.to_owned()).hashed();
        let matching: Vec<_> = found.iter().filter(|known| known.hash.matches(&presented)).collect();
        assert_eq!(matching.len(), 1, "{text}");
        assert_eq!(matching[0].key.owner, UserId(1));
    }
    for nothing in [
        "",
        "api_",
        "api_samesam",
        "API_samesame",
        "api_samesame-",
        "api_nothing_",
    ] {
        let found = store.api_keys_by_prefix(nothing).await.expect("a query");
        assert!(found.is_empty(), "{nothing}");
    }
}

#[tokio::test]
async fn keys_are_listed_by_owner_in_the_order_in_which_they_were_made() {
    let (_database, store) = with_keys().await;
    let numbers = async |owner| {
        let keys = store.api_keys(owner).await.expect("a query");
        keys.iter().map(|key| key.id.0).collect::<Vec<_>>()
    };
    assert_eq!(numbers(Some(UserId(1))).await, [1, 2]);
    assert_eq!(numbers(Some(UserId(2))).await, [3]);
    assert_eq!(numbers(Some(UserId(9))).await, Vec::<i64>::new());
    assert_eq!(numbers(None).await, [1, 2, 3]);
}

#[tokio::test]
async fn a_key_is_revoked_once() {
    let (_database, store) = with_keys().await;
    let revoke = async |number, now| {
        store
            .revoke_api_key(ApiKeyId(number), now, &Context::operator())
            .await
            .expect("a query")
    };
    assert!(revoke(1, at(5)).await);
    assert!(!revoke(1, at(6)).await);
    assert!(!revoke(9, at(5)).await);
    let keys = store.api_keys(None).await.expect("a query");
    let revoked: Vec<_> = keys.iter().map(|key| key.revoked_at).collect();
    assert_eq!(revoked, [Some(at(5)), None, None], "the first moment stays");
    assert_eq!(
        store.api_keys_by_prefix(PREFIX).await.expect("a query").len(),
        2,
        "it is still there to be judged"
    );
}

#[tokio::test]
async fn keys_of_a_disabled_owner_are_not_found() {
    let (_database, store) = with_keys().await;
    for (status, found) in [(UserStatus::Disabled, 0), (UserStatus::Active, 2)] {
        store
            .set_user_status(&folded("anna"), status, at(5), &Context::operator())
            .await
            .expect("a query");
        assert_eq!(
            store.api_keys_by_prefix(PREFIX).await.expect("a query").len(),
            found,
            "{status:?}"
        );
    }
    assert_eq!(
        store.api_keys_by_prefix("api_differen").await.expect("a query").len(),
        1
    );
}

#[tokio::test]
async fn a_use_is_noted_unless_one_was_noted_lately() {
    let (_database, store) = with_keys().await;
    let minute = Duration::from_secs(60);
    for (now, used) in [(at(5), at(5)), (at(64), at(5)), (at(65), at(65)), (at(10), at(65))] {
        store.touch_api_key(ApiKeyId(1), now, minute);
        store.flush().await.expect("written");
        let keys = store.api_keys(None).await.expect("a query");
        assert_eq!(keys[0].last_used_at, Some(used), "at {now:?}");
        assert_eq!(keys[1].last_used_at, None);
    }
}

#[tokio::test]
async fn keys_go_with_their_owner() {
    let (database, store) = with_keys().await;
    database.execute("DELETE FROM users WHERE username = 'anna'").await;
    assert!(store.api_keys_by_prefix(PREFIX).await.expect("a query").is_empty());
    assert_eq!(database.count("api_keys").await, 1);
}
