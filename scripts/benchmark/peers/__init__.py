"""Other login servers, from the package registries, each set up as its own documentation recommends."""
