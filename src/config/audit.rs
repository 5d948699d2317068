//! `[audit]`: the audit log.

use serde::{Deserialize, Serialize};

use crate::settings::values::Span;

const DAY: u64 = 24 * 60 * 60;

/// The settings of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// How long an event is kept, 2 days to 10 years. Default: 400 days, a year and the time to look back at it.
    pub keep: Span<{ 2 * DAY }, { 3650 * DAY }>,
}
