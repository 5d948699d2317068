//! Sessions: opened under a condition, rotated by one statement.

use std::time::Duration;

use latchkey::model::{
    AccountRef, Context, PasswordHash, Realm, SessionId, SubscriberStatus, TokenRotation, UserStatus,
};
use latchkey::store::{Refreshed, Store};

use crate::support::admin::folded;
use crate::support::database::TestDatabase;
use crate::support::rows::{at, empty_store, hash, opening, rotation, session, start, subscriber, token, uid, user};
use crate::support::store::Put;

const ANNA: AccountRef = AccountRef {
    realm: Realm::Users,
    id: 1,
};

/// A store with the user anna, whose session 1 is open.
async fn with_session() -> (TestDatabase, Store) {
    let (database, store) = empty_store().await;
    store
        .put_user(&user("anna"), uid(1), start(), &Context::operator())
        .await
        .expect("a user");
    assert!(
        store
            .open_session(&opening(&session(1, ANNA), &hash(), false))
            .await
            .expect("a query")
    );
    (database, store)
}

#[tokio::test]
async fn a_session_is_stored_as_it_was_opened() {
    let (_database, store) = with_session().await;
    let mut new = session(2, ANNA);
    new.device = Some("917038".to_owned());
    new.client_info.user_agent = Some("a phone".to_owned());
    assert!(
        store
            .open_session(&opening(&new, &hash(), false))
            .await
            .expect("a query")
    );
    let stored = store.session(new.id).await.expect("a query").expect("a session");
    assert_eq!(stored.account, ANNA);
    assert_eq!((stored.id, stored.token_id), (new.id, token(2)));
    assert_eq!(
        (stored.contract.as_str(), stored.address.as_str()),
        ("staff", "192.0.2.1")
    );
    assert_eq!(
        (stored.device.clone(), stored.user_agent.clone()),
        (new.device, new.client_info.user_agent)
    );
    assert_eq!((stored.created_at, stored.seen_at), (start(), start()));
    assert_eq!((stored.expires_at, stored.ended_at), (at(3600), None));
    assert!(stored.spent.is_empty());
    assert!(store.session(SessionId(uid(9))).await.expect("a query").is_none());
}

#[tokio::test]
async fn a_session_is_opened_only_for_the_account_that_was_checked() {
    let (database, store) = with_session().await;
    let other_hash = PasswordHash::new("another hash".to_owned());
    assert!(
        !store
            .open_session(&opening(&session(2, ANNA), &other_hash, false))
            .await
            .expect("a query")
    );
    let nobody = AccountRef { id: 2, ..ANNA };
    assert!(
        !store
            .open_session(&opening(&session(2, nobody), &hash(), false))
            .await
            .expect("a query")
    );
    let theirs = AccountRef {
        realm: Realm::Subscribers,
        ..ANNA
    };
    assert!(
        !store
            .open_session(&opening(&session(2, theirs), &hash(), false))
            .await
            .expect("a query")
    );
    let anna = folded("anna");
    let disabled = store
        .set_user_status(&anna, UserStatus::Disabled, start(), &Context::operator())
        .await;
    disabled.expect("a query");
    assert!(
        !store
            .open_session(&opening(&session(2, ANNA), &hash(), false))
            .await
            .expect("a query")
    );
    assert_eq!(database.count("sessions").await, 1);

    store
        .put_subscriber(&subscriber("anna"), start(), &Context::operator())
        .await
        .expect("a subscriber");
    for (status, opens) in [(SubscriberStatus::Disabled, false), (SubscriberStatus::Expired, true)] {
        store
            .set_subscriber_status(&anna, status, start(), &Context::operator())
            .await
            .expect("a query");
        let opened = store.open_session(&opening(&session(2, theirs), &hash(), false)).await;
        assert_eq!(opened.expect("a query"), opens, "{status:?}");
    }
}

#[tokio::test]
async fn a_login_that_opens_no_session_is_not_noted_as_one() {
    let (_database, store) = with_session().await;
    let mut later = session(2, ANNA);
    later.created_at = at(60);
    let refused = store
        .open_session(&opening(&later, &PasswordHash::new("wrong".to_owned()), false))
        .await;
    assert!(!refused.expect("a query"));
    let last = async || {
        let found = store.user(latchkey::model::UserId(1)).await;
        found
            .expect("a query")
            .expect("a user")
            .last_login
            .clone()
            .expect("a login")
            .at
    };
    assert_eq!(last().await, start());
    assert!(
        store
            .open_session(&opening(&later, &hash(), false))
            .await
            .expect("a query")
    );
    assert_eq!(last().await, at(60));
}

