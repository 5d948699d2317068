//! What a command needs less of than a server.

use crate::config::Config;
use crate::settings::values::Bounded;

/// The configuration of a command, which asks one thing after the other and few things twice: more connections, each with
/// a cache of its own, and a cache for all of them would only take memory.
pub fn sparing(mut config: Config) -> Config {
    config.database.max_connections = Bounded::LOWEST;
    config.database.cache_mib = Bounded::LOWEST;
    // Only the person who runs a command waits for it, and it may count millions.
    config.database.statement_timeout = Bounded::HIGHEST;
    config
}
