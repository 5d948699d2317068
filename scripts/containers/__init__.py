"""What checks packaging/container, packaging/compose and packaging/kubernetes: linters, and a comparison with the
program. `stack.py` runs the processes of the compose file without its containers."""