#[tokio::test]
async fn a_token_is_rotated_once() {
    let (_database, store) = with_session().await;
    let id = SessionId(uid(1));
    let first = store
        .rotate_token(ANNA, id, &rotation(1, 2, 1), &Context::operator())
        .await;
    assert_eq!(first.expect("a query"), Refreshed::Rotated);
    let again = store
        .rotate_token(ANNA, id, &rotation(1, 3, 1), &Context::operator())
        .await;
    assert_eq!(again.expect("a query"), Refreshed::TooLate);
    let stored = store.session(id).await.expect("a query").expect("a session");
    assert_eq!((stored.token_id, stored.seen_at), (token(2), at(1)));
    assert_eq!(stored.spent, [(token(1), at(1))]);
}

#[tokio::test]
async fn no_token_of_a_session_that_is_over_is_rotated() {
    let (_database, store) = with_session().await;
    let id = SessionId(uid(1));
    let expired = store
        .rotate_token(ANNA, id, &rotation(1, 2, 3600), &Context::operator())
        .await;
    assert_eq!(expired.expect("a query"), Refreshed::TooLate);
    let nobody = store
        .rotate_token(ANNA, SessionId(uid(9)), &rotation(1, 2, 1), &Context::operator())
        .await;
    assert_eq!(nobody.expect("a query"), Refreshed::TooLate);
    let ended = store
        .end_session(
            ANNA,
            id,
            latchkey::model::EndReason::Logout,
            at(1),
            &Context::operator(),
        )
        .await;
    assert!(ended.expect("a query"));
    let ended = store
        .rotate_token(ANNA, id, &rotation(1, 2, 1), &Context::operator())
        .await;
    assert_eq!(ended.expect("a query"), Refreshed::TooLate);
    let stored = store.session(id).await.expect("a query").expect("a session");
    assert_eq!((stored.token_id, stored.spent.clone()), (token(1), vec![]));
}

#[tokio::test]
async fn spent_tokens_are_remembered_for_five_minutes_but_at_least_eight_and_at_most_64() {
    for (every, number_of_them, remembered) in [(60, 20, 8), (15, 40, 20), (1, 100, 64)] {
        let (_database, store) = with_session().await;
        let id = SessionId(uid(1));
        for number in 1..=number_of_them {
            let session = store.session(id).await.expect("a query").expect("a session");
            let rotation = TokenRotation {
                spent: session.spent_after_refresh(at(number * every)),
                ..rotation(number, number + 1, number * every)
            };
            let rotated = store.rotate_token(ANNA, id, &rotation, &Context::operator()).await;
            assert_eq!(rotated.expect("a query"), Refreshed::Rotated);
            let stored = store.session(id).await.expect("a query").expect("a session");
            let newest = (1..=number).rev().map(|n| (token(u128::from(n)), at(n * every)));
            let expected: Vec<_> = newest.take(remembered).collect();
            assert_eq!(stored.spent, expected, "after {number}, every {every} s");
        }
    }
}

#[tokio::test]
async fn a_use_is_noted_unless_one_was_noted_lately() {
    let (_database, store) = with_session().await;
    let (id, minute) = (SessionId(uid(1)), Duration::from_secs(60));
    for (now, seen) in [
        (at(59), start()),
        (at(60), at(60)),
        (at(119), at(60)),
        (at(30), at(60)),
        (at(120), at(120)),
    ] {
        let before = store.session(id).await.expect("a query").expect("a session");
        let touched = store.touch_session(&before, now, minute, at(9999)).await;
        touched.expect("noted");
        store.flush().await.expect("written");
        let stored = store.session(id).await.expect("a query").expect("a session");
        assert_eq!(stored.seen_at, seen, "at {now:?}");
    }
}

#[tokio::test]
async fn one_session_for_each_device_replaces_only_that_devices() {
    let (_database, store) = with_session().await;
    let on = |number: u128, device: Option<&str>, contract: &'static str| {
        let mut new = session(number, ANNA);
        new.device = device.map(str::to_owned);
        new.contract = contract;
        new
    };
    for (number, device, contract) in [
        (2, Some("a"), "netxd"),
        (3, Some("b"), "netxd"),
        (4, None, "netxd"),
        (5, Some("a"), "staff"),
        (6, Some("a"), "netxd"),
        (7, None, "netxd"),
    ] {
        let opened = store
            .open_session(&opening(&on(number, device, contract), &hash(), true))
            .await;
        assert!(opened.expect("a query"));
    }
    let mut open = Vec::new();
    for number in 1..=7 {
        let stored = store.session(SessionId(uid(number))).await.expect("a query");
        if stored.expect("a session").is_live(start()) {
            open.push(number);
        }
    }
    assert_eq!(open, [1, 3, 4, 5, 6, 7], "the sixth replaced the second");
}
