"""The append-only record of what was sent and received: the truth that inventories are derived from."""
