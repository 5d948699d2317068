//! What the store reads on the calling thread, and caches.

use std::time::Duration;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;
use uuid::Uuid;

use super::entry::{Key, Value};
use super::inline::InlineSqlite;
use super::loader;
use crate::model::{
    Context, EndReason, FoldedName, ProfileChange, SessionId, SubscriberId, Timestamp, UserId, UserStatus,
};
use crate::store::handle::Store;
use crate::store::lookup::Lookup;
use crate::store::options::StoreOptions;

const ANN: UserId = UserId(1);
const NOW: Timestamp = Timestamp::from_seconds(1000);

/// A database with Ann, who has two sessions, a role, a permission, an API key and a setting, and another connection to it.
struct Fixture {
    _folder: TempDir,
    url: String,
    store: Store,
    other: DatabaseConnection,
}

impl Fixture {
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

    /// The other connection changes something.
    async fn elsewhere(&self, sql: &str) {
        self.other.execute_unprepared(sql).await.unwrap();
    }

    fn file(&self) -> &str {
        self.url.trim_start_matches("sqlite://")
    }

    fn inline(&self) -> &InlineSqlite {
        self.store.inline.as_ref().unwrap()
    }

    /// What the key stands for, as text.
    fn see(&self, key: &Key) -> String {
        shown(self.inline().find(key.clone()))
    }

    fn caches(&self, key: &Key) -> bool {
        self.inline().is_cached(key)
    }

