"""Redaction case by case: where secrets hide, what looks like one and is none, and what people's mistakes leave."""

import gzip
import ipaddress
import os
import re
from dataclasses import replace
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from secret_answers import MAC, MATCH, asked_and_seen, is_in, values
from transcript_samples import HEADER, everything_in, exchange, observed, plain_records, write_all, write_chained

from scanner.codec import observations_of
from scanner.model.errors import MachineFault, TranscriptFault
from scanner.model.outcome import Outcome
from scanner.transcript import records
from scanner.transcript.read import replay
from scanner.transcript.redact import redact


@pytest.fixture
def original(tmp_path):
    return write_all(tmp_path / "original.jsonl", asked_and_seen())


def redacted(tmp_path: Path, *asked, header=HEADER):
    """Write exchanges, each with what today's codecs read, and return the replay of the copy."""
    pairs = [(one, observations_of(one)) for one in asked]
    write_all(tmp_path / "t.jsonl", pairs, header)
    redact(tmp_path / "t.jsonl", tmp_path / "copy.jsonl")
    return replay(tmp_path / "copy.jsonl")


def http(number: int, body: bytes, *headers: str, **more) -> tuple:
    head = "\r\n".join(["HTTP/1.1 200 OK", *headers]).encode()
    return exchange(number, head + b"\r\n\r\n" + body, **more)


def test_a_secret_that_chunks_cut_in_two_is_replaced_in_both(tmp_path):
    body = b"14\r\n<p>MAC 44:19:b6:1c:\r\n9\r\n2d:3e</p>\r\n0\r\n\r\n"
    whole = http(1, b"MAC 44:19:b6:1c:2d:3e")
    found = redacted(tmp_path, whole, http(2, body, "Transfer-Encoding: chunked"))
    other = found.exchanges[0][0].received[-17:]
    assert found.exchanges[1][0].received.endswith(
        b"14\r\n<p>MAC " + other[:12] + b"\r\n9\r\n" + other[12:] + b"</p>\r\n0\r\n\r\n"
    )


def test_a_compressed_body_is_blanked_and_what_was_read_in_it_is_kept(tmp_path):
    body = gzip.compress(b"<title>WEB SERVICE</title> 44:19:b6:1c:2d:3e", mtime=0)
    found = redacted(tmp_path, http(1, body, "Content-Encoding: gzip"))
    assert found.exchanges[0][0].received == b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + bytes(len(body))
    assert values(found, "http.title") == ["WEB SERVICE"]
    assert b"1c:2d:3e" not in everything_in(tmp_path / "copy.jsonl")


def test_a_secret_whose_end_a_cap_cut_off_is_replaced_too(tmp_path):
    cut = replace(http(2, b"... 44:19:b6:1c:2d:3"), truncated=True)
    found = redacted(tmp_path, http(1, b"44:19:b6:1c:2d:3e."), cut)
    assert re.search(rb"\.\.\. \d\d:\d\d:[a-z]\d:\d[a-z]:\d[a-z]:\d$", found.exchanges[1][0].received)
    assert b"1c:2d:3" not in everything_in(tmp_path / "copy.jsonl")


@pytest.mark.parametrize(
    "address", ["198.51.100.7", "2001:db8:12::a7", "fd12:3456::1", "172.20.1.2", "192.168.1.1", "10.0.0.1"]
)
def test_an_address_is_replaced_by_one_of_its_kind(tmp_path, address):
    host = f"[{address}]" if ":" in address else address
    asked = http(1, f"c=IN IP4 198.51.100.9\r\nhttp://{host}/".encode(), address=address, sent=f"Host: {host}".encode())
    found = redacted(tmp_path, asked)
    (other, _), *_ = found.exchanges
    assert other.endpoint.address != address
    assert len(other.endpoint.address) == len(address)
    parsed = ipaddress.ip_address(other.endpoint.address)
    assert (parsed.version, parsed.is_private or address.startswith(("198", "2001"))) == (
        4 if "." in address else 6,
        True,
    )
    assert other.sent == f"Host: {host.replace(address, other.endpoint.address)}".encode()
    left = everything_in(tmp_path / "copy.jsonl")
    assert address.encode() not in left
    assert b"198.51.100.9" not in left


