"""A primary with a synchronous standby, as an operator sets them up, and promotes the standby, by hand."""

import contextlib
import time
from collections.abc import Iterator

from lib.process import DEADLINE, ScriptError
from nodes.cluster import ROLE, Cluster

NAME = "standby"


class Pair:
    """Both servers."""

    def __init__(self, primary: Cluster, standby: Cluster) -> None:
        self.primary, self.standby = primary, standby

    @property
    def ports(self) -> list[int]:
        """The ports of both servers."""
        return [self.primary.port, self.standby.port]

    def promote(self) -> None:
        """Makes the standby the primary, which waits for no other."""
        self.standby.configure("synchronous_standby_names", "")
        if self.standby.execute("SELECT pg_promote(true, 30)") != [(True,)]:
            raise ScriptError(f"the standby was not promoted: {self.standby.log()[-2000:]}")

    def wait_until_synchronous(self) -> None:
        """Waits until the primary waits for the standby."""
        until = time.monotonic() + DEADLINE
        while self.primary.execute("SELECT application_name, sync_state FROM pg_stat_replication") != [(NAME, "sync")]:
            if time.monotonic() > until:
                raise ScriptError(f"the standby does not follow: {self.standby.log()[-2000:]}")
            time.sleep(0.05)


@contextlib.contextmanager
def pair() -> Iterator[Pair]:
    """A primary that acknowledges what its standby has, until the block is left."""
    with Cluster() as primary:
        primary.create_database(ROLE)
        primary.configure("synchronous_standby_names", NAME)
        # Its role is there already, and it takes no writes.
        with Cluster(standby_of=primary, name=NAME) as standby:
            both = Pair(primary, standby)
            both.wait_until_synchronous()
            yield both
