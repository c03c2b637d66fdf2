"""Search answers, laid out as their makers' devices write them and full of made-up secrets."""

import json
import struct

from transcript_samples import exchange
from zeroconf import DNSAddress, DNSOutgoing, DNSPointer, DNSService, DNSText
from zeroconf.const import (
    _CLASS_IN,
    _FLAGS_AA,
    _FLAGS_QR_RESPONSE,
    _TYPE_A,
    _TYPE_AAAA,
    _TYPE_PTR,
    _TYPE_SRV,
    _TYPE_TXT,
)

from scanner.codec import observations_of
from scanner.codec.record import kept

GATEWAY = bytes([10, 1, 2, 254])
# Of no MAC address; the last octet follows.
LINK_LOCAL = bytes.fromhex("fe8000000000000034a1c7790b5e22")


def mac(tail: int, block: str = "00075f") -> bytes:
    """A MAC address whose last three octets no other answer has."""
    return bytes.fromhex(block) + bytes([0x1C, 0x2D, tail])


def ip(last: int) -> bytes:
    return bytes([10, 1, 2, last])


def padded(text: str, size: int) -> bytes:
    return text.encode().ljust(size, b"\0")


def tagged(*pairs: tuple[int, bytes], tag: str = ">B", length: str = ">B") -> bytes:
    return b"".join(struct.pack(tag, number) + struct.pack(length, len(value)) + value for number, value in pairs)


BOSCH = bytes.fromhex("9939a42701020304") + mac(0x31) + b"\xf0\0" + ip(31) + b"\xff\xff\xff\0" + GATEWAY + b"\0\3\0q"
VIVOTEK = b"\x02J]\x8f\x1c" + tagged(
    (1, b"Gate House"), (2, mac(0x32, "0002d1")), (3, ip(32)), (9, b"FD8166A"), (0x0A, b"\0"), (5, GATEWAY)
)


def foscam(*, hidden: bool) -> bytes:
    """Name, addresses and serial, under a key of eight octets or in the clear."""
    plain = b"00626E1C2D33\0" + padded("Nursery Door", 21) + ip(33) + b"\xff\xff\xff\0" + GATEWAY + GATEWAY
    plain += bytes([1, 2, 3, 4, 5, 6, 7, 8]) + b"\0\0\0\x50"
    key = b"_Foscam_" if hidden else bytes(8)
    head = b"MO_I\1\0" + (b"\1" if hidden else b"\0") + key + bytes([len(plain)]) + bytes(7)
    return head + bytes(octet ^ key[place % 8] for place, octet in enumerate(plain))


