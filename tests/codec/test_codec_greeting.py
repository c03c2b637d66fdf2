"""Greetings: what a port says first, as hex, as text, as FTP, as telnet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import greeting
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS


def heard(received: bytes) -> dict[str, str]:
    exchange = Exchange(
        "1", Target("127.0.0.1"), Endpoint("127.0.0.1", 8000), "greeting", "", 0, 1, Outcome.ANSWERED, b"", received
    )
    facts = greeting.read(exchange)
    assert len({fact.field for fact in facts}) == len(facts)
    return {fact.field: fact.value for fact in facts}


def test_a_binary_greeting_is_told_in_hex_only() -> None:
    # What Hikvision's SDK port says unasked, after nmap's NULL probe.
    received = bytes.fromhex("00000010 0000001e 0000001e 00000000")
    assert heard(received) == {"tcp.greeting": "000000100000001e0000001e00000000"}


def test_only_the_first_bytes_are_kept() -> None:
    assert heard(b"\xfe" * 1000) == {"tcp.greeting": "fe" * greeting.MAX_BYTES}


def test_an_ftp_greeting_is_known_by_its_code() -> None:
    text = "220 AXIS 216FD Network Fixed Dome Camera 4.47 (Mar 13 2008) ready."
    found = heard(text.encode() + b"\r\n")
    assert (found["ftp.banner"], found["tcp.banner"], "telnet.banner" in found) == (text, text, False)


def test_an_ftp_greeting_of_several_lines_keeps_them() -> None:
    assert (
        heard(b"220-Sony Network Camera SNC-EP520\r\n220 \r\n")["ftp.banner"]
        == "220-Sony Network Camera SNC-EP520\n220"
    )


def test_a_mail_server_is_no_ftp_server() -> None:
    assert set(heard(b"220 host.example ESMTP ready\r\n")) == {"tcp.greeting", "tcp.banner"}


@pytest.mark.parametrize(
    ("received", "text"),
    [
        (b"\xff\xfd\x01\xff\xfd\x1f\xff\xfb\x01\xff\xfb\x03\r\n192.0.0.64 login: ", "192.0.0.64 login:"),
        (b"\xff\xfa\x18\x01\xff\xf0\xff\xf9Welcome to AutoDome 800 HD 1.2.3.4 from 5.6.7.8", None),
        (b"192.0.0.64 login: ", "192.0.0.64 login:"),
        (b"\r\nUser Access Verification\r\n\r\nUsername: ", "User Access Verification\nUsername:"),
        (b"\xff\xfb\x01\x1b[2J\x00(none) login:\xff", "(none) login:"),
    ],
)
def test_a_telnet_greeting_is_known_by_negotiation_or_prompt(received: bytes, text: str | None) -> None:
    assert heard(received)["telnet.banner"] == (text or "Welcome to AutoDome 800 HD 1.2.3.4 from 5.6.7.8")


def test_negotiation_alone_leaves_no_text() -> None:
    assert heard(b"\xff\xfd\x01\xff\xfb") == {"tcp.greeting": "fffd01fffb"}


def test_other_text_is_a_banner_and_no_more() -> None:
    assert heard(b"SSH-2.0-dropbear_2019.78\r\n") == {
        "tcp.greeting": b"SSH-2.0-dropbear_2019.78\r\n".hex(),
        "tcp.banner": "SSH-2.0-dropbear_2019.78",
    }


def test_a_character_split_by_the_cut_does_not_hide_the_text() -> None:
    received = b"x" + "é".encode() * 2000
    assert heard(received)["tcp.banner"] == "x" + "é" * (greeting.MAX_TEXT - 1)


def test_silence_tells_nothing() -> None:
    assert heard(b"") == {}


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([b"\xff", b"\xfa", b"\xf0", b"220 ", b"login:", b"\n", b"\0"])).map(b"".join)
)
def test_no_bytes_make_it_raise_and_every_field_is_declared(received: bytes) -> None:
    found = heard(received)
    assert found.keys() <= FIELDS.keys()
    assert all(character.isprintable() or character == "\n" for value in found.values() for character in value)
