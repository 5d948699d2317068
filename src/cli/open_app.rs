//! How commands open the accounts of the configured database.

use super::doctor::sqlite_file;
use super::error::CliError;
use super::global::Global;
use crate::app::{App, AppError};
use crate::auth::AuthService;
use crate::config::Config;
use crate::settings::values::Bounded;

/// Opens the configured database and applies the schema steps that it lacks, so that the first command on a new
/// database works.
pub async fn open_app(config: &Config) -> Result<App, AppError> {
    let app = App::open(config).await?;
    app.migrate().await?;
    Ok(app)
}

/// Runs an action on the accounts of the configured database, and closes it.
pub async fn with_auth<T>(
    global: &Global,
    action: impl AsyncFnOnce(&AuthService) -> Result<T, CliError>,
) -> Result<T, CliError> {
    run(open_app(&sparing(global.load()?)).await?, action).await
}

/// Does the same for an action that is not to change anything. Where there is no database yet, it gets an empty one in
/// memory.
pub async fn with_auth_for_looking<T>(
    global: &Global,
    action: impl AsyncFnOnce(&AuthService) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let config = sparing(global.load()?);
    if sqlite_file(config.database.url.expose()).is_some_and(|path| !path.exists()) {
        let mut overrides = global.overrides();
        overrides.database_url = Some("sqlite::memory:".to_owned());
        return run(open_app(&global.load_over(overrides)?).await?, action).await;
    }
    let app = App::look(&config).await?;
    if !app.auth.schema_is_current().await? {
        let why = "the schema is outdated: `latchkey migrate` updates it";
        return Err(CliError::Usage(why.to_owned()));
    }
    run(app, action).await
}

/// The configuration of a command, which asks one thing after the other and few things twice: more connections, each with
/// a cache of its own, and a cache for all of them would only take memory.
fn sparing(mut config: Config) -> Config {
    config.database.max_connections = Bounded::LOWEST;
    config.database.cache_mib = Bounded::LOWEST;
    config
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
