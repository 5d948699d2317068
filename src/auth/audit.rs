//! The audit log: events without a change beside them, reading, and deleting old events.
//!
//! The store writes an event that belongs to a change in the change's own transaction: a login that cannot be audited
//! does not happen.

use std::time::Duration;

use super::error::ServiceError;
use super::webhooks::EVENTS_KEPT;
use super::{AuthService, LoginName};
use crate::model::{
    AccountRef, Action, Actor, ApiKeyId, AuditEvent, AuditFilter, ClientInfo, Context, CounterKey, NewAuditEvent,
    Permissions, Realm, Subject, UserId, error_chain,
};

/// How many events are read at a time.
const PAGE: u64 = 500;
/// How many counts are written at a time.
const BATCH: u64 = 500;
/// How many are deleted at a time, so that no login waits long for the lock.
const DELETED_AT_A_TIME: u64 = 100;

/// How often refusals of one kind are written.
const REFUSALS_EVERY: Duration = Duration::from_secs(5 * 60);

impl AuthService {
    /// Writes that something was refused. The refusal stands whether it can be written or not; where it cannot, that is
    /// an error in the server's log.
    pub(super) async fn audit(&self, event: NewAuditEvent<'_>) {
        if let Err(error) = self.store.record(&event).await {
            let action = event.action.as_str();
            tracing::error!(error = error_chain(&error), action, "an event is not in the audit log");
        }
    }

    /// Writes that something was refused which a caller can repeat at will: at most one event every five minutes of one
    /// action, subject and detail, and how many more there were.
    pub(super) async fn audit_refusal(&self, event: NewAuditEvent<'_>) {
        let action = event.action.as_str();
        let about = match event.subject {
            Some(subject) => subject.to_string(),
            None => event
                .context
                .network
                .map(|network| network.to_string())
                .unwrap_or_default(),
        };
        // How late a token came differs from one to the next.
        let detail = match event.action {
            Action::PermissionRefused => event.detail.as_deref().unwrap_or_default(),
            _ => "",
        };
        let kind = format!("{action} {about} {detail}");
        if let Err(error) = self.store.record_refusal(&kind, &event).await {
            tracing::error!(error = error_chain(&error), action, "an event is not in the audit log");
        }
    }

    /// Writes that an API key lacks a permission for a request on behalf of this user.
    pub(super) async fn audit_missing_permission(
        &self,
        user: UserId,
        key: ApiKeyId,
        needed: Permissions,
        context: &Context,
    ) {
        let mut event = context.event(Action::PermissionRefused, self.clock.now());
        event.detail = needed.name().map(Into::into);
        self.audit_refusal(event.of(user.reference()).about(Subject::ApiKey(key)))
            .await;
    }

    /// Writes how often a batch of refusals was repeated that were recorded five minutes ago. Returns whether there may be
    /// more.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn flush_refusals(&self) -> Result<bool, ServiceError> {
        let now = self.clock.now();
        let flushed = self.store.flush_refusals(now.minus(REFUSALS_EVERY), now, BATCH).await?;
        Ok(flushed == BATCH)
    }

    /// Writes that a login failed. `account` is whose name was given, if anybody's.
    pub(super) async fn audit_failed_login(&self, account: Option<AccountRef>, action: Action, context: &Context) {
        let mut event = context.event(action, self.clock.now());
        event.account = account;
        self.audit(event).await;
    }

    /// Writes that somebody who has logged in did not know the current password.
    pub(super) async fn audit_failed_password_change(&self, account: AccountRef, client_info: &ClientInfo) {
        let context = Context::request(Actor::Account(account), client_info);
        let event = context.event(Action::PasswordChangeFailed, self.clock.now());
        self.audit(event.of(account)).await;
    }

    /// Writes the locks that begin because these counters are full: of an account, or of a name that nobody has; of a
    /// source that the account is known at; of a network.
    pub(super) async fn audit_locks(&self, filled: &[CounterKey], account: Option<AccountRef>, context: &Context) {
        let server = Context {
            actor: Actor::System,
            ..context.clone()
        };
        let of_account = filled.iter().any(|key| matches!(key, CounterKey::Account(_)));
        for key in filled {
            let (of, what) = match key {
                CounterKey::Account(_) => (account, "account"),
                // Where all come from one source, its counter is full when the account's is: that is one lock.
                CounterKey::Pair(..) if of_account => continue,
                CounterKey::Pair(..) => (account, "place"),
                CounterKey::Network(_) => (None, "network"),
            };
            let mut event = server.event(Action::LoginLocked, self.clock.now()).with_detail(what);
            event.account = of;
            self.audit(event).await;
        }
    }

    /// The accounts, of either realm, that have one of these names; one that has two of them, twice.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn accounts_named(&self, names: &[LoginName]) -> Result<Vec<AccountRef>, ServiceError> {
        let mut accounts = Vec::new();
        for name in names {
            for realm in [Realm::Users, Realm::Subscribers] {
                let found = self.store.password_of(realm, name).await?;
                accounts.extend(found.map(|(account, _)| account));
            }
        }
        Ok(accounts)
    }

    /// Hands the `newest` newest of these events to `each`, the oldest first, without holding all of them in memory.
    /// Returns whether there are older ones.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn for_each_audit_event(
        &self,
        filter: &AuditFilter,
        newest: u64,
        mut each: impl FnMut(AuditEvent) + Send,
    ) -> Result<bool, ServiceError> {
        let older = self.store.audit_event_before(filter, newest).await?;
        let mut after = older.unwrap_or(0);
        loop {
            let page = self.store.audit_events_after(filter, after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(older.is_some());
            };
            after = last.id;
            page.into_iter().for_each(&mut each);
        }
    }

    /// Deletes a batch of events that have been kept for long enough. Returns whether there may be more. As long as a
    /// webhook endpoint may still get them, they are kept for four days at least.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn sweep_audit(&self) -> Result<bool, ServiceError> {
        let mut kept = self.audit_kept;
        if kept < EVENTS_KEPT && !self.store.webhook_backlogs().await?.is_empty() {
            kept = EVENTS_KEPT;
        }
        let before = self.clock.now().minus(kept);
        let deleted = self.store.delete_audit_events(before, DELETED_AT_A_TIME).await?;
        Ok(deleted == DELETED_AT_A_TIME)
    }
}
