//! Accounts that an import adds by the batch.

use latchkey::model::{Context, EmailAddress, Imported, NewUser, UserId, UserStatus};
use latchkey::store::{Conflict, Store, StoreError, StoreOptions};

use crate::support::database::TestDatabase;
use crate::support::rows::{empty_store, start, subscriber, uid, user};
use crate::support::store::Put;

const TABLES: [&str; 6] = [
    "users",
    "user_roles",
    "user_permissions",
    "audit_events",
    "subscribers",
    "settings",
];

fn imported<N, S>(new: N) -> Imported<N, S> {
    Imported {
        new,
        status: None,
        uid: None,
        created_at: None,
    }
}

fn with_names(username: &str, roles: &[&str], permissions: &[&str]) -> Imported<NewUser, UserStatus> {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    imported(NewUser {
        roles: owned(roles),
        permissions: owned(permissions),
        ..user(username)
    })
}

async fn import(store: &Store, users: &[(u128, &Imported<NewUser, UserStatus>)]) -> Result<(), StoreError> {
    let users: Vec<_> = users.iter().map(|(number, one)| (uid(*number), *one)).collect();
    store.import_users(&users, start(), &Context::operator()).await
}

async fn counts(database: &TestDatabase) -> Vec<u64> {
    let mut counts = Vec::new();
    for table in TABLES {
        counts.push(database.count(table).await);
    }
    counts
}

#[tokio::test]
async fn a_batch_is_added_with_its_roles_permissions_and_events_or_not_at_all() {
    let (database, store) = empty_store().await;
    let ana = with_names("ana", &["staff", "admin", "staff"], &["b.view", "a.view"]);
    let ben = with_names("ben", &["admin"], &[]);
    import(&store, &[(1, &ana), (2, &ben)]).await.expect("both are added");
    let users = store.users_after(UserId(0), 10).await.expect("a page");
    let found = users
        .iter()
        .map(|one| (one.id.0, &*one.username, &one.roles, &one.permissions));
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            (1, "ana", &names(&["staff", "admin"]), &names(&["b.view", "a.view"])),
            (2, "ben", &names(&["admin"]), &vec![]),
        ]
    );
    let before = counts(&database).await;
    assert_eq!(before, [2, 3, 2, 2, 0, 0]);

    let (carla, mut taken) = (with_names("carla", &["x"], &["y"]), with_names("ben", &[], &[]));
    taken.new.email = EmailAddress::parse("other@example.com").expect("an address");
    for (second, meaning) in [((4, &taken), Conflict::Username), ((1, &carla), Conflict::Other)] {
        let dora = with_names("dora", &["staff"], &["b.view"]);
        let refused = import(&store, &[(3, &dora), second]).await.expect_err("a conflict");
        assert!(
            matches!(&refused, StoreError::Conflict(conflict) if *conflict == meaning),
            "{refused:?}"
        );
        assert_eq!(counts(&database).await, before, "nothing of the batch stays");
    }
    // The next account has a number of its own, whatever the batches took.
    let added = store
        .put_user(&user("dora"), uid(9), start(), &Context::operator())
        .await
        .expect("added");
    assert!(added.0 >= 3, "{added:?}");
}

#[tokio::test]
async fn an_account_that_was_added_by_itself_and_a_batch_share_their_numbers() {
    let (_database, store) = empty_store().await;
    let one = store
        .put_subscriber(&subscriber("one"), start(), &Context::operator())
        .await;
    assert_eq!(one.expect("added").0, 1);
    let (two, three) = (imported(subscriber("two")), imported(subscriber("three")));
    store
        .import_subscribers(&[&two, &three], start(), &Context::operator())
        .await
        .expect("added");
    let four = store
        .put_subscriber(&subscriber("four"), start(), &Context::operator())
        .await;
    assert_eq!(four.expect("added").0, 4);
}

#[tokio::test]
async fn a_database_in_memory_takes_batches_larger_than_a_statement() {
    let options = StoreOptions {
        url: "sqlite::memory:".to_owned(),
        ..TestDatabase::file().options()
    };
    let store = Store::connect(&options).await.expect("a database");
    store.migrate().await.expect("a schema");
    let users: Vec<_> = (0..1500)
        .map(|number| with_names(&format!("u{number}"), &["staff"], &["a"]))
        .collect();
    let numbered: Vec<_> = (0..).zip(&users).collect();
    import(&store, &numbered).await.expect("all are added");
    let page = store.users_after(UserId(1498), 10).await.expect("a page");
    let names: Vec<_> = page.iter().map(|one| (one.id.0, &*one.username)).collect();
    assert_eq!(names, [(1499, "u1498"), (1500, "u1499")]);
}
