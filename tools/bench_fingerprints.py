"""How much the fingerprints cost: loading all of them, and matching one device against all of them.

    python tools/bench_fingerprints.py

Run it with the Python of an installed camscan (`make bench` does, from a wheel). It prints medians of processor time,
each beside what was found, so that a run that finds less shows: the same device against the library, against one of
twice as many fingerprints, and by Python's `re`, one pattern after the other.
"""

import contextlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from scanner.fingerprint.compile import Compiled, compile_library
from scanner.fingerprint.load import Library, VendorEntry, load_library
from scanner.fingerprint.match import match
from scanner.fingerprint.model import Condition, Fingerprint
from scanner.model.endpoint import Endpoint
from scanner.model.observation import Observation

OBSERVATIONS = 60
RUNS = 30
TARGET_MATCH_MS, TARGET_LOAD_MS, TARGET_GROWTH = 1.0, 150.0, 1.1
_LOAD = """
import time
import scanner.cli
from pathlib import Path
from scanner.fingerprint.load import load_library
from scanner.fingerprint.compile import compile_library
begun = time.process_time()
compiled = compile_library(load_library((), Path({cache!r})))
ready = time.process_time()
for field, index in compiled.fields.items():
    index.met_by("x")
print((ready - begun) * 1000, (time.process_time() - begun) * 1000, len(compiled.rules))
"""


def main() -> None:
    """Print the figures."""
    compiled = compile_library(load_library())
    device = a_device(compiled)
    print(f"{len(compiled.library.vendors)} vendor files, {len(compiled.rules)} fingerprints")
    loading()
    matching(compiled, device)


def loading() -> None:
    """Time loading in fresh processes: with an empty cache, and with one that a run before filled."""
    with tempfile.TemporaryDirectory() as cache:
        first = loaded(cache)
        later = [loaded(cache) for _ in range(5)]
    ready = statistics.median(run[0] for run in later)
    whole = statistics.median(run[1] for run in later)
    print(f"loading, first start          {first[1]:8.1f} ms   {first[2]:.0f} fingerprints")
    print(f"loading, every later start    {whole:8.1f} ms   {later[0][2]:.0f} fingerprints; "
          f"{ready:.1f} ms until the first field is needed")  # fmt: skip
    print(f"  against the target of {TARGET_LOAD_MS:g} ms: {whole / TARGET_LOAD_MS:.2f}")


