//! `latchkey webhook`: the endpoints that audit events are delivered to.

mod add;
mod common;
mod row;
mod secret;
mod test;
mod update;

use clap::Subcommand;

use self::common::failed;
use self::row::WebhookRow;
use super::error::CliError;
use super::global::Global;
use super::open_app::{with_auth, with_auth_read_only};
use super::output::{Listing, add_row, print_json, print_line, table};
use crate::auth::Missed;
use crate::model::{Context, WebhookId};

/// Manage webhooks: endpoints that audit events are delivered to
#[derive(Subcommand)]
pub enum Webhooks {
    Add(add::Add),
    /// List the endpoints
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Show an endpoint and how far its deliveries are
    Show {
        /// The number of the endpoint
        id: i64,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    Update(update::Update),
    /// Enable an endpoint, and make the next attempt at once
    ///
    /// It gets what has happened since it was switched off, as far as the audit log still has it. Of an endpoint that
    /// fails, the failures are forgotten.
    Enable {
        /// The number of the endpoint
        id: i64,
        /// Deliver only what happens from now on
        #[arg(long)]
        skip_missed: bool,
    },
    /// Switch an endpoint off until it is enabled
    Disable {
        /// The number of the endpoint
        id: i64,
    },
    /// Remove an endpoint for good
    Remove {
        /// The number of the endpoint
        id: i64,
    },
    RotateSecret(secret::RotateSecret),
    Test(test::Test),
}

impl Webhooks {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        match self {
            Self::Add(add) => add.run(global).await,
            Self::List { json } => list(global, json).await,
            Self::Show { id, json } => show(global, WebhookId(id), json).await,
            Self::Update(update) => update.run(global).await,
            Self::Enable { id, skip_missed } => {
                let missed = match skip_missed {
                    true => Missed::Skip,
                    false => Missed::Deliver,
                };
                enable(global, WebhookId(id), missed).await
            }
            Self::Disable { id } => disable(global, WebhookId(id)).await,
            Self::Remove { id } => remove(global, WebhookId(id)).await,
            Self::RotateSecret(rotate) => rotate.run(global).await,
            Self::Test(test) => test.run(global).await,
        }
    }
}

async fn list(global: &Global, json: bool) -> Result<(), CliError> {
    with_auth_read_only(global, async |auth| {
        let mut listing = Listing::of::<WebhookRow<'_>>(json);
        for webhook in &auth.webhooks().await? {
            listing.add(&WebhookRow::from(webhook));
        }
        listing.finish()
    })
    .await
}

async fn show(global: &Global, id: WebhookId, json: bool) -> Result<(), CliError> {
    with_auth_read_only(global, async |auth| {
        let webhook = auth.webhook(id).await.map_err(failed(id))?;
        let row = WebhookRow::from(&webhook);
        if json {
            return print_json(&row);
        }
        let mut table = table(&["webhook endpoint", &id.0.to_string()]);
        for (what, value) in row.details() {
            add_row(&mut table, vec![what.to_owned(), value]);
        }
        print_line(table)
    })
    .await
}

async fn enable(global: &Global, id: WebhookId, missed: Missed) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        let enabled = auth.enable_webhook(id, missed, &Context::operator()).await;
        enabled.map_err(failed(id))?;
        print_line(format_args!("enabled webhook endpoint {}", id.0))
    })
    .await
}

async fn disable(global: &Global, id: WebhookId) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        let disabled = auth.disable_webhook(id, &Context::operator()).await;
        disabled.map_err(failed(id))?;
        print_line(format_args!("switched webhook endpoint {} off", id.0))
    })
    .await
}

async fn remove(global: &Global, id: WebhookId) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        let removed = auth.remove_webhook(id, &Context::operator()).await;
        removed.map_err(failed(id))?;
        print_line(format_args!("removed webhook endpoint {}", id.0))
    })
    .await
}
