"""A plan in words: what `--dry-run` prints."""

from collections.abc import Iterator

from scanner.engine.plan import Plan
from scanner.fingerprint.load import Library
from scanner.report.wording import plural


def plan_text(plan: Plan, library: Library) -> str:
    """Describe what a scan would do. Nothing was sent for it."""
    return "\n".join(_lines(plan, library))


def _attached(plan: Plan) -> Iterator[str]:
    """Say which addresses of this machine's own links are asked by ARP, and why the others are not."""
    asked = plan.by_arp.size
    rest = plan.attached.size - asked
    if asked:
        who = plural(asked, "address", "addresses")
        yield f"  attached       {who} asked by ARP, {plan.config.arp_rate:g} a second; more only to those that answer"
    if rest:
        why = plan.no_layer2 or "the link is not wholly in scope, and the interface was not named"
        yield f"  attached       {plural(rest, 'address', 'addresses')} by the first look, and not by ARP: {why}"


def _lines(plan: Plan, library: Library) -> Iterator[str]:
    scope, config = plan.scope, plan.config
    yield f"plan of scan {plan.header.id}: nothing was sent"
    yield f"  site           {config.site or '(none named)'}"
    for network in scope.networks:
        yield f"  in scope       {network.text}: {plural(network.addresses.size, 'address', 'addresses')}"
    for group in scope.groups:
        yield f"  in scope       {group}: one device behind these ports"
    for item in scope.excluded.ranges:
        yield f"  excluded       {item}"
    yield f"  public         {'allowed by --public' if scope.public_allowed else 'none: refused without --public'}"
    looks = ", ".join(look.means for look in plan.looks)
    yield f"  first look     {looks}: {plan.first_look_packets:,} packets, at least {plan.shortest_s:,} s"
    if plan.attached.size:
        yield from _attached(plan)
    yield f"  then           ports {config.ports} of what answered"
    searches = ", ".join(search.protocol for search in plan.searches)
    for link in plan.links:
        state = f"off: {link.off_because}" if link.off_because else searches
        yield f"  link           {link.interface.name} {link.interface.subnet}: {state}"
    limits = plan.limits
    yield f"  pace           {config.max_rate:g} packets a second in all ({config.profile})"
    yield (
        f"  each device    {limits.connections} connections, {limits.events_per_s} events a second, "
        f"{limits.requests} requests, {limits.seconds:g} s at most"
    )
    yield (
        f"                 of these {limits.web_requests} pages and follow-ups and {limits.onvif_calls} ONVIF calls, "
        f"on {limits.web_connections} connections"
    )
    yield f"  fingerprints   {library.version}, {len(library.vendors)} vendor files"
    yield "  never          logins, pictures, streams, writes, and anything outside the scope"
