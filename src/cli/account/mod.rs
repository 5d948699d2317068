//! `latchkey user` and `latchkey subscriber`: the accounts of the two realms.
//!
//! The commands are written once, for both realms. What differs between them is in the implementations of
//! [`CliAccount`], in `user.rs` and `subscriber.rs`: words of help and messages, the arguments of `add`, and the
//! columns of `list`.
//!
//! **To add a command:** add a variant of [`AccountCommand`] and its arm in `run`. **To show another field:** add it to
//! the arguments or to the row in `user.rs` or `subscriber.rs`.

mod add;
mod cli_account;
mod subscriber;
mod user;

use clap::Subcommand;

use self::add::Add;
use self::cli_account::CliAccount;
use super::error::CliError;
use super::global::Global;
use super::open_app::with_auth;
use super::output::{Listing, print_line};
use super::stdin;
use crate::model::{FoldedName, Password};

/// Manage the accounts of a realm
#[derive(Subcommand)]
#[command(about = A::ABOUT)]
pub enum AccountCommand<A: CliAccount> {
    Add(Add<A>),
    #[command(about = format!("List all {}s", A::NOUN))]
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    #[command(about = format!("Disable a {}{}", A::NOUN, A::DISABLE_EFFECT))]
    Disable {
        /// The username
        username: String,
    },
    #[command(about = format!("Enable a {} again{}", A::NOUN, A::ENABLE_EFFECT))]
    Enable {
        /// The username
        username: String,
    },
    #[command(about = format!("Forget a {}'s failed logins, so that they can log in at once", A::NOUN))]
    Unlock {
        /// The username
        username: String,
    },
    #[command(about = format!("Set a {}'s password; all sessions end at once", A::NOUN))]
    SetPassword {
        /// The username
        username: String,
        /// Read the password from the first line of standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
}

impl<A: CliAccount> AccountCommand<A> {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        match self {
            Self::Add(add) => add.run(global).await,
            Self::List { json } => list::<A>(global, json).await,
            Self::Disable { username } => {
                set_status::<A>(global, &username, A::DISABLED).await?;
                let (noun, effect) = (A::NOUN, A::DISABLED_EFFECT);
                print_line(format_args!("disabled {noun} {username}; {effect}"))
            }
            Self::Enable { username } => {
                set_status::<A>(global, &username, A::ACTIVE).await?;
                print_line(format_args!("enabled {} {username}", A::NOUN))
            }
            Self::Unlock { username } => {
                unlock::<A>(global, &username).await?;
                let noun = A::NOUN;
                print_line(format_args!("unlocked {noun} {username}; failed logins are forgotten"))
            }
            Self::SetPassword { username, .. } => {
                set_password::<A>(global, &username, &stdin::password()?).await?;
                let noun = A::NOUN;
                print_line(format_args!(
                    "set the password of {noun} {username}; all sessions have ended"
                ))
            }
        }
    }
}

async fn list<A: CliAccount>(global: &Global, json: bool) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        let mut listing = Listing::of::<A::Row<'_>>(json);
        auth.for_each_account(|account: A| listing.add(&A::Row::from(&account)))
            .await?;
        listing.finish()
    })
    .await
}

async fn set_status<A: CliAccount>(global: &Global, username: &str, status: A::Status) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        let exists = auth.set_account_status::<A>(&FoldedName::of(username), status).await?;
        require::<A>(exists, username)
    })
    .await
}

async fn unlock<A: CliAccount>(global: &Global, username: &str) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        require::<A>(auth.unlock_account::<A>(&FoldedName::of(username)).await?, username)
    })
    .await
}

async fn set_password<A: CliAccount>(global: &Global, username: &str, password: &Password) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        let exists = auth
            .set_account_password::<A>(&FoldedName::of(username), password)
            .await?;
        require::<A>(exists, username)
    })
    .await
}

fn require<A: CliAccount>(exists: bool, username: &str) -> Result<(), CliError> {
    match exists {
        true => Ok(()),
        false => Err(CliError::not_found(A::NOUN, username)),
    }
}
