"""Search answers in a copy to share: octets, hidden text, names and logins are gone, and what tells the maker stays."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_answers import ANSWERS, AXIS, DHIP, FOSCAM, GATEWAY, LINK_LOCAL, VSTARCAM, answered, foscam, ip, mac
from secret_answers import values
from transcript_samples import COVERAGE, HEADER, everything_in, exchange, observed, write_all

from scanner.codec import observations_of
from scanner.model.coverage import LinkCoverage
from scanner.transcript.answers import blanked, shown
from scanner.transcript.read import replay
from scanner.transcript.redact import redact
from scanner.transcript.write import TranscriptWriter

MAC_TAILS = [bytes([0x1C, 0x2D, last]) for last in (*range(0x31, 0x38), 0x40, 0x42, 0x45, 0x46, 0x97, 0x98, 0x99)]
NAMES = [
    *(
        b"gate house",
        b"nursery",
        b"loading bay",
        b"depot yard",
        b"stadium",
        b"archiveroom",
        b"north\\/south",
        b"bowling",
    ),
    *(
        b"register",
        b"opposite",
        b"crematorium",
        b"bin-store",
        b"northtown",
        b"tram shed",
        "café".encode(),
        b"m. example",
    ),
]
IDENTITIES = [
    *(
        b"gatekeeper",
        b"sesame-77",
        b"vstc123456abcde",
        b"xbv30463",
        b"2040sbr123456",
        b"6c01e93pag69a7d",
        b"qx7712340987",
    ),
    *(
        b"8012a6f0b1c2d3e4f5061728394a5b6c",
        b"5f4dcc3b5aa765d61d8327deb882cf99",
        b"h10a004ad",
        b"4d454930-0000",
        b"5f5a69c2",
    ),
    *(
        b"00626e1c2d33",
        b"av1c2d42",
        b"accc8e1c2d40",
        b"accc8e1c2d47",
        b"4419b61c2d49",
        b"1c:2d:31",
        b"1c:2d:38",
    ),
    *(b"1c-2d-39", b"1c:2d:37", b"1c:2d:98", b"00:13:24:1c", b"1c:2d:48", b"6c:1c:71:1c:2d"),
]


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return write_all(tmp_path_factory.mktemp("original") / "t.jsonl", answered())


@pytest.fixture(scope="module")
def copy(original, tmp_path_factory):
    path = tmp_path_factory.mktemp("copy") / "shared.jsonl"
    redact(original, path)
    return path


def searchable(path) -> bytes:
    """Everything in a transcript, and Foscam's hidden text in the clear beside it."""
    hidden = [one.received for one, _ in replay(path).exchanges if one.protocol == "foscam"]
    key = b"_Foscam_"
    clear = [bytes(octet ^ key[at % 8] for at, octet in enumerate(data[0x17:])) for data in hidden]
    return b"\n".join([everything_in(path), *clear])


@pytest.mark.parametrize("secret", [*NAMES, *IDENTITIES])
def test_no_name_id_or_login_is_left(original, copy, secret):
    assert secret in searchable(original).lower()
    assert secret not in searchable(copy).lower()


@pytest.mark.parametrize("tail", MAC_TAILS, ids=bytes.hex)
def test_no_mac_address_is_left_in_octets_or_in_text(original, copy, tail):
    written = [tail, tail.hex().encode(), tail.hex(":").encode(), tail.hex("-").encode()]
    assert any(form in searchable(original).lower() for form in written)
    assert [form for form in written if form in searchable(copy).lower()] == []


@pytest.mark.parametrize("last", [last for _, last, _ in ANSWERS])
def test_no_address_of_a_device_is_left_in_octets_or_in_text(original, copy, last):
    assert f"10.1.2.{last}".encode() in everything_in(original)
    assert not re.search(rb"10\.1\.2\.%d(?!\d)" % last, everything_in(copy))
    assert ip(last) not in searchable(copy)


