"""A copy to share: nothing in it leads back to the site, and everything in it still proves the maker."""

import gzip
import ipaddress
import re
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from transcript_samples import HEADER, everything_in, exchange, observed, plain_records, write_all, write_chained

from scanner.codec import observations_of
from scanner.model.errors import MachineFault, TranscriptFault
from scanner.model.outcome import Outcome
from scanner.transcript import records
from scanner.transcript.read import count_records, replay
from scanner.transcript.redact import redact

# Answers in the style of real devices. The secrets in them are made up.
HIKVISION, DAHUA, AXIS = "10.1.2.7", "10.1.2.8", "10.1.3.41"
MAC, SERIAL, UNIT = "44:19:b6:1c:2d:3e", "4M0747EPAA1D284", "DS-2CD2143G0-I20190619AAWRC21839999"
ASK = (
    f"GET / HTTP/1.1\r\nHost: {HIKVISION}\r\n"
    "User-Agent: camscan/0.1.0 (+estates@northtown.example)\r\nConnection: keep-alive\r\n\r\n"
)
CHALLENGE = (
    "HTTP/1.1 401 Unauthorized\r\nServer: App-webs/\r\nContent-Length: 0\r\n"
    'WWW-Authenticate: Digest qop="auth", realm="IP Camera(C2183)", domain="::", nonce="4e54677a4f5463"\r\n\r\n'
)
PAGE_BODY = (
    f'<title>Web</title><a href="http://{HIKVISION}:8000/doc">x</a> Sensor at {HIKVISION}. gateway=10.1.2.250;'
    "<p>44:19:B6:1C:2D:3E 44-19-b6-1c-2d-3e 4419B61C2D3E 4419b61c2d3e 44%3A19%3AB6%3A1C%3A2D%3A3E 4419.b61c.2d3e"
    " 44%3a19%3ab6%3a1c%3a2d%3a3e</p>"
    " Northtown Leisure Centre, NORTHTOWN%20LEISURE%20CENTRE, asked by Estates Team under CHG0041776; Web 10.1.4.20"
)
PAGE = f"HTTP/1.1 200 OK\r\nServer: Boa/10.1.4.20\r\nContent-Length: {len(PAGE_BODY)}\r\n\r\n{PAGE_BODY}"
DESCRIBE = (
    f'RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="Login to {SERIAL}", nonce="a1b2"\r\n\r\n'
)
MATCH = f"""<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl">
<s:Header><a:MessageID>uuid:7d2f6a10-4a3b-11b4-83c1-4419b61c2d3e</a:MessageID></s:Header><s:Body><d:ProbeMatches>
<d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:7d2f6a10-4a3b-11b4-83c1-4419b61c2d3e</a:Address>
</a:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/type/video_encoder
 onvif://www.onvif.org/Profile/Streaming onvif://www.onvif.org/MAC/{MAC} onvif://www.onvif.org/hardware/DS-2CD2143G0-I
 onvif://www.onvif.org/name/HIKVISION%20DS-2CD2143G0-I onvif://www.onvif.org/location/city/Upper%20Wharf
 onvif://www.onvif.org/location/country/china</d:Scopes><d:XAddrs>http://{HIKVISION}/onvif/device_service
 http://[fe80::4619:b6ff:fe1c:2d3e]/onvif/device_service</d:XAddrs></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>"""
SECRETS = [
    *(b"10.1.2.7", b"10.1.2.8", b"10.1.3.41", b"10.1.2.250", b"10.1.2.0", b"10.1.2.9", b"10.1.3.4", b"10.1.2.20"),
    *(b"203.0.113.0", b"fe80::4619:b6ff:fe1c:2d3e", b"4619:b6ff", b"1c:2d:3e", b"1c-2d-3e", b"1c2d3e", b"1c%3a2d%3a3e"),
    *(b"b61c.2d3e", b"ea31ab", b"7d2f6a10", b"c2183", SERIAL.lower().encode(), b"20190619aawrc21839999"),
    *(b"404754734001050102", b"northtown", b"estates", b"chg0041776", b"upper wharf", b"upper%20wharf", b"gate-house"),
    bytes([10, 1, 3, 41]),
]  # fmt: skip


def certificate() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    attributes = [
        (NameOID.ORGANIZATION_NAME, "Axis Communications AB"),
        (NameOID.SERIAL_NUMBER, "404754734001050102"),
        (NameOID.COMMON_NAME, "axis-accc8eea31ab"),
    ]
    name = x509.Name([x509.NameAttribute(*attribute) for attribute in attributes])
    names = [x509.IPAddress(ipaddress.ip_address(AXIS)), x509.DNSName("gate-house.northtown.example")]
    builder = x509.CertificateBuilder(name, name, key.public_key(), 4711)
    builder = builder.not_valid_before(datetime(2024, 1, 1, tzinfo=UTC))
    builder = builder.not_valid_after(datetime(2034, 1, 1, tzinfo=UTC))
    signed = builder.add_extension(x509.SubjectAlternativeName(names), critical=False).sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.DER)


