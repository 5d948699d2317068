//! Who the first administrator is: from flags, and from questions on a terminal.

use std::io::{self, IsTerminal};

use dialoguer::{Input, Password as PasswordPrompt};

use crate::cli::error::CliError;
use crate::cli::output::print_note;
use crate::cli::parse::{label, username};
use crate::cli::stdin;
use crate::model::{EmailAddress, Password, User, Username};

/// What the flags say.
pub struct Given {
    pub username: Option<Username>,
    pub email: Option<EmailAddress>,
    pub name: Option<String>,
    pub password_stdin: bool,
}

/// The answers.
pub struct Answers {
    pub username: Username,
    pub email: EmailAddress,
    pub name: String,
    from_stdin: bool,
}

impl Answers {
    /// Asks for what was not given. Without a terminal that is an error.
    pub fn of(given: Given) -> Result<Self, CliError> {
        let can_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
        if !can_ask {
            let flags = [
                (given.username.is_none(), "--username"),
                (given.email.is_none(), "--email"),
                (given.name.is_none(), "--name"),
                (!given.password_stdin, "--password-stdin"),
            ];
            let missing: Vec<_> = flags
                .iter()
                .filter(|(missing, _)| *missing)
                .map(|(_, flag)| *flag)
                .collect();
            if !missing.is_empty() {
                let why = format!("standard input is no terminal to ask on: give {}", missing.join(", "));
                return Err(CliError::Usage(why));
            }
        }
        Ok(Self {
            username: given.username.map_or_else(|| ask("Username", username::<User>), Ok)?,
            email: given
                .email
                .map_or_else(|| ask("E-mail address", EmailAddress::parse), Ok)?,
            name: given.name.map_or_else(|| ask("Full name", label), Ok)?,
            from_stdin: given.password_stdin,
        })
    }

    /// Whether the password is asked for, so that another one can be.
    pub fn asks(&self) -> bool {
        !self.from_stdin
    }

    /// The password.
    pub fn password(&mut self) -> Result<Password, CliError> {
        if self.from_stdin {
            return stdin::password();
        }
        let prompt = PasswordPrompt::new()
            .with_prompt("Password")
            .with_confirmation("The same again", "They are not the same.")
            .interact();
        Ok(Password::parse(prompt.map_err(asked)?)?)
    }
}

/// Asks until there is an answer that can be parsed.
fn ask<T, E: std::fmt::Display>(question: &str, parse: fn(&str) -> Result<T, E>) -> Result<T, CliError> {
    loop {
        let answer: String = Input::new().with_prompt(question).interact_text().map_err(asked)?;
        match parse(&answer) {
            Ok(parsed) => return Ok(parsed),
            Err(error) => print_note(format_args!("{question} {error}")),
        }
    }
}

fn asked(error: dialoguer::Error) -> CliError {
    let dialoguer::Error::IO(cause) = error;
    CliError::Input(cause)
}
