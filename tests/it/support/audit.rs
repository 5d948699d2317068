//! The audit log as tests read it: one line per event.

use latchkey::model::{AuditEvent, AuditFilter};

use super::TestApp;
use super::clock::START;
use super::http::Call;
use super::tokens::session_id;

/// The network that [`Call::known`] comes from.
pub const NETWORK: &str = "2001:db8:1:2::/64";
/// The request id of [`Call::known`].
pub const REQUEST: &str = "request-7";

impl Call<'_> {
    /// From an address and with a request id that the audit log then shows.
    pub fn known(self) -> Self {
        self.from("2001:db8:1:2:3:4:5:6").header("x-request-id", REQUEST)
    }
}

impl TestApp {
    /// The number of the newest event so far.
    pub async fn mark(&self) -> i64 {
        let all = self.store.audit_events_after(&AuditFilter::default(), 0, 100_000).await;
        all.expect("a query").last().map_or(0, |event| event.id)
    }

    /// What was recorded after this mark: see [`line`].
    pub async fn recorded(&self, mark: i64) -> Vec<String> {
        let filter = AuditFilter::default();
        let events = self.store.audit_events_after(&filter, mark, 100_000).await;
        events.expect("a query").iter().map(line).collect()
    }

    /// The actions that were recorded after this mark.
    pub async fn actions(&self, mark: i64) -> Vec<String> {
        let lines = self.recorded(mark).await;
        lines
            .iter()
            .map(|line| line.split(' ').nth(1).expect("an action").to_owned())
            .collect()
    }
}

/// An event with all its columns: seconds since the start, action, result, actor, account, subject, detail, contract, network,
/// request; a hyphen for what it lacks.
pub fn line(event: &AuditEvent) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    [
        (event.at.seconds() - START).to_string(),
        event.action.clone(),
        event.result.clone(),
        event.actor.clone(),
        text(&event.account.map(|account| account.to_string())),
        text(&event.subject),
        text(&event.detail),
        text(&event.contract),
        text(&event.network),
        text(&event.request_id),
    ]
    .join(" ")
}

/// How the audit log writes the session of a token.
pub fn session(token: &str) -> String {
    format!("sessions/{}", session_id(token))
}
