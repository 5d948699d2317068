//! `latchkey cutover`: taking contracts over from their old backends.

use clap::Subcommand;

use super::cutover_diff::print_differences;
use super::cutover_status;
use super::error::CliError;
use super::global::Global;
use super::open_app::{with_auth, with_auth_read_only};
use super::output::print_line;
use crate::auth::{AuthService, SetCutoverError};
use crate::model::{Cutover, CutoverMode, Share};

/// Take login contracts over from their old backends, step by step
#[derive(Subcommand)]
pub enum Cutovers {
    /// Show how far each contract is, and what would break if it were done
    Status {
        /// Show everything that is known of this contract
        contract: Option<String>,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Show where the answers of old backends differ from what this server would have answered, as mode shadow finds out
    ///
    /// Letters and digits of values are masked. Exits with 1 where anything differs.
    Diff {
        /// The contract; all without
        contract: Option<String>,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
        /// Forget what is printed, so that what is found from now on stands out
        #[arg(long)]
        forget: bool,
    },
    /// Set who answers the clients of a contract, on all nodes within a second
    ///
    /// off: this server. proxy: the old backend; requests and responses pass through unchanged. shadow: the same, and
    /// what this server would have answered is compared. migrate: this server, which asks the old backend about accounts
    /// that have no password here. done: this server; the old backend is not asked any more.
    Set {
        /// The contract
        contract: String,
        /// The mode
        #[arg(value_parser = mode)]
        mode: CutoverMode,
        /// The accounts that are taken over in mode migrate: a share such as 10%, or names separated by commas
        #[arg(long, value_name = "SHARE", default_value = "100%", value_parser = Share::parse)]
        accounts: Share,
    },
}

fn mode(word: &str) -> Result<CutoverMode, String> {
    let known = || CutoverMode::ALL.map(CutoverMode::as_str).join(", ");
    CutoverMode::named(word).ok_or_else(|| format!("must be one of {}", known()))
}

fn refused(error: SetCutoverError, contract: &str) -> CliError {
    match error {
        SetCutoverError::NoSuchContract => CliError::not_found("login contract", contract),
        SetCutoverError::NoOldBackend => CliError::Usage(format!(
            "there is no old backend: set contracts.{contract}.upstream.url"
        )),
        SetCutoverError::Service(error) => error.into(),
    }
}

/// Prints differences, and forgets what was printed.
async fn forget_printed(auth: &AuthService, contract: Option<&str>, json: bool) -> Result<(), CliError> {
    let differences = auth.cutover_differences(contract).await?;
    let newest = differences.iter().map(|one| one.last_at).max();
    let printed = print_differences(differences, json);
    if let (Ok(()) | Err(CliError::Different), Some(newest)) = (&printed, newest) {
        auth.forget_cutover_differences(contract, newest).await?;
    }
    printed
}

impl Cutovers {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        match self {
            Self::Status { contract, json } => cutover_status::show(global, contract.as_deref(), json).await,
            Self::Diff { contract, json, forget } => {
                let contract = contract.as_deref();
                match forget {
                    true => with_auth(global, async |auth| forget_printed(auth, contract, json).await).await,
                    false => {
                        with_auth_read_only(global, async |auth| {
                            print_differences(auth.cutover_differences(contract).await?, json)
                        })
                        .await
                    }
                }
            }
            Self::Set {
                contract,
                mode,
                accounts,
            } => {
                let cutover = Cutover { mode, accounts };
                with_auth(global, async |auth| {
                    let set = auth.set_cutover(&contract, &cutover).await;
                    set.map_err(|error| refused(error, &contract))?;
                    print_line(format_args!("{contract}: {cutover}"))
                })
                .await
            }
        }
    }
}
