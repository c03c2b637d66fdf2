"""The catalogue of searches: who is asked in which profile, and what counts as a question, exactly."""

from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.codec import ssdp
from scanner.codec.searches import SEARCHES, Search

BY_NAME = {search.protocol: search for search in SEARCHES}
EVERY_SEARCH = pytest.mark.parametrize("search", SEARCHES, ids=list(BY_NAME))
OCTETS = st.binary(min_size=16, max_size=16)
# Words of the orders that share these ports: reference A.6, from the tools that send them.
ORDERS = [
    b"password",
    b"<mac>",
    b"setconfig",
    b"login",
    b"reset",
    b"reboot",
    b"activate",
    b"update",
    b"passwd",
    b"user",
]


def id_in(data: bytes, mark: bytes) -> bytes:
    """The octets of the id that stands behind a mark, or zeros."""
    digits = data.partition(mark)[2][:36].replace(b"-", b"")
    try:
        return bytes.fromhex(digits.decode("ascii")).ljust(16, b"\0")[:16]
    except ValueError:
        return bytes(16)


def origins(search: Search, data: bytes) -> list[bytes]:
    """The octets that a question could have been made of, if it is one."""
    match search.protocol:
        case "sadp":
            return [id_in(data, b"<Uuid>")]
        case "uniview":
            return [id_in(data, b"MessageID>urn:uuid:")]
        case "wsdiscovery":
            first, *rest = id_in(data, b"MessageID>urn:uuid:")
            return [bytes(((first - number) % 256, *rest)) for number in range(4)]
        case "bosch_rcp":
            return [data[4:8].ljust(16, b"\0")]
        case "vivotek_wizard":
            return [data[:1].ljust(16, b"\0")]
    return [bytes(16)]


def can_be_built(search: Search, data: bytes) -> bool:
    asked = [question for octets in origins(search, data) for _, question in search.questions(octets)]
    if search.protocol == "ssdp":  # HOST names the group that it goes to
        asked += [question for group in ssdp.GROUPS for _, question in ssdp.questions_to(group)]
    return data in asked


def near(search: Search) -> st.SearchStrategy[bytes]:
    """A question with one octet changed, cut off, put in, or with something behind or before it."""
    asked = [question for _, question in search.questions(bytes(range(16)))]
    places = st.integers(0, max(map(len, asked)))
    return st.one_of(
        st.builds(
            lambda data, at, octet: data[: at % len(data)] + bytes([octet]) + data[at % len(data) + 1 :],
            st.sampled_from(asked), places, st.integers(0, 255),
        ),
        st.builds(lambda data, at: data[: at % (len(data) + 1)], st.sampled_from(asked), places),
        st.builds(
            lambda data, at, more: data[: at % (len(data) + 1)] + more + data[at % (len(data) + 1) :],
            st.sampled_from(asked), places, st.binary(min_size=1, max_size=4),
        ),
        st.binary(max_size=64),
    )  # fmt: skip


@EVERY_SEARCH
@given(octets=OCTETS)
def test_any_octets_make_questions_that_are_known_as_such_and_the_same_octets_the_same(
    search: Search, octets: bytes
) -> None:
    asked = search.questions(octets)
    assert asked == search.questions(octets)
    assert [search.is_question(question) for _, question in asked] == [True] * len(asked)
    assert len({name for name, _ in asked}) == len({question for _, question in asked}) == len(asked) > 0


@EVERY_SEARCH
@settings(max_examples=300)
@given(data=st.data())
def test_nothing_is_taken_for_a_question_that_could_not_be_built(search: Search, data: st.DataObject) -> None:
    other = data.draw(near(search))
    assert search.is_question(other) is can_be_built(search, other)


