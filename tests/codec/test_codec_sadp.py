"""SADP: a published capture of an own-brand camera, other equipment's answers, and what only looks alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_checks import TEN_THOUSAND, changed, is_in_order, made_up, untrue_when_cut

from scanner.codec import sadp
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS

# A DS-2CD2385G1-I, as a comment in a Go program that searches for cameras keeps it, spelling and all.
CAPTURE = """<?xml version="1.0" encoding="UTF-8"?>
<ProbeMatch>
<Uuid>e8ecfe09-90e4-44c0-842b-703f46b58c81</Uuid>
<Types>inquiry</Types>
<DeviceType>141945</DeviceType>
<DeviceDescription>DS-2CD2385G1-I</DeviceDescription>
<DeviceSN>DS-2CD2385G1-I20200414AAWRE33842150</DeviceSN>
<CommandPort>8000</CommandPort>
<HttpPort>80</HttpPort>
<MAC>58-50-ed-1f-e3-85</MAC>
<IPv4Address>192.168.124.40</IPv4Address>
<IPv6Address>::</IPv6Address>
<DHCP>true</DHCP>
<AnalogChannelNum>0</AnalogChannelNum>
<DigitalChannelNum>1</DigitalChannelNum>
<SoftwareVersion>V5.6.2build 190701</SoftwareVersion>
<DSPVersion>V7.3 build 190626</DSPVersion>
<BootTime>1970-01-15 02:44:11</BootTime>
<Activated>true</Activated>
<DetailOEMCode>1</DetailOEMCode>
<HCPlatformEnable>flase</HCPlatformEnable>
<Salt>d8eebc414effc857bed4c3cc203c8b4413f60b00a9f4acc410084358d5fd3f91</Salt>
<SDKOverTLSPort>8443</SDKOverTLSPort>
</ProbeMatch>"""
TOLD = [
    ("sadp.type", "inquiry"),
    ("sadp.model", "DS-2CD2385G1-I"),
    ("sadp.serial", "DS-2CD2385G1-I20200414AAWRE33842150"),
    ("sadp.version", "V5.6.2build 190701"),
    ("sadp.oem_code", "1"),
    ("sadp.channels", "0,1"),
    ("mac", "58:50:ed:1f:e3:85"),
]
# What a traffic signal controller's own program writes at start, as its source has it.
HELLO = (
    '<?xml version="1.0" encoding="UTF-8"?>\r\n<Hello>\r\n<Types>hello</Types>\r\n<DeviceType>2</DeviceType>\r\n'
    "<DeviceDescription>HIK TSC</DeviceDescription>\r\n<DeviceSN>UNKNOWN</DeviceSN>\r\n"
    "<MAC>44:19:b6:01:02:03</MAC>\r\n<IPv6Address></IPv6Address>\r\n<AnalogChannelNum>0</AnalogChannelNum>\r\n"
    "<DigitalChannelNum>0</DigitalChannelNum>\r\n<SoftwareVersion>V1.0</SoftwareVersion>\r\n"
    "<DSPVersion></DSPVersion>\r\n<OEMCode>false</OEMCode>\r\n<DeviceType>2</DeviceType>\r\n</Hello>\r\n"
)
WSD = (
    '<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Body><ProbeMatches><ProbeMatch><EndpointReference>'
    "<Address>urn:uuid:aa85c000-6324-11b3-819e-5850ed1fe385</Address></EndpointReference><Types>Device</Types>"
    "</ProbeMatch></ProbeMatches></Body></Envelope>"
)


def heard(received: str | bytes) -> list[tuple[str, str]]:
    data = received.encode() if isinstance(received, str) else received
    endpoint = Endpoint("127.0.0.1", 37020, "udp")
    exchange = Exchange("1", Target("127.0.0.1"), endpoint, "sadp", "inquiry", 0, 1, Outcome.ANSWERED, b"", data)
    return [(fact.field, fact.value) for fact in sadp.read(exchange)]


def test_an_answer_tells_model_serial_version_code_channels_and_mac() -> None:
    assert heard(CAPTURE) == TOLD


def test_a_hello_is_read_like_an_answer() -> None:
    assert heard(HELLO) == [
        ("sadp.type", "hello"),
        ("sadp.model", "HIK TSC"),
        ("sadp.serial", "UNKNOWN"),
        ("sadp.version", "V1.0"),
        ("sadp.oem_code", "false"),
        ("sadp.channels", "0,0"),
        ("mac", "44:19:b6:01:02:03"),
    ]


def test_oem_information_and_both_codes_are_told() -> None:
    more = "<OEMInfo>N/A</OEMInfo><OEMCode>7</OEMCode><DetailOEMCode>"
    found = heard(CAPTURE.replace("<DetailOEMCode>", more))
    assert [pair for pair in found if "oem" in pair[0]] == [
        ("sadp.oem", "N/A"),
        ("sadp.oem_code", "7"),
        ("sadp.oem_code", "1"),
    ]


@pytest.mark.parametrize(
    "received",
    [
        CAPTURE + "\0",
        CAPTURE.replace("\n", "\r\n"),
        CAPTURE.replace('<?xml version="1.0" encoding="UTF-8"?>\n', ""),
        CAPTURE.replace("ProbeMatch>", "Probematch>").replace("<MAC>", "<Mac>").replace("</MAC>", "</Mac>"),
        CAPTURE.replace("</DHCP>", "").replace("</DeviceSN>", ""),
        CAPTURE.replace("<Salt>", "<Salt>&"),
        CAPTURE.removesuffix("</ProbeMatch>"),
        f"junk {CAPTURE}",
        f"<Answers>{CAPTURE.partition('?>')[2]}</Answers>",
        CAPTURE.replace("ProbeMatch>", "x:ProbeMatch>"),
    ],
    ids=["NUL", "CRLF", "undeclared", "case", "unclosed", "ampersand", "cut", "junk", "wrapped", "prefix"],
)
def test_ways_of_writing_do_not_matter(received: str) -> None:
    assert heard(received) == TOLD


def test_an_answer_that_is_cut_tells_what_came() -> None:
    assert heard(CAPTURE.partition("<CommandPort>")[0]) == TOLD[:3]


def test_channels_are_told_only_where_both_are_counted() -> None:
    found = heard(CAPTURE.replace("<AnalogChannelNum>0</AnalogChannelNum>", ""))
    assert [value for field, value in found if field == "sadp.channels"] == []


@pytest.mark.parametrize(
    "received",
    [
        "",
        b"\0\0\0\x10",
        '<?xml version="1.0" encoding="utf-8"?><Probe><Uuid>1</Uuid><Types>inquiry</Types></Probe>',
        "<Probe><MAC>58-50-ed-1f-e3-85</MAC><Types>inquiry</Types></Probe>",
        "<ProbeMatch/>",
        WSD,
        WSD.replace("ProbeMatch>", "Hello>"),
        '<!DOCTYPE a [<!ENTITY b "c">]>' + CAPTURE.partition("?>")[2],
    ],
)
def test_questions_ws_discovery_and_other_bytes_tell_nothing(received: str | bytes) -> None:
    assert heard(received) == []


def test_elements_and_values_are_bounded() -> None:
    many = "".join(f"<DeviceSN>{number}</DeviceSN>" for number in range(500))
    assert len(heard(f"<ProbeMatch>{many}</ProbeMatch>")) == sadp.MAX_ELEMENTS - 1
    assert heard(f"<ProbeMatch><DeviceSN>{'x' * 300}</DeviceSN></ProbeMatch>") == [("sadp.serial", "x" * 256)]


pieces = st.lists(
    st.sampled_from(["<ProbeMatch>", "<Hello>", "<MAC>", "</MAC>", "<Types>", "</", ">", "&", "58-50-ed-1f-e3-85"])
    | st.text(max_size=4),
    max_size=20,
).map("".join)


@given(st.binary(max_size=200) | pieces.map(str.encode) | pieces.map(lambda text: b"<ProbeMatch><MAC>" + text.encode()))
def test_no_bytes_make_it_raise_and_every_field_is_declared(received: bytes) -> None:
    found = heard(received)
    assert {field for field, _ in found} <= FIELDS.keys()
    assert all(0 < len(value) <= 256 for _, value in found)


# cameronnewman/hikvision-tooling, internal/sadp/commands.go: the template `inquiry`.
QUESTION = b'<?xml version="1.0" encoding="utf-8"?><Probe><Uuid>%s</Uuid><Types>inquiry</Types></Probe>'
OWN_ID = b"00010203-0405-4607-8809-0A0B0C0D0E0F"


def test_the_question_is_the_published_one() -> None:
    assert sadp.questions(bytes(range(16))) == (("inquiry", QUESTION % OWN_ID),)


def test_nothing_near_the_question_is_one() -> None:
    asked, start = QUESTION % OWN_ID, QUESTION.index(b"%s")
    fixed = [other for other in changed(asked) if other[:start] + other[start + 36 :] != QUESTION.replace(b"%s", b"")]
    assert len(fixed) > len(asked)
    assert [other for other in fixed if sadp.is_question(other)] == []


@pytest.mark.parametrize(
    "other_id",
    [
        b"",
        b"1",
        OWN_ID.lower(),
        OWN_ID.replace(b"-4607", b"-1607"),
        OWN_ID.replace(b"-8809", b"-0809"),
        OWN_ID.replace(b"-", b""),
        b"0" * 5_000,
        OWN_ID[:-1] + b"<",
        OWN_ID + b"</Uuid><MAC>58-50-ed-1f-e3-85</MAC><Uuid>" + OWN_ID,
    ],
)
def test_only_a_random_id_may_stand_in_the_question(other_id: bytes) -> None:
    assert not sadp.is_question(QUESTION % other_id)


@given(st.binary(min_size=16, max_size=16))
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert [sadp.is_question(asked) for _, asked in sadp.questions(octets)] == [True]


def test_a_cut_answer_tells_nothing_but_beginnings_of_the_truth() -> None:
    for answer in (CAPTURE, HELLO):
        assert untrue_when_cut(sadp, answer.encode()) == set()


@TEN_THOUSAND
@given(made_up(CAPTURE.encode(), HELLO.encode()))
def test_ten_thousand_made_up_answers_are_read_in_bounds(received: bytes) -> None:
    assert is_in_order(sadp, received)
