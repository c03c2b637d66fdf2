"""Layer 2: ARP and the wire itself, in a process of its own that holds CAP_NET_RAW and nothing else."""
