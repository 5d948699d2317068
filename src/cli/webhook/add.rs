//! `latchkey webhook add`

use clap::Args;
use serde_json::json;

use super::common::{action, failed};
use crate::auth::{AddWebhook, AddWebhookError};
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth;
use crate::cli::output::{add_row, print_json, print_line, print_note, table};
use crate::cli::parse;
use crate::model::{Action, Context};

/// Add an endpoint, and show its secret once
///
/// It gets the events from now on, each as a signed POST in the form of Standard Webhooks.
#[derive(Args)]
pub struct Add {
    /// The URL that messages are posted to: https://, or http:// for addresses in webhooks.allowed_networks
    url: String,
    /// An action of the audit log whose events it gets; may be repeated [default: all]
    #[arg(long = "event", value_name = "ACTION", value_delimiter = ',', value_parser = action)]
    events: Vec<Action>,
    /// What it is for
    #[arg(long, value_name = "TEXT", value_parser = parse::label)]
    description: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Add {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let command = AddWebhook {
            url: self.url,
            description: self.description,
            events: self.events,
        };
        with_auth(global, async |auth| {
            let added = auth.add_webhook(command.clone(), &Context::operator()).await;
            let (id, secret) = added.map_err(refused)?;
            let webhook = auth.webhook(id).await.map_err(failed(id))?;
            let secret = secret.shown();
            if self.json {
                return print_json(&json!({ "id": id.0, "url": webhook.url, "secret": secret.expose() }));
            }
            let mut table = table(&["webhook endpoint", &id.0.to_string()]);
            add_row(&mut table, vec!["URL".to_owned(), webhook.url]);
            add_row(&mut table, vec!["secret".to_owned(), secret.expose().to_owned()]);
            print_line(table)
        })
        .await?;
        print_note("the secret cannot be shown again");
        Ok(())
    }
}

fn refused(error: AddWebhookError) -> CliError {
    match error {
        AddWebhookError::Url(_) => CliError::Usage(error.to_string()),
        AddWebhookError::Service(error) => error.into(),
    }
}
