//! Logging in while an operator changes the account, or while others log in.

use std::sync::Arc;

use latchkey::model::UserStatus;
use serde_json::json;

use super::{Nodes, ROUNDS};
use crate::support::TestApp;
use crate::support::admin::{ADMIN, ADMIN_ACCOUNT, ADMIN_PASSWORD, text};
use crate::support::concurrently::{Task, at_once, task};
use crate::support::http::Answer;

fn log_in(node: Arc<TestApp>, password: &str) -> Task<Option<Answer>> {
    let password = password.to_owned();
    task(async move { Some(node.log_in(ADMIN, &password).await) })
}

/// Three logins, and something that an operator does meanwhile.
async fn logins_during(nodes: &Nodes, password: &str, change: Task<Option<Answer>>) -> Vec<Answer> {
    let mut tasks: Vec<_> = (0..3).map(|turn| log_in(nodes.node(turn), password)).collect();
    tasks.push(change);
    at_once(tasks).await.into_iter().flatten().collect()
}

/// Whatever the logins were told, none of them is signed in.
async fn assert_nobody_is_signed_in(nodes: &Nodes, answers: &[Answer], others: &[u16]) {
    for answer in answers {
        if answer.status == 200 {
            assert!(nodes.all_refuse(&text(answer, "/data/token")).await, "{answer:?}");
        } else {
            assert!(others.contains(&answer.status), "{answer:?}");
        }
    }
    assert!(nodes.one().open_sessions(ADMIN_ACCOUNT).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_login_that_races_a_disabling_leaves_no_live_session() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let node = nodes.node(round);
        let disabling = task(async move {
            node.set_admin_status(UserStatus::Disabled).await;
            None
        });
        let answers = logins_during(&nodes, ADMIN_PASSWORD, disabling).await;
        assert_nobody_is_signed_in(&nodes, &answers, &[401, 403]).await;
        nodes.one().set_admin_status(UserStatus::Active).await;
        assert!(
            nodes.one().open_sessions(ADMIN_ACCOUNT).await.is_empty(),
            "round {round}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_login_that_races_a_new_password_leaves_no_live_session() {
    let nodes = Nodes::start().await;
    let mut password = ADMIN_PASSWORD.to_owned();
    for round in 0..ROUNDS {
        let node = nodes.node(round);
        let next = format!("password {round}");
        let new_password = next.clone();
        let setting = task(async move {
            node.set_admin_password(&new_password).await;
            None
        });
        let answers = logins_during(&nodes, &password, setting).await;
        assert_nobody_is_signed_in(&nodes, &answers, &[401]).await;
        password = next;
    }
    assert_eq!(nodes.one().log_in(ADMIN, &password).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn logins_from_one_device_at_once_leave_one_session() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let logins = (0..4).map(|turn| {
            let node = nodes.node(turn);
            task(async move { node.token_on_device(ADMIN, ADMIN_PASSWORD, "917038").await })
        });
        let tokens = at_once(logins.collect()).await;
        let mut good = 0;
        for token in &tokens {
            good += usize::from(nodes.node(round).accepts(token).await);
        }
        assert_eq!(good, 1, "round {round}");
        assert_eq!(nodes.one().open_sessions(ADMIN_ACCOUNT).await.len(), 1, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn logins_at_once_all_succeed_while_the_hash_is_being_renewed() {
    let first = TestApp::start().await;
    let nodes = [
        Arc::new(first.another_node_with("", 5).await),
        Arc::new(first.another_node_with("", 5).await),
    ];
    for round in 0..ROUNDS {
        // Back to a hash below the cost of these nodes.
        first.set_admin_password(ADMIN_PASSWORD).await;
        let logins = (0..4).map(|turn| log_in(nodes[turn % 2].clone(), ADMIN_PASSWORD));
        for answer in at_once(logins.collect()).await.into_iter().flatten() {
            assert_eq!(answer.status, 200, "round {round}: the password is right: {answer:?}");
            assert!(first.accepts(&text(&answer, "/data/token")).await, "round {round}");
        }
    }
    let wrong = json!({ "success": false, "message": "Invalid credentials" });
    nodes[0].log_in(ADMIN, "wrong").await.assert(401, &wrong);
}
