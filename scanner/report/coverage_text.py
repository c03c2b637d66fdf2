"""What the scan could and could not see, in words. No count is printed without it."""

from collections.abc import Iterator

from scanner.model.coverage import Coverage
from scanner.report.summary import Summary
from scanner.report.wording import number, plural, sentence


def coverage_line(coverage: Coverage) -> str:
    """Say in one sentence how far the scan reached."""
    refused = f" ({number(coverage.refused_only)} of them only to refuse)" if coverage.refused_only else ""
    return (
        f"{_networks(coverage)}{plural(coverage.in_scope, 'address', 'addresses')} in scope: "
        f"{number(coverage.probed)} probed, {number(coverage.answered)} answered{refused}, "
        f"{number(coverage.silent)} silent."
    )


def coverage_notes(summary: Summary) -> tuple[str, ...]:
    """Say what is missing: a scan cut short, parts left out, devices that showed too little, blind spots."""
    return tuple(_notes(summary))


def _notes(summary: Summary) -> Iterator[str]:
    coverage = summary.coverage
    if not summary.scan.complete:
        yield "The scan was not finished: every count is of what was seen until then."
    if coverage.probed < coverage.in_scope and not coverage.not_probed:
        yield f"{plural(coverage.in_scope - coverage.probed, 'address', 'addresses')} in scope not probed."
    for item in coverage.not_probed:
        yield sentence(f"Not probed: {item.network}: {item.why}")
    if summary.not_video:
        yield f"Not counted: {_devices(summary.not_video)} that answered and proved to be something else."
    if summary.of_unknown_kind:
        yield f"Not counted: {_devices(summary.of_unknown_kind)} of a kind that nobody could tell; any may be a camera."
    yield from (sentence(spot) for spot in coverage.blind_spots)


def _networks(coverage: Coverage) -> str:
    return f"{plural(len(coverage.networks), 'network', 'networks')}, " if coverage.networks else ""


def _devices(count: int) -> str:
    return plural(count, "device", "devices")
