//! `latchkey user add` and `latchkey subscriber add`

use clap::Args;

use super::cli_account::CliAccount;
use crate::auth::NewAccount;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth;
use crate::cli::output::{print_line, print_note};
use crate::cli::stdin;

/// Add an account
#[derive(Args)]
#[command(
    about = format!("Add a {}", A::NOUN),
    long_about = format!(
        "Add a {noun}\n\nWithout --password-stdin the account has no password: nobody can log in to it until one \
         is set with `latchkey {noun} set-password`.",
        noun = A::NOUN
    )
)]
pub struct Add<A: CliAccount> {
    #[command(flatten)]
    account: A::NewArgs,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
}

impl<A: CliAccount> Add<A> {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let password = self.password_stdin.then(stdin::password).transpose()?;
        let mut new: A::New = self.account.into();
        let (noun, username) = (A::NOUN, new.username().to_owned());
        with_auth(global, async |auth| {
            if let Some(password) = &password {
                new.set_password_hash(auth.hash_new_password(password, new.own_names()).await?);
            }
            let number: i64 = auth.add_account::<A>(&new).await?.into();
            print_line(format_args!("added {noun} {username}, number {number}"))
        })
        .await?;
        if password.is_none() {
            print_note(format_args!(
                "{noun} {username} cannot log in before a password is set with {noun} set-password"
            ));
        }
        Ok(())
    }
}
