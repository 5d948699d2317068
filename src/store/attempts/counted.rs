//! Which accounts have counters of failed logins.

use sea_orm::sea_query::{Expr, ExprTrait, Order};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::queries::free_at;
use super::record::{AttemptRecord, Counter};
use crate::model::{AccountRef, Realm, Timestamp};
use crate::store::entity::attempt::{Column, Entity};
use crate::store::error::StoreError;
use crate::store::handle::Store;

/// The counter of all failed logins of an account.
#[derive(Debug)]
pub struct CountedAccount {
    /// The account.
    pub account: AccountRef,
    /// When it lets the next login pass.
    pub free_at: Timestamp,
}

impl Store {
    /// At most `limit` counters of accounts of a realm, in the order of their keys, after that of an account. `counter` says
    /// what an account's counter allows.
    ///
    /// # Errors
    /// As every query.
    pub async fn counted_accounts(
        &self,
        realm: Realm,
        after: Option<AccountRef>,
        limit: u64,
        counter: impl Fn(AccountRef) -> (Counter, AttemptRecord) + Send,
    ) -> Result<Vec<CountedAccount>, StoreError> {
        let target = match self.reader.get_database_backend() {
            DbBackend::Postgres => Expr::cust("target COLLATE \"C\""),
            // SQLite compares bytes anyway; MySQL is not compiled in.
            _ => Expr::col(Column::Target),
        };
        // A name that no account has goes on with another character.
        let begin = format!("{}/", realm.as_str());
        let end = format!("{}0", realm.as_str());
        let after = after.map_or(begin, |account| account.to_string());
        let select = Entity::find()
            // As the condition of the index has it, and no parameter.
            .filter(Expr::cust("place = ''"))
            .filter(target.clone().gt(after))
            .filter(target.clone().lt(end))
            .order_by(target, Order::Asc)
            .limit(limit);
        let rows = select.all(&self.reader).await?;
        let counted = rows.into_iter().filter_map(|row| {
            let account = AccountRef::parse(&row.target)?;
            let (counter, record) = counter(account);
            Some(CountedAccount {
                account,
                free_at: free_at(&row, &counter, &record),
            })
        });
        Ok(counted.collect())
    }
}
