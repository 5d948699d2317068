//! A write that is dropped at any await point, because its client has gone.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use super::{all, begin_to_end, end, ended, with_sessions};
use crate::support::wal::Lock;

/// Polls this at most so many times, and then drops it.
async fn polled<F: Future>(times: usize, work: F) -> Option<F::Output> {
    let (mut work, mut left) = (pin!(work), times);
    poll_fn(|context| {
        left -= 1;
        match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Runs a case for each await point: with one poll, with two, until it is done. A server that is faster than this thread
/// may have it done in one poll; then nothing was dropped, and it begins again.
async fn at_each_point(case: impl AsyncFn(usize) -> bool) {
    let (mut polls, mut was_dropped) = (1, false);
    loop {
        match case(polls).await {
            true if was_dropped => return,
            true => polls = 1,
            false => {
                was_dropped = true;
                polls += 1;
            }
        }
    }
}

#[tokio::test]
async fn alone_it_leaves_all_or_nothing_and_holds_nobody_up() {
    at_each_point(async |times| {
        let (database, store) = with_sessions(2).await;
        let done = polled(times, end(&store, 1)).await;
        assert!(end(&store, 2).await.expect("a query"));
        let (sessions, events) = ended(&database).await;
        assert_eq!(sessions, events, "after {times} polls");
        done.is_some_and(|done| {
            assert!(done.expect("a query"), "{times} polls");
            true
        })
    })
    .await;
}

#[tokio::test]
async fn among_others_it_leaves_all_or_nothing_and_they_go_on() {
    at_each_point(async |times| {
        let (database, store) = with_sessions(4).await;
        let lock = Lock::take(&database).await;
        let first = begin_to_end(&store, [1]).await;
        let dropped = {
            let store = store.clone();
            super::begin(async move { polled(times, end(&store, 2)).await }).await
        };
        let last = begin_to_end(&store, [3, 4]).await;
        lock.release().await;
        let done = dropped.await.expect("no panic");
        for others in [all(first).await, all(last).await] {
            for other in others {
                assert!(other.expect("a query"), "after {times} polls");
            }
        }
        let (sessions, events) = ended(&database).await;
        assert_eq!(sessions, events, "after {times} polls");
        assert!(sessions >= 3);
        done.is_some_and(|done| {
            assert!(done.expect("a query"), "{times} polls");
            true
        })
    })
    .await;
}

/// No later write comes that could find what it has left.
#[tokio::test]
async fn the_last_write_leaves_all_or_nothing_and_gives_back_the_lock() {
    at_each_point(async |times| {
        let (database, store) = with_sessions(1).await;
        let done = polled(times, end(&store, 1)).await;
        Lock::take(&database).await.release().await;
        let (sessions, events) = ended(&database).await;
        assert_eq!(sessions, events, "after {times} polls");
        let is_open = end(&store, 1).await.expect("a query");
        assert_eq!(is_open, sessions == 0, "after {times} polls");
        done.is_some_and(|done| {
            assert!(done.expect("a query"), "{times} polls");
            assert_eq!(sessions, 1);
            true
        })
    })
    .await;
}