def loaded(cache: str) -> tuple[float, ...]:
    """Return milliseconds until ready, milliseconds with every field's automaton made, and how many fingerprints."""
    command = [sys.executable, "-c", _LOAD.format(cache=cache)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return tuple(map(float, told.split()))


def matching(compiled: Compiled, device: tuple[Observation, ...]) -> None:
    """Time one device against the library, against twice as much, and by `re`."""
    double = compile_library(doubled(compiled.library))
    patterns = plain_patterns(compiled)
    once, found = timed(lambda: len(match(device, compiled)))
    twice, found_in_double = timed(lambda: len(match(device, double)))
    plainly, met = timed(lambda: len(met_plainly(device, patterns)))
    by_sets, met_by_sets = timed(
        lambda: len({(seen.field, at) for seen in device for at in compiled.met_by(seen.field, seen.value)})
    )
    print(f"one device, {len(device)} observations, {sum(len(seen.value) for seen in device)} characters")
    print(f"  {len(compiled.rules):>6} fingerprints           {once:8.3f} ms   {found} matches")
    print(f"  {len(double.rules):>6} fingerprints           {twice:8.3f} ms   {found_in_double} matches")
    print(f"  its conditions, by our sets  {by_sets:8.3f} ms   {met_by_sets} conditions met")
    print(f"  its conditions, by plain re  {plainly:8.3f} ms   {met} conditions met")
    print(f"  against the target of {TARGET_MATCH_MS:g} ms: {once / TARGET_MATCH_MS:.2f}")
    print(
        f"  growth when doubled {twice / once:.3f}, target {TARGET_GROWTH}; plain re / our sets {plainly / by_sets:.1f}"
    )


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """Return the median of processor milliseconds and what the work found."""
    found = work()
    spent = []
    for _ in range(RUNS):
        begun = time.process_time()
        for _ in range(10):
            work()
        spent.append((time.process_time() - begun) * 100)
    return statistics.median(spent), found


def a_device(compiled: Compiled) -> tuple[Observation, ...]:
    """Return what a device says: traits of one maker, twice what the lab's devices show, and much that is ordinary."""
    traits = [
        Observation(field, value, Endpoint("192.0.2.1", 554 if field.startswith("rtsp") else 80), "x")
        for fingerprint in compiled.library.vendors["hikvision"].content.fingerprints
        for field, values in fingerprint.examples[0].see.items()
        for value in values
    ]
    page = "<html><head><title>x</title></head><body>" + "<p class='row'>word and word</p>\n" * 120
    services = ("device", "media", "events", "imaging", "ptz", "analytics", "recording", "search", "replay", "deviceIO")
    ordinary = [("http.body", page), ("http.status", "200"), ("rtsp.status", "200"), ("http.missing_header", "Date")]
    ordinary += [("tcp.open", port) for port in ("80", "443", "554", "8000")]
    ordinary += [("http.header", f"X-{name}: {name} of a page") for name in services]
    ordinary += [("http.asset", f"/script/{name}.js") for name in services]
    ordinary += [("wsd.namespace", f"t{name}=http://www.onvif.org/ver10/{name}/wsdl") for name in services]
    said = [Observation(field, value, Endpoint("192.0.2.1", 80), "x") for field, value in ordinary]
    return tuple(dict.fromkeys([*said, *traits]))[:OBSERVATIONS]


def doubled(library: Library) -> Library:
    """Return the library with a second one beside it that asks the same fields for other texts."""
    more: dict[str, VendorEntry] = {}
    for slug, entry in library.vendors.items():
        fingerprints = tuple(map(changed, entry.content.fingerprints))
        content = entry.content.model_copy(update={"fingerprints": fingerprints})
        more[f"{slug}-twice"] = replace(entry, slug=f"{slug}-twice", content=content)
    return replace(library, vendors={**library.vendors, **more})


def changed(fingerprint: Fingerprint) -> Fingerprint:
    """Return a fingerprint like this one, for a text that no device says."""
    name = "all" if fingerprint.all else "any"
    return fingerprint.model_copy(update={name: tuple(map(of_another_text, fingerprint.conditions))})


def of_another_text(condition: Condition) -> Condition:
    """Return the condition for another text of the same length and shape."""
    kind, text = condition.test
    if kind == "regex":
        return condition.model_copy(update={"regex": f"(?:{text})\\x01zq"})
    return condition.model_copy(update={kind: text + "\x01zq"})


def plain_patterns(compiled: Compiled) -> Mapping[str, list[re.Pattern[str]]]:
    """Return every condition as Python's `re` writes it, by field. The few that only RE2 can read are left out."""
    found: dict[str, list[re.Pattern[str]]] = {}
    for rule in compiled.rules:
        for condition in rule.fingerprint.conditions:
            kind, text = condition.test
            pattern = {"equals": f"\\A{re.escape(text)}\\Z", "contains": re.escape(text)}.get(kind, text)
            for field in condition.field:
                with contextlib.suppress(re.error):
                    found.setdefault(field, []).append(re.compile(pattern))
    return found


def met_plainly(device: tuple[Observation, ...], patterns: Mapping[str, list[re.Pattern[str]]]) -> set[tuple[str, int]]:
    """Return which conditions are met, by trying one after the other."""
    return {
        (seen.field, at)
        for seen in device
        for at, pattern in enumerate(patterns.get(seen.field, ()))
        if pattern.search(seen.value)
    }


if __name__ == "__main__":
    main()
