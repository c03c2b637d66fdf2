import pytest

from scanner.identify.oui import BlockTable, ToldMac, is_global


@pytest.fixture(scope="module")
def blocks(small):
    return BlockTable(small.library)


@pytest.mark.parametrize(
    ("mac", "slug"),
    [
        ("00:aa:01:12:34:56", "alder"),
        ("00:bb:01:12:34:56", "birch"),
        ("00:aa:0f:31:23:45", "alder"),
        ("00:aa:0f:41:23:45", None),
        ("02:aa:01:12:34:56", None),
        ("01:aa:01:12:34:56", None),
        ("00:12:17:12:34:56", None),
        ("00:ff:ff:12:34:56", None),
    ],
)
def test_the_longest_listed_prefix_decides(blocks, mac, slug):
    found = blocks.find(mac)
    assert (found.slug if found else None) == slug


def test_local_group_and_squatted_addresses_are_nobodys():
    addresses = ["00:aa:01:00:00:01", "02:aa:01:00:00:01", "01:00:5e:00:00:01", "00:12:17:00:00:01"]
    assert [is_global(mac) for mac in addresses] == [True, False, False, False]


def test_a_makers_block_speaks_of_the_maker_and_a_labels_block_of_the_brand(blocks):
    macs = [ToldMac(text) for text in ("00:aa:01:00:00:01", "00:cc:01:00:00:01", "00:ff:ff:00:00:01")]
    assert [(item.value, item.because) for item in blocks.witnesses(macs, "manufacturer")] == [
        ("alder", "mac/00:aa:01")
    ]
    assert [(item.value, item.because) for item in blocks.witnesses(macs, "brand")] == [("cedar", "mac/00:cc:01")]
