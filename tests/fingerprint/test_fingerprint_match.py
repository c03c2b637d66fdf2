import pytest
from fingerprint_samples import ALDER, compiled, seen
from hypothesis import given
from hypothesis import strategies as st

from scanner.fingerprint.compile import FieldIndex, compile_library
from scanner.fingerprint.load import load_directories
from scanner.fingerprint.match import match
from scanner.fingerprint.model import Condition
from scanner.fingerprint.patterns import safe_text
from scanner.model.errors import FingerprintFault
from scanner.model.vocabulary import FIELDS, Channel

HEAD = "vendor: {name: X}\nfingerprints:\n"


def one(conditions: str, asserts: str = "{brand: x}", mode: str = "all", see: str = "{http.server: x}") -> str:
    return (
        f"{HEAD}  - id: one\n    about: x\n    strength: strong\n    {mode}: {conditions}\n"
        f"    asserts: {asserts}\n    examples: [{{see: {see}, source: x}}]\n"
    )


def library_of(directory, text):
    (directory / "x.yaml").write_text(text)
    return compile_library(load_directories([directory]))


def ids(matches):
    return [item.fingerprint for item in matches]


def test_equals_contains_and_regex_each_match(small):
    found = match(
        [
            seen("http.challenge.realm", "alder-realm"),
            seen("rtsp.server", "x AlderRtsp/2", 554),
            seen("http.title", "Alder AL-7"),
            seen("http.server", "aldered"),
        ],
        small,
    )
    assert ids(found) == ["alder/challenge", "alder/name", "alder/rtsp"]
    assert dict(found[1].asserts) == {"brand": "alder", "manufacturer": "alder", "model": "AL-7"}
    assert found[1].channels == {Channel.LABEL}
    assert found[1].value("serial") is None


def test_what_a_group_did_not_capture_is_not_asserted(small):
    (found,) = match([seen("wsd.scope.name", "Alder")], small)
    assert dict(found.asserts) == {"brand": "alder", "manufacturer": "alder"}


def test_a_match_that_asserts_nothing_is_none(tmp_path):
    library = library_of(tmp_path, one("[{field: http.server, regex: '^x(?P<model>\\d)?'}]", "{model: '{model}'}"))
    assert match([seen("http.server", "x")], library) == ()
    assert [dict(item.asserts) for item in match([seen("http.server", "x4")], library)] == [{"model": "4"}]


def test_all_conditions_on_one_protocol_must_be_met_at_one_endpoint(small):
    device = {"onvif.device.model": "AL-1", "onvif.device.firmware": "V5.6 build 190701", "onvif.device.serial": "A7"}
    split = [seen(field, value, port) for port, (field, value) in enumerate(device.items(), 80)]
    assert "alder/device" not in ids(match(split, small))
    assert "alder/device" in ids(match([seen(field, value) for field, value in device.items()], small))


def test_conditions_on_different_protocols_are_met_anywhere(tmp_path):
    library = library_of(tmp_path, one("[{field: http.server, equals: x}, {field: rtsp.server, equals: y}]"))
    found = match([seen("http.server", "x", 80), seen("rtsp.server", "y", 554)], library)
    assert [item.channels for item in found] == [{Channel.SERVER, Channel.RTSP}]
    assert match([seen("http.server", "x", 80)], library) == ()


def test_open_ports_may_be_met_at_different_endpoints(tmp_path):
    library = library_of(tmp_path, one("[{field: tcp.open, equals: '80'}, {field: tcp.open, equals: '81'}]"))
    assert ids(match([seen("tcp.open", "80", 80), seen("tcp.open", "81", 81)], library)) == ["x/one"]


def test_each_condition_of_any_is_a_witness_of_its_own(small):
    found = match([seen("http.title", "Alder AL-7"), seen("onvif.device.manufacturer", "Alder")], small)
    assert sorted(item.observations[0].field for item in found) == ["http.title", "onvif.device.manufacturer"]
    assert [item.value("model") for item in found if item.observations[0].field == "http.title"] == ["AL-7"]


