"""A transcript of a town with forty cameras of an invented maker, Elm, whom no shipped file knows."""

from collections.abc import Iterator
from pathlib import Path

from scanner.codec import observations_of
from scanner.model.coverage import Coverage
from scanner.model.endpoint import Endpoint, Target, Transport
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.transcript.records import ScanHeader
from scanner.transcript.write import TranscriptWriter

CAMERAS = 40
SITE = "Northtown Leisure Centre"
STARTED = 1_772_446_500.0  # 2 March 2026
REGISTRANT, BLOCK = "01DB-METRAVIB", "70:02:58"  # it makes no cameras
HEADER = ScanHeader(
    id="20260302T101500Z-a1b2c3",
    started=STARTED,
    site=SITE,
    operator="Estates Team",
    authority="CHG0041776",
    targets=("10.1.2.0/24",),
    excluded=(),
    profile="normal",
    public_allowed=False,
    tool_version="0.1.0",
    fingerprints_version="2026.3",
)
PRINTER, PLAIN = "10.1.2.200", "10.1.2.201"
_SOAP = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/'
    'addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Body>{}</s:Body></s:Envelope>'
)


def mac_of(number: int) -> str:
    return f"{BLOCK}:0a:1b:{number:02x}"


def serial_of(number: int) -> str:
    return f"ELM20240131{number:03}X"


def names_of(number: int) -> list[str]:
    """Return what tells which unit of which town it is."""
    mac, tail = mac_of(number), f"C7{number:03}"
    names = [mac, mac.replace(":", "-"), mac.replace(":", ""), serial_of(number), tail, f"foyer-cam-{number}"]
    return [*names, f"10.1.2.{number}", "northtown", "leisure", "estates", "chg0041776", "10.1.2."]


def town(folder: Path) -> Path:
    """Write the transcript and return its path."""
    path = folder / f"{HEADER.id}.jsonl"
    with TranscriptWriter(path, HEADER) as writer:
        for exchange in _exchanges():
            writer.intent(exchange)
            writer.outcome(exchange, observations_of(exchange))
        writer.coverage(Coverage(256, 256, CAMERAS + 2, 0, 214, (), (), ()))
        writer.end(STARTED + 60, complete=True)
    return path


def _exchanges() -> Iterator[Exchange]:
    for number in range(1, CAMERAS + 1):
        address = f"10.1.2.{number}"
        yield _answer(f"h{number}", address, 80, "http", "get /", _page(number))
        yield _answer(f"r{number}", address, 554, "rtsp", "OPTIONS", _stream())
        yield _answer(f"w{number}", address, 3702, "wsdiscovery", "nvt", _match(number), "udp")
        yield _answer(f"n{number}", address, 80, "onvif", "GetHostname", _hostname(number))
    yield _answer(
        "p1", PRINTER, 80, "http", "get /", "HTTP/1.1 200 OK\r\nServer: elmprint\r\n\r\n<title>Elmgate</title>"
    )
    yield _answer("p2", PLAIN, 80, "http", "get /", "HTTP/1.1 200 OK\r\nServer: Boa\r\n\r\n")


def _answer(
    name: str, address: str, port: int, protocol: str, question: str, said: str, transport: Transport = "tcp"
) -> Exchange:
    endpoint = Endpoint(address, port, transport)
    times = (STARTED + 1, STARTED + 2)
    return Exchange(name, Target(address), endpoint, protocol, question, *times, Outcome.ANSWERED, b"", said.encode())


def _page(number: int) -> str:
    realm = f'Digest realm="Elmcam(C7{number:03})", nonce="{number:032x}", qop="auth"'
    head = f"HTTP/1.1 401 Unauthorized\r\nServer: elmd/2.4.{number % 2}\r\nWWW-Authenticate: {realm}\r\n"
    return f"{head}Content-type: text/html\r\n\r\n<title>Elmgate</title><p>{SITE}</p>"


def _stream() -> str:
    return "RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: Elmstream/1.3\r\nPublic: OPTIONS, DESCRIBE, ELM_PLAY\r\n\r\n"


def _match(number: int) -> str:
    scopes = ("type/video_encoder", "elm/line", f"hardware/ELC-2{number % 3}0", f"name/foyer-cam-{number}")
    scopes += ("location/city/Northtown", f"MAC/{mac_of(number)}", f"serial/{serial_of(number)}")
    listed = " ".join(f"onvif://www.onvif.org/{scope}" for scope in scopes)
    reference = f"urn:uuid:4d454930-0000-1000-8001-{mac_of(number).replace(':', '')}"
    return _SOAP.format(
        "<d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>"
        f"{reference}</a:Address></a:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types>"
        f"<d:Scopes>{listed}</d:Scopes><d:XAddrs>http://10.1.2.{number}/onvif/device_service</d:XAddrs>"
        "</d:ProbeMatch></d:ProbeMatches>"
    )


def _hostname(number: int) -> str:
    name = f"<HostnameInformation><Name>foyer-cam-{number}</Name></HostnameInformation>"
    return "HTTP/1.1 200 OK\r\n\r\n" + _SOAP.format(f"<GetHostnameResponse>{name}</GetHostnameResponse>")
