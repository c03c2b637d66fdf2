"""A UDP socket on loopback, by Linux's way and by the one of other systems: sent, heard, closed."""

import asyncio
import errno

import pytest

from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome
from scanner.net import udp, udp_socket
from scanner.net.interfaces import Interface
from scanner.net.limits import Limits
from scanner.net.udp import Binding, open_endpoint

LOOPBACK = Interface("lo", "127.0.0.1", "127.0.0.0/8", 1)


@pytest.fixture(params=[True, False], ids=["linux", "elsewhere"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(udp, "_LINUX", request.param)
    monkeypatch.setattr(udp_socket, "_LINUX", request.param)
    return bool(request.param)


class Ear:
    """Notes what it hears, and sets `enough` at the wanted count."""

    def __init__(self, wanted: int) -> None:
        self.heard: list[tuple[Endpoint, bytes]] = []
        self.wanted, self.enough = wanted, asyncio.Event()

    def __call__(self, source: Endpoint, data: bytes) -> None:
        self.heard.append((source, data))
        if len(self.heard) == self.wanted:
            self.enough.set()


@pytest.mark.parametrize(("version", "address"), [(4, "127.0.0.1"), (6, "::1")])
async def test_what_is_sent_is_heard_with_its_source(version: int, address: str) -> None:
    ear, limits = Ear(3), Limits()
    hearing = await open_endpoint(Binding(None, 0, version), ear, limits)
    asking = await open_endpoint(Binding(None, 0, version), Ear(1), limits)
    to = Endpoint(address, hearing.local_port, "udp")
    outcomes = [asking.send(to, b"one"), await asking.send_soon(to, b"two"), asking.send(to, bytes(9_000))]
    async with asyncio.timeout(5):
        await ear.enough.wait()
    source = Endpoint(address, asking.local_port, "udp")
    asking.close()
    hearing.close()
    assert outcomes == [Outcome.ANSWERED] * 3
    assert ear.heard == [(source, b"one"), (source, b"two"), (source, bytes(9_000))]
    assert (hearing.dropped, limits.coverage()) == (0, ())


async def test_a_port_that_another_program_holds_cannot_be_opened() -> None:
    with udp_socket.bound_socket(Binding(LOOPBACK)) as other, pytest.raises(OSError, match="in use") as raised:
        await open_endpoint(Binding(LOOPBACK, other.getsockname()[1]), Ear(1), Limits())
    assert raised.value.errno == errno.EADDRINUSE


async def test_a_datagram_that_is_too_large_is_not_sent_and_counted() -> None:
    limits = Limits()
    endpoint = await open_endpoint(Binding(None), Ear(1), limits)
    endpoint.send(Endpoint("127.0.0.1", 9, "udp"), bytes(70_000))
    await asyncio.sleep(0)
    endpoint.close()
    assert dict(endpoint.unsent) == {"EMSGSIZE": 1}
    assert [(item.what, item.outcome) for item in limits.coverage()] == [
        ("this machine would not send (EMSGSIZE)", "not_sent")
    ]
