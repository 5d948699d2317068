//! How commands open the accounts of the configured database.

use super::error::CliError;
use super::global::Global;
use crate::app::{App, AppError};
use crate::auth::AuthService;
use crate::config::Config;

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
    let app = open_app(&global.load()?).await?;
    let outcome = action(&app.auth).await;
    // Closed in either case: SQLite then has everything in one file.
    let closed = app.close().await;
    let done = outcome?;
    closed?;
    Ok(done)
}
