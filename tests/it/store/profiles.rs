//! A user's change of their own profile: all of it or nothing.

use std::sync::Arc;

use latchkey::model::{Context, Patch, PersonalProfile, ProfileChange, User, UserId};
use latchkey::store::{Store, StoreError};

use crate::support::rows::{at, empty_store, setting, start, uid, user};
use crate::support::store::Put;

const ANNA: UserId = UserId(1);

async fn with_user() -> (crate::support::database::TestDatabase, Store) {
    let (database, store) = empty_store().await;
    let mut anna = user("anna");
    anna.personal.city = Some("Dhaka".to_owned());
    anna.personal.title = Some("Dr.".to_owned());
    anna.personal.birth_date = Some(at(0));
    store
        .put_user(&anna, uid(1), start(), &Context::operator())
        .await
        .expect("a user");
    (database, store)
}

async fn anna(store: &Store) -> Arc<User> {
    store.user(ANNA).await.expect("a query").expect("a user")
}

#[tokio::test]
async fn members_are_kept_cleared_or_set_each_on_its_own() {
    let (_database, store) = with_user().await;
    let change = ProfileChange {
        city: Patch::Set("Sylhet".to_owned()),
        title: Patch::Clear,
        phone: Patch::Set(String::new()),
        last_dismiss_messages: Patch::Set(at(7)),
        ..Default::default()
    };
    assert!(
        store
            .change_profile(ANNA, &change, at(5), |_| true)
            .await
            .expect("a query")
    );
    let changed = anna(&store).await;
    let expected = PersonalProfile {
        city: Some("Sylhet".to_owned()),
        phone: Some(String::new()),
        birth_date: Some(at(0)),
        last_dismiss_messages: Some(at(7)),
        ..Default::default()
    };
    assert_eq!(changed.personal, expected);
    assert_eq!((changed.created_at, changed.updated_at), (start(), at(5)));
    assert_eq!(
        (changed.username.as_str(), changed.roles.as_slice()),
        ("anna", ["staff".to_owned()].as_slice())
    );
}

#[tokio::test]
async fn every_member_can_be_set_and_cleared() {
    let (_database, store) = with_user().await;
    let text = |name: &str| Patch::Set(name.to_owned());
    let set = ProfileChange {
        title: text("title"),
        first_name: text("first name"),
        last_name: text("last name"),
        department: text("department"),
        birth_date: Patch::Set(at(1)),
        phone: text("phone"),
        mobile: text("mobile"),
        image: text("image"),
        address: text("address"),
        postal_code: text("postal code"),
        region: text("region"),
        city: text("city"),
        country: text("country"),
        country_code: text("country code"),
        last_dismiss_messages: Patch::Set(at(2)),
        settings: Vec::new(),
    };
    assert!(
        store
            .change_profile(ANNA, &set, at(5), |_| true)
            .await
            .expect("a query")
    );
    let some = |name: &str| Some(name.to_owned());
    let expected = PersonalProfile {
        title: some("title"),
        first_name: some("first name"),
        last_name: some("last name"),
        department: some("department"),
        birth_date: Some(at(1)),
        phone: some("phone"),
        mobile: some("mobile"),
        address: some("address"),
        postal_code: some("postal code"),
        region: some("region"),
        city: some("city"),
        country: some("country"),
        country_code: some("country code"),
        last_dismiss_messages: Some(at(2)),
    };
    let with_all = anna(&store).await;
    assert_eq!((&with_all.personal, with_all.has_image), (&expected, true));
    assert_eq!(store.user_image(ANNA).await.expect("a query"), some("image"));
    let clear = ProfileChange {
        title: Patch::Clear,
        first_name: Patch::Clear,
        last_name: Patch::Clear,
        department: Patch::Clear,
        birth_date: Patch::Clear,
        phone: Patch::Clear,
        mobile: Patch::Clear,
        image: Patch::Clear,
        address: Patch::Clear,
        postal_code: Patch::Clear,
        region: Patch::Clear,
        city: Patch::Clear,
        country: Patch::Clear,
        country_code: Patch::Clear,
        last_dismiss_messages: Patch::Clear,
        settings: Vec::new(),
    };
    assert!(
        store
            .change_profile(ANNA, &clear, at(6), |_| true)
            .await
            .expect("a query")
    );
    let without = anna(&store).await;
    assert_eq!(
        (&without.personal, without.has_image),
        (&PersonalProfile::default(), false)
    );
    assert_eq!(store.user_image(ANNA).await.expect("a query"), None);
}

#[tokio::test]
async fn a_change_that_is_not_allowed_changes_nothing_at_all() {
    let (_database, store) = with_user().await;
    let change = ProfileChange {
        city: Patch::Set("Sylhet".to_owned()),
        settings: vec![setting("one", "1"), setting("two", "2")],
        ..Default::default()
    };
    let refused = store.change_profile(ANNA, &change, at(5), |all| all.len() < 2).await;
    assert!(!refused.expect("a query"));
    let unchanged = anna(&store).await;
    assert_eq!(unchanged.personal.city.as_deref(), Some("Dhaka"));
    assert_eq!(unchanged.updated_at, start());
    assert!(store.settings(ANNA).await.expect("a query").is_empty());

    let allowed = store.change_profile(ANNA, &change, at(5), |all| all.len() == 2).await;
    assert!(allowed.expect("a query"), "asked about what there is after the change");
    assert_eq!(anna(&store).await.personal.city.as_deref(), Some("Sylhet"));
    assert_eq!(store.settings(ANNA).await.expect("a query").len(), 2);
}

#[tokio::test]
async fn an_empty_change_is_a_change() {
    let (_database, store) = with_user().await;
    let before = anna(&store).await.personal.clone();
    let changed = store
        .change_profile(ANNA, &ProfileChange::default(), at(5), |_| false)
        .await;
    assert!(changed.expect("a query"), "no settings, so nobody is asked");
    let after = anna(&store).await;
    assert_eq!((after.personal.clone(), after.updated_at), (before, at(5)));
}

#[tokio::test]
async fn nobody_cannot_be_changed() {
    let (_database, store) = with_user().await;
    let change = ProfileChange {
        settings: vec![setting("one", "1")],
        ..Default::default()
    };
    let nobody = store.change_profile(UserId(9), &change, at(5), |_| true).await;
    assert!(matches!(nobody, Err(StoreError::Refused(_))), "{nobody:?}");
}
