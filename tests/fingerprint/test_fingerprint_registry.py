"""The table of MAC blocks: by registrant, by address, and as a vendor's file names it."""

from pathlib import Path

from fingerprint_samples import FILES, write

from scanner.fingerprint.load import load_directories, load_library
from scanner.fingerprint.registry import Registry, read_registry

TABLE = Registry(
    "# MAC blocks of the IEEE registries (MA-L 2), as of 2026-08-26: test\n"
    "Alder Optics Ltd\t00aa01 00aa02 70b3d5001\nBirch\t00aa0f3\n"
)


def test_the_first_line_dates_it():
    assert (TABLE.date, Registry("").date) == ("2026-08-26", None)


def test_an_address_belongs_to_the_longest_block_that_holds_it():
    macs = ("00:aa:02:01:02:03", "00:aa:0f:34:00:00", "70:b3:d5:00:1a:bc", "70:b3:d5:00:2a:bc")
    assert [TABLE.registrant(mac) for mac in macs] == ["Alder Optics Ltd", "Birch", "Alder Optics Ltd", None]


def test_an_absent_table_names_nobody(tmp_path):
    assert read_registry(tmp_path / "absent").registrant("00:aa:02:01:02:03") is None


def test_a_vendor_has_the_blocks_of_its_registrants_and_those_that_its_file_lists(tmp_path):
    alder = FILES["alder"].replace(
        "oui: ['00:aa:01', '00:aa:0f:3']", "registered_as: [Alder Optics Ltd]\noui: ['00:aa:0f:3']"
    )
    table = tmp_path / "blocks"
    table.write_text(TABLE.text)
    library = load_directories([write(tmp_path, **{**FILES, "alder": alder})], table)
    assert {block for block, slug in library.blocks.items() if slug == "alder"} == {
        "00aa01", "00aa02", "70b3d5001", "00aa0f3",
    }  # fmt: skip


def test_the_shipped_table_has_all_three_registries():
    registry = load_library().registry
    assert {len(block) for blocks in registry.blocks.values() for block in blocks} == {6, 7, 9}
    assert registry.registrant("28:fd:80:31:22:33") == "NUUO, Inc."
    assert registry.date is not None
    assert registry.date >= "2026-08-26"


def test_the_generator_writes_what_the_registry_reads(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "tools")
    import update_oui

    listings = {
        "00AA02": "Alder  Optics Ltd\n1 Road\nGB", "00AA01": "Alder Optics Ltd\n2 Road", "00AA0F3": "Birch",
        "00AA03": "Private", "00AA04": "IEEE Registration Authority\n445 Hoes Lane", "XYZ": "nobody",
    }  # fmt: skip
    table = Registry(update_oui.table_of(update_oui.names_of(listings), "1.2.3", "2026-08-26"))
    assert table.text.startswith("# MAC blocks of the IEEE registries (MA-L 2, MA-M 1, MA-S 0), as of 2026-08-26: npm")
    assert dict(table.blocks) == {"Alder Optics Ltd": ("00aa01", "00aa02"), "Birch": ("00aa0f3",)}
