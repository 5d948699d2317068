"""The measurements, one file per kind, in the order of the report."""

from benchmark.workloads import current_user, footprint, imports, lists, logins, peers, scale, sessions, shadow, tail

WORKLOADS = (
    *logins.WORKLOADS,
    *current_user.WORKLOADS,
    *sessions.WORKLOADS,
    *tail.WORKLOADS,
    *scale.WORKLOADS,
    *lists.WORKLOADS,
    *imports.WORKLOADS,
    *footprint.WORKLOADS,
    *shadow.WORKLOADS,
    *peers.WORKLOADS,
)
