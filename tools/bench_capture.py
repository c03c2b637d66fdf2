"""What reading a capture costs: a million packets through `camscan listen --pcap`, in time and in memory.

    python tools/bench_capture.py [PACKETS]

Run it with the Python of an installed camscan. It writes the capture first: mostly other people's traffic, a tenth of
it announcements of a thousand devices, some of these in fragments. It prints what was found beside the time, so that a
faster run that finds less shows.
"""

import json
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PACKETS, DEVICES = 1_000_000, 1_000
TARGET_S, TARGET_MB = 20.0, 300.0
_GLOBAL = struct.Struct("<IHHiIII")
_RECORD = struct.Struct("<IIII")
_MAGIC, _ETHERNET, _SNAP = 0xA1B2C3D4, 1, 262_144
_HELLO = (
    '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
    'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
    'xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Header><a:Action>'
    "http://schemas.xmlsoap.org/ws/2005/04/discovery/Hello</a:Action></s:Header><s:Body><d:Hello>"
    "<a:EndpointReference><a:Address>urn:uuid:00000000-0000-4000-8000-{number:012x}</a:Address></a:EndpointReference>"
    "<d:Scopes>onvif://www.onvif.org/name/Bench {filler}</d:Scopes></d:Hello></s:Body></s:Envelope>"
)


def frames(count: int) -> Iterator[bytes]:
    """Yield the capture's frames: nine of other traffic, then one that announces something."""
    other = _ethernet(0, 0x0800, _ip(0, 6, bytes(1_400)))
    for number in range(count):
        if number % 10:
            yield other
        else:
            yield from _announcement(number // 10)


def _announcement(turn: int) -> Iterator[bytes]:
    device = turn % DEVICES
    if turn % 3 == 0:
        body = b"\0\1\x08\0\6\4\0\2" + _mac(device) + _address(device) + bytes(6) + bytes([10, 0, 0, 1])
        yield _ethernet(device, 0x0806, body)
        return
    payload = _HELLO.format(number=device, filler="x" * (1_800 if turn % 3 == 1 else 10)).encode()
    data = struct.pack("!HHHH", 3702, 3702, len(payload) + 8, 0) + payload
    if len(data) <= 1_480:
        yield _ethernet(device, 0x0800, _ip(device, 17, data))
        return
    yield _ethernet(device, 0x0800, _ip(device, 17, data[:1_480], turn & 0xFFFF, 0x2000))
    yield _ethernet(device, 0x0800, _ip(device, 17, data[1_480:], turn & 0xFFFF, 185))


def _ethernet(device: int, kind: int, body: bytes) -> bytes:
    return b"\xff" * 6 + _mac(device) + kind.to_bytes(2, "big") + body


def _ip(device: int, protocol: int, data: bytes, identity: int = 0, fragment: int = 0) -> bytes:
    length = 20 + len(data)
    head = struct.pack("!BBHHHBBH", 0x45, 0, length, identity, fragment, 1, protocol, 0)
    return head + _address(device) + bytes([239, 255, 255, 250]) + data


def _mac(device: int) -> bytes:
    return bytes([0x44, 0x19, 0xB6, 0, device >> 8, device & 255])


def _address(device: int) -> bytes:
    return bytes([10, 0, 1 + device // 250, 1 + device % 250])


def write_capture(path: Path, count: int) -> int:
    """Write the capture and return how many packets stand in it."""
    written = 0
    with path.open("wb", buffering=1 << 20) as file:
        file.write(_GLOBAL.pack(_MAGIC, 2, 4, 0, 0, _SNAP, _ETHERNET))
        for frame in frames(count):
            if written >= count:
                break
            file.write(
                _RECORD.pack(1_772_443_800 + written // 10_000, written % 10_000, len(frame), len(frame)) + frame
            )
            written += 1
    return written


def main() -> int:
    """Write, read, print, and return 1 where a target was missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PACKETS
    with tempfile.TemporaryDirectory() as folder:
        capture, result = Path(folder) / "bench.pcap", Path(folder) / "bench.json"
        written = write_capture(capture, count)
        command = [sys.executable, "-m", "scanner", "listen", "--pcap", str(capture), "-oJ", str(result), "-q", "--all"]
        began = time.perf_counter()
        ran = subprocess.Popen([*command, "--transcript", str(Path(folder) / "t.jsonl")])  # noqa: S603
        _, status, used = os.wait4(ran.pid, 0)
        seconds = time.perf_counter() - began
        ran.returncode = os.waitstatus_to_exitcode(status)
        devices = len(json.loads(result.read_text())["devices"]) if result.exists() else 0
        size_mb = capture.stat().st_size / 1e6
    # The largest child of ours is that of the two; the layer-2 process is a child of the first.
    peak_mb = max(used.ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
    print(f"{written:,} packets, {size_mb:,.0f} MB: {devices} of {DEVICES} devices found, exit code {ran.returncode}")
    speed = f"{written / seconds:,.0f} packets/s"
    print(f"{seconds:6.1f} s      target {TARGET_S:.0f} s     x{TARGET_S / seconds:.1f}   {speed}")
    print(f"{peak_mb:6.0f} MB     target {TARGET_MB:.0f} MB   x{TARGET_MB / peak_mb:.1f}   the larger process")
    return int(seconds > TARGET_S or peak_mb > TARGET_MB)


if __name__ == "__main__":
    sys.exit(main())
