"""Answers in the style of real devices, full of made-up secrets."""

import ipaddress
import re
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from transcript_samples import exchange

from scanner.codec import observations_of
from scanner.model.outcome import Outcome

# Answers in the style of real devices. The secrets in them are made up.
HIKVISION, DAHUA, AXIS = "10.1.2.7", "10.1.2.8", "10.1.3.41"
MAC, SERIAL, UNIT = "44:19:b6:1c:2d:3e", "4M0747EPAA1D284", "DS-2CD2143G0-I20190619AAWRC21839999"
ASK = (
    f"GET / HTTP/1.1\r\nHost: {HIKVISION}\r\n"
    "User-Agent: camscan/0.1.0 (+estates@northtown.example)\r\nConnection: keep-alive\r\n\r\n"
)
CHALLENGE = (
    "HTTP/1.1 401 Unauthorized\r\nServer: App-webs/\r\nContent-Length: 0\r\n"
    'WWW-Authenticate: Digest qop="auth", realm="IP Camera(C2183)", domain="::", nonce="4e54677a4f5463"\r\n\r\n'
)
PAGE_BODY = (
    f'<title>Web</title><a href="http://{HIKVISION}:8000/doc">x</a> Sensor at {HIKVISION}. gateway=10.1.2.250;'
    "<p>44:19:B6:1C:2D:3E 44-19-b6-1c-2d-3e 4419B61C2D3E 4419b61c2d3e 44%3A19%3AB6%3A1C%3A2D%3A3E 4419.b61c.2d3e"
    " 44%3a19%3ab6%3a1c%3a2d%3a3e</p>"
    " Northtown Leisure Centre, NORTHTOWN%20LEISURE%20CENTRE, asked by Estates Team under CHG0041776; Web 10.1.4.20"
)
PAGE = f"HTTP/1.1 200 OK\r\nServer: Boa/10.1.4.20\r\nContent-Length: {len(PAGE_BODY)}\r\n\r\n{PAGE_BODY}"
DESCRIBE = (
    f'RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="Login to {SERIAL}", nonce="a1b2"\r\n\r\n'
)
MATCH = f"""<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl">
<s:Header><a:MessageID>uuid:7d2f6a10-4a3b-11b4-83c1-4419b61c2d3e</a:MessageID></s:Header><s:Body><d:ProbeMatches>
<d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:7d2f6a10-4a3b-11b4-83c1-4419b61c2d3e</a:Address>
</a:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/type/video_encoder
 onvif://www.onvif.org/Profile/Streaming onvif://www.onvif.org/MAC/{MAC} onvif://www.onvif.org/hardware/DS-2CD2143G0-I
 onvif://www.onvif.org/name/HIKVISION%20DS-2CD2143G0-I onvif://www.onvif.org/location/city/Upper%20Wharf
 onvif://www.onvif.org/location/country/china</d:Scopes><d:XAddrs>http://{HIKVISION}/onvif/device_service
 http://[fe80::4619:b6ff:fe1c:2d3e]/onvif/device_service</d:XAddrs></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>"""


def certificate() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    attributes = [
        (NameOID.ORGANIZATION_NAME, "Axis Communications AB"),
        (NameOID.SERIAL_NUMBER, "404754734001050102"),
        (NameOID.COMMON_NAME, "axis-accc8eea31ab"),
    ]
    name = x509.Name([x509.NameAttribute(*attribute) for attribute in attributes])
    names = [x509.IPAddress(ipaddress.ip_address(AXIS)), x509.DNSName("gate-house.northtown.example")]
    builder = x509.CertificateBuilder(name, name, key.public_key(), 4711)
    builder = builder.not_valid_before(datetime(2024, 1, 1, tzinfo=UTC))
    builder = builder.not_valid_after(datetime(2034, 1, 1, tzinfo=UTC))
    signed = builder.add_extension(x509.SubjectAlternativeName(names), critical=False).sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.DER)


def soap(body: str) -> bytes:
    envelope = (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:t="http://www.onvif.org/ver10/device/wsdl"'
    )
    whole = f"{envelope}><s:Body>{body}</s:Body></s:Envelope>"
    return (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: {len(whole)}\r\n\r\n{whole}".encode()
    )


INFORMATION = (
    "<t:GetDeviceInformationResponse><t:Manufacturer>HIKVISION</t:Manufacturer><t:Model>DS-2CD2143G0-I</t:Model>"
    f"<t:FirmwareVersion>10.1.4.20</t:FirmwareVersion><t:SerialNumber>{UNIT}</t:SerialNumber>"
    "<t:HardwareId>88</t:HardwareId></t:GetDeviceInformationResponse>"
)
INFO_BODY = '{"result": {"variant": "2N IP Verso", "serialNumber": "54-0811-0215", "swVersion": "2.32.0"}}'
INFO = f"HTTP/1.1 200 OK\r\nContent-Length: {len(INFO_BODY)}\r\n\r\n{INFO_BODY}"
HOSTNAME = (
    "<t:GetHostnameResponse><t:HostnameInformation><t:Name>Gate-House</t:Name></t:HostnameInformation>"
    "</t:GetHostnameResponse>"
)


def asked_and_seen():
    """Exchanges with what today's codecs read in them."""
    stream = {"protocol": "rtsp", "port": 554, "question": "describe"}
    axis = {"address": AXIS, "port": 443}
    onvif = {"protocol": "onvif"}
    asked = [
        exchange(1, CHALLENGE.encode(), sent=ASK.encode()),
        exchange(2, PAGE.encode(), sent=ASK.encode(), source=f"{HIKVISION}:80"),
        exchange(3, DESCRIBE.encode(), address=DAHUA, **stream),
        exchange(4, MATCH.encode(), protocol="wsdiscovery", port=3702, question="nvt"),
        exchange(5, soap(INFORMATION), question="GetDeviceInformation", **onvif),
        exchange(6, soap(HOSTNAME), question="GetHostname", **onvif),
        exchange(7, certificate(), protocol="tls", question="certificate", tls_version="TLSv1.2", **axis),
        exchange(8, outcome=Outcome.REFUSED, address=DAHUA),
        exchange(9, INFO.encode(), protocol="properties", question="get /api/system/info", address=AXIS),
    ]
    return [(one, observations_of(one)) for one in asked]


def is_in(secret: bytes, data: bytes) -> bool:
    """Whether it stands there; an address is none where more digits follow."""
    return re.search(re.escape(secret) + (rb"(?!\d)" if secret[-1:].isdigit() else b""), data) is not None


def values(found, field):
    return [seen.value for _, observations in found.exchanges for seen in observations if seen.field == field]
