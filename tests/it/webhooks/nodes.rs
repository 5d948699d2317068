//! Several nodes over one database.

use latchkey::model::Action;
use latchkey::webhooks::Dispatcher;
use tokio::sync::watch;

use super::receiver::Mode;
use super::{ANA, BEN, LOCAL, Site, happen};
use crate::support::clock::seconds;
use crate::support::{TEST_COST, TestApp};

async fn another_node(site: &Site) -> (TestApp, Dispatcher) {
    let node = site.app.another_node_with(LOCAL, TEST_COST).await;
    let dispatcher = Dispatcher::new(node.app.auth.clone());
    (node, dispatcher)
}

#[tokio::test]
async fn of_two_nodes_one_delivers_each_event_and_none_is_sent_twice() {
    let mut site = Site::start().await;
    let (_node, mut other) = another_node(&site).await;
    let mut expected = Vec::new();
    for number in 0..60 {
        let account = if number % 2 == 0 { ANA } else { BEN };
        expected.push(happen(&site.app, Action::TokenRefreshed, Some(account)).await);
        if number % 10 == 9 {
            let (one, two) = tokio::join!(site.dispatcher.run_once(), other.run_once());
            one.and(two).expect("a database");
        }
    }
    let (one, two) = tokio::join!(site.dispatcher.run_once(), other.run_once());
    one.and(two).expect("a database");
    let mut ids = site.receiver.ids();
    ids.sort_unstable();
    expected.sort_unstable();
    assert_eq!(ids, expected);
}

#[tokio::test]
async fn what_a_killed_node_had_leased_is_delivered_by_another_a_minute_later() {
    let mut site = Site::start().await;
    let (_node, mut other) = another_node(&site).await;
    let id = happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    site.receiver.answer(Mode::Wait);
    tokio::select! {
        _ = site.dispatcher.run_once() => panic!("nothing was answered"),
        () = site.receiver.wait_for(1) => {}
    }
    // With its tasks, which nobody asks to stop.
    drop(site.dispatcher);
    site.receiver.answer(Mode::Status(200));
    for (pass, taken) in [(0, 0), (59, 0), (1, 1)] {
        site.app.pass(seconds(pass));
        assert_eq!(other.run_once().await.expect("a database"), taken, "{pass}");
    }
    assert_eq!(site.receiver.ids(), [id.clone(), id]);
}

#[tokio::test]
async fn a_node_that_was_taken_for_dead_writes_nothing_over_what_another_has_done() {
    let mut site = Site::start().await;
    let (_node, mut other) = another_node(&site).await;
    for _ in 0..3 {
        happen(&site.app, Action::AccountChanged, Some(ANA)).await;
    }
    site.receiver.answer(Mode::Wait);
    let (receiver, app) = (&site.receiver, &site.app);
    let (late, ()) = tokio::join!(site.dispatcher.run_once(), async {
        receiver.wait_for(1).await;
        app.pass(seconds(61));
        let (taken, ()) = tokio::join!(other.run_once(), async {
            receiver.wait_for(2).await;
            receiver.answer(Mode::Status(200));
        });
        assert_eq!(taken.expect("a database"), 3);
    });
    // Its first message was taken. It learns with the second that it has the lease no more.
    assert_eq!(late.expect("a database"), 1);
    assert_eq!(site.receiver.ids().len(), 4);
    assert_eq!(site.webhook().await.progress.position, site.app.mark().await);
}

#[tokio::test]
async fn a_node_that_stops_gives_its_leases_back_without_waiting_for_an_answer() {
    let site = Site::start().await;
    let (_node, mut other) = another_node(&site).await;
    let id = happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    site.receiver.answer(Mode::Wait);
    let (stopping, stop) = watch::channel(false);
    let running = tokio::spawn(site.dispatcher.run_until(stop));
    site.receiver.wait_for(1).await;
    stopping.send_replace(true);
    running.await.expect("it stops");
    site.receiver.answer(Mode::Status(200));
    assert_eq!(other.run_once().await.expect("a database"), 1);
    assert_eq!(site.receiver.ids(), [id.clone(), id]);
}
