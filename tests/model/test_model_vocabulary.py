"""The vocabulary: declared once, described, and of one channel each."""

import re

import pytest

from scanner.model import vocabulary
from scanner.model.vocabulary import COPYABLE, FIELDS, Channel, channel_of


def test_no_field_is_declared_twice():
    names = [field.name for field in vocabulary._DECLARED]
    assert sorted(names) == sorted(set(names))
    assert list(FIELDS) == names


def test_every_field_has_a_dotted_lower_case_name():
    assert [name for name in FIELDS if not re.fullmatch(r"mac|[a-z]+(\.[a-z0-9_]+)+", name)] == []


def test_every_field_says_what_stands_in_it():
    assert [field.name for field in FIELDS.values() if len(field.about.strip()) < 3] == []


def test_every_channel_has_a_field_and_the_copyable_ones_are_what_a_label_maker_changes():
    assert {field.channel for field in FIELDS.values()} == set(Channel)
    assert {channel.value for channel in COPYABLE} == {"label", "server", "favicon", "mac", "certificate"}


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("http.server", Channel.SERVER),
        ("http.challenge.realm", Channel.CHALLENGE),
        ("onvif.device.manufacturer", Channel.LABEL),
        ("onvif.device.firmware", Channel.FIRMWARE),
        ("wsd.scope.mac", Channel.MAC),
        ("tls.subject", Channel.CERTIFICATE),
    ],
)
def test_a_field_is_known_by_its_channel(name, channel):
    assert channel_of(name) is channel


def test_a_field_that_is_not_declared_has_no_channel():
    with pytest.raises(KeyError, match=r"http\.sever"):
        channel_of("http.sever")
