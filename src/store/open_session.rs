//! Opening a session: everything that a login writes, for both realms.

use sea_orm::{EntityTrait, QueryTrait};

use super::account_rows::stamp_login;
use super::attempts::record::{AttemptRecord, KnownSource};
use super::attempts::settle::settle;
use super::audit::record;
use super::entity::session;
use super::error::StoreError;
use super::handle::Store;
use super::rows::session::new_row;
use super::session_ends::{end_device_sessions, end_oldest_sessions};
use super::template::{Template, values_of};
use crate::model::{Action, Actor, Context, NewSession, PasswordHash, Subject};

/// A session to open, and what the same transaction writes.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// The session.
    pub session: &'a NewSession,
    /// The hash that the password was checked against.
    pub verified: &'a PasswordHash,
    /// Whether other sessions of the same contract and device end.
    pub one_per_device: bool,
    /// How many sessions the account may have open afterwards; the oldest end.
    pub max_sessions: u64,
    /// How the attempt was counted.
    pub record: &'a AttemptRecord,
    /// The sources that the account is known at from now on.
    pub sources: &'a [KnownSource],
}

impl Store {
    /// Opens a session, if the account still is what was checked: not disabled, and with the same password hash. The
    /// check, the account's last-login stamp, its counters of failures, the session and their record are one
    /// transaction, so an account that is disabled or gets a new password meanwhile has no session afterwards. Returns
    /// whether the session was opened.
    ///
    /// # Errors
    /// As every query.
    pub async fn open_session(&self, opening: &Opening<'_>) -> Result<bool, StoreError> {
        let new = opening.session;
        let transaction = self.begin().await?;
        let address = new.client_info.address.to_string();
        // This also holds the account's row, so logins of one account come one after the other from here on.
        if !stamp_login(&transaction, new.account, opening.verified, &address, new.created_at).await? {
            transaction.rollback().await?;
            return Ok(false);
        }
        static INSERT: Template = Template::new();
        let row = new_row(new, address);
        let insert = INSERT.with(values_of(&row), || session::Entity::insert(row.clone()).into_query());
        transaction.execute(&insert).await?;
        let context = Context::request(Actor::Account(new.account), &new.client_info).via(new.contract);
        let event = context.event(Action::LoginSucceeded, new.created_at).of(new.account);
        record(&transaction, &event.about(Subject::Session(new.id))).await?;
        if let (true, Some(device)) = (opening.one_per_device, &new.device) {
            end_device_sessions(&transaction, new, device, &context).await?;
        }
        end_oldest_sessions(&transaction, new, opening.max_sessions, &context).await?;
        settle(&transaction, opening.record, opening.sources).await?;
        transaction.commit().await?;
        Ok(true)
    }
}
