//! Mode `migrate`: an account whose password is not here yet is asked for at the old backend, once.

use super::old_backend::{OldBackend, Question, Reply, SharedOldBackend};
use super::proof::{Found, Proof};
use crate::auth::account::{Account, NewAccount};
use crate::auth::error::{Cause, ServiceError};
use crate::auth::log_in::{LogIn, LogInError};
use crate::auth::passwords::HashSlot;
use crate::auth::{AuthService, LoginName};
use crate::model::{
    AccountRef, Action, Actor, Added, ClientInfo, Context, CutoverCount, CutoverMode, PasswordHash, error_chain,
};
use crate::store::StoreError;

/// The detail of the event of a login that is refused because the names are those of two accounts.
const TWO_ACCOUNTS: &str = "two accounts";

impl AuthService {
    /// The old backend that is asked about this login: that of the contract, in this mode, for an account that has no
    /// password here, or one that follows what is changed there, and was neither disabled nor deleted here.
    pub(in crate::auth) async fn old_backend_for<A: Account>(
        &self,
        command: &LogIn<A>,
        found: Option<&Found>,
    ) -> Result<Option<SharedOldBackend<A::New>>, ServiceError> {
        let contract = command.rules.ident;
        let Some(old) = A::old_backend(&self.old_backends, contract) else {
            return Ok(None);
        };
        let has_password = found.is_some_and(|(_, hash)| hash.is_some());
        if has_password && !self.rechecks(contract) {
            return Ok(None);
        }
        let cutover = self.cutover(contract).await;
        if cutover.mode != CutoverMode::Migrate || !cutover.accounts.includes(command.name.folded()) {
            return Ok(None);
        }
        let is_barred = match found {
            Some((account, Some(_))) => !self.may_recheck(*account, contract).await?,
            Some((account, None)) => {
                let account = A::by_id(&self.store, account.id).await?;
                account.is_none_or(|account| account.is_disabled() || account.is_deleted())
            }
            None => self.store.was_deleted(A::REALM, &command.name).await?,
        };
        Ok((!is_barred).then(|| old.clone()))
    }

    /// Whether a password is right: here, or at the old backend if there is one to ask. A refusal takes as long as any
    /// other, because both are asked at the same time; or one after the other, about every account, where those that have
    /// a password here are asked about too: a password that is right here is sent nowhere.
    pub(in crate::auth) async fn check_password<A: Account>(
        &self,
        command: &LogIn<A>,
        stored: Option<&PasswordHash>,
        old: Option<&dyn OldBackend<A::New>>,
        slot: HashSlot,
        client_info: &ClientInfo,
    ) -> Result<Option<Proof<A::New>>, ServiceError> {
        let contract = command.rules.ident;
        let here = self.passwords.verify(slot, &command.password, stored);
        let Some(old) = old else {
            let is_right = here.await?;
            if !is_right {
                self.count_cutover(contract, CutoverCount::LoginHereRefused);
            }
            return Ok(is_right.then_some(Proof::Here));
        };
        let there = self.ask_old_backend(command, stored, old, client_info);
        if self.rechecks(contract) {
            return match here.await? {
                true => Ok(Some(Proof::Here)),
                false => there.await,
            };
        }
        let (here, there) = tokio::join!(here, there);
        here?;
        there
    }

    /// What the old backend says. Where a password here was already wrong, only its yes counts: a guess that it has not
    /// decided must not be one that is not counted.
    async fn ask_old_backend<A: Account>(
        &self,
        command: &LogIn<A>,
        stored: Option<&PasswordHash>,
        old: &dyn OldBackend<A::New>,
        client_info: &ClientInfo,
    ) -> Result<Option<Proof<A::New>>, ServiceError> {
        let said = self.ask_in_turn(command, stored, old, client_info).await;
        match (said, stored) {
            (Ok(Some(Proof::DisabledThere)) | Err(_), Some(_)) => Ok(None),
            (said, _) => said,
        }
    }

    async fn ask_in_turn<A: Account>(
        &self,
        command: &LogIn<A>,
        stored: Option<&PasswordHash>,
        old: &dyn OldBackend<A::New>,
        client_info: &ClientInfo,
    ) -> Result<Option<Proof<A::New>>, ServiceError> {
        let contract = command.rules.ident;
        let _turn = self.turn_to_ask(A::REALM, &command.name).await?;
        // The task that had the turn before may have made it unnecessary.
        let now = self.store.password_of(A::REALM, &command.name).await?;
        let known = now
            .as_ref()
            .and_then(|(account, hash)| Some((*account, hash.as_ref()?)));
        if known.map(|(_, hash)| hash.expose()) != stored.map(PasswordHash::expose) {
            return Ok(Some(Proof::Changed));
        }
        let question = Question {
            name: &command.typed,
            password: &command.password,
            device: command.device.as_deref(),
            address: client_info.address,
        };
        match old.ask(question).await {
            Ok(Reply::Right { account, token }) => {
                // A name that is another one there may be the same one here.
                if let Some((known, _)) = known
                    && !self.is_described::<A>(known, &account).await?
                {
                    self.count_cutover(contract, CutoverCount::LoginAskedRefused);
                    return Ok(None);
                }
                Ok(Some(Proof::There(account, token)))
            }
            Ok(Reply::Disabled) => {
                self.count_cutover(contract, CutoverCount::LoginAskedRefused);
                Ok(Some(Proof::DisabledThere))
            }
            Ok(Reply::Wrong) => {
                self.count_cutover(contract, CutoverCount::LoginAskedRefused);
                Ok(None)
            }
            Err(error) => {
                self.count_cutover(contract, CutoverCount::LoginAskedAway);
                tracing::warn!(
                    contract,
                    error = error_chain(&error),
                    "the old backend did not decide a login"
                );
                Err(ServiceError::Unavailable(Cause::OldBackend))
            }
        }
    }

