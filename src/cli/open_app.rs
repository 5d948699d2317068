//! How commands open the accounts of the configured database.

use std::error::Error;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::doctor::sqlite_file;
use super::error::CliError;
use super::global::Global;
use super::output::print_note;
use super::sparing::sparing;
use crate::app::{self, App, AppError};
use crate::auth::{AuthService, SchemaState};
use crate::config::Config;

/// How long the database is waited for without a word.
const NOTICED_AFTER: Duration = Duration::from_secs(1);
/// How long it is waited for after that.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(9);
/// The pause between attempts of a server that starts.
const RETRY_AFTER: Duration = Duration::from_millis(500);

/// Opens the configured database and applies the schema steps that it lacks, so that the first command on a new
/// database works.
pub async fn open_app(config: &Config) -> Result<App, AppError> {
    let app = App::open(config).await?;
    app.migrate().await?;
    Ok(app)
}

/// Does the same for a server: a database server may be started later, or be busy with starting.
pub async fn open_app_for_serving(config: &Config) -> Result<App, AppError> {
    if lacks_log(config) {
        let database = &config.database.url;
        tracing::warn!(%database, "there are no tables: was the file copied without its write-ahead log? see latchkey backup");
    }
    let until = Instant::now() + config.database.startup_timeout();
    loop {
        match open_app(config).await {
            Err(error @ AppError::Database { .. }) if error.may_pass_soon() && Instant::now() < until => {
                tracing::warn!(error = &error as &dyn Error, "waiting for the database");
                sleep(RETRY_AFTER).await;
            }
            opened => return opened,
        }
    }
}

/// Runs an action on the accounts of the configured database, and closes it.
pub async fn with_auth<T>(
    global: &Global,
    action: impl AsyncFnOnce(&AuthService) -> Result<T, CliError>,
) -> Result<T, CliError> {
    run(open_app(&sparing(global.load()?)).await?, action).await
}

/// Runs an action that changes nothing on the accounts of the configured database. Neither is a database made for it, nor
/// the schema brought up to date.
pub async fn with_auth_read_only<T>(
    global: &Global,
    action: impl AsyncFnOnce(&AuthService) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let config = sparing(global.load()?);
    match is_missing(&config) {
        true => Err(CliError::NoDatabase {
            url: config.database.url,
        }),
        false => read(&config, action).await,
    }
}

/// Does the same for an action that tries out a change. Where there is no database yet, it gets an empty one in memory.
pub async fn with_auth_for_trial<T>(
    global: &Global,
    action: impl AsyncFnOnce(&AuthService) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let config = sparing(global.load()?);
    if !is_missing(&config) {
        return read(&config, action).await;
    }
    let mut overrides = global.overrides();
    overrides.database_url = Some("sqlite::memory:".to_owned());
    run(open_app(&global.load_over(overrides)?).await?, action).await
}

/// Whether the database was copied without its write-ahead log.
fn lacks_log(config: &Config) -> bool {
    sqlite_file(config.database.url.expose()).is_some_and(|path| app::is_copied_without_log(&path))
}

/// Whether the file of the database does not exist.
fn is_missing(config: &Config) -> bool {
    sqlite_file(config.database.url.expose()).is_some_and(|path| !path.exists())
}

async fn read<T>(
    config: &Config,
    action: impl AsyncFnOnce(&AuthService) -> Result<T, CliError>,
) -> Result<T, CliError> {
    // Once it is open, there is such a log.
    let lacks_log = lacks_log(config);
    let open = async {
        let app = App::look(config).await?;
        let state = app.auth.schema_state().await?;
        Ok::<_, CliError>((app, state))
    };
    let (app, state) = in_time(config, open).await??;
    match state {
        // What a newer version adds, this one does not ask for.
        SchemaState::Current | SchemaState::Newer { .. } => run(app, action).await,
        SchemaState::Missing if lacks_log => Err(CliError::NoLog {
            url: config.database.url.clone(),
        }),
        SchemaState::Missing => Err(CliError::NoTables {
            url: config.database.url.clone(),
        }),
        SchemaState::Outdated => Err(CliError::SchemaOutdated),
    }
}

/// Says what is waited for when it takes long, and gives up in the end: the tables may be locked, or the server frozen.
async fn in_time<T>(config: &Config, work: impl Future<Output = T>) -> Result<T, CliError> {
    let mut work = pin!(work);
    if let Ok(done) = timeout(NOTICED_AFTER, &mut work).await {
        return Ok(done);
    }
    print_note(format_args!("waiting for the database at {}", config.database.url));
    timeout(GIVEN_UP_AFTER, work).await.map_err(|_| CliError::NoResponse {
        url: config.database.url.clone(),
        after: NOTICED_AFTER + GIVEN_UP_AFTER,
    })
}

async fn run<T>(app: App, action: impl AsyncFnOnce(&AuthService) -> Result<T, CliError>) -> Result<T, CliError> {
    app.spare_memory().await?;
    let outcome = action(&app.auth).await;
    // Closed in either case: SQLite then has everything in one file.
    let closed = app.close().await;
    let done = outcome?;
    closed?;
    Ok(done)
}
