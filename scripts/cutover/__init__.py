"""Old backends of strangers, which Latchkey takes over from: the programs in tests/legacy.

- `accounts` makes their accounts.
- `backends` says how each is built and asked, and starts, stops, kills and spoils them.
- `pages` has what the published pages print.
- `story` is what `scripts/legacy-test` tries with each.

tests/legacy/README.md says how to add one.
"""
