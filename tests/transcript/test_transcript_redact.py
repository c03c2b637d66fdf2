"""A copy to share: nothing in it leads back to the site, and everything in it still proves the maker."""

import ipaddress
import re
from base64 import b64decode

import pytest
from cryptography import x509
from secret_answers import MAC, SERIAL, asked_and_seen, is_in, values
from transcript_samples import HEADER, everything_in, plain_records, write_all

from scanner.codec import observations_of
from scanner.transcript.read import count_records, replay
from scanner.transcript.redact import redact

SECRETS = [
    *(b"10.1.2.7", b"10.1.2.8", b"10.1.3.41", b"10.1.2.250", b"10.1.2.0", b"10.1.2.9", b"10.1.3.4", b"10.1.2.20"),
    *(b"203.0.113.0", b"fe80::4619:b6ff:fe1c:2d3e", b"fe1c:2d3e", b"1c:2d:3e", b"1c-2d-3e", b"1c2d3e", b"1c%3a2d%3a3e"),
    *(b"b61c.2d3e", b"ea31ab", b"7d2f6a10", b"c2183", SERIAL.lower().encode(), b"20190619aawrc21839999"),
    *(b"404754734001050102", b"northtown", b"estates", b"chg0041776", b"upper wharf", b"upper%20wharf", b"gate-house"),
    b"54-0811-0215",
    bytes([10, 1, 3, 41]),
]  # fmt: skip


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return write_all(tmp_path_factory.mktemp("original") / "t.jsonl", asked_and_seen())


@pytest.fixture(scope="module")
def copy(original, tmp_path_factory):
    path = tmp_path_factory.mktemp("copy") / "shared.jsonl"
    redact(original, path)
    return path


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


def test_base64_of_the_copy_is_what_the_file_holds(copy):
    assert all(
        b64decode(record["sent"], validate=True) is not None for record in plain_records(copy) if "sent" in record
    )
