"""Scopes: categories in every spelling, values decoded, and the shape that no label changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec.scopes import normal_mac, scope_facts, scope_macs
from scanner.model.vocabulary import FIELDS

ONVIF = "onvif://www.onvif.org/"


def told(*scopes: str) -> list[tuple[str, str]]:
    return [(fact.field, fact.value) for fact in scope_facts(list(scopes))]


def values(field: str, *scopes: str) -> list[str]:
    return [value for name, value in told(*scopes) if name == field]


@pytest.mark.parametrize(
    ("scope", "field", "value"),
    [
        ("name/VIVOTEK%20FD9187-HT", "name", "VIVOTEK FD9187-HT"),
        ("Name/IPCAM", "name", "IPCAM"),
        ("name/acc/Xu%e1%ba%a5t%204", "name", "acc/Xuất 4"),
        ("name/%BA%A3%BF%B5", "name", "海康"),
        ("name/A&B", "name", "A&B"),
        ("hardware/TC-C32TS%20SPEC%3AI8%2FA", "hardware", "TC-C32TS SPEC:I8/A"),
        ("location/city/hangzhou", "location", "city/hangzhou"),
        ("type/video_encoder", "type", "video_encoder"),
        ("Profile/G", "profile", "G"),
        ("extension/unique_identifier/1", "extension", "unique_identifier/1"),
        ("MAC/58:50:ED:01:02:03", "mac", "58:50:ed:01:02:03"),
        ("mac/00-1b-d8-80-cd-6c", "mac", "00:1b:d8:80:cd:6c"),
        ("macaddr/88263f8d6525", "mac", "88:26:3f:8d:65:25"),
        ("MacAddress/001BD880CD6C", "mac", "00:1b:d8:80:cd:6c"),
        ("A1C2B3/mac/4c:60:ba:01:02:03", "mac", "4c:60:ba:01:02:03"),
        ("acc/mac/00-1b-d8-80-cd-6c", "mac", "00:1b:d8:80:cd:6c"),
        ("serial/210235UEC3Q", "serial", "210235UEC3Q"),
        ("SerialNumber/X1", "serial", "X1"),
        ("version/DIPC-B1232.9.3", "version", "DIPC-B1232.9.3"),
        ("firmware/APP_V3.3.0", "version", "APP_V3.3.0"),
        ("acc/firmware/version/fs20160805NSZ", "version", "fs20160805NSZ"),
    ],
)
def test_a_scope_is_read_by_its_category_in_any_spelling(scope: str, field: str, value: str) -> None:
    assert values(f"wsd.scope.{field}", ONVIF + scope) == [value]


@pytest.mark.parametrize(
    "scope", ["name/", "location/", "mac", "macaddress/", "MAC/none", "MAC/00:00:00:00:00:00", "Model/X"]
)
def test_a_scope_without_a_value_or_category_of_ours_stays_as_written(scope: str) -> None:
    found = [field for field, _ in told(ONVIF + scope) if field.startswith("wsd.scope.")]
    assert (found, values("wsd.scope", ONVIF + scope)) == ([], [ONVIF + scope])


def test_stray_scopes_of_other_authorities_are_kept_as_written_and_not_interpreted() -> None:
    scopes = ("http:123", "dvtel://www.dvtel.com/name/x", "urn:schemas-pelco-com:onvif:extensions:1")
    assert [value for field, value in told(*scopes) if field.startswith("wsd.scope")] == [
        "http:123",
        "dvtel://www.dvtel.com/name/x",
        "urn:schemas-pelco-com:onvif:extensions:1",
        "http:123,dvtel://www.dvtel.com/name,urn:schemas-pelco-com:onvif:extensions:1",
    ]


def test_name_and_hardware_are_told_as_the_device_told_them_even_if_it_swapped_them() -> None:
    scopes = (f"{ONVIF}name/SD8363E", f"{ONVIF}hardware/networkcamera")
    assert values("wsd.scope.name", *scopes) == ["SD8363E"]
    assert values("wsd.scope.hardware", *scopes) == ["networkcamera"]


@pytest.mark.parametrize(
    ("tails", "shape"),
    [
        (
            "location/country/china name/Dahua hardware/IPC-X Profile/Streaming type/Network_Video_Transmitter "
            "extension/unique_identifier",
            "location/country,name,hardware,Profile/Streaming,type/Network_Video_Transmitter,extension/unique_identifier",
        ),
        ("type/video_encoder MAC/58:50:ed:01:02:03 location/city/hangzhou", "type/video_encoder,MAC,location/city"),
        ("location/ name/A/B location", "location,name,location"),
        ("acc/uuid/0b6b62ea acc/mac/00-1b avigilon/firmware/version/2", "acc/uuid,acc/mac,avigilon/firmware"),
    ],
)
def test_the_shape_keeps_the_order_and_leaves_values_out(tails: str, shape: str) -> None:
    assert values("wsd.scopes", *(ONVIF + tail for tail in tails.split())) == [shape]


def test_the_shape_is_the_same_for_every_label_on_one_platform() -> None:
    def labelled(name: str, model: str) -> list[str]:
        return values("wsd.scopes", f"{ONVIF}name/{name}", f"{ONVIF}hardware/{model}", f"{ONVIF}type/IPC")

    assert labelled("Dahua", "IPC-HFW1") == labelled("CPPLUS", "CP-UNC-TA") == ["name,hardware,type/IPC"]


@pytest.mark.parametrize(
    ("text", "mac"),
    [("AC-CC-8E-27-0A-D8", "ac:cc:8e:27:0a:d8"), ("accc8e270ad8", "ac:cc:8e:27:0a:d8"), ("accc8e", ""), ("0" * 12, "")],
)
def test_a_mac_is_normalised(text: str, mac: str) -> None:
    assert normal_mac(text) == mac


def test_no_scopes_tell_nothing() -> None:
    assert (told(), scope_macs([])) == ([], [])


def test_the_macs_of_all_scopes_are_told() -> None:
    assert scope_macs([f"{ONVIF}MAC/58:50:ED:01:02:03", f"{ONVIF}name/x", f"{ONVIF}acc/mac/00-1b-d8-80-cd-6c"]) == [
        "58:50:ed:01:02:03",
        "00:1b:d8:80:cd:6c",
    ]


@given(st.lists(st.text(max_size=30) | st.sampled_from([ONVIF, f"{ONVIF}mac/", f"{ONVIF}/", f"{ONVIF}name/%ff%"])))
def test_no_text_makes_it_raise_and_every_field_is_declared(scopes: list[str]) -> None:
    assert {field for field, _ in told(*scopes)} <= FIELDS.keys()
