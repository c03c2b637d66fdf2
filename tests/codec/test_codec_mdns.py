"""Multicast DNS: answers of Axis and Arecont as published, names with dots, and messages made to hurt."""

import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from question_checks import OCTETS, all_known, free_places, taken_at_other_lengths
from search_checks import TEN_THOUSAND, made_up

from scanner.codec import mdns
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS

A, PTR, TXT, SRV = 1, 12, 16, 33
# julienblitte/UniversalScanner, Axis.selftest and Arecont.selftest.
AXIS = (
    b"\0\0\x84\0\0\0\0\1\0\0\0\4\x0b_axis-video\x04_tcp\x05local\0\0\x0c\0\1\0\0\0\0\0\x19\x16Virtual - 001122334455"
    b'\xc0\x0c\x05_rtsp\xc0\x18\0\x0c\0\1\0\0\0\0\0"\x1fAXIS M5014 - ACCC8E3C0419 H.264\xc0\x0c\xc0\x18\0\x10\x80\1'
    b"\0\0\x11\x94\0\x18\x17macaddress=001122334455\xc0\x18\0\1\x80\1\0\0\0x\0\4\xf0\0\6\0\xc0\x18\0\1\x80\1\0\0\0x"
    b"\0\4\xa9\xfeAx"
)
ARECONT = (
    b"\0\0\x84\0\0\0\0\1\0\0\0\3\x05_arec\x04_tcp\x05local\0\0\x0c\0\1\0\0\x1c \0\x1b\x18ARECONT AV 1000-AV334455"
    b"\xc0\x0c\xc0(\0!\0\1\0\0\0\xf0\0\x11\0\0\0\0\0P\x08AV119B08\xc0\x17\xc0(\0\x10\0\1\0\0\0\xf0\0W\ttxtvers=1\r"
    b"protovers=1.0>MAC=AV334455-FW10000.00-3D9B17BB-F37B0001-0100/1000-VIRTUAL   "
    b"\xc0U\0\1\0\1\0\0\0\xf0\0\4\xf0\0\x10\0"
)


def heard(received: bytes) -> list[tuple[str, str]]:
    endpoint = Endpoint("127.0.0.1", 5353, "udp")
    exchange = Exchange("1", Target("127.0.0.1"), endpoint, "mdns", "", 0, 1, Outcome.ANSWERED, b"", received)
    return [(fact.field, fact.value) for fact in mdns.read(exchange)]


def values(received: bytes, field: str) -> list[str]:
    return [value for name, value in heard(received) if name == field]


def name(*labels: str | bytes) -> bytes:
    written = [label.encode() if isinstance(label, str) else label for label in labels]
    return b"".join(bytes([len(label)]) + label for label in written) + b"\0"


def record(owner: bytes, kind: int, data: bytes, ttl: int = 120) -> bytes:
    return owner + struct.pack(">HHIH", kind, 0x8001, ttl, len(data)) + data


def message(*records: bytes, questions: int = 0, answers: int | None = None, flags: int = 0x8400) -> bytes:
    counted = len(records) if answers is None else answers
    return struct.pack(">6H", 0, flags, questions, counted, 0, 0) + b"".join(records)


HTTP = name("_http", "_tcp", "local")


def camera(instance: str | bytes = "Camera", *texts: bytes, host: str = "axis-accc8e270ad8") -> bytes:
    own = name(instance, "_http", "_tcp", "local")
    service = struct.pack(">HHH", 0, 0, 80) + name(host, "local")
    strings = b"".join(bytes([len(text)]) + text for text in texts)
    return message(record(HTTP, PTR, own), record(own, SRV, service), record(own, TXT, strings or b"\0"))


def test_an_axis_camera_tells_services_instances_and_its_mac() -> None:
    assert heard(AXIS) == [
        ("mdns.service", "_axis-video._tcp"),
        ("mdns.instance", "Virtual - 001122334455"),
        ("mdns.service", "_rtsp._tcp"),
        ("mdns.instance", "AXIS M5014 - ACCC8E3C0419 H.264"),
        ("mdns.text", "macaddress=001122334455"),
        ("mac", "00:11:22:33:44:55"),
    ]


