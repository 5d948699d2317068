//! How many connections the limit of open files allows.

/// Raises the limit of open files as far as needed and allowed. Returns how many connections it then allows beside
/// `others` further files: at least one, and `usize::MAX` where there is no limit. `wanted` is how many there should be.
#[cfg(unix)]
pub fn raise_limit(wanted: usize, others: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let needed = u64::try_from(wanted.saturating_add(others)).unwrap_or(u64::MAX);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // `None` means no limit.
    let Some(mut limit) = current else { return usize::MAX };
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
    usize::try_from(limit)
        .unwrap_or(usize::MAX)
        .saturating_sub(others)
        .max(1)
}

/// Elsewhere, there is no such limit.
#[cfg(not(unix))]
pub fn raise_limit(_: usize, _: usize) -> usize {
    usize::MAX
}
