//! Several PostgreSQL servers: the one that takes writes is used, and another when that one is gone.

use std::time::Duration;

use latchkey::model::{Context, UserId};
use latchkey::store::{Store, StoreError, StoreOptions};
use tokio::time::{sleep, timeout};

use crate::support::database::TestDatabase;
use crate::support::proxy::{Mode, Proxy};
use crate::support::rows::{start, subscriber};
use crate::support::store::Put;

/// The options of a database with two servers, if it is one of PostgreSQL.
fn of_two(first: &str, second: &str, database: &TestDatabase) -> StoreOptions {
    StoreOptions {
        url: first.to_owned(),
        other_servers: vec![second.to_owned()],
        must_take_writes: true,
        statement_timeout: Some(Duration::from_secs(2)),
        ..database.options()
    }
}

/// The same server, as one that takes no writes.
fn read_only(url: &str) -> String {
    format!("{url}&options[default_transaction_read_only]=on")
}

async fn put(store: &Store, name: &str) -> Result<(), StoreError> {
    let new = subscriber(name);
    let added = store.put_subscriber(&new, start(), &Context::operator()).await;
    added.map(drop)
}

#[tokio::test]
async fn of_two_servers_the_one_that_takes_writes_is_used() {
    let database = TestDatabase::create().await;
    let url = database.url();
    if url.starts_with("sqlite:") {
        return;
    }
    for (first, second) in [(read_only(&url), url.clone()), (url.clone(), read_only(&url))] {
        let store = Store::connect(&of_two(&first, &second, &database)).await.expect("one");
        store.migrate().await.expect("migrations apply");
        put(&store, &format!("ann{}", first.len())).await.expect("a write");
    }
}

#[tokio::test]
async fn without_a_server_that_takes_writes_each_is_named_with_its_problem() {
    let database = TestDatabase::create().await;
    let url = database.url();
    if url.starts_with("sqlite:") {
        return;
    }
    let server = url::Url::parse(&url).expect("a URL");
    let address = format!(
        "{}:{}",
        server.host_str().expect("a host"),
        server.port().expect("a port")
    );
    let nowhere = "postgres://nobody@127.0.0.1:1/nothing";
    let options = of_two(&read_only(&url), nowhere, &database);
    let refused = Store::connect(&options).await.expect_err("no server takes writes");
    let StoreError::Unavailable(cause) = refused else {
        panic!("{refused:?}");
    };
    let mut problems = [
        "127.0.0.1:1: error communicating with database: Connection refused (os error 111)".to_owned(),
        format!("{address} takes no writes"),
    ];
    problems.sort();
    let said = format!("none of the database servers can be used: {}", problems.join("; "));
    assert_eq!(cause.to_string(), said);
    // Looking needs no more.
    let looking = Store::look(&options).await.expect("a server that can be read");
    looking.schema_state().await.expect("an answer");
}

#[tokio::test]
async fn another_server_is_used_when_the_first_is_gone_and_the_first_when_it_is_back() {
    let database = TestDatabase::create().await;
    let Some(first) = Proxy::before(&database, Mode::Passing).await else {
        return;
    };
    let second = Proxy::before(&database, Mode::Closed).await.expect("a second proxy");
    let options = of_two(&first.url, &second.url, &database);
    let store = Store::connect(&options).await.expect("the first server answers");
    store.migrate().await.expect("migrations apply");
    put(&store, "ann").await.expect("a write to the first");
    for (number, (gone, there)) in [(&first, &second), (&second, &first)].into_iter().enumerate() {
        gone.turn(Mode::Closed);
        there.turn(Mode::Passing);
        let served = async {
            while store.user(UserId(1)).await.is_err() {
                sleep(Duration::from_millis(20)).await;
            }
        };
        let in_time = timeout(Duration::from_secs(20), served).await;
        in_time.expect("the server that is gone is still used");
        put(&store, &format!("ben{number}"))
            .await
            .expect("a write to the other");
    }
}
