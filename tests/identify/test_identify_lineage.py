import pytest

from scanner.identify.lineage import is_related, record_of, record_witness
from scanner.model.claim import Claim, Grade

BRAND = Claim("cedar", Grade.PROBABLE, 0.8, ("cedar/name",))


def model(text):
    return Claim(text, Grade.PROBABLE, 0.8, ())


@pytest.mark.parametrize(
    ("name", "maker", "weight", "because"),
    [
        ("CA-7", "alder", 0.8, "lineage/cedar/1"),
        ("CB-7", "birch", 0.35, "lineage/cedar/2"),
        ("CZ-7", "birch", 0.35, "lineage/cedar/5"),
    ],
)
def test_a_record_for_the_model_goes_before_one_for_the_brand(small, name, maker, weight, because):
    found = record_witness(small.library, BRAND, model(name), alone=True)
    assert found is not None
    assert (found.value, found.weight, found.because, found.basis) == (maker, weight, because, "record")


def test_records_that_name_several_makers_prove_none(small):
    assert record_witness(small.library, BRAND, model("CX-1"), alone=True) is None


def test_hearsay_speaks_only_alone(small):
    assert record_witness(small.library, BRAND, None, alone=False) is None
    assert record_of(small.library, "cedar", None) is not None


def test_a_record_is_no_surer_than_the_brand(small):
    faint = Claim("cedar", Grade.POSSIBLE, 0.5, ())
    found = record_witness(small.library, faint, model("CA-1"), alone=True)
    assert found is not None
    assert found.weight == 0.5


@pytest.mark.parametrize(
    "brand", [None, Claim(None, Grade.CONFLICTING, 0.8, ()), Claim("elm", Grade.PROBABLE, 0.8, ())]
)
def test_without_a_brand_that_has_records_there_is_none(small, brand):
    assert record_witness(small.library, brand, None, alone=True) is None


def test_a_brand_is_related_to_its_makers_only(small):
    pairs = [("cedar", "alder"), ("birch", "cedar"), ("alder", "birch")]
    assert [is_related(small.library, *pair) for pair in pairs] == [True, True, False]
