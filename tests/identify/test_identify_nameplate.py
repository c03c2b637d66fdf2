"""The company that ONVIF device information names, for every vendor who has a file."""

import pytest

from scanner.identify.nameplate import Nameplates
from scanner.identify.resolve import Identifier
from scanner.model.claim import Grade
from scanner.model.endpoint import Endpoint
from scanner.model.observation import Observation
from scanner.model.vocabulary import Channel

PLACE = Endpoint("192.0.2.1", 80)


def seen(value, field="onvif.device.manufacturer"):
    return [Observation(field, value, PLACE, "x1")]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Birch", "birch"),
        ("BIRCH", "birch"),
        ("Birch Co., Ltd.", "birch"),
        ("Alder Optics Ltd", "alder"),
        ("alder-vision", "alder"),
        ("Birchwood", None),
        ("", None),
    ],
)
def test_a_name_is_known_whatever_its_case_and_legal_form(small, text, slug):
    assert Nameplates(small.library).find(text) == slug


def test_who_builds_only_his_own_is_maker_and_label(small):
    """By Alder's other name, which none of its fingerprints reads."""
    plates = Nameplates(small.library)
    for attribute in ("manufacturer", "brand"):
        (witness,) = plates.witnesses(seen("Alder Vision"), attribute)
        assert (witness.value, witness.channels, witness.because) == ("alder", {Channel.LABEL}, "name/alder")
    assert plates.witnesses(seen("Cedar"), "manufacturer") == []


def test_a_fingerprint_that_reads_the_same_is_no_second_witness(small):
    identity = Identifier(small).identify(seen("Birch"))
    assert identity.brand is not None
    assert (identity.brand.value, identity.brand.grade, len(identity.brand.because)) == ("birch", Grade.PROBABLE, 1)


def test_who_labels_others_units_is_the_label_only(small):
    identity = Identifier(small).identify(seen("Cedar"))
    assert identity.brand is not None
    assert identity.manufacturer is not None
    assert (identity.brand.value, identity.brand.because) == ("cedar", ("cedar/name",))
    assert (identity.manufacturer.value, identity.manufacturer.because) == ("birch", ("lineage/cedar/5",))


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Birch", "birch"),
        ("BIRCH BR-2143G0", "birch"),
        ("Alder_Vision_AL100", "alder"),
        ("Birch gate", None),
        ("Birch A34", None),
        ("Birch AL100 north", None),
        ("AL100", None),
    ],
)
def test_the_onvif_name_counts_alone_or_with_a_model(small, text, slug):
    assert Nameplates(small.library).read(seen(text, "wsd.scope.name")[0]) == slug


@pytest.mark.parametrize("field", ["sadp.oem", "dhip.vendor", "dhip.manufacturer"])
def test_search_protocols_have_nameplates_too(small, field):
    assert Nameplates(small.library).read(seen("Birch", field)[0]) == "birch"


def test_the_same_word_elsewhere_is_no_nameplate(small):
    identity = Identifier(small).identify(seen("Birch", "ssdp.manufacturer"))
    assert (identity.brand, identity.manufacturer) == (None, None)


def test_the_standards_own_file_is_nobodys_name(small):
    assert Nameplates(small.library).find("Generic") is None
