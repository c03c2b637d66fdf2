"""How far a scan reached: what was asked, who answered, and what was none of ours."""

from scanner.discover.reach import Reach
from scanner.model.addresses import AddressSet, range_of_network
from scanner.model.coverage import LocalLimit, NotProbed
from scanner.model.endpoint import Endpoint, Target, Transport
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.scope import parse_scope


def heard(address: str, protocol: str = "http", transport: Transport = "tcp", **details: str) -> Exchange:
    endpoint = Endpoint(address, 80, transport)
    return Exchange("x", Target(address), endpoint, protocol, "", 1.0, 2.0, Outcome.ANSWERED, details=details)


def reach(*targets: str, excluded: tuple[str, ...] = (), attached: str = "") -> Reach:
    links = AddressSet([range_of_network(attached)] if attached else ())
    return Reach(parse_scope(targets, excluded), links)


def test_a_network_says_what_it_was_sent_what_it_was_heard_by_and_what_is_silent() -> None:
    made = reach("10.1.2.0/29", "10.9.0.0/30", attached="10.1.2.0/24")
    for number in range(8):
        made.tally.mark("arp", f"10.1.2.{number}")
    made.tally.mark("tcp 80", "10.1.2.3")
    made.accepted(heard("10.1.2.3", "tcp"))
    made.accepted(heard("10.1.2.3", "arp", "arp"))
    made.accepted(heard("10.1.2.4", "arp", "arp"))
    made.accepted(heard("10.1.2.5", "sadp", "udp"))
    made.heard_by_multicast("10.1.2.0/24")
    first, second = made.coverage([]).networks
    assert (first.in_scope, first.probed, first.answered, first.silent) == (8, 8, 3, 5)
    assert (first.attached, first.multicast_heard) == (True, True)
    assert first.probed_by == {"arp": 8, "tcp 80": 1}
    assert first.heard_by == {"arp": 2, "sadp": 1, "tcp": 1}
    assert (second.probed, second.answered, second.attached, second.multicast_heard) == (0, 0, False, False)


def test_a_network_card_that_answers_is_life_and_no_word_of_the_device() -> None:
    made = reach("10.1.2.0/30")
    for number in range(4):
        made.tally.mark("arp", f"10.1.2.{number}")
    made.accepted(heard("10.1.2.1", "arp", "arp"))
    made.accepted(heard("10.1.2.2"))
    covered = made.coverage([])
    assert (covered.answered, covered.refused_only, covered.silent) == (2, 1, 2)


def test_who_spoke_without_being_asked_counts_as_probed() -> None:
    made = reach("10.1.2.0/30")
    made.accepted(heard("10.1.2.1", "wsdiscovery", "udp"))
    covered = made.coverage([])
    assert (covered.probed, covered.answered, covered.silent) == (1, 1, 0)
    assert covered.networks[0].probed_by == {}
    assert covered.not_probed == (NotProbed("3 addresses", "the scan ended before their turn"),)


def test_a_misaddressed_device_is_counted_apart() -> None:
    made = reach("10.1.2.0/30")
    made.accepted(heard("192.168.1.64", "sadp", "udp", misaddressed="10.1.2.0/30"))
    made.accepted(heard("192.168.1.64", "wsdiscovery", "udp", misaddressed="10.1.2.0/30"))
    covered = made.coverage([])
    assert (covered.misaddressed, covered.answered, covered.in_scope) == (1, 0, 4)


def test_each_part_that_was_left_out_has_its_reason() -> None:
    made = reach("10.1.2.0/29", excluded=("10.1.2.7",))
    made.left_out(["10.1.2.0"], "network and broadcast addresses of attached networks")
    made.left_out(["10.1.2.1"], "this machine's own addresses")
    for number in (2, 3):
        made.tally.mark("arp", f"10.1.2.{number}")
    made.not_asked(["10.1.2.4", "10.1.2.3"])
    covered = made.coverage([])
    assert covered.not_probed == (
        NotProbed("10.1.2.7", "excluded by the user"),
        NotProbed("1 address", "network and broadcast addresses of attached networks"),
        NotProbed("1 address", "this machine's own addresses"),
        NotProbed("1 address", "this machine could not send to them"),
        NotProbed("2 addresses", "the scan ended before their turn"),
    )


def test_outsiders_limits_and_devices_cut_short_are_told() -> None:
    made = reach("10.1.2.0/30")
    made.outsiders({"10.1.2.200", "10.1.2.201"})
    made.cut_short("its budget of 60 s is spent")
    limit = LocalLimit("no descriptor was free", "not_sent", 3, "raise it")
    covered = made.coverage(["a spot"], (), (limit,))
    assert covered.limits == (limit,)
    assert covered.blind_spots == (
        "a spot",
        "2 devices were heard on a link from addresses outside the scope; they were not asked",
        "1 of the devices were not asked everything, because: its budget of 60 s is spent",
    )
