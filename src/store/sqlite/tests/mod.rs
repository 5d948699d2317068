//! What is read on the spot, and what is remembered of it.

mod cache;

use std::time::Duration;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;
use uuid::Uuid;

use std::sync::Arc;

use super::cache::CacheLookup;
use super::invalidation::Change;
use super::*;
use crate::model::{
    Context, EndReason, FoldedName, ProfileChange, SessionId, SubscriberId, Timestamp, UserId, UserStatus,
};
use crate::store::{Store, StoreOptions};

const ANN: UserId = UserId(1);
const NOW: Timestamp = Timestamp::from_seconds(1000);

/// A database with Ann, who has two sessions, a role, a permission, an API key and a setting, and somebody else at it.
struct TestDatabase {
    _folder: TempDir,
    url: String,
    store: Store,
    other: DatabaseConnection,
}

impl TestDatabase {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let store = store(&url, 1 << 20).await;
        store.migrate().await.unwrap();
        let other = Database::connect(&url).await.unwrap();
        other.execute_unprepared(ANN_AND_HERS).await.unwrap();
        Self {
            _folder: folder,
            url,
            store,
            other,
        }
    }

    /// Somebody else changes something.
    async fn elsewhere(&self, sql: &str) {
        self.other.execute_unprepared(sql).await.unwrap();
    }

    fn inline(&self) -> &InlineSqlite {
        self.store.inline.as_ref().unwrap()
    }

    /// What the key stands for, as text.
    fn see(&self, key: &Key) -> String {
        shown(hit_or_missing(self.inline().find(key.clone())))
    }

    fn remembers(&self, key: &Key) -> bool {
        matches!(self.inline().cache.as_ref().unwrap().get(key), CacheLookup::Hit(_))
    }

    /// Waits until it is known whose the last commit was: whoever wrote is told before that.
    async fn settled(&self) {
        self.store.flush().await.unwrap();
    }

    async fn end(&self, number: u128) {
        let (why, context) = (EndReason::Logout, Context::operator());
        let ended = self
            .store
            .end_session(ANN.reference(), id(number), why, NOW, &context)
            .await;
        assert!(ended.unwrap());
        self.settled().await;
    }
}

const ANN_AND_HERS: &str = "
    INSERT INTO users (id, uid, username, username_folded, email, email_folded, name, status, created_at, updated_at)
    VALUES (1, x'00000000000000000000000000000001', 'ann', 'ann', 'a@b.c', 'a@b.c', 'Ann', 'active', 1, 1);
    INSERT INTO subscribers (id, customer_id, username, username_folded, status, created_at, updated_at)
    VALUES (1, '7', 'sue', 'sue', 'active', 1, 1);
    INSERT INTO roles (id, name) VALUES (1, 'staff');
    INSERT INTO user_roles (user_id, role_id, position) VALUES (1, 1, 0);
    INSERT INTO permissions (id, name) VALUES (1, 'a.view');
    INSERT INTO user_permissions (user_id, permission_id, position) VALUES (1, 1, 0);
    INSERT INTO settings (user_id, category, group_name, name, value) VALUES (1, 'c', 'g', 'n', 'before');
    INSERT INTO api_keys (owner_id, name, prefix, key_hash, masked_key, secret_hash, masked_secret, permissions, created_at)
    VALUES (1, 'before', 'api_1', zeroblob(32), 'm', zeroblob(32), 'm', 1, 1);
    INSERT INTO sessions (id, population, account_id, contract, address, created_at, seen_at, expires_at, idle_until,
        refused_at, token_id)
    VALUES (x'00000000000000000000000000000001', 'users', 1, 'staff', 'here', 1, 1, 9000000, 9000000, 0, zeroblob(16)),
        (x'00000000000000000000000000000002', 'users', 1, 'staff', 'here', 1, 1, 9000000, 9000000, 0, zeroblob(16));";

/// A way to change what each key stands for.
fn changes() -> [(Key, &'static str); 9] {
    [
        (
            session(1),
            "UPDATE sessions SET ended_at = 5 WHERE id = x'00000000000000000000000000000001'",
        ),
        (
            session(2),
            "DELETE FROM sessions WHERE id = x'00000000000000000000000000000002'",
        ),
        (Key::User(ANN), "UPDATE users SET status = 'disabled'"),
        (Key::User(ANN), "DELETE FROM user_permissions"),
        (Key::User(ANN), "UPDATE roles SET name = 'admin'"),
        (
            Key::Subscriber(SubscriberId(1)),
            "UPDATE subscribers SET status = 'disabled'",
        ),
        (Key::KeysByPrefix("api_1".into()), "UPDATE api_keys SET revoked_at = 5"),
        (Key::KeysOf(ANN), "DELETE FROM api_keys"),
        (Key::SettingsOf(ANN), "UPDATE settings SET value = 'after'"),
    ]
}

fn id(number: u128) -> SessionId {
    SessionId(Uuid::from_u128(number))
}

fn session(number: u128) -> Key {
    Key::Session(id(number))
}

fn hit_or_missing(lookup: Lookup<Value>) -> Option<Value> {
    match lookup {
        Lookup::Hit(value) => Some(value),
        Lookup::Missing => None,
        Lookup::AskPool => panic!("the pool would have to be asked"),
    }
}

fn shown(value: Option<Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Value::Session(session)) => format!("{session:?}"),
        Some(Value::User(user)) => format!("{user:?}"),
        Some(Value::Subscriber(subscriber)) => format!("{subscriber:?}"),
        Some(Value::KeysByPrefix(keys)) => format!("{:?}", keys.iter().map(|(key, _)| key).collect::<Vec<_>>()),
        Some(Value::KeysOf(keys)) => format!("{keys:?}"),
        Some(Value::SettingsOf(settings)) => format!("{settings:?}"),
    }
}

