"""Packages of the generated client libraries, ready to be published: one module for each registry."""
