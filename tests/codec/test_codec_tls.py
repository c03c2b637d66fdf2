"""Certificates: a good one, and those that firmware really ships: built here byte by byte."""

import hashlib
import ipaddress
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import tls
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS

CN, C, ST, L, ORG, OU, SERIAL = "550403", "550406", "550408", "550407", "55040a", "55040b", "550405"
UTF8, PRINTABLE, T61, IA5, UTC_TIME, GENERALIZED, BMP, UNIVERSAL = 0x0C, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1E, 0x1C


def heard(received: bytes, details: dict[str, str] | None = None, truncated: bool = False) -> list[tuple[str, str]]:
    endpoint = Endpoint("127.0.0.1", 443)
    exchange = Exchange(
        "1", Target("127.0.0.1"), endpoint, "tls", "", 0, 1, Outcome.ANSWERED, b"", received, truncated, details or {}
    )
    return [(fact.field, fact.value) for fact in tls.read(exchange)]


def told(received: bytes) -> dict[str, str]:
    return {field.removeprefix("tls."): value for field, value in heard(received) if field != "tls.sha256"}


def tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = (len(content).bit_length() + 7) // 8
    length = bytes([0x80 | size]) if len(content) > 127 else b""
    length += len(content).to_bytes(max(1, size), "big")
    return bytes([tag]) + length + content


def oid(body: str) -> bytes:
    return tlv(0x06, bytes.fromhex(body))


def attribute(kind: str, value: bytes, tag: int = UTF8) -> bytes:
    return tlv(0x30, oid(kind), tlv(tag, value))


def name(*attributes: bytes) -> bytes:
    return tlv(0x30, *(tlv(0x31, written) for written in attributes))


def time(text: bytes, tag: int = UTC_TIME) -> bytes:
    return tlv(tag, text)


# Stored from the country down, as openssl and certificate authorities write it; a door station of Hikvision's is so.
SUBJECT = name(attribute(C, b"CN", PRINTABLE), attribute(ORG, b"HIKVISION"), attribute(CN, b"hikvision.com"))
AFTER = time(b"371231000000Z")
KEY = tlv(0x30, tlv(0x30, oid("2a8648ce3d0201"), oid("2a8648ce3d030107")), tlv(0x03, b"\0\4" + b"\1" * 64))
SIGNATURE = tlv(0x30, oid("2a8648ce3d040302"))


def certificate(
    subject: bytes = SUBJECT,
    after: bytes = AFTER,
    version: bytes = b"\2",
    serial: bytes = b"\x7f",
    extensions: bytes = b"",
) -> bytes:
    body = tlv(
        0x30,
        tlv(0xA0, tlv(0x02, version)) if version else b"",
        tlv(0x02, serial),
        SIGNATURE,
        name(attribute(CN, b"issuer")),
        tlv(0x30, time(b"191217000000Z"), after),
        subject,
        KEY,
        tlv(0xA3, tlv(0x30, extensions)) if extensions else b"",
    )
    return tlv(0x30, body, SIGNATURE, tlv(0x03, b"\0" + tlv(0x30, tlv(0x02, b"\1"), tlv(0x02, b"\1"))))


def san(*names: bytes) -> bytes:
    return tlv(0x30, oid("551d11"), tlv(0x04, tlv(0x30, *names)))


GOOD = {"subject": "CN=hikvision.com,O=HIKVISION,C=CN", "issuer": "CN=issuer", "not_after": "2037-12-31T00:00:00Z"}


def with_cn(value: bytes, tag: int = UTF8) -> bytes:
    return certificate(name(attribute(CN, value, tag)))


UGLY = {
    "GBK in a UTF8String": (with_cn("海康威视".encode("gbk")), GOOD | {"subject": "CN=海康威视"}),
    "a month that does not exist": (certificate(after=time(b"991332250000Z")), GOOD),
    "a time without a zone": (certificate(after=time(b"20371231000000", GENERALIZED)), GOOD),
    "version 5": (certificate(version=b"\4"), GOOD),
    "an at sign in a PrintableString": (with_cn(b"a@b_c*", PRINTABLE), GOOD | {"subject": "CN=a@b_c*"}),
    "trailing bytes": (certificate() + b"\0\0\r\n", GOOD),
    "a negative serial number": (certificate(serial=b"\x80"), GOOD),
    "a serial number of zero": (certificate(serial=b"\0"), GOOD),
    "version 1 with extensions": (certificate(version=b"", extensions=san(tlv(0x82, b"cam"))), GOOD | {"san": "cam"}),
    "an empty subject": (certificate(name()), GOOD | {"subject": ""}),
    "the same extension twice": (certificate(extensions=san(tlv(0x82, b"a")) * 2), GOOD),
    "a broken alternative name": (certificate(extensions=san(tlv(0x87, b"\1\2\3"))), GOOD),
}
# What nobody can know from such a certificate.
WITHOUT_DATE = ("a month that does not exist",)


@pytest.mark.parametrize("kind", UGLY)
def test_an_ugly_certificate_still_tells_its_names(kind: str) -> None:
    der, expected = UGLY[kind]
    found = {field: value for field, value in told(der).items() if field != "san" or "san" in expected}
    wanted = {
        field: value
        for field, value in expected.items()
        if value and (field != "not_after" or kind not in WITHOUT_DATE)
    }
    assert found == wanted


def test_there_are_twelve_ugly_certificates_and_each_gives_its_hash() -> None:
    hashed = [("tls.sha256", hashlib.sha256(der).hexdigest()) in heard(der) for der, _ in UGLY.values()]
    assert hashed == [True] * 12


