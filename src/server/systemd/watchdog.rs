//! The watchdog: the service manager ends and restarts a server that does not say in time that it works.
//!
//! It works when the task that accepts connections, a thread of the runtime, and the hashing threads go on. A database that
//! does not answer is no reason to restart, and neither is a queue of logins that is full but moves: a restart would make
//! both worse. `/readyz` tells of those.

use std::time::Duration;

use crate::auth::{AuthService, HashingProgress};

use super::notify;

/// Says that the server works, twice in the time that `WATCHDOG_USEC` allows, as long as that is true. It never returns. It is to
/// be polled by the task that accepts connections, so that it ends where that hangs.
pub async fn feed_watchdog(auth: &AuthService) {
    match limit() {
        Some(limit) => feed(limit / 2, || auth.hashing_progress(), notify::alive).await,
        None => std::future::pending().await,
    }
}

/// How long the service manager waits. `None` where it has no watchdog.
#[cfg(unix)]
fn limit() -> Option<Duration> {
    sd_notify::watchdog_enabled().filter(|limit| !limit.is_zero())
}

#[cfg(not(unix))]
fn limit() -> Option<Duration> {
    None
}

async fn feed(every: Duration, hashing: impl Fn() -> HashingProgress, alive: impl Fn()) {
    let mut threads = HashingThreads::default();
    loop {
        // Ends only when a thread of the runtime is free to run it.
        let answered = tokio::spawn(async {}).await.is_ok();
        if threads.go_on(hashing()) && answered {
            alive();
        }
        tokio::time::sleep(every).await;
    }
}

/// What was seen of the hashing threads last.
#[derive(Default)]
struct HashingThreads(Option<HashingProgress>);

impl HashingThreads {
    /// Whether no work waits for them, or they have taken some since the last look.
    fn go_on(&mut self, now: HashingProgress) -> bool {
        let before = self.0.replace(now);
        let are_stuck = before.is_some_and(|before| before.waiting > 0 && now.waiting > 0 && before.taken == now.taken);
        if are_stuck {
            tracing::error!(
                waiting = now.waiting,
                "no hashing thread takes work; the watchdog of the service manager is left to end the server"
            );
        }
        !are_stuck
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::{Context, Poll};

    use super::*;

    /// Whether the threads went on, at each look: how many jobs waited, and how many were taken.
    fn went_on<const LOOKS: usize>(looks: [(usize, u64); LOOKS]) -> [bool; LOOKS] {
        let mut threads = HashingThreads::default();
        looks.map(|(waiting, taken)| threads.go_on(HashingProgress { waiting, taken }))
    }

    #[test]
    fn threads_without_work_and_a_queue_that_moves_are_fine_however_full_it_is() {
        assert_eq!(went_on([(0, 0), (0, 0), (0, 0)]), [true; 3]);
        assert_eq!(went_on([(256, 5), (256, 6), (256, 7)]), [true; 3]);
        assert_eq!(went_on([(0, 5), (3, 5), (0, 5)]), [true; 3]);
    }

    #[test]
    fn threads_that_take_nothing_although_work_waits_are_stuck_until_they_do() {
        let looks = [(3, 5), (4, 5), (4, 5), (4, 6), (4, 6)];
        assert_eq!(went_on(looks), [true, false, false, true, false]);
    }

    #[test]
    fn a_runtime_whose_threads_hang_is_not_called_alive() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_time()
            .build()
            .unwrap();
        let (free, blocked) = std::sync::mpsc::channel::<()>();
        let (is_blocked, wait) = std::sync::mpsc::channel();
        runtime.spawn(async move {
            is_blocked.send(()).unwrap();
            // On purpose: it holds the only thread.
            let _ = blocked.recv();
        });
        wait.recv().unwrap();
        let fed = AtomicU32::new(0);
        let idle = || HashingProgress { waiting: 0, taken: 0 };
        let alive = || {
            fed.fetch_add(1, Ordering::Relaxed);
        };
        let mut feeding = pin!(feed(Duration::MAX, idle, alive));
        let mut go_on = |context: &mut Context<'_>| {
            assert!(feeding.as_mut().poll(context).is_pending());
            fed.load(Ordering::Relaxed)
        };
        runtime.block_on(async {
            let while_it_hangs = poll_fn(|context| Poll::Ready(go_on(context))).await;
            assert_eq!(while_it_hangs, 0);
            drop(free);
            let then = poll_fn(|context| match go_on(context) {
                0 => Poll::Pending,
                fed => Poll::Ready(fed),
            });
            assert_eq!(then.await, 1);
        });
    }
}
