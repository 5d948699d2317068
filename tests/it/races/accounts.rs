//! Adding accounts at once.

use latchkey::auth::AddError;
use latchkey::model::{EmailAddress, NewSubscriber, NewUser, Subscriber, User};

use super::{Nodes, ROUNDS};
use crate::support::concurrently::{at_once, task};
use crate::support::rows::{subscriber, user};

/// How each addition went, the successes first.
async fn add_users(nodes: &Nodes, users: Vec<NewUser>) -> Vec<String> {
    let additions = users.into_iter().enumerate().map(|(turn, user)| {
        let node = nodes.node(turn);
        task(async move { word(node.app.auth.add_account::<User>(&user).await) })
    });
    let mut words = at_once(additions.collect()).await;
    words.sort_unstable();
    words
}

fn word<T>(result: Result<T, AddError>) -> String {
    match result {
        Ok(_) => "added".to_owned(),
        Err(AddError::UsernameTaken) => "username taken".to_owned(),
        Err(AddError::EmailTaken) => "e-mail taken".to_owned(),
        Err(AddError::Service(error)) => panic!("{error:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_users_added_at_once_with_one_name_exactly_one_is_added() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let users = ["anna", "ANNA", "Anna", "anna"]
            .iter()
            .enumerate()
            .map(|(number, name)| {
                let mut one = user(&format!("{name}{round}"));
                one.email = EmailAddress::parse(&format!("{round}.{number}@example.com")).expect("an address");
                one
            });
        let words = add_users(&nodes, users.collect()).await;
        assert_eq!(
            words,
            ["added", "username taken", "username taken", "username taken"],
            "round {round}"
        );
    }
    assert_eq!(nodes.one().database.count("users").await, 2 + ROUNDS as u64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_users_added_at_once_with_one_address_exactly_one_is_added() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let users = ["b@EXAMPLE.com", "B@example.com"]
            .iter()
            .enumerate()
            .map(|(number, address)| {
                let mut one = user(&format!("b{round}.{number}"));
                one.email = EmailAddress::parse(&format!("{round}{address}")).expect("an address");
                one
            });
        let words = add_users(&nodes, users.collect()).await;
        assert_eq!(words, ["added", "e-mail taken"], "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn users_added_at_once_with_the_same_new_roles_are_all_added() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let roles: Vec<String> = (0..6).map(|number| format!("role {round}.{number}")).collect();
        let users = (0..4).map(|number| {
            let mut one = user(&format!("c{round}.{number}"));
            one.roles.clone_from(&roles);
            one.permissions = roles.iter().map(|role| format!("{role}.view")).collect();
            if number % 2 == 1 {
                one.roles.reverse();
                one.permissions.reverse();
            }
            one
        });
        let words = add_users(&nodes, users.collect()).await;
        assert_eq!(words, ["added"; 4], "round {round}");
    }
    assert_eq!(
        nodes.one().database.count("roles WHERE name LIKE 'role %'").await,
        6 * ROUNDS as u64
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_subscribers_added_at_once_with_one_name_exactly_one_is_added() {
    let nodes = Nodes::start().await;
    for round in 0..ROUNDS {
        let additions = (0..4).map(|turn| {
            let node = nodes.node(turn);
            let new: NewSubscriber = subscriber(&format!("d{round}"));
            task(async move { word(node.app.auth.add_account::<Subscriber>(&new).await) })
        });
        let mut words = at_once(additions.collect()).await;
        words.sort_unstable();
        assert_eq!(
            words,
            ["added", "username taken", "username taken", "username taken"],
            "round {round}"
        );
    }
}
