"""WS-Discovery: our Probes, published answers with their quirks, and agreement with the WSDiscovery package."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from wsdiscovery.actions.probematch import constructProbeMatch
from wsdiscovery.message import createSOAPMessage, parseSOAPMessage
from wsdiscovery.qname import QName
from wsdiscovery.scope import Scope
from wsdiscovery.service import Service

from scanner.codec import wsdiscovery
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS

MESSAGE_ID = "urn:uuid:ce04dad0-5d2c-4026-9146-1aabfc1e4111"
ONVIF = "onvif://www.onvif.org/"
SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
OTHER_ID = "urn:uuid:0b6f5a1e-2c3d-4e5f-8a9b-0c1d2e3f4a5b"


def match(
    reference: str = "urn:uuid:e83a0086-3fdc-4d87-b8c4-83c0a16ad9f4",
    scopes: str = "",
    xaddrs: str = "http://192.0.2.7/onvif/device_service",
    types: str = "dn:NetworkVideoTransmitter",
) -> str:
    return (
        f"<d:ProbeMatch><a:EndpointReference><a:Address>{reference}</a:Address></a:EndpointReference>"
        f"<d:Types>{types}</d:Types><d:Scopes>{scopes}</d:Scopes><d:XAddrs>{xaddrs}</d:XAddrs>"
        "<d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch>"
    )


def envelope(body: str, message_id: str = OTHER_ID, more: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:a="{ADDRESSING}" xmlns:d="{DISCOVERY}" '
        f'xmlns:dn="http://www.onvif.org/ver10/network/wsdl"{more}><s:Header><a:MessageID>{message_id}</a:MessageID>'
        f"<a:RelatesTo>{MESSAGE_ID}</a:RelatesTo><a:Action>{DISCOVERY}/ProbeMatches</a:Action></s:Header>"
        f"<s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def answer(*matches: str, message_id: str = OTHER_ID) -> bytes:
    return envelope(f"<d:ProbeMatches>{''.join(matches)}</d:ProbeMatches>", message_id)


def heard(received: bytes) -> list[tuple[str, str]]:
    endpoint = Endpoint("127.0.0.1", 3702, "udp")
    exchange = Exchange("1", Target("127.0.0.1"), endpoint, "wsdiscovery", "nvt", 0, 1, Outcome.ANSWERED, b"", received)
    return [(fact.field, fact.value) for fact in wsdiscovery.read(exchange)]


def values(received: bytes, field: str) -> list[str]:
    return [value for name, value in heard(received) if name == field]


def scoped(*scopes: str) -> bytes:
    return answer(match(scopes=" ".join(scopes)))


def reference_of(received: bytes) -> dict[str, str]:
    prefix = "wsd.endpoint_reference."
    return {name.removeprefix(prefix): value for name, value in heard(received) if name.startswith(prefix)}


# The Probes


def test_the_onvif_probe_is_one_valid_document_in_the_2005_namespace() -> None:
    assert wsdiscovery.probe("nvt", MESSAGE_ID) == (
        b'<?xml version="1.0" encoding="UTF-8"?>'
        b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
        b' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
        b' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"'
        b' xmlns:dn="http://www.onvif.org/ver10/network/wsdl">'
        b"<s:Header><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>"
        b"<a:MessageID>urn:uuid:ce04dad0-5d2c-4026-9146-1aabfc1e4111</a:MessageID>"
        b"<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>"
        b"<s:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></s:Body></s:Envelope>"
    )


@pytest.mark.parametrize(
    ("dialect", "types"),
    [
        ("nvt", ["{http://www.onvif.org/ver10/network/wsdl}NetworkVideoTransmitter"]),
        ("device", ["{http://www.onvif.org/ver10/device/wsdl}Device"]),
        ("any", []),
    ],
)
def test_the_package_reads_our_probes_as_its_own(dialect: str, types: list[str]) -> None:
    read = parseSOAPMessage(wsdiscovery.probe(dialect, MESSAGE_ID), "127.0.0.1")
    assert (read.getAction(), read.getMessageId()) == (f"{DISCOVERY}/Probe", MESSAGE_ID)
    assert read.getTo() == "urn:schemas-xmlsoap-org:ws:2005:04:discovery"
    assert [f"{{{name.getNamespace()}}}{name.getLocalname()}" for name in read.getTypes()] == types


def test_the_2009_probe_stands_in_the_newer_namespaces_only() -> None:
    root = etree.fromstring(wsdiscovery.probe("nvt-2009", MESSAGE_ID))
    assert sorted(root.nsmap.values()) == [
        "http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01",
        "http://www.onvif.org/ver10/network/wsdl",
        "http://www.w3.org/2003/05/soap-envelope",
        "http://www.w3.org/2005/08/addressing",
    ]


@pytest.mark.parametrize("dialect", wsdiscovery.DIALECTS)
def test_every_probe_asks_and_does_nothing_else(dialect: str) -> None:
    root = etree.fromstring(wsdiscovery.probe(dialect, MESSAGE_ID))
    assert [etree.QName(element).localname for element in root[1]] == ["Probe"]


@pytest.mark.parametrize("message_id", ["", "urn:uuid:1", f"{MESSAGE_ID}</a:MessageID>", "http://192.0.2.1/"])
def test_a_message_id_must_be_a_uuid_uri(message_id: str) -> None:
    with pytest.raises(ValueError, match="not a UUID URI"):
        wsdiscovery.probe("nvt", message_id)


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(KeyError):
        wsdiscovery.probe("reboot", MESSAGE_ID)


# Whole answers, after published captures


def test_an_answer_of_dahua_built_honeywell_is_read_whole() -> None:
    # Scopes of an H4W2PER3 as recorded; the tail of its list is the platform's.
    received = scoped(
        *(f"{ONVIF}{tail}" for tail in ("location/country/china", "name/Honeywell", "hardware/H4W2PER3")),
        *(f"{ONVIF}{tail}" for tail in ("Profile/Streaming", "type/Network_Video_Transmitter")),
        *(f"{ONVIF}{tail}" for tail in ("extension/unique_identifier", "extension/Honeywell_mask/37777")),
        *(f"{ONVIF}{tail}" for tail in ("MAC/00:40:84:f6:9e:2c", "Profile/Q/Operational")),
    )
    found = [(field, value) for field, value in heard(received) if field not in ("wsd.scope", "wsd.namespace")]
    assert found == [
        ("wsd.type", "NetworkVideoTransmitter"),
        ("wsd.scope.location", "country/china"),
        ("wsd.scope.name", "Honeywell"),
        ("wsd.scope.hardware", "H4W2PER3"),
        ("wsd.scope.profile", "Streaming"),
        ("wsd.scope.type", "Network_Video_Transmitter"),
        ("wsd.scope.extension", "unique_identifier"),
        ("wsd.scope.extension", "Honeywell_mask/37777"),
        ("wsd.scope.mac", "00:40:84:f6:9e:2c"),
        ("wsd.scope.profile", "Q/Operational"),
        (
            "wsd.scopes",
            "location/country,name,hardware,Profile/Streaming,type/Network_Video_Transmitter,"
            "extension/unique_identifier,extension/Honeywell_mask/37777,MAC,Profile/Q/Operational",
        ),
        ("wsd.xaddr", "http://192.0.2.7/onvif/device_service"),
        ("wsd.endpoint_reference", "urn:uuid:e83a0086-3fdc-4d87-b8c4-83c0a16ad9f4"),
        ("wsd.endpoint_reference.form", "urn:uuid"),
    ]


def test_namespaces_are_told_with_prefix_in_document_order() -> None:
    received = envelope(match(), more=' xmlns:hikwsd="http://www.onvifext.com/onvif/ext/ver10/wsdl"')
    assert values(received, "wsd.namespace") == [
        f"s={SOAP}",
        f"a={ADDRESSING}",
        f"d={DISCOVERY}",
        "dn=http://www.onvif.org/ver10/network/wsdl",
        "hikwsd=http://www.onvifext.com/onvif/ext/ver10/wsdl",
    ]


def test_types_may_be_spread_over_lines() -> None:
    assert values(answer(match(types="dn:NetworkVideoTransmitter\n  tds:Device Plain")), "wsd.type") == [
        "NetworkVideoTransmitter",
        "Device",
        "Plain",
    ]


def test_a_type_without_a_local_name_tells_nothing() -> None:
    assert values(answer(match(types="dn: : tds:Device")), "wsd.type") == ["Device"]


def test_several_matches_in_one_datagram_are_all_read() -> None:
    received = answer(match(scopes=f"{ONVIF}name/one"), match(scopes=f"{ONVIF}name/two"))
    assert values(received, "wsd.scope.name") == ["one", "two"]
    assert values(received, "wsd.scopes") == ["name", "name"]


def test_a_hello_is_read_like_a_match() -> None:
    # A Hanwha camera's Hello tells name and MAC.
    hello = match(scopes=f"{ONVIF}name/Hanwha%20Vision {ONVIF}MAC/E4:30:22:01:02:03").replace("d:ProbeMatch", "d:Hello")
    assert values(envelope(hello), "wsd.scope.name") == ["Hanwha Vision"]
    assert values(envelope(hello), "wsd.scope.mac") == ["e4:30:22:01:02:03"]


def test_an_answer_to_resolve_is_read_like_a_match() -> None:
    assert values(envelope(match().replace("d:ProbeMatch", "d:ResolveMatch")), "wsd.type") == [
        "NetworkVideoTransmitter"
    ]


UNIVIEW = (
    f"<tns:Scopes>\n{ONVIF}type/IPC\n{ONVIF}manufacturer/UNIVIEW\n{ONVIF}version/DIPC-B1232.9.3.C00010.251208\n"
    f"{ONVIF}serial/210235UEC3Q263000129\n{ONVIF}macaddr/88263f8d6525\n{ONVIF}hardware/IPC2124LE\n</tns:Scopes>"
    "<tns:XAddrs>http://192.0.2.7:8080/LAPI/V1.0/System/DeviceInfo</tns:XAddrs>"
)
TNS = ' xmlns:tns="http://www.uniview.com/Ver10/Device/wsdl"'


@pytest.mark.parametrize(
    "body",
    [
        f"<tns:UniviewProbeMatches>{UNIVIEW}</tns:UniviewProbeMatches>",
        f"<tns:UniviewProbeMatches><tns:ProbeMatch>{UNIVIEW}</tns:ProbeMatch></tns:UniviewProbeMatches>",
        f"<tns:UniviewProbeMatches><tns:UniviewProbeMatch>{UNIVIEW}</tns:UniviewProbeMatch></tns:UniviewProbeMatches>",
        f"<tns:UniviewProbe>{UNIVIEW}</tns:UniviewProbe>",
    ],
    ids=["lists directly", "one match", "one record each", "the question echoed"],
)
def test_univiews_own_answer_tells_firmware_serial_and_mac(body: str) -> None:
    received = envelope(body, more=TNS)
    assert values(received, "wsd.scope.version") == ["DIPC-B1232.9.3.C00010.251208"]
    assert values(received, "wsd.scope.serial") == ["210235UEC3Q263000129"]
    assert values(received, "wsd.scope.mac") == ["88:26:3f:8d:65:25"]
    assert f"{ONVIF}manufacturer/UNIVIEW" in values(received, "wsd.scope")
    assert values(received, "wsd.scopes") == ["type/IPC,manufacturer,version,serial,macaddr,hardware"]
    assert values(received, "wsd.xaddr") == ["http://192.0.2.7:8080/LAPI/V1.0/System/DeviceInfo"]


def test_an_answer_in_the_2009_namespace_is_read_alike() -> None:
    received = answer(match(scopes=f"{ONVIF}name/x")).replace(
        DISCOVERY.encode(), b"http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01"
    )
    assert values(received, "wsd.scope.name") == ["x"]


def test_a_fault_to_a_unicast_probe_tells_the_namespaces_only() -> None:
    body = "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>d:MatchingRuleNotSupported</s:Value>"
    received = envelope(f"{body}</s:Subcode></s:Code></s:Fault>")
    assert {field for field, _ in heard(received)} == {"wsd.namespace"}


@pytest.mark.parametrize("dialect", wsdiscovery.DIALECTS)
def test_a_probe_of_our_own_or_of_others_tells_nothing(dialect: str) -> None:
    assert heard(wsdiscovery.probe(dialect, MESSAGE_ID)) == []


def test_a_bye_and_an_echoed_empty_question_tell_nothing() -> None:
    bye = envelope(match().replace("d:ProbeMatch", "d:Bye"))
    assert heard(bye) == []
    assert heard(envelope("<tns:UniviewProbe/>", more=TNS)) == []


def test_an_answer_without_reference_metadata_or_relation_is_read() -> None:
    received = (
        f'<s:Envelope xmlns:s="{SOAP}"><s:Body><ProbeMatch><Types>Device</Types></ProbeMatch></s:Body></s:Envelope>'
    )
    assert values(received.encode(), "wsd.type") == ["Device"]


def test_an_app_sequence_that_is_no_number_does_not_hinder() -> None:
    sequence = '<d:AppSequence InstanceId="abc" MessageNumber=""/></s:Header>'
    received = answer(match(scopes=f"{ONVIF}name/x")).replace(b"</s:Header>", sequence.encode())
    assert values(received, "wsd.scope.name") == ["x"]


def test_prefixes_that_nobody_declared_do_not_hinder() -> None:
    # After a reply of a TP-Link unit whose envelope declares nothing.
    received = (
        "<SOAP-ENV:Envelope><SOAP-ENV:Body><wsdd:ProbeMatches><wsdd:ProbeMatch><wsa:EndpointReference>"
        "<wsa:Address>uuid:3fa1fe68-b915-4053-a3e1-c006c3afec0e</wsa:Address></wsa:EndpointReference>"
        f"<wsdd:Scopes>{ONVIF}name/TP-IPC {ONVIF}location/ShenZhen </wsdd:Scopes></wsdd:ProbeMatch></wsdd:ProbeMatches>"
        "</SOAP-ENV:Body></SOAP-ENV:Envelope>"
    ).encode()
    assert values(received, "wsd.scopes") == ["name,location"]
    assert reference_of(received) == {"form": "uuid"}


def test_an_entity_bomb_is_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert heard(bomb + answer(match()).partition(b"?>")[2]) == []


# Addresses


@pytest.mark.parametrize(
    "xaddrs",
    [
        "http://192.0.2.7/onvif/device_service http://[fe80::c62f:90ff:fea7:b5d1]/onvif/device_service",
        "http://[fe80::1]/onvif/device_service http://192.0.2.7/onvif/device_service",
        "http://192.0.2.7/onvif/device_service https://192.0.2.7/onvif/device_service http://169.254.209.66/onvif/device_service",
        "http://192.0.2.7:8899/onvif/device_service",
        "http://192.0.2.7:8004",
        "http://198.51.100.1/onvif/device_service",
    ],
    ids=["link-local second", "link-local first", "three kinds", "another port", "no path", "another host"],
)
def test_addresses_are_told_as_written_in_their_order(xaddrs: str) -> None:
    assert values(answer(match(xaddrs=xaddrs)), "wsd.xaddr") == xaddrs.split()


# Endpoint references

HIK = "ec4914fd-936b-11b5-8467-2857be33e0b0"
XM = "480ff2de-5566-7788-99aa-001217869724"


def test_a_reference_that_repeats_the_answers_id_ends_with_the_mac() -> None:
    received = answer(match(f"urn:uuid:{HIK}"), message_id=f"urn:uuid:{HIK}")
    assert reference_of(received) == {"form": "mac-tail-echo", "mac": "28:57:be:33:e0:b0"}


def test_the_echo_is_seen_through_another_spelling_of_the_id() -> None:
    received = answer(match(f"urn:uuid:{HIK}"), message_id=f"\r\n uuid:{HIK.upper()}\r\n")
    assert reference_of(received)["form"] == "mac-tail-echo"


def test_a_random_uuid_that_is_merely_repeated_proves_no_mac() -> None:
    random = "1b77a2db-c51d-44b8-bf2d-40d60240ab6a"
    received = answer(match(f"uuid:{random}"), message_id=f"uuid:{random}")
    assert reference_of(received) == {"form": "uuid"}


@pytest.mark.parametrize("tail", ["e63ea243c529", "01005e000001", "000000000000"])
def test_an_end_that_no_maker_gives_as_an_address_is_no_mac(tail: str) -> None:
    uuid = f"8eceb0ca-564e-1436-bec5-{tail}"
    assert reference_of(answer(match(f"urn:uuid:{uuid}"), message_id=f"urn:uuid:{uuid}")) == {"form": "urn:uuid"}


def test_an_end_shared_with_an_otherwise_different_id_is_the_mac() -> None:
    # After a Xiongmai capture.
    received = answer(match(f"urn:uuid:{XM}"), message_id="urn:uuid:221e4f13-5566-7788-99ac-001217869724")
    assert reference_of(received) == {"form": "mac-tail", "mac": "00:12:17:86:97:24"}


def test_an_end_that_a_scope_tells_as_mac_is_the_mac() -> None:
    # After a rebadged unit whose only maker's trait is its address.
    received = answer(match("urn:uuid:cea94000-fb96-11b3-8260-686dbc5cb15d", f"{ONVIF}MAC/68:6d:bc:5c:b1:5d"))
    assert reference_of(received) == {"form": "mac-tail", "mac": "68:6d:bc:5c:b1:5d"}


def test_a_told_mac_counts_even_if_it_is_locally_administered() -> None:
    uuid = "8eceb0ca-564e-4436-bec5-e63ea243c529"
    told = match(f"urn:uuid:{uuid}", f"{ONVIF}acc/mac/e6-3e-a2-43-c5-29")
    assert reference_of(answer(told, message_id=f"urn:uuid:{uuid}")) == {
        "form": "mac-tail-echo",
        "mac": "e6:3e:a2:43:c5:29",
    }


@pytest.mark.parametrize(
    ("reference", "form"),
    [
        (f"urn:uuid:{HIK}", "urn:uuid"),
        (f"uuid:{HIK}", "uuid"),
        ("uuid:1b77a2db-c51d-44b8-bf2d-418760240ab-6", "malformed"),
        (HIK, "malformed"),
        ("urn:1419d68a-1dd2-11b2-a105-010203040506", "malformed"),
        ("http://192.0.2.7/", "malformed"),
    ],
)
def test_the_form_of_a_reference_is_named(reference: str, form: str) -> None:
    assert reference_of(answer(match(reference))) == {"form": form}


# Bounds, the oracle, and hostile bytes


def test_what_one_datagram_can_say_is_bounded() -> None:
    received = answer(*[match(scopes=" ".join([f"{ONVIF}x/{'y' * 300}"] * 90))] * 2, *[match()] * 100)
    assert len(values(received, "wsd.scope")) == 2 * wsdiscovery.MAX_LIST
    assert len(values(received, "wsd.endpoint_reference")) == wsdiscovery.MAX_MATCHES
    assert max(len(value) for field, value in heard(received) if field == "wsd.scope") == 256


def read_by_package(received: bytes) -> list[dict[str, Any]]:
    parsed = parseSOAPMessage(received, "127.0.0.1")
    return [
        {
            "wsd.endpoint_reference": [found.getEPR()],
            "wsd.type": [name.getLocalname() for name in found.getTypes()],
            # The package turns %20 into a blank before it splits; scopes are compared without their blanks.
            "wsd.scope": [scope.getValue().replace(" ", "%20") for scope in found.getScopes()],
            "wsd.xaddr": found.getXAddrs(),
        }
        for found in parsed.getProbeResolveMatches()
    ]


def read_by_us(received: bytes) -> list[dict[str, Any]]:
    fields = ("wsd.type", "wsd.scope", "wsd.xaddr", "wsd.endpoint_reference")
    devices: list[dict[str, Any]] = [{name: [] for name in fields}]
    for field, value in heard(received):
        if field in fields:
            devices[-1][field].append(value)
        if field == "wsd.endpoint_reference":  # the last of a device's fields that are compared
            devices.append({name: [] for name in fields})
    return devices[:-1]


words = st.text("abcXYZ0189_-", min_size=1, max_size=8)
services = st.builds(
    lambda uuid, names, scopes, addresses: Service(
        [QName("http://www.onvif.org/ver10/network/wsdl", name, "dn") for name in names],
        [Scope(f"{ONVIF}{category}/{value}") for category, value in scopes],
        [f"http://192.0.2.{number}/onvif/device_service" for number in addresses],
        f"urn:uuid:{uuid}",
        "0",
    ),
    st.uuids(),
    st.lists(words, min_size=1, max_size=3),
    st.lists(st.tuples(st.sampled_from(["name", "hardware", "Profile", "MAC"]), words), min_size=1, max_size=6),
    st.lists(st.integers(1, 254), min_size=1, max_size=3),
)


@given(st.lists(services, min_size=1, max_size=3))
def test_we_and_the_package_agree_on_what_the_package_writes(answered: list[Service]) -> None:
    received = createSOAPMessage(constructProbeMatch(answered, MESSAGE_ID)).encode()
    assert read_by_us(received) == read_by_package(received)


@pytest.mark.parametrize(
    "build",
    [
        lambda: answer(match(scopes=f"{ONVIF}name/HIKVISION%20DS {ONVIF}Profile/G")),
        lambda: answer(match(), match("uuid:1b77a2db-c51d-44b8-bf2d-418760240ab-6")),
        lambda: answer(match(types="dn:NetworkVideoTransmitter\ntds:Device", scopes=f"\n{ONVIF}type/ptz\n")),
    ],
)
def test_we_and_the_package_agree_on_published_forms(build: Callable[[], bytes]) -> None:
    received = build()
    assert read_by_us(received) == read_by_package(received)


pieces = st.lists(
    st.sampled_from(
        [
            b"<d:ProbeMatch>",
            b"</d:ProbeMatch>",
            b"<d:Scopes>",
            b"</d:Scopes>",
            b"<Address>",
            b"</Address>",
            b"<Types>",
            b"onvif://www.onvif.org/",
            b"mac/",
            b"name/",
            b"%ff%",
            b"uuid:",
            HIK.encode(),
            b" ",
            b"<EndpointReference>",
            b"<MessageID>",
            b"</MessageID>",
            b"\xff",
            b"&",
            b":",
            b"<Probe>",
            b"<Fault/>",
            b"location",
        ]
    ),
    max_size=30,
).map(b"".join)


@given(st.binary(max_size=300) | pieces | pieces.map(lambda inner: b"<Envelope>" + inner))
def test_no_bytes_make_it_raise_and_every_field_is_declared(received: bytes) -> None:
    found = heard(received)
    assert {field for field, _ in found} <= FIELDS.keys()
    assert all(value for _, value in found)
