use std::sync::Mutex;
use std::time::Duration;

use super::*;
use crate::auth::passwords::format;
use crate::model::{Password, PasswordHash};

fn start(threads: usize, lanes: usize, max_waiting: usize) -> HashingPool {
    HashingPool::start(PasswordSettings {
        cost: 4,
        threads,
        lanes,
        nice: 0,
        max_waiting,
    })
}

fn password(text: &str) -> Password {
    Password::parse(text.to_owned()).unwrap()
}

fn attempt(tried: &str, cost: u32) -> Attempt {
    let stored = format::hash(&password("right"), cost, [3; 16]).unwrap();
    Attempt {
        password: password(tried),
        stored,
        cost,
    }
}

async fn verify(pool: &HashingPool, tried: &str, cost: u32) -> bool {
    pool.verify(pool.ticket().unwrap(), attempt(tried, cost)).await.unwrap()
}

#[tokio::test]
async fn what_is_right_is_right_in_one_lane_and_in_four() {
    for (threads, lanes) in [(1, 1), (1, 4), (2, 4), (2, 2)] {
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
            let attempt = Attempt {
                password: password(tried),
                stored: stored.clone(),
                cost: 5,
            };
            let mut lanes = bcrypt_lanes::Lanes::new(1);
            lanes.join(attempt.job().unwrap(), ()).unwrap();
            let (mut rounds, mut answer) = (0, None);
            while answer.is_none() {
                rounds += 1;
                answer = lanes.step().next();
            }
            let matches = answer.unwrap().matches;
            assert_eq!(matches, attempt.by_the_crate(), "{} {tried}", stored.expose());
            assert_eq!(rounds, if matches { 16 } else { 32 }, "{} {tried}", stored.expose());
        }
    }
}

#[tokio::test]
async fn a_login_whose_asker_has_gone_frees_its_place() {
    let pool = start(1, 2, 0);
    for _ in 0..3 {
        let endless = || Attempt {
            stored: format::decoy(31, [0; 16]),
            ..attempt("wrong", 4)
        };
        let first = pool.verify(free_ticket(&pool).await, endless());
        let second = pool.verify(free_ticket(&pool).await, endless());
        assert!(pool.ticket().is_err());
        let both = async { tokio::join!(first, second) };
        assert!(tokio::time::timeout(Duration::from_millis(50), both).await.is_err());
    }
    let ticket = free_ticket(&pool).await;
    assert!(pool.verify(ticket, attempt("right", 4)).await.unwrap());
}

/// On a busy machine it may take the threads a while.
async fn free_ticket(pool: &HashingPool) -> Ticket {
    for _ in 0..1000 {
        if let Ok(ticket) = pool.ticket() {
            return ticket;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no place became free");
}

#[tokio::test]
async fn work_that_panics_hurts_nobody_else() {
    for lanes in [1, 4] {
        let pool = start(1, lanes, 10);
        let (broken, fine) = tokio::join!(
            pool.run(pool.ticket().unwrap(), || -> () { panic!("on purpose") }),
            verify(&pool, "right", 8),
        );
        assert!(broken.is_err());
        assert!(fine);
        assert!(verify(&pool, "right", 4).await);
    }
}

#[test]
fn other_work_comes_between_a_login_once() {
    let pool = start(1, 1, 1);
    let queue = Queue::new(1);
    let (done, result) = oneshot::channel();
    let login = Login::new(attempt("right", 6), done, pool.ticket().unwrap());
    queue.push(Task::Login(login));
    let result = Arc::new(Mutex::new(result));
    let seen = Arc::new(Mutex::new(Vec::new()));
    for _ in 0..4 {
        let (result, seen) = (result.clone(), seen.clone());
        let look = move || seen.lock().unwrap().push(!result.lock().unwrap().is_empty());
        queue.push(Task::Other(Box::new(look)));
    }
    // All of it waits before the thread begins, so the order is the thread's alone.
    queue.close();
    worker::work(&queue, 0, 4);
    assert_eq!(
        *seen.lock().unwrap(),
        [false, true, true, true],
        "whether the login was answered"
    );
    assert_eq!(result.lock().unwrap().try_recv(), Ok(true));
}

#[test]
fn logins_spread_over_the_threads_before_they_share_one() {
    let pool = start(1, 1, 100);
    let queue = Queue::new(3);
    let push = || {
        let (done, _gone) = oneshot::channel();
        queue.push(Task::Login(Login::new(
            attempt("right", 4),
            done,
            pool.ticket().unwrap(),
        )));
    };
    push();
    assert!(queue.wait(0).is_some());
    // The others have nobody under way, so the next is for them.
    push();
    assert!(queue.poll(0, 1, true).is_none());
    assert!(queue.wait(1).is_some());
    push();
    assert!(queue.poll(0, 1, true).is_none());
    assert!(queue.poll(1, 1, true).is_none());
    queue.lose(2);
    // Now the third thread is not there, so both of the others may have it.
    assert!(queue.poll(1, 1, true).is_some());
    push();
    assert!(queue.poll(1, 2, true).is_none());
    assert!(queue.poll(0, 1, true).is_some());
    // Other work waits for a thread that is patient, and nothing overtakes it.
    queue.push(Task::Other(Box::new(|| {})));
    push();
    assert!(queue.poll(0, 2, false).is_none());
    assert!(matches!(queue.poll(1, 2, true), Some(Task::Other(_))));
    assert!(matches!(queue.poll(0, 2, false), Some(Task::Login(_))));
}

#[tokio::test]
async fn the_threads_finish_what_waits_when_the_pool_is_dropped() {
    let pool = start(1, 4, 10);
    let (done, result) = oneshot::channel();
    pool.queue.push(Task::Login(Login::new(
        attempt("right", 6),
        done,
        pool.ticket().unwrap(),
    )));
    drop(pool);
    assert!(result.await.unwrap());
}
