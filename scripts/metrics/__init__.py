"""What `scripts/metrics-test` is made of."""
