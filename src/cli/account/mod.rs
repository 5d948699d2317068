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
mod show;
mod subscriber;
mod update;
mod user;
mod which;

use clap::Subcommand;

use self::add::Add;
pub use self::cli_account::CliAccount;
use self::update::Update;
use self::which::Which;
use super::error::CliError;
use super::global::Global;
use super::open_app::with_auth;
use super::output::{Listing, print_line};
use super::stdin;
use crate::model::Password;

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
    Disable(Which<A>),
    #[command(about = format!("Enable a {} again{}", A::NOUN, A::ENABLE_EFFECT))]
    Enable(Which<A>),
    #[command(about = format!("Forget a {}'s failed logins, so that they can log in at once", A::NOUN))]
    Unlock(Which<A>),
    #[command(about = format!("Set a {}'s password; all sessions end at once", A::NOUN))]
    SetPassword {
        #[command(flatten)]
        which: Which<A>,
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
            Self::Show { which, json } => show::run(global, &which, json).await,
            Self::Update(update) => update.run(global).await,
            Self::Disable(which) => {
                let username = set_status(global, &which, A::DISABLED).await?;
                let (noun, effect) = (A::NOUN, A::DISABLED_EFFECT);
                print_line(format_args!("disabled {noun} {username}; {effect}"))
            }
            Self::Enable(which) => {
                let username = set_status(global, &which, A::ACTIVE).await?;
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

async fn list<A: CliAccount>(global: &Global, json: bool) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        let mut listing = Listing::of::<A::Row<'_>>(json);
        auth.for_each_account(|account: A| listing.add(&A::Row::from(&account)))
            .await?;
        listing.finish()
    })
    .await
}

async fn set_status<A: CliAccount>(global: &Global, which: &Which<A>, status: A::Status) -> Result<String, CliError> {
    with_auth(global, async |auth| {
        let named = which.find(auth).await?;
        let exists = auth.set_account_status::<A>(&named.name, status).await?;
        named.require(exists)
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
