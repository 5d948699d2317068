"""The attacks, one file a kind, and what they share: `report` keeps the account, `stage` has the server, its accounts
and the operations under attack."""
