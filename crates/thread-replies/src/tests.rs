use std::io::ErrorKind;
use std::sync::atomic::AtomicUsize;
use std::thread;

use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use super::*;

/// Hands over the name of the thread that runs the reply, from a thread of its own.
fn reply_from_thread(replies: &Replies) -> oneshot::Receiver<Option<String>> {
    let (sender, name) = oneshot::channel();
    let replies = replies.clone();
    thread::spawn(move || replies.send(move || drop(sender.send(thread::current().name().map(str::to_owned)))));
    name
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_runs_on_the_runtime() {
    let replies = Replies::start().unwrap();
    for _ in 0..100 {
        let name = reply_from_thread(&replies).await.unwrap();
        assert_eq!(name.as_deref(), Some("tokio-rt-worker"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_reply_is_lost_where_many_threads_send_at_once() {
    const THREADS: usize = 8;
    const EACH: usize = 2_000;
    let replies = Replies::start().unwrap();
    let run = Arc::new(AtomicUsize::new(0));
    let (all, done) = oneshot::channel();
    let all = Arc::new(std::sync::Mutex::new(Some(all)));
    for _ in 0..THREADS {
        let (replies, run, all) = (replies.clone(), run.clone(), all.clone());
        thread::spawn(move || {
            for _ in 0..EACH {
                let (run, all) = (run.clone(), all.clone());
                replies.send(move || {
                    if run.fetch_add(1, Ordering::SeqCst) + 1 == THREADS * EACH {
                        all.lock().unwrap().take().unwrap().send(()).unwrap();
                    }
                });
            }
        });
    }
    done.await.unwrap();
    assert_eq!(run.load(Ordering::SeqCst), THREADS * EACH);
}

#[tokio::test]
async fn replies_that_were_sent_before_the_last_sender_went_away_are_run() {
    let replies = Replies::start().unwrap();
    let (sender, result) = oneshot::channel();
    replies.send(move || sender.send(7).unwrap());
    drop(replies);
    assert_eq!(result.await, Ok(7));
}

#[test]
fn a_thread_runs_its_reply_itself_where_the_runtime_is_gone() {
    let runtime = Runtime::new().unwrap();
    let replies = runtime.block_on(async { Replies::start().unwrap() });
    drop(runtime);
    let (sender, mut name) = oneshot::channel();
    replies.send(move || sender.send(thread::current().id()).unwrap());
    assert_eq!(name.try_recv(), Ok(thread::current().id()));
}

#[test]
fn without_a_runtime_there_is_an_error() {
    assert_eq!(Replies::start().err().map(|error| error.kind()), Some(ErrorKind::Other));
}

#[tokio::test]
async fn a_reply_that_panics_stops_no_later_one() {
    let replies = Replies::start().unwrap();
    let (sender, panicked) = oneshot::channel::<()>();
    replies.send(move || {
        let _sender = sender;
        panic!("on purpose");
    });
    assert!(panicked.await.is_err());
    assert!(reply_from_thread(&replies).await.is_ok());
}
