//! One node at a time does a periodic job.

use std::time::Duration;

use crate::support::rows::{empty_store, start};

const JOB: &str = "delete ended sessions";
const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_job_belongs_to_one_node_until_its_lease_is_over() {
    let (_database, store) = empty_store().await;
    let now = start();
    let (later, after) = (now.plus(MINUTE / 2), now.plus(MINUTE * 2));
    let mut seen = Vec::new();
    for (node, job, at, time) in [
        ("one", JOB, now, MINUTE),
        ("two", JOB, now, MINUTE),
        ("two", "another job", now, MINUTE),
        // Renewed, for longer.
        ("one", JOB, later, MINUTE * 2),
        ("two", JOB, after, MINUTE),
        ("one", JOB, after, MINUTE),
        // Over.
        ("two", JOB, later.plus(MINUTE * 2), MINUTE),
        ("one", JOB, later.plus(MINUTE * 2), MINUTE),
    ] {
        let taken = store.lease_job(job, node, at, at.plus(time)).await.expect("an answer");
        seen.push((node, taken));
    }
    let expected = [
        ("one", true),
        ("two", false),
        ("two", true),
        ("one", true),
        ("two", false),
        ("one", true),
        ("two", false),
        ("one", true),
    ];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn of_many_nodes_that_want_a_job_at_once_one_gets_it() {
    let (_database, store) = empty_store().await;
    let now = start();
    let mut asked = tokio::task::JoinSet::new();
    for node in 0..8 {
        let store = store.clone();
        asked.spawn(async move { store.lease_job(JOB, &node.to_string(), now, now.plus(MINUTE)).await });
    }
    let answers = asked.join_all().await;
    let taken: Vec<bool> = answers.into_iter().map(|answer| answer.expect("an answer")).collect();
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "{taken:?}");
}
