//! `latchkey user add`

use clap::Args;

use crate::auth::OwnNames;
use crate::cli::accounts::with_auth;
use crate::cli::output::{line, remark};
use crate::cli::{CliError, Global, parse, stdin};
use crate::model::{BusinessProfile, EmailAddress, NewUser, PersonalProfile, Username};

/// Add a user
///
/// Without --password-stdin the account has no password: nobody can log in with it until one is set with `latchkey
/// user set-password`.
#[derive(Args)]
pub struct Add {
    /// The username, one of the two names to log in with; without '@'
    #[arg(long, value_parser = parse::username_of_user)]
    username: Username,
    /// The e-mail address, the other name to log in with
    #[arg(long, value_parser = EmailAddress::parse)]
    email: EmailAddress,
    /// The full name
    #[arg(long, value_parser = parse::label)]
    name: String,
    /// A role, such as admin, staff or reseller; may be repeated, the first one is the main role
    #[arg(long = "role", value_name = "ROLE", required = true, value_parser = parse::word)]
    roles: Vec<String>,
    /// A permission, `<module>.<action>`; may be repeated
    #[arg(long = "permission", value_name = "PERMISSION", value_parser = parse::word)]
    permissions: Vec<String>,
    /// The number of the provider the user belongs to
    #[arg(long)]
    isp_id: Option<i64>,
    /// The number of the branch the user belongs to
    #[arg(long)]
    branch_id: Option<i64>,
    /// The kind of user and the scope of their tokens, such as ADMIN, where an API has one
    #[arg(long, value_parser = parse::label)]
    scope: Option<String>,
    /// The telephone number
    #[arg(long, value_parser = parse::label)]
    phone: Option<String>,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
}

impl Add {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let password = stdin::password_if(self.password_stdin)?;
        let username = self.username.clone();
        let mut new = self.into_new_user();
        with_auth(global, async |auth| {
            if let Some(password) = &password {
                new.password_hash = Some(auth.hash_new_password(password, &OwnNames::from(&new)).await?);
            }
            let id = auth.add_user(&new).await?;
            line(format_args!("added user {username}, number {}", id.0))
        })
        .await?;
        if password.is_none() {
            remark(format_args!(
                "user {username} cannot log in before a password is set with user set-password"
            ));
        }
        Ok(())
    }

    fn into_new_user(self) -> NewUser {
        NewUser {
            username: self.username,
            email: self.email,
            name: self.name,
            roles: self.roles,
            permissions: self.permissions,
            isp_id: self.isp_id,
            branch_id: self.branch_id,
            personal: PersonalProfile {
                phone: self.phone,
                ..PersonalProfile::default()
            },
            business: BusinessProfile {
                scope: self.scope.unwrap_or_default(),
                ..BusinessProfile::default()
            },
            password_hash: None,
        }
    }
}
