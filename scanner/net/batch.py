"""Many datagrams read in one system call. Linux.

Python gives its lock away around every `recvmsg`, and gets it back after 5 ms where another thread computes: that makes
two hundred datagrams a second. Sources: recvmmsg(2), cmsg(3), linux/socket.h for the structures.
"""

import ctypes
import errno
import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.net.udp_socket import ANCILLARY_BYTES, Extra

COUNT = 64
_LARGEST = 65_535
_NAME_BYTES = 28  # sockaddr_in6
_CMSG = struct.Struct("@Nii")
_IPV4 = struct.Struct("=2x2s4s")
_IPV6 = struct.Struct("=2x2s4x16s")
_FAMILY = struct.Struct("=H")


class _Iovec(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Message(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint32),
        ("parts", ctypes.POINTER(_Iovec)),
        ("part_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


class _Slot(ctypes.Structure):
    _fields_ = (("message", _Message), ("received", ctypes.c_uint))


@dataclass(frozen=True, slots=True)
class Datagram:
    """One datagram: its source without a zone, and what the kernel told beside it."""

    address: str
    port: int
    data: bytes
    extra: list[Extra]


class Batch:
    """Room for a batch, for one thread."""

    def __init__(self) -> None:
        self._receive = ctypes.CDLL(None, use_errno=True).recvmmsg
        self._data = ctypes.create_string_buffer(COUNT * _LARGEST)
        self._names = ctypes.create_string_buffer(COUNT * _NAME_BYTES)
        self._controls = ctypes.create_string_buffer(COUNT * ANCILLARY_BYTES)
        self._parts = (_Iovec * COUNT)()
        self._slots = (_Slot * COUNT)()
        for number in range(COUNT):
            self._prepare(number)

    def read(self, descriptor: int) -> list[Datagram]:
        """Read up to COUNT datagrams without waiting; none where none waits. Raises OSError."""
        count = self._receive(descriptor, self._slots, COUNT, socket.MSG_DONTWAIT, None)
        if count < 0:
            number = ctypes.get_errno()
            if number in (errno.EAGAIN, errno.EINTR):
                return []
            raise OSError(number, os.strerror(number))
        found = [self._datagram(number) for number in range(count)]
        for number in range(count):
            self._prepare(number)
        return [datagram for datagram in found if datagram]

    def _prepare(self, number: int) -> None:
        """Say how much room there is: the kernel wrote over it how much it used."""
        part, message = self._parts[number], self._slots[number].message
        part.base, part.length = ctypes.addressof(self._data) + number * _LARGEST, _LARGEST
        message.name, message.name_length = ctypes.addressof(self._names) + number * _NAME_BYTES, _NAME_BYTES
        message.parts, message.part_count = ctypes.pointer(part), 1
        message.control = ctypes.addressof(self._controls) + number * ANCILLARY_BYTES
        message.control_length = ANCILLARY_BYTES

    def _datagram(self, number: int) -> Datagram | None:
        slot = self._slots[number]
        message = slot.message
        source = source_of(ctypes.string_at(message.name, min(message.name_length, _NAME_BYTES)))
        if source is None:
            return None
        data = ctypes.string_at(self._parts[number].base, min(slot.received, _LARGEST))
        control = ctypes.string_at(message.control, min(message.control_length, ANCILLARY_BYTES))
        return Datagram(*source, data, list(extra_of(control)))


def source_of(name: bytes) -> tuple[str, int] | None:
    """Read a socket address; None for one that is cut short or of another family."""
    family = _FAMILY.unpack_from(name)[0] if len(name) >= _FAMILY.size else 0
    if family == socket.AF_INET and len(name) >= _IPV4.size:
        port, octets = _IPV4.unpack_from(name)
    elif family == socket.AF_INET6 and len(name) >= _IPV6.size:
        port, octets = _IPV6.unpack_from(name)
    else:
        return None
    return socket.inet_ntop(family, octets), int.from_bytes(port, "big")


def extra_of(control: bytes) -> Iterator[Extra]:
    """Yield level, kind and bytes of each thing that was told beside a datagram; what is cut short ends it."""
    position = 0
    while position + _CMSG.size <= len(control):
        length, level, kind = _CMSG.unpack_from(control, position)
        if length < _CMSG.size or position + length > len(control):
            return
        yield level, kind, control[position + _CMSG.size : position + length]
        position += -(-length // struct.calcsize("N")) * struct.calcsize("N")
