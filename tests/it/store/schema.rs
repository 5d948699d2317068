//! The schema: brought up to date once, by the first process.

use latchkey::model::Context;
use latchkey::store::Store;

use crate::support::database::TestDatabase;
use crate::support::rows::{empty_store, start, uid, user};
use crate::support::store::Put;

const STEPS: &str = "seaql_migrations";

#[tokio::test]
async fn an_empty_database_is_not_current_and_a_migrated_one_is() {
    let database = TestDatabase::create().await;
    let store = Store::connect(&database.options()).await.expect("the database answers");
    assert!(!store.schema_is_current().await.expect("a query"));
    let applied = store.migrate().await.expect("migrations apply");
    assert_eq!(
        u64::try_from(applied).expect("a small number"),
        database.count(STEPS).await
    );
    assert!(applied >= 3, "{applied}");
    assert!(store.schema_is_current().await.expect("a query"));
}

#[tokio::test]
async fn asking_whether_the_schema_is_current_changes_nothing() {
    let database = TestDatabase::create().await;
    let store = Store::connect(&database.options()).await.expect("the database answers");
    for _ in 0..2 {
        assert!(!store.schema_is_current().await.expect("a query"));
    }
    // Were there such a table by now, this would fail.
    database.execute("CREATE TABLE seaql_migrations (version TEXT)").await;
}

#[tokio::test]
async fn a_second_migration_applies_nothing_and_keeps_the_data() {
    let (_database, store) = empty_store().await;
    let id = store
        .put_user(&user("anna"), uid(1), start(), &Context::operator())
        .await
        .expect("a user");
    assert_eq!(store.migrate().await.expect("migrations apply"), 0);
    assert!(store.user(id).await.expect("a query").is_some());
    assert!(store.schema_is_current().await.expect("a query"));
}

#[tokio::test]
async fn a_database_that_lacks_a_step_is_not_current() {
    let (database, store) = empty_store().await;
    database
        .execute("DELETE FROM seaql_migrations WHERE version LIKE 'm0002%'")
        .await;
    assert!(!store.schema_is_current().await.expect("a query"));
}

#[tokio::test]
async fn a_step_of_a_newer_version_does_no_harm_until_somebody_migrates() {
    let (database, store) = empty_store().await;
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_from_the_future', 0)";
    database.execute(newer).await;
    assert!(
        store.schema_is_current().await.expect("a query"),
        "an older node may go on"
    );
    let refused = store.migrate().await.expect_err("it is not ours to migrate");
    assert!(format!("{refused:?}").contains("m9999_from_the_future"), "{refused:?}");
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing_behind() {
    let database = TestDatabase::create().await;
    let store = Store::connect(&database.options()).await.expect("the database answers");
    database.execute("CREATE TABLE api_keys (id INTEGER)").await;
    store
        .migrate()
        .await
        .expect_err("the last step's table is there already");
    assert!(!store.schema_is_current().await.expect("a query"));
    database.execute("DROP TABLE api_keys").await;
    let applied = store.migrate().await.expect("all steps apply, the first ones too");
    assert!(applied >= 3, "{applied}");
}

#[tokio::test]
async fn images_from_before_they_had_a_table_are_kept() {
    let (database, store) = empty_store().await;
    let mut ids = Vec::new();
    for (number, name) in [(1, "anna"), (2, "ben")] {
        let (new, context) = (user(name), Context::operator());
        let added = store.put_user(&new, uid(number), start(), &context).await;
        ids.push(added.expect("a user"));
    }
    for statement in [
        "ALTER TABLE users ADD COLUMN image TEXT",
        "UPDATE users SET image = 'AAAA' WHERE username = 'ben'",
        "ALTER TABLE users DROP COLUMN has_image",
        "DROP TABLE user_images",
        "DELETE FROM seaql_migrations WHERE version LIKE 'm0009%'",
    ] {
        database.execute(statement).await;
    }
    let store = Store::connect(&database.options()).await.expect("the database answers");
    assert_eq!(store.migrate().await.expect("the step applies"), 1);
    for (id, image) in ids.into_iter().zip([None, Some("AAAA".to_owned())]) {
        let user = store.user(id).await.expect("a query").expect("a user");
        assert_eq!(user.has_image, image.is_some(), "{}", user.username);
        assert_eq!(store.user_image(id).await.expect("a query"), image, "{}", user.username);
    }
}
