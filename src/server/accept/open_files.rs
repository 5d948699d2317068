//! How many connections the limit of open files allows.

/// Raises the limit of open files as far as needed and allowed. Returns how many of `connections` it allows beside
/// `others` further files.
#[cfg(unix)]
pub fn raise_limit(connections: usize, others: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let needed = u64::try_from(connections.saturating_add(others)).unwrap_or(u64::MAX);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // `None` means no limit.
    let Some(mut limit) = current else { return connections };
    if limit < needed {
        let raised = maximum.map_or(needed, |maximum| maximum.min(needed));
        let new = Rlimit {
            current: Some(raised),
            maximum,
        };
        if setrlimit(Resource::Nofile, new).is_ok() {
            limit = raised;
        }
    }
    let available = usize::try_from(limit)
        .unwrap_or(usize::MAX)
        .saturating_sub(others)
        .max(1);
    if available < connections {
        tracing::warn!(
            open_files = limit,
            connections = available,
            "the limit of open files allows fewer connections than http.max_connections"
        );
    }
    available.min(connections)
}

/// Elsewhere, there is no such limit.
#[cfg(not(unix))]
pub fn raise_limit(connections: usize, _: usize) -> usize {
    connections
}
