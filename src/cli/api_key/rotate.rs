//! `latchkey api-key rotate`

use std::time::Duration;

use clap::Args;

use super::create::show;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth;
use crate::cli::output::print_note;
use crate::cli::times::{duration, rfc3339};
use crate::model::{ApiKeyId, User};

/// Give an API key a successor that may do the same, and show that once
///
/// Both keys work for the overlap; then the old one has expired. Without an overlap it stops at once.
#[derive(Args)]
pub struct Rotate {
    /// The number of the old key
    id: i64,
    /// For how long the old key works on, such as 24h or 7d
    #[arg(long, default_value = "0s", value_parser = duration)]
    overlap: Duration,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Rotate {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        with_auth(global, async |auth| {
            let rotated = auth.rotate_api_key(ApiKeyId(self.id), self.overlap).await?;
            let new = rotated.ok_or_else(|| CliError::NotFound {
                what: "API key",
                name: format!("{} to rotate", self.id),
            })?;
            let owner = auth.find_account_by_id::<User>(new.key.owner.0).await?;
            let owner = owner.map(|owner| owner.username.clone()).unwrap_or_default();
            show(self.json, &owner, &new.key, &new.created)?;
            let end = auth.now().plus(self.overlap);
            print_note(format_args!("API key {} works until {}", self.id, rfc3339(end)));
            Ok(())
        })
        .await?;
        print_note("the key and the client secret cannot be shown again");
        Ok(())
    }
}
