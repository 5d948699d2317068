//! `latchkey subscriber`: the accounts of the operator's customers.

mod add;
mod list;

use clap::Subcommand;

use super::accounts::{found, with_auth};
use super::output::line;
use super::{CliError, Global, stdin};
use crate::model::{FoldedName, SubscriberStatus};

/// Manage subscribers: the operator's customers
#[derive(Subcommand)]
pub enum Subscriber {
    Add(add::Add),
    /// List all subscribers
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Disable a subscriber: all sessions end at once
    Disable {
        /// The username
        username: String,
    },
    /// Enable a subscriber again: the status becomes active; ended sessions stay ended
    Enable {
        /// The username
        username: String,
    },
    /// Forget a subscriber's failed logins, so that they can log in at once
    Unlock {
        /// The username
        username: String,
    },
    /// Set a subscriber's password; all sessions end at once
    SetPassword {
        /// The username
        username: String,
        /// Read the password from the first line of standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
}

/// What messages call one.
const SUBSCRIBER: &str = "subscriber";

impl Subscriber {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        match self {
            Self::Add(add) => add.run(global).await,
            Self::List { json } => list::run(global, json).await,
            Self::Disable { username } => {
                set_status(global, &username, SubscriberStatus::Disabled).await?;
                line(format_args!("disabled subscriber {username}; all sessions have ended"))
            }
            Self::Enable { username } => {
                set_status(global, &username, SubscriberStatus::Active).await?;
                line(format_args!("enabled subscriber {username}"))
            }
            Self::Unlock { username } => {
                unlock(global, &username).await?;
                line(format_args!(
                    "unlocked subscriber {username}; failed logins are forgotten"
                ))
            }
            Self::SetPassword { username, .. } => {
                set_password(global, &username).await?;
                line(format_args!(
                    "set the password of subscriber {username}; all sessions have ended"
                ))
            }
        }
    }
}

async fn set_status(global: &Global, username: &str, status: SubscriberStatus) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        let existed = auth.set_subscriber_status(&FoldedName::of(username), status).await?;
        found(existed, SUBSCRIBER, username)
    })
    .await
}

async fn unlock(global: &Global, username: &str) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        found(
            auth.unlock_subscriber(&FoldedName::of(username)).await?,
            SUBSCRIBER,
            username,
        )
    })
    .await
}

async fn set_password(global: &Global, username: &str) -> Result<(), CliError> {
    let password = stdin::password()?;
    with_auth(global, async |auth| {
        let existed = auth
            .set_subscriber_password(&FoldedName::of(username), &password)
            .await?;
        found(existed, SUBSCRIBER, username)
    })
    .await
}
