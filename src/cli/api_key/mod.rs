//! `latchkey api-key`: the API keys of users.

mod create;
mod list;
mod rotate;

use clap::Subcommand;

use super::error::CliError;
use super::global::Global;
use super::open_app::with_auth;
use super::output::print_line;
use crate::model::ApiKeyId;

/// Manage the API keys of users
#[derive(Subcommand)]
pub enum ApiKeys {
    Create(create::Create),
    /// List all API keys, each with only its first and last characters
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    Rotate(rotate::Rotate),
    /// Revoke an API key for good
    Revoke {
        /// The number of the key
        id: i64,
    },
}

impl ApiKeys {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        match self {
            Self::Create(create) => create.run(global).await,
            Self::List { json } => list::run(global, json).await,
            Self::Rotate(rotate) => rotate.run(global).await,
            Self::Revoke { id } => revoke(global, id).await,
        }
    }
}

async fn revoke(global: &Global, id: i64) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        if !auth.revoke_api_key(ApiKeyId(id)).await? {
            return Err(CliError::NotFound {
                what: "API key",
                name: format!("{id} to revoke"),
            });
        }
        print_line(format_args!("revoked API key {id}"))
    })
    .await
}
