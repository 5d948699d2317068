"""What is measured, a file for each kind of work, and the list of all, in the order of the report."""

from benchmark.workloads import footprint, logins, peers, scale, sessions, tail, current_user

WORKLOADS = (
    *logins.WORKLOADS,
    *current_user.WORKLOADS,
    *sessions.WORKLOADS,
    *tail.WORKLOADS,
    *scale.WORKLOADS,
    *footprint.WORKLOADS,
    *peers.WORKLOADS,
)
