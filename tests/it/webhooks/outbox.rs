//! Transactions that are open beside each other: their events get numbers before they commit.

use latchkey::model::Action;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, TransactionTrait};

use super::{ANA, Site, deliver_until, happen};

const EVENT: &str = "INSERT INTO audit_events (at, actor, action, result, population, account_id)
VALUES (1767225600000, 'operator', 'account.changed', 'success', 'users', 41)";

/// Has a transaction take its id, as any write does.
const TAKE_ID: &str = "SELECT pg_current_xact_id()";

async fn connect(site: &Site) -> DatabaseConnection {
    let connection = Database::connect(site.app.database.url()).await;
    connection.expect("the database answers")
}

/// A transaction with an event in it, which has its number.
async fn open(connection: &DatabaseConnection) -> DatabaseTransaction {
    let transaction = connection.begin().await.expect("a transaction");
    transaction.execute_unprepared(EVENT).await.expect("an event");
    transaction
}

async fn is_postgres(site: &Site) -> bool {
    connect(site).await.get_database_backend() == DbBackend::Postgres
}

#[tokio::test]
async fn what_is_rolled_back_is_never_sent() {
    let mut site = Site::start().await;
    let connection = connect(&site).await;
    let transaction = open(&connection).await;
    assert_eq!(site.deliver().await, 0, "not before it commits");
    transaction.rollback().await.expect("a rollback");
    let id = happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    deliver_until(&mut site.dispatcher, &site.receiver, 1).await;
    assert_eq!(site.receiver.ids(), [id]);
}

#[tokio::test]
async fn of_transactions_that_commit_the_other_way_round_each_event_is_sent_in_its_order() {
    let mut site = Site::start().await;
    if !is_postgres(&site).await {
        return; // SQLite has one writer at a time.
    }
    let before = site.app.mark().await;
    let connections = [connect(&site).await, connect(&site).await];
    let first = open(&connections[0]).await;
    let second = open(&connections[1]).await;
    second.commit().await.expect("a commit");
    for _ in 0..5 {
        assert_eq!(site.deliver().await, 0, "the number before it may still come");
    }
    assert_eq!(site.webhook().await.progress.position, before);
    first.commit().await.expect("a commit");
    deliver_until(&mut site.dispatcher, &site.receiver, 2).await;
    assert_eq!(
        site.receiver.ids(),
        [before + 1, before + 2].map(|id| format!("evt_{id}"))
    );
}

#[tokio::test]
async fn a_transaction_that_is_younger_than_one_that_has_committed_is_waited_for_too() {
    let mut site = Site::start().await;
    if !is_postgres(&site).await {
        return; // SQLite has one writer at a time.
    }
    let before = site.app.mark().await;
    let connections = [connect(&site).await, connect(&site).await];
    let older = connections[0].begin().await.expect("a transaction");
    older.execute_unprepared(TAKE_ID).await.expect("an id");
    // A snapshot's `xmax` is one past the older one's id when that has ended, so it does not know of this one's.
    let younger = open(&connections[1]).await;
    older.execute_unprepared(EVENT).await.expect("an event");
    older.commit().await.expect("a commit");
    for _ in 0..5 {
        assert_eq!(site.deliver().await, 0, "the number before it may still come");
    }
    younger.commit().await.expect("a commit");
    deliver_until(&mut site.dispatcher, &site.receiver, 2).await;
    assert_eq!(
        site.receiver.ids(),
        [before + 1, before + 2].map(|id| format!("evt_{id}"))
    );
}

#[tokio::test]
async fn a_transaction_that_is_rolled_back_late_holds_up_what_came_after_it_and_no_longer() {
    let mut site = Site::start().await;
    if !is_postgres(&site).await {
        return; // SQLite has one writer at a time.
    }
    let connection = connect(&site).await;
    let transaction = open(&connection).await;
    let id = happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    for _ in 0..5 {
        assert_eq!(site.deliver().await, 0, "the number before it may still come");
    }
    transaction.rollback().await.expect("a rollback");
    deliver_until(&mut site.dispatcher, &site.receiver, 1).await;
    assert_eq!(site.receiver.ids(), [id]);
}

#[tokio::test]
async fn a_long_transaction_without_events_holds_up_nothing() {
    let mut site = Site::start().await;
    if !is_postgres(&site).await {
        return; // SQLite has one writer at a time.
    }
    let connection = connect(&site).await;
    let transaction = connection.begin().await.expect("a transaction");
    transaction.execute_unprepared(TAKE_ID).await.expect("an id");
    let id = happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    assert_eq!(site.deliver().await, 1);
    assert_eq!(site.receiver.ids(), [id]);
    transaction.rollback().await.expect("a rollback");
}

#[tokio::test]
async fn a_transaction_has_an_id_before_it_takes_the_number_of_an_event() {
    let site = Site::start().await;
    if !is_postgres(&site).await {
        return; // SQLite has one writer at a time.
    }
    // An insertion gives its transaction an id in any case, but not before the row is computed.
    let insert = EVENT.replace("account_id)", "account_id, detail)");
    let insert = insert
        .replace("VALUES (", "SELECT ")
        .replace("41)", "41, pg_current_xact_id_if_assigned()::text");
    site.app.database.execute(&insert).await;
    let seen = "SELECT detail FROM audit_events ORDER BY id DESC LIMIT 1";
    assert!(
        site.app.database.text(seen).await.is_some(),
        "there was no id when the number was taken"
    );
}
