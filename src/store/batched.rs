//! Lookups that wait for the database together share one statement.
//!
//! A statement costs a round trip and most of its time whether it asks for one row or for thirty. So while one is on its
//! way, the lookups that come wait, and go into the next one together. A lookup that finds none on its way asks at once.
//! No lookup is answered by a statement that began before it came: what others had written by then is seen.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;
use sea_orm::{DbErr, RuntimeErr};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::error::StoreError;
use crate::traces::Span;

/// How many keys one statement asks for at most.
const KEYS: usize = 128;

/// What is asked for several keys: the values of those that exist.
type Read<K, V> = dyn Fn(Vec<K>) -> BoxFuture<'static, Result<HashMap<K, V>, StoreError>> + Send + Sync;
/// Where the answer to a lookup goes.
type Answer<V> = oneshot::Sender<Result<Option<V>, StoreError>>;

/// Looks values up by their keys. Cheap to clone.
pub(super) struct Batched<K, V>(Arc<Inner<K, V>>);

struct Inner<K, V> {
    read: Box<Read<K, V>>,
    waiting: Mutex<Waiting<K, V>>,
}

struct Waiting<K, V> {
    is_asking: bool,
    lookups: Vec<(K, Answer<V>)>,
}

impl<K, V> Batched<K, V>
where
    K: Copy + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    /// `read` asks for several keys at once.
    pub(super) fn new(
        read: impl Fn(Vec<K>) -> BoxFuture<'static, Result<HashMap<K, V>, StoreError>> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Inner {
            read: Box::new(read),
            waiting: Mutex::new(Waiting {
                is_asking: false,
                lookups: Vec::new(),
            }),
        }))
    }

    /// Finds the value of a key.
    ///
    /// # Errors
    /// Those of reading, for all that were read together.
    pub(super) async fn find(&self, key: K) -> Result<Option<V>, StoreError> {
        if let Some(answer) = self.wait_unless_first(key) {
            let span = Span::begin("statement.shared");
            let found = span.around(answer).await.unwrap_or_else(|_| Err(given_up()));
            return span.end(found);
        }
        let turn = Turn(self.clone());
        let found = (self.0.read)(vec![key]).await;
        drop(turn);
        Ok(found?.remove(&key))
    }

    fn wait_unless_first(&self, key: K) -> Option<oneshot::Receiver<Result<Option<V>, StoreError>>> {
        let mut waiting = self.lock();
        if !waiting.is_asking {
            waiting.is_asking = true;
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        waiting.lookups.push((key, sender));
        Some(receiver)
    }

    /// The lookups of the next statement. Without any, the next one that comes is the first again.
    fn next(&self) -> Vec<(K, Answer<V>)> {
        let mut waiting = self.lock();
        // A caller that gave up needs no row.
        waiting.lookups.retain(|(_, answer)| !answer.is_closed());
        let count = waiting.lookups.len().min(KEYS);
        waiting.is_asking = count > 0;
        waiting.lookups.drain(..count).collect()
    }

    /// Asks for what these lookups wait for, and answers them.
    async fn answer(self, lookups: Vec<(K, Answer<V>)>) {
        let turn = Turn(self.clone());
        let keys = lookups.iter().map(|(key, _)| *key).collect();
        let found = (self.0.read)(keys).await;
        // The next statement does not wait for the answers to this one.
        drop(turn);
        for (key, answer) in lookups {
            let outcome = match &found {
                Ok(found) => Ok(found.get(&key).cloned()),
                Err(error) => Err(error.clone()),
            };
            // A caller that gave up needs no answer.
            drop(answer.send(outcome));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<K, V>> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to ask. Dropped, also because its lookup was given up, it passes to those that wait.
struct Turn<K, V>(Batched<K, V>)
where
    K: Copy + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static;

impl<K, V> Drop for Turn<K, V>
where
    K: Copy + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    fn drop(&mut self) {
        let lookups = self.0.next();
        // Without a runtime nobody waits any more.
        if let (false, Ok(runtime)) = (lookups.is_empty(), Handle::try_current()) {
            drop(runtime.spawn(self.0.clone().answer(lookups)));
        }
    }
}

/// The runtime is ending.
fn given_up() -> StoreError {
    DbErr::Conn(RuntimeErr::Internal("the lookup was given up".to_owned())).into()
}

impl<K, V> Clone for Batched<K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K, V> fmt::Debug for Batched<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Batched")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::{Arc, Mutex};

    use futures_util::FutureExt;
    use sea_orm::{DbErr, RuntimeErr};
    use tokio::sync::Semaphore;
    use tokio::task::{JoinSet, yield_now};

    use super::{Batched, KEYS};
    use crate::store::error::StoreError;

    /// A database that answers when it is allowed to, and knows what it was asked.
    struct Database {
        asked: Arc<Mutex<Vec<Vec<u32>>>>,
        answers: Arc<Semaphore>,
        batched: Batched<u32, String>,
    }

    impl Database {
        fn new() -> Self {
            let asked: Arc<Mutex<Vec<Vec<u32>>>> = Arc::default();
            let answers = Arc::new(Semaphore::new(0));
            let (seen, allowed) = (asked.clone(), answers.clone());
            let batched = Batched::new(move |keys: Vec<u32>| {
                seen.lock().unwrap().push(keys.clone());
                let allowed = allowed.clone();
                async move {
                    allowed.acquire().await.unwrap().forget();
                    if keys.contains(&0) {
                        return Err(DbErr::Conn(RuntimeErr::Internal("away".to_owned())).into());
                    }
                    let even = keys.into_iter().filter(|key| key % 2 == 0);
                    Ok(even.map(|key| (key, format!("value {key}"))).collect::<HashMap<_, _>>())
                }
                .boxed()
            });
            Self {
                asked,
                answers,
                batched,
            }
        }

        /// Begins lookups, and lets each get as far as it does alone.
        async fn look_up(
            &self,
            keys: impl IntoIterator<Item = u32>,
        ) -> JoinSet<(u32, Result<Option<String>, StoreError>)> {
            let mut lookups = JoinSet::new();
            for key in keys {
                let batched = self.batched.clone();
                lookups.spawn(async move { (key, batched.find(key).await) });
                yield_now().await;
            }
            lookups
        }

        fn asked(&self) -> Vec<Vec<u32>> {
            self.asked.lock().unwrap().clone()
        }
    }

    fn found(answers: Vec<(u32, Result<Option<String>, StoreError>)>) -> Vec<(u32, Option<String>)> {
        let mut found: Vec<_> = answers
            .into_iter()
            .map(|(key, answer)| (key, answer.unwrap()))
            .collect();
        found.sort();
        found
    }

    #[tokio::test]
    async fn lookups_that_wait_share_the_next_statement_and_never_the_one_before() {
        let database = Database::new();
        let lookups = database.look_up([2, 3, 4, 2]).await;
        assert_eq!(database.asked(), [vec![2]]);
        database.answers.add_permits(2);
        let value = |key: u32| (key, Some(format!("value {key}")));
        assert_eq!(
            found(lookups.join_all().await),
            [value(2), value(2), (3, None), value(4)]
        );
        assert_eq!(database.asked(), [vec![2], vec![3, 4, 2]]);
    }

    #[tokio::test]
    async fn a_lone_lookup_asks_at_once() {
        let database = Database::new();
        database.answers.add_permits(2);
        for key in [2, 4] {
            assert_eq!(database.batched.find(key).await.unwrap(), Some(format!("value {key}")));
        }
        assert_eq!(database.asked(), [vec![2], vec![4]]);
    }

    #[tokio::test]
    async fn those_that_wait_are_answered_when_the_first_gives_up() {
        let database = Database::new();
        let mut first = database.look_up([2]).await;
        let others = database.look_up([4, 6]).await;
        let mut third = database.look_up([8]).await;
        third.abort_all();
        while third.join_next().await.is_some() {}
        first.abort_all();
        while first.join_next().await.is_some() {}
        database.answers.add_permits(1);
        let value = |key: u32| (key, Some(format!("value {key}")));
        assert_eq!(found(others.join_all().await), [value(4), value(6)]);
        assert_eq!(database.asked(), [vec![2], vec![4, 6]]);
        database.answers.add_permits(1);
        assert_eq!(database.batched.find(10).await.unwrap(), Some("value 10".to_owned()));
    }

    #[tokio::test]
    async fn a_failure_is_everybodys_who_shared_it_and_of_nobody_else() {
        let database = Database::new();
        let lookups = database.look_up([2, 0, 4]).await;
        database.answers.add_permits(2);
        let mut outcomes: Vec<_> = lookups.join_all().await;
        outcomes.sort_by_key(|(key, _)| *key);
        let away = "the database is not available".to_owned();
        let told = outcomes
            .into_iter()
            .map(|(key, outcome)| (key, outcome.map_err(|error| error.to_string())));
        let expected = [
            (0, Err(away.clone())),
            (2, Ok(Some("value 2".to_owned()))),
            (4, Err(away)),
        ];
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[tokio::test]
    async fn a_statement_asks_for_a_limited_number_of_keys() {
        let database = Database::new();
        let count = u32::try_from(KEYS).unwrap() + 2;
        let lookups = database.look_up(1..=count).await;
        database.answers.add_permits(3);
        assert_eq!(lookups.join_all().await.len(), KEYS + 2);
        let sizes: Vec<_> = database.asked().iter().map(Vec::len).collect();
        assert_eq!(sizes, [1, KEYS, 1]);
    }
}
