//! What is configured of an issuer of tokens.

use crate::model::{AccountBy, AccountTemplate, Realm, Timestamp, TokenAlgorithm};

/// What is configured of an issuer.
#[derive(Debug, Clone)]
pub struct LegacyIssuerSettings {
    /// The ident of the contract whose old backend it is.
    pub contract: &'static str,
    /// The realm of the contract.
    pub realm: Realm,
    /// The algorithm of its tokens. A token of another one is none of its.
    pub algorithm: TokenAlgorithm,
    /// Their `iss`, if it is checked.
    pub issuer: Option<String>,
    /// Their `aud`, if it is checked.
    pub audience: Option<String>,
    /// Which claim names the account.
    pub account: AccountTemplate,
    /// What it is a name of.
    pub account_by: AccountBy,
    /// Until when its tokens are accepted.
    pub accept_until: Timestamp,
}
