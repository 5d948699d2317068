//! Which account a command is about.

use std::marker::PhantomData;
use std::sync::Arc;

use clap::Args;

use super::cli_account::CliAccount;
use crate::auth::AuthService;
use crate::cli::error::CliError;
use crate::cli::parse;
use crate::model::{FoldedName, Username, visible};

/// A username, or a number: a username that the rules refuse today can still belong to an account.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Which<A: CliAccount> {
    /// The username
    #[arg(value_parser = parse::username::<A>)]
    username: Option<Username>,
    /// The number of the account, instead of its username
    #[arg(long)]
    number: Option<i64>,
    #[arg(skip)]
    realm: PhantomData<fn() -> A>,
}

/// The account, as the commands name it.
pub(super) struct Named {
    noun: &'static str,
    /// What it is found by.
    pub(super) name: FoldedName,
    shown: String,
}

impl<A: CliAccount> Which<A> {
    /// The account, which must exist.
    pub(in crate::cli) async fn account(&self, auth: &AuthService) -> Result<Arc<A>, CliError> {
        let named = self.find(auth).await?;
        let account = auth.find_account::<A>(&named.name).await?;
        account.ok_or_else(|| CliError::not_found(named.noun, &named.shown))
    }

    /// The account that is meant. One that is meant by its username may not exist.
    pub(super) async fn find(&self, auth: &AuthService) -> Result<Named, CliError> {
        let noun = A::NOUN;
        if let Some(username) = &self.username {
            let (name, shown) = (username.folded().clone(), username.to_string());
            return Ok(Named { noun, name, shown });
        }
        let number = self.number.unwrap_or_default();
        let found = auth.find_account_by_id::<A>(number).await?;
        // Its name may be another's by now.
        let account = found.filter(|account| !account.is_deleted());
        let account = account.ok_or_else(|| CliError::NotFound {
            what: noun,
            name: format!("number {number}"),
        })?;
        Ok(Named {
            noun,
            // What every version before has stored it as.
            name: FoldedName::of(account.username()),
            shown: visible(account.username()),
        })
    }
}

impl Named {
    /// The username to show, if the account was there.
    pub(super) fn require(self, exists: bool) -> Result<String, CliError> {
        match exists {
            true => Ok(self.shown),
            false => Err(CliError::not_found(self.noun, &self.shown)),
        }
    }
}
