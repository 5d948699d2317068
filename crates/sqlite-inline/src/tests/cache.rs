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
        // The first commit has no data version to compare with.
        fixture.write("UPDATE log SET text = 'first'").await;
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
    // There is nothing to compare the first data version with.
    get_both();
    cache.began();
    cache.committed(cache.version(), Some(7), &[]);
    assert!(!fixture.is_cached(&ANN));

    get_both();
    cache.began();
    fixture.elsewhere("UPDATE notes SET text = 'new' WHERE id = 1");
    cache.committed(cache.version(), Some(7), &[Invalidation::Key(ANN)]);
    assert_eq!(fixture.get(&ANN).as_deref(), Some("new"));
    assert!(fixture.is_cached(&BEN), "by the data version, it was our own commit");

    cache.began();
    fixture.elsewhere("UPDATE notes SET text = 'newer'");
    cache.committed(cache.version(), Some(8), &[]);
    assert!(!fixture.is_cached(&ANN) && !fixture.is_cached(&BEN), "it was not");

    // Another process committed between our commit and the time at which we could look.
    get_both();
    cache.began();
    let now = cache.version();
    fixture.elsewhere("UPDATE notes SET text = 'newest'");
    cache.committed(now, Some(8), &[]);
    assert!(!fixture.is_cached(&ANN));
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
    fixture.write("UPDATE log SET text = 'first'").await;
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
