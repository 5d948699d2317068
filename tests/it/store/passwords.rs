//! Changing a password: only from the hash that was verified, and only by a session that is open.

use latchkey::model::{AccountRef, Context, EndReason, PasswordHash, Realm, SessionId};
use latchkey::store::PasswordChange;

use crate::support::rows::{at, empty_store, hash, opening, session, start, subscriber, uid, user};
use crate::support::store::Put;

const BOTH: [AccountRef; 2] = [
    AccountRef {
        realm: Realm::Users,
        id: 1,
    },
    AccountRef {
        realm: Realm::Subscribers,
        id: 1,
    },
];

fn id(number: u128) -> SessionId {
    SessionId(uid(number))
}

#[tokio::test]
async fn a_password_is_changed_only_from_the_verified_hash_and_by_an_open_session_of_the_account() {
    let (new, operator) = (PasswordHash::new("another hash".to_owned()), Context::operator());

    for account in BOTH {
        let (_database, store) = empty_store().await;
        store
            .put_user(&user("anna"), uid(1), start(), &operator)
            .await
            .expect("a user");
        let clara = store.put_subscriber(&subscriber("clara"), start(), &operator).await;
        clara.expect("a subscriber");
        let other = BOTH.into_iter().find(|one| *one != account).expect("the other one");
        for (number, owner) in [(1, account), (2, account), (3, account), (4, other)] {
            let opened = store
                .open_session(&opening(&session(number, owner), &hash(), false))
                .await;
            assert!(opened.expect("a query"));
        }
        let over = store
            .end_session(account, id(3), EndReason::Logout, at(5), &operator)
            .await;
        assert!(over.expect("a query"));

        let change = async |session, verified: PasswordHash, now| {
            let done = store
                .change_password(account, session, (&verified, &new), now, &operator)
                .await;
            done.expect("a query")
        };
        let is_open = async |number| {
            let found = store.session(id(number)).await.expect("a query");
            found.expect("a session").is_live(at(10))
        };
        let stored = async || {
            let found = store.password_hash(account).await.expect("a query");
            found.expect("a hash").expose().to_owned()
        };

        assert_eq!(
            change(id(1), PasswordHash::new("a hash that nobody has".to_owned()), at(10)).await,
            PasswordChange::Stale
        );
        for session in [id(3), id(4), id(5)] {
            assert_eq!(change(session, hash(), at(10)).await, PasswordChange::SessionOver);
        }
        assert_eq!(change(id(1), hash(), at(3600)).await, PasswordChange::SessionOver);
        assert_eq!(stored().await, hash().expose(), "nothing was changed");
        assert!(is_open(1).await && is_open(2).await, "nothing was ended");

        assert_eq!(change(id(1), hash(), at(10)).await, PasswordChange::Done);
        assert_eq!(stored().await, new.expose());
        assert!(is_open(1).await && !is_open(2).await);
        assert!(is_open(4).await, "another account's");
        assert_eq!(change(id(1), hash(), at(10)).await, PasswordChange::Stale);
    }
}
