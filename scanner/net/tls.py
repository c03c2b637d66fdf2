"""TLS as old cameras speak it: the one context that probes use, and nothing else may.

It checks nothing and accepts everything that the local OpenSSL can still speak: TLS 1.0, RSA key exchange, 1024-bit
Diffie-Hellman, renegotiation without RFC 5746. That is right for asking a device what it is,
and wrong for every secret.
"""

import functools
import ssl
import warnings

# OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT; Python names it from 3.12 on.
_LEGACY_SERVER_CONNECT = 0x4
_ALL_CIPHERS = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"


@functools.cache
def legacy_context() -> ssl.SSLContext:
    """Return the context for probing, always the same one: building it costs more than a handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers(_ALL_CIPHERS)
    context.options |= _LEGACY_SERVER_CONNECT
    return context
