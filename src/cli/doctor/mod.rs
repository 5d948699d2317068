//! `latchkey doctor`: what an operator should know about an installation. It looks and changes nothing.
//!
//! **To add a check:** a function in `settings.rs`, for what the configuration alone shows, or in `database.rs`, for
//! what needs the database, and its line in the list there. It says one [`Finding`]; nothing else knows of it.

mod database;
mod finding;
mod settings;

use clap::Args;

use self::finding::{Finding, State};
use super::error::CliError;
use super::global::Global;
use super::output::{print_json, print_line};
use crate::model::error_chain;
use crate::telemetry::printable;

/// Check the installation: configuration, database, keys
///
/// One line a check: ok, warning or problem. Nothing is changed. Exits with 0 unless there is a problem.
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
            count => Err(CliError::Unwell { count }),
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
        // Nothing else can be said then.
        Err(error) => return vec![Finding::problem("configuration", error_chain(&error))],
    };
    let mut findings = vec![Finding::ok("configuration", "can be read")];
    findings.extend(settings::CHECKS.iter().map(|check| check(&config)));
    findings.extend(database::examine(&config).await);
    findings
}
