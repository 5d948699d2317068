"""The attacks, one file per kind. `target` has the server, its accounts and its operations; `raw` sends bytes."""
