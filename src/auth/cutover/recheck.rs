//! Passwords that are changed at the old backend after their accounts have come over.
//!
//! That is a setting of the contract, off unless set. A login that fails here then is put to the old backend as well, where
//! the account came over through this contract, still has the password that came with it, and is neither disabled nor
//! deleted. Yes: the new password replaces the one here, and all sessions of the account end, as with any other change of a
//! password by somebody else. Everything else, a silent old backend too, leaves the refusal as it is.

use crate::auth::AuthService;
use crate::auth::account::{Account, NewAccount};
use crate::auth::error::ServiceError;
use crate::auth::log_in::{LogIn, LogInError};
use crate::model::{AccountRef, Actor, ClientInfo, Context, CutoverCount, PasswordHash};

use super::proof::Found;

impl AuthService {
    /// Whether passwords of a contract's accounts follow changes at its old backend.
    pub(super) fn rechecks(&self, contract: &str) -> bool {
        self.configured_cutover(contract).is_some_and(|one| one.rechecks)
    }

    /// Whether the password of this account does.
    pub(super) async fn may_recheck(&self, account: AccountRef, contract: &str) -> Result<bool, ServiceError> {
        Ok(self.rechecks(contract) && self.store.has_password_of(account, contract).await?)
    }

    /// Whether the old backend describes this very account, letter by letter: where it tells names apart that are one here,
    /// it may mean somebody else.
    pub(super) async fn is_described<A: Account>(
        &self,
        account: AccountRef,
        described: &A::New,
    ) -> Result<bool, ServiceError> {
        let account = A::by_id(&self.store, account.id).await?;
        Ok(account
            .is_some_and(|account| account.username() == described.username() && account.email() == described.email()))
    }

    /// Takes the password that the old backend knows of an account now. `None` when it was changed here meanwhile.
    pub(super) async fn follow<A: Account>(
        &self,
        command: &LogIn<A>,
        (account, known): (AccountRef, &PasswordHash),
        described: &A::New,
        client_info: &ClientInfo,
    ) -> Result<Option<Found>, LogInError> {
        let contract = command.rules.ident;
        let context = Context::request(Actor::System, client_info).via(contract);
        if self.belongs_to_another::<A>(Some(account), described).await? {
            return Err(self.refuse_two_accounts(Some(account), &context).await);
        }
        let new = self.passwords.hash(&command.password).await?;
        let now = self.clock.now();
        if !self
            .store
            .follow_password(account, (known, &new), now, &context)
            .await?
        {
            return Ok(None);
        }
        self.count_cutover(contract, CutoverCount::PasswordRechecked);
        Ok(Some((account, Some(new))))
    }
}
