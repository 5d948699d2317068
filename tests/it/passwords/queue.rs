//! Hashing has threads of its own and a short queue. Both are observed from outside, by making every hash so slow
//! that the queue is still full when the next login comes.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::support::TestApp;
use crate::support::admin::ADMIN;
use crate::support::concurrently::{Task, at_once, task};
use crate::support::http::Answer;

/// One thread for one password at a time, and one login that may wait for it.
const NARROW: &str = "[passwords]\nthreads = 1\nlanes = 1\nmax_waiting = 1";
/// A hash of this cost takes far longer than all requests of a test together.
const SLOW: u32 = 13;

/// The same account, with a hash that is slow to verify, behind a narrow queue.
async fn slow_app() -> Arc<TestApp> {
    let app = TestApp::start().await;
    let slow = app.another_node_with(NARROW, SLOW).await;
    slow.set_admin_password("slow").await;
    Arc::new(slow)
}

fn log_in(app: &Arc<TestApp>, email: &str) -> Task<Answer> {
    let (app, email) = (app.clone(), email.to_owned());
    task(async move { app.log_in(&email, "wrong").await })
}

/// Of twelve logins at once one is hashed and one waits; on a busy machine a third or fourth comes late enough to find
/// a place. Asserts that the others are refused at once, all of them alike.
async fn assert_queue_fills(app: &Arc<TestApp>, emails: &[&str]) {
    assert_of_twelve(app, emails, 1..=4).await;
}

/// Asserts that so many of twelve logins at once are hashed, and that the others are refused at once, all alike.
async fn assert_of_twelve(app: &Arc<TestApp>, emails: &[&str], wanted: RangeInclusive<usize>) {
    let logins = emails.iter().cycle().take(12).map(|email| log_in(app, email));
    let answers = at_once(logins.collect()).await;
    let hashed = answers.iter().filter(|answer| answer.status == 401).count();
    assert!(wanted.contains(&hashed), "{emails:?}: {hashed} of 12 were hashed");
    let refused: Vec<&Answer> = answers.iter().filter(|answer| answer.status != 401).collect();
    for answer in &refused {
        answer.assert(503, &json!({ "success": false, "message": "Service unavailable" }));
        assert_eq!(answer.header("retry-after"), Some("5"));
        assert_eq!(answer.header("www-authenticate"), None);
        assert_eq!(answer.lasting_headers(), refused[0].lasting_headers());
    }
}

#[tokio::test]
async fn a_full_queue_refuses_further_logins_and_recovers() {
    let app = slow_app().await;
    assert_queue_fills(&app, &[ADMIN]).await;
    assert_eq!(app.log_in(ADMIN, "wrong").await.status, 401, "the queue is empty again");
    assert_eq!(app.log_in(ADMIN, "slow").await.status, 200);
}

/// Four at a time, and one that waits.
#[tokio::test]
async fn a_thread_with_four_lanes_takes_four_passwords_at_once() {
    let app = TestApp::start().await;
    let slow = app
        .another_node_with("[passwords]\nthreads = 1\nlanes = 4\nmax_waiting = 1", SLOW)
        .await;
    slow.set_admin_password("slow").await;
    let slow = Arc::new(slow);
    assert_of_twelve(&slow, &[ADMIN, "nobody@example.com"], 5..=9).await;
    assert_eq!(slow.log_in(ADMIN, "slow").await.status, 200);
}

/// Were the work for an unknown name any less, or done elsewhere, the queue would not fill.
#[tokio::test]
async fn a_name_that_nobody_has_costs_the_same_hashing_as_a_known_one() {
    let app = slow_app().await;
    assert_queue_fills(&app, &["nobody@example.com"]).await;
}

#[tokio::test]
async fn an_account_without_a_password_costs_the_same_hashing_too() {
    let app = slow_app().await;
    app.database.execute("UPDATE users SET password_hash = NULL").await;
    assert_queue_fills(&app, &[ADMIN]).await;
}

/// A refused login has not been looked at, so the refusal does not tell whether there is such an account.
#[tokio::test]
async fn known_and_unknown_names_wait_in_one_queue_and_are_refused_alike() {
    let app = slow_app().await;
    assert_queue_fills(&app, &[ADMIN, "nobody@example.com"]).await;
}

/// On one async thread: were a password hashed there, nothing else could answer before the login did.
#[tokio::test]
async fn other_requests_are_answered_while_passwords_are_hashed() {
    let app = slow_app().await;
    let token = app.token_on_device("admin@NetXD.com", "Test@1234", "1").await;
    let answered = Arc::new(AtomicUsize::new(0));
    let (counter, node) = (answered.clone(), app.clone());
    let login = tokio::spawn(async move {
        let answer = node.log_in(ADMIN, "slow").await;
        (answer.status, counter.load(Ordering::SeqCst))
    });
    for _ in 0..5 {
        assert!(app.accepts(&token).await);
        answered.fetch_add(1, Ordering::SeqCst);
    }
    let (status, before) = login.await.expect("the login is answered");
    assert_eq!(status, 200);
    assert!(before >= 3, "{before} of 5 requests were answered before the login was");
}
