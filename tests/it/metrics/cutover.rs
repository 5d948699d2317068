//! Contracts that are taken over.

use std::time::Duration;

use latchkey::model::{CutoverCount, CutoverMode};

use super::Scrape;
use crate::cutover::taking_over_staff;
use crate::support::TestApp;

#[tokio::test]
async fn what_happens_to_a_contract_and_where_it_is_are_shown() {
    let (app, _old) = taking_over_staff(CutoverMode::Migrate).await;
    app.app.auth.count_cutover("staff", CutoverCount::LoginAsked);
    app.app.auth.count_cutover("staff", CutoverCount::LoginAsked);
    // It has no old backend.
    app.app.auth.count_cutover("netxd", CutoverCount::LoginHere);
    let scrape = Scrape::of(&app).await;
    assert_eq!(
        scrape.counted("latchkey_cutover_events_total"),
        [("contract=\"staff\",event=\"login.asked\"", 2.0)]
    );
    assert_eq!(
        scrape.counted("latchkey_cutover_mode"),
        [("contract=\"staff\",mode=\"migrate\"", 1.0)]
    );
    let accounts = scrape.counted("latchkey_cutover_accounts");
    assert_eq!(
        accounts,
        [
            ("contract=\"staff\",group=\"all\"", 2.0),
            ("contract=\"staff\",group=\"never_seen\"", 2.0),
        ]
    );
    assert_eq!(scrape.counted("latchkey_cutover_obstacles"), []);
    app.app.auth.flush_cutover_counts().await.expect("they are written");
    app.pass(Duration::from_secs(60));
    assert_eq!(
        Scrape::of(&app).await.counted("latchkey_cutover_obstacles"),
        [("contract=\"staff\",obstacle=\"still_asked\"", 2.0)]
    );
}

#[tokio::test]
async fn contracts_without_an_old_backend_are_left_out() {
    let app = TestApp::start().await;
    let scrape = Scrape::of(&app).await;
    let of_cutovers = scrape.0.keys().filter(|sample| sample.starts_with("latchkey_cutover"));
    assert_eq!(of_cutovers.collect::<Vec<_>>(), Vec::<&String>::new());
}