    /// Waits until the cache knows of the last commit: the writer is told before that.
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
fn changes() -> [(Key, &'static str); 10] {
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
        (Key::NamesOf(ANN), "UPDATE permissions SET name = 'b.view'"),
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

fn shown(value: Lookup<Value>) -> String {
    match value {
        Lookup::Missing => "nothing".to_owned(),
        Lookup::AskPool => "not read".to_owned(),
        Lookup::Hit(Value::Session(session)) => format!("{session:?}"),
        Lookup::Hit(Value::User(user)) => format!("{user:?}"),
        Lookup::Hit(Value::Subscriber(subscriber)) => format!("{subscriber:?}"),
        Lookup::Hit(Value::KeysByPrefix(keys)) => format!("{:?}", keys.iter().map(|(key, _)| key).collect::<Vec<_>>()),
        Lookup::Hit(Value::KeysOf(keys)) => format!("{keys:?}"),
        Lookup::Hit(Value::SettingsOf(settings)) => format!("{settings:?}"),
        Lookup::Hit(Value::NamesOf(names)) => format!("{names:?}"),
    }
}

async fn store(url: &str, cache_bytes: u64) -> Store {
    let options = StoreOptions {
        url: url.to_owned(),
        other_servers: Vec::new(),
        must_take_writes: false,
        is_pooled: false,
        max_connections: 2,
        acquire_timeout: Duration::from_secs(10),
        statement_timeout: None,
        cache_bytes,
    };
    Store::connect(&options).await.unwrap()
}

#[tokio::test]
async fn the_next_lookup_sees_what_another_connection_has_changed() {
    for (key, change) in changes() {
        let fixture = Fixture::new().await;
        let before = fixture.see(&key);
        assert!(fixture.caches(&key), "{key:?}");
        fixture.elsewhere(change).await;
        assert!(!fixture.caches(&key), "{change}");
        assert_ne!(fixture.see(&key), before, "{change}");
        let uncached = store(&fixture.url, 0).await;
        let asked = shown(uncached.inline.as_ref().unwrap().find(key.clone()));
        assert_eq!(fixture.see(&key), asked, "{change}");
    }
}

#[tokio::test]
async fn a_read_on_the_calling_thread_is_what_the_pool_reads() {
    let fixture = Fixture::new().await;
    let pooled = Store {
        inline: None,
        ..fixture.store.clone()
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
    assert_eq!(pair(&fixture.store).await, expected);
    assert!(fixture.caches(&Key::User(ANN)) && fixture.caches(&session(1)));
    assert_eq!(pair(&fixture.store).await, expected, "it is cached as it was");
    assert!(fixture.store.session(id(3)).await.unwrap().is_none());
    assert!(fixture.store.user(UserId(2)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_write_of_this_process_drops_only_what_it_makes_stale() {
    let fixture = Fixture::new().await;
    // The first commit has no data version to compare with.
    let nothing = ProfileChange::default();
    assert!(
        fixture
            .store
            .change_profile(ANN, &nothing, NOW, |_| true)
            .await
            .unwrap()
    );
    fixture.settled().await;
    let keys = changes().map(|(key, _)| key);
    let cached = || keys.iter().filter(|key| fixture.caches(key)).count();
    keys.iter().for_each(|key| drop(fixture.see(key)));
    assert_eq!(cached(), keys.len());

    fixture.end(1).await;
    assert!(!fixture.caches(&session(1)));
    assert!(fixture.see(&session(1)).contains("ended_at: Some"));
    assert_eq!(cached(), keys.len(), "the others are still cached");

    let (ann, now) = (FoldedName::of("ann"), NOW);
    let disabled = fixture
        .store
        .set_user_status(&ann, UserStatus::Disabled, now, &Context::operator())
        .await;
    assert_eq!(disabled.unwrap(), Some(ANN));
    fixture.settled().await;
    assert!(!fixture.caches(&Key::User(ANN)) && !fixture.caches(&session(2)));
    assert!(fixture.see(&Key::User(ANN)).contains("Disabled"));
    assert!(fixture.see(&session(2)).contains("ended_at: Some"));
    assert_eq!(cached(), keys.len());
}

#[tokio::test]
async fn an_account_that_changes_while_its_session_is_read_is_not_cached_as_it_was() {
    let fixture = Fixture::new().await;
    let (inline, elsewhere) = (fixture.inline(), rusqlite::Connection::open(fixture.file()).unwrap());
    let since = inline.version_without(&session(1));
    assert!(since.is_some());
    let found = inline.read(|connection| {
        loader::session(connection, id(1), |key| {
            elsewhere
                .execute_batch("UPDATE users SET status = 'disabled'; UPDATE roles SET name = 'admin'")
                .unwrap();
            assert!(fixture.see(&Key::NamesOf(ANN)).contains("admin"), "cached as of now");
            inline.part(connection, since, key)
        })
    });
    let (_, account) = found.unwrap().unwrap();
    let read = shown(Ok(account).into());
    assert!(
        read.contains("Active") && read.contains("staff"),
        "as old as the statement"
    );
    let now = fixture.see(&Key::User(ANN));
    assert!(now.contains("Disabled") && now.contains("admin"), "{now}");
}

#[tokio::test]
async fn what_was_undone_is_not_cached() {
    let fixture = Fixture::new().await;
    let change = ProfileChange::default();
    let before = fixture.see(&Key::User(ANN));
    let refused = fixture.store.change_profile(ANN, &change, NOW, |_| false).await;
    assert!(refused.unwrap(), "nothing was to be allowed");
    assert_ne!(fixture.see(&Key::User(ANN)), before);
    // Ended already, so the second end is rolled back.
    fixture.end(1).await;
    let (why, context) = (EndReason::Logout, Context::operator());
    let again = fixture
        .store
        .end_session(ANN.reference(), id(1), why, NOW, &context)
        .await;
    assert!(!again.unwrap());
    assert!(fixture.see(&session(1)).contains("ended_at: Some"));
}

#[tokio::test]
async fn a_closed_store_reads_nothing() {
    let fixture = Fixture::new().await;
    fixture.see(&session(1));
    fixture.store.clone().close().await.unwrap();
    assert_eq!(fixture.see(&session(1)), "not read");
    assert!(fixture.store.session(id(1)).await.is_err());
}
