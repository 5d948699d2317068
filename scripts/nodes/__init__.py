"""Several nodes over one database: servers that a test starts, freezes and kills, and what clients see."""
