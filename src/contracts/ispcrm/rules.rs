//! The rules of this contract.

use std::time::Duration;

use crate::auth::{ContractRules, TokenShape};
use crate::model::Subscriber;

const THIRTY_DAYS: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How this contract treats sessions and tokens: there is no refresh, so a session is as long as its token.
pub static RULES: ContractRules<Subscriber> = ContractRules {
    ident: "ispcrm",
    token_lifetime: THIRTY_DAYS,
    session_lifetime: THIRTY_DAYS,
    one_session_per_device: false,
    token: TokenShape::Standard,
};
