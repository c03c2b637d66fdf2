"""What must hold of the shipped fingerprints together with the rules: these tests grow with the library."""

from functools import cache

import pytest

from scanner.fingerprint.compile import compile_library
from scanner.fingerprint.load import load_library
from scanner.fingerprint.verify import seen
from scanner.identify.resolve import Identifier
from scanner.model.claim import Grade
from scanner.model.endpoint import Endpoint
from scanner.model.observation import Observation
from scanner.model.vocabulary import COPYABLE, channel_of

ELSEWHERE = Endpoint("192.0.2.1", 554)
# A camera of nobody: it answers on three protocols and shows no trait of anybody.
NOBODY = tuple(
    Observation(field, value, ELSEWHERE, "e0")
    for field, value in (
        ("http.header_names", "X-One, X-Two"),
        ("http.body", "<html><p>view</p></html>"),
        ("rtsp.header_names", "CSeq, X-Three"),
        ("rtsp.status", "200"),
        ("wsd.type", "NetworkVideoTransmitter"),
    )
)


@cache
def shipped():
    return Identifier(compile_library(load_library()))


def examples(copyable):
    """Every example whose fields a rebadger changes alone, or none of whose fields he does; blocks of MACs too."""
    found = []
    for slug, entry in shipped().library.vendors.items():
        for item in entry.content.fingerprints:
            if item.strength == "weak":
                continue
            for example in item.examples:
                channels = {channel_of(field) for field in example.see}
                if (copyable and channels <= COPYABLE) or (not copyable and not channels & COPYABLE):
                    found.append((slug, f"{slug}/{item.id}", seen(example.see)))
    for block, slug in one_block_each().items() if copyable else ():
        mac = ":".join(block.ljust(12, "1")[at : at + 2] for at in range(0, 12, 2))
        found.append((slug, f"{slug} MAC block", seen({"mac": [mac]})))
    return found


def one_block_each():
    owners = {slug: block for block, slug in shipped().library.blocks.items()}
    return {block: slug for slug, block in owners.items()}


def maker_of(observations):
    claim = shipped().identify(observations).manufacturer
    return claim.value if claim else None


def test_there_is_something_to_test():
    assert len(examples(copyable=True)) > 100
    assert len(examples(copyable=False)) > 60


def test_no_copied_trait_makes_a_maker_of_somebody_else_under_a_strong_platform_trait():
    wrong = []
    for _, unit, shown in examples(copyable=False):
        claim = shipped().identify(shown).manufacturer
        maker = claim.value if claim and claim.basis == "platform" else None  # not by a record of the label alone
        for _, label, copied in examples(copyable=True) if maker else ():
            found = maker_of((*shown, *copied))
            if found not in (maker, None):
                wrong.append(f"{unit} under {label}: {found}")
    assert wrong == []


def test_no_single_copied_trait_makes_a_maker_of_a_camera_of_nobody():
    assert maker_of(NOBODY) is None
    wrong = []
    for _, label, copied in examples(copyable=True):
        claim = shipped().identify((*NOBODY, *copied)).manufacturer
        if claim and not (claim.basis == "record" and claim.grade is Grade.POSSIBLE):
            wrong.append((label, claim))
    assert wrong == []


@pytest.mark.parametrize("field", ["http.title", "http.server", "onvif.device.manufacturer", "wsd.scope.name"])
def test_words_that_nobody_knows_name_nobody(field):
    identity = shipped().identify([*NOBODY, Observation(field, "Quercus", ELSEWHERE, "e1")])
    assert (identity.manufacturer, identity.brand) == (None, None)
    assert identity.kind.value == "camera"
