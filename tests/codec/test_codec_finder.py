"""The makers' search protocols together: the bytes decide, and no bytes make it raise."""

import pytest
import search_samples as samples
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import finder
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS

VIVOTEK = b'\x02J]\x8f\x1c\x01\x11Virtual-Virtual-1\x02\x06\x00\x11"3DU\x09\x07Virtual'
FOSCAM = b"MO_I\1\0\0" + bytes(8) + b"@" + bytes(7) + b"00626E4A72BF\0Virtual device" + bytes(50)
SONY = b"\2MODEL:SNC-EP520\xffSOFTVERSION:1.40\xff\3"
# What each protocol's bytes begin with, so that made-up ones come further than the first check.
STARTS = [
    *(b"\x99\x39\xa4\x27\0\0\0\0\0\x11\x22\x33\x44\x55", b"\x0b", b"\x0c", b"MO_I\1\0", b"MO_I\1\0\1_Foscam_"),
    *(b"DH\1\x08", b"Arecont_Vision-AV2000\1", b"\xfd\xfd\6\0", b"\xb3\0\x18\0\x58", b"\2J]\x8f\x1c"),
    *(b"\0\1\1\x75\0\x0e", b"\1\0\0\x10", b"\2\6\0\x10", b"\x12\x34\x56\x78SYNO", b"\0\x08\x9b\xc3\xec\x6aSe"),
    *(b"\2MODEL:", b"DISCOVER TYPE=", b"\xff" + bytes(13) + b"\xfb\5", b"<root xmlns='OEMExt00'><device>"),
]


def heard(received: bytes) -> list[tuple[str, str]]:
    endpoint = Endpoint("127.0.0.1", 10000, "udp")
    exchange = Exchange("1", Target("127.0.0.1"), endpoint, "finder", "", 0, 1, Outcome.ANSWERED, b"", received)
    return [(fact.field, fact.value) for fact in finder.read(exchange)]


@pytest.mark.parametrize(
    ("received", "told"),
    [
        (
            VIVOTEK,
            [
                ("finder.protocol", "vivotek-iw"),
                ("finder.name", "Virtual-Virtual-1"),
                ("finder.model", "Virtual"),
                ("mac", "00:11:22:33:44:55"),
            ],
        ),
        (
            FOSCAM,
            [
                ("finder.protocol", "foscam"),
                ("finder.name", "Virtual device"),
                ("finder.firmware", "0.0.0.0"),
                ("finder.serial", "00626E4A72BF"),
                ("mac", "00:62:6e:4a:72:bf"),
            ],
        ),
        (SONY, [("finder.protocol", "sony-snc"), ("finder.model", "SNC-EP520"), ("finder.firmware", "1.40")]),
    ],
    ids=["vivotek", "foscam", "sony"],
)
def test_the_bytes_say_which_protocol_was_spoken_on_a_shared_port(received: bytes, told: list[tuple[str, str]]) -> None:
    assert heard(received) == told


@pytest.mark.parametrize(
    ("received", "protocol"),
    [
        *((samples.BOSCH, "bosch-rcp"), (samples.BOSCH_XML, "bosch-rcp"), (samples.HANWHA, "hanwha-ipinstaller")),
        *((samples.VIVOTEK, "vivotek-iw"), (samples.SONY, "sony-snc"), (samples.CAMERA, "panasonic-easyip")),
        *((samples.RECORDER, "panasonic-easyip"), (samples.netip(1531), "xiongmai-netip")),
        *((samples.REOLINK, "reolink"), (samples.UBIQUITI, "ubiquiti"), (samples.FOSCAM, "foscam")),
        *((samples.FOSCAM_HIDDEN, "foscam"), (samples.VSTARCAM, "vstarcam"), (samples.ARECONT, "arecont")),
        *((samples.DLINK, "dlink-dcs"), (samples.SYNOLOGY, "synology-findhost"), (samples.QNAP, "qnap-qfinder")),
        *((samples.VISION, "360vision"), (samples.DAHUA, "dahua-dvrip")),
    ],
)
def test_each_published_answer_is_one_protocols_and_no_others(received: bytes, protocol: str) -> None:
    assert [found.protocol for reader in finder._READERS if (found := reader(received))] == [protocol]


def test_every_protocol_has_a_line_in_the_description() -> None:
    described = [line.split()[0] for line in (finder.__doc__ or "").splitlines() if "UDP" in line]
    assert (len(described), len(set(described)), len(finder._READERS)) == (16, 16, 16)


@pytest.mark.parametrize(
    "received",
    [b"", b"\0", b"HTTP/1.1 200 OK\r\n\r\n<root><device/></root>", b"<ProbeMatch/>", b" \0\0\0DHIP{}", b"\0" * 500],
)
def test_what_is_in_no_protocol_tells_nothing(received: bytes) -> None:
    assert heard(received) == []


def test_a_huge_datagram_is_read_in_bounds() -> None:
    found = heard(VIVOTEK[:5] + b"\x01\xff" + b"A" * 80_000)
    assert [value for field, value in found if field == "finder.name"] == ["A" * 255]


starts = st.sampled_from(STARTS)
sizes = st.sampled_from([0, 20, 60, 250, 377, 400])


@given(starts, st.binary(max_size=60), sizes, st.sampled_from([b"\0", b"A", b"\xff", b"\1"]))
def test_no_bytes_make_it_raise_and_every_field_is_declared(start: bytes, more: bytes, size: int, fill: bytes) -> None:
    found = heard(start + more + fill * size)
    assert {field for field, _ in found} <= FIELDS.keys()
    assert all(0 < len(value) <= 256 for _, value in found)


@given(starts, st.integers(0, 400))
def test_no_length_makes_it_raise(start: bytes, size: int) -> None:
    for received in ((start + bytes(size))[:size], (start + b"1" * size)[:size]):
        assert {field for field, _ in heard(received)} <= FIELDS.keys()
