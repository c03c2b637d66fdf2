"""The certificate that a device shows to anyone, read even where its maker wrote it badly.

`received` is the peer's certificate in DER; protocol version and cipher suite stand in the exchange's details.
Sources: RFC 5280 (certificates), RFC 4514 (names as text).
"""

import hashlib
import warnings
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

from asn1crypto import x509 as asn1
from cryptography import x509

from scanner.codec.xml import allowed, decode
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

MAX_BYTES = 65_536
MAX_NAMES = 32
MAX_TEXT = 512

_Item = TypeVar("_Item")
# Attributes of one relative distinguished name: (object identifier, value).
_Attributes = list[tuple[str, str]]

_KEYWORDS = {
    "2.5.4.3": "CN",
    "2.5.4.4": "SN",
    "2.5.4.5": "SERIALNUMBER",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.12": "T",
    "0.9.2342.19200300.100.1.1": "UID",
    "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "EMAILADDRESS",
}
# Who writes one of these first wrote the name from its own end, as no certificate authority does.
_SPECIFIC = frozenset({"CN", "SERIALNUMBER", "EMAILADDRESS", "UID"})
_BMP_STRING, _UNIVERSAL_STRING = 30, 28


def read(exchange: Exchange) -> list[Fact]:
    """Read the details and the certificate; one that nothing can parse still gives its hash."""
    facts = [
        Fact(field, value)
        for field, value in (
            ("tls.version", exchange.details.get("tls_version", "")),
            ("tls.cipher", exchange.details.get("tls_cipher", "")),
        )
        if value
    ]
    der = exchange.received
    if not der or exchange.truncated:
        return facts
    facts.append(Fact("tls.sha256", hashlib.sha256(der).hexdigest()))
    return facts + (_certificate_facts(der) if len(der) <= MAX_BYTES else [])


def _certificate_facts(der: bytes) -> list[Fact]:
    with warnings.catch_warnings():  # what cryptography only warns of today is a device's fault, not the user's
        warnings.simplefilter("ignore")
        return _guarded(lambda: _by_cryptography(der)) or _guarded(lambda: _by_asn1crypto(der))


def _guarded(parse: Callable[[], list[_Item]]) -> list[_Item]:
    """Run a parser that is not ours on hostile bytes: whatever it raises means that it could not read them."""
    try:
        return parse()
    except Exception:
        return []


def _by_cryptography(der: bytes) -> list[Fact]:
    certificate = x509.load_der_x509_certificate(der)
    subject, issuer = ([_attributes(rdn) for rdn in name.rdns] for name in (certificate.subject, certificate.issuer))
    not_after = certificate.not_valid_after_utc
    return _facts(subject, issuer, _guarded(lambda: _alternative_names(certificate)), not_after)


def _attributes(rdn: x509.RelativeDistinguishedName) -> _Attributes:
    return [(attribute.oid.dotted_string, _text(attribute.value)) for attribute in rdn]


def _alternative_names(certificate: x509.Certificate) -> list[str]:
    extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    kinds = (x509.DNSName, x509.IPAddress, x509.UniformResourceIdentifier, x509.RFC822Name)
    return [str(name.value) for name in extension.value if isinstance(name, kinds)]


def _by_asn1crypto(der: bytes) -> list[Fact]:
    """Read what cryptography refuses. Each part is guarded alone: a bad date must not cost the subject."""
    fields = asn1.Certificate.load(der)["tbs_certificate"]
    subject, issuer = ([_asn1_attributes(rdn) for rdn in fields[name].chosen] for name in ("subject", "issuer"))
    names = _guarded(lambda: _asn1_alternative_names(fields))
    not_after = _guarded(lambda: [fields["validity"]["not_after"].native])
    return _facts(subject, issuer, names, not_after[0] if not_after else None)


def _asn1_attributes(rdn: Iterable[asn1.NameTypeAndValue]) -> _Attributes:
    return [(attribute["type"].dotted, _asn1_text(attribute["value"])) for attribute in rdn]


def _asn1_text(value: asn1.DirectoryString) -> str:
    """Return the text of a name's value by its bytes: UTF8String that holds GBK is real."""
    chosen = getattr(value, "chosen", value)
    if chosen.tag in (_BMP_STRING, _UNIVERSAL_STRING):
        return _text(chosen.contents.decode("utf-16-be" if chosen.tag == _BMP_STRING else "utf-32-be", "replace"))
    return _text(chosen.contents)


def _asn1_alternative_names(fields: asn1.TbsCertificate) -> list[str]:
    extensions = [extension for extension in fields["extensions"] if extension["extn_id"].dotted == "2.5.29.17"]
    names = [name.native for extension in extensions for name in extension["extn_value"].parsed]
    return [name for name in names if isinstance(name, str)]


def _facts(subject: list[_Attributes], issuer: list[_Attributes], names: list[str], not_after: object) -> list[Fact]:
    facts = [Fact("tls.subject", _written(subject)), Fact("tls.issuer", _written(issuer))]
    facts += [Fact("tls.san", _text(name)) for name in names[:MAX_NAMES]]
    if isinstance(not_after, datetime):
        facts += _guarded(lambda: [Fact("tls.not_after", _rfc3339(not_after))])
    return [fact for fact in facts if fact.value]


def _rfc3339(moment: datetime) -> str:
    """Write a moment in UTC. Raises OverflowError at the ends of the calendar."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()}Z"


def _written(rdns: list[_Attributes]) -> str:
    """Write a name with its most specific part first: `CN=…,OU=…,O=…,C=…`.

    RFC 4514 turns the stored order round, for certificates store the country first. Some makers store it the other way
    round; theirs is left so that both read alike.
    """
    written = ["+".join(f"{_KEYWORDS.get(oid, oid)}={_escaped(value)}" for oid, value in rdn) for rdn in rdns if rdn]
    first = written[0].partition("=")[0] if written else ""
    return ",".join(written if first in _SPECIFIC else reversed(written))[:MAX_TEXT]


def _escaped(value: str) -> str:
    """Escape as RFC 4514 clause 2.4 asks, so that a value cannot pose as another attribute."""
    escaped = "".join(f"\\{character}" if character in '\\,+"<>;' else character for character in value)
    return f"\\{escaped}" if escaped.startswith("#") else escaped


def _text(value: str | bytes) -> str:
    return (decode(value) if isinstance(value, bytes) else allowed(value)).strip()[:MAX_TEXT]
