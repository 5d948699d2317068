//! Running tasks at the same time.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::Barrier;
use tokio::task::JoinSet;

/// A task that can run on any thread.
pub type Task<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Makes a task of a future.
pub fn task<T>(work: impl Future<Output = T> + Send + 'static) -> Task<T> {
    Box::pin(work)
}

/// Runs all tasks at once: each starts when all are ready to. The results come in the order of the tasks.
pub async fn at_once<T: Send + 'static>(tasks: Vec<Task<T>>) -> Vec<T> {
    let ready = Arc::new(Barrier::new(tasks.len()));
    let mut running = JoinSet::new();
    for (index, task) in tasks.into_iter().enumerate() {
        let ready = ready.clone();
        running.spawn(async move {
            ready.wait().await;
            (index, task.await)
        });
    }
    let mut done = running.join_all().await;
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
