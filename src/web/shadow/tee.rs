//! A body that is passed on, and kept as it passes.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::BoxStream;

/// What is done with a body once all of it has passed; `None` where it was longer than may be kept.
pub(super) type Whole = Box<dyn FnOnce(Option<Vec<u8>>) + Send>;

/// See the module.
pub(super) struct Tee {
    inner: BoxStream<'static, io::Result<Bytes>>,
    kept: Option<Vec<u8>>,
    most: usize,
    /// The announced length. A client that sends so much does not ask whether there is more.
    length: Option<u64>,
    passed: u64,
    whole: Option<Whole>,
}

impl Tee {
    /// Keeps at most so many bytes.
    pub(super) fn new(
        inner: BoxStream<'static, io::Result<Bytes>>,
        most: usize,
        length: Option<u64>,
        whole: Whole,
    ) -> Self {
        Self {
            inner,
            kept: Some(Vec::new()),
            most,
            length,
            passed: 0,
            whole: Some(whole),
        }
    }

    fn keep(&mut self, part: &Bytes) {
        self.passed = self.passed.saturating_add(part.len().try_into().unwrap_or(u64::MAX));
        let most = self.most;
        self.kept = self.kept.take().filter(|kept| kept.len() + part.len() <= most);
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(part);
        }
    }

    fn end(&mut self) {
        if let Some(whole) = self.whole.take() {
            whole(self.kept.take());
        }
    }
}

impl Stream for Tee {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let part = ready!(self.inner.as_mut().poll_next(cx));
        match &part {
            Some(Ok(bytes)) => {
                self.keep(bytes);
                if self.length == Some(self.passed) {
                    self.end();
                }
            }
            // Half a body is nothing to compare.
            Some(Err(_)) => drop(self.whole.take()),
            None => self.end(),
        }
        Poll::Ready(part)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use futures_util::{StreamExt, stream};

    use super::*;

    type Seen = Arc<Mutex<Vec<Option<Vec<u8>>>>>;

    fn tee(parts: Vec<io::Result<Bytes>>, length: Option<u64>) -> (Tee, Seen) {
        let seen = Seen::default();
        let whole = {
            let seen = seen.clone();
            Box::new(move |whole| seen.lock().unwrap().push(whole))
        };
        (Tee::new(stream::iter(parts).boxed(), 4, length, whole), seen)
    }

    fn parts(all: &[&'static str]) -> Vec<io::Result<Bytes>> {
        all.iter().map(|part| Ok(Bytes::from_static(part.as_bytes()))).collect()
    }

    #[tokio::test]
    async fn a_body_is_kept_once_when_all_of_it_has_passed() {
        for length in [None, Some(4)] {
            let (tee, seen) = tee(parts(&["ab", "cd"]), length);
            assert_eq!(tee.count().await, 2);
            assert_eq!(*seen.lock().unwrap(), [Some(b"abcd".to_vec())]);
        }
    }

    #[tokio::test]
    async fn its_end_is_known_from_its_length() {
        let (mut tee, seen) = tee(parts(&["ab", "cd"]), Some(4));
        drop((tee.next().await, tee.next().await));
        assert_eq!(*seen.lock().unwrap(), [Some(b"abcd".to_vec())]);
    }

    #[tokio::test]
    async fn of_one_that_is_too_long_nothing_is_kept() {
        let (tee, seen) = tee(parts(&["ab", "cd", "e"]), None);
        assert_eq!(tee.count().await, 3);
        assert_eq!(*seen.lock().unwrap(), [None]);
    }

    #[tokio::test]
    async fn one_that_breaks_off_is_no_body() {
        let (tee, seen) = tee(vec![Ok(Bytes::from_static(b"ab")), Err(io::Error::other("gone"))], None);
        drop(tee.collect::<Vec<_>>().await);
        assert_eq!(*seen.lock().unwrap(), []);
    }
}
