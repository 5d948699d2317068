"""Several nodes over one database: servers that the tests start, freeze and kill, what clients saw, and the checks of it."""