@EVERY_SEARCH
def test_no_octet_of_a_question_can_be_any_other_than_it_can_be_built_with(search: Search) -> None:
    for _, asked in search.questions(bytes(range(16))):
        for at in range(len(asked)):
            for octet in {0, asked[at] ^ 0x01, asked[at] ^ 0x20, asked[at] ^ 0x80, 0xFF, *b'0aAfFgG<>"'}:
                other = asked[:at] + bytes([octet]) + asked[at + 1 :]
                assert search.is_question(other) is can_be_built(search, other), other


@EVERY_SEARCH
@given(octets=OCTETS)
def test_no_question_names_a_device_an_order_or_a_password(search: Search, octets: bytes) -> None:
    for _, asked in search.questions(octets):
        # A login's first step holds a name or a password; no question has a place for one.
        assert [word for word in ORDERS if word in asked.lower()] == []


@EVERY_SEARCH
@given(octets=OCTETS)
def test_a_question_is_small_and_is_no_other_protocols_question(search: Search, octets: bytes) -> None:
    for _, asked in search.questions(octets):
        assert len(asked) <= 600
        assert [other.protocol for other in SEARCHES if other.is_question(asked)] == [search.protocol]


@EVERY_SEARCH
def test_a_row_is_its_codec_in_one_place(search: Search) -> None:
    codec = import_module(f"scanner.codec.{search.protocol}")
    assert (search.port, search.reply_port) == (codec.PORT, getattr(codec, "REPLY_PORT", None))
    assert search.questions(bytes(16)) == codec.questions(bytes(16))
    assert callable(codec.read)


@EVERY_SEARCH
def test_a_row_says_why_and_what_it_costs_and_goes_somewhere(search: Search) -> None:
    assert min(len(search.why), len(search.cost), len(search.maker)) >= 4
    assert search.groups or search.broadcast


def profiles(name: str) -> set[str]:
    return {search.protocol for search in SEARCHES if name in search.profiles}


def test_gentle_asks_five_searches_and_thorough_all() -> None:
    assert profiles("gentle") == {"wsdiscovery", "ssdp", "mdns", "sadp", "dhip"}
    assert profiles("gentle") < profiles("normal") < profiles("thorough") == set(BY_NAME)


def test_only_thorough_asks_where_door_controllers_listen() -> None:
    assert profiles("thorough") - profiles("normal") == {"reolink"}
    assert "Genetec" in BY_NAME["reolink"].why


def test_single_addresses_are_asked_in_three_searches_only() -> None:
    assert {search.protocol for search in SEARCHES if search.unicast} == {"wsdiscovery", "dhip", "sadp"}


def test_each_search_goes_to_the_ports_and_groups_that_its_sources_name() -> None:
    # reference A.1 to A.4
    assert {search.protocol: (search.port, search.groups, search.broadcast) for search in SEARCHES} == {
        "wsdiscovery": (3702, ("239.255.255.250", "ff02::c"), False),
        "sadp": (37020, ("239.255.255.250",), True),
        "dhip": (37810, ("239.255.255.251",), True),
        "ssdp": (1900, ("239.255.255.250", "ff02::c"), False),
        "mdns": (5353, ("224.0.0.251", "ff02::fb"), False),
        "uniview": (3702, (), True),
        "dvrip": (5050, (), True),
        "bosch_rcp": (1757, (), True),
        "hanwha_installer": (7701, (), True),
        "vivotek_wizard": (10000, (), True),
        "sony_snc": (2380, (), True),
        "easy_ip": (10670, (), True),
        "xiongmai": (34569, (), True),
        "tdp": (20002, (), True),
        "ubiquiti": (10001, ("233.89.188.1",), True),
        "foscam": (10000, (), True),
        "dlink": (62976, (), True),
        "vision360": (3600, (), True),
        "synology": (9999, (), True),
        "qnap": (8097, (), True),
        "reolink": (2000, (), True),
    }


def test_no_search_goes_to_a_port_where_addresses_are_set_or_files_are_served() -> None:
    assert {search.port for search in SEARCHES} & {69, 1759, 1760, 6005, 8600, 37777, 34567} == set()
