//! A cached value is exactly what the database says.

use super::*;
use crate::OVERHEAD;

const ANN: Key = Key::Note(1);
const BEN: Key = Key::Note(2);

#[test]
fn the_next_lookup_sees_what_another_connection_has_changed() {
    let changes = [
        (ANN, "UPDATE notes SET text = 'new' WHERE id = 1", Some("new")),
        (BEN, "DELETE FROM notes WHERE id = 2", None),
        (ticket("a"), "UPDATE tickets SET text = 'new'", Some("new")),
    ];
    for (key, change, after) in changes {
        let fixture = Fixture::new();
        assert!(fixture.get(&key).is_some());
        assert!(fixture.is_cached(&key), "{key:?}");
        fixture.elsewhere(change);
        assert!(!fixture.is_cached(&key), "{change}");
        assert_eq!(fixture.get(&key).as_deref(), after, "{change}");
    }
}

#[tokio::test]
async fn a_write_of_this_process_drops_only_what_it_makes_stale() {
    let keys = [ANN, BEN, ticket("a"), ticket("b")];
    let writes: [(&str, &[Key]); 5] = [
        ("UPDATE notes SET text = 'new' WHERE id = 1", &[ANN]),
        ("UPDATE tickets SET text = 'new' WHERE code = 'a'", &[ticket("a")]),
        ("UPDATE prices SET text = 'new'", &[ticket("a"), ticket("b")]),
        ("UPDATE log SET text = 'new'", &[]),
        ("UPDATE others SET text = 'new'", &keys),
    ];
    for (write, stale) in writes {
        let fixture = Fixture::new();
        keys.iter().for_each(|key| drop(fixture.get(key)));
        fixture.write(write).await;
        for key in &keys {
            assert_eq!(fixture.is_cached(key), !stale.contains(key), "{write}: {key:?}");
        }
        if let [key] = stale {
            assert_eq!(fixture.get(key).as_deref(), Some("new"), "{write}");
        }
    }
}

#[test]
fn a_commit_of_another_process_is_not_taken_for_ours() {
    let fixture = Fixture::new();
    let cache = fixture.database.cache().unwrap();
    let get_both = || [ANN, BEN].map(|key| fixture.get(&key));
    get_both();
    cache.began();
    fixture.elsewhere("UPDATE notes SET text = 'new' WHERE id = 1");
    cache.committed(cache.version(), &[Invalidation::Key(ANN)]);
    assert_eq!(fixture.get(&ANN).as_deref(), Some("new"));
    assert!(fixture.is_cached(&BEN), "there was one commit, so it was our own");

    // Another process committed between our commit and the time at which we could look.
    get_both();
    cache.began();
    fixture.elsewhere("UPDATE log SET text = 'ours'");
    fixture.elsewhere("UPDATE notes SET text = 'newer'");
    cache.committed(cache.version(), &[]);
    assert!(!fixture.is_cached(&ANN) && !fixture.is_cached(&BEN), "there were two");

    // And after we had looked.
    get_both();
    cache.began();
    fixture.elsewhere("UPDATE log SET text = 'ours'");
    let now = cache.version();
    fixture.elsewhere("UPDATE notes SET text = 'newest'");
    cache.committed(now, &[]);
    assert!(!fixture.is_cached(&ANN));
}

#[test]
fn what_is_cached_after_a_commit_that_was_not_noticed_is_dropped() {
    let fixture = Fixture::new();
    let cache = fixture.database.cache().unwrap();
    fixture.get(&ANN);
    fixture.elsewhere("UPDATE notes SET text = 'new'");
    // Nobody has looked since.
    cache.began();
    fixture.elsewhere("UPDATE log SET text = 'ours'");
    cache.committed(cache.version(), &[]);
    assert!(!fixture.is_cached(&ANN));
}

