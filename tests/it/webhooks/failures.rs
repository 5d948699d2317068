//! What happens when a message is not taken.

use std::time::{Duration, Instant};

use latchkey::auth::{Clock, Missed, RETRIED_FOR};
use latchkey::model::{Action, Context};

use super::receiver::{Mode, Receiver};
use super::{ANA, BEN, Site, add, happen};
use crate::support::clock::{days, seconds};

#[tokio::test]
async fn a_message_that_is_not_taken_is_sent_again_with_the_same_id_after_growing_pauses() {
    let mut site = Site::start().await;
    let id = happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    site.receiver.answer(Mode::Status(500));
    // The pauses are up to a tenth longer.
    for (pause, attempts) in [(0, 1), (4, 1), (2, 2), (299, 2), (31, 3), (1799, 3), (181, 4)] {
        site.app.pass(seconds(pause));
        assert_eq!(site.deliver().await, 0);
        assert_eq!(site.receiver.ids(), vec![id.clone(); attempts], "{pause}");
    }
    let failing = site.webhook().await.progress.failing.expect("it fails");
    assert_eq!((failing.failures, failing.error.as_str()), (4, "HTTP 500"));
    site.receiver.answer(Mode::Status(200));
    site.app.pass(days(1));
    assert_eq!(site.deliver().await, 1);
    let webhook = site.webhook().await;
    assert_eq!(webhook.progress.failing, None);
    assert_eq!(webhook.progress.last_delivered_at, Some(site.app.clock.now()));
    let timestamps: Vec<_> = site.receiver.received();
    assert_ne!(
        timestamps[0].header("webhook-timestamp"),
        timestamps[4].header("webhook-timestamp"),
        "it says when it was sent, so that receivers can refuse old ones"
    );
}

#[tokio::test]
async fn a_receiver_that_was_killed_gets_everything_in_order_when_it_is_back() {
    let mut site = Site::start().await;
    let mut expected = vec![happen(&site.app, Action::AccountAdded, Some(ANA)).await];
    assert_eq!(site.deliver().await, 1);
    site.receiver.kill().await;
    for action in [Action::AccountDisabled, Action::SessionEnded, Action::AccountEnabled] {
        expected.push(happen(&site.app, action, Some(ANA)).await);
        assert_eq!(site.deliver().await, 0);
    }
    assert_eq!(site.last_error().await.as_deref(), Some("connection refused"));
    site.receiver.come_back().await;
    assert_eq!(site.deliver().await, 0, "not before its time");
    site.app.pass(seconds(6));
    assert_eq!(site.deliver().await, 3);
    assert_eq!(site.receiver.ids(), expected);
}

#[tokio::test]
async fn after_a_failure_in_the_middle_nothing_is_lost_and_each_account_keeps_its_order() {
    let mut site = Site::start().await;
    let first = happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    let bens = happen(&site.app, Action::AccountAdded, Some(BEN)).await;
    let last = happen(&site.app, Action::AccountDisabled, Some(ANA)).await;
    site.receiver.answer(Mode::WaitFor(ANA.to_string()));
    let receiver = &site.receiver;
    let (taken, ()) = tokio::join!(site.dispatcher.run_once(), async {
        receiver.wait_for(2).await;
        receiver.answer(Mode::HangUp);
    });
    assert_eq!(taken.expect("a database"), 1, "Ben's");
    assert_eq!(site.last_error().await.as_deref(), Some("connection failed"));
    site.receiver.answer(Mode::Status(200));
    site.app.pass(seconds(6));
    assert_eq!(site.deliver().await, 3, "Ben's a second time");
    let mut ids = site.receiver.ids();
    ids[..2].sort_unstable();
    assert_eq!(ids[..2], [first.clone(), bens.clone()]);
    assert_eq!(ids[2], first);
    let mut rest = ids[3..].to_vec();
    rest.sort_unstable();
    assert_eq!(rest, [bens, last]);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let mut site = Site::start().await;
    let elsewhere = Receiver::start().await;
    site.receiver.answer(Mode::Redirect(elsewhere.url()));
    happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    assert_eq!(site.deliver().await, 0);
    assert_eq!(site.last_error().await.as_deref(), Some("HTTP 302"));
    assert_eq!(elsewhere.ids(), [""; 0]);
}

