//! What happens to a session between its login and its end.

mod clock;
mod devices;
mod idle;
mod lifetimes;
mod operators;
mod refresh;
mod refresh_rate;
mod reuse;
mod seen;
mod sweeping;
mod vanished;

use std::time::Duration;

const MILLISECOND: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
