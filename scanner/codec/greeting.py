"""What a port says first to somebody who says nothing: private protocols, FTP and telnet."""

import codecs
import re

from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

MAX_BYTES = 64
MAX_TEXT = 256

# RFC 854: IAC, then a command; WILL, WONT, DO and DONT (251-254) carry an option, SB (250) runs until IAC SE (240).
_NEGOTIATION = re.compile(rb"\xff(?:[\xfb-\xfe].?|\xfa[^\xff]*(?:\xff\xf0)?|[\xf0-\xf9]|$)", re.DOTALL)
_PROMPT = re.compile(r"\b(?:login|username|user name|password)\s{0,4}:", re.IGNORECASE)


def read(exchange: Exchange) -> list[Fact]:
    """Read a greeting as hex, and as text where it is printable; FTP by its 220, telnet by IAC or a prompt."""
    received = exchange.received
    if not received:
        return []
    facts = [Fact("tcp.greeting", received[:MAX_BYTES].hex())]
    negotiates = bool(re.match(rb"\xff[\xfa-\xfe]", received))
    text = _printable(_NEGOTIATION.sub(b"", received) if negotiates else received)
    if not text:
        return facts
    facts.append(Fact("tcp.banner", text))
    if _is_ftp(text):
        facts.append(Fact("ftp.banner", text))
    elif negotiates or _PROMPT.search(text):
        facts.append(Fact("telnet.banner", text))
    return facts


def _printable(received: bytes) -> str:
    """Return the text, trimmed, its line ends made one; empty where it holds a character that cannot be shown."""
    # An escape sequence or a NUL between the lines of a login prompt does not make it binary.
    plain = re.sub(rb"\x1b\[[0-9;]{0,16}[A-Za-z]|\x00", b"", received[: 4 * MAX_TEXT])
    try:  # a character that the cut split is no fault
        decoded = codecs.getincrementaldecoder("utf-8")().decode(plain)
    except UnicodeDecodeError:
        return ""
    text = "\n".join(line for line in map(str.strip, decoded.replace("\t", " ").splitlines()) if line)
    shown = all(character.isprintable() or character == "\n" for character in text)
    return text[:MAX_TEXT].rstrip() if shown else ""


def _is_ftp(text: str) -> bool:
    # A mail server greets with the same code, RFC 5321 clause 4.2.
    return bool(re.match(r"220[ -]", text)) and "SMTP" not in text.upper()
