//! `latchkey openapi`: the documents, from the handlers alone.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::error::CliError;
use super::generated::{Generated, Mode};
use crate::contracts;
use crate::contracts::openapi_3_1::converted;

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
        let documents = contracts::documents(contracts::all());
        let newer = documents.iter().map(|(name, text)| (name.clone(), converted(text)));
        let newer: BTreeMap<_, _> = newer.map(|(name, text)| (format!("3.1/{name}"), text)).collect();
        let mut files: BTreeMap<_, _> = documents.into_iter().collect();
        files.extend(newer);
        Generated {
            directory: &self.directory,
            files,
            owns: Some("json"),
            command: "openapi",
            target: "spec",
        }
        .run(&self.mode)
    }
}