    /// Adds the account that the old backend describes, or gives the one that is here its password, the first one or the
    /// one that is right there now. `None` when another login has done so meanwhile.
    pub(in crate::auth) async fn adopt<A: Account>(
        &self,
        command: &LogIn<A>,
        found: Option<&Found>,
        mut described: A::New,
        client_info: &ClientInfo,
    ) -> Result<Option<Found>, LogInError> {
        let found = match found {
            Some((account, Some(known))) => {
                return self.follow(command, (*account, known), &described, client_info).await;
            }
            Some((account, None)) => Some(*account),
            None => None,
        };
        let hash = self.passwords.hash(&command.password).await?;
        let now = self.clock.now();
        let context = Context::request(Actor::System, client_info).via(command.rules.ident);
        let known = self.store.password_of(A::REALM, &command.name).await?;
        if known.is_some_and(|(account, hash)| Some(account) != found || hash.is_some()) {
            return Ok(None);
        }
        if self.belongs_to_another::<A>(found, &described).await? {
            // Perhaps to the account that another login has just added.
            let now = self.store.password_of(A::REALM, &command.name).await?;
            return match now.is_some_and(|(account, _)| Some(account) != found) {
                true => Ok(None),
                false => Err(self.refuse_two_accounts(found, &context).await),
            };
        }
        if let Some(account) = found {
            if !self.has_that_name::<A>(account, &command.name, &described).await? {
                return Err(self.refuse_two_accounts(found, &context).await);
            }
            if !self.store.complete_password(account, &hash, now, &context).await? {
                return Ok(None);
            }
            self.count_cutover(command.rules.ident, CutoverCount::AccountMigrated);
            return Ok(Some((account, Some(hash))));
        }
        described.set_password_hash(hash.clone());
        let added = A::add(&self.store, &described, self.random.as_ref(), None, now, &context).await;
        let id = match added {
            Ok(Added::Now(id) | Added::Before { id, .. }) => id,
            // Only a request with an idempotency key can be another one.
            Ok(Added::OtherRequest) => return Ok(None),
            // Another login of the same account was faster, or somebody else has just taken one of the names.
            Err(StoreError::Conflict(_)) => {
                return match self.store.password_of(A::REALM, &command.name).await? {
                    Some(_) => Ok(None),
                    None => Err(self.refuse_two_accounts(None, &context).await),
                };
            }
            Err(error) => return Err(error.into()),
        };
        let account = AccountRef {
            realm: A::REALM,
            id: id.into(),
        };
        self.store.mark_migrated(account, &hash, now, &context).await?;
        self.count_cutover(command.rules.ident, CutoverCount::AccountMigrated);
        Ok(Some((account, Some(hash))))
    }

    /// Whether the name that was typed is written alike in the account that was found and in the described one. Where the old
    /// backend tells names apart that are one here, it may mean somebody else.
    async fn has_that_name<A: Account>(
        &self,
        found: AccountRef,
        typed: &LoginName,
        described: &A::New,
    ) -> Result<bool, ServiceError> {
        let found = A::by_id(&self.store, found.id).await?;
        Ok(found.is_some_and(|found| match typed {
            LoginName::Username(_) => found.username() == described.username(),
            LoginName::Email(_) => found.email() == described.email(),
        }))
    }

    /// Whether a name of the described account is that of another account than the one that was found.
    pub(super) async fn belongs_to_another<A: Account>(
        &self,
        found: Option<AccountRef>,
        described: &A::New,
    ) -> Result<bool, ServiceError> {
        let names = [
            Some(LoginName::username(described.username())),
            described.email().map(LoginName::email),
        ];
        for name in names.iter().flatten() {
            let owner = self.store.password_of(A::REALM, name).await?;
            if owner.is_some_and(|(account, _)| Some(account) != found) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Reports that an account of the old backend has names of two accounts here.
    pub(super) async fn refuse_two_accounts(&self, found: Option<AccountRef>, context: &Context) -> LogInError {
        tracing::warn!(
            contract = context.contract,
            "an account of the old backend has names of two accounts here, and is refused"
        );
        let mut event = context
            .event(Action::LoginFailed, self.clock.now())
            .with_detail(TWO_ACCOUNTS);
        event.account = found;
        self.audit(event).await;
        LogInError::BadCredentials
    }
}
