//! The rules of this contract.

use std::time::Duration;

use crate::auth::{ContractRules, TokenShape};
use crate::model::User;

/// How this contract treats sessions and tokens.
pub static RULES: ContractRules<User> = ContractRules {
    ident: "staff",
    token_lifetime: Duration::from_secs(60 * 60),
    session_lifetime: Duration::from_secs(7 * 24 * 60 * 60),
    one_session_per_device: false,
    token: TokenShape::Standard,
};
