"""Old backends of strangers, which Latchkey takes over from: the programs in tests/legacy.

- `accounts` makes their accounts.
- `backends` says how each is built and asked, and starts, stops, kills and spoils them.
- `pages` has what the published pages print.
- `tokens` reads and forges their tokens.
- `trial` tries something with each and reports it: `story` is what `scripts/legacy-test` does, `takeover` what
  `scripts/cutover-test` does.

tests/legacy/README.md says how to add one.
"""
