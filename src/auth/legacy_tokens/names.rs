//! Whose a token of an old backend is.

use super::issuers::LegacyToken;
use crate::auth::account::Account;
use crate::auth::error::ServiceError;
use crate::auth::{AuthService, LoginName};
use crate::model::{AccountBy, AccountRef, PlainToken, Realm, error_chain};

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
            let read = self.legacy_issuers.read(token, A::REALM, self.clock.now()).await?;
            let is_wanted = |read: &LegacyToken| read.contract == contract && read.account_by == AccountBy::Takeover;
            match read.filter(is_wanted) {
                Some(read) => Ok(self
                    .store
                    .keep_legacy_name(contract, &read.claims.name, account)
                    .await?),
                None => Ok::<_, ServiceError>(()),
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
                    Realm::Users => None,
                };
                return Ok(found.map_or(Owner::Unknown, |(account, has_password)| Owner::Account {
                    account,
                    has_password,
                }));
            }
        };
        // Whoever has the name of a deleted account now need not be who had it then.
        if self.store.was_deleted(A::REALM, &name).await? {
            return Ok(Owner::Deleted);
        }
        let found = self.store.password_of(A::REALM, &name).await?;
        Ok(found.map_or(Owner::Unknown, |(account, hash)| Owner::Account {
            account,
            has_password: hash.is_some(),
        }))
    }
}
