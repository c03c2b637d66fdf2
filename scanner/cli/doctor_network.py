"""What `camscan doctor` says of this machine's network: what it stands, what it hears, and how targets are reached."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from ipaddress import ip_network

from scanner.codec.searches import SEARCHES
from scanner.engine.plan import Plan, local_links
from scanner.model.addresses import AddressSet
from scanner.net.fitness import ANSWER_BYTES, burst_that_fits, port_state, why_no_loopback
from scanner.net.interfaces import Interface, interfaces
from scanner.net.layer2.client import can_use_layer2
from scanner.net.neighbours import MOST_UNRESOLVED, neighbours, table_limits, unresolved, why_no_table
from scanner.net.routes import Route, route_to

Finding = tuple[str, str, str]  # `ok`, `note` or `LOOK`; the subject; what was found

# Nine hundred cameras on one link answer one search within half a second.
_LARGE_BURST = 900
_SAMPLE = 64
# How long the kernel waits for an address that nobody answers.
_ARP_S = 3


def network_findings() -> Iterator[Finding]:
    """Tell what this machine can send and hear. Sends a few packets to itself."""
    links = local_links()
    named = ", ".join(f"{link.name} {link.subnet}" for link in links)
    yield "ok" if links else "LOOK", "interfaces", named or "none but loopback: nothing on a network can be reached"
    yield from _version_6(links)
    yield _privilege()
    yield _loopback()
    yield _buffer()
    yield from _ports()
    yield from _neighbours(links)


def target_findings(plan: Plan) -> Iterator[Finding]:
    """Tell by which interface each target would be reached. Sends nothing."""
    known = interfaces()
    for network in plan.scope.networks:
        yield from _ways(network.text, _sample(network.addresses), known, plan)
    for group in plan.scope.groups:
        yield from _ways(str(group), [group.address], known, plan)


def _version_6(links: Sequence[Interface]) -> Iterator[Finding]:
    for link in {link.name: link for link in links}.values():
        if not link.link_local:
            yield "note", "IPv6", f"{link.name} has no link-local address: nothing is asked or heard by IPv6 there"


def _privilege() -> Finding:
    if not (why := can_use_layer2()):
        return "ok", "privilege", "the wire can be opened: attached networks are asked by ARP"
    return "note", "privilege", f"{why}. Attached networks are asked by connects instead, which is slower"


def _loopback() -> Finding:
    if why := why_no_loopback():
        return "LOOK", "firewall", f"a datagram or a connect to 127.0.0.1 does not arrive ({why}): look at its rules"
    return "ok", "firewall", "a datagram and a connect to 127.0.0.1 arrive; rules for other addresses were not tried"


def _buffer() -> Finding:
    count = burst_that_fits()
    text = f"{count:,} answers of {ANSWER_BYTES // 1_000} kB at once fit while none is read"
    if count >= _LARGE_BURST:
        return "ok", "buffer", text
    return "note", "buffer", f"{text}; net.core.rmem_max = 8388608 makes room for a busy moment"


def _ports() -> Iterator[Finding]:
    hearers = _hearers()
    states = {port: port_state(port) for port in sorted(hearers)}
    free = sum(state == "free" for state in states.values())
    yield "ok", "ports", f"{free} of {len(states)} UDP ports that answers come to are free"
    for port, state in states.items():
        theirs = ", ".join(hearers[port])
        if state == "shared":
            yield "ok", "ports", f"UDP {port} ({theirs}) is shared with another program, which allows it"
        elif state != "free":
            why = (
                "held by another program: end it"
                if state == "held"
                else f"refused by this machine ({state}): see to it"
            )
            yield "note", "ports", f"UDP {port} is {why}, or what answers there by {theirs} is not heard"


def _hearers() -> dict[int, list[str]]:
    """Return the fixed ports that answers come to, with the protocols that answer there."""
    hearers: dict[int, list[str]] = defaultdict(list)
    for search in SEARCHES:
        for port in {search.port if search.joins else None, search.reply_port}:
            if port:
                hearers[port].append(search.protocol)
    return hearers


def _neighbours(links: Sequence[Interface]) -> Iterator[Finding]:
    if why := why_no_table():
        yield "note", "neighbours", f"the kernel's table tells no MAC addresses: {why}"
        return
    table = table_limits()
    most = f" of {table.most:,} at most" if table else ""
    entries = sum(item.state != "noarp" for item in neighbours())
    yield "ok", "neighbours", f"{entries}{most} in the kernel's table, {unresolved()} of them unresolved"
    for link in links:
        size = ip_network(link.subnet).num_addresses
        if table and size > table.most:
            yield "note", "neighbours", f"{link.name} {link.subnet} has more addresses than that: {_slow(size)}"


def _slow(addresses: int) -> str:
    minutes = addresses / MOST_UNRESOLVED * _ARP_S / 60
    return f"without ARP, {MOST_UNRESOLVED} wait there at once, and each look at all takes {minutes:.0f} minutes"


def _sample(addresses: AddressSet) -> list[str]:
    count = min(_SAMPLE, addresses.size)
    return [addresses.address_at(number * (addresses.size - 1) // max(1, count - 1)) for number in range(count)]


def _ways(text: str, sample: Sequence[str], known: Sequence[Interface], plan: Plan) -> Iterator[Finding]:
    """Say how a sample of a target's addresses is reached: one line for each way."""
    ways = Counter(route_to(address, known) for address in sample)
    for route, count in ways.most_common():
        part = "" if count == len(sample) else f" ({count} of {len(sample)} addresses tried)"
        if route.why_not:
            yield "LOOK", "target", f"{text}{part}: {route.why_not}: add a route, or scan from where there is one"
        else:
            yield "ok", "target", f"{text}{part}: {_way(route)}{_multicast(route, plan)}"


def _way(route: Route) -> str:
    by = f"by {route.interface} from {route.source}" if route.interface else f"from {route.source}"
    if ":" in route.source:
        return f"there is a route, {by}"
    return f"attached, {by}" if route.attached else f"routed, {by}; multicast and ARP do not reach it"


def _multicast(route: Route, plan: Plan) -> str:
    for link in plan.links:
        if route.attached and link.interface.address == route.source:
            return f"; multicast stays off: {link.off_because}" if link.off_because else "; multicast goes there"
    return ""
