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
mod delete;
mod grant;
mod list;
mod locks;
mod show;
mod subscriber;
mod update;
mod user;
mod which;

use clap::Subcommand;

use self::add::Add;
pub use self::cli_account::CliAccount;
use self::delete::Delete;
use self::grant::Grants;
use self::list::List;
use self::update::Update;
pub use self::which::Which;
use super::error::CliError;
use super::global::Global;
use super::open_app::with_auth;
use super::output::print_line;
use super::stdin;
use crate::model::{Password, User};

/// Manage the accounts of a realm
#[derive(Subcommand)]
#[command(about = A::ABOUT)]
pub enum AccountCommand<A: CliAccount> {
    Add(Add<A>),
    List(List<A>),
    #[command(about = format!("Show everything about a {} that is not secret", A::NOUN))]
    Show {
        #[command(flatten)]
        which: Which<A>,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    Update(Update<A>),
    #[command(about = format!("Disable a {}{}", A::NOUN, A::DISABLE_EFFECT))]
    Disable {
        #[command(flatten)]
        which: Which<A>,
        /// Disable it even where nobody is left who is enabled and has the role admin
        #[arg(long)]
        force: bool,
    },
    #[command(about = format!("Enable a {} again{}", A::NOUN, A::ENABLE_EFFECT))]
    Enable(Which<A>),
    #[command(about = format!("List the {}s whose logins are refused because too many failed", A::NOUN))]
    Locks {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    #[command(about = format!("Forget a {}'s failed logins, so that they can log in at once", A::NOUN))]
    Unlock(Which<A>),
    Delete(Delete<A>),
    #[command(about = format!("Restore a deleted {}, disabled, under the names that it had", A::NOUN))]
    Restore {
        /// The number of the account, as `list --deleted` prints it
        number: i64,
    },
    #[command(about = format!("Set a {}'s password; all sessions end at once", A::NOUN))]
    SetPassword {
        #[command(flatten)]
        which: Which<A>,
        /// Read the password from the first line of standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
}

/// Manage users: administrators, staff, resellers
#[derive(Subcommand)]
pub enum UserCommand {
    #[command(flatten)]
    Account(Box<AccountCommand<User>>),
    /// Give a user roles or permissions, beside those that they have
    Grant(Grants),
    /// Take roles or permissions from a user; sessions stay open, and see it with the next request
    Revoke {
        #[command(flatten)]
        grants: Grants,
        /// Take the role admin even where nobody is left who is enabled and has it
        #[arg(long)]
        force: bool,
    },
}

impl UserCommand {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        match self {
            Self::Account(account) => account.run(global).await,
            Self::Grant(grants) => grants.grant(global).await,
            Self::Revoke { grants, force } => grants.revoke(global, force).await,
        }
    }
}

impl<A: CliAccount> AccountCommand<A> {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        match self {
            Self::Add(add) => add.run(global).await,
            Self::List(list) => list.run(global).await,
            Self::Show { which, json } => show::run(global, &which, json).await,
            Self::Update(update) => update.run(global).await,
            Self::Delete(delete) => delete.run(global).await,
            Self::Locks { json } => locks::run::<A>(global, json).await,
            Self::Restore { number } => delete::restore::<A>(global, number).await,
            Self::Disable { which, force } => {
                let username = set_status(global, &which, A::DISABLED, !force).await?;
                let (noun, effect) = (A::NOUN, A::DISABLED_EFFECT);
                print_line(format_args!("disabled {noun} {username}; {effect}"))
            }
            Self::Enable(which) => {
                let username = set_status(global, &which, A::ACTIVE, false).await?;
                print_line(format_args!("enabled {} {username}", A::NOUN))
            }
            Self::Unlock(which) => {
                let username = unlock(global, &which).await?;
                let noun = A::NOUN;
                print_line(format_args!("unlocked {noun} {username}; failed logins are forgotten"))
            }
            Self::SetPassword { which, .. } => {
                let username = set_password(global, &which, &stdin::password()?).await?;
                let noun = A::NOUN;
                print_line(format_args!(
                    "set the password of {noun} {username}; all sessions have ended"
                ))
            }
        }
    }
}

async fn set_status<A: CliAccount>(
    global: &Global,
    which: &Which<A>,
    status: A::Status,
    keeps_administrator: bool,
) -> Result<String, CliError> {
    with_auth(global, async |auth| {
        let named = which.find(auth).await?;
        let Some(account) = auth.find_account::<A>(&named.name).await? else {
            return named.require(false);
        };
        let update = A::with_status(status);
        auth.update_account::<A>(account.number(), &update, keeps_administrator)
            .await?;
        named.require(true)
    })
    .await
}

async fn unlock<A: CliAccount>(global: &Global, which: &Which<A>) -> Result<String, CliError> {
    with_auth(global, async |auth| {
        let named = which.find(auth).await?;
        let exists = auth.unlock_account::<A>(&named.name).await?;
        named.require(exists)
    })
    .await
}

async fn set_password<A: CliAccount>(
    global: &Global,
    which: &Which<A>,
    password: &Password,
) -> Result<String, CliError> {
    with_auth(global, async |auth| {
        let named = which.find(auth).await?;
        let exists = auth.set_account_password::<A>(&named.name, password).await?;
        named.require(exists)
    })
    .await
}
