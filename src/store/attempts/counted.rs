//! Which accounts have counters of failed logins.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::queries::free_at;
use super::record::{AttemptRecord, Counter};
use crate::model::{AccountRef, Timestamp};
use crate::store::entity::attempt::{Column, Entity};
use crate::store::error::StoreError;
use crate::store::handle::Store;

/// A counter of all failed logins of an account.
#[derive(Debug)]
pub struct CountedAccount {
    /// Its key, by which the next ones are found.
    pub target: String,
    /// The account; `None` if it is a name that no account has.
    pub account: Option<AccountRef>,
    /// When it lets the next login pass.
    pub free_at: Timestamp,
}

impl Store {
    /// At most `limit` counters of accounts with a key above `after`, in the order of their keys. `counter` says what an
    /// account's counter allows.
    ///
    /// # Errors
    /// As every query.
    pub async fn counted_accounts(
        &self,
        after: &str,
        limit: u64,
        counter: impl Fn(AccountRef) -> (Counter, AttemptRecord) + Send,
        now: Timestamp,
    ) -> Result<Vec<CountedAccount>, StoreError> {
        // Those of networks have no target.
        let select = Entity::find()
            .filter(Column::Source.eq(""))
            .filter(Column::Target.gt(after));
        let rows = select
            .order_by_asc(Column::Target)
            .limit(limit)
            .all(&self.reader)
            .await?;
        let counted = rows.into_iter().map(|row| {
            let account = AccountRef::parse(&row.target);
            CountedAccount {
                account,
                free_at: account.map_or(now, |account| {
                    let (counter, record) = counter(account);
                    free_at(&row, &counter, &record)
                }),
                target: row.target,
            }
        });
        Ok(counted.collect())
    }
}
