"""The estate: devices merged and written as camscan.inventory/1."""
