//! `latchkey openapi`: the documents, from the handlers alone.

use std::path::PathBuf;

use clap::Args;

use super::error::CliError;
use super::generated::{Generated, Mode};
use crate::contracts;

/// Write the OpenAPI document of each contract, or check the existing ones
#[derive(Args)]
pub struct Openapi {
    #[command(flatten)]
    mode: Mode,
    /// The folder of the documents
    #[arg(value_name = "DIR", default_value = "openapi")]
    directory: PathBuf,
}

impl Openapi {
    pub(super) fn run(&self) -> Result<(), CliError> {
        let documents = contracts::all().map(|one| (format!("{}.json", one.ident), (one.document)()));
        Generated {
            directory: &self.directory,
            files: documents.collect(),
            owns: Some("json"),
            command: "openapi",
            target: "spec",
        }
        .run(&self.mode)
    }
}
