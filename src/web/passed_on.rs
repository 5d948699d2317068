//! Counts the requests that an old backend answered. Nothing that is counted names anybody.

use poem::Response;

use super::takeover::{Answering, Takeover, Unchanged};
use crate::auth::AuthService;
use crate::model::CutoverCount;

/// Counts a request for this operation that was answered so, by its response.
pub fn count(
    takeover: &Takeover,
    auth: &AuthService,
    (answering, operation): (Answering, Option<&str>),
    response: &Response,
) {
    let is_answered = response.data::<Unchanged>().is_some();
    let what = if operation != Some(takeover.login.operation) {
        match answering {
            Answering::PassedOn => CutoverCount::RequestPassedOn,
            Answering::Proxied | Answering::Compared => CutoverCount::RequestProxied,
            Answering::Here => return,
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