def test_an_asked_address_is_replaced_even_where_a_version_reads_the_same(tmp_path):
    asked = exchange(1, b"x", address="10.1.4.20")
    write_all(tmp_path / "t.jsonl", [(asked, observed(asked, ("onvif.device.firmware", "10.1.4.20")))])
    redact(tmp_path / "t.jsonl", tmp_path / "copy.jsonl")
    assert b"10.1.4.20" not in everything_in(tmp_path / "copy.jsonl")


def test_a_default_host_name_or_one_made_of_the_mac_keeps_its_words(tmp_path):
    pairs = []
    for number, name in enumerate(["axis-accc8eea31ab", "IPCam", "HIKVISION", "foyer-north"]):
        asked = exchange(number, f"HIKVISION {name}".encode(), protocol="onvif", address=f"10.1.2.{number}")
        manufacturer = ("onvif.device.model", "HIKVISION")
        pairs.append((asked, observed(asked, ("onvif.hostname", name), manufacturer)))
    write_all(tmp_path / "t.jsonl", pairs)
    redact(tmp_path / "t.jsonl", tmp_path / "copy.jsonl")
    names = values(replay(tmp_path / "copy.jsonl"), "onvif.hostname")
    assert re.fullmatch(r"axis-accc8e[0-9a-f]{6}", names[0])
    assert names[1:3] == ["IPCam", "HIKVISION"]
    assert re.fullmatch(r"[a-z]{5}-[a-z]{5}", names[3])
    assert names[3] != "foyer-north"


def test_a_factory_name_in_certificates_of_several_units_stays(tmp_path):
    pairs = []
    for number, name in enumerate(["cam.maker.example", "cam.maker.example", "north.council.example"]):
        asked = exchange(number, name.encode(), protocol="tls", address=f"10.1.2.{number}")
        pairs.append((asked, observed(asked, ("tls.subject", f"CN={name},O=Maker"))))
    write_all(tmp_path / "t.jsonl", pairs)
    redact(tmp_path / "t.jsonl", tmp_path / "copy.jsonl")
    subjects = values(replay(tmp_path / "copy.jsonl"), "tls.subject")
    assert subjects[:2] == ["CN=cam.maker.example,O=Maker"] * 2
    assert re.fullmatch(r"CN=[a-z]{5}\.[a-z]{7}\.[a-z]{7},O=Maker", subjects[2])
    assert "north.council" not in subjects[2]


def test_people_with_odd_names_do_not_break_the_copys_structure(tmp_path):
    header = replace(HEADER, site="exchange", operator="http.title", authority="answered")
    found = redacted(tmp_path, http(1, b"<title>exchange answered</title>"), header=header)
    asked, _ = found.exchanges[0]
    assert (asked.protocol, asked.outcome, found.header.site) == ("http", Outcome.ANSWERED, "")
    (title,) = values(found, "http.title")
    assert re.fullmatch(r"[a-z]{8} [a-z]{8}", title)
    assert title != "exchange answered"


@pytest.mark.parametrize("site", ["Müllerstraße", "杭州市政府", "R&D <North>", "50% Club", "Main Street", "x.y*z("])
def test_a_name_is_found_in_every_spelling_that_a_device_may_use(tmp_path, site):
    body = f"[{site}] [{site.upper()}] [{quote(site)}] [{escape(site)}] n%20{quote(site)}"
    latin = f" [{site}]".encode("latin-1", "ignore") if site == "Müllerstraße" else b""
    redacted(tmp_path, http(1, body.encode() + latin), header=replace(HEADER, site=site))
    left = everything_in(tmp_path / "copy.jsonl")
    spelt = [site.encode(), quote(site).encode(), escape(site).encode(), site.encode("latin-1", "replace")]
    assert [form for form in spelt if form in left] == []


def test_a_name_inside_a_longer_word_is_another_word(tmp_path):
    found = redacted(tmp_path, http(1, b"<title>Maintenance main.js</title>"), header=replace(HEADER, site="Main"))
    (title,) = values(found, "http.title")
    assert re.fullmatch(r"Maintenance (?!main)[a-z]{4}\.js", title)


