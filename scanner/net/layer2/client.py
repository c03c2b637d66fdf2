"""The rest of the program's side of layer 2: starts the process, asks by ARP, hears the wire, reads captures."""

import asyncio
import importlib.util
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from scanner.codec.fragments import Fragments
from scanner.codec.frames import Fragment as _Fragment
from scanner.codec.frames import Packet, read_frame
from scanner.model.errors import MachineFault, UsageError
from scanner.net.interfaces import Interface
from scanner.net.layer2 import pipe, privilege
from scanner.net.limits import Limits

Heard = Packet
OnHeard = Callable[[Heard], None]
DROPPED = "frames came faster than this machine could read them"
_START_S = 10.0
_END_S = 5.0
_MODULE = "scanner.net.layer2.process"


def can_use_layer2() -> str:
    """Say why the wire cannot be opened, and what to do; nothing where it can."""
    if why := privilege.why_not():
        return why
    return "" if importlib.util.find_spec("scapy") else "scapy is not installed"


class Layer2:
    """The running process. `available` says whether it opened the wire, `why_not` the reason where it did not."""

    def __init__(self, interfaces: Sequence[Interface], on_heard: OnHeard, limits: Limits) -> None:
        self._numbers = {(item.name, item.address): number for number, item in enumerate(interfaces)}
        self._names = [item.name for item in interfaces]
        self._on_heard, self._limits = on_heard, limits
        self._fragments = Fragments()
        self._process: asyncio.subprocess.Process | None = None
        self._ready = asyncio.Event()
        self._ending = False
        self.why_not = ""

    @property
    def available(self) -> bool:
        """Whether the wire is open."""
        return self._ready.is_set() and not self.why_not

    def ask(self, interface: Interface, address: str) -> None:
        """Ask by ARP who has an address. The caller has asked the gate and waited for its turn."""
        assert self._process
        assert self._process.stdin
        number = self._numbers[interface.name, interface.address]
        if self.available:
            self._process.stdin.write(pipe.question(number, address))

    async def start(self, arguments: Sequence[str]) -> None:
        """Start the process and begin to read it."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-W",
            "ignore::ResourceWarning",  # scapy leaves a file open that it cannot read
            "-m",
            _MODULE,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the scan, which then ends it in good order
        )

    async def started(self) -> None:
        """Wait until the wire is open, or is known not to be."""
        try:
            async with asyncio.timeout(_START_S):
                await self._ready.wait()
        except TimeoutError:
            self.why_not = "the layer-2 process did not start"

    async def read(self) -> None:
        """Read what the process writes, to its end."""
        assert self._process
        assert self._process.stdout
        try:
            while True:
                head = await self._process.stdout.readexactly(pipe.HEAD.size)
                at, number, kind, length = pipe.HEAD.unpack(head)
                data = await self._process.stdout.readexactly(min(length, pipe.LARGEST))
                self._take(pipe.Record(at, number, kind, data))
        except asyncio.IncompleteReadError:
            # One that reads a file says that it is ready at the file's end; one that hears a wire has none.
            if not self._ending and not (self._ready.is_set() and not self._names):
                self.why_not = self.why_not or "the layer-2 process ended"
            self._ready.set()

    async def end(self, reader: "asyncio.Task[None]") -> None:
        """Close the process's input, read what is left, and see it end."""
        assert self._process
        assert self._process.stdin
        self._ending = True
        self._process.stdin.close()
        try:
            async with asyncio.timeout(_END_S):
                await reader
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    def _take(self, record: pipe.Record) -> None:
        if record.interface == pipe.READY:
            self._ready.set()
        elif record.interface == pipe.FAULT:
            self.why_not = record.data.decode("utf-8", "replace")
            self._ready.set()
        elif record.interface == pipe.DROPPED:
            self._limits.not_heard(DROPPED, int(record.data or b"0"))
        else:
            self._frame(record)

    def _frame(self, record: pipe.Record) -> None:
        name = self._names[record.interface] if record.interface < len(self._names) else ""
        found = read_frame(record.data, record.link_type, record.at, name)
        packet = self._fragments.add(found) if isinstance(found, _Fragment) else found
        if packet:
            self._on_heard(packet)


@asynccontextmanager
async def open_layer2(
    interfaces: Sequence[Interface], on_heard: OnHeard, limits: Limits, *, asks: bool = True
) -> AsyncIterator[Layer2]:
    """Open the wire of interfaces until the block ends. With `asks` for ARP; without, everything that passes by."""
    layer2 = Layer2(interfaces, on_heard, limits)
    wires = [f"{item.name}={item.address}" if asks else item.name for item in interfaces]
    async with _running(layer2, [*wires, *([] if asks else ["--promiscuous"])]):
        await layer2.started()
        yield layer2


async def read_capture(path: Path, on_heard: OnHeard, limits: Limits) -> str:
    """Read a pcap or pcapng file; return where it broke, or nothing. Raises UsageError for a file that is neither."""
    if not path.is_file():  # noqa: ASYNC240 - a look at a name
        raise UsageError(f"{path}: there is no such file")
    if not importlib.util.find_spec("scapy"):
        raise MachineFault("scapy is not installed, and reads captures")
    count = 0

    def counted(heard: Heard) -> None:
        nonlocal count
        count += 1
        on_heard(heard)

    layer2 = Layer2((), counted, limits)
    await layer2.start(["--read", str(path)])
    await layer2.read()
    await layer2.end(asyncio.ensure_future(asyncio.sleep(0)))
    if layer2.why_not and not count:
        raise UsageError(f"{path}: no capture that can be read: {layer2.why_not}")
    return layer2.why_not


@asynccontextmanager
async def _running(layer2: Layer2, arguments: Sequence[str]) -> AsyncIterator[None]:
    await layer2.start(arguments)
    async with asyncio.TaskGroup() as group:
        reader = group.create_task(layer2.read())
        try:
            yield
        finally:
            await layer2.end(reader)