def test_a_good_certificate_of_a_library_is_read_whole() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Axis Communications AB"),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, "axis-accc8ea31abf"),
        ]
    )
    names = [
        x509.DNSName("axis-accc8ea31abf.local"),
        x509.IPAddress(ipaddress.ip_address("192.0.2.7")),
        x509.UniformResourceIdentifier("http://192.0.2.7/"),
        x509.RFC822Name("a@example.org"),
        x509.RegisteredID(x509.ObjectIdentifier("1.2.3")),
    ]
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, 12, 30, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    der = built.public_bytes(serialization.Encoding.DER)
    assert heard(der, {"tls_version": "TLSv1.2", "tls_cipher": "AES128-SHA"}) == [
        ("tls.version", "TLSv1.2"),
        ("tls.cipher", "AES128-SHA"),
        ("tls.sha256", hashlib.sha256(der).hexdigest()),
        ("tls.subject", "CN=axis-accc8ea31abf,O=Axis Communications AB"),
        ("tls.issuer", "CN=axis-accc8ea31abf,O=Axis Communications AB"),
        ("tls.san", "axis-accc8ea31abf.local"),
        ("tls.san", "192.0.2.7"),
        ("tls.san", "http://192.0.2.7/"),
        ("tls.san", "a@example.org"),
        ("tls.not_after", "2040-01-01T12:30:00Z"),
    ]


@pytest.mark.parametrize(
    "stored",
    [
        [
            (C, b"CN"),
            (ST, b"ZheJiang"),
            (L, b"HangZhou"),
            (ORG, b"HIKVISION"),
            (OU, b"DVRNVR"),
            (CN, b"www.hikvision.com"),
        ],
        [
            (CN, b"www.hikvision.com"),
            (OU, b"DVRNVR"),
            (ORG, b"HIKVISION"),
            (L, b"HangZhou"),
            (ST, b"ZheJiang"),
            (C, b"CN"),
        ],
    ],
    ids=["country first", "name first"],
)
def test_a_subject_reads_alike_whichever_way_it_is_stored(stored: list[tuple[str, bytes]]) -> None:
    der = certificate(name(*(attribute(kind, value) for kind, value in stored)))
    # The form in which recog lists this subject.
    assert told(der)["subject"] == "CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION,L=HangZhou,ST=ZheJiang,C=CN"


def test_a_value_cannot_pose_as_another_attribute() -> None:
    assert told(with_cn(b"x,O=Axis"))["subject"] == "CN=x\\,O=Axis"
    assert told(with_cn(b"#1 a+b"))["subject"] == "CN=\\#1 a\\+b"


def test_attributes_of_one_level_are_joined_and_unknown_ones_keep_their_number() -> None:
    level = tlv(0x31, attribute(SERIAL, b"404754734001050102"), attribute(CN, b"00-07-5f-01-02-03"))
    odd = tlv(0x31, attribute("2a0304", b"odd"))
    assert told(certificate(tlv(0x30, odd, level)))["subject"] == (
        "SERIALNUMBER=404754734001050102+CN=00-07-5f-01-02-03,1.2.3.4=odd"
    )


@pytest.mark.parametrize(
    ("value", "tag"),
    [("海康".encode("utf-16-be"), BMP), ("海康".encode("utf-32-be"), UNIVERSAL), ("海康".encode("gbk"), T61)],
)
def test_other_string_types_are_decoded_even_where_the_library_refuses(value: bytes, tag: int) -> None:
    assert told(certificate(name(attribute(CN, value, tag)), version=b"\4"))["subject"] == "CN=海康"


def test_alternative_names_are_read_where_only_the_fallback_can() -> None:
    names = san(tlv(0x82, b"cam.example"), tlv(0x87, b"\xc0\0\2\7"), tlv(0xA4, name(attribute(CN, b"dir"))))
    found = [value for field, value in heard(certificate(version=b"\4", extensions=names)) if field == "tls.san"]
    assert found == ["cam.example", "192.0.2.7"]


def test_alternative_names_are_bounded() -> None:
    names = san(*[tlv(0x82, b"a")] * 100)
    found = [value for field, value in heard(certificate(extensions=names)) if field == "tls.san"]
    assert found == ["a"] * tls.MAX_NAMES


def test_the_end_of_the_calendar_is_no_obstacle() -> None:
    assert told(certificate(after=time(b"99991231235959Z", GENERALIZED)))["not_after"] == "9999-12-31T23:59:59Z"


def test_what_is_no_certificate_gives_its_hash_only() -> None:
    assert heard(b"no certificate") == [("tls.sha256", hashlib.sha256(b"no certificate").hexdigest())]


def test_a_certificate_beyond_all_size_is_not_parsed() -> None:
    huge = certificate() + b"\0" * tls.MAX_BYTES
    assert [field for field, _ in heard(huge)] == ["tls.sha256"]


def test_a_cut_certificate_tells_nothing_of_itself() -> None:
    assert heard(certificate()[:50], {"tls_version": "TLSv1"}, truncated=True) == [("tls.version", "TLSv1")]


def test_no_certificate_tells_nothing() -> None:
    assert heard(b"") == []


VALID = certificate(extensions=san(tlv(0x82, b"cam")))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    der = bytearray(VALID)
    for _ in range(draw(st.integers(1, 4))):
        der[draw(st.integers(0, len(der) - 1))] = draw(st.integers(0, 255))
    return bytes(der[: draw(st.integers(1, len(der)))])


@given(st.binary(max_size=200) | damaged())
def test_no_bytes_make_it_raise_and_every_field_is_declared(received: bytes) -> None:
    found = heard(received)
    assert {field for field, _ in found} <= FIELDS.keys()
    assert all(value for _, value in found)