def test_an_arecont_camera_tells_its_texts_and_host_and_no_mac_that_is_none() -> None:
    assert heard(ARECONT) == [
        ("mdns.service", "_arec._tcp"),
        ("mdns.instance", "ARECONT AV 1000-AV334455"),
        ("mdns.host", "AV119B08.local"),
        ("mdns.text", "txtvers=1"),
        ("mdns.text", "protovers=1.0"),
        ("mdns.text", "MAC=AV334455-FW10000.00-3D9B17BB-F37B0001-0100/1000-VIRTUAL"),
    ]


def test_each_fact_is_told_once() -> None:
    assert heard(camera("One", b"path=/", b"path=/")) == [
        ("mdns.service", "_http._tcp"),
        ("mdns.instance", "One"),
        ("mdns.host", "axis-accc8e270ad8.local"),
        ("mdns.text", "path=/"),
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Gate 1.2 (v2.0)", "Gate 1.2 (v2.0)"),
        ("My _http._tcp.local. Cam", "My _http._tcp.local. Cam"),
        ("Kamera Tür", "Kamera Tür"),
        (b"Cam\x1b[2J\x00\xff", "Cam[2J�"),
        ("x" * 63, "x" * 63),
    ],
)
def test_an_instance_may_hold_dots_and_anything_else(written: str | bytes, told: str) -> None:
    assert values(camera(written), "mdns.instance") == [told]


def test_the_list_of_all_services_and_subtypes_are_read_as_services() -> None:
    listed = record(name("_services", "_dns-sd", "_udp", "local"), PTR, name("_axis-video", "_tcp", "local"))
    subtype = record(name("_camera", "_sub", "_rtsp", "_tcp", "local"), PTR, name("One", "_rtsp", "_tcp", "local"))
    assert heard(message(listed, subtype)) == [
        ("mdns.service", "_axis-video._tcp"),
        ("mdns.service", "_rtsp._tcp"),
        ("mdns.instance", "One"),
    ]


@pytest.mark.parametrize("key", [b"macaddress", b"MACADDRESS", b"mac", b"MAC"])
@pytest.mark.parametrize("value", [b"ACCC8E270AD8", b"ac:cc:8e:27:0a:d8", b"AC-CC-8E-27-0A-D8"])
def test_a_mac_is_told_in_one_form(key: bytes, value: bytes) -> None:
    assert values(camera("One", key + b"=" + value), "mac") == ["ac:cc:8e:27:0a:d8"]


def test_empty_texts_and_flags_without_a_value_do_no_harm() -> None:
    received = camera("One", b"", b"flag", b"mac", b"mac=", b"id=1\x1b\xe4")
    assert values(received, "mdns.text") == ["flag", "mac", "mac=", "id=1"]


def test_records_of_no_service_tell_nothing() -> None:
    reverse = record(name("7", "2", "0", "192", "in-addr", "arpa"), PTR, name("axis", "local"))
    assert heard(message(reverse, record(name("axis", "local"), A, b"\xc0\0\2\7"))) == []


def test_a_question_tells_nothing_even_with_known_answers() -> None:
    asked = message(HTTP + struct.pack(">HH", PTR, 1), questions=1, answers=0, flags=0)
    assert heard(asked) == []
    assert heard(camera().replace(b"\x84\0", b"\0\0", 1)) == []


def test_an_answer_may_repeat_the_question() -> None:
    question = HTTP + struct.pack(">HH", PTR, 1)
    answered = message(question, record(HTTP, PTR, name("One", "_http", "_tcp", "local")), questions=1, answers=1)
    assert values(answered, "mdns.instance") == ["One"]


@pytest.mark.parametrize("received", [b"", b"\0\0\x84\0", b"HTTP/1.1 200 OK\r\n\r\n", b"\0" * 12, b"\xff" * 64])
def test_what_is_no_dns_message_tells_nothing(received: bytes) -> None:
    assert heard(received) == []


