//! The rules of this contract.

use std::time::Duration;

use crate::auth::{ContractRules, TokenShape};
use crate::model::Subscriber;

const DAY: u64 = 24 * 60 * 60;

/// How this contract treats sessions and tokens.
pub static RULES: ContractRules<Subscriber> = ContractRules {
    ident: "subscriber",
    token_lifetime: Duration::from_secs(30 * DAY),
    session_lifetime: Duration::from_secs(90 * DAY),
    one_session_per_device: false,
    token: TokenShape::Standard,
};
