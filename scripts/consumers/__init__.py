"""Tools that consumers use, on all documents: one module for each kind."""
