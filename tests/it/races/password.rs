//! Changing one's password while others do the same, log in, log out or refresh.

use serde_json::json;

use super::{Nodes, ROUNDS};
use crate::support::admin::{ADMIN, ADMIN_ACCOUNT, ADMIN_PASSWORD, text};
use crate::support::concurrently::{Task, at_once, task};
use crate::support::http::Answer;

fn change(nodes: &Nodes, turn: usize, token: &str, current: &str, new: &str) -> Task<Answer> {
    let (node, token) = (nodes.node(turn), token.to_owned());
    let body = json!({ "current_password": current, "new_password": new });
    task(async move { node.post("/account/v1/password", body).bearer(&token).send().await })
}

async fn token(nodes: &Nodes, password: &str) -> String {
    text(&nodes.one().log_in(ADMIN, password).await, "/data/token")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_changes_at_once_one_wins_and_the_others_session_is_over() {
    let nodes = Nodes::start().await;
    let mut password = ADMIN_PASSWORD.to_owned();
    for round in 0..ROUNDS {
        let tokens = [token(&nodes, &password).await, token(&nodes, &password).await];
        let new = [0, 1].map(|which| format!("the password of {which} in round {round}"));
        let changes = [0, 1].map(|which| change(&nodes, which, &tokens[which], &password, &new[which]));
        let answers = at_once(changes.into()).await;
        let won: Vec<usize> = (0..2).filter(|which| answers[*which].status == 204).collect();
        assert_eq!(won.len(), 1, "round {round}: {answers:?}");
        let (won, lost) = (won[0], 1 - won[0]);
        // Too late to be let in, or let in and then found to have been overtaken.
        assert!([401, 403].contains(&answers[lost].status), "round {round}: {answers:?}");
        assert!(nodes.one().accepts(&tokens[won]).await, "round {round}");
        assert!(nodes.all_refuse(&tokens[lost]).await, "round {round}");
        assert_eq!(nodes.one().log_in(ADMIN, &new[lost]).await.status, 401, "round {round}");
        password = new[won].clone();
        assert_eq!(nodes.one().log_in(ADMIN, &password).await.status, 200, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_changes_of_one_session_at_once_one_wins() {
    let nodes = Nodes::start().await;
    let mut password = ADMIN_PASSWORD.to_owned();
    for round in 0..ROUNDS {
        let token = token(&nodes, &password).await;
        let new = [0, 1].map(|which| format!("the password of {which} in round {round}"));
        let changes = [0, 1].map(|which| change(&nodes, which, &token, &password, &new[which]));
        let answers = at_once(changes.into()).await;
        let mut statuses = [answers[0].status, answers[1].status];
        let won = usize::from(statuses[1] == 204);
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 403], "round {round}: {answers:?}");
        assert!(nodes.one().accepts(&token).await, "round {round}");
        password = new[won].clone();
        assert_eq!(nodes.one().log_in(ADMIN, &password).await.status, 200, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_login_with_the_old_password_that_races_the_change_has_no_session_afterwards() {
    let nodes = Nodes::start().await;
    let mut password = ADMIN_PASSWORD.to_owned();
    for round in 0..ROUNDS {
        let mine = token(&nodes, &password).await;
        let new = format!("the password of round {round}");
        let mut tasks: Vec<Task<Answer>> = (0..3)
            .map(|turn| {
                let (node, password) = (nodes.node(turn), password.clone());
                task(async move { node.log_in(ADMIN, &password).await })
            })
            .collect();
        tasks.push(change(&nodes, round, &mine, &password, &new));
        let mut answers = at_once(tasks).await;
        let changed = answers.pop().expect("an answer");
        assert_eq!(changed.status, 204, "round {round}: {changed:?}");
        for login in &answers {
            match login.status {
                200 => assert!(nodes.all_refuse(&text(login, "/data/token")).await, "round {round}"),
                status => assert_eq!(status, 401, "round {round}: {login:?}"),
            }
        }
        let open = nodes.one().open_sessions(ADMIN_ACCOUNT).await;
        assert_eq!(open.len(), 1, "round {round}");
        assert!(nodes.one().accepts(&mine).await, "round {round}");
        password = new;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_that_races_the_end_of_its_session_never_opens_it_again() {
    let nodes = Nodes::start().await;
    let mut password = ADMIN_PASSWORD.to_owned();
    for round in 0..ROUNDS {
        let mine = token(&nodes, &password).await;
        let new = format!("the password of round {round}");
        let log_out = nodes.post(round + 1, "/api/v1/auth/logout", &mine);
        let answers = at_once(vec![change(&nodes, round, &mine, &password, &new), log_out]).await;
        assert_eq!(answers[1].status, 200, "round {round}: {answers:?}");
        assert!(nodes.all_refuse(&mine).await, "round {round}");
        match answers[0].status {
            204 => password = new,
            status => assert_eq!(status, 401, "round {round}: {answers:?}"),
        }
        assert_eq!(nodes.one().log_in(ADMIN, &password).await.status, 200, "round {round}");
    }
}
