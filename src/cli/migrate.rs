//! `latchkey migrate`

use clap::Args;

use super::error::CliError;
use super::global::Global;
use super::output::print_line;
use crate::app::App;

/// Update the database schema
///
/// Every command that changes accounts does this too. Use this one to make it a deployment step of its own. Several
/// may run at the same time.
#[derive(Args)]
pub struct Migrate {}

impl Migrate {
    pub(super) async fn run(&self, global: &Global) -> Result<(), CliError> {
        let app = App::open(&global.load()?).await?;
        let outcome = app.migrate().await;
        let closed = app.close().await;
        let applied = outcome?;
        closed?;
        match applied {
            0 => print_line("the schema is up to date: nothing to apply"),
            1 => print_line("applied 1 schema step"),
            steps => print_line(format_args!("applied {steps} schema steps")),
        }
    }
}