FOSCAM = foscam(hidden=True)
VSTARCAM = b"DH\1\x08" + padded("10.1.2.34", 16) + padded("255.255.255.0", 16) + padded("10.1.2.254", 16)
VSTARCAM += bytes(32) + mac(0x34, "488002") + b"\x90\x1f" + padded("VSTC123456ABCDE", 32) + padded("Loading Bay", 32)
VSTARCAM += bytes(48) + padded("48.2.64.1", 16) + padded("1.9", 16) + padded("gatekeeper", 32) + padded("Sesame-77", 32)
VSTARCAM += bytes(24)
EASY_IP = bytes.fromhex("0001012a000e") + mac(0x35, "d42dc5") + mac(0x99, "a02919") + ip(9) + bytes(2)
EASY_IP += bytes.fromhex("20111e11231f1e19130000020202") + bytes(10)
EASY_IP += tagged(
    (0x20, ip(35)), (0x22, GATEWAY), (0x40, bytes.fromhex("fe80000000000000d62dc5fffe1c2d35")),
    (0xA7, padded("Depot Yard", 16)), (0xA8, padded("X2230-V2L", 16)), (0xA9, padded("3.67", 16)),
    (0xD1, padded("XBV30463", 16)), tag=">H", length=">H",
)  # fmt: skip
UBIQUITI_TAGS = tagged(
    (2, mac(0x36, "788a20") + ip(36)), (1, mac(0x36, "788a20")), (0x0A, b"\0\0\x0e\x10"), (0x0B, b"Stadium Roof"),
    (3, b"UVC.S2L.v4.30.0"), (0x15, b"UVC-G3"), length=">H",
)  # fmt: skip
UBIQUITI = b"\2\6" + struct.pack(">H", len(UBIQUITI_TAGS)) + UBIQUITI_TAGS
SYNOLOGY = b"\x12\x34\x56\x78SYNO" + tagged(
    (0x19, b"00:11:32:1c:2d:37"), (0x12, ip(37)), (1, b"\2\0\0\0"), (0x11, b"ArchiveRoom"), (0x1E, GATEWAY),
    (0x77, b"7.2.1"), (0x78, b"DS920+"), (0xC0, b"2040SBR123456"), (0x7C, b"a0:29:19:1c:2d:98"),
)  # fmt: skip
DHIP_BODY = (
    b'{"mac":"08:ed:ed:1c:2d:38","method":"client.notifyDevInfo","params":{"deviceInfo":{"DeviceClass":"IPC","DeviceType":'
    b'"IPC-HDW1431T1-S4","IPv4Address":{"DefaultGateway":"10.1.2.254","IPAddress":"10.1.2.38"},"MachineName":'
    b'"North\\/South K\\u00fcche","SerialNo":"6C01E93PAG69A7D","Vendor":"Private","Version":"2.800.0000000.13.R"}}}'
)
DHIP = b" \0\0\0DHIP" + bytes(8) + 2 * struct.pack("<II", len(DHIP_BODY), 0) + DHIP_BODY
TDP = bytes.fromhex("0200000101e51100463cb5d3aabbccdd") + json.dumps(
    {"result": {"device_id": "8012A6F0B1C2D3E4F5061728394A5B6C", "owner": "5F4DCC3B5AA765D61D8327DEB882CF99",
                "device_name": "Bowling Green", "device_type": "SMART.IPCAMERA", "device_model": "C100",
                "firmware_version": "1.3.14 Build 240513 Rel.43631n(5553)", "mac": "F0-A7-31-1C-2D-39",
                "ip": "10.1.2.39"}}
).encode()  # fmt: skip


def mdns(service: str, instance: str, host: str, texts: tuple[str, ...], last: int) -> bytes:
    out = DNSOutgoing(_FLAGS_QR_RESPONSE | _FLAGS_AA)
    name = f"{instance}.{service}.local."
    out.add_answer_at_time(DNSPointer(f"{service}.local.", _TYPE_PTR, _CLASS_IN, 4500, name), 0)
    out.add_answer_at_time(DNSService(name, _TYPE_SRV, _CLASS_IN, 120, 0, 0, 80, f"{host}.local."), 0)
    text = b"".join(bytes([len(each)]) + each for each in map(str.encode, texts))
    out.add_answer_at_time(DNSText(name, _TYPE_TXT, _CLASS_IN, 4500, text), 0)
    out.add_answer_at_time(DNSAddress(f"{host}.local.", _TYPE_A, _CLASS_IN, 120, ip(last)), 0)
    out.add_answer_at_time(DNSAddress(f"{host}.local.", _TYPE_AAAA, _CLASS_IN, 120, LINK_LOCAL + bytes([last])), 0)
    return out.packets()[0]


