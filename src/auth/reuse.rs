//! Spent tokens: what happens when one is presented after its grace period (RFC 9700 section 4.14.2).
//!
//! Two parties hold such a token, or one has forgotten that it refreshed. It means the same wherever it is presented: at
//! a refresh, as a bearer token, at `/oauth/revoke` or in a token introspection.

use super::AuthService;
use super::error::ServiceError;
use crate::model::{Action, Actor, Context, NewAuditEvent, Session, Subject, Timestamp, TokenId};

/// What happens when a token is presented that was refreshed before, longer ago than the grace period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReusePolicy {
    /// It is taken for theft, and the whole session ends.
    EndSession,
    /// It is refused, and the session goes on.
    Reject,
}

impl AuthService {
    /// Records that a spent token of an open session was presented, and ends the session where the policy says so. The
    /// caller refuses the request. `now` is the session's own time ([`Session::time`]).
    pub(super) async fn note_reuse(
        &self,
        session: &Session,
        spent: TokenId,
        now: Timestamp,
        context: Context,
    ) -> Result<(), ServiceError> {
        // Two parties hold the token, and nothing tells which of them this is.
        let context = Context {
            actor: Actor::Unknown,
            ..context
        };
        let late = lateness(session, spent, now);
        match self.on_reuse {
            ReusePolicy::EndSession => {
                let when = (now, late.as_deref());
                if self
                    .store
                    .end_for_reuse(session.account, session.id, spent, when, &context)
                    .await?
                {
                    tracing::warn!(session = %session.id, "a spent token was presented: its session was ended");
                }
            }
            ReusePolicy::Reject => {
                let event = context.event(Action::TokenReused, now).of(session.account);
                let event = NewAuditEvent {
                    detail: late.map(Into::into),
                    ..event.about(Subject::Session(session.id))
                };
                self.audit_refusal(event).await;
                tracing::warn!(session = %session.id, "a spent token was presented: it was refused");
            }
        }
        Ok(())
    }
}

/// How long after its refresh a spent token came, for the audit log: `11s_late`, or `over_60s_late` where the session
/// remembers later refreshes only. That tells a slow client from a thief.
fn lateness(session: &Session, token: TokenId, now: Timestamp) -> Option<String> {
    let since = |at: Timestamp| now.millis().saturating_sub(at.millis()) / 1000;
    match session.spent_at(token) {
        Some(at) => Some(format!("{}s_late", since(at))),
        None => session.spent.last().map(|(_, at)| format!("over_{}s_late", since(*at))),
    }
}
