//! How many connections the limit of open files leaves room for.

/// Raises the limit of open files as far as is needed and allowed, and returns how many of `connections` fit into it
/// when `others` further files are open.
#[cfg(unix)]
pub fn raise_limit(connections: usize, others: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let needed = u64::try_from(connections.saturating_add(others)).unwrap_or(u64::MAX);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // No limit is no number.
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
    let room = usize::try_from(limit)
        .unwrap_or(usize::MAX)
        .saturating_sub(others)
        .max(1);
    if room < connections {
        tracing::warn!(
            open_files = limit,
            connections = room,
            "the limit of open files leaves room for fewer connections than http.max_connections"
        );
    }
    room.min(connections)
}

/// Elsewhere, there is no such limit.
#[cfg(not(unix))]
pub fn raise_limit(connections: usize, _: usize) -> usize {
    connections
}
