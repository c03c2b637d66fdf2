"""Hanwha's status check: whether a device was set up yet, in which language, with how many channels.

Source: Hanwha Vision, SUNAPI Application Programmer's Guide, chapter 4.1 (SUNAPI 2.5.5 and later). It stands beside
the call that sets the first password, which is never sent. The guide shows JSON; devices also write `Name=value` lines.
"""

import json
import re

from scanner.codec import http
from scanner.codec.xml import allowed, decode
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PATH = "/init-cgi/pw_init.cgi?msubmenu=statuscheck&action=view"
MAX_VALUE = 64
MAX_LINES = 32

# The lines of a key in PEM end with `=` too.
_KEY_BLOCK = re.compile(r"-----BEGIN.*?(?:-----END[^\n]*|\Z)", re.DOTALL)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9.]{0,63}")


def read(exchange: Exchange) -> list[Fact]:
    """Read the status as `Name=value`, truth values as `True` and `False`; keys and long values are left out.

    Only an answer that says `Initialized` is a status check: a page of another maker gives nothing.
    """
    answer = http.parse(exchange.received, http.is_complete(exchange))
    pairs = _pairs(decode(answer.body)) if answer and answer.status == 200 else []
    if not any(name == "Initialized" for name, _ in pairs):
        return []
    told = [(name, value) for name, value in pairs if _NAME.fullmatch(name) and name != "PublicKey"]
    lines = [f"{name}={value}" for name, value in told if len(value) <= MAX_VALUE]
    return [Fact("http.hanwha.status", line) for line in lines[:MAX_LINES]]


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict):
        return [(name, allowed(str(value))) for name, value in answer.items() if isinstance(value, str | bool | int)]
    halves = (line.partition("=") for line in _KEY_BLOCK.sub("", text).splitlines() if "=" in line)
    return [(name.strip(), value.strip()) for name, _, value in halves]