def test_a_message_that_is_cut_tells_the_records_that_came_whole() -> None:
    assert heard(ARECONT[: ARECONT.index(b"\ttxtvers")]) == [
        ("mdns.service", "_arec._tcp"),
        ("mdns.instance", "ARECONT AV 1000-AV334455"),
        ("mdns.host", "AV119B08.local"),
    ]


def test_what_follows_a_broken_question_is_not_guessed_at() -> None:
    broken = message(b"\xc0\xff", record(HTTP, PTR, name("One", "_http", "_tcp", "local")), questions=1, answers=1)
    assert heard(broken) == []


@pytest.mark.parametrize(
    "owner",
    [b"\xc0\x0c", b"\x01a\xc0\x0c", b"\xc0\x0e\xc0\x0c", b"\xc0\xff", b"\x80a", b"\x3fshort", name(*["a"] * 127)],
    ids=["itself", "a loop", "two in a ring", "beyond", "unknown kind", "too short", "many labels"],
)
def test_names_that_never_end_end_the_reading(owner: bytes) -> None:
    good = record(HTTP, PTR, name("One", "_http", "_tcp", "local"))
    assert heard(message(record(owner, PTR, b"\0"), good)[: mdns.MAX_DATAGRAM]) in ([], heard(message(good)))


def test_counts_that_promise_more_than_there_is_are_not_believed() -> None:
    one = record(HTTP, PTR, name("One", "_http", "_tcp", "local"))
    assert values(message(one, answers=65_535), "mdns.instance") == ["One"]


def test_records_strings_and_facts_are_bounded() -> None:
    pointers = [record(b"\0", PTR, name(f"{number}", "_http", "_tcp", "local")) for number in range(600)]
    assert len(heard(message(*pointers[:270]))) == mdns.MAX_FACTS
    texts = [f"{number}".encode() for number in range(100)]
    assert len(values(camera("One", *texts), "mdns.text")) == mdns.MAX_STRINGS
    assert heard(message(*pointers) + bytes(70_000))[-1][0] == "mdns.instance"


# The questions. Written here by hand from RFC 1035, clause 4.1, and read back with nothing of zeroconf.


def asked(data: bytes) -> list[tuple[tuple[bytes, ...], int, int]]:
    """Labels, type and class of each question; pointers lead to names before them."""

    def name_at(place: int) -> tuple[tuple[bytes, ...], int]:
        size = data[place]
        if size >= 0xC0:
            return name_at(int.from_bytes(data[place : place + 2], "big") & 0x3FFF)[0], place + 2
        if size == 0:
            return (), place + 1
        rest, end = name_at(place + 1 + size)
        return (data[place + 1 : place + 1 + size], *rest), end

    found, place = [], 12
    while place < len(data):
        labels, place = name_at(place)
        kind, klass = struct.unpack(">HH", data[place : place + 4])
        found.append((labels, kind, klass))
        place += 4
    return found


SERVICES = ["_axis-video", "_axis-nvr", "_arec", "_psia", "_CGI", "_onvif", "_rtsp", "_http"]
OWN = ("Gate", "_axis-video", "_tcp", "local")


def test_the_question_asks_for_the_attested_services_and_for_all_types() -> None:
    ((question, query),) = mdns.questions(bytes(16))
    assert question == "services"
    assert query[:12] == struct.pack(">6H", 0, 0, 9, 0, 0, 0)
    services = [(service.encode(), b"_tcp", b"local") for service in SERVICES]
    every = [*services, (b"_services", b"_dns-sd", b"_udp", b"local")]
    assert asked(query) == [(labels, PTR, 1) for labels in every]


@given(OCTETS)
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert all_known(mdns, octets)


def test_nothing_near_a_question_is_taken_for_one() -> None:
    assert free_places(mdns) == [set()]
    assert taken_at_other_lengths(mdns) == []


