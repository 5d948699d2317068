//! Work that goes on when nobody waits for it any more.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::runtime::Handle;
use tracing::Instrument;

use crate::store::Patience;
use crate::traces::carried;

/// Does this work, and goes on with it when the client hangs up: every attempt must be counted. A task is made only then,
/// because handing work to another thread takes longer than most of it does.
pub(in crate::auth) fn run_detached<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> impl Future<Output = T> + Send {
    // Boxed before it is wrapped: a login's future takes kilobytes, and each wrapper copies what it is given.
    let work: BoxFuture<'static, T> = Box::pin(work);
    let work = carried(Patience::current().scope(work)).in_current_span();
    Detached(Some(Box::pin(work)))
}

/// Dropped before its end, it becomes a task.
struct Detached<T: Send + 'static, F: Future<Output = T> + Send + 'static>(Option<Pin<Box<F>>>);

impl<T: Send + 'static, F: Future<Output = T> + Send + 'static> Future for Detached<T, F> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        // Taken out meanwhile, so that work that panics is not gone on with. Finished work is not polled again.
        let Some(mut work) = self.0.take() else {
            return Poll::Pending;
        };
        let polled = work.as_mut().poll(cx);
        if polled.is_pending() {
            self.0 = Some(work);
        }
        polled
    }
}

impl<T: Send + 'static, F: Future<Output = T> + Send + 'static> Drop for Detached<T, F> {
    fn drop(&mut self) {
        // Without a runtime, the process ends.
        if let (Some(work), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            drop(runtime.spawn(work.map(drop)));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn work_goes_on_when_nobody_waits_for_it() {
        let (go_on, done) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (waits, tells) = (go_on.clone(), done.clone());
        let mut work = Box::pin(run_detached(async move {
            waits.notified().await;
            tells.notify_one();
        }));
        assert_eq!(work.as_mut().now_or_never(), None);
        drop(work);
        go_on.notify_one();
        done.notified().await;
    }

    #[tokio::test]
    async fn work_that_panics_is_not_gone_on_with() {
        let again = Arc::new(AtomicBool::new(false));
        let seen = again.clone();
        let work = run_detached(async move {
            assert!(seen.swap(true, Ordering::SeqCst), "the first time");
        });
        let panicked = std::panic::AssertUnwindSafe(work).catch_unwind().await;
        assert!(panicked.is_err() && again.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn the_one_who_waits_gets_the_outcome() {
        assert_eq!(run_detached(async { 7 }).await, 7);
    }
}
