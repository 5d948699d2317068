"""The attacks, one file a kind, and what they share: `report` keeps the account, `target` has the server, its accounts
and the operations under attack."""
