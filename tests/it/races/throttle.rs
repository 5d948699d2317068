//! LoginThrottle at once.

use std::sync::Arc;

use super::Nodes;
use crate::support::TestApp;
use crate::support::admin::{ADMIN, ADMIN_PASSWORD};
use crate::support::clock::seconds;
use crate::support::concurrently::{Task, at_once, task};

/// How often; each round is 200 requests.
const ROUNDS: usize = 6;

fn guess(node: Arc<TestApp>, email: String, address: String) -> Task<u16> {
    task(async move {
        let body = serde_json::json!({ "email": email, "password": "guess" });
        node.post("/api/v1/auth/login", body).from(&address).send().await.status
    })
}

fn count(statuses: &[u16], status: u16) -> usize {
    statuses.iter().filter(|one| **one == status).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_hundred_wrong_guesses_at_once_ten_are_looked_at() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let guesses = (0..200).map(|turn| {
            let address = format!("198.51.{round}.{turn}");
            guess(nodes.node(turn), ADMIN.to_owned(), address)
        });
        let statuses = at_once(guesses.collect()).await;
        assert_eq!(
            (count(&statuses, 401), count(&statuses, 429)),
            (10, 190),
            "round {round}"
        );
        nodes.one().pass(seconds(15 * 60));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_hundred_wrong_guesses_at_once_from_one_network_a_hundred_are_looked_at() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS / 2 {
        let guesses = (0..200).map(|turn| {
            let email = format!("nobody-{round}-{turn}@example.com");
            guess(nodes.node(turn), email, "198.51.100.1".to_owned())
        });
        let statuses = at_once(guesses.collect()).await;
        assert_eq!(
            (count(&statuses, 401), count(&statuses, 429)),
            (100, 100),
            "round {round}"
        );
        nodes.one().pass(seconds(15 * 60));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn any_number_of_good_logins_at_once_are_good_logins() {
    let nodes = Nodes::start().await;
    for _ in 0..ROUNDS {
        let logins = (0..60).map(|turn| {
            let node = nodes.node(turn);
            task(async move { node.log_in(ADMIN, ADMIN_PASSWORD).await.status })
        });
        let statuses = at_once(logins.collect()).await;
        assert_eq!(count(&statuses, 200), 60, "{statuses:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_account_never_has_more_sessions_than_it_may() {
    let nodes = Nodes::start().await;
    for _ in 0..3 {
        let logins = (0..60).map(|turn| {
            let node = nodes.node(turn);
            task(async move { node.log_in(ADMIN, ADMIN_PASSWORD).await.status })
        });
        let statuses = at_once(logins.collect()).await;
        assert_eq!(count(&statuses, 200), 60, "{statuses:?}");
    }
    let open = "sessions WHERE ended_at IS NULL";
    assert_eq!(nodes.one().database.count(open).await, 100);
}