def test_a_mac_without_separators_and_a_serial_in_a_name_are_found_where_nothing_else_tells_them(tmp_path):
    match = MATCH.replace("HIKVISION%20DS-2CD2143G0-I", "BOSCH-404754734001050102")
    found = redacted(tmp_path, http(1, b'var id="00075FAB12CD";'), exchange(2, match.encode(), protocol="wsdiscovery"))
    assert re.search(rb'var id="00075F(?!AB12CD)[0-9A-F]{6}";$', found.exchanges[0][0].received)
    (name,) = values(found, "wsd.scope.name")
    assert re.fullmatch(r"BOSCH-404(?!754734001050102)\d{15}", name)


def test_an_unknown_record_is_copied_with_its_secrets_replaced(tmp_path):
    whole = [records.scan_record(HEADER), {"type": "arp", "heard": [{"mac": MAC, "address": "10.7.7.7"}], "id": "a1"}]
    redact(write_chained(tmp_path / "t.jsonl", whole), tmp_path / "copy.jsonl")
    heard = plain_records(tmp_path / "copy.jsonl")[1]
    assert (heard["type"], heard["id"]) == ("arp", "a1")
    assert re.fullmatch(r"44:19:b6(:[0-9a-f]{2}){3}", heard["heard"][0]["mac"])
    assert heard["heard"][0]["mac"] != MAC
    assert heard["heard"][0]["address"] != "10.7.7.7"


def test_the_number_of_different_values_is_counted(tmp_path):
    asked = exchange(1, b"10.1.2.7 10.1.2.7 44:19:b6:1c:2d:3e 4419B61C2D3E")
    header = replace(HEADER, site="", operator="", authority="", targets=(), excluded=())
    whole = [records.scan_record(header), records.intent_record(asked), records.outcome_record(asked, [])]
    assert redact(write_chained(tmp_path / "t.jsonl", whole), tmp_path / "copy.jsonl") == 2


def test_an_existing_file_is_never_written_over(original, tmp_path):
    output = tmp_path / "copy.jsonl"
    output.write_text("kept")
    with pytest.raises(MachineFault) as caught:
        redact(original, output)
    assert str(caught.value) == f"{output}: the copy cannot be written: File exists"
    assert output.read_text() == "kept"


def test_a_damaged_original_gives_no_copy(original, tmp_path):
    lines = original.read_bytes().splitlines(keepends=True)
    (tmp_path / "t.jsonl").write_bytes(b"".join(lines[:3] + lines[4:]))
    with pytest.raises(TranscriptFault, match=r"t\.jsonl:4: the record was changed, or one before it is missing"):
        redact(tmp_path / "t.jsonl", tmp_path / "copy.jsonl")
    assert not (tmp_path / "copy.jsonl").exists()


@pytest.mark.parametrize(
    "foreign", [{"type": "exchange", "observations": [1]}, {"type": "coverage"}, {"endpoint": []}, {}]
)
def test_a_strangers_record_is_a_fault_and_leaves_no_copy(tmp_path, foreign):
    path = write_chained(tmp_path / "t.jsonl", [records.scan_record(HEADER), {"type": "x", **foreign}])
    if foreign:
        with pytest.raises(TranscriptFault, match=r"t\.jsonl:2: not a record as camscan writes it"):
            redact(path, tmp_path / "copy.jsonl")
        assert not (tmp_path / "copy.jsonl").exists()
    else:
        redact(path, tmp_path / "copy.jsonl")
        assert plain_records(tmp_path / "copy.jsonl")[1]["type"] == "x"


@given(
    secrets=st.lists(
        st.ip_addresses(v=4, network="10.0.0.0/8").map(str)
        | st.binary(min_size=6, max_size=6).map(lambda raw: raw.hex(":")),
        min_size=1,
        max_size=5,
    ),
    filling=st.lists(st.binary(max_size=12).map(lambda raw: b" " + raw + b" "), min_size=6, max_size=6),
)
def test_whatever_stands_around_them_addresses_and_macs_go_and_lengths_stay(tmp_path_factory, secrets, filling):
    folder = tmp_path_factory.mktemp("any")
    pieces = [
        piece for pair in zip(filling, [*secrets, *[""] * 6], strict=False) for piece in (pair[0], pair[1].encode())
    ]
    asked = exchange(1, b"".join(pieces), protocol="unknown")
    found = redacted(folder, asked)
    received = found.exchanges[0][0].received
    assert len(received) == len(asked.received)
    hidden = [item for item in secrets if item not in ("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff")]
    assert [item for item in hidden if is_in(item.encode(), received)] == []


