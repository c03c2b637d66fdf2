"""WS-Discovery among the lab's searches: Probes answered as wsdiscovery.py does, with Hello at start and Bye at end.

WS-Discovery April 2005: 4.1 (Hello), 4.2 (Bye), 5.2 (Probe), 6 (Resolve), Appendix I (the group's IPv6 address).
"""

from scanner.lab import wsdiscovery
from scanner.lab.device import Device
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, Reply, answered, forbidden
from scanner.lab.searches.strict_xml import parsed, text_of
from scanner.lab.unit import WsdAnswer

PORT = 3702
GROUPS = ("239.255.255.250", "ff02::c")
_READS = ("Probe", "Resolve", "Hello", "Bye", "ProbeMatches", "ResolveMatches")


def hear(answer: WsdAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer a well-formed Probe that fits; an action of ONVIF's own services is a command here.

    Actions of other namespaces are other protocols' on the same port.
    """
    root = parsed(heard.data)
    if root is None:
        return SILENCE
    action = text_of(root, "Action")
    if "onvif.org" in action or ("discovery" in action and action.rpartition("/")[2] not in _READS):
        return forbidden(action)
    reply = wsdiscovery.answer(answer, device, heard.data)
    return answered(reply) if reply else SILENCE


def announce(answer: WsdAnswer, device: Device, *, begins: bool) -> tuple[Reply, ...]:
    """Return the Hello or the Bye."""
    return (Reply(wsdiscovery.announcement(answer, device, "Hello" if begins else "Bye"), "group", PORT),)
