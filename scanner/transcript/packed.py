"""Addresses that stand as octets in an answer: the same replacements as in text, octet for octet."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

from scanner.transcript.disguise import Disguise, alternatives
from scanner.transcript.secret import Secret, interface_id

# Fewer different octets could be padding, or the end of one number and the beginning of the next.
_FEWEST_DIFFERENT = 3
# The addresses of hosts in a DNS answer: type, class, time to live, length (RFC 1035, 3.2.1; RFC 3596, 2.2).
_DNS_ANSWER = b"\0\0\x84\0"
_HOST = re.compile(rb"(\0\x01[\0\x80]\x01.{4}\0\x04)(.{4})|(\0\x1c[\0\x80]\x01.{4}\0\x10)(.{16})", re.DOTALL)


class Packed:
    """Replaces what a disguise knows as text where six, eight, four or sixteen octets hold it."""

    def __init__(self, disguise: Disguise) -> None:
        self._disguise = disguise
        self._macs: dict[bytes, Secret] = {}
        for secret in disguise.secrets:
            octets = bytes.fromhex(secret.value.decode("ascii")) if secret.kind == "mac" else b""
            if len(set(octets)) >= _FEWEST_DIFFERENT:
                self._macs |= {octets: secret, interface_id(octets): secret}
        self._pattern = re.compile(alternatives(self._macs) if self._macs else rb"(?!)", re.DOTALL)

    def replaced(self, data: bytes, own: str) -> bytes:
        """Replace MAC addresses, the address `own` of who spoke, and its neighbours."""
        changed = self._pattern.sub(self._mac, data)
        if data.startswith(_DNS_ANSWER):
            return _HOST.sub(self._host, changed)
        address = ip_address(own) if own else None
        if address is None or address.is_multicast or address.is_unspecified or b"\0" not in data:
            return changed
        if address.version == 6:
            return changed.replace(address.packed, self._other("ipv6", own))
        return _near(address.packed).sub(lambda found: self._other("ipv4", str(IPv4Address(found[0]))), changed)

    def _mac(self, found: re.Match[bytes]) -> bytes:
        other = bytes.fromhex(self._disguise.other(self._macs[found[0]]).decode("ascii"))
        return other if len(found[0]) == len(other) else interface_id(other)

    def _host(self, found: re.Match[bytes]) -> bytes:
        if found[2]:
            return found[1] + self._other("ipv4", str(IPv4Address(found[2])))
        return found[3] + self._other("ipv6", str(IPv6Address(found[4])))

    def _other(self, kind: str, address: str) -> bytes:
        secret = Secret("ipv6" if kind == "ipv6" else "ipv4", address.lower().encode())
        return ip_address(self._disguise.other(secret).decode("ascii")).packed


def _near(own: bytes) -> re.Pattern[bytes]:
    """Match the address and those that share three octets with it, as its gateway does.

    10.0.x could be a tag with a length as well, and 10.32.32 a line's indentation: there the address alone.
    """
    told_apart = own[0] != 10 or (own[1] != 0 and not own[1:3].decode("latin-1").isprintable())
    return re.compile(re.escape(own[:3]) + b"." if told_apart else re.escape(own), re.DOTALL)
