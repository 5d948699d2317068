//! Nodes that want the next signing key at the same moment.

use std::sync::Arc;

use latchkey::auth::Begin;

use super::{Nodes, ROUNDS};
use crate::support::TestApp;
use crate::support::clock::{days, seconds};
use crate::support::concurrently::{at_once, task};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_nodes_that_find_the_key_too_old_together_one_makes_the_next() {
    let nodes = Nodes::start().await;
    for round in 1..ROUNDS {
        nodes.one().pass(days(90) + seconds(120));
        let looks = (0..6).map(|turn| {
            let node = nodes.node(turn);
            task(async move { node.app.auth.maintain_signing_keys().await })
        });
        for looked in at_once(looks.collect()).await {
            assert!(looked.is_ok(), "round {round}: {looked:?}");
        }
        let keys = nodes.one().store.signing_keys().await.expect("the keys can be read");
        let next = i64::try_from(round).expect("a small number") + 1;
        assert_eq!(keys[0].generation, next, "round {round}");
        // Every node knows it by now: its token is taken by the other one at once.
        nodes.one().pass(seconds(120));
        for (one, other) in [(0, 1), (1, 0)] {
            let token = nodes.node(one).token("staff").await;
            assert!(nodes.node(other).accepts(&token).await, "round {round}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_rotations_at_once_each_says_a_key_that_is_there_and_the_newest_signs() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let rotations = (0..4).map(|turn| {
            let node = nodes.node(turn);
            task(async move { node.app.auth.rotate_signing_key(Begin::AtOnce).await })
        });
        let made = at_once(rotations.collect()).await;
        let keys = nodes.one().store.signing_keys().await.expect("the keys can be read");
        for key in made {
            let key = key.unwrap_or_else(|error| panic!("round {round}: {error:?}"));
            assert!(keys.iter().any(|row| row.id == key.id), "round {round}");
        }
        let open = keys.iter().filter(|key| key.verifies_until.is_none());
        assert_eq!(open.count(), 1, "round {round}: all but the newest have an end");
        let generations: Vec<_> = keys.iter().map(|key| key.generation).collect();
        assert!(
            generations.is_sorted_by(|one, next| one == &(next + 1)),
            "{generations:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nodes_that_start_together_with_another_algorithm_make_one_key_of_it() {
    for round in 0..12 {
        let algorithm = ["ES256", "EdDSA"][round % 2];
        let toml = format!("[tokens]\nalgorithm = \"{algorithm}\"\n");
        let first = Arc::new(TestApp::start().await);
        let starts = (0..4).map(|_| {
            let (first, toml) = (first.clone(), toml.clone());
            task(async move { first.try_another_node(&toml).await })
        });
        for started in at_once(starts.collect()).await {
            assert!(started.is_ok(), "round {round}: {started:?}");
        }
        let keys = first.store.signing_keys().await.expect("the keys can be read");
        let algorithms: Vec<_> = keys.iter().map(|key| key.algorithm.as_str()).collect();
        assert_eq!(algorithms, [algorithm, "HS256"], "round {round}");
    }
}
