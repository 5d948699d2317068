//! Password hashes, for logins and for owners who change their password.

use std::collections::HashMap;

use sea_orm::Value;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};

use super::account_rows::{table, update};
use super::attempts::settle::forget_failures;
use super::audit::record;
use super::credentials::LoginName;
use super::error::StoreError;
use super::handle::Store;
use super::session_ends::{end_other_sessions_of, hold_open};
use super::template::{Template, of_list};
use super::write::Write;
use crate::model::{AccountRef, Action, Context, EndReason, PasswordHash, Realm, SessionId, Target, Timestamp};

/// What became of an attempt to change a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordChange {
    /// The new hash is in force, and all other sessions have ended.
    Done,
    /// The hash is not the one that was verified any more.
    Stale,
    /// The session that asked is over.
    SessionOver,
}

impl Store {
    /// The password hash of an account.
    ///
    /// # Errors
    /// As every query.
    pub async fn password_hash(&self, account: AccountRef) -> Result<Option<PasswordHash>, StoreError> {
        let mut query = Query::select();
        query
            .column("password_hash")
            .from(table(account.realm))
            .and_where(Expr::col("id").eq(account.id));
        let rows = self.query(&query).await?;
        let hash: Option<Option<String>> = rows.first().map(|row| row.get("password_hash")).transpose()?;
        Ok(hash.flatten().map(PasswordHash::new))
    }

    /// The password hashes of at most `limit` accounts of a realm with a number above `after`, in the order of their
    /// numbers; `None` for an account without a password.
    ///
    /// # Errors
    /// As every query.
    pub async fn password_hashes_after(
        &self,
        realm: Realm,
        after: i64,
        limit: u64,
    ) -> Result<Vec<(AccountRef, Option<PasswordHash>)>, StoreError> {
        let mut query = Query::select();
        query
            .columns(["id", "password_hash"])
            .from(table(realm))
            .and_where(Expr::col("id").gt(after))
            .order_by("id", Order::Asc)
            .limit(limit);
        let rows = self.query(&query).await?;
        let hashes = rows.iter().map(|row| {
            let id = row.get("id")?;
            let hash: Option<String> = row.get("password_hash")?;
            Ok((AccountRef { realm, id }, hash.map(PasswordHash::new)))
        });
        hashes.collect()
    }

    /// The password hashes of these accounts, by their numbers; those without one are missing.
    ///
    /// # Errors
    /// As every query.
    pub async fn password_hashes_of(
        &self,
        realm: Realm,
        numbers: &[i64],
    ) -> Result<HashMap<i64, PasswordHash>, StoreError> {
        let mut query = Query::select();
        query
            .columns(["id", "password_hash"])
            .from(table(realm))
            .and_where(Expr::col("id").is_in(numbers.iter().copied()))
            .and_where(Expr::col("password_hash").is_not_null());
        let rows = self.query(&query).await?;
        let hashes = rows.iter().map(|row| {
            let hash: String = row.get("password_hash")?;
            Ok((row.get("id")?, PasswordHash::new(hash)))
        });
        hashes.collect()
    }

    /// The account that has this name, with its password hash: no more than a login needs before the password is verified,
    /// so that the time of an answer does not depend on how much is stored about the account.
    ///
    /// # Errors
    /// As every query.
    pub async fn password_of(
        &self,
        realm: Realm,
        name: &LoginName,
    ) -> Result<Option<(AccountRef, Option<PasswordHash>)>, StoreError> {
        let select = || {
            let mut query = Query::select();
            query
                .columns(["id", "password_hash", name.column()])
                .from(table(realm))
                .and_where(Expr::col(name.column()).is_in(name.forms()));
            query
        };
        let forms: Vec<Value> = name.forms().map(Value::from).collect();
        static BY_NAME: [[[Template; 3]; 2]; 2] = [const { [const { [const { Template::new() }; 3] }; 2] }; 2];
        let by_name = &BY_NAME[usize::from(realm == Realm::Users)][usize::from(name.is_email())];
        let rows = match of_list(by_name, forms.len()) {
            Some(template) => self.query(&template.with(forms, select)).await?,
            None => self.query(&select()).await?,
        };
        let Some(row) = name.best(rows)? else {
            return Ok(None);
        };
        let id = row.get("id")?;
        let hash: Option<String> = row.get("password_hash")?;
        Ok(Some((AccountRef { realm, id }, hash.map(PasswordHash::new))))
    }

    /// Replaces the hash that was verified and ends all sessions of the account but the one that asks, if the hash
    /// still is that one and the session is open. All of it is one transaction, whose first statement locks the
    /// account's row. Every login locks it too, so a login with the old password has a session that ends here, or none.
    ///
    /// # Errors
    /// As every query.
    pub async fn change_password(
        &self,
        account: AccountRef,
        session: SessionId,
        (verified, new): (&PasswordHash, &PasswordHash),
        now: Timestamp,
        context: &Context,
    ) -> Result<PasswordChange, StoreError> {
        let transaction = self.begin().await?;
        let outcome = change(&transaction, account, session, (verified, new), now, context).await?;
        match outcome {
            PasswordChange::Done => transaction.commit().await?,
            PasswordChange::Stale | PasswordChange::SessionOver => transaction.rollback().await?,
        }
        Ok(outcome)
    }
}

async fn change(
    transaction: &Write,
    account: AccountRef,
    session: SessionId,
    (verified, new): (&PasswordHash, &PasswordHash),
    now: Timestamp,
    context: &Context,
) -> Result<PasswordChange, StoreError> {
    let mut update = update(account.realm);
    update
        .value("password_hash", new.expose())
        .value("password_imported", false)
        .value("password_migrated", false)
        .value("updated_at", now.millis())
        .and_where(Expr::col("id").eq(account.id))
        .and_where(Expr::col("password_hash").eq(verified.expose()));
    if transaction.execute(&update).await? != 1 {
        return Ok(PasswordChange::Stale);
    }
    if !hold_open(transaction, account, session, now).await? {
        return Ok(PasswordChange::SessionOver);
    }
    record(transaction, &context.event(Action::PasswordChanged, now).of(account)).await?;
    end_other_sessions_of(transaction, account, session, EndReason::PasswordChanged, now, context).await?;
    // They were attempts at the old password.
    forget_failures(transaction, &Target::account(account)).await?;
    Ok(PasswordChange::Done)
}
