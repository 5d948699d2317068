use std::sync::Mutex;
use std::time::Duration;

use password_formats::StoredHash;

use super::*;
use crate::auth::passwords::format;
use crate::model::{Password, PasswordHash};

fn start(threads: usize, lanes: usize, max_waiting: usize) -> HashingPool {
    let settings = PasswordSettings {
        cost: 4,
        threads,
        lanes,
        nice: 0,
        max_waiting,
    };
    HashingPool::start(settings, HashingMetrics::default())
}

fn password(text: &str) -> Password {
    Password::parse(text.to_owned()).unwrap()
}

fn verification(tried: &str, cost: u32) -> Verification {
    let stored = format::hash(&password("right"), cost, [3; 16]).unwrap();
    Verification {
        password: password(tried),
        stored: parsed(&stored),
        cost,
    }
}

fn parsed(stored: &PasswordHash) -> Option<StoredHash> {
    StoredHash::parse(stored.expose()).ok()
}

async fn verify(pool: &HashingPool, tried: &str, cost: u32) -> bool {
    pool.verify(pool.reserve().unwrap(), verification(tried, cost))
        .await
        .unwrap()
        .0
}

#[tokio::test]
async fn a_password_is_verified_alike_in_one_lane_and_in_five() {
    for (threads, lanes) in [(1, 1), (1, 5), (2, 5), (2, 2)] {
        let pool = start(threads, lanes, 100);
        let logins = (0..30).map(|number| {
            let pool = &pool;
            async move { verify(pool, if number % 3 == 0 { "wrong" } else { "right" }, 4 + number % 3).await }
        });
        let answers = futures(logins).await;
        for (number, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer, number % 3 != 0, "{threads} threads, {lanes} lanes, {number}");
        }
    }
}

/// All of them at once, without another crate.
async fn futures<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut pinned: Vec<_> = all.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, result) in pinned.iter_mut().filter(|(_, result)| result.is_none()) {
            if let std::task::Poll::Ready(value) = future.as_mut().poll(context) {
                *result = Some(value);
            }
        }
        match pinned.iter().all(|(_, result)| result.is_some()) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    pinned.into_iter().map(|(_, result)| result.unwrap()).collect()
}

#[test]
fn the_lanes_and_the_crate_agree_on_every_format() {
    let long = "p".repeat(80);
    let mut stored = Vec::new();
    for right in ["right", "é", &long, &long[..72]] {
        stored.push(format::hash(&password(right), 4, [5; 16]).unwrap());
        let cut = bcrypt::hash_with_salt(right, 4, [6; 16]).unwrap();
        for version in [
            bcrypt::Version::TwoA,
            bcrypt::Version::TwoB,
            bcrypt::Version::TwoX,
            bcrypt::Version::TwoY,
        ] {
            stored.push(PasswordHash::new(cut.format_for_version(version)));
        }
    }
    stored.extend(
        ["", "plain", "$2x$04$abc", "$bcrypt-sha256$v=2,t=2b,r=4$short$x"]
            .map(str::to_owned)
            .map(PasswordHash::new),
    );
    let bad = format!("$bcrypt-sha256$v=2,t=2b,r=4${}$x", "a".repeat(22));
    stored.push(PasswordHash::new(bad));
    for stored in stored {
        for tried in ["right", "é", &long, &long[..72], &long[..73], "wrong"] {
            let verification = Verification {
                password: password(tried),
                stored: parsed(&stored),
                cost: 5,
            };
            let mut lanes = bcrypt_lanes::Lanes::new(1);
            lanes.join(verification.lane_job().unwrap(), ()).unwrap();
            let (mut rounds, mut answer) = (0, None);
            while answer.is_none() {
                rounds += 1;
                answer = lanes.step().next();
            }
            let matches = answer.unwrap().matches;
            assert_eq!(matches, verification.run(), "{} {tried}", stored.expose());
            assert_eq!(rounds, if matches { 16 } else { 32 }, "{} {tried}", stored.expose());
        }
    }
}

