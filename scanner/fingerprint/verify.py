"""Checks of the whole library that grow by themselves with it. Every fault points at a line of a file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from importlib.util import find_spec

from scanner.codec.scopes import normal_mac
from scanner.fingerprint.compile import Compiled, compile_library, template_names
from scanner.fingerprint.cost import cost_problem, matches_everything
from scanner.fingerprint.decoy import Decoy, parties_of
from scanner.fingerprint.firmware import read_firmware
from scanner.fingerprint.load import Library, VendorEntry
from scanner.fingerprint.match import Match, group_names, match
from scanner.fingerprint.model import Asserts, Fingerprint
from scanner.fingerprint.patterns import patterns_of
from scanner.model.claim import Kind
from scanner.model.endpoint import Endpoint
from scanner.model.errors import FileFault
from scanner.model.observation import Observation
from scanner.model.vocabulary import Channel, channel_of
from scanner.yamlfile import Location

GENERIC = "generic"  # the file of the ONVIF standard's own fields, which prove no maker
_SOMEWHERE = Endpoint("192.0.2.1", 0)


def verify(library: Library, decoys: Iterable[Decoy] = ()) -> list[FileFault]:
    """Return every fault of the library, in the order of its files."""
    compiled = compile_library(library)
    checks: tuple[Callable[[VendorEntry, Compiled], Iterator[FileFault]], ...] = (
        _slugs, _codecs, _templates, _patterns, _labels, _examples, _cousins, _firmware,
        _registrants,
    )  # fmt: skip
    found = [fault for entry in library.vendors.values() for check in checks for fault in check(entry, compiled)]
    found += [*_repeated_ids(library), *_repeated_blocks(library), *_decoys(decoys, compiled)]
    return sorted(found, key=lambda fault: (str(fault.path), fault.line, fault.column, fault.message))


def seen(see: Mapping[str, Sequence[str]]) -> tuple[Observation, ...]:
    """Return an example's answer as observations at one endpoint."""
    return tuple(Observation(field, value, _SOMEWHERE, "example") for field, values in see.items() for value in values)


def _each(entry: VendorEntry) -> Iterator[tuple[Location, Fingerprint]]:
    return ((("fingerprints", place), item) for place, item in enumerate(entry.content.fingerprints))


def _slugs(entry: VendorEntry, compiled: Compiled) -> Iterator[FileFault]:
    named: list[tuple[Location, str]] = [
        (("vendor", "lineage", i, "made_by"), record.made_by) for i, record in enumerate(entry.content.vendor.lineage)
    ]
    for where, item in _each(entry):
        for attribute in ("manufacturer", "brand"):
            slug = getattr(item.asserts, attribute)
            if slug is not None:
                named.append(((*where, "asserts", attribute), slug))
    for i, follow in enumerate(entry.content.follow_up):
        named += [(("follow_up", i, "when", key), slug) for key, slug in follow.when.items()]
    for where, slug in named:
        if slug not in compiled.library.vendors or slug == GENERIC:
            yield entry.document.fault(where, f"no vendor has the slug `{slug}`: there is no fingerprints/{slug}.yaml")


def _codecs(entry: VendorEntry, _: Compiled) -> Iterator[FileFault]:
    for i, follow in enumerate(entry.content.follow_up):
        if find_spec(f"scanner.codec.{follow.codec}") is None:
            message = f"there is no codec `{follow.codec}`: it names a module of scanner/codec"
            yield entry.document.fault(("follow_up", i, "codec"), message)


def _templates(entry: VendorEntry, _: Compiled) -> Iterator[FileFault]:
    for where, item in _each(entry):
        known = {name for condition in item.conditions if condition.regex for name in group_names(condition.regex)}
        for attribute, template in item.asserts.texts.items():
            for name in sorted(set(template_names(template)) - known):
                message = f"no regex of this fingerprint captures `{name}`: write (?P<{name}>…)"
                yield entry.document.fault((*where, "asserts", attribute), message)


def _patterns(entry: VendorEntry, _: Compiled) -> Iterator[FileFault]:
    for where, pattern in patterns_of(entry.content):
        if problem := cost_problem(pattern):
            yield entry.document.fault(where, problem)
        elif where[0] == "fingerprints" and matches_everything(pattern):
            yield entry.document.fault(where, "the pattern matches every text")


def _labels(entry: VendorEntry, _: Compiled) -> Iterator[FileFault]:
    """Refuse a label's word as proof of the maker where the vendor also labels what others build."""
    makes = entry.content.vendor.makes
    for where, item in _each(entry):
        told = {channel_of(field) for condition in item.conditions for field in condition.field}
        only_label = told == {Channel.LABEL}
        if only_label and makes != "own" and item.asserts.manufacturer == entry.slug:
            message = f"a label proves no maker where `makes: {makes}`: assert the brand only"
            yield entry.document.fault((*where, "asserts", "manufacturer"), message)
        if entry.slug == GENERIC and (item.asserts.manufacturer or item.asserts.brand):
            yield entry.document.fault((*where, "asserts"), "generic traits prove no maker and no brand")


