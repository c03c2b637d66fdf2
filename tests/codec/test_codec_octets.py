"""Octets of binary answers: padded text and addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec.octets import mac, text
from scanner.codec.xml import MAX_TEXT


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"WV-X2700-V2L\0\0\0\0", "WV-X2700-V2L"),
        (b"  NX510 \0rest", "NX510"),
        (b"\0hidden", ""),
        (b"", ""),
        ("Tür".encode(), "Tür"),
        ("相机".encode("gbk"), "相机"),
        (b"a\x1b[2Jb", "a[2Jb"),
        (b"x" * 2000, "x" * MAX_TEXT),
    ],
)
def test_text_ends_at_the_first_nul_and_is_clean(octets: bytes, told: str) -> None:
    assert text(octets) == told


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        ("d42dc52a8d13", "d4:2d:c5:2a:8d:13"),
        ("02112233445f", "02:11:22:33:44:5f"),
        ("000000000000", ""),
        ("ffffffffffff", ""),
        ("01005e7ffffa", ""),
        ("d42dc52a8d", ""),
        ("d42dc52a8d1300", ""),
        ("", ""),
    ],
)
def test_an_address_has_six_octets_and_belongs_to_one_device(octets: str, told: str) -> None:
    assert mac(bytes.fromhex(octets)) == told


@given(st.binary(max_size=40))
def test_no_octets_make_it_raise(octets: bytes) -> None:
    assert len(text(octets)) <= MAX_TEXT
    assert "\0" not in text(octets)
    assert len(mac(octets)) in (0, 17)