#[tokio::test]
async fn a_cancelled_login_frees_its_slot() {
    let pool = start(1, 2, 0);
    for _ in 0..3 {
        let endless = || Verification {
            password: password("wrong"),
            stored: None,
            cost: 31,
        };
        let first = pool.verify(free_slot(&pool).await, endless());
        let second = pool.verify(free_slot(&pool).await, endless());
        assert!(pool.reserve().is_err());
        let both = async { tokio::join!(first, second) };
        assert!(tokio::time::timeout(Duration::from_millis(50), both).await.is_err());
    }
    let slot = free_slot(&pool).await;
    assert!(pool.verify(slot, verification("right", 4)).await.unwrap().0);
}

/// On a busy machine it may take the threads a while.
async fn free_slot(pool: &HashingPool) -> HashSlot {
    for _ in 0..1000 {
        if let Ok(slot) = pool.reserve() {
            return slot;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no slot became free");
}

#[tokio::test]
async fn work_that_panics_fails_alone() {
    for lanes in [1, 4] {
        let pool = start(1, lanes, 10);
        let (broken, fine) = tokio::join!(
            pool.run(pool.reserve().unwrap(), || -> () { panic!("on purpose") }),
            verify(&pool, "right", 8),
        );
        assert!(broken.is_err());
        assert!(fine);
        assert!(verify(&pool, "right", 4).await);
    }
}

#[test]
fn exclusive_work_delays_a_login_once() {
    let pool = start(1, 1, 1);
    let queue = Queue::new(1, HashingMetrics::default(), None);
    let (sender, result) = oneshot::channel();
    let reply = Reply::new(sender, pool.reserve().unwrap());
    queue.push(HashJob::Verify(verification("right", 6), reply));
    let result = Arc::new(Mutex::new(result));
    let seen = Arc::new(Mutex::new(Vec::new()));
    for _ in 0..4 {
        let (result, seen) = (result.clone(), seen.clone());
        let look = move || seen.lock().unwrap().push(!result.lock().unwrap().is_empty());
        queue.push(HashJob::Exclusive(Box::new(look)));
    }
    // All of it waits before the thread begins, so the order is the thread's alone.
    queue.close();
    worker::run(&queue, 0, 4);
    assert_eq!(
        *seen.lock().unwrap(),
        [false, true, true, true],
        "whether the login was answered"
    );
    assert!(matches!(result.lock().unwrap().try_recv(), Ok((true, _))));
}

#[test]
fn logins_spread_over_the_threads_before_they_share_one() {
    let pool = start(1, 1, 100);
    let queue = Queue::new(3, HashingMetrics::default(), None);
    let push = || {
        let (sender, _) = oneshot::channel();
        let reply = Reply::new(sender, pool.reserve().unwrap());
        queue.push(HashJob::Verify(verification("right", 4), reply));
    };
    push();
    assert!(queue.wait(0).is_some());
    // The others are idle, so the next job is for them.
    push();
    assert!(queue.poll(0, 1, true).is_none());
    assert!(queue.wait(1).is_some());
    push();
    assert!(queue.poll(0, 1, true).is_none());
    assert!(queue.poll(1, 1, true).is_none());
    queue.remove_thread(2);
    // Without the third thread, both of the others may have it.
    assert!(queue.poll(1, 1, true).is_some());
    push();
    assert!(queue.poll(1, 2, true).is_none());
    assert!(queue.poll(0, 1, true).is_some());
    // Exclusive work waits for a thread that may pause, and nothing overtakes it.
    queue.push(HashJob::Exclusive(Box::new(|| {})));
    push();
    assert!(queue.poll(0, 2, false).is_none());
    assert!(matches!(queue.poll(1, 2, true), Some(HashJob::Exclusive(_))));
    assert!(matches!(queue.poll(0, 2, false), Some(HashJob::Verify(..))));
}

#[tokio::test]
async fn the_threads_finish_the_queue_when_the_pool_is_dropped() {
    let pool = start(1, 4, 10);
    let (sender, result) = oneshot::channel();
    let reply = Reply::new(sender, pool.reserve().unwrap());
    pool.queue.push(HashJob::Verify(verification("right", 6), reply));
    drop(pool);
    assert!(result.await.unwrap().0);
}
