"""A unit: one published camera, recorder or other device, as data: what it is, and what it says."""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from scanner.lab.search_unit import SearchAnswers
from scanner.lab.written import Maybe, Pair, Written

Kind = Literal["camera", "recorder", "encoder", "video_server", "intercom", "access_control", "other", "unknown"]
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


class Claims(Written):
    """What is true of a unit, or what an anonymous scan may say of it; None where there is nothing to say."""

    kind: Kind
    brand: Maybe
    manufacturer: Maybe
    model: Maybe = None
    firmware: Maybe = None


class Told(Written):
    """What a verdict becomes where searches are heard and ARP tells the MAC address: only what is written changes."""

    kind: Kind | None = None
    brand: Maybe = None
    manufacturer: Maybe = None
    model: Maybe = None
    firmware: Maybe = None

    def applied(self, verdict: Claims) -> Claims:
        """Return the verdict with what searches tell beside it."""
        return verdict.model_copy(update={name: getattr(self, name) for name in self.model_fields_set})


class Response(Written):
    """Status, headers exactly as sent and in this order, and body. `${length}` in a header is the body's length."""

    status: str = "200 OK"
    headers: tuple[Pair, ...] = ()
    body: str = ""


class Route(Response):
    """A response to one path, whatever its query."""

    path: str
    source: str = ""


class Icon(Written):
    """A favicon of our own drawing: a letter's block on a colour, so that its hash is in nobody's list."""

    colour: str
    mark: str


class HttpAnswer(Written):
    """A web server. `otherwise` is said to every path that has no route."""

    source: str
    ports: tuple[int, ...] = (80,)
    keep_alive: bool = True
    routes: tuple[Route, ...] = ()
    otherwise: Response
    favicon: Icon | None = None


class TlsAnswer(Written):
    """A certificate made at start; the web server's routes are served behind it."""

    source: str
    port: int = 443
    subject: tuple[Pair, ...]
    issuer: tuple[Pair, ...] = ()
    names: tuple[str, ...] = ()


class RtspAnswer(Written):
    """An RTSP server that answers OPTIONS and refuses DESCRIBE, as written."""

    source: str
    port: int = 554
    options: Response
    describe: Response
    otherwise: Response = Response(status="405 Method Not Allowed", headers=(("CSeq", "${cseq}"),))


class Service(Written):
    """One ONVIF service: its namespace, and the path it is served at."""

    namespace: str
    path: str
    major: str = "2"
    minor: str = "40"


class DeviceInformation(Written):
    """The five fields of GetDeviceInformation."""

    manufacturer: str
    model: str
    firmware: str
    serial: str
    hardware: str


class Fault(Response):
    """What a call that needs a login is told; a SOAP fault goes in the body where `reason` is given."""

    status: str = "401 Unauthorized"
    code: str = "Sender"
    subcode: str = "ter:NotAuthorized"
    reason: Maybe = None


class OnvifAnswer(Written):
    """The device service. `declare` lists the envelope's prefixes in order; `opened` the calls that it answers."""

    source: str
    port: int = 80
    path: str = "/onvif/device_service"
    declaration: str = DECLARATION
    declare: tuple[Pair, ...]
    headers: tuple[Pair, ...]
    opened: tuple[str, ...] = ("GetSystemDateAndTime", "GetServices", "GetCapabilities", "GetHostname")
    services: tuple[Service, ...] = ()
    hostname: str = ""
    clock: Literal["NTP", "Manual"] = "NTP"
    zone: str = "GMT0BST,M3.5.0/1,M10.5.0"
    information: DeviceInformation | None = None
    refused: Fault


class WsdAnswer(Written):
    """A ProbeMatch. `header` names the header blocks in order, `declare` the envelope's prefixes."""

    source: str
    port: int = 3702
    declare: tuple[Pair, ...]
    header: tuple[str, ...] = ("MessageID", "RelatesTo", "To", "Action", "AppSequence")
    must_understand: bool = False
    declaration: str = DECLARATION
    to: str = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
    message_id: str = "urn:uuid:${uuid_new}"
    endpoint: str = "urn:uuid:${uuid}"
    types: str = "dn:NetworkVideoTransmitter"
    scopes: tuple[str, ...]
    xaddrs: tuple[str, ...]
    metadata_version: str = "1"


class Greeting(Written):
    """Bytes that a TCP port says to whoever connects."""

    source: str
    port: int
    hex: str


class Nuisance(Written):
    """A port that behaves badly: `does` names a function of hostile.py."""

    source: str
    port: int
    does: str


class Frailty(Written):
    """How many of each a unit stands before it stops answering for good; 0 stands for any number."""

    open_connections: int = 0
    connects_per_second: int = 0
    favicon_requests: int = 0
    onvif_posts: int = 0
    tls_hellos: int = 0
    datagrams: int = 0


class Answers(Written):
    """Everything that a unit says, by service."""

    http: HttpAnswer | None = None
    https: TlsAnswer | None = None
    rtsp: RtspAnswer | None = None
    onvif: OnvifAnswer | None = None
    wsd: WsdAnswer | None = None
    greetings: tuple[Greeting, ...] = ()
    nuisances: tuple[Nuisance, ...] = ()
    searches: SearchAnswers = SearchAnswers()


class Unit(Written):
    """One variant: what it is, what an honest anonymous scan may conclude, and its answers.

    `seeded` holds patterns for values that differ from device to device: `#` a digit, `@` a capital letter,
    `~` a hexadecimal digit. `words` are the label's spellings, which a rebadger changes first. `verdict` holds where no
    search but WS-Discovery is heard; `told_by_search` says what more a scan on the device's own link can conclude.
    """

    id: str
    about: str
    truth: Claims
    verdict: Claims
    told_by_search: Told = Told()
    oui: str = Field(pattern=r"^[0-9a-f]{2}(:[0-9a-f]{2}){2}$")
    seeded: dict[str, str] = Field(default={})
    words: tuple[str, ...] = ()
    answers: Answers
    dies_at: Frailty = Frailty()
    hostile: bool = False

    @property
    def kind(self) -> Kind:
        """What the unit is."""
        return self.truth.kind

    @property
    def verdict_on_link(self) -> Claims:
        """What a scan may conclude that also heard the searches and knows the MAC address."""
        return self.told_by_search.applied(self.verdict)

    @property
    def only_searched(self) -> bool:
        """Whether nothing but searches finds this unit."""
        answers = self.answers
        spoken = (answers.http, answers.https, answers.rtsp, answers.onvif, answers.wsd)
        return not any((*spoken, answers.greetings, answers.nuisances))

    @property
    def knowable(self) -> dict[str, bool]:
        """Which truths an anonymous scan can reach."""
        names = ("kind", "brand", "manufacturer", "model", "firmware")
        return {name: getattr(self.truth, name) == getattr(self.verdict, name) for name in names}

    @model_validator(mode="after")
    def _verdict_is_true(self) -> Self:
        for verdict in (self.verdict, self.verdict_on_link):
            for name in ("brand", "manufacturer", "model", "firmware"):
                said = getattr(verdict, name)
                if said is not None and said != getattr(self.truth, name):
                    raise ValueError(f"{self.id}: the verdict's {name} is not the truth")
        return self

    def answer_sources(self) -> Iterator[tuple[str, str]]:
        """Yield each published answer's service and source; the badly behaved ports are our own and left out."""
        for name in ("http", "https", "rtsp", "onvif", "wsd"):
            if answer := getattr(self.answers, name):
                yield name, answer.source
        for greeting in self.answers.greetings:
            yield "greeting", greeting.source
        for name, told in self.answers.searches.searched().items():
            yield name, told.source
