"""The contract tests: `fuzzing` runs schemathesis for each document and each of the `callers`, with `schemathesis.toml`
and `hooks`; `coverage` checks the responses; `mock` requests every documented error."""
