"""What `scripts/package-test` consists of: building packages, booting a container, and the checks in it."""
