//! `latchkey webhook update`

use clap::{ArgGroup, Args};

use super::common::{action, not_found};
use crate::auth::UpdateWebhookError;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth;
use crate::cli::output::print_line;
use crate::cli::parse;
use crate::model::{Action, Context, WebhookId, WebhookUpdate};

/// Change an endpoint; what is not delivered yet goes to where it then is
#[derive(Args)]
#[command(group(
    ArgGroup::new("change")
        .required(true)
        .multiple(true)
        .args(["url", "events", "all_events", "description", "clear_description"])
))]
pub struct Update {
    /// The number of the endpoint
    id: i64,
    /// Another URL
    #[arg(long)]
    url: Option<String>,
    /// The actions whose events it gets instead of those before; may be repeated
    #[arg(long = "event", value_name = "ACTION", value_delimiter = ',', value_parser = action)]
    events: Vec<Action>,
    /// Get the events of all actions
    #[arg(long, conflicts_with = "events")]
    all_events: bool,
    /// Another description
    #[arg(long, value_name = "TEXT", value_parser = parse::label)]
    description: Option<String>,
    /// Remove the description
    #[arg(long, conflicts_with = "description")]
    clear_description: bool,
}

impl Update {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let id = WebhookId(self.id);
        let update = WebhookUpdate {
            url: self.url,
            description: parse::patch(self.description, self.clear_description),
            events: (self.all_events || !self.events.is_empty()).then_some(self.events),
        };
        with_auth(global, async |auth| {
            let updated = auth.update_webhook(id, update.clone(), &Context::operator()).await;
            updated.map_err(|error| match error {
                UpdateWebhookError::Unknown => not_found(id),
                UpdateWebhookError::Url(_) => CliError::Usage(error.to_string()),
                UpdateWebhookError::Service(error) => error.into(),
            })?;
            print_line(format_args!("changed webhook endpoint {}", id.0))
        })
        .await
    }
}
