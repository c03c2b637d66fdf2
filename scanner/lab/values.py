"""Values that differ from device to device or from answer to answer: serials, MACs, nonces, dates."""

import base64
import random
import string
import time
import uuid
from collections.abc import Callable, Mapping
from ipaddress import IPv6Address

_ALPHABETS = {"#": string.digits, "@": string.ascii_uppercase, "~": "0123456789abcdef"}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def from_pattern(pattern: str, chance: random.Random) -> str:
    """Fill a pattern: `#` a digit, `@` a capital letter, `~` a hexadecimal digit, all else as it stands."""
    return "".join(chance.choice(_ALPHABETS[letter]) if letter in _ALPHABETS else letter for letter in pattern)


def device_facts(oui: str, seeded: Mapping[str, str], chance: random.Random) -> dict[str, str]:
    """Return what stays the same for one device: MAC, what follows from it, identities and the seeded patterns."""
    mac = f"{oui}:" + ":".join(f"{chance.randrange(256):02x}" for _ in range(3))
    identity = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    facts = {
        **mac_facts(mac),
        "uuid": identity,
        "uuid_hex": identity.replace("-", ""),
        "uuid_mac": f"{identity[:24]}{mac.replace(':', '')}",
    }
    facts.update({name: from_pattern(pattern, chance) for name, pattern in seeded.items()})
    return facts


def mac_facts(mac: str) -> dict[str, str]:
    """Return what follows from a MAC: its spellings and the link-local address."""
    plain = mac.replace(":", "")
    return {
        "mac": mac,
        "mac_upper": mac.upper(),
        "mac_dash": mac.replace(":", "-"),
        "mac_dash_upper": mac.replace(":", "-").upper(),
        "mac_plain": plain,
        "mac_plain_upper": plain.upper(),
        "link_local": link_local(plain),
    }


def link_local(mac_plain: str) -> str:
    """Return the IPv6 link-local address that follows from a MAC (RFC 4291, Appendix A)."""
    first = f"{int(mac_plain[:2], 16) ^ 2:02x}"
    identity = f"{first}{mac_plain[2:6]}fffe{mac_plain[6:]}"
    groups = [identity[place : place + 4] for place in range(0, 16, 4)]
    return str(IPv6Address("fe80::" + ":".join(groups)))


def _hex(length: int) -> Callable[[random.Random], str]:
    return lambda chance: from_pattern("~" * length, chance)


def _nonce_of_hex_base64(chance: random.Random) -> str:
    return base64.b64encode(from_pattern("~~~~~~~~:~~~~~~~~", chance).encode()).hex()


def _nonce_of_onvif_digest(chance: random.Random) -> str:
    return base64.b64encode(from_pattern("onvif-digest:###########", chance).encode()).decode()


def _nonce_base64_hex(chance: random.Random) -> str:
    return base64.b64encode(from_pattern("~" * 32, chance).encode()).decode()


def _nonce_of_axis(chance: random.Random) -> str:
    stamp = base64.b64encode(chance.randbytes(8)).decode()
    return stamp + from_pattern("~" * 40, chance)


def _date_http(_: random.Random) -> str:
    now = time.gmtime()
    clock = time.strftime("%H:%M:%S", now)
    return f"{_DAYS[now.tm_wday]}, {now.tm_mday:02} {_MONTHS[now.tm_mon - 1]} {now.tm_year} {clock} GMT"


def _date_month_first(_: random.Random) -> str:
    now = time.gmtime()
    clock = time.strftime("%H:%M:%S", now)
    return f"{_DAYS[now.tm_wday]}, {_MONTHS[now.tm_mon - 1]} {now.tm_mday:02} {now.tm_year} {clock} GMT"


# A new value for each answer. The nonce forms are those of the challenges that quote them, see units/*.yaml.
FRESH: dict[str, Callable[[random.Random], str]] = {
    "hex8": _hex(8),
    "hex32": _hex(32),
    "hex32_upper": lambda chance: from_pattern("~" * 32, chance).upper(),
    "hex40": _hex(40),
    "nonce_hex_of_base64": _nonce_of_hex_base64,
    "nonce_onvif_digest": _nonce_of_onvif_digest,
    "nonce_base64_hex": _nonce_base64_hex,
    "nonce_axis": _nonce_of_axis,
    "nonce_axis_rtsp": lambda chance: from_pattern("0000~~~~Y##########" + "~" * 34, chance),
    "digits10": lambda chance: from_pattern("1#########", chance),
    "date_http": _date_http,
    "date_month_first": _date_month_first,
    "epoch_s": lambda _: str(int(time.time())),
    "epoch_ms": lambda _: str(int(time.time() * 1000)),
    "epoch_us": lambda _: str(int(time.time() * 1_000_000)),
    "uuid_new": lambda chance: str(uuid.UUID(int=chance.getrandbits(128), version=4)),
}
