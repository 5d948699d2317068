"""What the story plays on: the old backend, the nodes, the crowd, and what was the case when."""

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crowd.client import Held
from crowd.conditions import KILLED, SLOW, Conditions, away
from crowd.crowd import Crowd
from crowd.exchanges import lines, wrong
from cutover.backends import OldBackend
from lib import settings
from lib.process import ScriptError
from lib.report import Finding
from nodes.node import Node

CONTRACT = "subscriber"
PATIENCE = 4
"""Seconds that the old backend has."""
CLOSED = 3.5
"""Seconds after a failure until every node asks again: two that it waits, and those that one request takes to try."""
BRIEF = 1.5
"""Seconds that something fails at least."""
FELT, ARRIVAL = 3, 90.0
"""The clients that must have felt a failure at a login before it ends, and the seconds that this may take."""
HERE_WITHIN = 4.0
"""Seconds within which what does not need the old backend is answered while that is killed or slow. A busy machine needs
some of them, and who waits for the old backend needs more."""
STEPS = ("log in", "guess", "refresh", "refresh again", "log out spent", "log out", "log out again", "refresh ended")
"""What clients do."""


def settings_for(old: OldBackend) -> Mapping[str, str]:
    """What the nodes are started with. The old backend refuses a spent token at once, and so do they."""
    return {
        **settings.upstream(CONTRACT, old.url, timeout=PATIENCE),
        **settings.NO_REFRESH_GRACE,
        **settings.NO_REFRESH_LIMITS,
        **settings.REUSE_IS_REJECTED,
        **settings.MANY_SESSIONS,
        **settings.EAGER_HASHING,
    }


class Stage:
    """Changes the modes, has something fail, and judges what the crowd has seen since it was last asked."""

    def __init__(self, old: OldBackend, nodes: Sequence[Node], accounts: Sequence[Held]) -> None:
        self.old, self.nodes = old, nodes
        self.crowd = Crowd(old.backend, accounts, nodes)
        self.when = Conditions()
        self._judged = 0

    def run(self, *arguments: str) -> str:
        """Runs a command on the database of the nodes."""
        return self.nodes[0].run(*arguments)

    def enter(self, mode: str) -> None:
        """Takes the contract to a mode, and waits until all nodes have followed."""
        word, _, share = mode.partition(" ")
        accounts = ["--accounts", share] if share else []
        self.when.enter(mode, lambda: self.run("cutover", "set", CONTRACT, word, *accounts))

    def fail(
        self,
        name: str,
        plant: Callable[[], None],
        mend: Callable[[], None],
        lasts: float = BRIEF,
        lingers: float = 0.0,
        until: Callable[[], bool] = lambda: True,
    ) -> None:
        """Has something be wrong with the old backend until some have felt it, and waits until nobody does any more."""
        with self.when.lasting(name, lingers) as failure:
            plant()
            time.sleep(lasts)
            most = time.monotonic() + ARRIVAL
            while time.monotonic() < most and not (self._felt(failure.begin) >= FELT and until()):
                time.sleep(0.1)
            mend()
        time.sleep(lingers)

    def kill_node(self) -> None:
        """Kills the last node, and starts it again: at once if it is the only one."""
        node, begin = self.nodes[-1], time.monotonic()
        node.kill()
        if len(self.nodes) > 1:
            time.sleep(BRIEF)
        node.start()
        self.when.add(away(node.name), begin, time.monotonic())
        time.sleep(BRIEF)

    def answers(self, name: str, *, needs: Sequence[int] = (), steps: Sequence[str] = ()) -> Finding:
        """Judges the answers. These statuses and steps must be among them."""
        seen = self.crowd.seen
        judged, self._judged = seen[self._judged : len(seen)], len(seen)
        found = wrong(judged, self.when)
        if found:
            printed = [line for one, what in found[:3] for line in lines(one, what, seen, self.when)]
            print("\n".join([f"\n{name}: answers that the old backend would not have given", *printed]), flush=True)
        problems = [f"{one.step} of {one.account}: {what}" for one, what in found]
        ours = [one for one in judged if one.is_ours and self.when.during(one.start, one.end) & {KILLED, SLOW}]
        late = [one for one in ours if one.end - one.start > HERE_WITHIN]
        problems += [f"{one.step} of {one.account} took {one.end - one.start:.1f} s" for one in late]
        statuses, made = Counter(one.status for one in judged), {one.step for one in judged}
        problems += [f"there was no {status}" for status in needs if not statuses[status]]
        problems += [f"nobody did this: {step}" for step in steps if step not in made]
        counts = ", ".join(f"{status or 'none'} x{count}" for status, count in sorted(statuses.items()))
        longest = max((one.end - one.start for one in ours), default=0.0)
        detail = f"{counts}; in {longest:.1f} s at most" if ours else counts
        return Finding(f"{name}: each answer is one of the old backend", problems, detail)

    def accounts(self) -> int:
        """How many accounts there are here."""
        return len(self.run("export", "subscribers").splitlines())

    def differences(self) -> list[dict[str, Any]]:
        """The differences that mode `shadow` has found."""
        printed = self.nodes[0].installation.shell(f"latchkey cutover diff {CONTRACT} --json")
        # It fails where there are any.
        if bool(printed.stdout) != (printed.returncode == 1):
            raise ScriptError(f"`cutover diff` failed with {printed.returncode}: {printed.stderr.strip()}")
        return [json.loads(line) for line in printed.stdout.splitlines()]

    def _felt(self, since: float) -> int:
        logins = [one for one in list(self.crowd.seen) if one.start >= since and one.is_login]
        return len({one.client for one in logins if not one.is_as_expected})
