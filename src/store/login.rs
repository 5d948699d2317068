//! What a login reads and writes, for both populations.

use sea_orm::{ActiveValue, EntityTrait};

use super::accounts::stamp_login;
use super::audit::record;
use super::session_ends::end_device_sessions;
use super::sessions::session_row;
use super::{Store, StoreError, entity::session};
use crate::model::{Action, Actor, Context, FoldedName, NewSession, PasswordHash, Subject};

/// The name that somebody logs in with.
#[derive(Debug, Clone)]
pub enum LoginName {
    /// A username.
    Username(FoldedName),
    /// An e-mail address.
    Email(FoldedName),
}

impl LoginName {
    /// An e-mail address if it contains an `@`, which usernames of users do not; a username otherwise.
    pub fn either(text: &str) -> Self {
        let folded = FoldedName::of(text);
        if folded.as_str().contains('@') {
            Self::Email(folded)
        } else {
            Self::Username(folded)
        }
    }
}

/// An account and what proves that somebody is its owner.
#[derive(Debug, Clone)]
pub struct Credentials<A> {
    /// The account as it was before this login.
    pub account: A,
    /// Its password hash; nobody can log in without one.
    pub password_hash: Option<PasswordHash>,
}

impl Store {
    /// Opens a session, if the account still is what was checked: not disabled, and with the same password hash. The
    /// check, the account's last-login stamp, the session and its record are one transaction, so an account that is disabled or
    /// gets a new password meanwhile has no session afterwards. Returns whether the session was opened.
    ///
    /// With `one_per_device`, other sessions of the same contract and device end.
    ///
    /// # Errors
    /// As every query.
    pub async fn open_session(
        &self,
        new: &NewSession,
        verified_hash: &PasswordHash,
        one_per_device: bool,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let address = new.origin.address.to_string();
        if !stamp_login(&transaction, new.account, verified_hash, &address, new.created_at).await? {
            transaction.rollback().await?;
            return Ok(false);
        }
        session::Entity::insert(session_row(new, address))
            .exec_without_returning(&transaction)
            .await?;
        let context = Context::request(Actor::Account(new.account), &new.origin).through(new.contract);
        let event = context.event(Action::LoginSucceeded, new.created_at).of(new.account);
        record(&transaction, &event.about(Subject::Session(new.id))).await?;
        if let (true, Some(device)) = (one_per_device, &new.device) {
            end_device_sessions(&transaction, new, device, &context).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }
}

/// `Some` for a value to store, `None` for NULL.
pub(super) fn set<T: Into<sea_orm::Value>>(value: T) -> ActiveValue<T> {
    ActiveValue::Set(value)
}
