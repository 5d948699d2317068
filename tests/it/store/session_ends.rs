//! Ending sessions: one, all, for reuse; each says whether there was something to end. And deleting old ones.

use latchkey::model::{AccountRef, Context, EndReason, PlainToken, Realm, SessionId, UserStatus};
use latchkey::store::{Store, StoreError};

use crate::support::admin::folded;
use crate::support::database::TestDatabase;
use crate::support::rows::{at, empty_store, hash, opening, session, start, subscriber, token, uid, user};
use crate::support::store::Put;

const ANNA: AccountRef = AccountRef {
    realm: Realm::Users,
    id: 1,
};
const BERTA: AccountRef = AccountRef {
    realm: Realm::Users,
    id: 2,
};
/// A subscriber with Anna's number.
const CLARA: AccountRef = AccountRef {
    realm: Realm::Subscribers,
    id: 1,
};

/// Sessions 1 and 2 are Anna's, 3 is Berta's, 4 is Clara's.
async fn with_sessions() -> (TestDatabase, Store) {
    let (database, store) = empty_store().await;
    store
        .put_user(&user("anna"), uid(1), start(), &Context::operator())
        .await
        .expect("a user");
    store
        .put_user(&user("berta"), uid(2), start(), &Context::operator())
        .await
        .expect("a user");
    store
        .put_subscriber(&subscriber("clara"), start(), &Context::operator())
        .await
        .expect("a subscriber");
    for (number, account) in [(1, ANNA), (2, ANNA), (3, BERTA), (4, CLARA)] {
        let mut new = session(number, account);
        new.created_at = at(u64::try_from(number).expect("a small number"));
        assert!(
            store
                .open_session(&opening(&new, &hash(), false))
                .await
                .expect("a query")
        );
    }
    (database, store)
}

fn id(number: u128) -> SessionId {
    SessionId(uid(number))
}

/// The numbers of the sessions that are open at this moment.
async fn open(store: &Store) -> Vec<u128> {
    let mut open = Vec::new();
    for number in 1..=4 {
        let stored = store.session(id(number)).await.expect("a query").expect("a session");
        if stored.is_live(at(10)) {
            open.push(number);
        }
    }
    open
}

#[tokio::test]
async fn one_session_is_ended_once_and_only_by_its_account() {
    let (database, store) = with_sessions().await;
    let end = async |account, number| {
        let ended = store
            .end_session(account, id(number), EndReason::Logout, at(10), &Context::operator())
            .await;
        ended.expect("a query")
    };
    assert!(!end(BERTA, 1).await, "not hers");
    assert!(!end(CLARA, 1).await, "the other realm");
    assert!(!end(ANNA, 9).await, "nobody's");
    assert_eq!(open(&store).await, [1, 2, 3, 4]);
    assert!(end(ANNA, 1).await);
    assert!(!end(ANNA, 1).await, "twice");
    assert_eq!(open(&store).await, [2, 3, 4]);
    let reason = "SELECT ended_reason FROM sessions WHERE ended_at IS NOT NULL";
    assert_eq!(database.text(reason).await.as_deref(), Some("logout"));
}

#[tokio::test]
async fn a_session_that_expired_cannot_be_ended_any_more() {
    let (_database, store) = with_sessions().await;
    let late = store
        .end_session(ANNA, id(1), EndReason::Logout, at(3600), &Context::operator())
        .await;
    assert!(!late.expect("a query"));
    let late = store
        .end_all_sessions(ANNA, id(1), at(3600), &Context::operator())
        .await;
    assert_eq!(late.expect("a query"), 0);
    let in_time = store
        .end_session(ANNA, id(1), EndReason::Logout, at(3599), &Context::operator())
        .await;
    assert!(in_time.expect("a query"));
}

#[tokio::test]
async fn all_sessions_of_an_account_are_ended_and_counted() {
    let (_database, store) = with_sessions().await;
    let ended = async |account| {
        let ended = store
            .end_all_sessions(account, id(1), at(10), &Context::operator())
            .await;
        ended.expect("a query")
    };
    assert_eq!(ended(ANNA).await, 2);
    assert_eq!(open(&store).await, [3, 4]);
    assert_eq!(ended(ANNA).await, 0);
    assert_eq!(ended(CLARA).await, 1);
    assert_eq!(open(&store).await, [3]);
}

