//! Whose a token of an old backend is.

use std::time::Duration;

use super::issuers::LegacyToken;
use crate::auth::account::Account;
use crate::auth::error::ServiceError;
use crate::auth::{AuthService, LoginName};
use crate::model::{AccountBy, AccountRef, PlainToken, Realm, error_chain};
use crate::store::CustomerNumber;

/// How far the clock of an old backend may be ahead where its token is only read for a name.
const AHEAD: Duration = Duration::from_secs(24 * 60 * 60);

/// Whose token it is.
pub(super) enum Owner {
    /// Of this account.
    Account {
        account: AccountRef,
        /// Whether it has a password here: without one, the old backend still decides about it.
        has_password: bool,
    },
    /// Of one that was deleted here.
    Deleted,
    /// Of none that is here.
    Unknown,
}

impl AuthService {
    /// Remembers what an old backend's tokens call an account that a login has just taken over, where accounts are found by
    /// that. Where it is not stored, the account's old tokens are not accepted.
    pub(in crate::auth) async fn learn_legacy_name<A: Account>(
        &self,
        contract: &str,
        token: &PlainToken,
        account: AccountRef,
    ) {
        if !self.legacy_issuers.learn_names(contract) {
            return;
        }
        let learned = async {
            // The clock there may be ahead.
            let soon = self.clock.now().plus(AHEAD);
            let read = self.legacy_issuers.read(token, A::REALM, soon).await?;
            let is_wanted = |read: &LegacyToken| read.contract == contract && read.account_by == AccountBy::Takeover;
            match read.filter(is_wanted) {
                Some(read) => Ok(self
                    .store
                    .keep_legacy_name(contract, &read.claims.name, account)
                    .await?),
                None => {
                    tracing::warn!(
                        contract,
                        "the old backend's own token does not fit legacy_tokens: its account's old tokens are not accepted"
                    );
                    Ok::<_, ServiceError>(())
                }
            }
        };
        if let Err(error) = learned.await {
            tracing::warn!(
                contract,
                error = error_chain(&error),
                "what old tokens call an account was not stored"
            );
        }
    }

    pub(super) async fn legacy_owner<A: Account>(&self, read: &LegacyToken) -> Result<Owner, ServiceError> {
        let text = &read.claims.name;
        let name = match read.account_by {
            AccountBy::Username => LoginName::username(text),
            AccountBy::Email => LoginName::email(text),
            AccountBy::Takeover => {
                let account = self.store.account_of_legacy_name(read.contract, text).await?;
                return Ok(account.map_or(Owner::Unknown, |account| Owner::Account {
                    account,
                    // It got one when it was taken over.
                    has_password: true,
                }));
            }
            AccountBy::CustomerNumber => {
                let found = match A::REALM {
                    Realm::Subscribers => self.store.subscriber_of_customer_number(text).await?,
                    Realm::Users => CustomerNumber::Nobody,
                };
                return match found {
                    CustomerNumber::Of(account, has_password) => {
                        self.unless_of_another(read, account, has_password).await
                    }
                    CustomerNumber::Deleted => Ok(Owner::Deleted),
                    CustomerNumber::Nobody => Ok(Owner::Unknown),
                };
            }
        };
        // The present holder of a deleted account's name need not be the former one.
        if self.store.was_deleted(A::REALM, &name).await? {
            return Ok(Owner::Deleted);
        }
        match self.store.password_of(A::REALM, &name).await? {
            Some((account, hash)) => self.unless_of_another(read, account, hash.is_some()).await,
            None => Ok(Owner::Unknown),
        }
    }

    /// The account that was found by a name, unless it came over from the old backend of another contract: what that calls
    /// an account is somebody else's name here, such as `u7`.
    async fn unless_of_another(
        &self,
        read: &LegacyToken,
        account: AccountRef,
        has_password: bool,
    ) -> Result<Owner, ServiceError> {
        let from = self.store.migrated_from(account).await?;
        if read.account_by != AccountBy::Email && from.is_some_and(|from| from != read.contract) {
            return Ok(Owner::Unknown);
        }
        Ok(Owner::Account { account, has_password })
    }
}
