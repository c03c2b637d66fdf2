"""Inventories made by hypothesis: every field of the model, with hostile text wherever a device may have written it."""

from hypothesis import strategies as st

from scanner.model.claim import Claim, FirmwareClaim, Grade, Kind
from scanner.model.coverage import Coverage, NetworkCoverage, NotProbed
from scanner.model.device import Device, Evidence, Service
from scanner.model.endpoint import Endpoint, Target
from scanner.model.inventory import Inventory, ScanFacts

hostile = st.sampled_from(
    ["", "a", "\x00", "\x1b[2J", "\u202egnp", "\x9b1m", "=1+1", "<script>", "\ud800", "\U000e0041", "\u2028\n", "[red]"]
)
texts = st.sampled_from([(), ("a",), ("\x1b", "b")])
counts = st.integers(0, 70_000)
# Milliseconds between 2000 and 2100: what the document can hold without loss.
times = st.integers(946_684_800_000, 4_102_444_800_000).map(lambda number: number / 1000)
confidences = st.integers(0, 9999).map(lambda number: number / 10_000)
ipv4 = st.ip_addresses(v=4).map(str)
addresses = ipv4 | st.ip_addresses(v=6).map(str)
ports = st.lists(st.integers(1, 65_535), unique=True, max_size=3).map(tuple)
macs = st.binary(min_size=6, max_size=6).map(lambda raw: raw.hex(":"))
endpoints = st.builds(Endpoint, addresses, st.integers(0, 65_535), st.sampled_from(["tcp", "udp"]))
targets = st.builds(Target, addresses, ports, ports)
grades = st.sampled_from(Grade)
bases = st.sampled_from(["platform", "mac", "label", "record"])
claims = st.builds(Claim, st.none() | hostile, grades, confidences, texts, bases, texts)
kinds = st.builds(
    Claim, st.none() | st.sampled_from([kind.value for kind in Kind]), grades, confidences, texts, bases, texts
)
firmware = st.builds(
    FirmwareClaim,
    value=hostile,
    raw=hostile,
    grade=grades,
    confidence=confidences,
    because=texts,
    source=hostile,
    build=st.none() | hostile,
    build_date=st.none() | st.dates().map(str),
)
devices = st.builds(
    Device,
    id=hostile,
    ids=texts,
    targets=st.lists(targets, min_size=1, max_size=2).map(tuple),
    mac=st.none() | macs,
    hostname=st.none() | hostile,
    kind=kinds,
    brand=st.none() | claims,
    manufacturer=st.none() | claims,
    model=st.none() | claims,
    firmware=st.none() | firmware,
    serial=st.none() | claims,
    services=st.lists(st.builds(Service, endpoints, hostile), max_size=2).map(tuple),
    evidence=st.lists(st.builds(Evidence, hostile, hostile, endpoints, hostile, texts), max_size=2).map(tuple),
    first_seen=times,
    last_seen=times,
)
coverages = st.builds(
    Coverage,
    counts,
    counts,
    counts,
    counts,
    counts,
    st.lists(st.builds(NotProbed, hostile, hostile), max_size=2).map(tuple),
    st.lists(st.builds(NetworkCoverage, hostile, counts, counts, counts, counts, st.booleans()), max_size=2).map(tuple),
    texts,
)
scans = st.builds(
    ScanFacts,
    id=hostile,
    started=times,
    ended=st.none() | times,
    complete=st.booleans(),
    site=hostile,
    operator=hostile,
    authority=hostile,
    targets=texts,
    excluded=texts,
    profile=hostile,
    public_allowed=st.booleans(),
    tool_version=hostile,
    fingerprints_version=hostile,
    transcript_sha256=hostile,
    transcript_head=hostile,
)
inventories = st.builds(Inventory, scans, coverages, st.lists(devices, max_size=3).map(tuple))
