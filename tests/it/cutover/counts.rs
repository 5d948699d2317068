//! What happens to contracts that are taken over is counted, by the hour.

use std::time::Duration;

use latchkey::model::CutoverCount::{self, LoginHere, LoginPassedOn, ShadowCompared};
use latchkey::model::Timestamp;
use latchkey::store::{CountedHour, Store};
use poem::http::StatusCode;

use super::old_backend::OldBackend;
use super::{CONTRACT, taking_over};
use crate::support::rows::{empty_store, start};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn add(store: &Store, counts: &[(&str, CutoverCount, u64)], at: Timestamp) {
    let counts: Vec<_> = counts
        .iter()
        .map(|(contract, what, count)| CountedHour {
            contract,
            what: *what,
            count: *count,
        })
        .collect();
    store.add_cutover_counts(&counts, at).await.expect("they are added");
}

async fn since(store: &Store, at: Timestamp) -> Vec<(String, &'static str, u64)> {
    let counts = store.cutover_counts(&["staff", "netxd"], at).await.expect("counts");
    let mut counts: Vec<_> = counts
        .into_iter()
        .map(|(contract, what, count)| (contract, what.as_str(), count))
        .collect();
    counts.sort();
    counts
}

#[tokio::test]
async fn counts_add_up_by_contract_and_hour_and_are_forgotten_when_old() {
    let (_database, store) = empty_store().await;
    let now = start();
    add(
        &store,
        &[
            ("staff", LoginHere, 2),
            ("netxd", LoginHere, 1),
            ("other", LoginHere, 9),
        ],
        now,
    )
    .await;
    add(&store, &[("staff", ShadowCompared, 5), ("staff", LoginHere, 40)], now).await;
    add(&store, &[("staff", LoginHere, 100)], now.plus(HOUR)).await;
    add(&store, &[], now.plus(HOUR)).await;
    let of = |contract: &str, what, count| (contract.to_owned(), what, count);
    let all = [
        of("netxd", "login.here", 1),
        of("staff", "login.here", 142),
        of("staff", "shadow.compared", 5),
    ];
    assert_eq!(since(&store, now).await, all);
    assert_eq!(since(&store, now.plus(HOUR)).await, [of("staff", "login.here", 100)]);
    assert_eq!(since(&store, now.plus(HOUR * 2)).await, []);
    assert_eq!(store.delete_cutover_counts(now.plus(HOUR)).await.expect("deleted"), 4);
    assert_eq!(since(&store, now).await, [of("staff", "login.here", 100)]);
}

#[tokio::test]
async fn nodes_that_count_at_once_lose_nothing() {
    let (_database, store) = empty_store().await;
    let mut adding = tokio::task::JoinSet::new();
    for node in 0..8 {
        let store = store.clone();
        adding.spawn(async move {
            // In either order.
            let mut counts = [
                ("staff", LoginHere, 1),
                ("netxd", LoginPassedOn, 2),
                ("staff", ShadowCompared, 3),
            ];
            if node % 2 == 0 {
                counts.reverse();
            }
            for _ in 0..10 {
                add(&store, &counts, start()).await;
            }
        });
    }
    adding.join_all().await;
    let expected = [
        ("netxd".to_owned(), "login.passed_on", 160),
        ("staff".to_owned(), "login.here", 80),
        ("staff".to_owned(), "shadow.compared", 240),
    ];
    assert_eq!(since(&store, start()).await, expected);
}

#[tokio::test]
async fn a_node_writes_what_it_has_counted_once_and_keeps_what_it_cannot_write() {
    let old = OldBackend::start(|_| StatusCode::IM_A_TEAPOT).await;
    let app = taking_over(&old, "").await;
    let auth = &app.app.auth;
    for _ in 0..3 {
        auth.count_cutover(CONTRACT, LoginHere);
    }
    // It has no old backend.
    auth.count_cutover("netxd", LoginHere);
    app.database
        .execute("ALTER TABLE cutover_counts RENAME TO mislaid")
        .await;
    assert!(auth.flush_cutover_counts().await.is_err());
    app.database
        .execute("ALTER TABLE mislaid RENAME TO cutover_counts")
        .await;
    auth.count_cutover(CONTRACT, LoginHere);
    for _ in 0..2 {
        auth.flush_cutover_counts().await.expect("they are written");
    }
    let written = app
        .store
        .cutover_counts(&[CONTRACT, "netxd"], auth.now())
        .await
        .expect("counts");
    assert_eq!(written, [(CONTRACT.to_owned(), LoginHere, 4)]);

    app.pass(DAY * 91);
    auth.sweep_cutover_counts().await.expect("it is swept");
    let left = app.store.cutover_counts(&[CONTRACT], start()).await.expect("counts");
    assert_eq!(left, []);
}
