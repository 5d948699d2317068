//! Counts the requests that an old backend answered. Nothing that is counted names anybody.

use poem::Response;

use super::takeover::{Takeover, Unchanged};
use crate::auth::AuthService;
use crate::model::{CutoverCount, CutoverMode};

/// Counts a request for this operation that was passed on, by its response.
pub async fn count(takeover: &Takeover, auth: &AuthService, operation: Option<&str>, response: &Response) {
    let is_answered = response.data::<Unchanged>().is_some();
    let what = if operation != Some(takeover.login.operation) {
        match auth.cutover(takeover.contract).await.mode == CutoverMode::Migrate {
            true => CutoverCount::RequestPassedOn,
            false => CutoverCount::RequestProxied,
        }
    } else if !is_answered {
        CutoverCount::LoginPassedOnAway
    } else if response.status().is_success() {
        CutoverCount::LoginPassedOn
    } else {
        CutoverCount::LoginPassedOnRefused
    };
    auth.count_cutover(takeover.contract, what);
}
