//! How often tokens may be refreshed. Each refresh is stored and audited, so a caller without a limit could fill the disk.
//!
//! The books are there already: a session remembers its newest refreshes, and the audit log has those of an account. So
//! all nodes share them. Refreshes under way at the same moment may exceed an account's limit by their number.

use std::time::Duration;

use super::AuthService;
use super::refresh::RefreshError;
use crate::model::{Action, Session, Timestamp};

/// The time that both limits are for.
const WINDOW: Duration = Duration::from_secs(5 * 60);
/// How many refreshes of a session pass before its account's are counted too, which takes a query.
const UNCOUNTED: usize = 8;

/// How many refreshes there may be in five minutes; `None` for no limit.
#[derive(Debug, Clone, Copy)]
pub struct RefreshLimits {
    /// Of one session; it remembers no more than [`Session::REMEMBERED`].
    pub of_session: Option<u32>,
    /// Of all sessions of an account together. Those of sessions that are refreshed now and then pass uncounted.
    pub of_account: Option<u32>,
}

impl AuthService {
    /// Whether the current token of a session may be exchanged now.
    ///
    /// # Errors
    /// [`RefreshError::TooManyRefreshes`].
    pub(super) async fn check_refresh_rate(&self, session: &Session, now: Timestamp) -> Result<(), RefreshError> {
        let since = now.minus(WINDOW);
        let nth = |limit: u32| usize::try_from(limit).unwrap_or(usize::MAX).saturating_sub(1);
        if let Some(limit) = self.refreshes.of_session
            && let Some((_, at)) = session.spent.get(nth(limit))
            && *at > since
        {
            return Err(too_many(*at, now));
        }
        if let Some(limit) = self.refreshes.of_account
            && session.spent.get(UNCOUNTED - 1).is_some_and(|(_, at)| *at > since)
            && let Some(at) = self
                .store
                .nth_newest_event(session.account, Action::TokenRefreshed, since, limit)
                .await?
        {
            return Err(too_many(at, now));
        }
        Ok(())
    }
}

/// `deciding` is the refresh that has to be past.
fn too_many(deciding: Timestamp, now: Timestamp) -> RefreshError {
    let wait = deciding.plus(WINDOW).millis().saturating_sub(now.millis());
    let seconds = u64::try_from(wait).unwrap_or_default().div_ceil(1000);
    RefreshError::TooManyRefreshes {
        retry_after: Duration::from_secs(seconds.max(1)),
    }
}