def test_a_follow_up_asks_for_srv_and_txt_of_each_instance() -> None:
    query = mdns.follow_up(["AXIS M5014 - ACCC8E3C0419 H.264._http._tcp.local.", "Tür._AXIS-Video._tcp.local."])
    tuer = ("Tür".encode(), b"_axis-video", b"_tcp", b"local")
    # The first holds a dot, which cannot be written; the second's service is asked for in our spelling.
    assert query[:12] == struct.pack(">6H", 0, 0, 2, 0, 0, 0)
    assert asked(query) == [(tuer, SRV, 1), (tuer, TXT, 1)]
    assert mdns.is_question(query)


@pytest.mark.parametrize(
    "instance",
    [
        "",
        "Gate",
        "_http._tcp.local.",
        "Gate._http._tcp.local",
        "Gate._http._tcp.example.",
        "Gate._hikvision._tcp.local.",
        "Gate._services._dns-sd._udp.local.",
        "_camera._sub._rtsp._tcp.local.",
        "Gate 1.2._http._tcp.local.",
        "Gate\n._http._tcp.local.",
        "Gate\x1b[2J._http._tcp.local.",
        "Gate\ufffd._http._tcp.local.",
        f"Gate{chr(0xD800)}._http._tcp.local.",
        "x" * 64 + "._http._tcp.local.",
        "ü" * 32 + "._http._tcp.local.",
    ],
)
def test_what_is_no_whole_name_of_an_instance_of_ours_is_not_asked_about(instance: str) -> None:
    assert mdns.follow_up([instance]) == b""
    assert len(asked(mdns.follow_up([instance, "Gate._http._tcp.local."]))) == 2


def test_a_follow_up_asks_about_sixteen_at_most_in_one_datagram() -> None:
    longest = [f"{number:02}{'x' * 61}.{SERVICES[number % 8]}._tcp.local." for number in range(40)]
    query = mdns.follow_up([longest[0].upper().replace("_AXIS-VIDEO._TCP.LOCAL.", "_axis-video._tcp.local."), *longest])
    assert len(asked(query)) == 2 * mdns.MAX_INSTANCES
    assert int.from_bytes(query[4:6], "big") == 2 * mdns.MAX_INSTANCES
    assert len(query) <= 1_460
    assert mdns.is_question(query)
    assert mdns.follow_up([longest[1]] * 40) == mdns.follow_up([longest[1]])


@given(st.lists(st.text(max_size=70).map(lambda text: f"{text}._http._tcp.local.") | st.text(), max_size=20))
def test_a_follow_up_on_any_names_is_nothing_or_a_question(instances: list[str]) -> None:
    query = mdns.follow_up(instances)
    assert query == b"" or mdns.is_question(query)


def query_of(*questions: bytes, flags: int = 0, answers: int = 0, number: int = 0) -> bytes:
    return struct.pack(">6H", number, flags, len(questions), answers, 0, 0) + b"".join(questions)


@pytest.mark.parametrize(
    "query",
    [
        b"",
        bytes(12),
        query_of(name(*OWN) + struct.pack(">HH", SRV, 1)),
        query_of(name(*OWN) + struct.pack(">HH", 255, 1), b"\xc0\x0c" + struct.pack(">HH", TXT, 1)),
        query_of(name(*OWN) + struct.pack(">HH", SRV, 0x8001), b"\xc0\x0c" + struct.pack(">HH", TXT, 1)),
        query_of(name(*OWN) + struct.pack(">HH", SRV, 1), b"\xc0\x0c" + struct.pack(">HH", TXT, 1), number=7),
        query_of(name(*OWN) + struct.pack(">HH", SRV, 1), b"\xc0\x0c" + struct.pack(">HH", TXT, 1), flags=0x2800),
        query_of(name(*OWN) + struct.pack(">HH", SRV, 1), name(*OWN) + struct.pack(">HH", TXT, 1)),
        mdns.follow_up(["Gate._http._tcp.local."]) + record(HTTP, PTR, name("Gate", "_http", "_tcp", "local")),
        query_of(name("_hikvision", "_tcp", "local") + struct.pack(">HH", PTR, 1)),
        query_of(name("camera", "local") + struct.pack(">HH", A, 1)),
    ],
    ids=[
        "empty",
        "no question",
        "half",
        "any type",
        "unicast bit",
        "an id",
        "an update",
        "long",
        "answer",
        "guess",
        "host",
    ],
)
def test_what_we_do_not_write_is_no_question(query: bytes) -> None:
    assert not mdns.is_question(query)