#[tokio::test]
async fn reuse_ends_a_session_unless_the_token_is_the_current_one_after_all() {
    let (_database, store) = with_sessions().await;
    let end = async |number, stale| {
        store
            .end_for_reuse(ANNA, id(number), stale, (at(10), None), &Context::operator())
            .await
            .expect("a query")
    };
    assert!(!end(1, token(1)).await, "the current one");
    assert!(end(1, token(99)).await);
    assert!(!end(1, token(99)).await, "twice");
    assert!(!end(9, token(99)).await, "nobody's");
    assert_eq!(open(&store).await, [2, 3, 4]);
}

#[tokio::test]
async fn open_sessions_are_listed_the_newest_first() {
    let (_database, store) = with_sessions().await;
    let list = async |account, now| {
        let listed = store.open_sessions(account, now).await.expect("a query");
        listed.iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(list(ANNA, at(10)).await, [id(2), id(1)]);
    assert_eq!(list(CLARA, at(10)).await, [id(4)]);
    let ended = store
        .end_session(ANNA, id(2), EndReason::EndedByOwner, at(10), &Context::operator())
        .await;
    assert!(ended.expect("a query"));
    assert_eq!(list(ANNA, at(10)).await, [id(1)]);
    assert_eq!(list(ANNA, at(3600)).await, []);
}

#[tokio::test]
async fn disabling_and_a_new_password_end_sessions_and_other_changes_do_not() {
    let (_database, store) = with_sessions().await;
    store
        .set_user_status(&folded("anna"), UserStatus::Active, at(10), &Context::operator())
        .await
        .expect("a query");
    assert_eq!(open(&store).await, [1, 2, 3, 4]);
    store
        .set_user_status(&folded("anna"), UserStatus::Disabled, at(10), &Context::operator())
        .await
        .expect("a query");
    assert_eq!(open(&store).await, [3, 4]);
    store
        .set_user_password(&folded("berta"), &hash(), at(10), &Context::operator())
        .await
        .expect("a query");
    assert_eq!(open(&store).await, [4]);
    store
        .set_subscriber_password(&folded("clara"), &hash(), at(10), &Context::operator())
        .await
        .expect("a query");
    assert!(open(&store).await.is_empty());
}

#[tokio::test]
async fn sessions_that_expired_are_deleted_in_batches() {
    let (database, store) = with_sessions().await;
    let delete = async |before, batch| store.delete_expired_sessions(before, batch).await.expect("a query");
    assert_eq!(delete(at(3600), 3).await, 0, "at this very moment they expire");
    assert_eq!(delete(at(3601), 3).await, 3);
    assert_eq!(delete(at(3601), 3).await, 1);
    assert_eq!(delete(at(3601), 3).await, 0);
    assert_eq!(database.count("sessions").await, 0);
}

#[tokio::test]
async fn a_cookie_stands_for_its_session_and_goes_with_it() {
    let (database, store) = with_sessions().await;
    let cookie = PlainToken::new("a cookie".to_owned()).hashed();
    store
        .add_portal_cookie(&cookie, id(4), start())
        .await
        .expect("a cookie");
    let found = store
        .session_of_cookie(&cookie)
        .await
        .expect("a query")
        .expect("a session");
    assert_eq!(found.id, id(4));
    let other = PlainToken::new("A cookie".to_owned()).hashed();
    assert!(store.session_of_cookie(&other).await.expect("a query").is_none());
    assert!(
        store
            .end_session(CLARA, id(4), EndReason::Logout, at(10), &Context::operator())
            .await
            .expect("a query")
    );
    let found = store
        .session_of_cookie(&cookie)
        .await
        .expect("a query")
        .expect("a session");
    assert!(!found.is_live(at(10)), "ended, but still to be seen");
    assert_eq!(store.delete_expired_sessions(at(3601), 10).await.expect("a query"), 4);
    assert!(store.session_of_cookie(&cookie).await.expect("a query").is_none());
    assert_eq!(database.count("portal_cookies").await, 0);
    let orphan = store.add_portal_cookie(&cookie, id(4), start()).await;
    assert!(matches!(orphan, Err(StoreError::Refused(_))), "{orphan:?}");
}
