//! The command line: one subcommand a file, and what several of them need beside those.
//!
//! A subcommand is a clap type whose doc comments are its `--help`, and a `run` that loads the configuration, does one
//! thing and prints what it did. The words and flags are scripted by others: they may grow, never change.
//!
//! - Answers go to standard output and nothing else does: a table, or with `--json` one object a line
//!   (`output.rs`). Remarks, the log and errors go to standard error.
//! - What goes wrong is a [`CliError`], printed as one line. Its exit code says who has to act: 1, something stood in
//!   the way; 2, the command or the configuration is wrong. A reader that goes away (`| head`) is no failure.
//! - Whatever a value cannot be is refused while the arguments are parsed (`parse.rs`), before anything is opened.
//! - Nothing here prints a password, token or hash; a new API key is shown once, which is what it is made for.
//!
//! **To add a subcommand:** a file here (a folder, if it has subcommands itself), a variant in `Command` and an arm in
//! `Cli::run`. One that needs the accounts does its work in `open_app::with_auth`; a rule that it needs is a
//! use case of `auth`, not a query of its own. Its test is a file in `tests/it/cli/`, over the real binary.

mod account;
mod api_key;
mod audit;
mod config;
pub mod demo;
mod doctor;
mod error;
mod global;
mod key;
mod migrate;
mod open_app;
mod openapi;
mod output;
mod parse;
pub mod serve;
mod stdin;
mod times;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::account::AccountCommand;
pub use self::error::CliError;
use self::global::Global;
use crate::model::{Subscriber, User};

/// One account core that answers the login APIs a company's existing clients already speak
#[derive(Parser)]
#[command(name = "latchkey", version)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What there is to do.
#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Migrate(migrate::Migrate),
    Openapi(openapi::Openapi),
    Config(config::ShowConfig),
    #[command(subcommand)]
    User(AccountCommand<User>),
    #[command(subcommand)]
    Subscriber(AccountCommand<Subscriber>),
    #[command(subcommand)]
    ApiKey(api_key::ApiKeys),
    Audit(audit::Audit),
    #[command(subcommand)]
    Key(key::Keys),
    Doctor(doctor::Doctor),
}

/// Does what the arguments say, the first of which is the program's name, and returns the exit code of the process.
pub async fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(answer) => {
            // This is also where `--help` and `--version` come out. Nothing can be said when nobody reads it.
            let _ = answer.print();
            return ExitCode::from(u8::try_from(answer.exit_code()).unwrap_or(error::WRONG_USAGE));
        }
    };
    match cli.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.finish(),
    }
}

impl Cli {
    async fn run(self) -> Result<(), CliError> {
        let Self { global, command } = self;
        match command {
            Command::Serve(serve) => serve.run(&global).await,
            Command::Migrate(migrate) => migrate.run(&global).await,
            Command::Openapi(openapi) => openapi.run(),
            Command::Config(config) => config.run(&global),
            Command::User(user) => user.run(&global).await,
            Command::Subscriber(subscriber) => subscriber.run(&global).await,
            Command::ApiKey(api_key) => api_key.run(&global).await,
            Command::Audit(audit) => audit.run(&global).await,
            Command::Key(key) => key.run(&global).await,
            Command::Doctor(doctor) => doctor.run(&global).await,
        }
    }
}
