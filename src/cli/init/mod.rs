//! `latchkey init`: a configuration file and the first administrator. There is no default account.

mod answers;
mod template;

use std::path::PathBuf;

use clap::Args;

use self::answers::{Answers, Given};
use super::error::CliError;
use super::global::Global;
use super::open_app::with_auth;
use super::output::{print_line, print_note};
use super::parse::{label, username};
use crate::auth::{AuthService, NewAccount, NewPasswordError};
use crate::model::{ADMINISTRATOR, BusinessProfile, EmailAddress, NewUser, PersonalProfile, User, Username};

/// Set up: write a commented latchkey.toml, and add the first administrator
///
/// Asks on a terminal for what the flags do not say. A configuration file that is there is left as it is; where there is
/// an administrator already, none is added.
#[derive(Args)]
pub struct Init {
    /// The administrator's username; without '@'
    #[arg(long, value_parser = username::<User>)]
    username: Option<Username>,
    /// Their e-mail address, the other login name
    #[arg(long, value_parser = EmailAddress::parse)]
    email: Option<EmailAddress>,
    /// Their full name
    #[arg(long, value_parser = label)]
    name: Option<String>,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
}

impl Init {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let path: PathBuf = global.file_to_write();
        let is_new = template::create(&path, global.database_url())?;
        let added = with_auth(global, async |auth| self.add_administrator(auth).await).await;
        match (is_new, &added) {
            (true, Ok(_)) => print_line(format_args!("wrote {}", path.display()))?,
            // The same command again, with what was wrong put right, shall do all of it.
            (true, Err(_)) => drop(std::fs::remove_file(&path)),
            (false, _) => print_note(format_args!("{} is there already; it was not changed", path.display())),
        }
        print_line(added?)
    }

    /// Returns what to say about it.
    async fn add_administrator(self, auth: &AuthService) -> Result<String, CliError> {
        if let Some(username) = auth.an_administrator().await? {
            let text = format!("there is an administrator already, {username}; `latchkey user add` adds others");
            return match self.username {
                None => Ok(text),
                Some(_) => Err(CliError::Usage(text)),
            };
        }
        let given = Given {
            username: self.username,
            email: self.email,
            name: self.name,
            password_stdin: self.password_stdin,
        };
        let mut answers = Answers::of(given)?;
        let mut new = NewUser {
            username: answers.username.clone(),
            email: answers.email.clone(),
            name: answers.name.clone(),
            roles: vec![ADMINISTRATOR.to_owned()],
            permissions: Vec::new(),
            isp_id: None,
            branch_id: None,
            personal: PersonalProfile::default(),
            business: BusinessProfile::default(),
            password_hash: None,
        };
        let hash = loop {
            let password = answers.password()?;
            match auth.hash_new_password(&password, new.own_names()).await {
                Err(NewPasswordError::Refused(reason)) if answers.asks() => {
                    print_note(format_args!("the password {reason}"));
                }
                hashed => break hashed?,
            }
        };
        new.set_password_hash(hash);
        let number: i64 = auth.add_account::<User>(&new).await?.into();
        let username = new.username();
        Ok(format!(
            "added administrator {username}, number {number}\nstart the server with: latchkey serve"
        ))
    }
}
