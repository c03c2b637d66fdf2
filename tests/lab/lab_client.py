"""Plain sockets with which the lab's tests ask: nothing of the scanner's own network code."""

import asyncio
import contextlib
import socket

PROBE = (
    '<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" '
    'xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
    'xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" '
    'xmlns:dn="http://www.onvif.org/ver10/network/wsdl" xmlns:tds="http://www.onvif.org/ver10/device/wsdl">'
    "<e:Header><w:MessageID>uuid:11111111-2222-3333-4444-555555555555</w:MessageID>"
    "<w:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To>"
    "<w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header>"
    "<e:Body><d:Probe>{types}</d:Probe></e:Body></e:Envelope>"
)


def probe(types: str = "dn:NetworkVideoTransmitter") -> bytes:
    return PROBE.format(types=f"<d:Types>{types}</d:Types>" if types else "").encode()


def soap(call: str) -> bytes:
    return (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
        f'<{call} xmlns="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>'
    ).encode()


async def ask_tcp(address: str, port: int, question: bytes, *, wait_s: float = 5.0, cap: int = 65_536) -> bytes:
    """Send, and read until the other side closes, `cap` is reached, or a pause of `wait_s`."""
    reader, writer = await asyncio.open_connection(address, port)
    got = b""
    try:
        writer.write(question)
        while len(got) < cap:
            async with asyncio.timeout(wait_s):
                part = await reader.read(65_536)
            if not part:
                break
            got += part
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
    return got


async def ask_udp(address: str, port: int, question: bytes, *, wait_s: float = 1.0) -> bytes | None:
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.setblocking(False)
        await loop.sock_sendto(asker, question, (address, port))
        try:
            async with asyncio.timeout(wait_s):
                return await loop.sock_recv(asker, 65_536)
        except TimeoutError:
            return None
