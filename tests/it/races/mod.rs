//! Real races: many threads, two nodes over one database, many rounds. Whatever order things happen in, what is left
//! afterwards must be one of the states that are allowed.

mod accounts;
mod cached_sessions;
mod keys;
mod log_in;
mod log_out;
mod password;
mod refresh;
mod start;
mod throttle;

use std::sync::Arc;

use crate::support::TestApp;
use crate::support::concurrently::{Task, task};
use crate::support::http::Answer;

/// How often a race is run. What is wrong once in ten times is found nearly always.
const ROUNDS: usize = 30;

/// Two nodes over one database, one clock.
struct Nodes([Arc<TestApp>; 2]);

impl Nodes {
    async fn start() -> Self {
        let first = TestApp::start().await;
        let second = first.another_node().await;
        Self([Arc::new(first), Arc::new(second)])
    }

    /// The first one.
    fn one(&self) -> &TestApp {
        &self.0[0]
    }

    /// The node whose turn it is.
    fn node(&self, turn: usize) -> Arc<TestApp> {
        self.0[turn % 2].clone()
    }

    /// A POST without a body, on the node whose turn it is.
    fn post(&self, turn: usize, path: &'static str, token: &str) -> Task<Answer> {
        let (node, token) = (self.node(turn), token.to_owned());
        task(async move { node.call("POST", path).bearer(&token).send().await })
    }

    /// Whether no node takes this token, neither for a look nor for a refresh.
    async fn all_refuse(&self, token: &str) -> bool {
        for node in &self.0 {
            if node.accepts(token).await || node.refresh(token).await.status != 401 {
                return false;
            }
        }
        true
    }
}
