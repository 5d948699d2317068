//! `latchkey audit`: the audit log.

use clap::Args;
use serde::Serialize;

use super::any_account::find_accounts;
use super::error::CliError;
use super::global::Global;
use super::open_app::with_auth_read_only;
use super::output::{Listing, Row, print_note};
use super::parse::{AnyAccount, any_account};
use super::times::{Since, rfc3339, since};
use crate::auth::{Clock, SystemClock};
use crate::model::{AuditEvent, AuditFilter};

/// Show the audit log: who did what to which account, when, from where, and with what result
///
/// The oldest event comes first. Times are in UTC.
#[derive(Args)]
pub struct Audit {
    /// Only events since this time: a span such as 24h or 7d, a date, which means midnight UTC, or an RFC 3339 time
    #[arg(long, value_name = "TIME", value_parser = since)]
    since: Option<Since>,
    /// Only events of this account: a username or e-mail address of either realm, or users/1, subscribers/1
    #[arg(long, value_name = "NAME", value_parser = any_account)]
    account: Option<AnyAccount>,
    /// At most this many events, the newest
    #[arg(long, value_name = "NUMBER", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

/// An event in a list.
#[derive(Serialize)]
struct EventRow<'a> {
    at: String,
    actor: &'a str,
    action: &'a str,
    result: &'a str,
    account: Option<String>,
    subject: Option<&'a str>,
    detail: Option<&'a str>,
    contract: Option<&'a str>,
    network: Option<&'a str>,
    request_id: Option<&'a str>,
}

impl<'a> From<&'a AuditEvent> for EventRow<'a> {
    fn from(event: &'a AuditEvent) -> Self {
        Self {
            at: rfc3339(event.at),
            actor: &event.actor,
            action: &event.action,
            result: &event.result,
            account: event.account.map(|account| account.to_string()),
            subject: event.subject.as_deref(),
            detail: event.detail.as_deref(),
            contract: event.contract.as_deref(),
            network: event.network.as_deref(),
            request_id: event.request_id.as_deref(),
        }
    }
}

impl Row for EventRow<'_> {
    const HEADER: &'static [&'static str] = &[
        "at", "action", "result", "account", "actor", "detail", "contract", "network",
    ];

    fn cells(&self) -> Vec<String> {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        vec![
            self.at.clone(),
            self.action.to_owned(),
            self.result.to_owned(),
            text(self.account.as_deref()),
            self.actor.to_owned(),
            text(self.detail),
            text(self.contract),
            text(self.network),
        ]
    }
}

impl Audit {
    pub(super) async fn run(&self, global: &Global) -> Result<(), CliError> {
        with_auth_read_only(global, async |auth| {
            let filter = AuditFilter {
                since: self.since.map(|since| since.resolve(SystemClock.now())),
                accounts: match &self.account {
                    Some(account) => Some(find_accounts(auth, account).await?),
                    None => None,
                },
            };
            let mut listing = Listing::of::<EventRow<'_>>(self.json);
            let has_older = auth
                .for_each_audit_event(&filter, self.limit.into(), |event| listing.add(&EventRow::from(&event)))
                .await?;
            listing.finish()?;
            if has_older {
                print_note(format_args!("there are older events; --limit is {}", self.limit));
            }
            Ok(())
        })
        .await
    }
}
