//! Sessions, locks and audit events of any account.

use super::accounts::ViewError;
use super::administrable::Administrable;
use super::administrator::{Administrator, Denied};
use super::operation::AdminOperation;
use crate::auth::error::{ServiceError, from_store_error};
use crate::auth::{Access, AuthService};
use crate::model::{
    AccountRef, AuditEvent, AuditFilter, Cursor, EndReason, Page, Realm, Session, SessionId, Subscriber, Timestamp,
    User,
};

/// Why sessions were not ended, or an account was not unlocked.
#[derive(Debug, thiserror::Error)]
pub enum EndError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such account or session, or none inside what the caller is confined to.
    #[error("there is no such thing")]
    NotFound,
    /// The account may do something here that the caller may not.
    #[error("the account outranks the caller")]
    Outranked,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why audit events were not shown.
#[derive(Debug, thiserror::Error)]
pub enum ListEventsError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A caller who is confined must name an account.
    #[error("an account must be named")]
    AccountNeeded,
    /// There is no such account, or none inside what the caller is confined to.
    #[error("there is no such account")]
    NotFound,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(EndError, ListEventsError);

/// Whether logins to an account are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lock {
    /// When the next login from a place that the account is not known at may pass; `None` if it may now.
    pub until: Option<Timestamp>,
}

impl AuthService {
    /// The open sessions of an account, the newest first, at most 100.
    ///
    /// # Errors
    /// [`ViewError`].
    pub async fn list_sessions_of(&self, access: &Access, account: AccountRef) -> Result<Vec<Session>, ViewError> {
        let administrator = self.administrator(access, AdminOperation::ListSessions).await?;
        if self.rank(&administrator, account).await?.is_none() {
            return Err(ViewError::NotFound);
        }
        Ok(self.store.open_sessions(account, self.clock.now()).await?)
    }

    /// Ends a session of any account.
    ///
    /// # Errors
    /// [`EndError`].
    pub async fn end_any_session(&self, access: &Access, id: SessionId) -> Result<(), EndError> {
        let administrator = self.administrator(access, AdminOperation::EndSession).await?;
        let session = self.store.session(id).await?.ok_or(EndError::NotFound)?;
        self.check_rank(&administrator, session.account).await?;
        let (why, now) = (EndReason::EndedByOperator, self.clock.now());
        let ended = self
            .store
            .end_session(session.account, id, why, now, &administrator.context)
            .await?;
        if ended { Ok(()) } else { Err(EndError::NotFound) }
    }

    /// Ends all sessions of an account.
    ///
    /// # Errors
    /// [`EndError`].
    pub async fn end_any_sessions(&self, access: &Access, account: AccountRef) -> Result<(), EndError> {
        let administrator = self.administrator(access, AdminOperation::EndSessions).await?;
        self.check_rank(&administrator, account).await?;
        let (why, now) = (EndReason::EndedByOperator, self.clock.now());
        self.store
            .end_sessions(account, why, now, &administrator.context)
            .await?;
        Ok(())
    }

    /// Whether logins to an account are refused because too many failed.
    ///
    /// # Errors
    /// [`ViewError`].
    pub async fn view_lock<A: Administrable>(&self, access: &Access, id: i64) -> Result<Lock, ViewError> {
        let operation = AdminOperation::ViewLock(A::REALM);
        let administrator = self.administrator(access, operation).await?;
        let account = self.undeleted_account::<A>(&administrator, id).await?;
        let account = account.ok_or(ViewError::NotFound)?;
        Ok(self.lock_of(account.reference()).await?)
    }

    /// Whether logins to this account are refused because too many failed.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn lock_of(&self, account: AccountRef) -> Result<Lock, ServiceError> {
        let now = self.clock.now();
        let (counter, record) = self.throttle.of_account(account, now);
        let free_at = self.store.free_at(&counter, &record).await?;
        Ok(Lock {
            until: (free_at > now).then_some(free_at),
        })
    }

    /// Forgets the failed logins of an account.
    ///
    /// # Errors
    /// [`EndError`].
    pub async fn unlock<A: Administrable>(&self, access: &Access, id: i64) -> Result<(), EndError> {
        let operation = AdminOperation::Unlock(A::REALM);
        let administrator = self.administrator(access, operation).await?;
        let account = self.undeleted_account::<A>(&administrator, id).await?;
        let account = account.ok_or(EndError::NotFound)?;
        let now = self.clock.now();
        self.store
            .unlock(account.reference(), now, &administrator.context)
            .await?;
        Ok(())
    }

    /// A page of audit events, the newest first.
    ///
    /// # Errors
    /// [`ListEventsError`].
    pub async fn list_audit_events(
        &self,
        access: &Access,
        account: Option<AccountRef>,
        since: Option<Timestamp>,
        after: Option<(Timestamp, i64)>,
        limit: u64,
    ) -> Result<Page<AuditEvent>, ListEventsError> {
        let administrator = self.administrator(access, AdminOperation::ListAuditEvents).await?;
        match account {
            Some(account) => {
                let inside = self.rank(&administrator, account).await?;
                inside.ok_or(ListEventsError::NotFound)?;
            }
            None if !administrator.bounds.is_open() => return Err(ListEventsError::AccountNeeded),
            None => {}
        }
        let filter = AuditFilter {
            since,
            accounts: account.map(|account| vec![account]),
        };
        let mut items = self
            .store
            .newest_audit_events(&filter, after, limit.saturating_add(1))
            .await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| has_more);
        let next = next.map(|last| Cursor::Time(last.at.millis(), last.id));
        Ok(Page { items, next })
    }

    /// Whether an account inside outranks the caller; `None` if there is none inside.
    async fn rank(&self, administrator: &Administrator, account: AccountRef) -> Result<Option<bool>, ServiceError> {
        Ok(match account.realm {
            Realm::Users => {
                let found = self.visible_account::<User>(administrator, account.id).await?;
                found.map(|user| user.outranks(administrator))
            }
            Realm::Subscribers => {
                let found = self.visible_account::<Subscriber>(administrator, account.id).await?;
                found.map(|subscriber| subscriber.outranks(administrator))
            }
        })
    }

    async fn check_rank(&self, administrator: &Administrator, account: AccountRef) -> Result<(), EndError> {
        match self.rank(administrator, account).await? {
            None => Err(EndError::NotFound),
            Some(true) => Err(EndError::Outranked),
            Some(false) => Ok(()),
        }
    }
}
