//! Several requests, on two nodes, that do the same thing at once: only the one that did it is recorded.

use std::sync::Arc;
use std::time::Duration;

use latchkey::model::{Permissions, Realm};

use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::concurrently::{Task, at_once, task};

const ROUNDS: usize = 15;
const AT_ONCE: usize = 4;

struct Nodes([Arc<TestApp>; 2]);

impl Nodes {
    async fn start() -> Self {
        let first = TestApp::start().await;
        let second = first.another_node().await;
        Self([Arc::new(first), Arc::new(second)])
    }

    fn one(&self) -> &TestApp {
        &self.0[0]
    }

    /// The same task on both nodes in turn, all at once.
    async fn all<T: Send + 'static>(&self, make: impl Fn(Arc<TestApp>) -> Task<T>) -> Vec<T> {
        at_once((0..AT_ONCE).map(|turn| make(self.0[turn % 2].clone())).collect()).await
    }

    async fn posts(&self, path: &'static str, token: &str) -> Vec<u16> {
        self.all(|node| {
            let token = token.to_owned();
            task(async move { node.call("POST", path).bearer(&token).send().await.status })
        })
        .await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn logouts_and_refreshes_at_once_leave_one_event() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let token = nodes.one().token("staff").await;
        let mark = nodes.one().mark().await;
        nodes.posts("/api/v1/auth/refresh", &token).await;
        nodes.posts("/api/v1/auth/logout", &token).await;
        assert_eq!(
            nodes.one().actions(mark).await,
            ["token.refreshed", "logout"],
            "round {round}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reuse_at_once_leaves_one_event_and_one_end() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let token = nodes.one().token("staff").await;
        nodes.one().refreshed(&token).await;
        nodes.one().pass(Duration::from_secs(10));
        let mark = nodes.one().mark().await;
        let statuses = nodes.posts("/api/v1/auth/refresh", &token).await;
        assert_eq!(statuses, [401; AT_ONCE], "round {round}");
        let actions = nodes.one().actions(mark).await;
        assert_eq!(actions, ["token.reused", "session.ended"], "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn logging_out_everywhere_at_once_names_each_session_once() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let token = nodes.one().token("subscriber").await;
        nodes.one().token("subscriber").await;
        let mark = nodes.one().mark().await;
        nodes.posts("/api/v1/subscriber/logout-all", &token).await;
        let actions = nodes.one().actions(mark).await;
        assert_eq!(actions, ["logout.all", "session.ended"], "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn operators_who_do_the_same_at_once_leave_one_event() {
    let nodes = Nodes::start().await;
    let ana = nodes.one().add_user(&ANA, |_| ()).await;
    for round in 0..ROUNDS {
        let key = nodes.one().add_key(ana, Permissions::READ, |_| ()).await.id;
        nodes.one().token_of("staff", &ANA).await;
        let mark = nodes.one().mark().await;
        nodes
            .all(|node| task(async move { node.disable(Realm::Users, &ANA).await }))
            .await;
        nodes
            .all(|node| task(async move { node.enable(Realm::Users, &ANA).await }))
            .await;
        nodes
            .all(|node| task(async move { node.app.auth.revoke_api_key(key).await.expect("a database") }))
            .await;
        let expected = [
            "account.disabled",
            "session.ended",
            "account.enabled",
            "api_key.revoked",
        ];
        assert_eq!(nodes.one().actions(mark).await, expected, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_withdrawn_key_that_is_used_at_once_leaves_one_event() {
    let nodes = Nodes::start().await;
    let ana = nodes.one().add_user(&ANA, |_| ()).await;
    let key = nodes.one().add_key(ana, Permissions::READ, |_| ()).await;
    nodes.one().app.auth.revoke_api_key(key.id).await.expect("a database");
    for round in 0..ROUNDS {
        let mark = nodes.one().mark().await;
        nodes.one().pass(Duration::from_secs(300));
        let text = key.key.expose().to_owned();
        nodes
            .all(|node| {
                let text = text.clone();
                task(async move { node.get("/v1/auth/user").api_key(&text).send().await.status })
            })
            .await;
        assert_eq!(nodes.one().actions(mark).await, ["api_key.refused"], "round {round}");
    }
}
