"""Replacements: of one value always the same, and never with another unit's value in them."""

import os
import re

import pytest
from transcript_samples import exchange, write_all

from scanner.model.errors import MachineFault
from scanner.transcript.disguise import Disguise
from scanner.transcript.redact import redact
from scanner.transcript.secret import Secret


def disguise(*secrets: Secret) -> Disguise:
    return Disguise({secret.value: secret for secret in secrets})


def ipv4(*addresses: str) -> list[Secret]:
    return [Secret("ipv4", address.encode()) for address in addresses]


# Ten times longer than 10.1.2.7, so that whatever replaces that one is the beginning of one of these.
LONGER = [f"10.{a}.{b}.{c}0" for a in range(1, 10) for b in range(1, 10) for c in range(1, 10)]


def test_an_address_at_the_end_of_an_answer_is_replaced_as_it_is_in_the_middle():
    changed = disguise(*ipv4("10.1.2.7", *LONGER)).in_bytes
    middle = changed(b"at 10.1.2.7 ")
    assert re.fullmatch(rb"at 10\.[1-9]\.[1-9]\.[1-9] ", middle)
    assert changed(b"at 10.1.2.7") == middle.rstrip()


def test_an_address_after_chunks_is_replaced_once():
    changed = disguise(*ipv4("10.1.2.7", *LONGER)).in_bytes
    (other,) = re.findall(rb"10\.\d\.\d\.\d", changed(b"at 10.1.2.7 "))
    assert changed(b"\r\n\r\n9\r\n 10.1.2.7\r\n0\r\n\r\n") == b"\r\n\r\n9\r\n " + other + b"\r\n0\r\n\r\n"


def test_no_replacement_holds_another_units_address():
    # A replacement that ends in .1x to .4x would spell one of the short ones for whoever searches for it.
    short = [f"10.{a}.{b}.{c}" for a in range(1, 10) for b in range(1, 10) for c in range(1, 5)]
    long = [f"10.1.2.{number}" for number in range(50, 60)]
    other = disguise(*ipv4(*short, *long)).in_bytes(" ".join(long).encode() + b" ")
    assert [address for address in (*short, *long) if address.encode() in other] == []


def test_the_octet_that_tells_a_length_says_where_an_address_ends():
    changed = disguise(*ipv4("10.1.2.3", "10.1.2.31")).in_bytes
    alone, longer = changed(b"\0 10.1.2.3 ")[2:-1], changed(b"\0 10.1.2.31 ")[2:-1]
    assert changed(b"\x0c\x0810.1.2.31\x0b\0") == b"\x0c\x08" + alone + b"1\x0b\0"
    assert changed(b"\x0c\x0910.1.2.31\x0b\0") == b"\x0c\x09" + longer + b"\x0b\0"
    assert changed(b"\0\n10.1.2.31") == b"\0\n" + longer


def test_without_secrets_everything_stays():
    nothing = disguise()
    assert nothing.in_bytes(b"HTTP/1.1 200 OK\r\n\r\n10.1.2.7") == b"HTTP/1.1 200 OK\r\n\r\n10.1.2.7"
    assert (nothing.in_text("Tür \ud800"), nothing.count) == ("Tür \ud800", 0)


@pytest.mark.parametrize(
    ("kind", "value", "shape"),
    [
        ("ipv4", "192.168.17.203", r"192\.168\.\d\d\.\d{3}"),
        ("ipv4", "172.16.5.6", r"172\.16\.\d\.\d"),
        ("ipv4", "198.51.100.7", r"\d{3}\.\d\d\.\d{3}\.\d"),
        ("ipv6", "fe80::4619:b6ff:fe1c:2d3e", r"fe80::[0-9a-f]{4}:[0-9a-f]{4}:[0-9a-f]{4}:[0-9a-f]{4}"),
        ("mac", "4419b61c2d3e", "4419b6[0-9a-f]{6}"),
        ("mac", "404754734001", r"404754\d{6}"),
        (
            "uuid",
            "7d2f6a10-4a3b-11b4-83c1-4419b61c2d3e",
            "[0-9a-f]{8}-[0-9a-f]{4}-11b4-8[0-9a-f]{3}-4419b6[0-9a-f]{6}",
        ),
        ("hex", "00a1b2c3", "[0-9a-f]{8}"),
        ("text", "gate-house 12", r"[a-z]{4}-[a-z]{5} \d\d"),
    ],
)
def test_a_replacement_has_the_shape_of_what_it_replaces(kind, value, shape):
    changed = disguise(Secret(kind, value.encode()))
    other = changed.in_text(value)
    assert re.fullmatch(shape, other)
    assert other != value
    assert len(other) == len(value)
    assert changed.in_text(f"<{value}> {value}") == f"<{other}> {other}"


def test_upper_case_is_replaced_by_upper_case():
    changed = disguise(Secret("text", b"gatehouse"), Secret("hex", b"a1b2c3d4"))
    lower, upper = changed.in_text("gatehouse"), changed.in_text("GATEHOUSE")
    assert (upper, changed.in_text("Gatehouse")) == (lower.upper(), lower.capitalize())
    assert re.fullmatch("[0-9A-F]{8}", changed.in_text("A1B2C3D4"))


def test_a_disk_too_full_for_the_copy_is_a_machine_fault_and_no_half_copy_stays(tmp_path, monkeypatch):
    source = write_all(tmp_path / "t.jsonl", [(exchange(1, b"x" * 100_000), [])])
    opening, output = os.open, tmp_path / "copy.jsonl"

    def on_a_full_disk(path, *how):
        os.close(opening(path, *how))
        return opening("/dev/full", os.O_WRONLY)

    monkeypatch.setattr(os, "open", on_a_full_disk)
    with pytest.raises(MachineFault) as caught:
        redact(source, output)
    assert str(caught.value) == f"{output}: the copy cannot be written: No space left on device"
    assert not output.exists()