def _examples(entry: VendorEntry, compiled: Compiled) -> Iterator[FileFault]:
    for where, item in _each(entry):
        full_id = entry.full_id(item)
        for i, example in enumerate(item.examples):
            mine = [found for found in match(seen(example.see), compiled) if found.fingerprint == full_id]
            place = (*where, "examples", i)
            if not mine:
                yield entry.document.fault(place, f"the example does not match `{full_id}`")
            for attribute, wanted in example.gives.items() if mine else ():
                yield from _gives(entry, (*place, "gives", attribute), mine, wanted)
        for i, miss in enumerate(item.near_misses):
            if any(found.fingerprint == full_id for found in match(seen(miss.see), compiled)):
                yield entry.document.fault((*where, "near_misses", i), f"the near miss matches `{full_id}`")


def _gives(entry: VendorEntry, where: Location, mine: list[Match], wanted: str) -> Iterator[FileFault]:
    attribute = str(where[-1])
    if attribute not in Asserts.model_fields:
        yield entry.document.fault(where, f"`{attribute}` is nothing that a fingerprint asserts")
        return
    given = sorted({value for found in mine if (value := found.value(attribute)) is not None})
    if (normal_mac(wanted) or wanted if attribute == "mac" else wanted) not in given:
        instead = f"`{given[0]}`" if given else "nothing"
        yield entry.document.fault(where, f"the example gives {instead} as {attribute}, not `{wanted}`")


def _cousins(entry: VendorEntry, compiled: Compiled) -> Iterator[FileFault]:
    """Report each example that proves another, unrelated maker or brand."""
    for where, item in _each(entry):
        own = {entry.slug} | parties_of(item.asserts.texts)
        for i, example in enumerate(item.examples):
            for found in match(seen(example.see), compiled):
                strangers = _strangers(parties_of(dict(found.asserts)), own, compiled.library)
                if strangers:
                    message = f"`{found.fingerprint}` also matches this example and says {', '.join(strangers)}"
                    yield entry.document.fault((*where, "examples", i), message)


def _strangers(said: set[str], own: set[str], library: Library) -> list[str]:
    if own == {GENERIC}:
        return []
    return sorted(slug for slug in said - own if not any(frozenset((slug, mine)) in library.related for mine in own))


def _firmware(entry: VendorEntry, _: Compiled) -> Iterator[FileFault]:
    for i, scheme in enumerate(entry.content.firmware):
        names = group_names(scheme.regex)
        for j, part in enumerate(scheme.order):
            if part not in names:
                yield entry.document.fault(("firmware", i, "order", j), f"the regex captures no `{part}`")
        for j, example in enumerate(scheme.examples):
            read = read_firmware(example.see, (scheme,))
            place: Location = ("firmware", i, "examples", j)
            if read is None:
                yield entry.document.fault(place, "the example does not match the regex")
                continue
            given = {"version": read.version, "build": read.build, "date": read.date}
            for name, wanted in example.gives.items():
                if given.get(name) != wanted:
                    message = f"the example gives `{given.get(name)}` as {name}, not `{wanted}`"
                    yield entry.document.fault((*place, "gives", name), message)


def _repeated_ids(library: Library) -> Iterator[FileFault]:
    for entry in library.vendors.values():
        known: set[str] = set()
        for where, item in _each(entry):
            if item.id in known:
                yield entry.document.fault((*where, "id"), f"the id `{item.id}` is used twice in this file")
            known.add(item.id)


def _registrants(entry: VendorEntry, compiled: Compiled) -> Iterator[FileFault]:
    known = compiled.library.registry.blocks
    for i, name in enumerate(entry.content.registered_as):
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"; did you mean `{close[0]}`?" if close else ""
            yield entry.document.fault(("registered_as", i), f"the IEEE registries name no such registrant{hint}")


def _repeated_blocks(library: Library) -> Iterator[FileFault]:
    owners: dict[str, str] = {}
    for entry in library.vendors.values():
        places: list[tuple[Location, str]] = [(("oui", i), block) for i, block in enumerate(entry.content.oui)]
        places += [(("registered_as", i), name) for i, name in enumerate(entry.content.registered_as)]
        for where, text in places:
            kind = "block" if where[0] == "oui" else "registrant"
            if text in owners:
                yield entry.document.fault(where, f"the {kind} `{text}` is also in {owners[text]}.yaml")
            owners.setdefault(text, entry.slug)


def _decoys(decoys: Iterable[Decoy], compiled: Compiled) -> Iterator[FileFault]:
    entries = {rule.full_id: rule for rule in compiled.rules}
    for decoy in decoys:
        for found in match(seen(decoy.see), compiled):
            wrong = parties_of(dict(found.asserts)) - decoy.parties
            video = Kind(found.value("kind") or Kind.OTHER).is_video
            if found.strength == "weak" or not (wrong or video):
                continue
            rule = entries[found.fingerprint]
            document = compiled.library.vendors[rule.slug].document
            place = compiled.library.vendors[rule.slug].content.fingerprints.index(rule.fingerprint)
            says = ", ".join(f"{name}: {value}" for name, value in found.asserts)
            message = f"`{found.fingerprint}` ({found.strength}) matches the decoy `{decoy.name}` and says {says}"
            yield document.fault(("fingerprints", place), message)
