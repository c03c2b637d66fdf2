"""Captures made to fill the memory: the reading process ends with a word about it."""

import gzip
import importlib.util
import struct
import zlib
from pathlib import Path

import pytest

from scanner.codec.frames import Packet
from scanner.model.errors import UsageError
from scanner.net.layer2.client import read_capture
from scanner.net.limits import Limits

pytestmark = pytest.mark.skipif(not importlib.util.find_spec("scapy"), reason="scapy reads captures")
# draft-ietf-opsawg-pcapng: section header and interface description, little-endian.
PCAPNG = struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28) + struct.pack("<IIHHII", 1, 20, 1, 0, 0, 20)
GIANT = struct.pack("<II", 6, 0xFFFFFFF0)
# LINKTYPE_ETHERNET, snap length 256 KiB (draft-ietf-opsawg-pcap).
PCAP = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1)


async def test_a_compressed_block_of_gigabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pcapng.gz"
    path.write_bytes(gzip.compress(PCAPNG + GIANT) + gzip.compress(bytes(64 * 1024 * 1024)) * 20)
    assert path.stat().st_size < 2_000_000
    with pytest.raises(UsageError, match="a block that is longer than any packet"):
        await read_capture(path, lambda _: None, Limits())


async def test_a_broken_compression_is_one_line(tmp_path: Path) -> None:
    path, broken = tmp_path / "broken.pcapng.gz", gzip.compress(PCAPNG)[:10] + b"\xff" * 200
    path.write_bytes(broken)
    with pytest.raises(zlib.error):
        gzip.decompress(broken)
    with pytest.raises(UsageError, match="no capture that can be read"):
        await read_capture(path, lambda _: None, Limits())


async def test_a_frame_that_says_it_has_gigabytes_ends_the_reading_and_what_came_before_is_kept(tmp_path: Path) -> None:
    arp = b"\xff" * 6 + bytes.fromhex("4419b6000001") + b"\x08\x06\0\1\x08\0\6\4\0\1" + bytes.fromhex("4419b6000001")
    frame = arp + bytes((10, 1, 2, 3)) + bytes(6) + bytes((10, 1, 2, 1))
    path = tmp_path / "giant.pcap"
    giant = struct.pack("<IIII", 2, 0, 0xFFFFFFF0, 0xFFFFFFF0) + bytes(1_000)
    path.write_bytes(PCAP + struct.pack("<IIII", 1, 0, len(frame), len(frame)) + frame + giant)
    heard = list[Packet]()
    await read_capture(path, heard.append, Limits())
    assert [packet.source.address for packet in heard] == ["10.1.2.3"]
