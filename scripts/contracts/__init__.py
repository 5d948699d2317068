"""The contract tests: `callers` are those who call; `fuzzing` runs schemathesis for each document and each of them,
with `schemathesis.toml` and `hooks`; `reached` judges what was answered; `mock` asks for every documented error."""
