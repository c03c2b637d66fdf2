"""Which addresses were sent what: counted exactly, by network and by means."""

from hypothesis import given
from hypothesis import strategies as st

from scanner.discover.tally import Tally
from scanner.model.addresses import AddressSet, range_of_network


def addresses(*texts: str) -> AddressSet:
    return AddressSet(range_of_network(text) for text in texts)


SCOPE = addresses("10.1.2.0/24", "10.9.0.0/28")


def test_each_means_is_counted_by_network() -> None:
    tally = Tally(SCOPE)
    for address, means in (("10.1.2.0", "arp"), ("10.1.2.255", "arp"), ("10.1.2.255", "tcp 80"), ("10.9.0.1", "arp")):
        tally.mark(means, address)
    assert tally.by_means(addresses("10.1.2.0/24")) == {"arp": 2, "tcp 80": 1}
    assert tally.by_means(addresses("10.9.0.0/28")) == {"arp": 1}
    assert tally.by_means(addresses("10.9.0.8/29")) == {}


def test_an_address_that_was_sent_three_things_is_probed_once() -> None:
    tally = Tally(SCOPE)
    for means in ("arp", "tcp 80", "tcp 80", "wsdiscovery nvt"):
        tally.mark(means, "10.1.2.9")
    assert (tally.probed(SCOPE), tally.probed(addresses("10.9.0.0/28"))) == (1, 0)
    assert (tally.has("10.1.2.9"), tally.has("10.1.2.8")) == (True, False)


def test_what_is_outside_the_set_is_not_counted() -> None:
    tally = Tally(SCOPE)
    for address in ("10.1.3.0", "10.1.1.255", "10.9.0.16", "fe80::1"):
        tally.mark("arp", address)
    assert (tally.probed(SCOPE), tally.has("10.1.3.0"), tally.has("fe80::1")) == (0, False, False)


@given(st.sets(st.integers(0, SCOPE.size - 1), max_size=40), st.sets(st.integers(0, SCOPE.size - 1), max_size=40))
def test_counts_are_those_of_sets(first: set[int], second: set[int]) -> None:
    tally = Tally(SCOPE)
    for means, chosen in (("a", first), ("b", second)):
        for index in chosen:
            tally.mark(means, SCOPE.address_at(index))
    network = addresses("10.1.2.64/26")
    inside = [index for index in range(SCOPE.size) if SCOPE.address_at(index) in network]
    expected = {"a": len(first & set(inside)), "b": len(second & set(inside))}
    assert tally.by_means(network) == {means: count for means, count in expected.items() if count}
    assert tally.probed(network) == len((first | second) & set(inside))
    assert tally.probed(SCOPE) == len(first | second)
