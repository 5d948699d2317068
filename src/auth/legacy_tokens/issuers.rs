//! All issuers of tokens that are accepted though they are not ours, and reading a token of any of them.

use std::fmt;

use super::claims::LegacyClaims;
use super::header::Header;
use super::issuer::LegacyIssuer;
use super::signer::LegacySigner;
use crate::auth::error::{Cause, ServiceError};
use crate::model::{AccountBy, PlainToken, Realm, Timestamp};

/// A token of an old backend. Its signature and its claims are checked, its expiry and its session are not yet.
#[derive(Debug)]
pub(super) struct LegacyToken {
    /// Who has signed it.
    pub(super) signer: LegacySigner,
    /// The ident of the contract of its issuer.
    pub(super) contract: &'static str,
    /// What the name in it is a name of.
    pub(super) account_by: AccountBy,
    /// What it says.
    pub(super) claims: LegacyClaims,
}

/// All issuers whose tokens are accepted.
pub(in crate::auth) struct LegacyIssuers(Vec<LegacyIssuer>);

impl LegacyIssuers {
    pub(in crate::auth) fn new(issuers: Vec<LegacyIssuer>) -> Self {
        Self(issuers)
    }

    /// Whether there are none.
    pub(in crate::auth) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether accounts of this contract are found by the name in the token that their takeover brought.
    pub(super) fn learn_names(&self, contract: &str) -> bool {
        let settings = self.0.iter().map(LegacyIssuer::settings);
        settings
            .filter(|issuer| issuer.contract == contract)
            .any(|issuer| issuer.account_by == AccountBy::Takeover)
    }

    /// Reads a token that the old backend of a contract of this realm has issued; `None` where none has.
    pub(super) async fn read(
        &self,
        token: &PlainToken,
        realm: Realm,
        now: Timestamp,
    ) -> Result<Option<LegacyToken>, ServiceError> {
        let Some(header) = Header::read(token) else {
            return Ok(None);
        };
        let mut unknown = None;
        for (place, issuer) in self.0.iter().enumerate() {
            if issuer.settings().realm != realm || !issuer.accepts(&header, now) {
                continue;
            }
            match issuer.read(token, &header, now).await {
                Ok(Some((key, claims))) => {
                    return Ok(Some(LegacyToken {
                        signer: LegacySigner { issuer: place, key },
                        contract: issuer.settings().contract,
                        account_by: issuer.settings().account_by,
                        claims,
                    }));
                }
                Ok(None) => {}
                Err(error) => unknown = Some(error),
            }
        }
        match unknown {
            Some(error) => Err(ServiceError::Unavailable(Cause::LegacyKeys(error))),
            None => Ok(None),
        }
    }

    /// Whether tokens are still accepted that this key has signed.
    pub(in crate::auth) async fn still_accepts(&self, signer: LegacySigner, now: Timestamp) -> bool {
        match self.0.get(signer.issuer) {
            Some(issuer) => issuer.still_has(&signer.key, now).await,
            None => false,
        }
    }
}

impl fmt::Debug for LegacyIssuers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}