async fn store(url: &str, cache: u64) -> Store {
    let options = StoreOptions {
        url: url.to_owned(),
        max_connections: 2,
        acquire_timeout: Duration::from_secs(10),
        memory: cache,
    };
    Store::connect(&options).await.unwrap()
}

#[tokio::test]
async fn what_somebody_else_changes_is_seen_by_the_next_look() {
    for (key, change) in changes() {
        let database = TestDatabase::new().await;
        let before = database.see(&key);
        assert!(database.remembers(&key), "{key:?}");
        database.elsewhere(change).await;
        assert!(!database.remembers(&key), "{change}");
        assert_ne!(database.see(&key), before, "{change}");
        let unremembered = store(&database.url, 0).await;
        let asked = shown(hit_or_missing(unremembered.inline.as_ref().unwrap().find(key.clone())));
        assert_eq!(database.see(&key), asked, "{change}");
    }
}

#[tokio::test]
async fn what_is_read_on_the_spot_is_what_the_pool_reads() {
    let database = TestDatabase::new().await;
    let pooled = Store {
        inline: None,
        ..database.store.clone()
    };
    let pair = async |store: &Store| {
        format!(
            "{:?} {:?} {:?} {:?} {:?}",
            store.session(id(1)).await.unwrap().unwrap(),
            store.user(ANN).await.unwrap().unwrap(),
            store.subscriber(SubscriberId(1)).await.unwrap().unwrap(),
            store.belongings(ANN).await.unwrap(),
            store.api_keys_by_prefix("api_1").await.unwrap().first().unwrap().key,
        )
    };
    let expected = pair(&pooled).await;
    assert_eq!(pair(&database.store).await, expected);
    assert!(database.remembers(&Key::User(ANN)) && database.remembers(&session(1)));
    assert_eq!(pair(&database.store).await, expected, "it is remembered as it was");
    assert!(database.store.session(id(3)).await.unwrap().is_none());
    assert!(database.store.user(UserId(2)).await.unwrap().is_none());
}

#[tokio::test]
async fn what_this_process_changes_costs_it_nothing_else() {
    let database = TestDatabase::new().await;
    // What the connection says after the first commit can be compared with nothing.
    let nothing = ProfileChange::default();
    assert!(
        database
            .store
            .change_profile(ANN, &nothing, NOW, |_| true)
            .await
            .unwrap()
    );
    database.settled().await;
    let keys = changes().map(|(key, _)| key);
    let remembered = || keys.iter().filter(|key| database.remembers(key)).count();
    keys.iter().for_each(|key| drop(database.see(key)));
    assert_eq!(remembered(), keys.len());

    database.end(1).await;
    assert!(!database.remembers(&session(1)));
    assert!(database.see(&session(1)).contains("ended_at: Some"));
    assert_eq!(remembered(), keys.len(), "the others are still known");

    let (ann, now) = (FoldedName::of("ann"), NOW);
    let disabled = database
        .store
        .set_user_status(&ann, UserStatus::Disabled, now, &Context::operator())
        .await;
    assert_eq!(disabled.unwrap(), Some(ANN));
    database.settled().await;
    assert!(!database.remembers(&Key::User(ANN)) && !database.remembers(&session(2)));
    assert!(database.see(&Key::User(ANN)).contains("Disabled"));
    assert!(database.see(&session(2)).contains("ended_at: Some"));
    assert_eq!(remembered(), keys.len());
}

#[tokio::test]
async fn what_was_undone_is_not_remembered() {
    let database = TestDatabase::new().await;
    let change = ProfileChange::default();
    let before = database.see(&Key::User(ANN));
    let refused = database.store.change_profile(ANN, &change, NOW, |_| false).await;
    assert!(refused.unwrap(), "nothing was to be allowed");
    assert_ne!(database.see(&Key::User(ANN)), before);
    // Ended already, so the second end is rolled back.
    database.end(1).await;
    let (why, context) = (EndReason::Logout, Context::operator());
    let again = database
        .store
        .end_session(ANN.reference(), id(1), why, NOW, &context)
        .await;
    assert!(!again.unwrap());
    assert!(database.see(&session(1)).contains("ended_at: Some"));
}

#[tokio::test]
async fn a_closed_store_finds_nothing() {
    let database = TestDatabase::new().await;
    database.see(&session(1));
    database.store.clone().close().await.unwrap();
    assert!(matches!(database.inline().find(session(1)), Lookup::AskPool));
    assert!(database.store.session(id(1)).await.is_err());
}

#[test]
fn the_wal_index_stays_open_until_it_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test-shm");
    std::fs::write(&path, [0; 136]).unwrap();
    let inode = |file: &std::fs::File| {
        use std::os::unix::fs::MetadataExt;
        file.metadata().unwrap().ino()
    };
    let first = wal_index::open_for_ever(&path).unwrap();
    let (again, number) = (wal_index::open_for_ever(&path).unwrap(), inode(&first));
    assert!(Arc::ptr_eq(&first, &again));
    drop((first, again));
    assert!(
        wal_index::open_inodes().contains(&number),
        "closing it would give up SQLite's locks"
    );
    std::fs::remove_file(&path).unwrap();
    std::fs::write(folder.path().join("other-shm"), [0; 136]).unwrap();
    wal_index::open_for_ever(&folder.path().join("other-shm")).unwrap();
    assert!(!wal_index::open_inodes().contains(&number));
}
