//! How many connections there may be, altogether and of one peer, within the limit of open files.

use super::accept;
use crate::config::Config;

/// How many open files are reserved for other things than client connections: the log, the listening socket, files that
/// are read. Each database connection needs up to three more.
const RESERVED_FILES: usize = 64;

/// The limits of connections that hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// Of all connections.
    pub all: usize,
    /// Of one peer.
    pub per_peer: u32,
}

impl Capacity {
    /// The configured limits, or less where that many files may not be open. That is logged.
    pub fn of(config: &Config) -> Self {
        let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let all = number(config.http.max_connections.get());
        let per_peer = config.http.max_connections_per_peer.get();
        let others = RESERVED_FILES.saturating_add(number(config.database.max_connections.get()).saturating_mul(3));
        let wanted = all.max(number(per_peer).saturating_mul(2));
        let files = accept::raise_limit(wanted, others);
        let capacity = Self::within(files, all, per_peer);
        if capacity.all < all {
            tracing::warn!(
                connections = capacity.all,
                "the limit of open files allows fewer connections than http.max_connections"
            );
        }
        if capacity.per_peer < per_peer {
            tracing::warn!(
                connections = capacity.per_peer,
                "one peer may have half of the connections that the limit of open files allows, which is less than \
                 http.max_connections_per_peer"
            );
        }
        capacity
    }

    /// No more than `files` connections, and no more than half of them of one peer: with all of them, one peer could
    /// shut out everybody else.
    fn within(files: usize, all: usize, per_peer: u32) -> Self {
        let half = u32::try_from(files / 2).unwrap_or(u32::MAX).max(1);
        Self {
            all: all.min(files),
            per_peer: per_peer.min(half),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Capacity;

    fn within(files: usize, all: usize, per_peer: u32) -> (usize, u32) {
        let capacity = Capacity::within(files, all, per_peer);
        (capacity.all, capacity.per_peer)
    }

    #[test]
    fn one_peer_gets_at_most_half_of_what_may_be_open_and_at_least_one_connection() {
        assert_eq!(within(930, 10_000, 1_000), (930, 465));
        assert_eq!(within(930, 10_000, 100), (930, 100));
        assert_eq!(within(2_000, 10, 1_000), (10, 1_000));
        assert_eq!(within(1_999, 10, 1_000), (10, 999));
        assert_eq!(within(3, 10_000, 1_000), (3, 1));
        assert_eq!(within(1, 10_000, 1_000), (1, 1));
        assert_eq!(within(usize::MAX, 10_000, 1_000_000), (10_000, 1_000_000));
    }
}
