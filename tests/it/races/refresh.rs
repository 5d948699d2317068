//! Several refreshes of one token.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Nodes, ROUNDS};
use crate::support::admin::text;
use crate::support::concurrently::at_once;
use crate::support::tokens::claim;

const REFRESH: &str = "/api/v1/auth/refresh";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn simultaneous_refreshes_of_one_token_leave_one_line_of_tokens() {
    let nodes = Nodes::start().await;
    let mut token = nodes.one().token("staff").await;
    for round in 0..ROUNDS {
        let before = nodes.one().session_of(&token).await;
        let refreshes = (0..6).map(|turn| nodes.post(turn, REFRESH, &token));
        let answers = at_once(refreshes.collect()).await;

        let mut identifiers = BTreeSet::new();
        for answer in &answers {
            assert_eq!(answer.status, 200, "round {round}: {answer:?}");
            let next = text(answer, "/data/token");
            assert!(nodes.node(round).accepts(&next).await, "round {round}");
            identifiers.insert(claim(&next, "jti"));
        }
        assert_eq!(identifiers.len(), 1, "round {round}: {identifiers:?}");
        let session = nodes.one().session_of(&token).await;
        assert!(identifiers.contains(&session.token_id.to_string()), "round {round}");
        assert_eq!(session.spent[0].0, before.token_id, "round {round}: what was spent");
        assert_eq!(session.spent[1..], before.spent, "round {round}: once");

        nodes.one().pass(Duration::from_secs(10));
        for answer in &answers {
            assert!(nodes.one().accepts(&text(answer, "/data/token")).await, "round {round}");
        }
        token = text(&answers[0], "/data/token");
    }
    assert_eq!(nodes.one().database.count("sessions").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refresh_that_races_the_refresh_of_the_next_token_stays_in_line() {
    let nodes = Nodes::start().await;
    let mut first = nodes.one().token("staff").await;
    for round in 0..ROUNDS {
        let second = nodes.one().refreshed(&first).await;
        let answers = at_once(vec![
            nodes.post(0, REFRESH, &first),
            nodes.post(1, REFRESH, &second),
            nodes.post(0, REFRESH, &second),
        ])
        .await;
        let newest = nodes.one().session_of(&first).await.token_id.to_string();
        for (place, answer) in answers.iter().enumerate() {
            assert_eq!(answer.status, 200, "round {round}: {answer:?}");
            let next = claim(&text(answer, "/data/token"), "jti");
            // The first token may have been exchanged before the second one was.
            let in_line = next == newest || (place == 0 && next == claim(&second, "jti"));
            assert!(in_line, "round {round}, place {place}");
        }
        nodes.one().pass(Duration::from_secs(10));
        first = text(&answers[1], "/data/token");
        assert!(nodes.one().accepts(&first).await, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_refresh_and_the_theft_of_its_forerunner_nothing_survives() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let first = nodes.one().token("staff").await;
        let second = nodes.one().refreshed(&first).await;
        nodes.one().pass(Duration::from_secs(10));
        let answers = at_once(vec![nodes.post(0, REFRESH, &first), nodes.post(1, REFRESH, &second)]).await;
        assert_eq!(answers[0].status, 401, "round {round}");
        for token in [&first, &second] {
            assert!(nodes.all_refuse(token).await, "round {round}");
        }
        if answers[1].status == 200 {
            let third = text(&answers[1], "/data/token");
            assert!(nodes.all_refuse(&third).await, "round {round}");
        }
    }
}
