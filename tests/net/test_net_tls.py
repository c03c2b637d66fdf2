"""The probing context against servers as old as this machine's OpenSSL can play them."""

import asyncio
import base64
import datetime
import ssl
import warnings
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from loopback_server import serving
from stream_asker import StreamAsker

from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome
from scanner.net.http import HttpClient
from scanner.net.tls import legacy_context

# RFC 2409 clause 6.2: the second Oakley group, 1024 bits; as PKCS #3 parameters with generator 2.
OAKLEY_2 = bytes.fromhex(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B"
    "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6"
    "49286651ECE65381FFFFFFFFFFFFFFFF"
)
DH_PARAMETERS = base64.encodebytes(b"\x30\x81\x87\x02\x81\x81\x00" + OAKLEY_2 + b"\x02\x01\x02")
DH_PEM = b"-----BEGIN DH PARAMETERS-----\n" + DH_PARAMETERS + b"-----END DH PARAMETERS-----\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A self-signed certificate with the weakest key that can be made here, out of date, for another name."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "another name")])
    long_ago = datetime.datetime(2009, 1, 1, tzinfo=datetime.UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(long_ago)
        .not_valid_after(long_ago + datetime.timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
        + built.public_bytes(serialization.Encoding.PEM)
        + DH_PEM
    )
    return path


def server_context(certificate: Path, ciphers: str, version: ssl.TLSVersion) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    try:
        context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    except ssl.SSLError:
        pytest.skip(f"this OpenSSL cannot serve {ciphers}")
    context.load_cert_chain(certificate)
    context.load_dh_params(certificate)
    return context


async def answer_in_clear(_: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


@pytest.mark.parametrize(
    ("ciphers", "version"),
    [
        ("ALL", ssl.TLSVersion.TLSv1),
        ("ALL", ssl.TLSVersion.TLSv1_1),
        ("ALL", ssl.TLSVersion.TLSv1_2),
        ("ALL", ssl.TLSVersion.TLSv1_3),
        ("AES128-SHA", ssl.TLSVersion.TLSv1_2),
        ("DHE-RSA-AES128-SHA", ssl.TLSVersion.TLSv1_2),
        ("NULL-SHA256", ssl.TLSVersion.TLSv1_2),
    ],
    ids=["1.0", "1.1", "1.2", "1.3", "rsa-key-exchange", "dh-1024", "no-encryption"],
)
async def test_an_old_server_is_heard(certificate, ciphers, version):
    asker = StreamAsker(legacy_context())
    async with serving(answer_in_clear, server_context(certificate, ciphers, version)) as place:
        exchange = await HttpClient().get(asker, place, "/", tls=True)
    assert (exchange.outcome, exchange.received[-2:]) == (Outcome.ANSWERED, b"ok")


async def test_a_port_without_tls_is_an_outcome():
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"220 ready\r\n")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    place = Endpoint("127.0.0.1", server.sockets[0].getsockname()[1])
    exchange = await HttpClient().get(StreamAsker(legacy_context()), place, "/", tls=True)
    server.close()
    assert (exchange.outcome, exchange.received) == (Outcome.TLS_FAILED, b"")


def test_there_is_one_context_and_it_checks_nothing():
    assert legacy_context() is legacy_context()
    assert (legacy_context().verify_mode, legacy_context().check_hostname) == (ssl.CERT_NONE, False)
    assert legacy_context().minimum_version is ssl.TLSVersion.TLSv1
    assert legacy_context().options & 0x4 == 0x4
