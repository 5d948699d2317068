"""The benchmark: who is measured, with what, and what comes out."""
