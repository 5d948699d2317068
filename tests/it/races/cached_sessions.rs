//! What a node caches of the database, while others change it.

use super::{Nodes, ROUNDS};
use crate::support::admin::{ADMIN, ADMIN_PASSWORD};
use crate::support::concurrently::{at_once, task};

const LOGOUT: &str = "/api/v1/auth/logout";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_end_on_one_node_is_seen_by_another_that_is_writing_itself() {
    let nodes = Nodes::start().await;
    // Six sessions each, of the hundred that an account may have.
    for round in 0..ROUNDS / 2 {
        let (here, there) = (nodes.node(round), nodes.node(round + 1));
        let (token, other) = (here.token("staff").await, here.token("staff").await);
        // Twice: then it is cached.
        for _ in 0..2 {
            assert!(
                here.accepts(&token).await && here.accepts(&other).await,
                "round {round}"
            );
        }
        let busy = (0..4).map(|_| {
            let here = here.clone();
            task(async move { here.log_in(ADMIN, ADMIN_PASSWORD).await.status })
        });
        let end = {
            let (here, there, token) = (here.clone(), there.clone(), token.clone());
            task(async move {
                let answer = there.call("POST", LOGOUT).bearer(&token).send().await;
                // Asked by the next request, while the logins are still under way.
                assert!(!here.accepts(&token).await, "it was over before");
                answer.status
            })
        };
        let statuses = at_once(busy.chain([end]).collect()).await;
        assert_eq!(statuses, [200; 5], "round {round}");
        assert!(!here.accepts(&token).await, "round {round}");
        assert!(here.accepts(&other).await, "round {round}");
    }
}
