"""Search answers as octets: what is under a key is shown, what no codec reads and nobody may see is blanked."""

import json
import re
from collections.abc import Iterator

_FOSCAM, _FOSCAM_HEAD = b"MO_I\1\0", 0x17
# NeiroNx/python-dvr, DeviceManager.py (SearchWans): user and password follow both versions.
_VSTARCAM, _VSTARCAM_LOGIN = b"DH\x01\x08", 0xEC
_EASY_IP, _EASY_IP_ASKER = bytes.fromhex("20111e11231f1e1913"), slice(12, 22)
_ARP, _ARP_TARGET = b"\0\1\x08\0\6\4", slice(18, 28)
_DHCP, _DHCP_COOKIE, _DHCP_OPTIONS = (b"\1\1\6", b"\2\1\6"), bytes.fromhex("63825363"), 240
_DHCP_READ = frozenset({12, 50, 53, 60})
_RECORD = b'{"told": '
# Ids of units and of their owners' accounts, in TP-Link's, Hikvision's, Bosch's and 360 Vision's answers.
_IDENTITY = re.compile(
    rb'"(?:device_?id|owner|group_?id)"\s{0,8}:\s{0,8}"([^"\\]{5,64})"|<(?:deviceGUID|Salt)>([^<]{5,64})<'
    rb"|\ADISCOVER [^\n]{0,128}? ID=(\S{5,64})",
    re.IGNORECASE,
)
_NAME = re.compile(rb'"device_?name"\s{0,8}:\s{0,8}"([^"\\]{1,64})"', re.IGNORECASE)


def shown(data: bytes) -> bytes:
    """Return a Foscam answer with its hidden part in the clear, or hidden again; others as they are."""
    if not data.startswith(_FOSCAM) or len(data) <= _FOSCAM_HEAD or not data[6]:
        return data
    key = data[7:15]
    return data[:_FOSCAM_HEAD] + bytes(octet ^ key[at % 8] for at, octet in enumerate(data[_FOSCAM_HEAD:]))


def blanked(data: bytes) -> bytes:
    """Return an answer with zeros for what no codec reads: logins, who asked, what a DHCP server tells, remarks."""
    if data.startswith(_VSTARCAM):
        return data[:_VSTARCAM_LOGIN] + bytes(len(data[_VSTARCAM_LOGIN:]))
    if data[24:33] == _EASY_IP:
        return _without(data, _EASY_IP_ASKER)
    if data.startswith(_ARP):
        return _without(data, _ARP_TARGET)
    if data.startswith(_DHCP) and data[236:_DHCP_OPTIONS] == _DHCP_COOKIE:
        return _dhcp(data)
    return _record(data) if data.startswith(_RECORD) else data


def identities(data: bytes) -> Iterator[str]:
    """Yield ids that stand in an answer and in no field."""
    yield from ((match[1] or match[2] or match[3]).decode("latin-1") for match in _IDENTITY.finditer(data))


def names(data: bytes) -> Iterator[str]:
    """Yield names that stand in an answer and in no field."""
    yield from (match[1].decode("utf-8", "replace") for match in _NAME.finditer(data))


def _without(data: bytes, place: slice) -> bytes:
    return data[: place.start] + bytes(len(data[place])) + data[place.stop :]


def _dhcp(data: bytes) -> bytes:
    """Keep the client's addresses and the options that are read (RFC 2131, 2; RFC 2132)."""
    changed = bytearray(_without(_without(data, slice(20, 28)), slice(34, 236)))
    # The address that is asked for is read where no other is told.
    kept = _DHCP_READ - {50} if any(data[12:20]) else _DHCP_READ
    at = _DHCP_OPTIONS
    while at + 1 < len(data) and data[at] != 255:
        if not data[at]:
            at += 1
            continue
        end = min(len(data), at + 2 + data[at + 1])
        if data[at] not in kept:
            changed[at + 2 : end] = bytes(end - at - 2)
        at = end
    changed[at + 1 :] = bytes(len(data[at + 1 :]))
    return bytes(changed)


def _record(data: bytes) -> bytes:
    """Keep what a record tells, and of the line as it was written the length alone."""
    try:
        record = json.loads(data)
        written = record["as_written"].encode()
        return json.dumps(record | {"as_written": "x" * len(written)}, ensure_ascii=False).encode()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return bytes(len(data))