#[tokio::test]
async fn the_cache_outlasts_our_commit_that_starts_the_log_again() {
    let fixture = Fixture::new();
    fixture.get(&ANN);
    for number in 0..5 {
        fixture.elsewhere("PRAGMA wal_checkpoint(RESTART)");
        assert!(fixture.is_cached(&ANN), "a checkpoint changes nothing");
        fixture.write(&format!("UPDATE log SET text = '{number}'")).await;
        assert!(fixture.is_cached(&ANN), "{number}");
    }
}

#[test]
fn a_change_after_a_rollback_is_not_ours() {
    let fixture = Fixture::new();
    let cache = fixture.database.cache().unwrap();
    fixture.get(&ANN);
    cache.began();
    cache.rolled_back();
    assert!(fixture.is_cached(&ANN), "nothing has changed");
    cache.began();
    fixture.elsewhere("UPDATE notes SET text = 'new'");
    let cached = fixture.database.lookup(|view| view.get(&ANN));
    assert!(
        matches!(cached, Cached::Miss(None)),
        "it is not known yet whose change it is"
    );
    assert_eq!(fixture.get(&ANN).as_deref(), Some("new"));
    cache.rolled_back();
    assert!(!fixture.is_cached(&ANN));
}

#[test]
fn what_was_read_before_a_commit_is_not_cached_after_it() {
    let fixture = Fixture::new();
    let Cached::Miss(since) = fixture.database.lookup(|view| view.get(&ANN)) else {
        panic!("nothing was read yet");
    };
    let old = fixture
        .database
        .read(|connection| read(connection, &ANN))
        .unwrap()
        .unwrap();
    fixture.elsewhere("UPDATE notes SET text = 'new'");
    assert!(!fixture.is_cached(&ANN));
    fixture.database.insert(since, ANN, || old);
    assert!(!fixture.is_cached(&ANN));
}

#[tokio::test]
async fn what_two_threads_have_read_at_once_is_dropped_when_it_changes() {
    let fixture = Fixture::new();
    let key = ticket("a");
    let Cached::Miss(since) = fixture.database.lookup(|view| view.get(&key)) else {
        panic!("nothing was read yet");
    };
    for _ in 0..2 {
        let entry = fixture.database.read(|connection| read(connection, &key)).unwrap();
        fixture.database.insert(since, key.clone(), || entry.unwrap());
    }
    assert!(fixture.is_cached(&key));
    fixture.write("UPDATE tickets SET text = 'new' WHERE code = 'a'").await;
    assert!(!fixture.is_cached(&key));
}

#[test]
fn it_takes_no_more_memory_than_it_may() {
    let fixture = Fixture::new();
    fixture.elsewhere(
        "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n WHERE x < 240)
         INSERT INTO tickets SELECT x, printf('%200d', x) FROM n",
    );
    let small = Database::<Toys>::open(&fixture.file, 32 * 1024).unwrap();
    for code in 1..=240 {
        assert!(get(&small, &ticket(&code.to_string())).is_some(), "{code}");
    }
    let (bytes, entries, rows) = small.cache().unwrap().usage();
    assert!(bytes <= 32 * 1024, "{bytes}");
    assert!(entries > 20 && bytes > (entries * (OVERHEAD + 200)) as u64, "{entries}");
    assert_eq!(entries, rows, "the rows of evicted entries are dropped too");
}

#[tokio::test]
async fn a_closed_database_reads_and_caches_nothing() {
    let fixture = Fixture::new();
    fixture.get(&ANN);
    fixture.database.close();
    assert!(fixture.database.read(|connection| read(connection, &ANN)).is_err());
    assert!(!fixture.is_cached(&ANN));
}

#[test]
fn without_memory_nothing_is_cached_and_everything_is_read() {
    let fixture = Fixture::new();
    let uncached = Database::<Toys>::open(&fixture.file, 0).unwrap();
    assert_eq!(get(&uncached, &ANN).as_deref(), Some("one"));
    assert!(matches!(uncached.lookup(|view| view.get(&ANN)), Cached::Miss(None)));
}
