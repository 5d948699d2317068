//! The command line: one file a subcommand, and the files that several of them use.
//!
//! A subcommand is a clap type whose doc comments are its `--help`, and a `run` that loads the configuration, does one
//! thing and prints the result. Scripts depend on the commands and flags: add to them, but never change them.
//!
//! - Results go to standard output: a table, or with `--json` one object a line (`output.rs`). Notes, logs and errors
//!   go to standard error.
//! - A failure is a [`CliError`], printed as one line. Its exit code is 2 if the command or the configuration is wrong,
//!   and 1 otherwise. A closed pipe (`| head`) is not a failure.
//! - Invalid values are refused while arguments are parsed (`parse.rs`), before anything is opened.
//! - Nothing here prints a password, token or hash. New API keys and secrets of webhooks are the exception: they are
//!   shown once.
//!
//! **To add a subcommand:** add a file here (a folder, if it has subcommands itself), a variant of `Command` and an arm
//! of `Cli::run`. If it needs the accounts, it works within `open_app::with_auth`, and its rules are use cases of
//! `auth`. Test it in a file of `tests/it/cli/`, with the real binary.

mod account;
mod any_account;
mod api_key;
mod audit;
mod backup;
mod completions;
mod config;
mod cutover;
mod cutover_diff;
mod cutover_status;
pub mod demo;
mod doctor;
mod error;
mod export;
mod generated;
mod global;
mod healthcheck;
mod import;
mod init;
mod key;
mod man;
mod migrate;
mod old_server;
mod open_app;
mod openapi;
mod output;
mod parse;
mod record;
mod reference;
mod replay;
mod role;
pub mod serve;
mod session;
mod setting;
mod sparing;
mod stdin;
mod stop;
mod times;
mod webhook;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use self::account::{AccountCommand, UserCommand};
pub use self::error::CliError;
use self::global::Global;
use crate::model::Subscriber;
use crate::telemetry::printable;

/// A login server for the login APIs that a company's existing clients already use
#[derive(Parser)]
#[command(name = "latchkey", version)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// The subcommands.
#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Init(init::Init),
    Migrate(migrate::Migrate),
    Openapi(openapi::Openapi),
    Config(config::ShowConfig),
    #[command(subcommand)]
    User(UserCommand),
    #[command(subcommand)]
    Subscriber(AccountCommand<Subscriber>),
    #[command(subcommand)]
    Role(role::Roles),
    #[command(subcommand)]
    Import(import::ImportCommand),
    #[command(subcommand)]
    Export(export::ExportCommand),
    #[command(subcommand)]
    ApiKey(api_key::ApiKeys),
    #[command(subcommand)]
    Session(session::Sessions),
    #[command(subcommand)]
    Setting(setting::Settings),
    Audit(audit::Audit),
    #[command(subcommand)]
    Key(key::Keys),
    #[command(subcommand)]
    Webhook(webhook::Webhooks),
    #[command(subcommand)]
    Cutover(cutover::Cutovers),
    Record(record::Record),
    Replay(replay::ReplayCommand),
    Doctor(doctor::Doctor),
    Healthcheck(healthcheck::Healthcheck),
    Backup(backup::Backup),
    Restore(backup::Restore),
    Completions(completions::Completions),
    Man(man::Man),
    #[command(hide = true)]
    Reference(reference::Reference),
}

/// Runs the command line, whose first argument is the name of the program, and returns the exit code of the process.
pub async fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // `--help` and `--version` end here, too. A failure to print them cannot be reported anywhere.
            let _ = match error.use_stderr() {
                // It quotes the arguments, whatever is in them.
                true => io::stderr().write_all(printable_lines(&error.to_string()).as_bytes()),
                false => error.print(),
            };
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(error::WRONG_USAGE));
        }
    };
    match cli.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.finish(),
    }
}

fn printable_lines(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| match line.strip_suffix('\n') {
            Some(line) => printable(line) + "\n",
            None => printable(line),
        })
        .collect()
}

impl Cli {
    /// The command line as people know it.
    fn visible_command() -> clap::Command {
        let all = Self::command();
        let visible = all.get_subcommands().filter(|command| !command.is_hide_set()).cloned();
        clap::Command::new(env!("CARGO_PKG_NAME"))
            .version(env!("CARGO_PKG_VERSION"))
            .about(all.get_about().cloned().unwrap_or_default())
            .args(all.get_arguments().cloned())
            .subcommands(visible)
    }

    async fn run(self) -> Result<(), CliError> {
        let Self { global, command } = self;
        match command {
            Command::Serve(serve) => serve.run(&global).await,
            Command::Init(init) => init.run(&global).await,
            Command::Migrate(migrate) => migrate.run(&global).await,
            Command::Openapi(openapi) => openapi.run(),
            Command::Config(config) => config.run(&global),
            Command::User(user) => user.run(&global).await,
            Command::Subscriber(subscriber) => subscriber.run(&global).await,
            Command::Role(role) => role.run(&global).await,
            Command::Import(import) => import.run(&global).await,
            Command::Export(export) => export.run(&global).await,
            Command::ApiKey(api_key) => api_key.run(&global).await,
            Command::Session(session) => session.run(&global).await,
            Command::Setting(setting) => setting.run(&global).await,
            Command::Audit(audit) => audit.run(&global).await,
            Command::Key(key) => key.run(&global).await,
            Command::Webhook(webhook) => webhook.run(&global).await,
            Command::Cutover(cutover) => cutover.run(&global).await,
            Command::Record(record) => record.run().await,
            Command::Replay(replay) => replay.run().await,
            Command::Doctor(doctor) => doctor.run(&global).await,
            Command::Healthcheck(healthcheck) => healthcheck.run(&global).await,
            Command::Backup(backup) => backup.run(&global),
            Command::Restore(restore) => restore.run(&global),
            Command::Completions(completions) => {
                completions.run(Self::visible_command());
                Ok(())
            }
            Command::Man(man) => man.run(Self::visible_command()),
            Command::Reference(reference) => reference.run(Self::command()),
        }
    }
}
