"""What is measured, a file for each kind of work, and the list of all, in the order of the report."""

from benchmarking.works import footprint, logins, peers, scale, sessions, tail, whoami

WORKS = (
    *logins.WORKS,
    *whoami.WORKS,
    *sessions.WORKS,
    *tail.WORKS,
    *scale.WORKS,
    *footprint.WORKS,
    *peers.WORKS,
)
