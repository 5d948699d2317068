//! Accounts of either realm, by any of their names.

use super::error::CliError;
use super::parse::AnyAccount;
use crate::auth::AuthService;
use crate::model::AccountRef;

/// The accounts that are meant. A username may look like the number of an account; then both are.
pub(super) async fn find_accounts(auth: &AuthService, account: &AnyAccount) -> Result<Vec<AccountRef>, CliError> {
    let mut accounts = auth.accounts_named(&account.names).await?;
    accounts.extend(account.number);
    if accounts.is_empty() {
        return Err(CliError::not_found("account", &account.text));
    }
    Ok(accounts)
}
