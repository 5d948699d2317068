//! What the commands about accounts have in common: the way to the accounts.

use super::{CliError, Global};
use crate::app::{App, AppError};
use crate::auth::AuthService;
use crate::config::Config;

/// Opens the configured database with its schema up to date, so that the first command on a new database works.
pub async fn open(config: &Config) -> Result<App, AppError> {
    let app = App::open(config).await?;
    app.migrate().await?;
    Ok(app)
}

/// Does something to the accounts of the configured database, and closes it.
pub async fn with_auth(
    global: &Global,
    action: impl AsyncFnOnce(&AuthService) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let app = open(&global.load()?).await?;
    let outcome = action(&app.auth).await;
    // Closed in either case: SQLite then has everything in one file.
    let closed = app.close().await;
    outcome?;
    Ok(closed?)
}

/// Turns the answer of a use case, whether there was such an account, into an error when there was not.
pub fn found(existed: bool, what: &'static str, name: &str) -> Result<(), CliError> {
    match existed {
        true => Ok(()),
        false => Err(no_such(what, name)),
    }
}

/// There is no account of this name.
pub fn no_such(what: &'static str, name: &str) -> CliError {
    CliError::NoSuch {
        what,
        name: format!("\"{name}\""),
    }
}
