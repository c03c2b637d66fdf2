"""Ports that speak first: the greeting is said, and what comes in is recorded and not answered."""

from scanner.lab.journal import shown
from scanner.lab.line import Line


async def converse(line: Line) -> None:
    """Say the greeting of this port, then listen until the other side is done."""
    greetings = line.device.unit.answers.greetings
    words = next(each.hex for each in greetings if each.port == line.port)
    await line.think()
    await line.send(bytes.fromhex(words))
    while got := await line.some():
        line.note("bytes", body=shown(got), hex=got[:64].hex())