AXIS = mdns("_axis-video._tcp", "AXIS M5014 - ACCC8E1C2D40", "axis-accc8e1c2d40", ("macaddress=ACCC8E1C2D40",), 40)
NAMED_AXIS = mdns(
    "_axis-video._tcp", "Crematorium M5014 - ACCC8E1C2D47", "crematorium", ("macaddress=ACCC8E1C2D47",), 47
)
DESK = mdns(
    "_http._tcp", "Register Office", "register-office",
    ("path=/index.html", "note=Opposite Room 12", "sn=QX7712340987", "model=ND-4000"), 41,
)  # fmt: skip
ARECONT = mdns(
    "_arec._tcp", "ARECONT AV 1000-AV1C2D42", "av1000-1c2d42",
    ("MAC=AV1C2D42-FW10000.00-3D9B17BB-F37B0001-0100/1000-VIRTUAL",), 42,
)  # fmt: skip
SSDP = (
    b"HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:H10A004AD-00:13:24:1c:2d:43::upnp:rootdevice\r\n"
    b"SERVER: Linux/2.6, UPnP/1.0, nvc/1.0\r\nLOCATION: http://10.1.2.43:49152/upnpdevicedesc.xml\r\n\r\n"
)
NOTIFY = (
    b"NOTIFY * HTTP/1.1\r\nNT: upnp:rootdevice\r\nNTS: ssdp:alive\r\nUSN: uuid:4d454930-0000-1000-8001-accc8e1c2d44"
    b"::urn:axis-com:service:BasicService:1\r\nSERVER: Linux/2.6.35, UPnP/1.0, Portable SDK for UPnP devices/1.6.18\r\n"
    b"LOCATION: http://10.1.2.44:49152/rootdesc1.xml\r\n\r\n"
)
ARP = bytes.fromhex("0001080006040002") + mac(0x45, "4419b6") + ip(45) + mac(0x97, "a02919") + ip(9)


def dhcp(*options: tuple[int, bytes]) -> bytes:
    head = b"\1\1\6\0" + bytes(8) + ip(46) + bytes(4) + GATEWAY + GATEWAY + mac(0x46, "4419b6") + bytes(10)
    head += padded("dhcp.northtown.example", 64) + bytes(128) + bytes.fromhex("63825363")
    return head + tagged(*options) + b"\xff" + bytes(8)


DHCP = dhcp(
    (53, b"\3"), (61, b"\1" + mac(0x46, "4419b6")), (12, b"bin-store-cam"), (60, b"udhcp 1.20.2"), (50, ip(46)),
    (81, b"\0\0\0bin-store-cam.northtown.example"),
)  # fmt: skip
RECORD = kept(
    [
        ("mac", "44:19:b6:1c:2d:48"),
        ("hostname", "Tram Shed"),
        ("location", "Café Block, Level 2"),
        ("make", "Hikvision"),
    ],
    "10.1.2.48,44:19:b6:1c:2d:48,Tram Shed,Hikvision,Café Block Level 2,keys with M. Example",
)
REFERENCE = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:t="http://www.onvif.org/ver10/device/wsdl">'
    "<s:Body><t:GetEndpointReferenceResponse><t:GUID>urn:uuid:5f5a69c2-e0ae-504f-829b-4419b61c2d49</t:GUID>"
    "</t:GetEndpointReferenceResponse></s:Body></s:Envelope>"
)
ONVIF = f"HTTP/1.1 200 OK\r\nContent-Length: {len(REFERENCE)}\r\n\r\n{REFERENCE}".encode()

# Protocol, last octet of the address, bytes.
ANSWERS = [
    ("bosch_rcp", 31, BOSCH), ("vivotek_wizard", 32, VIVOTEK), ("foscam", 33, FOSCAM), ("finder", 34, VSTARCAM),
    ("easy_ip", 35, EASY_IP), ("ubiquiti", 36, UBIQUITI), ("synology", 37, SYNOLOGY), ("dhip", 38, DHIP),
    ("tdp", 39, TDP),
    ("mdns", 40, AXIS), ("mdns", 41, DESK), ("mdns", 42, ARECONT), ("ssdp", 43, SSDP), ("ssdp", 44, NOTIFY),
    ("arp", 45, ARP), ("dhcp", 46, DHCP), ("mdns", 47, NAMED_AXIS), ("record", 48, RECORD), ("onvif", 49, ONVIF),
]  # fmt: skip


def answered():
    """An exchange for each answer, heard in a frame, with what today's codecs read in it."""
    asked = [
        exchange(
            number, data, address=f"10.1.2.{last}", port=9, protocol=protocol,
            question="GetEndpointReference" if protocol == "onvif" else "heard",
            frame_mac=f"6c:1c:71:1c:2d:{last:02x}", interface="eth7", link="10.1.2.0/24",
        )
        for number, (protocol, last, data) in enumerate(ANSWERS, 1)
    ]  # fmt: skip
    return [(one, observations_of(one)) for one in asked]
