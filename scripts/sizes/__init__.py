"""How much room rows take, and how long housekeeping takes to delete them. See `scripts/table-sizes`."""
