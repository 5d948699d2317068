//! Tokens of old backends that a session was made of. A row stays until its token expires, so that no session is made of it
//! again, whatever has become of the first one.

use sea_orm::sea_query::{Expr, ExprTrait, LockType, OnConflict, Order, Query};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::account_rows::{is_enabled, table};
use super::all_sessions_ended::all_ended_at;
use super::audit::record;
use super::entity::session::{Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use super::rows::session::new_row;
use super::session_ends::end_oldest_sessions;
use super::sessions::open_at;
use super::write::Write;
use crate::model::{AccountRef, Action, Actor, Context, NewSession, Realm, Subject, Timestamp};

const TABLE: &str = "legacy_tokens";

/// The session of a token of an old backend, and what the same transaction needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Adoption<'a> {
    /// The session.
    pub session: &'a NewSession,
    /// What tells the token from every other one, in hexadecimal digits.
    pub digest: &'a str,
    /// When the token was issued; `None` counts as before everything.
    pub issued: Option<Timestamp>,
    /// When it is not accepted any more.
    pub expires: Timestamp,
    /// Until when it must be remembered: its own end, whenever tokens of its issuer are accepted.
    pub remembered_until: Timestamp,
    /// How many sessions the account may have open afterwards; the oldest end.
    pub max_sessions: u64,
}

/// What became of an adoption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adopted {
    /// The session is open.
    Now,
    /// It was made before; whether it is still open is not said.
    Before,
    /// The account is disabled or deleted, or all its sessions were ended since the token was issued.
    Refused,
}

/// Whose a customer number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerNumber {
    /// Of this subscriber, who has a password or has none.
    Of(AccountRef, bool),
    /// Of one that was deleted, at least: its present holder need not be the former one.
    Deleted,
    /// Of nobody, or of several.
    Nobody,
}

impl Store {
    /// Opens the session of a token of an old backend, once. That the account may have one, that all its sessions were not
    /// ended since, that nobody else makes it, the session and its record are one transaction. It holds the account's row,
    /// as whatever ends all its sessions does.
    ///
    /// # Errors
    /// As every query.
    pub async fn adopt_session(&self, adoption: &Adoption<'_>) -> Result<Adopted, StoreError> {
        let transaction = self.begin().await?;
        let adopted = adopt(&transaction, adoption).await?;
        match adopted {
            Adopted::Now => transaction.commit().await?,
            Adopted::Before | Adopted::Refused => transaction.rollback().await?,
        }
        Ok(adopted)
    }

    /// How many tokens of a contract's old backend are still good, and when the last of them expires: those whose session is
    /// open and was not refreshed.
    ///
    /// # Errors
    /// As every query.
    pub async fn legacy_tokens_alive(
        &self,
        contract: &str,
        now: Timestamp,
    ) -> Result<(u64, Option<Timestamp>), StoreError> {
        let open = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(open_at(now))
            // The first token of such a session has the session's identifier.
            .filter(Expr::col(Column::TokenId).equals(Column::Id))
            .into_query();
        let mut select = Query::select();
        select
            .expr_as(Expr::col("digest").count(), "number")
            .expr_as(Expr::col("expires_at").max(), "last")
            .from(TABLE)
            .and_where(Expr::col("contract").eq(contract))
            .and_where(Expr::col("expires_at").gt(now.millis()))
            .and_where(Expr::col("session").in_subquery(open));
        let rows = self.query(&select).await?;
        let Some(row) = rows.first() else {
            return Ok((0, None));
        };
        let (number, last): (i64, Option<i64>) = (row.get("number")?, row.get("last")?);
        Ok((u64::try_from(number).unwrap_or(0), last.map(Timestamp::from_millis)))
    }

    /// Forgets at most `batch` tokens that expired before this moment. Returns how many.
    ///
    /// # Errors
    /// As every query.
    pub async fn delete_expired_legacy_tokens(&self, before: Timestamp, batch: u64) -> Result<u64, StoreError> {
        let mut old = Query::select();
        old.column("digest")
            .from(TABLE)
            .and_where(Expr::col("remembered_until").lt(before.millis()))
            .order_by("remembered_until", Order::Asc)
            .limit(batch);
        let rows = self.query(&old).await?;
        let digests: Vec<String> = rows.iter().map(|row| row.get("digest")).collect::<Result<_, _>>()?;
        if digests.is_empty() {
            return Ok(0);
        }
        let mut delete = Query::delete();
        delete.from_table(TABLE).and_where(Expr::col("digest").is_in(digests));
        self.writer.execute(&delete).await
    }

    /// The only subscriber with this customer number.
    ///
    /// # Errors
    /// As every query.
    pub async fn subscriber_of_customer_number(&self, number: &str) -> Result<CustomerNumber, StoreError> {
        // As the index has it, or PostgreSQL would read all subscribers.
        let customer_id = match self.reader.get_database_backend() {
            DbBackend::Postgres => Expr::cust("customer_id COLLATE \"C\""),
            _ => Expr::col("customer_id"),
        };
        let mut select = Query::select();
        select
            .columns(["id", "password_hash", "deleted_at"])
            .from(table(Realm::Subscribers))
            .and_where(customer_id.eq(number))
            .limit(2);
        let rows = self.query(&select).await?;
        for row in &rows {
            if row.get::<Option<i64>>("deleted_at")?.is_some() {
                return Ok(CustomerNumber::Deleted);
            }
        }
        let [only] = rows.as_slice() else {
            return Ok(CustomerNumber::Nobody);
        };
        let hash: Option<String> = only.get("password_hash")?;
        let account = AccountRef {
            realm: Realm::Subscribers,
            id: only.get("id")?,
        };
        Ok(CustomerNumber::Of(account, hash.is_some()))
    }
}

async fn adopt(transaction: &Write, adoption: &Adoption<'_>) -> Result<Adopted, StoreError> {
    let new = adoption.session;
    let mut hold = Query::select();
    hold.column("id")
        .from(table(new.account.realm))
        .and_where(Expr::col("id").eq(new.account.id))
        .and_where(Expr::col("deleted_at").is_null())
        .and_where(is_enabled())
        .lock(LockType::Update);
    if transaction.query_one(&hold).await?.is_none() {
        return Ok(Adopted::Refused);
    }
    let ended = all_ended_at(transaction, new.account).await?;
    if ended.is_some_and(|at| adoption.issued.is_none_or(|issued| issued <= at)) {
        return Ok(Adopted::Refused);
    }
    let mut known = OnConflict::column("digest");
    known.do_nothing();
    let mut token = Query::insert();
    token
        .into_table(TABLE)
        .columns(["digest", "session", "contract", "expires_at", "remembered_until"])
        .values_panic([
            adoption.digest.into(),
            new.id.0.into(),
            new.contract.into(),
            adoption.expires.millis().into(),
            adoption.remembered_until.millis().into(),
        ])
        .on_conflict(known);
    if transaction.execute(&token).await? == 0 {
        return Ok(Adopted::Before);
    }
    let insert = Entity::insert(new_row(new, new.client_info.address.to_string()));
    transaction.execute(&insert.into_query()).await?;
    let context = Context::request(Actor::Account(new.account), &new.client_info).via(new.contract);
    let event = context.event(Action::SessionAdopted, new.created_at).of(new.account);
    record(transaction, &event.about(Subject::Session(new.id))).await?;
    end_oldest_sessions(transaction, new, adoption.max_sessions, &context).await?;
    Ok(Adopted::Now)
}
