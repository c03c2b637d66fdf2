"""One UDP socket an interface: sends questions, hears every answer with its source."""

import asyncio
import socket
from collections.abc import Callable

from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome
from scanner.net.tcp import outcome_of_error

# A datagram for an address without an ARP entry waits in the sender's buffer: with the usual 212 kB, three in five
# sends to an attached /23 failed. Replies to one multicast come all at once.
BUFFER_BYTES = 4 * 1024 * 1024
_MULTICAST_TTL = 1

Heard = Callable[[Endpoint, bytes], None]


class UdpEndpoint:
    """A socket bound to one local address. `heard` is called with the source of each datagram."""

    def __init__(self, transport: asyncio.DatagramTransport, failures: list[Exception]) -> None:
        self._transport = transport
        self.failures = failures

    def send(self, endpoint: Endpoint, payload: bytes) -> Outcome:
        """Send one datagram; ANSWERED means only that it left."""
        try:
            self._transport.sendto(payload, (endpoint.address, endpoint.port))
        except OSError as error:
            return outcome_of_error(error.errno or 1)
        return Outcome.ANSWERED

    @property
    def local_port(self) -> int:
        """The port that answers come to."""
        return int(self._transport.get_extra_info("sockname")[1])

    def close(self) -> None:
        """Close the socket."""
        self._transport.close()


async def open_udp(local_address: str, heard: Heard) -> UdpEndpoint:
    """Open a socket on a local address (`0.0.0.0` for any). Raises OSError."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            made.setsockopt(socket.SOL_SOCKET, option, BUFFER_BYTES)
        if local_address != "0.0.0.0":  # noqa: S104 - compared, not bound
            made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(local_address))
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, _MULTICAST_TTL)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
        made.bind((local_address, 0))
    except OSError:
        made.close()
        raise
    failures: list[Exception] = []
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Receiver(heard, failures), sock=made)
    return UdpEndpoint(transport, failures)


class _Receiver(asyncio.DatagramProtocol):
    def __init__(self, heard: Heard, failures: list[Exception]) -> None:
        self._heard = heard
        self._failures = failures

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        self._heard(Endpoint(source[0], source[1], "udp"), data)

    def error_received(self, error: Exception) -> None:
        # ICMP port unreachable for some earlier datagram: says nothing about which, so it is only counted.
        self._failures.append(error)
