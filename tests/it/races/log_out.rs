//! Logging out while something else happens to the session.

use super::{Nodes, ROUNDS};
use crate::support::admin::{ADMIN_ACCOUNT, text};
use crate::support::concurrently::at_once;

const LOGOUT: &str = "/api/v1/auth/logout";
const REFRESH: &str = "/api/v1/auth/refresh";
const THEIR_REFRESH: &str = "/api/v1/subscriber/refresh-token";
const LOGOUT_ALL: &str = "/api/v1/subscriber/logout-all";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_a_refresh_that_races_a_logout_no_token_of_the_session_works() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let token = nodes.one().token("staff").await;
        let answers = at_once(vec![
            nodes.post(round, REFRESH, &token),
            nodes.post(round + 1, LOGOUT, &token),
            nodes.post(round + 1, REFRESH, &token),
        ])
        .await;
        assert_eq!(answers[1].status, 200, "round {round}: {:?}", answers[1]);
        assert!(nodes.all_refuse(&token).await, "round {round}");
        for answer in [&answers[0], &answers[2]] {
            match answer.status {
                200 => {
                    assert!(nodes.all_refuse(&text(answer, "/data/token")).await, "round {round}");
                }
                status => assert_eq!(status, 401, "round {round}: {answer:?}"),
            }
        }
        assert!(
            nodes.one().open_sessions(ADMIN_ACCOUNT).await.is_empty(),
            "round {round}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_a_refresh_that_races_a_logout_everywhere_no_token_works() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let (here, elsewhere) = (
            nodes.one().token("subscriber").await,
            nodes.one().token("subscriber").await,
        );
        let answers = at_once(vec![
            nodes.post(round, THEIR_REFRESH, &here),
            nodes.post(round + 1, LOGOUT_ALL, &here),
            nodes.post(round, THEIR_REFRESH, &elsewhere),
        ])
        .await;
        assert_eq!(answers[1].status, 200, "round {round}: {:?}", answers[1]);
        let mut tokens = vec![here, elsewhere];
        for answer in [&answers[0], &answers[2]] {
            if answer.status == 200 {
                tokens.push(text(answer, "/data/token"));
            }
        }
        for token in &tokens {
            for node in &nodes.0 {
                assert!(!node.accepts_subscriber(token).await, "round {round}");
                assert_eq!(node.refresh_subscriber(token).await.status, 401, "round {round}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_several_logouts_at_once_exactly_one_is_told_that_it_logged_out() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let token = nodes.one().token("staff").await;
        let logouts = (0..4).map(|turn| nodes.post(turn, LOGOUT, &token));
        let mut statuses: Vec<u16> = at_once(logouts.collect()).await.iter().map(|one| one.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401, 401, 401], "round {round}");
    }
    let ended = "sessions WHERE ended_reason = 'logout'";
    assert_eq!(nodes.one().database.count(ended).await, ROUNDS as u64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_portal_that_is_opened_during_a_logout_is_worth_nothing() {
    use latchkey::auth::PortalCookie;
    use latchkey::model::PlainToken;

    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let token = nodes.one().token("subscriber").await;
        let (node, bearer) = (nodes.node(round), token.clone());
        let opening = async move { node.get("/mobile-auto-login").bearer(&bearer).send().await };
        let answers = at_once(vec![
            crate::support::concurrently::task(opening),
            nodes.post(round + 1, "/api/v1/subscriber/logout", &token),
        ])
        .await;
        assert_eq!(answers[1].status, 200, "round {round}");
        let Some(cookie) = answers[0].header("set-cookie") else {
            assert_eq!(answers[0].status, 401, "round {round}");
            continue;
        };
        let value = cookie.split(['=', ';']).nth(1).expect("a value").to_owned();
        for node in &nodes.0 {
            let opened = node
                .app
                .auth
                .portal(&PortalCookie(PlainToken::new(value.clone())))
                .await;
            assert!(opened.is_err(), "round {round}");
        }
    }
}