@pytest.mark.parametrize(
    ("field", "value", "form"),
    [
        ("rtsp.challenge.realm", "Login to 43f70fdf8d5609c94be7b4b656bb8537", r"Login to [0-9a-f]{32}"),
        ("http.challenge.realm", "DS-0CED27ED", r"DS-[0-9A-F]{8}"),
        ("http.challenge.realm", "AXIS_WS_ACCC8EA31ABF", r"AXIS_WS_ACCC8E[0-9A-F]{6}"),
        ("http.axis.serial", "ACCC8EA31ABF", r"ACCC8E[0-9A-F]{6}"),
        ("onvif.device.serial", "001122334455", r"001122\d{6}"),
        ("wsd.scope.serial", "210235C3UN3191000123", r"210\d{3}[A-Z]\d[A-Z]{2}\d{10}"),
        (
            "tls.subject",
            "CN=AVIGILON,EMAILADDRESS=cctv@council.example",
            r"CN=AVIGILON,EMAILADDRESS=[a-z]{4}@[a-z.]{15}",
        ),
        (
            "wsd.endpoint_reference",
            "uuid:1b77a2db-c51d-44b8-bf2d-418760240ab-6",
            r"uuid:[0-9a-z]{8}(-[0-9a-z]{4}){3}-.{11}-\d",
        ),
        (
            "http.redirect",
            "http://cctv.council.example/doc/page/login.asp",
            r"http://[a-z]{4}\.[a-z.]{15}/doc/page/login\.asp",
        ),
    ],
)
def test_a_serial_or_name_becomes_another_of_its_form(tmp_path, field, value, form):
    asked = exchange(1, f"<{value}>".encode(), protocol="unknown")
    write_all(tmp_path / "t.jsonl", [(asked, observed(asked, (field, value)))])
    redact(tmp_path / "t.jsonl", tmp_path / "copy.jsonl")
    found = replay(tmp_path / "copy.jsonl")
    (other,) = values(found, field)
    assert re.fullmatch(form, other)
    assert other != value
    assert found.exchanges[0][0].received == f"<{other}>".encode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("onvif.device.serial", "n/a"),
        ("onvif.device.serial", "unknown"),
        ("onvif.device.serial", "00000000"),
        ("http.challenge.realm", "iPolis"),
        ("rtsp.challenge.realm", "Login to Amcrest"),
        ("http.challenge.domain", "::"),
        ("tls.subject", "CN=www.hikvision.com,O=HIKVISION,L=HangZhou"),
        ("wsd.scope.location", "country/India"),
        ("wsd.scope.location", "city/hangzhou"),
        ("http.redirect", "/doc/page/login.asp?_1573648"),
        ("http.server", "Foo/v10.1.2.3"),
        ("onvif.clock", "2026-03-02T10:15:00Z"),
        ("mac", "00:00:00:00:00:00"),
    ],
)
def test_what_tells_nothing_of_a_unit_stays(tmp_path, field, value):
    asked = exchange(1, f"<{value}>".encode(), protocol="unknown")
    write_all(tmp_path / "t.jsonl", [(asked, observed(asked, (field, value)))])
    redact(tmp_path / "t.jsonl", tmp_path / "copy.jsonl")
    found = replay(tmp_path / "copy.jsonl")
    assert values(found, field) == [value]
    assert found.exchanges[0][0].received == asked.received


def test_what_looks_like_an_address_and_is_none_stays(tmp_path):
    body = b"10.1.2.999 10.1.2 10.20 1.10.1.2.3 10.1.2.3.4 at 16:45:35 std::abcd a1b2c3d4e5f60718 2024::x"
    found = redacted(tmp_path, http(1, body))
    assert found.exchanges[0][0].received.endswith(b"\r\n\r\n" + body)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
def test_a_full_disk_leaves_no_part_of_a_copy(original, tmp_path, monkeypatch):
    output, real = tmp_path / "copy.jsonl", os.open

    def on_a_full_disk(name, flags, mode=0o777):
        os.close(real(name, flags, mode))
        return real("/dev/full", os.O_WRONLY)

    monkeypatch.setattr(os, "open", on_a_full_disk)
    with pytest.raises(MachineFault) as caught:
        redact(original, output)
    assert str(caught.value) == f"{output}: the copy cannot be written: No space left on device"
    assert not output.exists()