def test_the_gateway_and_who_asked_are_gone_from_the_octets_too(original, copy):
    link_local = bytes.fromhex("d62dc5fffe1c2d35")
    for octets in (GATEWAY, ip(9), mac(0x99, "a02919"), mac(0x97, "a02919"), link_local):
        assert octets in searchable(original)
        assert octets not in searchable(copy)


def test_the_addresses_of_hosts_are_gone_whoever_told_them(original, copy, tmp_path):
    for last in (40, 41, 42, 47):
        assert LINK_LOCAL + bytes([last]) in searchable(original)
        assert LINK_LOCAL + bytes([last]) not in searchable(copy)
    by_ipv6 = exchange(1, AXIS, address="fe80::34a1:c779:b5e:2228", protocol="mdns")
    write_all(tmp_path / "t.jsonl", [(by_ipv6, observations_of(by_ipv6))])
    redact(tmp_path / "t.jsonl", tmp_path / "copy.jsonl")
    received = replay(tmp_path / "copy.jsonl").exchanges[0][0].received
    assert (ip(40) in AXIS, ip(40) in received, len(received)) == (True, False, len(AXIS))


def test_reading_the_copys_bytes_anew_gives_the_copys_observations(copy):
    found = replay(copy).exchanges
    # JSON writes one letter in six signs, UTF-8 in two octets: that name alone comes out differently.
    told = [
        (
            [item for item in observations_of(one) if item.field != "dhip.name"],
            [item for item in seen if item.field != "dhip.name"],
        )
        for one, seen in found
    ]
    assert [anew for anew, _ in told] == [seen for _, seen in told]


def test_lengths_and_what_tells_maker_model_and_firmware_stay(original, copy):
    before, after = replay(original).exchanges, replay(copy).exchanges
    kept = (
        "protocol",
        "model",
        "firmware",
        "version",
        "type",
        "method",
        "vendor",
        "class",
        "service",
        "server",
        "target",
    )
    for (one, seen), (other, left) in zip(before, after, strict=True):
        assert (len(one.received), one.details["interface"]) == (len(other.received), other.details["interface"])
        stays = [item.value for item in seen if item.field.rpartition(".")[2] in kept]
        assert stays == [item.value for item in left if item.field.rpartition(".")[2] in kept]
        assert [item.field for item in seen] == [item.field for item in left]
    assert {item.value for _, left in after for item in left if item.field == "finder.protocol"} == {
        *("bosch-rcp", "vivotek-iw", "foscam", "vstarcam", "panasonic-easyip", "ubiquiti", "synology-findhost")
    }


def test_the_block_of_each_mac_address_stays(original, copy):
    def blocks(path):
        return [value[:8] for value in values(replay(path), "mac")]

    assert blocks(copy) == blocks(original)
    assert len(set(values(replay(copy), "mac"))) == len(set(values(replay(original), "mac")))


