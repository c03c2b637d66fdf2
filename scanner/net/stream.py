"""A connected socket as bytes in and out, with TLS where asked. Deadlines are the caller's, with asyncio.timeout."""

import asyncio
import socket
import ssl

_READ_BYTES = 16_384


class Stream:
    """One connection to a device. Raises OSError and ssl.SSLError; the session turns both into outcomes."""

    def __init__(self, connected: socket.socket) -> None:
        connected.setblocking(False)
        self._socket = connected
        self._loop = asyncio.get_running_loop()
        self._tls: ssl.SSLObject | None = None
        self._secured = False
        self.is_web = False  # whether an HTTP request went out on it
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()

    @property
    def certificate(self) -> bytes:
        """The peer's certificate in DER, or nothing: none is known before the handshake is over."""
        return (self._tls.getpeercert(binary_form=True) if self._tls and self._secured else None) or b""

    @property
    def tls_details(self) -> dict[str, str]:
        """Version and cipher as negotiated, for the record."""
        if self._tls is None or not self._secured:
            return {}
        cipher = self._tls.cipher()
        return {"tls_version": self._tls.version() or "", "tls_cipher": cipher[0] if cipher else ""}

    async def start_tls(self, context: ssl.SSLContext) -> None:
        """Shake hands. No server name is sent: addresses have none, and a guess would be a lie."""
        self._tls = context.wrap_bio(self._incoming, self._outgoing)
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
                await self._fill()
            else:
                self._secured = True
                await self._flush()
                return

    async def send(self, data: bytes) -> None:
        """Send all of it; nothing, where there is nothing."""
        if not data:
            return
        if self._tls is None:
            await self._loop.sock_sendall(self._socket, data)
            return
        self._tls.write(data)
        await self._flush()

    async def receive(self) -> bytes:
        """Return the next bytes; empty at the orderly end."""
        if self._tls is None:
            return await self._loop.sock_recv(self._socket, _READ_BYTES)
        while True:
            try:
                return self._tls.read(_READ_BYTES)
            except ssl.SSLWantReadError:
                await self._flush()
                await self._fill()
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return b""

    def close(self) -> None:
        """Close it. The kernel finishes what TCP owes the peer."""
        self._socket.close()

    async def _flush(self) -> None:
        if self._outgoing.pending:
            await self._loop.sock_sendall(self._socket, self._outgoing.read())

    async def _fill(self) -> None:
        data = await self._loop.sock_recv(self._socket, _READ_BYTES)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()