/// The one test of webhooks that waits: it is about how long.
#[tokio::test]
async fn a_receiver_that_does_not_answer_is_given_up_after_ten_seconds() {
    let mut site = Site::start().await;
    site.receiver.answer(Mode::Wait);
    happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    #[expect(clippy::disallowed_methods, reason = "this time is the machine's")]
    let began = Instant::now();
    assert_eq!(site.deliver().await, 0);
    let took = began.elapsed();
    assert!(
        (Duration::from_secs(10)..Duration::from_secs(20)).contains(&took),
        "{took:?}"
    );
    assert_eq!(site.last_error().await.as_deref(), Some("timeout"));
}

#[tokio::test]
async fn an_endpoint_that_takes_nothing_for_three_days_is_switched_off_and_says_so() {
    let mut site = Site::start().await;
    site.receiver.answer(Mode::Status(503));
    let missed = happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    let (began, mark) = (site.app.clock.now(), site.app.mark().await);
    let mut attempts = 0;
    let last = loop {
        assert!(attempts < 20, "it goes on");
        site.deliver().await;
        attempts += 1;
        let webhook = site.webhook().await;
        let failing = webhook.progress.failing.expect("it fails");
        if let Some((at, because)) = webhook.disabled {
            assert_eq!((because.as_str(), failing.failures), ("failing", attempts));
            break at;
        }
        let next = failing.next_attempt_at.millis() - site.app.clock.now().millis();
        site.app
            .pass(Duration::from_millis(u64::try_from(next).expect("later")));
    };
    assert_eq!(last, began.plus(RETRIED_FOR));
    assert_eq!(
        site.receiver.ids(),
        vec![missed.clone(); usize::try_from(attempts).expect("few")]
    );
    let expected = format!(
        "{} webhook.disabled success system - webhook_endpoints/{} failing - - -",
        RETRIED_FOR.as_secs(),
        site.id.0
    );
    assert_eq!(site.app.recorded(mark).await, [expected]);

    site.receiver.answer(Mode::Status(200));
    site.app.pass(days(1));
    assert_eq!(site.deliver().await, 0, "it is off");
    let auth = &site.app.app.auth;
    auth.enable_webhook(site.id, Missed::Deliver, &Context::operator())
        .await
        .expect("an endpoint");
    assert_eq!(
        site.deliver().await,
        3,
        "what was missed, that it was off, and that it is on"
    );
    assert_eq!(site.receiver.ids().iter().filter(|id| **id == missed).count(), 11);
}

#[tokio::test]
async fn an_endpoint_that_is_enabled_may_skip_what_it_missed() {
    let mut site = Site::with("", &[Action::AccountAdded]).await;
    let auth = site.app.app.auth.clone();
    let operator = Context::operator();
    auth.disable_webhook(site.id, &operator).await.expect("an endpoint");
    happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    assert_eq!(site.deliver().await, 0);
    auth.enable_webhook(site.id, Missed::Skip, &operator)
        .await
        .expect("an endpoint");
    let next = happen(&site.app, Action::AccountAdded, Some(BEN)).await;
    assert_eq!(site.deliver().await, 1);
    assert_eq!(site.receiver.ids(), [next]);
}

#[tokio::test]
async fn a_receiver_that_is_gone_for_good_is_switched_off_at_once() {
    let mut site = Site::start().await;
    site.receiver.answer(Mode::Status(410));
    happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    assert_eq!(site.deliver().await, 0);
    let because = site.webhook().await.disabled.map(|(_, because)| because);
    assert_eq!(because.as_deref(), Some("gone"));
}

#[tokio::test]
async fn enabling_an_endpoint_that_fails_has_it_tried_at_once() {
    let mut site = Site::start().await;
    site.receiver.answer(Mode::Status(500));
    let id = happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    assert_eq!(site.deliver().await, 0);
    site.receiver.answer(Mode::Status(200));
    assert_eq!(site.deliver().await, 0, "not before its time");
    let operator = Context::operator();
    let enabled = site
        .app
        .app
        .auth
        .enable_webhook(site.id, Missed::Deliver, &operator)
        .await;
    enabled.expect("an endpoint");
    assert_eq!(site.deliver().await, 2);
    assert!(site.receiver.ids()[1..].contains(&id));
}

#[tokio::test]
async fn an_endpoint_that_does_not_answer_does_not_hold_up_another() {
    let mut site = Site::start().await;
    let other = Receiver::start().await;
    add(&site.app, &other.url(), &[]).await;
    happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    site.receiver.answer(Mode::Wait);
    let receiver = &site.receiver;
    let (taken, ()) = tokio::join!(site.dispatcher.run_once(), async {
        other.wait_for(1).await;
        receiver.answer(Mode::Status(200));
    });
    assert_eq!(
        taken.expect("a database"),
        3,
        "one of two, and that the other was added"
    );
}
