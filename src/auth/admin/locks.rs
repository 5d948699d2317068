//! Locked accounts: those whose logins are refused because too many failed.

use std::sync::Arc;

use super::accounts::ListError;
use super::administrable::{Administrable, reference};
use super::operation::AdminOperation;
use crate::auth::account::Account;
use crate::auth::error::ServiceError;
use crate::auth::{Access, AuthService};
use crate::model::{Bounds, Cursor, Page, Timestamp};

/// How many counters are read at a time.
const STEP: u64 = 200;
/// How many times that is done for a page. An attacker who tries every account makes a counter of each, and locks few.
const STEPS: usize = 10;

/// A locked account.
#[derive(Debug)]
pub struct LockedAccount<A> {
    /// The account.
    pub account: Arc<A>,
    /// When the next login from a place that it is not known at may pass.
    pub until: Timestamp,
}

impl AuthService {
    /// A page of the locked accounts inside what the caller is confined to. It may have fewer than `limit`, although
    /// another page follows.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn list_locks<A: Administrable>(
        &self,
        access: &Access,
        after: Option<&Cursor>,
        limit: u64,
    ) -> Result<Page<LockedAccount<A>>, ListError> {
        let operation = AdminOperation::ListLocks(A::REALM);
        let administrator = self.administrator(access, operation).await?;
        Ok(self.locked_accounts(administrator.bounds, after, limit).await?)
    }

    /// A page of the locked accounts within these bounds: see [`AuthService::list_locks`].
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn locked_accounts<A: Account>(
        &self,
        bounds: Bounds,
        after: Option<&Cursor>,
        limit: u64,
    ) -> Result<Page<LockedAccount<A>>, ServiceError> {
        let now = self.clock.now();
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut after = match after {
            Some(Cursor::Id(id)) => Some(reference::<A>(*id)),
            Some(Cursor::Name(..) | Cursor::Time(..)) | None => None,
        };
        let mut items = Vec::new();
        for _ in 0..STEPS {
            let counter = |account| self.throttle.of_account(account, now);
            let counted = self.store.counted_accounts(A::REALM, after, STEP, counter).await?;
            let is_last = (counted.len() as u64) < STEP;
            for one in counted {
                after = Some(one.account);
                if one.free_at <= now {
                    continue;
                }
                let found = A::by_id(&self.store, one.account.id).await?;
                let inside =
                    |account: &Arc<A>| !account.is_deleted() && bounds.contain(account.isp_id(), account.branch_id());
                items.extend(found.filter(inside).map(|account| LockedAccount {
                    account,
                    until: one.free_at,
                }));
                if items.len() == limit {
                    let next = Some(Cursor::Id(one.account.id));
                    return Ok(Page { items, next });
                }
            }
            if is_last {
                return Ok(Page { items, next: None });
            }
        }
        let next = after.map(|account| Cursor::Id(account.id));
        Ok(Page { items, next })
    }
}
