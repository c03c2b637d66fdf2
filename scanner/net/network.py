"""What a scan sends with: the gate, the record, the connector and one UDP socket, opened and closed together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from scanner.model.endpoint import Target
from scanner.net.budget import HostLimits
from scanner.net.datagrams import DatagramAsker
from scanner.net.gate import Gate
from scanner.net.limits import Limits
from scanner.net.recorder import Recorder
from scanner.net.session import HostSession
from scanner.net.tcp import Connector, connector


@dataclass(frozen=True, slots=True)
class Network:
    """The open means of sending. Made by `open_network`."""

    gate: Gate
    recorder: Recorder
    connector: Connector
    datagrams: DatagramAsker
    limits: Limits

    def session(self, target: Target, limits: HostLimits) -> HostSession:
        """Begin one device's session."""
        return HostSession(target, self.gate, self.recorder, self.connector, limits)


@asynccontextmanager
async def open_network(gate: Gate, recorder: Recorder, limits: Limits) -> AsyncIterator[Network]:
    """Open what a scan sends with, and run the pace beside it."""
    connecting = connector(limits)
    datagrams = await DatagramAsker.open(gate, recorder, limits)
    async with asyncio.TaskGroup() as group:
        dispatcher = group.create_task(gate.pace.dispatch())
        try:
            yield Network(gate, recorder, connecting, datagrams, limits)
        finally:
            dispatcher.cancel()
            connecting.close()
            datagrams.close()
