//! `latchkey subscriber add`

use clap::Args;

use crate::auth::OwnNames;
use crate::cli::accounts::with_auth;
use crate::cli::output::{line, remark};
use crate::cli::{CliError, Global, parse, stdin, times};
use crate::model::{EmailAddress, NewSubscriber, Timestamp, Username};

/// Add a subscriber
///
/// Without --password-stdin the account has no password: nobody can log in with it until one is set with `latchkey
/// subscriber set-password`.
#[derive(Args)]
pub struct Add {
    /// The username to log in with
    #[arg(long, value_parser = Username::parse)]
    username: Username,
    /// The customer number on their bills
    #[arg(long, value_parser = parse::label)]
    customer_id: String,
    /// The given name
    #[arg(long, value_parser = parse::label)]
    firstname: Option<String>,
    /// The family name
    #[arg(long, value_parser = parse::label)]
    lastname: Option<String>,
    /// The e-mail address
    #[arg(long, value_parser = EmailAddress::parse)]
    email: Option<EmailAddress>,
    /// The telephone number
    #[arg(long, value_parser = parse::label)]
    phone: Option<String>,
    /// What they bought
    #[arg(long, value_parser = parse::label)]
    package_name: Option<String>,
    /// When that runs out, in UTC
    #[arg(long, value_name = "YYYY-MM-DD HH:MM:SS", value_parser = times::date_and_time)]
    expiration_date: Option<Timestamp>,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
}

impl Add {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let password = stdin::password_if(self.password_stdin)?;
        let username = self.username.clone();
        let mut new = self.into_new_subscriber();
        with_auth(global, async |auth| {
            if let Some(password) = &password {
                new.password_hash = Some(auth.hash_new_password(password, &OwnNames::from(&new)).await?);
            }
            let id = auth.add_subscriber(&new).await?;
            line(format_args!("added subscriber {username}, number {}", id.0))
        })
        .await?;
        if password.is_none() {
            remark(format_args!(
                "subscriber {username} cannot log in before a password is set with subscriber set-password"
            ));
        }
        Ok(())
    }

    fn into_new_subscriber(self) -> NewSubscriber {
        NewSubscriber {
            customer_id: self.customer_id,
            username: self.username,
            firstname: self.firstname.unwrap_or_default(),
            lastname: self.lastname.unwrap_or_default(),
            email: self.email,
            phone: self.phone,
            package_name: self.package_name,
            expiration_date: self.expiration_date,
            password_hash: None,
        }
    }
}
