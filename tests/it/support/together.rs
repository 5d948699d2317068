//! Things that happen at the same time.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::Barrier;
use tokio::task::JoinSet;

/// Something to be done, on whichever thread is free.
pub type Deed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Wraps something to be done.
pub fn deed<T>(work: impl Future<Output = T> + Send + 'static) -> Deed<T> {
    Box::pin(work)
}

/// Does all of these at once: none begins before every other one is ready to. The results come in the given order.
pub async fn at_once<T: Send + 'static>(deeds: Vec<Deed<T>>) -> Vec<T> {
    let ready = Arc::new(Barrier::new(deeds.len()));
    let mut running = JoinSet::new();
    for (place, deed) in deeds.into_iter().enumerate() {
        let ready = ready.clone();
        running.spawn(async move {
            ready.wait().await;
            (place, deed.await)
        });
    }
    let mut done = running.join_all().await;
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}