@pytest.mark.parametrize(
    ("field", "form"),
    [
        ("mdns.instance", r"AXIS M5014 - ACCC8E[0-9A-F]{6}"),
        ("mdns.instance", r"ARECONT AV 1000-AV[0-9A-F]{6}"),
        ("mdns.host", r"axis-accc8e[0-9a-f]{6}\.local"),
        ("mdns.text", r"MAC=AV[0-9A-F]{6}-FW10000\.00-3D9B17BB-F37B0001-0100/1000-[A-Z]{7}"),
        ("mdns.text", r"path=/index\.html"),
        ("mdns.text", r"model=ND-4000"),
        ("mdns.text", r"note=[A-Z][a-z]{7} [A-Z][a-z]{3} \d\d"),
        (
            "ssdp.usn",
            r"uuid:[0-9a-f]{8}-[0-9a-f]{4}-1000-8[0-9a-f]{3}-accc8e[0-9a-f]{6}::urn:axis-com:service:BasicService:1",
        ),
        ("onvif.endpoint_reference", r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-504f-8[0-9a-f]{3}-4419b6[0-9a-f]{6}"),
        ("record.make", "Hikvision"),
    ],
)
def test_shapes_that_fingerprints_know_stay(copy, field, form):
    assert [value for value in values(replay(copy), field) if re.fullmatch(form, value)] != []


def test_a_mac_address_is_replaced_alike_in_octets_in_ipv6_and_in_text(tmp_path):
    asked = exchange(
        1, b"\0" + mac(0x50) + bytes.fromhex("02075ffffe1c2d50") + b" 00:07:5F:1C:2D:50", protocol="unknown"
    )
    write_all(tmp_path / "t.jsonl", [(asked, observed(asked, ("mac", "00:07:5f:1c:2d:50")))])
    redact(tmp_path / "t.jsonl", tmp_path / "copy.jsonl")
    found = replay(tmp_path / "copy.jsonl")
    (told,) = values(found, "mac")
    other = bytes.fromhex(told.replace(":", ""))
    assert found.exchanges[0][0].received == (
        b"\0" + other + b"\x02" + other[1:3] + b"\xff\xfe" + other[3:] + b" " + told.upper().encode()
    )
    assert told.startswith("00:07:5f:")
    assert told != "00:07:5f:1c:2d:50"


@pytest.mark.parametrize("tail", ["2d50", "0d51"])
def test_an_ipv6_address_made_of_a_mac_address_is_made_of_the_other_one_where_it_fits(tmp_path, tail):
    address = f"fe80::207:5fff:fe1c:{tail.lstrip('0')}"
    asked = exchange(1, b"\0", address=address, protocol="unknown")
    write_all(tmp_path / "t.jsonl", [(asked, observed(asked, ("mac", f"00:07:5f:1c:{tail[:2]}:{tail[2:]}")))])
    for attempt in range(8):
        redact(tmp_path / "t.jsonl", tmp_path / f"{attempt}.jsonl")
        found = replay(tmp_path / f"{attempt}.jsonl")
        (told,), other = values(found, "mac"), found.exchanges[0][0].endpoint.address
        last = told[12:].replace(":", "").lstrip("0")
        assert (len(other), other == address, told.startswith("00:07:5f:")) == (len(address), False, True)
        if len(last) == len(tail.lstrip("0")):
            assert other == f"fe80::207:5fff:fe{told[9:11]}:{last}"


def test_two_addresses_that_differ_only_as_letters_do_in_case_stay_two(tmp_path):
    pairs = []
    for number, octets in enumerate((mac(0x41), mac(0x61)), 1):
        one = exchange(number, b"\0" + octets, protocol="unknown")
        pairs.append((one, observed(one, ("mac", octets.hex(":")))))
    write_all(tmp_path / "t.jsonl", pairs)
    redact(tmp_path / "t.jsonl", tmp_path / "copy.jsonl")
    found = replay(tmp_path / "copy.jsonl")
    assert [one.received[1:].hex(":") for one, _ in found.exchanges] == values(found, "mac")
    assert len(set(values(found, "mac"))) == 2


@pytest.mark.parametrize(
    ("own", "data", "changed"),
    [
        ("10.0.4.7", b"\0\x0a\0\4\0 \x0a\0\4\7", b"\0\x0a\0\4\0 "),
        ("10.32.32.7", b"\0\n  x \n  \7", b"\0\n  x "),
    ],
    ids=["a tag and its length", "an indentation"],
)
def test_what_only_looks_like_a_neighbours_address_stays(tmp_path, own, data, changed):
    asked = exchange(1, data, address=own, protocol="unknown")
    write_all(tmp_path / "t.jsonl", [(asked, [])])
    redact(tmp_path / "t.jsonl", tmp_path / "copy.jsonl")
    received = replay(tmp_path / "copy.jsonl").exchanges[0][0].received
    assert received.startswith(changed)
    assert received != data


def test_where_text_has_no_zero_octet_no_address_is_looked_for_in_octets(tmp_path):
    page = b"HTTP/1.1 200 OK\r\n\r\n\n\1\2\x07"
    asked = exchange(1, page, address="10.1.2.7")
    write_all(tmp_path / "t.jsonl", [(asked, [])])
    redact(tmp_path / "t.jsonl", tmp_path / "copy.jsonl")
    assert replay(tmp_path / "copy.jsonl").exchanges[0][0].received == page


def test_a_hidden_answer_is_shown_and_hidden_again_under_its_own_key():
    assert shown(FOSCAM)[0x17:] == foscam(hidden=False)[0x17:]
    assert shown(shown(FOSCAM)) == FOSCAM
    assert shown(foscam(hidden=False)) == foscam(hidden=False)


def test_a_login_is_blanked_and_what_stands_before_it_stays():
    assert blanked(VSTARCAM) == VSTARCAM[:0xEC] + bytes(len(VSTARCAM) - 0xEC)
    assert blanked(DHIP) == DHIP


def test_a_record_keeps_what_it_tells_and_loses_its_remarks():
    record = next(data for protocol, _, data in ANSWERS if protocol == "record")
    assert len(blanked(record)) == len(record)
    assert b'"Tram Shed"' in blanked(record)
    assert b"M. Example" not in blanked(record)
    assert blanked(b'{"told": broken') == bytes(15)


def test_a_links_subnet_and_a_files_name_are_left_out(tmp_path):
    link = LinkCoverage("eth1", "203.0.113.0/24", (), {}, "203.0.113.0/24 is not wholly in scope")
    spots = ("northtown-leases.csv (a list of DHCP leases) is a record",)
    asked = exchange(1, b"x", protocol="record", file="northtown-leases.csv", line="7")
    with TranscriptWriter(tmp_path / "t.jsonl", HEADER) as writer:
        writer.intent(asked)
        writer.outcome(asked, [])
        writer.coverage(replace(COVERAGE, links=(link,), blind_spots=spots))
        writer.end(1_772_446_600.0, complete=True)
    redact(tmp_path / "t.jsonl", tmp_path / "copy.jsonl")
    found = replay(tmp_path / "copy.jsonl")
    (left,) = found.coverage.links
    assert (left.interface, left.subnet) == ("eth1", "link 1")
    assert re.fullmatch(r"\d{3}\.\d\.\d{3}\.\d/24 is not wholly in scope", left.off_because)
    assert b"203.0.113" not in everything_in(tmp_path / "copy.jsonl")
    assert b"northtown" not in everything_in(tmp_path / "copy.jsonl")


@given(
    st.binary(max_size=400)
    | st.builds(lambda answer, cut: answer[2][:cut], st.sampled_from(ANSWERS), st.integers(0, 400))
)
def test_no_bytes_make_it_raise_or_change_a_length(data):
    assert len(blanked(data)) == len(data)
    assert shown(shown(data)) == data


@pytest.mark.parametrize(("own", "kept"), [(bytes(4), bytes((172, 20, 5, 77))), (bytes((10, 7, 9, 33)), bytes(4))])
def test_the_address_that_a_dhcp_client_asks_for_is_kept_only_where_it_tells_who_speaks(
    own: bytes, kept: bytes
) -> None:
    head = bytes((1, 1, 6, 0)) + bytes(8) + own + bytes(12) + mac(0x46, "4419b6") + bytes(202)
    asked = head + bytes.fromhex("63825363350103") + bytes((50, 4, 172, 20, 5, 77, 255))
    assert blanked(asked)[-5:-1] == kept


def test_the_number_of_a_unit_that_no_codec_reads_is_gone_too(tmp_path):
    # julienblitte/UniversalScanner, 360Vision.selftest: a number beside the MAC address.
    answer = b"DISCOVER TYPE=IPDOME KEY='00:11:22:33:44:55' ID=8331852488\r\n"
    made = replace(exchange(1), protocol="vision360", received=answer)
    write_all(tmp_path / "t.jsonl", [(made, observations_of(made))])
    redact(tmp_path / "t.jsonl", tmp_path / "shared.jsonl")
    ((kept, _),) = replay(tmp_path / "shared.jsonl").exchanges
    assert b"8331852488" not in kept.received
    assert re.fullmatch(rb"DISCOVER TYPE=IPDOME KEY='00:11:22:..:..:..' ID=\d{10}\r\n", kept.received)
    assert "IPDOME" in {item.value for item in observations_of(kept)}
