"""A link that is flooded: bounded in number and bytes, with room left for who is in scope, and what is lost counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from scan_bench import HEADER

from scanner.model.endpoint import Endpoint
from scanner.model.exchange import Exchange
from scanner.model.scope import parse_scope
from scanner.net import link
from scanner.net.gate import Gate, Hearing
from scanner.net.interfaces import Interface
from scanner.net.limits import Limits
from scanner.net.link import LinkSearch
from scanner.net.recorder import Recorder
from scanner.transcript.write import TranscriptWriter

ETH = Interface("eth7", "10.1.2.9", "10.1.2.0/24")
ANSWER = "HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:{}::upnp:rootdevice\r\n\r\n"


@contextmanager
def searched(folder: Path, limits: Limits, heard: list[Exchange]) -> Iterator[LinkSearch]:
    def hear(exchange: Exchange, _: Hearing) -> None:
        heard.append(exchange)

    with TranscriptWriter(folder / "transcript.jsonl", HEADER) as writer:
        gate = Gate(parse_scope(["10.1.2.0/24"]), 1_000)
        yield LinkSearch(gate, Recorder(writer), ETH, ["10.1.2.0/24"], limits, hear)


def say(search: LinkSearch, address: str, word: object, port: int = 1900) -> None:
    search._queued("ssdp", "multicast", Endpoint(address, port, "udp"), ANSWER.format(word).encode())


def lost(limits: Limits) -> dict[str, int]:
    return {limit.what: limit.count for limit in limits.coverage()}


def test_made_up_senders_leave_room_for_those_in_scope_and_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "_MOST_RECORDED", {True: 100, False: 10})
    limits, heard = Limits(), list[Exchange]()
    with searched(tmp_path, limits, heard) as search:
        for number in range(1_000):
            say(search, f"172.16.{number >> 8}.{number & 255}", number)
        for number in range(1, 101):
            say(search, f"10.1.2.{number}", number)
        search.close()
        assert len(search._news._told) == 110
    assert len([one for one in heard if one.target.address.startswith("172.")]) == 10
    assert len([one for one in heard if one.target.address.startswith("10.")]) == 100
    assert lost(limits) == {link.TOO_MANY: 990}


def test_one_sender_with_thousands_of_names_is_heard_a_few_times(tmp_path: Path) -> None:
    limits, heard = Limits(), list[Exchange]()
    with searched(tmp_path, limits, heard) as search:
        for number in range(5_000):
            say(search, "10.1.2.3", number, port=number)  # also from port 0
        search.close()
    assert (len(heard), heard[0].endpoint.port) == (16, 0)


def test_large_datagrams_wait_in_bounded_memory_and_what_has_no_room_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "_MOST_WAITING_BYTES", 1_000_000)
    limits = Limits()
    with searched(tmp_path, limits, []) as search:
        for number in range(200):
            search._queued("ssdp", "multicast", Endpoint("10.1.2.3", number, "udp"), bytes(60_000))
        assert search._waiting_bytes == sum(len(item[-1]) for item in search._queue) <= 1_060_000
        search.close()
        assert (search._waiting_bytes, len(search._queue)) == (0, 0)
    assert lost(limits) == {"answers that came faster than they could be read": 183}


@pytest.mark.parametrize("source", ["0.0.0.0", "240.0.0.1", "10.1.2.255", "10.1.2.0"])
def test_nobody_is_recorded_at_an_address_that_no_host_has(tmp_path: Path, source: str) -> None:
    heard = list[Exchange]()
    with searched(tmp_path, Limits(), heard) as search:
        say(search, source, 1)
        search.close()
    assert heard == []