def soap(body: str) -> bytes:
    envelope = (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:t="http://www.onvif.org/ver10/device/wsdl"'
    )
    whole = f"{envelope}><s:Body>{body}</s:Body></s:Envelope>"
    return (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: {len(whole)}\r\n\r\n{whole}".encode()
    )


INFORMATION = (
    "<t:GetDeviceInformationResponse><t:Manufacturer>HIKVISION</t:Manufacturer><t:Model>DS-2CD2143G0-I</t:Model>"
    f"<t:FirmwareVersion>10.1.4.20</t:FirmwareVersion><t:SerialNumber>{UNIT}</t:SerialNumber>"
    "<t:HardwareId>88</t:HardwareId></t:GetDeviceInformationResponse>"
)
HOSTNAME = (
    "<t:GetHostnameResponse><t:HostnameInformation><t:Name>Gate-House</t:Name></t:HostnameInformation>"
    "</t:GetHostnameResponse>"
)


def asked_and_seen():
    """Exchanges with what today's codecs read in them."""
    stream = {"protocol": "rtsp", "port": 554, "question": "describe"}
    axis = {"address": AXIS, "port": 443}
    onvif = {"protocol": "onvif"}
    asked = [
        exchange(1, CHALLENGE.encode(), sent=ASK.encode()),
        exchange(2, PAGE.encode(), sent=ASK.encode(), source=f"{HIKVISION}:80"),
        exchange(3, DESCRIBE.encode(), address=DAHUA, **stream),
        exchange(4, MATCH.encode(), protocol="wsdiscovery", port=3702, question="nvt"),
        exchange(5, soap(INFORMATION), question="GetDeviceInformation", **onvif),
        exchange(6, soap(HOSTNAME), question="GetHostname", **onvif),
        exchange(7, certificate(), protocol="tls", question="certificate", tls_version="TLSv1.2", **axis),
        exchange(8, outcome=Outcome.REFUSED, address=DAHUA),
    ]
    return [(one, observations_of(one)) for one in asked]


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return write_all(tmp_path_factory.mktemp("original") / "t.jsonl", asked_and_seen())


@pytest.fixture(scope="module")
def copy(original, tmp_path_factory):
    path = tmp_path_factory.mktemp("copy") / "shared.jsonl"
    redact(original, path)
    return path


def redacted(tmp_path: Path, *asked, header=HEADER):
    """Write exchanges, each with what today's codecs read, and return the replay of the copy."""
    pairs = [(one, observations_of(one)) for one in asked]
    write_all(tmp_path / "t.jsonl", pairs, header)
    redact(tmp_path / "t.jsonl", tmp_path / "copy.jsonl")
    return replay(tmp_path / "copy.jsonl")


def is_in(secret: bytes, data: bytes) -> bool:
    """Whether it stands there; an address is none where more digits follow."""
    return re.search(re.escape(secret) + (rb"(?!\d)" if secret[-1:].isdigit() else b""), data) is not None


def values(found, field):
    return [seen.value for _, observations in found.exchanges for seen in observations if seen.field == field]


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_is_left_after_decoding(original, copy, secret):
    assert is_in(secret, everything_in(original).lower())
    assert not is_in(secret, everything_in(copy).lower())


def test_the_copy_verifies_and_says_that_it_is_one(original, copy):
    assert count_records(copy)[0] == count_records(original)[0]
    header = replay(copy).header
    assert header.redacted is True
    assert (header.site, header.operator, header.authority, header.targets, header.excluded) == ("", "", "", (), ())
    assert (header.id, header.started, header.tool_version, header.settings) == (
        HEADER.id,
        HEADER.started,
        HEADER.tool_version,
        HEADER.settings,
    )
    assert copy.stat().st_mode & 0o777 == 0o600


def test_every_length_and_everything_but_the_secrets_is_unchanged(original, copy):
    before, after = replay(original), replay(copy)
    for (one, _), (other, _) in zip(before.exchanges, after.exchanges, strict=True):
        assert (len(one.sent), len(one.received)) == (len(other.sent), len(other.received))
        assert (one.id, one.protocol, one.question, one.outcome) == (
            other.id,
            other.protocol,
            other.question,
            other.outcome,
        )
        assert (one.started, one.ended, one.endpoint.port) == (other.started, other.ended, other.endpoint.port)
    assert (after.complete, after.ended, after.unanswered_intents) == (True, before.ended, 0)
    assert (after.coverage.answered, after.coverage.networks[0].network) == (3, "network 1")


