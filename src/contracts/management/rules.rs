//! The rules of this contract.

use std::time::Duration;

use crate::auth::{ContractRules, TokenShape};
use crate::model::User;

const HALF_AN_HOUR: Duration = Duration::from_secs(30 * 60);

/// How this contract treats sessions and tokens: there is no refresh, so a session is as long as its token.
pub static RULES: ContractRules<User> = ContractRules {
    ident: "management",
    token_lifetime: HALF_AN_HOUR,
    session_lifetime: HALF_AN_HOUR,
    one_session_per_device: false,
    token: TokenShape::Standard,
};