def test_a_changed_follow_up_may_only_name_another_instance() -> None:
    query = mdns.follow_up(["Gate._axis-video._tcp.local."])
    free = {
        at
        for at, own in enumerate(query)
        for other in range(256)
        if other != own and mdns.is_question(query[:at] + bytes([other]) + query[at + 1 :])
    }
    label = query.index(b"Gate")
    assert free == set(range(label, label + len("Gate")))


def test_the_handwritten_follow_up_is_the_one_that_is_sent() -> None:
    written = query_of(name(*OWN) + struct.pack(">HH", SRV, 1), b"\xc0\x0c" + struct.pack(">HH", TXT, 1))
    assert mdns.follow_up(["Gate._axis-video._tcp.local."]) == written


@pytest.mark.parametrize(
    ("received", "named"),
    [
        (AXIS, ["Virtual - 001122334455._axis-video._tcp.local."]),
        (ARECONT, []),  # tells its TXT by itself
        (camera("One", b"path=/"), []),
        (message(record(HTTP, PTR, name("One", "_http", "_tcp", "local"))), ["One._http._tcp.local."]),
        (message(record(HTTP, PTR, name("A.b", "_http", "_tcp", "local"))), []),
        (query_of(HTTP + struct.pack(">HH", PTR, 1)), []),
        (b"", []),
    ],
    ids=["axis", "arecont", "whole", "bare", "a dot", "a question", "nothing"],
)
def test_an_answer_tells_which_instances_it_leaves_without_texts(received: bytes, named: list[str]) -> None:
    assert mdns.instances(received) == named
    assert (mdns.follow_up(mdns.instances(received)) != b"") == bool(named)


@pytest.mark.parametrize("answer", [AXIS, ARECONT], ids=["axis", "arecont"])
def test_an_answer_cut_anywhere_tells_nothing_that_the_whole_does_not(answer: bytes) -> None:
    told = [set(heard(answer[:end])) for end in range(len(answer))]
    assert set().union(*told) == set(heard(answer))
    assert [before <= after for before, after in pairwise(told)] == [True] * (len(answer) - 1)


labels = st.sampled_from([b"_http", b"_tcp", b"local", b"a.b", b"", b"\xff"]) | st.binary(max_size=8)
names = st.lists(labels, max_size=5).map(lambda parts: name(*parts)) | st.sampled_from([b"\xc0\x0c", b"\xc0\x0e"])
records = st.builds(record, names, st.sampled_from([A, PTR, TXT, SRV, 28, 47]), names | st.binary(max_size=20))


messages = st.lists(records, max_size=5).map(lambda parts: message(*parts))


@TEN_THOUSAND
@given(st.binary(max_size=200) | messages | made_up(AXIS, ARECONT), st.integers(0, 40))
def test_no_bytes_make_it_raise_and_every_field_is_declared(received: bytes, cut: int) -> None:
    found = heard(received[: max(0, len(received) - cut)])
    assert {field for field, _ in found} <= FIELDS.keys()
    assert all(0 < len(value) <= 256 for _, value in found)
    named = mdns.instances(received)
    assert len(asked(mdns.follow_up(named))) == 2 * min(len(named), mdns.MAX_INSTANCES)


@TEN_THOUSAND
@given(made_up(*(query for _, query in mdns.questions(bytes(16))), mdns.follow_up(["Gate._axis-video._tcp.local."])))
def test_whatever_is_taken_for_a_question_asks_about_our_services_alone(data: bytes) -> None:
    if mdns.is_question(data):
        assert {labels[-3] for labels, kind, klass in asked(data)} <= {
            *(service.encode() for service in SERVICES),
            b"_dns-sd",
        }
        assert {(kind, klass) for _, kind, klass in asked(data)} in ({(PTR, 1)}, {(SRV, 1), (TXT, 1)})
