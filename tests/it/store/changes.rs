//! What operators and logins change about an account: by a folded name, or while a hash is still the one it was.

use latchkey::model::{Context, PasswordHash, Realm, SubscriberId, SubscriberStatus, UserId, UserStatus};
use latchkey::store::LoginName;

use crate::support::admin::folded;
use crate::support::rows::{at, empty_store, hash, start, subscriber, uid, user};
use crate::support::store::Put;

#[tokio::test]
async fn a_change_of_somebody_who_is_not_there_changes_nothing_and_says_so() {
    let (_database, store) = empty_store().await;
    let nobody = folded("nobody");
    let status = store
        .set_user_status(&nobody, UserStatus::Disabled, start(), &Context::operator())
        .await;
    assert_eq!(status.expect("a query"), None);
    assert_eq!(
        store
            .set_user_password(&nobody, &hash(), start(), &Context::operator())
            .await
            .expect("a query"),
        None
    );
    let status = store
        .set_subscriber_status(&nobody, SubscriberStatus::Disabled, start(), &Context::operator())
        .await;
    assert_eq!(status.expect("a query"), None);
    assert_eq!(
        store
            .set_subscriber_password(&nobody, &hash(), start(), &Context::operator())
            .await
            .expect("a query"),
        None
    );
    assert!(store.user(UserId(1)).await.expect("a query").is_none());
    assert!(store.subscriber(SubscriberId(1)).await.expect("a query").is_none());
}

#[tokio::test]
async fn a_change_stamps_the_account_and_keeps_the_rest() {
    let (_database, store) = empty_store().await;
    let id = store
        .put_user(&user("anna"), uid(1), start(), &Context::operator())
        .await
        .expect("a user");
    let changed = store
        .set_user_status(&folded("ANNA"), UserStatus::Disabled, at(5), &Context::operator())
        .await;
    assert_eq!(changed.expect("a query"), Some(id));
    let anna = store.user(id).await.expect("a query").expect("a user");
    assert_eq!(
        (anna.status, anna.created_at, anna.updated_at),
        (UserStatus::Disabled, start(), at(5))
    );
    let new = PasswordHash::new("another hash".to_owned());
    store
        .set_user_password(&folded("anna"), &new, at(6), &Context::operator())
        .await
        .expect("a query");
    let found = store
        .user_credentials(&LoginName::Username(folded("anna")))
        .await
        .expect("a query");
    let found = found.expect("a user");
    assert_eq!(found.password_hash.expect("a hash").expose(), "another hash");
    assert_eq!(found.account.status, UserStatus::Disabled, "still");
}

#[tokio::test]
async fn a_hash_is_renewed_only_while_it_is_the_one_that_was_verified() {
    let (_database, store) = empty_store().await;
    store
        .put_user(&user("anna"), uid(1), start(), &Context::operator())
        .await
        .expect("a user");
    store
        .put_subscriber(&subscriber("anna"), start(), &Context::operator())
        .await
        .expect("a subscriber");
    let (stale, new) = (
        PasswordHash::new("stale".to_owned()),
        PasswordHash::new("new".to_owned()),
    );
    let name = LoginName::Username(folded("anna"));
    for realm in [Realm::Users, Realm::Subscribers] {
        for (old, expected) in [(&stale, "a hash"), (&hash(), "new")] {
            store
                .renew_hash(latchkey::model::AccountRef { realm, id: 1 }, old, &new)
                .await
                .expect("a query");
            let stored = match realm {
                Realm::Users => store
                    .user_credentials(&name)
                    .await
                    .expect("a query")
                    .and_then(|one| one.password_hash),
                Realm::Subscribers => store
                    .subscriber_credentials(&name)
                    .await
                    .expect("a query")
                    .and_then(|one| one.password_hash),
            };
            assert_eq!(stored.expect("a hash").expose(), expected, "{realm:?}");
        }
    }
}
