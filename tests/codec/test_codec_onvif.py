"""ONVIF's anonymous calls: the envelopes, and answers of good, bad and hostile firmware."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from scanner.codec import onvif
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS

SOAP = "http://www.w3.org/2003/05/soap-envelope"
DEVICE = "http://www.onvif.org/ver10/device/wsdl"
SCHEMA = "http://www.onvif.org/ver10/schema"


def http(body: str | bytes, status: str = "200 OK", *headers: str) -> bytes:
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + content


def soap(inner: str, more: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="{SOAP}" xmlns:tt="{SCHEMA}" '
        f'xmlns:tds="{DEVICE}"{more}><env:Body>{inner}</env:Body></env:Envelope>'
    )


def fault(subcode: str, reason: str = "Sender not Authorized", code: str = "env:Sender") -> str:
    return soap(
        f"<env:Fault><env:Code><env:Value>{code}</env:Value><env:Subcode><env:Value>{subcode}</env:Value></env:Subcode>"
        f'</env:Code><env:Reason><env:Text xml:lang="en">{reason}</env:Text></env:Reason>'
        "<env:Detail><env:Value>not a code</env:Value></env:Detail></env:Fault>"
    )


def heard(received: bytes, question: str = "GetSystemDateAndTime") -> list[tuple[str, str]]:
    endpoint = Endpoint("127.0.0.1", 80)
    exchange = Exchange("1", Target("127.0.0.1"), endpoint, "onvif", question, 0, 1, Outcome.ANSWERED, b"", received)
    return [(fact.field, fact.value) for fact in onvif.read(exchange)]


def values(received: bytes, field: str, question: str = "GetSystemDateAndTime") -> list[str]:
    return [value for name, value in heard(received, question) if name == field]


# The questions


def test_the_operations_are_the_anonymous_reads() -> None:
    assert onvif.OPERATIONS == (
        "GetSystemDateAndTime",
        "GetServices",
        "GetCapabilities",
        "GetHostname",
        "GetEndpointReference",
        "GetDeviceInformation",
    )


@pytest.mark.parametrize("operation", onvif.OPERATIONS)
def test_an_envelope_holds_one_call_and_no_header(operation: str) -> None:
    root = etree.fromstring(onvif.envelope(operation))
    assert root.tag == f"{{{SOAP}}}Envelope"
    assert [child.tag for child in root] == [f"{{{SOAP}}}Body"]
    assert [call.tag for call in root[0]] == [f"{{{DEVICE}}}{operation}"]


def test_a_call_with_an_argument_is_written_out() -> None:
    assert onvif.envelope("GetServices").endswith(
        b"<s:Body><tds:GetServices><tds:IncludeCapability>false</tds:IncludeCapability></tds:GetServices></s:Body></s:Envelope>"
    )


def test_the_content_type_names_the_action() -> None:
    assert onvif.content_type("GetHostname") == (
        'application/soap+xml; charset=utf-8; action="http://www.onvif.org/ver10/device/wsdl/GetHostname"'
    )


@pytest.mark.parametrize("build", [onvif.envelope, onvif.content_type])
def test_no_other_operation_can_be_written(build: object) -> None:
    assert callable(build)
    with pytest.raises(KeyError, match="SystemReboot"):
        build("SystemReboot")


# The answers


def clock(date: str = "2018 5 7", time: str = "18 34 41") -> bytes:
    year, month, day, hour, minute, second = f"{date} {time}".split()
    return http(
        soap(
            "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>Manual</tt:DateTimeType>"
            f"<tt:UTCDateTime><tt:Time><tt:Hour>{hour}</tt:Hour><tt:Minute>{minute}</tt:Minute><tt:Second>{second}"
            f"</tt:Second></tt:Time><tt:Date><tt:Year>{year}</tt:Year><tt:Month>{month}</tt:Month><tt:Day>{day}</tt:Day>"
            "</tt:Date></tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>",
            ' xmlns:tnshik="http://www.hikvision.com/2011/event/topics"',
        )
    )


def test_the_clock_answer_tells_utc_and_the_envelopes_namespaces() -> None:
    assert heard(clock()) == [
        ("onvif.namespace", f"env={SOAP}"),
        ("onvif.namespace", f"tt={SCHEMA}"),
        ("onvif.namespace", f"tds={DEVICE}"),
        ("onvif.namespace", "tnshik=http://www.hikvision.com/2011/event/topics"),
        ("onvif.clock", "2018-05-07T18:34:41Z"),
    ]


@pytest.mark.parametrize(
    ("date", "time"),
    [("2018 2 30", "1 1 1"), ("2018 5 7", "24 0 0"), ("0 1 1", "0 0 0"), ("x 1 1", "1 1 1"), ("2018 5 7", "-1 0 0")],
)
def test_a_clock_that_tells_no_moment_tells_nothing(date: str, time: str) -> None:
    assert values(clock(date, time), "onvif.clock") == []


def test_services_are_told_by_namespace_once_each() -> None:
    services = "".join(
        f"<tds:Service><tds:Namespace>{uri}</tds:Namespace><tds:XAddr>{xaddr}</tds:XAddr></tds:Service>"
        for uri, xaddr in [
            (DEVICE, "http://192.0.2.7/onvif/device_service"),
            ("http://www.onvifext.com/onvif/ext/ver10/wsdl", "http://192.0.2.7/onvif/hik_ext"),
            (DEVICE, "https://192.0.2.7/onvif/device_service"),
            ("", "rtsp://192.0.2.7/"),
        ]
    )
    received = http(soap(f"<tds:GetServicesResponse>{services}</tds:GetServicesResponse>"))
    assert values(received, "onvif.service", "GetServices") == [DEVICE, "http://www.onvifext.com/onvif/ext/ver10/wsdl"]
    assert onvif.service_addresses(received) == [
        "http://192.0.2.7/onvif/device_service",
        "http://192.0.2.7/onvif/hik_ext",
        "https://192.0.2.7/onvif/device_service",
    ]


def test_capabilities_tell_onvifs_services_by_name_and_a_makers_own_by_namespace() -> None:
    # The shape of Hikvision's answer.
    received = http(
        soap(
            "<tds:GetCapabilitiesResponse><tds:Capabilities>"
            "<tt:Media><tt:XAddr>http://192.0.2.7/onvif/Media</tt:XAddr><tt:StreamingCapabilities/></tt:Media>"
            "<tt:PTZ><tt:XAddr>http://192.0.2.7/onvif/PTZ</tt:XAddr></tt:PTZ><tt:Extension>"
            "<hikxsd:hikCapabilities><hikxsd:XAddr>http://192.0.2.7/onvif/hik_ext</hikxsd:XAddr></hikxsd:hikCapabilities>"
            "<tt:DeviceIO><tt:XAddr>http://192.0.2.7/onvif/DeviceIO</tt:XAddr></tt:DeviceIO>"
            "<tt:Telex><tt:XAddr>http://192.0.2.7/x</tt:XAddr></tt:Telex>"
            "</tt:Extension></tds:Capabilities></tds:GetCapabilitiesResponse>",
            ' xmlns:hikxsd="http://www.onvifext.com/onvif/ext/ver10/schema"',
        )
    )
    assert values(received, "onvif.service", "GetCapabilities") == [
        "http://www.onvif.org/ver10/media/wsdl",
        "http://www.onvif.org/ver20/ptz/wsdl",
        "http://www.onvifext.com/onvif/ext/ver10/schema",
        "http://www.onvif.org/ver10/deviceIO/wsdl",
    ]
    assert len(onvif.service_addresses(received)) == 5


def test_the_hostname_is_told() -> None:
    inner = (
        "<tds:GetHostnameResponse><tds:HostnameInformation><tt:FromDHCP>false</tt:FromDHCP>"
        "<tt:Name> axis-accc8e </tt:Name>"
        "</tds:HostnameInformation></tds:GetHostnameResponse>"
    )
    assert values(http(soap(inner)), "onvif.hostname", "GetHostname") == ["axis-accc8e"]


def test_the_endpoint_reference_is_told_as_written() -> None:
    # ONVIF Core Specification, GetEndpointReference: the answer's one element is GUID.
    inner = "<tds:GetEndpointReferenceResponse><tds:GUID>\n urn:uuid:{}\n</tds:GUID></tds:GetEndpointReferenceResponse>"
    received = http(soap(inner.format("aa85c000-6324-11b3-819e-5850ed1fe385")))
    told = ["urn:uuid:aa85c000-6324-11b3-819e-5850ed1fe385"]
    assert values(received, "onvif.endpoint_reference", "GetEndpointReference") == told


@pytest.mark.parametrize(
    "inner",
    ["<tds:GUID>x</tds:GUID>", "<tds:GetEndpointReferenceResponse/>", "<tt:EndpointReference>x</tt:EndpointReference>"],
)
def test_another_element_is_no_endpoint_reference(inner: str) -> None:
    assert values(http(soap(inner)), "onvif.endpoint_reference", "GetEndpointReference") == []


def test_a_device_that_does_not_know_the_call_tells_its_fault() -> None:
    unknown = fault("ter:ActionNotSupported", "Optional Action Not Implemented", "env:Receiver")
    received = http(unknown, "500 Internal Server Error")
    told = ["Receiver | ActionNotSupported | Optional Action Not Implemented"]
    assert values(received, "onvif.fault", "GetEndpointReference") == told


INFORMATION = {
    "Manufacturer": "HIKVISION",
    "Model": "DS-2CD2012-I",
    "FirmwareVersion": "V5.2.0 build 140721",
    "SerialNumber": "DS-2CD2012-I20150201CCWR501088621",
    "HardwareId": "88",
}
FIELD_OF = {
    "Manufacturer": "onvif.device.manufacturer",
    "Model": "onvif.device.model",
    "FirmwareVersion": "onvif.device.firmware",
    "SerialNumber": "onvif.device.serial",
    "HardwareId": "onvif.device.hardware",
}


def information(prefix: str = "tds:", wrap: str = "tds:GetDeviceInformationResponse", **changed: str) -> str:
    inner = "".join(f"<{prefix}{name}>{value}</{prefix}{name}>" for name, value in (INFORMATION | changed).items())
    return f"<{wrap}>{inner}</{wrap}>"


def told(received: bytes) -> dict[str, str]:
    fields = heard(received, "GetDeviceInformation")
    return {name: value for name, field in FIELD_OF.items() for found, value in fields if found == field}


LATE_ERROR = information(Model="A&amp;B").replace("<tds:Manu", "<tds:A></tds:B><tds:Manu")
NOTHING: dict[str, str] = {}
FOUR = {name: value for name, value in INFORMATION.items() if name != "HardwareId"}
BAD_REPLIES: dict[str, tuple[str | bytes, dict[str, str]]] = {
    "an element nobody asked for": (soap(information(Extra="1")), INFORMATION),
    "elements in another order": (
        soap(information())
        .replace("<tds:Model>DS-2CD2012-I</tds:Model>", "")
        .replace(
            "</tds:GetDeviceInformationResponse>",
            "<tds:Model>DS-2CD2012-I</tds:Model></tds:GetDeviceInformationResponse>",
        ),
        INFORMATION,
    ),
    "another namespace": (soap(information()).replace(DEVICE, "urn:x"), INFORMATION),
    "trailing NUL": (soap(information()) + "\0", INFORMATION),
    "a bare ampersand": (soap(information(Model="A&B")), INFORMATION | {"Model": "A&B"}),
    "GBK": (soap(information(Manufacturer="海康")).encode("gbk"), INFORMATION | {"Manufacturer": "海康"}),
    "SOAP 1.1": (soap(information()).replace(SOAP, "http://schemas.xmlsoap.org/soap/envelope/"), INFORMATION),
    "HTML": ("<html><body><h1>404</h1></body></html>", NOTHING),
    "nothing": ("", NOTHING),
    "a document type": ('<!DOCTYPE x [<!ENTITY e "y">]>' + soap(information(Model="&e;")), NOTHING),
    "undeclared prefix": (soap(information("ns1:", "ns1:GetDeviceInformationResponse")), INFORMATION),
    "a control character": (soap(information(Manufacturer="HIK\x01VISION")), INFORMATION),
    "a field that is missing": (soap(information()).replace("<tds:HardwareId>88</tds:HardwareId>", ""), FOUR),
    "no response element": (soap(information(wrap="tds:Oops")), INFORMATION),
    "cut before the end": (soap(information()).partition("</tds:GetDevice")[0], INFORMATION),
    "tags that do not match": (soap(LATE_ERROR), INFORMATION | {"Model": "A&B"}),
    "a byte order mark and blank lines": ("\ufeff\n\n" + soap(information()), INFORMATION),
}


@pytest.mark.parametrize(("body", "expected"), BAD_REPLIES.values(), ids=BAD_REPLIES.keys())
def test_device_information_survives_bad_firmware(body: str | bytes, expected: dict[str, str]) -> None:
    assert told(http(body)) == expected


def test_thirteen_of_the_seventeen_bad_replies_give_all_five_fields() -> None:
    whole = [name for name, (body, _) in BAD_REPLIES.items() if len(told(http(body))) == 5]
    assert (len(BAD_REPLIES), len(whole)) == (17, 13)


def test_model_and_name_elsewhere_are_not_taken_for_device_information() -> None:
    assert told(http(soap("<tds:GetHostnameResponse><tt:Name>x</tt:Name></tds:GetHostnameResponse>"))) == {}
    assert values(http(soap("<x><Model>y</Model></x>")), "onvif.device.model", "GetHostname") == []


def test_values_are_trimmed_and_cut() -> None:
    assert told(http(soap(information(Model=" \n" + "x" * 300))))["Model"] == "x" * 256


def test_a_fault_tells_code_subcode_and_reason_without_prefixes() -> None:
    received = http(fault("ter:NotAuthorized"), "400 Bad Request")
    assert values(received, "onvif.fault") == ["Sender | NotAuthorized | Sender not Authorized"]


def test_nested_subcodes_are_joined() -> None:
    nested = fault(
        "ter:InvalidArgVal</env:Value><env:Subcode><env:Value>ter:NoProfile</env:Value></env:Subcode><env:Value>"
    )
    assert values(http(nested), "onvif.fault") == ["Sender | InvalidArgVal/NoProfile | Sender not Authorized"]


def test_a_fault_of_soap_11_is_read_too() -> None:
    inner = "<env:Fault><faultcode>SOAP-ENV:Client</faultcode><faultstring>Not\n  implemented</faultstring></env:Fault>"
    assert values(http(soap(inner)), "onvif.fault") == ["Client |  | Not implemented"]


def test_a_fault_that_says_nothing_is_none() -> None:
    assert values(http(soap("<env:Fault/>")), "onvif.fault") == []
    assert values(http(soap("<env:Fault><env:Code/></env:Fault>")), "onvif.fault") == []


def test_a_challenge_tells_realm_and_nonce_form() -> None:
    # The nonce form that captures of Dahua's platform show: base64 of `onvif-digest:` and digits.
    challenge = 'WWW-Authenticate: Digest realm="Login to x", nonce="b252aWYtZGlnZXN0OjEyMzQ1Njc4OTAx", qop="auth"'
    found = heard(http("", "401 Unauthorized", challenge))
    assert found == [("onvif.challenge.realm", "Login to x"), ("onvif.challenge.nonce_form", "onvif-digest")]


@pytest.mark.parametrize(
    ("received", "refused"),
    [
        (http("", "401 Unauthorized"), True),
        (http("", "403 Forbidden"), True),
        (http(fault("ter:NotAuthorized", ""), "400 Bad Request"), True),
        (http(fault("ter:NotAuthorized"), "500 Internal Server Error"), True),
        (http(fault("wsse:FailedAuthentication", "x")), True),
        (http(fault("ter:x", "Authority failure")), True),
        (http(fault("ter:ActionNotSupported", "Optional Action Not Implemented"), "500 Internal Server Error"), False),
        (http("", "404 Not Found"), False),
        (clock(), False),
        (b"", False),
        (b"\0\0\0\x10", False),
    ],
)
def test_a_refusal_to_answer_without_login_is_known(received: bytes, refused: bool) -> None:
    assert onvif.refuses_login(received) is refused


@pytest.mark.parametrize("received", [b"", b"\0\0\0\x10", http("<html/>"), http("not found", "404 Not Found")])
def test_what_is_no_onvif_tells_nothing(received: bytes) -> None:
    assert (heard(received), onvif.service_addresses(received)) == ([], [])


def test_services_are_bounded() -> None:
    services = "".join(
        f"<tds:Service><tds:Namespace>urn:{number}</tds:Namespace></tds:Service>" for number in range(500)
    )
    assert len(values(http(soap(services)), "onvif.service")) == onvif.MAX_SERVICES


pieces = st.lists(
    st.sampled_from(
        [
            "<Envelope>",
            "<Body>",
            "<Fault>",
            "<Code>",
            "<Value>",
            "</Value>",
            "a:b",
            "<Reason>",
            "<Text>",
            "<faultcode>",
            "/>",
            "<Capabilities>",
            "<x:Media>",
            "<XAddr>",
            "http://",
            "</XAddr>",
            "<Service>",
            "<Namespace>",
            "<UTCDateTime>",
            "<Year>1</Year>",
            "<GetDeviceInformationResponse>",
            "<Model>",
            "\x00",
            "&",
            "<HostnameInformation>",
            "<Name>1",
            "<GetEndpointReferenceResponse>",
            "<GUID>1",
        ]
    ),
    max_size=40,
).map("".join)


@given(st.binary(max_size=300) | pieces.map(lambda body: http("<Envelope>" + body)), st.sampled_from(onvif.OPERATIONS))
def test_no_bytes_make_it_raise_and_every_field_is_declared(received: bytes, question: str) -> None:
    found = heard(received, question)
    assert {field for field, _ in found} <= FIELDS.keys()
    assert all(value for _, value in found)
    assert onvif.refuses_login(received) in (True, False)
    assert all(address.lower().startswith("http") for address in onvif.service_addresses(received))
