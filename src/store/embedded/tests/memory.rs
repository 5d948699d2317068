//! Which states of the database what is remembered is of.

use super::*;

#[tokio::test]
async fn a_commit_of_somebody_else_is_not_taken_for_ours() {
    let place = Place::new().await;
    let memory = place.embedded().memory.as_ref().unwrap();
    let [one, two] = [session(1), session(2)];
    let see_both = || [&one, &two].map(|key| place.see(key));
    // Nobody has said anything yet, so nothing can be compared.
    see_both();
    memory.began();
    memory.committed(memory.now(), Some(7), &[]);
    assert!(!place.remembers(&one));

    see_both();
    memory.began();
    place
        .elsewhere("UPDATE sessions SET ended_at = 5 WHERE id = x'00000000000000000000000000000001'")
        .await;
    memory.committed(memory.now(), Some(7), &[Touch::Session(1)]);
    assert!(place.see(&one).contains("ended_at: Some(Timestamp(5))"));
    assert!(
        place.remembers(&two),
        "it was our own commit, by what the connection says"
    );

    memory.began();
    place.elsewhere("UPDATE sessions SET ended_at = 6").await;
    memory.committed(memory.now(), Some(8), &[]);
    assert!(!place.remembers(&one) && !place.remembers(&two), "it was not");

    // A state that somebody else led on from before we could see it is gone by the next look.
    see_both();
    memory.began();
    let now = memory.now();
    place.elsewhere("UPDATE sessions SET ended_at = 7").await;
    memory.committed(now, Some(8), &[]);
    assert!(!place.remembers(&one));
}

#[tokio::test]
async fn what_comes_after_a_rollback_is_not_ours() {
    let place = Place::new().await;
    let memory = place.embedded().memory.as_ref().unwrap();
    let one = session(1);
    place.see(&one);
    memory.began();
    memory.gave_up();
    assert!(place.remembers(&one), "nobody has changed anything");
    memory.began();
    place.elsewhere("UPDATE sessions SET ended_at = 5").await;
    assert!(
        matches!(memory.look(&one), Look::Unknown(None)),
        "whose change it is is not known yet"
    );
    assert!(place.see(&one).contains("ended_at: Some(Timestamp(5))"));
    memory.gave_up();
    assert!(!place.remembers(&one));
}

#[tokio::test]
async fn what_was_read_before_a_commit_is_not_kept_after_it() {
    let place = Place::new().await;
    let memory = place.embedded().memory.as_ref().unwrap();
    let Look::Unknown(Some(moment)) = memory.look(&session(1)) else {
        panic!("nothing was read yet");
    };
    let read = |connection: &_| lookups::read(connection, &session(1));
    let old = place.embedded().reader.read(read).unwrap().unwrap();
    place.elsewhere("UPDATE sessions SET ended_at = 5").await;
    assert!(!place.remembers(&session(1)));
    memory.keep(moment, session(1), Entry::of(&old));
    assert!(!place.remembers(&session(1)));
}

#[tokio::test]
async fn what_two_have_read_at_once_is_forgotten_when_it_changes() {
    let place = Place::new().await;
    let memory = place.embedded().memory.as_ref().unwrap();
    let ours = Some(7);
    memory.began();
    memory.committed(memory.now(), ours, &[]);
    let Look::Unknown(Some(moment)) = memory.look(&session(1)) else {
        panic!("nothing was read yet");
    };
    for _ in 0..2 {
        let read = |connection: &_| lookups::read(connection, &session(1));
        let row = place.embedded().reader.read(read).unwrap().unwrap();
        memory.keep(moment, session(1), Entry::of(&row));
    }
    assert!(place.remembers(&session(1)));
    memory.began();
    memory.committed(memory.now(), ours, &[Touch::Session(1)]);
    assert!(!place.remembers(&session(1)));
}

#[tokio::test]
async fn it_takes_no_more_memory_than_it_may() {
    let place = Place::new().await;
    place
        .elsewhere(
            "INSERT INTO sessions (id, population, account_id, contract, address, user_agent, created_at, seen_at,
                expires_at, idle_until, refused_at, token_id)
             WITH RECURSIVE n(x) AS (VALUES (16) UNION ALL SELECT x + 1 FROM n WHERE x < 255)
             SELECT unhex('000000000000000000000000000000' || printf('%02X', x)), 'users', 1, 'staff', 'here',
                printf('%100d', x), 1, 1, 9000000, 9000000, 0, zeroblob(16) FROM n",
        )
        .await;
    let small = store(&place.url, 32 * 1024).await;
    let embedded = small.embedded.as_ref().unwrap();
    for number in 16..256 {
        assert!(embedded.find(session(number)).unwrap().is_some(), "{number}");
    }
    let memory = embedded.memory.as_ref().unwrap();
    let (bytes, entries, rows) = memory.size();
    assert!(bytes <= 32 * 1024, "{bytes}");
    assert!(entries > 20, "{entries}");
    assert_eq!(entries, rows, "the rows of what was evicted are forgotten too");
}
