//! `latchkey user delete`, `latchkey user restore`, and the same of subscribers

use clap::Args;

use super::cli_account::CliAccount;
use super::which::Which;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth;
use crate::cli::output::print_line;
use crate::model::visible;

/// Delete an account
#[derive(Args)]
#[command(
    about = format!("Delete a {}{}", A::NOUN, A::DISABLE_EFFECT),
    long_about = format!(
        "Delete a {noun}{effect}\n\nThe names are free for others. Until the account is removed for good, after \
         `accounts.keep_deleted`, `latchkey {noun} restore` brings it back.",
        noun = A::NOUN, effect = A::DISABLE_EFFECT
    )
)]
pub struct Delete<A: CliAccount> {
    #[command(flatten)]
    which: Which<A>,
    /// Delete it even where nobody is left who is enabled and has the role admin
    #[arg(long)]
    force: bool,
}

impl<A: CliAccount> Delete<A> {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        with_auth(global, async |auth| {
            let account = self.which.account(auth).await?;
            auth.remove_account(account.reference(), !self.force).await?;
            print_line(format_args!(
                "deleted {noun} {}, number {number}; latchkey {noun} restore {number} brings it back",
                visible(account.username()),
                noun = A::NOUN,
                number = account.reference().id,
            ))
        })
        .await
    }
}

/// Restores a deleted account, by its number.
pub(super) async fn restore<A: CliAccount>(global: &Global, number: i64) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        let found = auth.find_account_by_id::<A>(number).await?;
        let account = found
            .filter(|account| account.is_deleted())
            .ok_or_else(|| CliError::NotFound {
                what: A::DELETED,
                name: format!("number {number}"),
            })?;
        auth.bring_back_account(account.as_ref()).await?;
        print_line(format_args!(
            "restored {noun} {}; latchkey {noun} enable lets them log in",
            visible(account.username()),
            noun = A::NOUN,
        ))
    })
    .await
}
