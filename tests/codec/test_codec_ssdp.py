"""SSDP: answers and announcements as published, and what is neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from question_checks import OCTETS, all_known, free_places, taken_at_other_lengths
from search_checks import TEN_THOUSAND, made_up

from scanner.codec import ssdp
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS

# An Axis camera: FantasticFiasco/axis-js, packages/axis-discovery-ssdp/test/root-descriptions/Mappings.mock.ts.
AXIS = (
    b"HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nDATE: Sun, 02 Oct 2016 21:11:25 GMT\r\nEXT:\r\n"
    b'LOCATION: http://192.168.1.102:45895/rootdesc1.xml\r\nOPT: "http://schemas.upnp.org/upnp/1/0/"; ns=01\r\n'
    b"SERVER: Linux/2.6.35, UPnP/1.0, Portable SDK for UPnP devices/1.6.18\r\nX-User-Agent: redsonic\r\n"
    b"ST: urn:axis-com:service:BasicService:1\r\n"
    b"USN: uuid:Upnp-BasicDevice-1_0-accc8e270ad8::urn:axis-com:service:BasicService:1\r\n"
)
TOLD = [
    ("ssdp.server", "Linux/2.6.35, UPnP/1.0, Portable SDK for UPnP devices/1.6.18"),
    ("ssdp.target", "urn:axis-com:service:BasicService:1"),
    ("ssdp.usn", "uuid:Upnp-BasicDevice-1_0-accc8e270ad8::urn:axis-com:service:BasicService:1"),
    ("ssdp.location", "/rootdesc1.xml"),
]
# julienblitte/UniversalScanner, SSDP.selftest: no space behind the colons, blanks at the end.
ALIVE = (
    b"NOTIFY * HTTP/1.1\r\nHOST:239.255.255.250:1900\r\nCACHE-CONTROL:max-age=1810\r\n"
    b"LOCATION:http://240.0.1.0/rootDesc.xml\r\nSERVER: Universal Scanner/0.0, Virtual/1.0\r\n"
    b"NT:uuid:unique-id-12345678\r\nUSN:uuid:unique-id-12345678\r\nNTS:ssdp:alive\r\n "
)


def heard(received: bytes) -> list[tuple[str, str]]:
    endpoint = Endpoint("127.0.0.1", 1900, "udp")
    exchange = Exchange("1", Target("127.0.0.1"), endpoint, "ssdp", "", 0, 1, Outcome.ANSWERED, b"", received)
    return [(fact.field, fact.value) for fact in ssdp.read(exchange)]


def values(received: bytes, field: str) -> list[str]:
    return [value for name, value in heard(received) if name == field]


def test_an_answer_tells_server_target_name_and_the_path_of_the_description() -> None:
    assert heard(AXIS) == TOLD


def test_an_announcement_tells_the_same_with_its_target_in_nt() -> None:
    assert heard(ALIVE) == [
        ("ssdp.server", "Universal Scanner/0.0, Virtual/1.0"),
        ("ssdp.target", "uuid:unique-id-12345678"),
        ("ssdp.usn", "uuid:unique-id-12345678"),
        ("ssdp.location", "/rootDesc.xml"),
    ]


@pytest.mark.parametrize(
    "received",
    [
        AXIS.replace(b"LOCATION", b"Location").replace(b"SERVER", b"server").replace(b"USN:", b"uSn :"),
        AXIS.replace(b"\r\n", b"\n"),
        AXIS + b"\r\n\0",
        b"\r\n" + AXIS,
        AXIS.replace(b"HTTP/1.1 200 OK", b"HTTP/1.0 200"),
    ],
    ids=["case", "bare line feeds", "NUL at the end", "empty line first", "no reason"],
)
def test_ways_of_writing_do_not_matter(received: bytes) -> None:
    assert heard(received) == TOLD


@pytest.mark.parametrize(
    ("location", "path"),
    [
        (b"http://192.0.2.7:49152/upnpdevicedesc.xml", ["/upnpdevicedesc.xml"]),
        (b"http://[fe80::1]:80/d.xml?a=b#c", ["/d.xml"]),
        (b"https://192.0.2.7", ["/"]),
        (b"http://[fe80::1", []),
        (b"file:///etc/passwd", []),
        (b"d.xml", []),
        (b"", []),
    ],
)
def test_only_the_path_of_the_location_is_told(location: bytes, path: list[str]) -> None:
    received = AXIS.replace(b"http://192.168.1.102:45895/rootdesc1.xml", location)
    assert values(received, "ssdp.location") == path


@pytest.mark.parametrize(
    "received",
    [
        b"",
        b"\0\0\0\x10",
        b'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nST: ssdp:all\r\n\r\n',
        ALIVE.replace(b"ssdp:alive", b"ssdp:byebye"),
        AXIS.replace(b"200 OK", b"404 Not Found"),
        b"HTTP/1.1 200 OK\r\nServer: App-webs/\r\nContent-Length: 0\r\n\r\n",
        ALIVE.replace(b"NT:", b"X:").replace(b"USN:", b"Y:"),
    ],
    ids=["nothing", "binary", "a question", "a farewell", "a refusal", "a web page", "nameless"],
)
def test_what_describes_no_device_tells_nothing(received: bytes) -> None:
    assert heard(received) == []


def search(host: str, target: str) -> bytes:
    # The order and the MX of UPnP Device Architecture 1.1, clause 1.3.2.
    return f'M-SEARCH * HTTP/1.1\r\nHOST: {host}\r\nMAN: "ssdp:discover"\r\nMX: 2\r\nST: {target}\r\n\r\n'.encode()


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("239.255.255.250", "239.255.255.250:1900"),
        ("ff02::c", "[FF02::C]:1900"),
        ("ff02::c%3", "[FF02::C]:1900"),
        ("192.0.2.7", "192.0.2.7:1900"),
        ("fe80::accc:8eff:fe27:ad8%eth1", "[fe80::accc:8eff:fe27:ad8]:1900"),
    ],
)
def test_a_search_names_whom_it_goes_to(address: str, host: str) -> None:
    assert ssdp.questions_to(address) == (
        ("root", search(host, "upnp:rootdevice")),
        ("axis", search(host, "urn:axis-com:service:BasicService:1")),
    )


def test_the_questions_go_to_the_ipv4_group() -> None:
    assert ssdp.questions(bytes(16)) == ssdp.questions_to("239.255.255.250")


@pytest.mark.parametrize("address", ["", "camera.example", "192.0.2.7:1900", "192.0.2.7\r\nX: y", "[::1]"])
def test_what_is_no_ip_address_is_not_searched(address: str) -> None:
    with pytest.raises(ValueError, match="does not appear to be an IPv4 or IPv6 address"):
        ssdp.questions_to(address)


@given(OCTETS)
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert all_known(ssdp, octets)


@pytest.mark.parametrize("group", ["239.255.255.250", "ff02::c"])
def test_a_search_of_either_group_is_known_as_one(group: str) -> None:
    assert [ssdp.is_question(asked) for _, asked in ssdp.questions_to(group)] == [True, True]


@given(st.ip_addresses().map(str).filter(lambda address: address not in ssdp.GROUPS))
def test_a_search_of_a_single_device_may_not_leave(address: str) -> None:
    assert [ssdp.is_question(asked) for _, asked in ssdp.questions_to(address)] == [False, False]


def test_nothing_near_a_question_is_taken_for_one() -> None:
    assert free_places(ssdp) == [set(), set()]
    assert taken_at_other_lengths(ssdp) == []


@pytest.mark.parametrize(
    "order",
    [
        search("239.255.255.250:1900", "ssdp:all"),
        search("239.255.255.250:1900", "upnp:rootdevice").replace(b"M-SEARCH", b"NOTIFY"),
        search("239.255.255.250:1900", "upnp:rootdevice").replace(b"MX: 2", b"MX: 0"),
        search("239.255.255.250:1900", "upnp:rootdevice") + b"<s:Envelope/>",
        search("[239.255.255.250]:1900", "upnp:rootdevice"),
        search("ff02::c:1900", "upnp:rootdevice"),
        search("[FF02::c]:1900", "upnp:rootdevice"),
        search("camera.example:1900", "upnp:rootdevice"),
        search("239.255.255.250:80", "upnp:rootdevice"),
    ],
)
def test_what_we_do_not_write_is_no_question(order: bytes) -> None:
    assert not ssdp.is_question(order)


@pytest.mark.parametrize(
    ("received", "told"),
    [
        (AXIS, "http://192.168.1.102:45895/rootdesc1.xml"),
        (ALIVE, "http://240.0.1.0/rootDesc.xml"),
        (
            AXIS.replace(b"LOCATION: http://192.168.1.102:45895", b"Location:\thttps://[fe80::1]:49152"),
            "https://[fe80::1]:49152/rootdesc1.xml",
        ),
        (AXIS.replace(b"http://192.168.1.102:45895/rootdesc1.xml", b"file:///etc/passwd"), "file:///etc/passwd"),
        (AXIS.replace(b"LOCATION", b"X-LOCATION"), ""),
        (ALIVE.replace(b"ssdp:alive", b"ssdp:byebye"), ""),
        (AXIS.replace(b"rootdesc1", b"root\x1bdesc1"), ""),
        (AXIS.replace(b"http://192.168.1.102:45895/", b"http://h/" + b"x" * 9_000), ""),
        (b"", ""),
        (b"\xff\0\xff", ""),
    ],
    ids=[
        "answer",
        "alive",
        "IPv6",
        "another scheme",
        "none",
        "a farewell",
        "unprintable",
        "endless",
        "nothing",
        "binary",
    ],
)
def test_the_location_is_told_as_written(received: bytes, told: str) -> None:
    assert ssdp.location(received) == told


def test_a_datagram_that_is_cut_tells_what_came() -> None:
    assert heard(AXIS[: AXIS.index(b"OPT:")]) == []
    assert heard(ALIVE[: ALIVE.index(b"USN:")]) == [
        ("ssdp.server", "Universal Scanner/0.0, Virtual/1.0"),
        ("ssdp.target", "uuid:unique-id-12345678"),
        ("ssdp.location", "/rootDesc.xml"),
    ]


def test_headers_and_values_are_bounded() -> None:
    assert values(b"NOTIFY * HTTP/1.1\r\nNT: " + b"x" * 9000, "ssdp.target") == ["x" * 256]
    late = b"NOTIFY * HTTP/1.1\r\n" + b"A: b\r\n" * ssdp.MAX_HEADERS + b"NT: x\r\n"
    assert heard(late) == []


pieces = st.lists(
    st.sampled_from([b"NOTIFY * HTTP/1.1", b"HTTP/1.1 200 OK", b"\r\n", b"ST:", b"NT: a", b"LOCATION:", b"http://["])
    | st.binary(max_size=4),
    max_size=20,
).map(b"".join)


def test_an_answer_cut_anywhere_tells_beginnings_of_what_it_tells_whole() -> None:
    whole = dict(heard(AXIS))
    cut = {fact for end in range(len(AXIS)) for fact in heard(AXIS[:end])}
    assert {fact for fact in cut if not whole[fact[0]].startswith(fact[1])} == set()
    assert min(end for end in range(len(AXIS)) if heard(AXIS[:end])) == AXIS.index(b"ST: ") + len(b"ST: u")


@TEN_THOUSAND
@given(st.binary(max_size=200) | pieces | made_up(AXIS, ALIVE))
def test_no_bytes_make_it_raise_and_every_field_is_declared(received: bytes) -> None:
    found = heard(received)
    assert {field for field, _ in found} <= FIELDS.keys()
    assert all(0 < len(value) <= 256 for _, value in found)
    assert len(ssdp.location(received)) <= 256
    assert not ssdp.is_question(received)
