//! Several PostgreSQL servers, of which one takes writes: a primary and its standbys.
//!
//! The one that takes writes is found when the pool is made, and again whenever statements fail. Which one that is, is for
//! those to decide who promote standbys; here it is only followed.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgPool};
use sea_orm::sqlx::{self, Connection, Row};
use sea_orm::{DbErr, RuntimeErr};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// How long a server has to answer when it is asked whether it takes writes.
const ANSWERS_WITHIN: Duration = Duration::from_secs(1);
/// How far apart the servers are asked while none takes writes.
const ASKED_EVERY: Duration = Duration::from_millis(250);
/// As libpq asks for `target_session_attrs=read-write`.
const IS_READ_ONLY: &str = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'";

/// Servers to choose from.
#[derive(Clone, Debug)]
pub(in crate::store) struct Servers(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    all: Vec<PgConnectOptions>,
    must_take_writes: bool,
    pool: PgPool,
    /// The one that new connections go to.
    current: AtomicUsize,
    is_looking: AtomicBool,
}

impl Servers {
    /// The pool has connections to the `current` one of all.
    pub(in crate::store) fn new(
        all: Vec<PgConnectOptions>,
        must_take_writes: bool,
        pool: PgPool,
        current: usize,
    ) -> Self {
        Self(Arc::new(Inner {
            all,
            must_take_writes,
            pool,
            current: AtomicUsize::new(current),
            is_looking: AtomicBool::new(false),
        }))
    }

    /// Looks for a server that can be used until one is found, in the background, and has the pool use it. Does nothing
    /// where that is already under way. `on_change` is called when it is another than before.
    pub(in crate::store) fn look_for_another(&self, on_change: impl FnOnce() + Send + 'static) {
        if self.0.is_looking.swap(true, Ordering::AcqRel) {
            return;
        }
        let servers = self.0.clone();
        drop(tokio::spawn(async move {
            let mut is_named = false;
            while !servers.pool.is_closed() {
                match find(&servers.all, servers.must_take_writes).await {
                    Ok(found) => {
                        servers.turn_to(found, on_change);
                        break;
                    }
                    Err(problem) if !is_named => {
                        is_named = true;
                        tracing::warn!(error = &problem as &dyn Error, "no database server can be used");
                    }
                    Err(_) => {}
                }
                sleep(ASKED_EVERY).await;
            }
            servers.is_looking.store(false, Ordering::Release);
        }));
    }
}

impl Inner {
    fn turn_to(&self, found: usize, on_change: impl FnOnce()) {
        let Some(options) = self.all.get(found) else {
            return;
        };
        if self.current.swap(found, Ordering::AcqRel) == found {
            return;
        }
        self.pool.set_connect_options(options.clone());
        on_change();
        tracing::warn!(server = address(options), "another database server is used from now on");
    }
}

/// The number of the server that answers first, of those that can be used.
///
/// # Errors
/// What is wrong with each of them.
pub(in crate::store) async fn find(all: &[PgConnectOptions], must_take_writes: bool) -> Result<usize, DbErr> {
    let mut asked = JoinSet::new();
    for (number, options) in all.iter().cloned().enumerate() {
        asked.spawn(async move {
            match timeout(ANSWERS_WITHIN, ask(&options, must_take_writes)).await {
                Ok(Ok(true)) => Ok(number),
                Ok(Ok(false)) => Err(format!("{} takes no writes", address(&options))),
                Ok(Err(error)) => Err(format!("{}: {error}", address(&options))),
                Err(_) => Err(format!("{} does not answer", address(&options))),
            }
        });
    }
    let mut problems = Vec::new();
    while let Some(answer) = asked.join_next().await {
        match answer {
            Ok(Ok(number)) => return Ok(number),
            Ok(Err(problem)) => problems.push(problem),
            // It was cancelled or panicked, which neither does.
            Err(lost) => problems.push(lost.to_string()),
        }
    }
    problems.sort_unstable();
    let message = format!("none of the database servers can be used: {}", problems.join("; "));
    Err(DbErr::Conn(RuntimeErr::Internal(message)))
}

/// Whether a server can be used.
async fn ask(options: &PgConnectOptions, must_take_writes: bool) -> Result<bool, sqlx::Error> {
    let mut connection = PgConnection::connect_with(options).await?;
    let is_usable = !must_take_writes || takes_writes(&mut connection).await?;
    connection.close().await?;
    Ok(is_usable)
}

/// Whether what is written on a connection is taken.
///
/// # Errors
/// As every statement.
pub(in crate::store) async fn takes_writes(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let row = sqlx::raw_sql(IS_READ_ONLY).fetch_one(connection).await?;
    Ok(!row.try_get::<bool, _>(0)?)
}

fn address(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}
