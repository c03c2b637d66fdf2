"""What the council already has: leases, ARP tables, other scans and lists, as sightings with their own evidence."""
