//! The record of events: what is written without a change beside it, read, and swept away.
//!
//! Events that belong to a change are recorded in the change's own transaction, by the store: a login that cannot be
//! recorded does not happen.

use super::{AuthService, Error, LoginName};
use crate::model::{
    AccountRef, Action, Actor, AuditEvent, AuditFilter, ClientInfo, Context, CounterKey, FoldedName, NewAuditEvent,
    Realm, error_chain,
};

/// How many events are read at a time.
const PAGE: u64 = 500;
/// How many are deleted at a time, so that no login waits long for the lock.
const BATCH: u64 = 500;

impl AuthService {
    /// Records something that was refused. The refusal is the answer, whether it can be recorded or not; where it
    /// cannot, that is an error in the log.
    pub(super) async fn audit(&self, event: NewAuditEvent<'_>) {
        if let Err(error) = self.store.record(&event).await {
            let action = event.action.as_str();
            tracing::error!(error = error_chain(&error), action, "an event was not recorded");
        }
    }

    /// Records a login that came to nothing, and returns why. `account` is whose name was given, if anybody's.
    pub(super) async fn log_in_failed(&self, account: Option<AccountRef>, why: Error, context: &Context) -> Error {
        let action = if matches!(why, Error::AccountDisabled) {
            Action::LoginRefused
        } else {
            Action::LoginFailed
        };
        let mut event = context.event(action, self.clock.now());
        event.account = account;
        self.audit(event).await;
        why
    }

    /// Records that somebody who has logged in did not know the current password.
    pub(super) async fn password_not_changed(&self, account: AccountRef, client_info: &ClientInfo) {
        let context = Context::request(Actor::Account(account), client_info);
        let event = context.event(Action::PasswordChangeFailed, self.clock.now());
        self.audit(event.of(account)).await;
    }

    /// Records the locks that begin because these counters were filled: of an account, or of a name that nobody has;
    /// of a place that it is known at; of a network.
    pub(super) async fn locks_began(&self, filled: &[CounterKey], account: Option<AccountRef>, context: &Context) {
        let server = Context {
            actor: Actor::System,
            ..context.clone()
        };
        let of_account = filled.iter().any(|key| matches!(key, CounterKey::Account(_)));
        for key in filled {
            let (of, what) = match key {
                CounterKey::Account(_) => (account, "account"),
                // Where all come from one place, its counter is full when the account's is: that is one lock.
                CounterKey::Pair(..) if of_account => continue,
                CounterKey::Pair(..) => (account, "place"),
                CounterKey::Network(_) => (None, "network"),
            };
            let mut event = server.event(Action::LoginLocked, self.clock.now()).with_detail(what);
            event.account = of;
            self.audit(event).await;
        }
    }

    /// The accounts, of either realm, that this is the username or e-mail address of; one of which it is both, twice.
    ///
    /// # Errors
    /// As every use case.
    pub async fn accounts_named(&self, name: &str) -> Result<Vec<AccountRef>, Error> {
        let folded = FoldedName::of(name);
        let mut accounts = Vec::new();
        for name in [LoginName::Username(folded.clone()), LoginName::Email(folded)] {
            for realm in [Realm::Users, Realm::Subscribers] {
                let found = self.store.password_of(realm, &name).await?;
                accounts.extend(found.map(|(account, _)| account));
            }
        }
        Ok(accounts)
    }

    /// Hands the `newest` newest of these events to `each`, the oldest first, without holding all of them in memory.
    /// Returns whether there are older ones.
    ///
    /// # Errors
    /// As every use case.
    pub async fn for_each_audit_event(
        &self,
        filter: &AuditFilter,
        newest: u64,
        mut each: impl FnMut(AuditEvent) + Send,
    ) -> Result<bool, Error> {
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

    /// Deletes a batch of events that have been kept for long enough. Returns whether there may be more.
    ///
    /// # Errors
    /// As every use case.
    pub async fn sweep_audit(&self) -> Result<bool, Error> {
        let before = self.clock.now().minus(self.audit_kept);
        Ok(self.store.delete_audit_events(before, BATCH).await? == BATCH)
    }
}
