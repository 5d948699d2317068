//! Settings: unique by category, group and name; some only for operators.

use latchkey::model::{Context, NewSetting, ProfileChange, UserId};
use latchkey::store::Store;

use crate::support::rows::{at, empty_store, setting, start, uid, user};
use crate::support::store::Put;

const ANNA: UserId = UserId(1);

async fn put(store: &Store, user: UserId, settings: &[NewSetting]) {
    let change = ProfileChange {
        settings: settings.to_vec(),
        ..Default::default()
    };
    let changed = store.change_profile(user, &change, at(1), |_| true).await;
    assert!(changed.expect("a query"));
}

/// Category, group, name and value of each setting, in their order.
async fn listed(store: &Store, user: UserId) -> Vec<String> {
    let settings = store.settings(user).await.expect("a query");
    let text = |one: &latchkey::model::Setting| {
        let value = one.value.as_deref().unwrap_or("(null)");
        format!("{}/{}/{}={value}", one.category, one.group, one.name)
    };
    settings.iter().map(text).collect()
}

#[tokio::test]
async fn a_setting_is_known_by_category_group_and_name_together() {
    let (_database, store) = empty_store().await;
    store
        .put_user(&user("anna"), uid(1), start(), &Context::operator())
        .await
        .expect("a user");
    let with = |category: &str, group: &str, name: &str, value: &str| NewSetting {
        category: category.to_owned(),
        group: group.to_owned(),
        ..setting(name, value)
    };
    put(&store, ANNA, &[with("a", "b", "c", "1"), with("a", "b", "d", "2")]).await;
    put(
        &store,
        ANNA,
        &[
            with("a", "x", "c", "3"),
            with("x", "b", "c", "4"),
            with("", "", "c", "5"),
        ],
    )
    .await;
    put(&store, ANNA, &[with("a", "b", "c", "6"), with("A", "b", "c", "7")]).await;
    assert_eq!(
        listed(&store, ANNA).await,
        ["a/b/c=6", "a/b/d=2", "a/x/c=3", "x/b/c=4", "//c=5", "A/b/c=7"],
        "in the order in which they were added"
    );
}

#[tokio::test]
async fn a_known_setting_gets_a_new_value_and_keeps_the_rest() {
    let (_database, store) = empty_store().await;
    store
        .put_user(&user("anna"), uid(1), start(), &Context::operator())
        .await
        .expect("a user");
    let described = |value: Option<&str>, kind: &str| NewSetting {
        value: value.map(str::to_owned),
        kind: Some(kind.to_owned()),
        description: Some(kind.to_owned()),
        ..setting("size", "")
    };
    put(&store, ANNA, &[described(Some("50"), "int")]).await;
    put(&store, ANNA, &[described(None, "text")]).await;
    let settings = store.settings(ANNA).await.expect("a query");
    assert_eq!(settings.len(), 1);
    assert_eq!(settings[0].value, None);
    assert_eq!(settings[0].kind.as_deref(), Some("int"));
    assert_eq!(settings[0].description.as_deref(), Some("int"));
    assert!(!settings[0].read_only);
}

#[tokio::test]
async fn the_last_of_two_values_in_one_change_wins() {
    let (_database, store) = empty_store().await;
    store
        .put_user(&user("anna"), uid(1), start(), &Context::operator())
        .await
        .expect("a user");
    put(&store, ANNA, &[setting("size", "1"), setting("size", "2")]).await;
    assert_eq!(listed(&store, ANNA).await, ["ui/colours/size=2"]);
}

#[tokio::test]
async fn a_read_only_setting_is_left_as_it_is() {
    let (database, store) = empty_store().await;
    store
        .put_user(&user("anna"), uid(1), start(), &Context::operator())
        .await
        .expect("a user");
    put(&store, ANNA, &[setting("locked", "1"), setting("open", "1")]).await;
    database
        .execute("UPDATE settings SET read_only = TRUE WHERE name = 'locked'")
        .await;
    put(&store, ANNA, &[setting("locked", "2"), setting("open", "2")]).await;
    assert_eq!(listed(&store, ANNA).await, ["ui/colours/locked=1", "ui/colours/open=2"]);
    assert!(store.settings(ANNA).await.expect("a query")[0].read_only);
}

#[tokio::test]
async fn users_do_not_share_settings() {
    let (_database, store) = empty_store().await;
    for (number, name) in [(1, "anna"), (2, "berta")] {
        store
            .put_user(&user(name), uid(number), start(), &Context::operator())
            .await
            .expect("a user");
    }
    put(&store, ANNA, &[setting("size", "1")]).await;
    put(&store, UserId(2), &[setting("size", "2")]).await;
    assert_eq!(listed(&store, ANNA).await, ["ui/colours/size=1"]);
    assert_eq!(listed(&store, UserId(2)).await, ["ui/colours/size=2"]);
    assert!(listed(&store, UserId(3)).await.is_empty());
}
