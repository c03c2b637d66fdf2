"""What the scan could and could not see, in words. No count is printed without it."""

from collections.abc import Iterator, Mapping

from scanner.model.coverage import Coverage, LinkCoverage, LocalLimit, NetworkCoverage
from scanner.report.plain import printable
from scanner.report.summary import Summary
from scanner.report.wording import number, plural, sentence

# More than these are for the page and the file.
_FEW_NETWORKS = 8


def coverage_line(coverage: Coverage) -> str:
    """Say in one sentence how far the scan reached."""
    if coverage.answered and not coverage.probed:
        return f"Nothing was sent: {plural(coverage.answered, 'address was', 'addresses were')} heard."
    refused = f" ({number(coverage.refused_only)} of them only to refuse)" if coverage.refused_only else ""
    return (
        f"{_networks(coverage)}{plural(coverage.in_scope, 'address', 'addresses')} in scope: "
        f"{number(coverage.probed)} probed, {number(coverage.answered)} answered{refused}, "
        f"{number(coverage.silent)} silent."
    )


def coverage_notes(summary: Summary) -> tuple[str, ...]:
    """Say what is missing: a scan cut short, parts left out, devices that showed too little, blind spots."""
    return tuple(_notes(summary))


def network_line(network: NetworkCoverage) -> str:
    """Say how one network was reached: by what it was asked, by what it was heard, or what was left silent."""
    asked = f"sent {_counts(network.probed_by, 'to')}" if network.probed_by else "not swept"
    heard = _counts(network.heard_by, "from") or "nothing"
    return (
        f"{printable(network.network)} ({_way_to(network)}): "
        f"{number(network.answered)} of {number(network.in_scope)} answered; {asked}; heard {heard}"
    )


def link_line(link: LinkCoverage) -> str:
    """Say what was asked of a link's groups and who answered. A capture may not tell its interface and subnet."""
    name = " ".join(printable(part) for part in (link.interface, link.subnet) if part)
    asked = f"{plural(len(link.asked), 'search', 'searches')} asked of its groups; " if link.asked else ""
    return f"{f'on {name}' if name else 'in the capture'}: {asked}heard {_counts(link.heard, 'from') or 'nothing'}"


def limit_line(limit: LocalLimit) -> str:
    """Say what this machine failed at, how often, and what to do."""
    cost = "not sent" if limit.outcome == "not_sent" else "not heard"
    return f"{number(limit.count)} {cost}: {printable(limit.what)}: {printable(limit.advice)}"


def _way_to(network: NetworkCoverage) -> str:
    if network.network.startswith("127."):
        return "this machine"
    return "attached" if network.attached else "through routers"


def _counts(counted: Mapping[str, int], side: str) -> str:
    """Write counts of addresses by name, the largest first: `tcp 80 to 256, tcp 554 to 169`."""
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{printable(name)} {side} {number(count)}" for name, count in ordered)


def _notes(summary: Summary) -> Iterator[str]:
    coverage = summary.coverage
    if not summary.scan.complete:
        yield "The scan was not finished: every count is of what was seen until then."
    yield from (sentence(limit_line(limit)) for limit in coverage.limits)
    if coverage.probed < coverage.in_scope and not coverage.not_probed:
        yield f"{plural(coverage.in_scope - coverage.probed, 'address', 'addresses')} in scope not probed."
    for item in coverage.not_probed:
        yield sentence(f"Not probed: {item.network}: {item.why}")
    if summary.not_video:
        yield f"Not counted: {_devices(summary.not_video)} that answered and proved to be something else."
    if summary.of_unknown_kind:
        which = "it" if summary.of_unknown_kind == 1 else "any"
        devices = _devices(summary.of_unknown_kind)
        yield f"Not counted: {devices} of a kind that nobody could tell; {which} may be a camera."
    if coverage.misaddressed:
        count = plural(coverage.misaddressed, "address that does not", "addresses that do not")
        yield f"Heard on a link from {count} belong there: listed and marked, and not asked."
    if len(coverage.networks) <= _FEW_NETWORKS:
        yield from (sentence(network_line(item)) for item in coverage.networks if item.probed_by or item.heard_by)
    yield from (sentence(link_line(link)) for link in coverage.links if not link.off_because)
    yield from (sentence(spot) for spot in coverage.blind_spots)


def _networks(coverage: Coverage) -> str:
    return f"{plural(len(coverage.networks), 'network', 'networks')}, " if coverage.networks else ""


def _devices(count: int) -> str:
    return plural(count, "device", "devices")