def test_reading_the_copys_bytes_anew_gives_the_copys_observations(copy):
    found = replay(copy)
    assert [observations_of(asked) for asked, _ in found.exchanges] == [seen for _, seen in found.exchanges]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("http.server", ["App-webs/", "Boa/10.1.4.20"]),
        ("http.challenge.domain", ["::"]),
        ("onvif.device.manufacturer", ["HIKVISION"]),
        ("onvif.device.model", ["DS-2CD2143G0-I"]),
        ("onvif.device.firmware", ["10.1.4.20"]),
        ("wsd.scope.name", ["HIKVISION DS-2CD2143G0-I"]),
        ("wsd.scope.hardware", ["DS-2CD2143G0-I"]),
        ("wsd.endpoint_reference.form", ["mac-tail-echo"]),
        ("tls.version", ["TLSv1.2"]),
    ],
)
def test_evidence_of_the_maker_stays_and_so_do_versions_that_look_like_addresses(copy, field, expected):
    assert values(replay(copy), field) == expected


def test_shapes_that_fingerprints_know_stay(copy):
    found = replay(copy)
    assert re.fullmatch(r"IP Camera\([A-Z]\d{4}\)", values(found, "http.challenge.realm")[0])
    assert re.fullmatch(r"Login to 4M0\d{3}[A-Z]{4}\d[A-Z]\d{3}", values(found, "rtsp.challenge.realm")[0])
    assert re.fullmatch(r"DS-2CD2143G0-I201\d{5}[A-Z]{5}\d{8}", values(found, "onvif.device.serial")[0])
    assert re.fullmatch(
        r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-11b4-8[0-9a-f]{3}-4419b6[0-9a-f]{6}",
        values(found, "wsd.endpoint_reference")[0],
    )
    assert values(found, "wsd.scope.location")[1] == "country/china"
    assert re.fullmatch(r"city/[A-Z][a-z]{4} [A-Z][a-z]{4}", values(found, "wsd.scope.location")[0])
    assert re.fullmatch(
        r"CN=axis-accc8e[0-9a-f]{6},SERIALNUMBER=404\d{15},O=Axis Communications AB", values(found, "tls.subject")[0]
    )


def test_one_mac_is_replaced_alike_in_every_spelling_and_keeps_its_block(copy):
    found = replay(copy)
    (told,) = values(found, "wsd.scope.mac")
    assert told.startswith("44:19:b6:")
    assert told != MAC
    pairs, quads = told.split(":"), re.findall("....", told.replace(":", ""))
    spelt = re.search(r"<p>(.*)</p>", found.exchanges[1][0].received.decode())[1].split()
    assert spelt == [
        ":".join(pairs).upper(),
        "-".join(pairs),
        "".join(pairs).upper(),
        "".join(pairs),
        "%3A".join(pairs).upper(),
        ".".join(quads),
        "%3a".join(pairs),
    ]
    assert values(found, "wsd.endpoint_reference.mac") == [told]
    assert values(found, "wsd.endpoint_reference")[0].endswith("".join(pairs))


def test_the_same_address_is_the_same_everywhere_and_others_are_others(copy):
    found = replay(copy)
    addresses = [asked.endpoint.address for asked, _ in found.exchanges]
    assert [len({addresses[0], addresses[index]}) for index in (1, 3, 4, 5)] == [1] * 4
    assert addresses[2] == addresses[7]
    assert len(set(addresses)) == 3
    assert [asked.target.address for asked, _ in found.exchanges] == addresses
    assert [endpoint.address for endpoint in found.sweeps[0].open] == [addresses[0], addresses[2]]
    assert f"Host: {addresses[0]}\r\n".encode() in found.exchanges[0][0].sent
    assert found.exchanges[1][0].details == {"source": f"{addresses[0]}:80"}
    assert f"http://{addresses[0]}/onvif/device_service" in values(found, "wsd.xaddr")
    assert all(ipaddress.ip_address(address) in ipaddress.ip_network("10.0.0.0/8") for address in addresses)


def test_the_certificate_is_still_one_and_its_addresses_and_names_are_replaced(copy):
    found = replay(copy)
    asked, seen = found.exchanges[6]
    shown = x509.load_der_x509_certificate(asked.received)
    names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(item) for item in names.get_values_for_type(x509.IPAddress)] == [asked.endpoint.address]
    (host,) = names.get_values_for_type(x509.DNSName)
    assert re.fullmatch(r"[a-z]{4}-[a-z]{5}\.[a-z]{9}\.[a-z]{7}", host)
    assert [item.value for item in seen if item.field == "tls.san"] == [asked.endpoint.address, host]


def test_two_copies_of_one_transcript_differ(original, copy, tmp_path):
    redact(original, tmp_path / "again.jsonl")
    assert values(replay(tmp_path / "again.jsonl"), "wsd.scope.mac") != values(replay(copy), "wsd.scope.mac")


def test_the_original_stays_as_it_was(original, tmp_path):
    before = original.read_bytes()
    redact(original, tmp_path / "copy.jsonl")
    assert original.read_bytes() == before


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
    body = gzip.compress(b"<title>WEB SERVICE</title> 44:19:b6:1c:2d:3e")
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
    from html import escape
    from urllib.parse import quote

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


def test_base64_of_the_copy_is_what_the_file_holds(copy):
    assert all(
        b64decode(record["sent"], validate=True) is not None for record in plain_records(copy) if "sent" in record
    )
