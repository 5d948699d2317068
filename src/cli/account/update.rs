//! `latchkey user update` and `latchkey subscriber update`

use clap::Args;

use super::cli_account::CliAccount;
use super::which::Which;
use crate::auth::Account;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth;
use crate::cli::output::print_line;

/// Change an account
#[derive(Args)]
#[command(
    about = format!("Change a {}", A::NOUN),
    long_about = format!(
        "Change a {}\n\nWhat is not given stays. A list that is given replaces the whole list. Sessions stay open, and \
         see the change with the next request.",
        A::NOUN
    )
)]
pub struct Update<A: CliAccount> {
    #[command(flatten)]
    which: Which<A>,
    #[command(flatten)]
    changes: A::UpdateArgs,
    /// Change it even where nobody is left who is enabled and has the role admin
    #[arg(long)]
    force: bool,
}

impl<A: CliAccount> Update<A> {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let noun = A::NOUN;
        let changes: Option<<A as Account>::Update> = self.changes.into();
        let Some(changes) = changes else {
            let why = format!("nothing to change: see latchkey {noun} update --help");
            return Err(CliError::Usage(why));
        };
        with_auth(global, async |auth| {
            let account = self.which.account(auth).await?;
            auth.update_account::<A>(account.number(), &changes, !self.force)
                .await?;
            print_line(format_args!(
                "changed {noun} {}",
                crate::model::visible(account.username())
            ))
        })
        .await
    }
}
