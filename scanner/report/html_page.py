"""The inventory as one HTML page: no script, nothing fetched, readable on paper and on a telephone."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from scanner.model.claim import Kind
from scanner.model.device import Device
from scanner.model.inventory import Inventory, ScanFacts
from scanner.report.coverage_text import coverage_line, coverage_notes
from scanner.report.evidence import Abouts, Reason, claim_lines, evidence_lines, other_evidence, reasons
from scanner.report.html_bars import WIDTH, segments, unnamed_segments
from scanner.report.phrases import (
    devices_text,
    grades_text,
    headline,
    makers_line,
    range_note,
    range_text,
    unlabelled_text,
)
from scanner.report.plain import printable
from scanner.report.summary import MakerCount, Summary, Tally, is_named
from scanner.report.table import claim_text
from scanner.report.wording import (
    Names,
    grade_word,
    kind_word,
    listing,
    mark_name,
    mark_text,
    mark_words,
    name_of,
    named,
    number,
    place_of,
    services_text,
    span_text,
    time_words,
)

# Of the observations that decided nothing: a page is for people, and the JSON file has them all.
_MOST_OTHERS = 100


def html_page(inventory: Inventory, summary: Summary, names: Names, abouts: Abouts, include_all: bool = False) -> str:
    """Write the page. Video devices only, unless `include_all`. `summary` is that of the same inventory."""
    devices = inventory.devices if include_all else inventory.video_devices
    rows = [(_row(index, device, names), device) for index, device in enumerate(devices, 1)]
    return _template().render(
        scan=inventory.scan,
        when=time_words(inventory.scan.started),
        facts=list(_facts(inventory.scan)),
        main=_headings(summary, names),
        coverage=_coverage(summary),
        tallies=[_tally(tally, names) for tally in summary.by_kind if tally.makers],
        relabelled=list(_relabelled(summary, names)),
        unlabelled=unlabelled_text(summary.everything),
        unnamed=[row for row, device in rows if device.is_video and not is_named(device.manufacturer)],
        devices=[row | _evidence(device, names, abouts) for row, device in rows],
        mark_words=mark_words(devices),
        bar_width=WIDTH,
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("scanner.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "printable": printable}
    return environment.get_template("inventory.html.j2")


def _facts(scan: ScanFacts) -> Iterator[tuple[str, str]]:
    yield "Scanned", time_words(scan.started) if scan.ended is None else span_text(scan.started, scan.ended)
    yield "By", scan.operator
    yield "Allowed by", scan.authority
    yield "Targets", ", ".join(scan.targets)
    yield "Excluded", ", ".join(scan.excluded)
    yield "Public addresses", "allowed by the operator" if scan.public_allowed else ""
    yield "Scan", f"{scan.id}, profile {scan.profile}"
    yield "Made with", f"camscan {scan.tool_version}, fingerprints {scan.fingerprints_version}"
    yield "Transcript", scan.transcript_sha256 and f"SHA-256 {scan.transcript_sha256}"


def _headings(summary: Summary, names: Names) -> dict[str, Any]:
    main = summary.main
    others = [tally for tally in summary.by_kind if main.kind and tally.kind is not main.kind]
    return {
        "headline": headline(main, names),
        "others": [makers_line(tally, names) for tally in others],
        "figures": list(_figures(main, names)),
    }


def _figures(tally: Tally, names: Names) -> Iterator[tuple[str, str, str]]:
    yield number(tally.devices), _devices_word(tally), ""
    if tally.makers:
        first = tally.makers[0]
        name = name_of(first.maker, names)
        yield number(first.named), f"made by {name}", f"true count {range_text(first)}"
        yield number(tally.label(first.maker)), f"labelled {name}", ""
    yield number(sum(pair.devices for pair in tally.relabelled)), "under another label", ""
    yield number(tally.unnamed), "nobody could name", ""


def _devices_word(tally: Tally) -> str:
    return devices_text(tally.devices, tally.kind).split(" ", 1)[1]


def _coverage(summary: Summary) -> dict[str, Any]:
    coverage = summary.coverage
    return {
        "line": coverage_line(coverage),
        "notes": coverage_notes(summary),
        "networks": coverage.networks,
    }


def _tally(tally: Tally, names: Names) -> dict[str, Any]:
    return {
        "kind": _devices_word(tally),
        "total": tally.devices,
        "note": range_note(tally) if tally.unsettled or tally.kind is Kind.CAMERA else "",
        "makers": [_maker(count, tally, names) for count in tally.makers],
        "unnamed": tally.unnamed,
        "unnamed_bar": unnamed_segments(tally),
    }


def _maker(count: MakerCount, tally: Tally, names: Names) -> dict[str, Any]:
    return {
        "name": name_of(count.maker, names),
        "devices": count.named,
        "grades": grades_text(count),
        "range": range_text(count),
        "bar": segments(count, tally),
    }


def _relabelled(summary: Summary, names: Names) -> Iterator[dict[str, str]]:
    for tally in summary.by_kind:
        for pair in tally.relabelled:
            yield {
                "label": name_of(pair.brand, names),
                "maker": name_of(pair.maker, names),
                "devices": devices_text(pair.devices, tally.kind),
            }


def _row(index: int, device: Device, names: Names) -> dict[str, Any]:
    return {
        "anchor": f"device-{index}",
        "place": place_of(device),
        "mark_names": [mark_name(mark) for mark in device.marks],
        "kind": kind_word(device.counted_kind),
        "label": named(device.brand, names),
        "maker": named(device.manufacturer, names),
        "grade": grade_word(device.manufacturer),
        "model": claim_text(device.model),
        "firmware": claim_text(device.firmware),
    }


def _evidence(device: Device, names: Names, abouts: Abouts) -> dict[str, Any]:
    given = reasons(device, abouts)
    others = evidence_lines(other_evidence(device, given))
    return {
        "marks": [mark_text(mark) for mark in device.marks],
        "mac": device.mac,
        "hostname": device.hostname,
        "services": services_text(device),
        "seen": span_text(device.first_seen, device.last_seen),
        "claims": claim_lines(device, names, abouts),
        "reasons": [_reason(one) for one in given],
        "others": others[:_MOST_OTHERS],
        "others_left_out": max(0, len(others) - _MOST_OTHERS),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "id": reason.id,
        "about": reason.about,
        "for": listing(reason.subjects),
        "lines": evidence_lines(reason.evidence),
    }
