"""Challenges as real devices write them, as broken ones do, and the forms of their nonces."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec.challenge import MAX_HEADER, challenge_facts, nonce_form, parse_challenges
from scanner.model.vocabulary import FIELDS

# A Hikvision camera's 401, in a guide of its maker: digest and a nonce that spells two hex numbers.
HIKVISION_CAMERA = (
    'Digest qop="auth", realm="IP Camera(C2183)", nonce="4e5468694e7a42694e7a4d364f4449354d7a6b354d54513d", '
    'stale="FALSE"'
)
HIKVISION_RECORDER = (
    'Digest realm="DVRNVRDVS", domain="::", qop="auth", nonce="16c2671a88d919b48d011bfe56765a0e:1540569274326", '
    'opaque="", algorithm="MD5", stale="FALSE"'
)
HIKVISION_INTERCOM = (
    'Digest qop="auth", realm="DS-0362B98B", nonce="NjU3YTFlM2JhOGM0OGVhNTg4OWM0NmNjZTBhNjAzYTY=", stale="false", '
    'opaque="", domain="::"'
)
DAHUA_ONVIF = (
    'Digest realm="Login to 2J01018PAA00813",qop="auth",nonce="b252aWYtZGlnZXN0OjQzMjYxNjc5MTQw",opaque="", '
    'stale="false"'
)

BOTH = [("Basic", {"realm": "a"}), ("Digest", {"realm": "b", "qop": "auth"})]
BROKEN = [("Digest", {"realm": "IP Camera", "nonce": "ab", "qop": "auth"})]
FORMS = {
    "hex-of-base64-pair", "hex-of-colon-text", "hex32-epoch-ms", "base64-of-hex32", "onvif-digest",
    "hex32", "hex64", "base64", "other",
}  # fmt: skip


def traits(header: str, prefix: str = "http") -> list[tuple[str, str]]:
    return [(fact.field, fact.value) for fact in challenge_facts(header, prefix)]


def shapes(header: str) -> list[tuple[str, dict[str, str]]]:
    return [(challenge.scheme, dict(challenge.parameters)) for challenge in parse_challenges(header)]


@pytest.mark.parametrize(
    ("header", "realm", "domain", "parameters", "form"),
    [
        (HIKVISION_CAMERA, "IP Camera(C2183)", None, "qop,realm,nonce,stale", "hex-of-base64-pair"),
        (HIKVISION_RECORDER, "DVRNVRDVS", "::", "realm,domain,qop,nonce,opaque,algorithm,stale", "hex32-epoch-ms"),
        (HIKVISION_INTERCOM, "DS-0362B98B", "::", "qop,realm,nonce,stale,opaque,domain", "base64-of-hex32"),
        (DAHUA_ONVIF, "Login to 2J01018PAA00813", None, "realm,qop,nonce,opaque,stale", "onvif-digest"),
    ],
)
def test_a_devices_challenge_gives_its_traits(header, realm, domain, parameters, form):
    expected = [("http.challenge", header), ("http.challenge.scheme", "Digest"), ("http.challenge.realm", realm)]
    expected += [("http.challenge.domain", domain)] if domain else []
    expected += [("http.challenge.parameters", parameters), ("http.challenge.nonce_form", form)]
    assert traits(header) == expected


def test_only_fields_of_the_prefix_are_given():
    assert traits(DAHUA_ONVIF, "rtsp") == [
        ("rtsp.challenge", DAHUA_ONVIF),
        ("rtsp.challenge.realm", "Login to 2J01018PAA00813"),
        ("rtsp.challenge.parameters", "realm,qop,nonce,opaque,stale"),
        ("rtsp.challenge.nonce_form", "onvif-digest"),
    ]
    assert traits(DAHUA_ONVIF, "onvif.") == [
        ("onvif.challenge.realm", "Login to 2J01018PAA00813"),
        ("onvif.challenge.nonce_form", "onvif-digest"),
    ]
    assert traits("", "http") == []


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('Basic realm="a", Digest realm="b", qop="auth"', BOTH),
        ('Digest realm="b",Basic realm="a"', [("Digest", {"realm": "b"}), ("Basic", {"realm": "a"})]),
        ("Negotiate, NTLM, Bearer", [("Negotiate", {}), ("NTLM", {}), ("Bearer", {})]),
        ('Negotiate YWJj==, Basic realm="a"', [("Negotiate", {}), ("Basic", {"realm": "a"})]),
        ("Basic realm=plain", [("Basic", {"realm": "plain"})]),
        ('Basic realm = "a" , charset="UTF-8"', [("Basic", {"realm": "a", "charset": "UTF-8"})]),
        (r'Basic realm="say \"hi\" \\ there"', [("Basic", {"realm": 'say "hi" \\ there'})]),
        ('Digest realm="x"; nonce="y"', [("Digest", {"realm": "x", "nonce": "y"})]),
        ('realm="x"', [("", {"realm": "x"})]),
        ('Basic realm=""', [("Basic", {"realm": ""})]),
        ("  ", []),
        # Broken quotes.
        ('Basic realm="IP Camera', [("Basic", {"realm": "IP Camera"})]),
        ('Basic realm="IP Camera\\', [("Basic", {"realm": "IP Camera"})]),
        ('Digest realm="IP Camera, nonce="ab", qop="auth"', BROKEN),
        ('Basic realm="the "best" camera"', [("Basic", {"realm": 'the "best" camera'})]),
        ('Basic "realm=a"', [("Basic", {"realm": 'a"'})]),
        ('Digest realm="x" nonce="y"', [("Digest", {"realm": "x", "nonce": "y"})]),
    ],
)  # fmt: skip
def test_a_header_is_taken_apart(header, expected):
    assert shapes(header) == expected


@pytest.mark.parametrize(
    ("nonce", "form"),
    [
        ("4e5468694e7a42694e7a4d364f4449354d7a6b354d54513d", "hex-of-base64-pair"),
        # 5D4B945:1727703a: seven digits, and capitals.
        ("4e555130516a6b304e546f784e7a49334e7a417a59513d3d", "hex-of-base64-pair"),
        (b"63f5:507e71cb:".hex() + "00ff" * 8, "hex-of-colon-text"),
        ("16c2671a88d919b48d011bfe56765a0e:1540569274326", "hex32-epoch-ms"),
        ("N2U2ZmNmMTU1ZTgxOGQ4ZDQxNjlmZDg2ZGQ2YTkxZGI=", "base64-of-hex32"),
        ("b252aWYtZGlnZXN0OjQzNDkyNzk1NDAw", "onvif-digest"),
        ("16c2671a88d919b48d011bfe56765a0e", "hex32"),
        ("16c2671a88d919b48d011bfe56765a0e" * 2, "hex64"),
        (base64.b64encode(b"anything at all").decode(), "base64"),
        ("QQ==", "base64"),
        ("16c2671a88d919b48d01", "other"),
        ("16c2671a88d919b48d011bfe56765a0e:154", "other"),
        ("1540569274326:16c2671a88", "other"),
        ("", "other"),
        ("é", "other"),
    ],
)
def test_a_nonces_structure_has_a_name(nonce, form):
    assert nonce_form(nonce) == form


@given(st.text(max_size=300) | st.text('ab ,="\\;', max_size=60), st.sampled_from(["http", "rtsp", "onvif", "nobody"]))
def test_no_text_makes_the_reader_raise(header, prefix):
    assert {fact.field for fact in challenge_facts(header, prefix)} <= FIELDS.keys()


@given(st.text(max_size=80) | st.binary(max_size=40).map(bytes.hex))
def test_no_nonce_makes_it_raise(nonce):
    assert nonce_form(nonce) in FORMS


@pytest.mark.timeout(30)
@pytest.mark.parametrize("piece", ['"', 'a="', "a=", ",", " ", "=", "\\", 'x"y', '", a="b', "a,", "é "])
def test_a_megabyte_of_anything_is_read_in_linear_time(piece):
    header = "Digest realm=" + piece * (1_000_000 // len(piece))
    assert challenge_facts(header, "http")[0].value == header[:MAX_HEADER]
    assert len(challenge_facts(header, "http")) <= 100
