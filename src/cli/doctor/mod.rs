//! `latchkey doctor`: checks of an installation, which change nothing but the row of the write probe.
//!
//! **To add a check:** add a function that returns one [`Finding`], in `settings.rs` if the configuration is enough, or
//! in `database.rs` if it needs the database, and call it from the list there. `names.rs` has the one that is long.

mod database;
mod finding;
mod names;
mod settings;

use clap::Args;

use self::finding::{Finding, State};
pub use self::settings::sqlite_file;
use super::error::CliError;
use super::global::Global;
use super::output::{print_json, print_line};
use super::sparing::sparing;
use crate::model::error_chain;
use crate::telemetry::printable;

/// Check the installation: configuration, database, keys
///
/// One line a check: ok, warning or problem. Changes nothing, but for a row that shows whether the database takes writes.
/// Exits with 0 unless there is a problem.
#[derive(Args)]
pub struct Doctor {
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(super) async fn run(&self, global: &Global) -> Result<(), CliError> {
        let findings = examine(global).await;
        for finding in &findings {
            self.print(finding)?;
        }
        match findings.iter().filter(|one| one.state == State::Problem).count() {
            0 => Ok(()),
            count => Err(CliError::ProblemsFound { count }),
        }
    }

    fn print(&self, finding: &Finding) -> Result<(), CliError> {
        if self.json {
            return print_json(finding);
        }
        let (state, check) = (finding.state.word(), finding.check);
        print_line(format_args!("{state:<8} {check:<14} {}", printable(&finding.message)))
    }
}

async fn examine(global: &Global) -> Vec<Finding> {
    let config = match global.load() {
        Ok(config) => config,
        // Every other check needs the configuration.
        Err(error) => return vec![Finding::problem("configuration", error_chain(&error))],
    };
    let mut findings = vec![Finding::ok("configuration", "can be read")];
    findings.extend(settings::CHECKS.iter().map(|check| check(&config)));
    findings.extend(database::examine(&sparing(config)).await);
    findings
}
