//! Accounts: found by folded names, unique in that form, listed in pages.

use latchkey::model::{Context, EmailAddress, NewUser, Realm, SubscriberId, UserId, Username};
use latchkey::store::{Conflict, LoginName, Store, StoreError};

use crate::support::admin::folded;
use crate::support::rows::{empty_store, start, subscriber, uid, user};
use crate::support::store::Put;

async fn add(store: &Store, new: &NewUser, number: u128) -> Result<UserId, StoreError> {
    store.put_user(new, uid(number), start(), &Context::operator()).await
}

fn named(username: &str, email: &str) -> NewUser {
    NewUser {
        username: Username::parse(Realm::Users, username).expect("a username"),
        email: EmailAddress::parse(email).expect("an address"),
        ..user("x")
    }
}

#[tokio::test]
async fn a_taken_name_or_address_is_a_conflict_that_says_which() {
    let (_database, store) = empty_store().await;
    add(&store, &named("anna", "anna@example.com"), 1)
        .await
        .expect("the first");
    for (taken, meaning) in [
        (named("anna", "other@example.com"), Conflict::Username),
        (named("ANNA", "other@example.com"), Conflict::Username),
        // The wide letter of East Asian keyboards, and an address whose `@` is one, or whose domain is in A-labels.
        (named("\u{ff41}nna", "other@example.com"), Conflict::Username),
        (named("other", "anna\u{ff20}example.com"), Conflict::Email),
        (named("other", "anna@example.com"), Conflict::Email),
        (named("other", "Anna@EXAMPLE.com"), Conflict::Email),
    ] {
        let refused = add(&store, &taken, 2).await.expect_err("a conflict");
        assert!(
            matches!(&refused, StoreError::Conflict(conflict) if *conflict == meaning),
            "{taken:?}: {refused:?}"
        );
    }
    let same_uid = add(&store, &named("other", "other@example.com"), 1).await;
    assert!(
        matches!(same_uid, Err(StoreError::Conflict(Conflict::Other))),
        "{same_uid:?}"
    );
    let users = store.users_after(UserId(0), 10).await.expect("a page");
    assert_eq!(users.len(), 1, "nothing of a refused user stays");
    add(&store, &named("other", "other@example.com"), 2)
        .await
        .expect("nothing is taken any more");
}

#[tokio::test]
async fn a_subscribers_conflicts_have_the_same_meanings() {
    let (_database, store) = empty_store().await;
    let mut first = subscriber("anna");
    first.email = Some(EmailAddress::parse("anna@example.com").expect("an address"));
    store
        .put_subscriber(&first, start(), &Context::operator())
        .await
        .expect("the first");
    let taken = store
        .put_subscriber(&subscriber("Anna"), start(), &Context::operator())
        .await;
    assert!(
        matches!(taken, Err(StoreError::Conflict(Conflict::Username))),
        "{taken:?}"
    );
    let mut second = subscriber("berta");
    second.email.clone_from(&first.email);
    let taken = store.put_subscriber(&second, start(), &Context::operator()).await;
    assert!(matches!(taken, Err(StoreError::Conflict(Conflict::Email))), "{taken:?}");
    for name in ["berta", "clara"] {
        let added = store
            .put_subscriber(&subscriber(name), start(), &Context::operator())
            .await;
        added.expect("any number of subscribers have no address");
    }
}

#[tokio::test]
async fn the_realms_do_not_share_names() {
    let (_database, store) = empty_store().await;
    add(&store, &user("anna"), 1).await.expect("a user");
    store
        .put_subscriber(&subscriber("anna"), start(), &Context::operator())
        .await
        .expect("a subscriber");
}

#[tokio::test]
async fn accounts_are_found_by_the_folded_form_of_both_names() {
    let (_database, store) = empty_store().await;
    let id = add(&store, &named("Änna", "Anna.B@Example.com"), 1)
        .await
        .expect("a user");
    for name in [
        LoginName::Username(folded("änna")),
        LoginName::Username(folded("ÄNNA")),
        LoginName::Username(folded("A\u{308}nna")),
        LoginName::email("ANNA.b@example.COM"),
        LoginName::either("änna"),
        LoginName::either("anna.b@example.com"),
    ] {
        let found = store.user_credentials(&name).await.expect("a query").expect("a user");
        assert_eq!((found.account.id, found.account.username.as_str()), (id, "Änna"));
        assert_eq!(found.account.email, "Anna.B@Example.com", "kept as it was written");
    }
    for name in [
        LoginName::Username(folded("anna")),
        LoginName::Username(folded("änna ")),
        LoginName::Username(folded("anna.b@example.com")),
        LoginName::email("änna"),
        LoginName::Username(folded("")),
    ] {
        assert!(
            store.user_credentials(&name).await.expect("a query").is_none(),
            "{name:?}"
        );
    }
}

#[tokio::test]
async fn users_come_in_pages_in_the_order_of_their_numbers() {
    let (_database, store) = empty_store().await;
    for number in 1..=5 {
        add(&store, &user(&format!("user{number}")), number)
            .await
            .expect("a user");
        let added = store
            .put_subscriber(&subscriber(&format!("sub{number}")), start(), &Context::operator())
            .await;
        added.expect("a subscriber");
    }
    let (mut after, mut sizes) = (UserId(0), Vec::new());
    let mut names = Vec::new();
    loop {
        let page = store.users_after(after, 2).await.expect("a page");
        let Some(last) = page.last() else { break };
        after = last.id;
        sizes.push(page.len());
        names.extend(page.into_iter().map(|user| user.username));
    }
    assert_eq!(sizes, [2, 2, 1]);
    assert_eq!(names, ["user1", "user2", "user3", "user4", "user5"]);
    let page = store.subscribers_after(SubscriberId(3), 10).await.expect("a page");
    assert_eq!(page.iter().map(|one| one.id.0).collect::<Vec<_>>(), [4, 5]);
}

#[tokio::test]
async fn roles_and_permissions_keep_their_order_and_are_linked_once() {
    let (database, store) = empty_store().await;
    let words = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let mut new = user("anna");
    new.roles = words(&["zeta", "alpha", "zeta"]);
    new.permissions = words(&["b.view", "a.view", "b.view"]);
    let id = add(&store, &new, 1).await.expect("a user");
    let mut other = user("berta");
    other.roles = words(&["alpha", "zeta"]);
    let other = add(&store, &other, 2).await.expect("another user");
    let anna = store.user(id).await.expect("a query").expect("a user");
    assert_eq!(
        (anna.roles.clone(), anna.permissions.clone()),
        (words(&["zeta", "alpha"]), words(&["b.view", "a.view"]))
    );
    let berta = store.user(other).await.expect("a query").expect("a user");
    assert_eq!(berta.roles, ["alpha", "zeta"]);
    assert!(berta.permissions.is_empty());
    assert_eq!(database.count("roles").await, 2, "each name is stored once");
}
