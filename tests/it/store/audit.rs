//! The record: added to, read in pages, deleted when old, and never anything else.

use latchkey::model::{AccountRef, Action, AuditFilter, Context, EndReason, Realm, Subject, Timestamp};
use latchkey::store::{Store, StoreError};
use sea_orm::{ConnectionTrait, Database, DbBackend};

use crate::support::audit::line;
use crate::support::database::TestDatabase;
use crate::support::rows::{at, empty_store, hash, opening, session, start, uid, user};
use crate::support::store::Put;

const ANNA: AccountRef = AccountRef {
    realm: Realm::Users,
    id: 1,
};
const BERTA: AccountRef = AccountRef {
    realm: Realm::Subscribers,
    id: 1,
};
/// 2100-01-01, which is not a day ago by any clock.
const FAR_AHEAD: Timestamp = Timestamp::from_seconds(4_102_444_800);

/// Events 1 to 6, a second apart, Anna's and Berta's in turn.
async fn with_events() -> (TestDatabase, Store) {
    let (database, store) = empty_store().await;
    let context = Context::operator();
    for second in 0..6 {
        let account = if second % 2 == 0 { ANNA } else { BERTA };
        let event = context.event(Action::PasswordChanged, at(second)).of(account);
        store.record(&event).await.expect("an event");
    }
    (database, store)
}

async fn numbers(store: &Store, filter: &AuditFilter, after: i64, limit: u64) -> Vec<i64> {
    let events = store.audit_events_after(filter, after, limit).await;
    events.expect("a query").iter().map(|event| event.id).collect()
}

#[tokio::test]
async fn an_event_is_read_as_it_was_recorded() {
    let (_database, store) = empty_store().await;
    let context = Context::system();
    let event = context
        .event(Action::ApiKeyCreated, at(5))
        .of(BERTA)
        .with_detail("a word");
    let event = event.about(Subject::ApiKey(latchkey::model::ApiKeyId(3)));
    store.record(&event).await.expect("an event");
    let read = store.audit_events_after(&AuditFilter::default(), 0, 10).await;
    let read: Vec<String> = read.expect("a query").iter().map(line).collect();
    assert_eq!(
        read,
        ["5 api_key.created success system subscribers/1 api_keys/3 a word - - -"]
    );
}

#[tokio::test]
async fn events_are_found_by_time_and_account_in_pages() {
    let (_database, store) = with_events().await;
    let filter = |since: Option<u64>, accounts: Option<&[AccountRef]>| AuditFilter {
        since: since.map(at),
        accounts: accounts.map(<[_]>::to_vec),
    };
    assert_eq!(numbers(&store, &filter(None, None), 0, 4).await, [1, 2, 3, 4]);
    assert_eq!(numbers(&store, &filter(None, None), 4, 4).await, [5, 6]);
    assert_eq!(numbers(&store, &filter(Some(3), None), 0, 10).await, [4, 5, 6]);
    assert_eq!(numbers(&store, &filter(Some(2), Some(&[ANNA])), 0, 10).await, [3, 5]);
    let both = numbers(&store, &filter(Some(4), Some(&[ANNA, BERTA])), 0, 10).await;
    assert_eq!(both, [5, 6]);
    assert_eq!(numbers(&store, &filter(None, Some(&[])), 0, 10).await, [0_i64; 0]);
}

#[tokio::test]
async fn the_newest_are_found_from_their_end() {
    let (_database, store) = with_events().await;
    let before = async |filter: AuditFilter, newest| store.audit_event_before(&filter, newest).await.expect("a query");
    let annas = AuditFilter {
        accounts: Some(vec![ANNA]),
        ..AuditFilter::default()
    };
    assert_eq!(before(AuditFilter::default(), 2).await, Some(4));
    assert_eq!(before(AuditFilter::default(), 6).await, None);
    assert_eq!(before(annas.clone(), 2).await, Some(1));
    assert_eq!(before(annas, 3).await, None);
}

#[tokio::test]
async fn old_events_are_deleted_in_batches_the_oldest_first() {
    let (_database, store) = with_events().await;
    let delete = async |before, batch| store.delete_audit_events(before, batch).await.expect("a query");
    assert_eq!(delete(at(0), 2).await, 0, "at this very moment they are still kept");
    assert_eq!(delete(at(5), 2).await, 2);
    assert_eq!(numbers(&store, &AuditFilter::default(), 0, 10).await, [3, 4, 5, 6]);
    assert_eq!(delete(at(5), 4).await, 3);
    assert_eq!(numbers(&store, &AuditFilter::default(), 0, 10).await, [6]);
}

/// What the database says to a statement that it refuses.
async fn refusal(database: &TestDatabase, sql: &str) -> String {
    let connection = Database::connect(database.url()).await.expect("the database answers");
    let refused = connection.execute_unprepared(sql).await.expect_err(sql);
    connection.close().await.expect("closing");
    refused.to_string()
}

#[tokio::test]
async fn no_statement_changes_an_event_or_deletes_a_young_one() {
    let (database, store) = with_events().await;
    let context = Context::system();
    let young = context.event(Action::KeyDeleted, FAR_AHEAD);
    store.record(&young).await.expect("an event");
    let mut statements = vec![
        "UPDATE audit_events SET result = 'success'",
        "UPDATE audit_events SET at = 0 WHERE id = 1",
        "DELETE FROM audit_events",
        "DELETE FROM audit_events WHERE id = 7",
    ];
    let connection = Database::connect(database.url()).await.expect("the database answers");
    if connection.get_database_backend() == DbBackend::Postgres {
        statements.push("TRUNCATE audit_events");
    }
    connection.close().await.expect("closing");
    for sql in statements {
        let said = refusal(&database, sql).await;
        assert!(said.contains("audit_events is append-only"), "{sql}: {said}");
    }
    let swept = store
        .delete_audit_events(FAR_AHEAD.plus(std::time::Duration::from_secs(1)), 10)
        .await;
    assert!(matches!(swept, Err(StoreError::Refused(_))), "{swept:?}");
    assert_eq!(database.count("audit_events").await, 7);
}

#[tokio::test]
async fn a_change_that_ends_many_sessions_records_each_of_them() {
    let (database, store) = empty_store().await;
    let operator = Context::operator();
    store
        .put_user(&user("anna"), uid(1), start(), &operator)
        .await
        .expect("a user");
    let many = 501;
    for number in 1..=many {
        let new = session(number, ANNA);
        assert!(
            store
                .open_session(&opening(&new, &hash(), false))
                .await
                .expect("a query")
        );
    }
    let asking = session(1, ANNA).id;
    let ended = store.end_all_sessions(ANNA, asking, at(1), &operator).await;
    assert_eq!(ended.expect("a query"), 501);
    let because = EndReason::LogoutAll.as_str();
    let recorded = format!("audit_events WHERE action = 'session.ended' AND detail = '{because}'");
    assert_eq!(database.count(&recorded).await, 500);
    let once = "(SELECT DISTINCT subject FROM audit_events WHERE action IN ('session.ended', 'logout.all')) AS ended";
    assert_eq!(database.count(once).await, 501);
}
