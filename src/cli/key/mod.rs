//! `latchkey key`: the keys that sign tokens.

mod list;

use std::path::PathBuf;

use clap::Subcommand;

use super::error::CliError;
use super::global::Global;
use super::open_app::with_auth;
use super::output::print_line;
use super::times::rfc3339;
use crate::app::AppError;
use crate::auth::{Begin, MasterKey};
use crate::config::key_files;

/// Manage the keys that sign tokens
#[derive(Subcommand)]
pub enum Keys {
    /// List the signing keys, without their secrets
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Create the next signing key
    ///
    /// It is published at once and signs after two minutes, when every node and every verifier knows it. The key before
    /// it verifies tokens until its last session has ended, and is then deleted. Servers need no restart.
    Rotate {
        /// Sign as soon as a node knows the key; other verifiers may refuse some tokens for a minute
        #[arg(long)]
        at_once: bool,
    },
    /// Encrypt the signing keys and the secrets of webhooks with another master key
    ///
    /// tokens.master_key_file names the new master key. If it is not set, the keys are decrypted. Running servers keep
    /// the keys they know until they are restarted with the new master key.
    Reencrypt {
        /// The file with the master key that the keys are encrypted with now
        #[arg(long, value_name = "FILE")]
        old_master_key_file: PathBuf,
    },
}

impl Keys {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        match self {
            Self::List { json } => list::run(global, json).await,
            Self::Rotate { at_once: true } => rotate(global, Begin::AtOnce).await,
            Self::Rotate { at_once: false } => rotate(global, Begin::WhenKnown).await,
            Self::Reencrypt { old_master_key_file } => {
                let old = key_files::old_master_key("--old-master-key-file", &old_master_key_file);
                let old = MasterKey::new(old.map_err(AppError::from)?);
                reencrypt(global, &old).await
            }
        }
    }
}

async fn rotate(global: &Global, begin: Begin) -> Result<(), CliError> {
    if global.load()?.tokens.secret_file.is_some() {
        let why = "tokens.secret_file holds the signing key: put another secret there and restart";
        return Err(CliError::Usage(why.to_owned()));
    }
    with_auth(global, async |auth| {
        let key = auth.rotate_signing_key(begin).await?;
        let (id, algorithm, from) = (key.id, key.algorithm, rfc3339(key.signs_from));
        print_line(format_args!(
            "created signing key {id} ({algorithm}); it signs from {from}"
        ))
    })
    .await
}

async fn reencrypt(global: &Global, old: &MasterKey) -> Result<(), CliError> {
    let done = match global.load()?.tokens.master_key_file {
        Some(_) => "encrypted",
        None => "decrypted",
    };
    with_auth(global, async |auth| {
        match auth.reencrypt_signing_keys(Some(old)).await? {
            1 => print_line(format_args!("{done} 1 signing key"))?,
            count => print_line(format_args!("{done} {count} signing keys"))?,
        }
        match auth.reencrypt_webhook_secrets(Some(old)).await? {
            0 => Ok(()),
            1 => print_line(format_args!("{done} the secrets of 1 webhook endpoint")),
            count => print_line(format_args!("{done} the secrets of {count} webhook endpoints")),
        }
    })
    .await
}