def test_the_same_answer_at_two_ports_is_one_match_with_both_observations(small):
    (found,) = match([seen("http.server", "alderd", 80), seen("http.server", "alderd", 8080, exchange="e2")], small)
    assert [item.endpoint.port for item in found.observations] == [80, 8080]


def test_different_captures_are_different_matches(small):
    found = match([seen("http.title", "Alder AL-1", 80), seen("http.title", "Alder AL-2", 8080)], small)
    assert [item.value("model") for item in found] == ["AL-1", "AL-2"]


def test_a_captured_mac_is_written_in_one_way(small):
    (found,) = match([seen("tls.subject", "CN=x,O=Alder,MAC=00-AA-01-00-00-05", 443)], small)
    assert found.value("mac") == "00:aa:01:00:00:05"


def test_a_captured_text_that_is_no_mac_is_dropped(small):
    (found,) = match([seen("tls.subject", "O=Alder,MAC=00-AA", 443)], small)
    assert dict(found.asserts) == {"manufacturer": "alder"}


def test_the_order_of_observations_changes_nothing(small):
    answers = [seen("http.title", f"Alder AL-{number}", 80 + number) for number in range(5)]
    answers += [seen("http.server", "alderd"), seen("http.challenge.realm", "alder-realm")]
    assert match(answers, small) == match(answers[::-1], small)


def test_a_long_page_in_a_large_set_is_still_searched_to_its_end(tmp_path):
    conditions = ", ".join(f"{{field: http.body, regex: 'needle{n}[a-z]{{0,40}}x{n}y'}}" for n in range(400))
    library = library_of(tmp_path, one(f"[{conditions}]", mode="any"))
    page = "".join(chr(33 + (at * at * 7919) % 90) for at in range(65_000)) + "needle399abcx399y"
    assert ids(match([seen("http.body", page)], library)) == ["x/one"]


def test_lone_surrogates_and_foreign_letters_do_not_disturb(small):
    assert match([seen("rtsp.server", "\udcff AlderRtsp Ünïcode 摄像机")], small)[0].fingerprint == "alder/rtsp"
    assert safe_text("a\udcffb") == "a?b"


def test_a_field_without_conditions_meets_nothing(small):
    assert small.met_by("http.cookie", "x") == []
    assert small.met_by("http.server", "other") == []


def test_a_field_with_equals_only_needs_no_set():
    index = FieldIndex()
    index.add(Condition(field="http.server", equals="x"), 4)
    assert (index.met_by("x"), index.met_by("xx")) == ([4], [])


def test_vendors_that_ask_the_same_share_one_pattern():
    index = FieldIndex()
    for number in range(3):
        index.add(Condition(field="http.server", contains="a.b"), number)
    assert (index.met_by("xa.by"), index.met_by("xaxby")) == ([0, 1, 2], [])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (one("[{field: http.server, regex: '(?=x)'}]"), "6:39"),
        (one("[{field: http.server, regex: '(a)\\1'}]"), "6:39"),
        (
            "firmware: {regex: '(', examples: [{see: x, gives: {}, source: x}]}\n"
            + HEAD.replace("fingerprints:\n", ""),
            "1:19",
        ),
        ("models: [{regex: '(', kind: camera, source: x}]\n" + HEAD.replace("fingerprints:\n", ""), "1:18"),
        ("vendor: {name: X, lineage: [{made_by: y, models: [a, '('], grade: A, about: x, source: x}]}\n", "1:54"),
    ],
)
def test_a_pattern_that_re2_refuses_is_a_fault_at_its_place(tmp_path, text, place):
    with pytest.raises(FingerprintFault, match=f"x.yaml:{place}: RE2 refuses this pattern: .*no look-around"):
        library_of(tmp_path, text)


@given(st.lists(st.tuples(st.sampled_from(sorted(FIELDS)), st.text(), st.integers(1, 3)), max_size=12))
def test_no_answer_disturbs_matching(small, answers):
    found = match([seen(field, value, port) for field, value, port in answers], small)
    assert all(item.fingerprint.split("/")[0] in small.library.vendors for item in found)


def test_the_small_library_compiles_from_text(tmp_path):
    assert len(compiled(tmp_path, alder=ALDER).rules) == 14
