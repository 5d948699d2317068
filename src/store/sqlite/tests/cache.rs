//! Which states of the database what is remembered is of.

use super::*;

#[tokio::test]
async fn a_commit_of_somebody_else_is_not_taken_for_ours() {
    let database = TestDatabase::new().await;
    let cache = database.inline().cache.as_ref().unwrap();
    let [one, two] = [session(1), session(2)];
    let see_both = || [&one, &two].map(|key| database.see(key));
    // Nobody has said anything yet, so nothing can be compared.
    see_both();
    cache.begin_write();
    cache.after_commit(cache.now(), Some(7), &[]);
    assert!(!database.remembers(&one));

    see_both();
    cache.begin_write();
    database
        .elsewhere("UPDATE sessions SET ended_at = 5 WHERE id = x'00000000000000000000000000000001'")
        .await;
    cache.after_commit(cache.now(), Some(7), &[Change::Session(1)]);
    assert!(database.see(&one).contains("ended_at: Some(Timestamp(5))"));
    assert!(
        database.remembers(&two),
        "it was our own commit, by what the connection says"
    );

    cache.begin_write();
    database.elsewhere("UPDATE sessions SET ended_at = 6").await;
    cache.after_commit(cache.now(), Some(8), &[]);
    assert!(!database.remembers(&one) && !database.remembers(&two), "it was not");

    // A state that somebody else led on from before we could see it is gone by the next look.
    see_both();
    cache.begin_write();
    let now = cache.now();
    database.elsewhere("UPDATE sessions SET ended_at = 7").await;
    cache.after_commit(now, Some(8), &[]);
    assert!(!database.remembers(&one));
}

#[tokio::test]
async fn what_comes_after_a_rollback_is_not_ours() {
    let database = TestDatabase::new().await;
    let cache = database.inline().cache.as_ref().unwrap();
    let one = session(1);
    database.see(&one);
    cache.begin_write();
    cache.after_rollback();
    assert!(database.remembers(&one), "nobody has changed anything");
    cache.begin_write();
    database.elsewhere("UPDATE sessions SET ended_at = 5").await;
    assert!(
        matches!(cache.get(&one), CacheLookup::Miss(None)),
        "whose change it is is not known yet"
    );
    assert!(database.see(&one).contains("ended_at: Some(Timestamp(5))"));
    cache.after_rollback();
    assert!(!database.remembers(&one));
}

#[tokio::test]
async fn what_was_read_before_a_commit_is_not_kept_after_it() {
    let database = TestDatabase::new().await;
    let cache = database.inline().cache.as_ref().unwrap();
    let CacheLookup::Miss(Some(snapshot)) = cache.get(&session(1)) else {
        panic!("nothing was read yet");
    };
    let read = |connection: &_| loader::read(connection, &session(1));
    let old = database.inline().reader.read(read).unwrap().unwrap();
    database.elsewhere("UPDATE sessions SET ended_at = 5").await;
    assert!(!database.remembers(&session(1)));
    cache.keep(snapshot, session(1), Entry::of(&old));
    assert!(!database.remembers(&session(1)));
}

#[tokio::test]
async fn what_two_have_read_at_once_is_forgotten_when_it_changes() {
    let database = TestDatabase::new().await;
    let cache = database.inline().cache.as_ref().unwrap();
    let ours = Some(7);
    cache.begin_write();
    cache.after_commit(cache.now(), ours, &[]);
    let CacheLookup::Miss(Some(snapshot)) = cache.get(&session(1)) else {
        panic!("nothing was read yet");
    };
    for _ in 0..2 {
        let read = |connection: &_| loader::read(connection, &session(1));
        let row = database.inline().reader.read(read).unwrap().unwrap();
        cache.keep(snapshot, session(1), Entry::of(&row));
    }
    assert!(database.remembers(&session(1)));
    cache.begin_write();
    cache.after_commit(cache.now(), ours, &[Change::Session(1)]);
    assert!(!database.remembers(&session(1)));
}

#[tokio::test]
async fn it_takes_no_more_memory_than_it_may() {
    let database = TestDatabase::new().await;
    database
        .elsewhere(
            "INSERT INTO sessions (id, population, account_id, contract, address, user_agent, created_at, seen_at,
                expires_at, idle_until, refused_at, token_id)
             WITH RECURSIVE n(x) AS (VALUES (16) UNION ALL SELECT x + 1 FROM n WHERE x < 255)
             SELECT unhex('000000000000000000000000000000' || printf('%02X', x)), 'users', 1, 'staff', 'here',
                printf('%100d', x), 1, 1, 9000000, 9000000, 0, zeroblob(16) FROM n",
        )
        .await;
    let small = store(&database.url, 32 * 1024).await;
    let inline = small.inline.as_ref().unwrap();
    for number in 16..256 {
        assert!(matches!(inline.find(session(number)), Lookup::Hit(_)), "{number}");
    }
    let cache = inline.cache.as_ref().unwrap();
    let (bytes, entries, rows) = cache.size();
    assert!(bytes <= 32 * 1024, "{bytes}");
    assert!(entries > 20, "{entries}");
    assert_eq!(entries, rows, "the rows of what was evicted are forgotten too");
}
