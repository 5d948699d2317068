//! `latchkey webhook rotate-secret`

use clap::Args;
use serde_json::json;

use super::common::failed;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth;
use crate::cli::output::{add_row, print_json, print_line, print_note, table};
use crate::cli::times::rfc3339;
use crate::model::{Context, WebhookId};
use crate::settings::values::{InvalidSpan, Span};

/// How long two secrets may sign: up to 30 days.
type Overlap = Span<0, { 30 * 24 * 60 * 60 }>;

/// Give an endpoint another secret, and show it once
///
/// Until the overlap is over, messages have a signature of either secret, and receivers take them with the old one.
#[derive(Args)]
pub struct RotateSecret {
    /// The number of the endpoint
    id: i64,
    /// How long the old secret signs, too: 0s to 30d
    #[arg(long, value_name = "SPAN", default_value = "24h", value_parser = overlap)]
    overlap: Overlap,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

fn overlap(text: &str) -> Result<Overlap, InvalidSpan> {
    Overlap::try_from(text.to_owned())
}

impl RotateSecret {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let id = WebhookId(self.id);
        with_auth(global, async |auth| {
            let rotated = auth
                .rotate_webhook_secret(id, self.overlap.get(), &Context::operator())
                .await;
            let secret = rotated.map_err(failed(id))?.shown();
            let until = auth.webhook(id).await.map_err(failed(id))?.previous_secret_until;
            let until = until.map(rfc3339);
            if self.json {
                return print_json(&json!({
                    "id": id.0, "secret": secret.expose(), "previous_secret_until": until,
                }));
            }
            let mut table = table(&["webhook endpoint", &id.0.to_string()]);
            add_row(&mut table, vec!["secret".to_owned(), secret.expose().to_owned()]);
            let until = until.unwrap_or_else(|| "now".to_owned());
            add_row(&mut table, vec!["previous secret until".to_owned(), until]);
            print_line(table)
        })
        .await?;
        print_note("the secret cannot be shown again");
        Ok(())
    }
}
