//! `latchkey user`: the accounts of the people who work for the operator.

mod add;
mod list;

use clap::Subcommand;

use super::accounts::{found, with_auth};
use super::output::line;
use super::{CliError, Global, stdin};
use crate::model::{FoldedName, UserStatus};

/// Manage users: administrators, staff, resellers
#[derive(Subcommand)]
pub enum User {
    Add(add::Add),
    /// List all users
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Disable a user: all sessions end and all API keys stop at once
    Disable {
        /// The username
        username: String,
    },
    /// Enable a user again; ended sessions stay ended, API keys work again
    Enable {
        /// The username
        username: String,
    },
    /// Forget a user's failed logins, so that they can log in at once
    Unlock {
        /// The username
        username: String,
    },
    /// Set a user's password; all sessions end at once
    SetPassword {
        /// The username
        username: String,
        /// Read the password from the first line of standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
}

/// What messages call one.
const USER: &str = "user";

impl User {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        match self {
            Self::Add(add) => add.run(global).await,
            Self::List { json } => list::run(global, json).await,
            Self::Disable { username } => {
                set_status(global, &username, UserStatus::Disabled).await?;
                line(format_args!(
                    "disabled user {username}; all sessions have ended, API keys have stopped"
                ))
            }
            Self::Enable { username } => {
                set_status(global, &username, UserStatus::Active).await?;
                line(format_args!("enabled user {username}"))
            }
            Self::Unlock { username } => {
                unlock(global, &username).await?;
                line(format_args!("unlocked user {username}; failed logins are forgotten"))
            }
            Self::SetPassword { username, .. } => {
                set_password(global, &username).await?;
                line(format_args!(
                    "set the password of user {username}; all sessions have ended"
                ))
            }
        }
    }
}

async fn set_status(global: &Global, username: &str, status: UserStatus) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        found(
            auth.set_user_status(&FoldedName::of(username), status).await?,
            USER,
            username,
        )
    })
    .await
}

async fn unlock(global: &Global, username: &str) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        found(auth.unlock_user(&FoldedName::of(username)).await?, USER, username)
    })
    .await
}

async fn set_password(global: &Global, username: &str) -> Result<(), CliError> {
    let password = stdin::password()?;
    with_auth(global, async |auth| {
        found(
            auth.set_user_password(&FoldedName::of(username), &password).await?,
            USER,
            username,
        )
    })
    .await
}
