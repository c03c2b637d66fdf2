"""Network namespaces for the lab: a bridge, an interface with its own MAC for each device, a place for the scanner.

Needs root and the `ip` command of iproute2. Every name starts with `camscan-lab-` and the serving process's number;
a watcher removes them when that process is gone, and each start removes what a dead one left.
"""

import contextlib
import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path

PREFIX = "camscan-lab-"
NETWORK = IPv4Network("10.77.0.0/22")
_CLONE_NEWNET = 0x40000000
# The watcher waits for its input to end, which happens whenever and however the serving process ends.
_WATCHER = 'cat >/dev/null; for name in "$@"; do ip netns del "$name" 2>/dev/null; done'


@dataclass(frozen=True, slots=True)
class Namespaces:
    """A pair of namespaces: one with the devices and the bridge, one for the scanner."""

    devices: str
    client: str
    network: IPv4Network = NETWORK
    client_interface: str = "scan0"

    @classmethod
    def named(cls) -> "Namespaces":
        """Return names that carry this process's number."""
        return cls(f"{PREFIX}{os.getpid()}-devices", f"{PREFIX}{os.getpid()}-client")

    @property
    def prefix(self) -> tuple[str, ...]:
        """What stands before a command that is to run beside the devices."""
        return ("ip", "netns", "exec", self.client)

    @property
    def client_address(self) -> str:
        """The scanner's own address: the network's first."""
        return f"{self.network.network_address + 1}/{self.network.prefixlen}"

    def interface(self, number: int) -> str:
        """Return the name of a device's interface."""
        return f"cam{number}"

    @contextlib.contextmanager
    def up(self, hosts: Sequence[tuple[str, str]]) -> Iterator[None]:
        """Build the namespaces for these addresses and MACs, and take them down after. Raises OSError."""
        remove_stale()
        watcher = _watch(self.devices, self.client)
        try:
            self._build(hosts)
            yield
        finally:
            for name in (self.devices, self.client):
                _run(["ip", "netns", "del", name], check=False)
            assert watcher.stdin is not None
            watcher.stdin.close()
            watcher.wait()

    def _build(self, hosts: Sequence[tuple[str, str]]) -> None:
        for name in (self.devices, self.client):
            _run(["ip", "netns", "add", name])
        with self.entered():
            _keep_apart()
        _batch(self.devices, _commands(self, hosts))
        lines = [
            "link set lo up",
            f"addr add {self.client_address} dev {self.client_interface}",
            f"link set {self.client_interface} up",
            f"route add 224.0.0.0/4 dev {self.client_interface}",
        ]
        _batch(self.client, lines)

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """Make sockets of this thread in the devices' namespace while the block lasts. Raises OSError."""
        with Path("/proc/self/ns/net").open() as home, Path(f"/run/netns/{self.devices}").open() as there:
            _enter(there.fileno())
            try:
                yield
            finally:
                _enter(home.fileno())


def _commands(spaces: Namespaces, hosts: Sequence[tuple[str, str]]) -> list[str]:
    """Return iproute2 batch lines: bridge, the scanner's cable, and a cable for each device."""
    lines = [
        "link set lo up",
        "link add lab0 type bridge",
        "link set lab0 type bridge mcast_snooping 0",
        "link set lab0 up",
        f"link add port0 type veth peer name {spaces.client_interface} netns {spaces.client}",
        "link set port0 master lab0 up",
    ]
    for number, (address, mac) in enumerate(hosts):
        name = spaces.interface(number)
        lines += [
            f"link add {name} address {mac} type veth peer name b{name}",
            f"link set b{name} master lab0 up",
            f"addr add {address}/{spaces.network.prefixlen} dev {name}",
            f"link set {name} up",
        ]
    return lines


def _keep_apart() -> None:
    """Let each interface of this namespace, also those still to come, answer ARP for its own address only."""
    for name, value in (("arp_ignore", "1"), ("arp_announce", "2"), ("rp_filter", "0")):
        for scope in ("all", "default"):
            Path(f"/proc/sys/net/ipv4/conf/{scope}/{name}").write_text(value)


def remove_stale() -> None:
    """Remove the namespaces of labs whose process is gone."""
    for line in _run(["ip", "netns", "list"], check=False).splitlines():
        name = line.split(" ")[0]
        number = name.removeprefix(PREFIX).split("-")[0]
        if name.startswith(PREFIX) and number.isdigit() and not Path(f"/proc/{number}").exists():
            _run(["ip", "netns", "del", name], check=False)


def _watch(*names: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["sh", "-c", _WATCHER, "watcher", *names], stdin=subprocess.PIPE, start_new_session=True)


def _batch(namespace: str, lines: Sequence[str]) -> None:
    _run(["ip", "-n", namespace, "-batch", "-"], given="\n".join(lines) + "\n")


def _run(command: Sequence[str], *, check: bool = True, given: str = "") -> str:
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise OSError(f"{' '.join(command[:4])}: {done.stderr.strip().partition(chr(10))[0]}")
    return done.stdout


def _enter(file: int) -> None:
    if sys.platform != "linux":
        raise OSError("network namespaces need Linux")
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(file, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), f"cannot enter the namespace: {os.strerror(ctypes.get_errno())}")
