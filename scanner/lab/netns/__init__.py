"""Network namespaces for the lab. Needs root, and the commands `ip` of iproute2 and `nft` of nftables.

Every name begins with `camscan-lab-` and the serving process's number; a watcher removes the namespaces when that
process is gone, and each start removes what a dead one left. Interfaces live in their namespaces alone, so that labs do
not meet.
"""

from scanner.lab.netns.names import PREFIX, remove_stale
from scanner.lab.netns.network import NETWORK, Network
from scanner.lab.netns.stations import Station, stations_of

__all__ = ["NETWORK", "PREFIX", "Network", "Station", "remove_stale", "stations_of"]
