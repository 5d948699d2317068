"""The story of `scripts/webhook-test`, and its receivers."""
