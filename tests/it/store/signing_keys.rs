//! Signing keys: a row in which each has its place.

use latchkey::model::{Context, KeyId, SigningKey, Timestamp};
use latchkey::store::Store;

use crate::support::rows::{at, empty_store, start, uid};

fn key(number: u8) -> SigningKey {
    SigningKey::new(KeyId(uid(number.into())), "HS256".to_owned(), vec![number; 32], start())
}

/// Of every key, the newest first: its number, its generation, and its end.
async fn row(store: &Store) -> Vec<(u128, i64, Option<Timestamp>)> {
    let keys = store.signing_keys().await.expect("a query");
    keys.iter()
        .map(|key| (key.id.0.as_u128(), key.generation, key.verifies_until))
        .collect()
}

async fn add(store: &Store, key: &SigningKey, after: i64, until: Timestamp) -> bool {
    store
        .add_signing_key(key, after, until, &Context::system())
        .await
        .expect("a statement")
}

#[tokio::test]
async fn a_key_follows_the_one_that_was_newest_and_only_one_does() {
    let (_database, store) = empty_store().await;
    assert!(add(&store, &key(1), 0, at(1)).await);
    assert!(!add(&store, &key(2), 0, at(2)).await, "there is a first one");
    assert!(add(&store, &key(3), 1, at(3)).await);
    assert!(!add(&store, &key(4), 1, at(4)).await, "there is a second one");
    assert_eq!(row(&store).await, [(3, 2, None), (1, 1, Some(at(3)))]);
    assert!(add(&store, &key(5), 2, at(5)).await);
    let ends = [(5, 3, None), (3, 2, Some(at(5))), (1, 1, Some(at(3)))];
    assert_eq!(row(&store).await, ends, "an end that is set stays");
}

#[tokio::test]
async fn a_key_that_comes_again_leaves_its_old_place() {
    let (_database, store) = empty_store().await;
    assert!(add(&store, &key(1), 0, at(1)).await);
    assert!(add(&store, &key(2), 1, at(2)).await);
    assert!(
        !add(&store, &key(1), 1, at(3)).await,
        "too late, so it stays where it is"
    );
    assert_eq!(row(&store).await, [(2, 2, None), (1, 1, Some(at(2)))]);
    assert!(add(&store, &key(1), 2, at(4)).await);
    assert_eq!(row(&store).await, [(1, 3, None), (2, 2, Some(at(4)))]);
}

#[tokio::test]
async fn keys_are_deleted_when_their_end_has_come_and_not_before() {
    let (_database, store) = empty_store().await;
    for (number, until) in [(1, 10), (2, 10), (3, 20), (4, 30)] {
        assert!(add(&store, &key(number), i64::from(number) - 1, at(until)).await);
    }
    for (now, deleted, left) in [
        (9, 0, 4),
        (10, 1, 3),
        (19, 0, 3),
        (20, 1, 2),
        (1000, 1, 1),
        (9999, 0, 1),
    ] {
        let done = store
            .delete_ended_signing_keys(at(now), &Context::system())
            .await
            .expect("a statement");
        assert_eq!((done, row(&store).await.len()), (deleted, left), "after {now} seconds");
    }
}

#[tokio::test]
async fn all_of_a_key_comes_back_and_its_material_is_replaced_once() {
    let (_database, store) = empty_store().await;
    let mut new = key(1).with_material(vec![7; 60], Some("one".to_owned()));
    new.signs_from = at(120);
    assert!(add(&store, &new, 0, at(1)).await);
    let found = store.signing_keys().await.expect("a query").remove(0);
    assert_eq!((found.id, found.algorithm.as_str()), (new.id, "HS256"));
    assert_eq!((found.created_at, found.signs_from), (start(), at(120)));
    assert_eq!(
        (found.expose(), found.encrypted_with.as_deref()),
        (&[7; 60][..], Some("one"))
    );

    let other = new.clone().with_material(vec![8; 60], Some("two".to_owned()));
    for (was, done) in [
        (None, false),
        (Some("two"), false),
        (Some("one"), true),
        (Some("one"), false),
    ] {
        let replaced = store.reencrypt_signing_key(&other, was).await.expect("a statement");
        assert_eq!(replaced, done, "{was:?}");
    }
    let found = store.signing_keys().await.expect("a query").remove(0);
    assert_eq!(
        (found.expose(), found.encrypted_with.as_deref()),
        (&[8; 60][..], Some("two"))
    );
    let plain = new.with_material(vec![9; 32], None);
    assert!(
        store
            .reencrypt_signing_key(&plain, Some("two"))
            .await
            .expect("a statement")
    );
    let found = store.signing_keys().await.expect("a query").remove(0);
    assert_eq!((found.expose(), found.encrypted_with.as_deref()), (&[9; 32][..], None));
}

#[tokio::test]
async fn a_key_from_before_rotation_signs_from_its_making_on_and_has_no_end() {
    let (database, store) = empty_store().await;
    assert!(add(&store, &key(1), 0, at(1)).await);
    let before = "UPDATE signing_keys SET signs_from = NULL, verifies_until = NULL, sealed_by = NULL";
    database.execute(before).await;
    let found = store.signing_keys().await.expect("a query").remove(0);
    assert_eq!((found.signs_from, found.verifies_until), (start(), None));
}
