//! The rules of this contract.

use std::time::Duration;

use super::claims;
use crate::auth::{ContractRules, CustomToken, TokenShape};
use crate::model::User;

const TWO_HOURS: Duration = Duration::from_secs(2 * 60 * 60);

/// How this contract treats sessions and tokens: there is no refresh, so a session is as long as its token.
pub static RULES: ContractRules<User> = ContractRules {
    ident: "netxd",
    token_lifetime: TWO_HOURS,
    session_lifetime: TWO_HOURS,
    one_session_per_device: true,
    token: TokenShape::Custom(CustomToken {
        issuer: claims::ISSUER,
        subject: claims::SUBJECT,
        token_id_claim: claims::TOKEN_ID,
        claims: claims::claims,
    }),
};
