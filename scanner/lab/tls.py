"""Self-signed certificates with a unit's subject, made at start (X.509, EC P-256 for speed)."""

import datetime
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier

from scanner.lab.device import Device
from scanner.lab.unit import TlsAnswer
from scanner.lab.written import Pair

_NAMES: dict[str, ObjectIdentifier] = {
    "C": NameOID.COUNTRY_NAME,
    "ST": NameOID.STATE_OR_PROVINCE_NAME,
    "L": NameOID.LOCALITY_NAME,
    "O": NameOID.ORGANIZATION_NAME,
    "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "CN": NameOID.COMMON_NAME,
    "SERIALNUMBER": NameOID.SERIAL_NUMBER,
    "EMAIL": NameOID.EMAIL_ADDRESS,
}


def context(answer: TlsAnswer, device: Device, folder: Path) -> ssl.SSLContext:
    """Return a server context with a certificate of this device's own; its files go to `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _sign(answer, device, key)
    file = folder / f"{device.number}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(file)
    return made


def _name(pairs: tuple[Pair, ...], device: Device) -> x509.Name:
    return x509.Name([x509.NameAttribute(_NAMES[kind], device.fill(value)) for kind, value in pairs])


def _sign(answer: TlsAnswer, device: Device, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    start = datetime.datetime(2023, 1, 1, tzinfo=datetime.UTC)
    subject = _name(answer.subject, device)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_name(answer.issuer, device) if answer.issuer else subject)
        .public_key(key.public_key())
        .serial_number(device.chance.getrandbits(63) + 1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=3650))
    )
    if answer.names:
        names = [x509.DNSName(device.fill(name)) for name in answer.names]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(key, hashes.SHA256())
