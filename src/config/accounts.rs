//! `[accounts]`: what becomes of accounts.

use serde::{Deserialize, Serialize};

use crate::settings::values::Span;

const DAY: u64 = 24 * 60 * 60;

/// The settings of accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// How long a deleted account can be restored before it is removed for good, up to 10 years. Default: 30 days.
    pub keep_deleted: Span<0, { 3650 * DAY }>,
}
