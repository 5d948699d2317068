"""A contract is taken over from its old backend while a crowd of clients uses it, and much fails.

- `conditions` keeps what was done, and when: modes, faults, nodes that are away.
- `exchanges` records the requests, and judges each answer: would the old backend alone have given it?
- `cases` tests the judge with small histories.
- `client` is one of the crowd: what it does, and what it may expect. `crowd` has all of them.
- `stage` has what the story plays on: it changes modes, has something fail, and judges what the crowd has seen.
- `story` leads it through the modes, which is what `scripts/crowd-test` does.
"""
