"""What a unit says to search protocols, as data: a record for each protocol, with the source of its shape and values.

Texts are filled as in all answers (`${mac}`, `${serial}`, `${ip}`). Where a whole body or list of fields is given, it
stands in the order and spelling of the capture that `source` names.
"""

from typing import Literal

from scanner.lab.written import Pair, Written


class SearchAnswer(Written):
    """Base: where the shape and the values of an answer were seen."""

    source: str


class SadpAnswer(SearchAnswer):
    """What a ProbeMatch says that differs between devices; an empty text is an element that is left out, and `short`
    leaves out IPv6, channels, the second version and the time of the start.

    `more` are the elements after BootTime, in their order. `to` says who hears an answer: the asker, the group, or
    both; `types` which inquiries this firmware knows; `hello` whether it announces itself when it starts.
    """

    model: str
    serial: str = ""
    software: str = ""
    dsp: str = ""
    device_type: str = ""
    channels: int = 1
    short: bool = False
    more: tuple[Pair, ...] = (("Activated", "true"),)
    to: Literal["asker", "group", "both"] = "both"
    types: tuple[str, ...] = ("inquiry",)
    hello: bool = True


class DhipAnswer(SearchAnswer):
    """What `deviceInfo` says that differs between devices; an empty text is a member that is left out.

    `more` is a JSON object of further members. `spaced` is the older firmware's way of writing JSON.
    """

    device_class: str = "IPC"
    model: str
    serial: str = ""
    version: str = ""
    vendor: str = ""
    manufacturer: str = ""
    port: int = 37777
    inputs: int = 1
    remote_inputs: int = 0
    more: str = "{}"
    spaced: bool = False


class JsonAnswer(SearchAnswer):
    """One JSON text, as the device writes it."""

    body: str


class DvripAnswer(SearchAnswer):
    """The old form on port 5050: a name of at most 15 bytes, the model, and lines of `key:value`."""

    name: str
    model: str
    lines: tuple[Pair, ...] = ()


class UniviewAnswer(SearchAnswer):
    """Scopes and addresses. `echo` is firmware that answers with the question's own action and no RelatesTo."""

    scopes: tuple[str, ...]
    xaddrs: tuple[str, ...]
    echo: bool = False


class BoschAnswer(SearchAnswer):
    """Elements of `<device>` in their order, and the two bytes of the device type in the binary form."""

    fields: tuple[Pair, ...]
    device_type: str = "03ff"


class HanwhaAnswer(SearchAnswer):
    """Model (at most 10 bytes in generation 1) and address of the web page. Generation 2 asks and answers longer."""

    model: str
    url: str = "http://${at_80}/index.htm"
    generation: Literal["1", "2"] = "1"
    broadcast: bool = False


class VivotekAnswer(SearchAnswer):
    """The name that people may change, and the model."""

    name: str
    model: str


class FieldsAnswer(SearchAnswer):
    """Fields and values in their order."""

    fields: tuple[Pair, ...]


class PanasonicAnswer(SearchAnswer):
    """Texts of at most 16 bytes, and the byte that says how addresses are given."""

    name: str
    model: str
    firmware: str = ""
    serial: str = ""
    http_port: int = 80
    channels: int = 0


class ReolinkAnswer(SearchAnswer):
    """Name, unique id and the word that some units put before the MAC."""

    name: str
    uid: str
    ident: str = "IPC"


class UbiquitiAnswer(SearchAnswer):
    """Texts of the fields; `version` is the first byte of the answer."""

    firmware: str
    name: str
    product: str
    version: Literal["1", "2"] = "2"
    model: str = ""
    release: str = ""


class FoscamAnswer(SearchAnswer):
    """Name, the four numbers of each version, and whether the body is ciphered with the key in the header."""

    name: str
    system: str
    web: str
    http_port: int = 88
    kind: int = 0
    ciphered: bool = False


class DlinkAnswer(SearchAnswer):
    """The model, which begins with DCS-."""

    model: str


class Vision360Answer(SearchAnswer):
    """Type and id of the camera."""

    kind: str
    id: str


class SynologyAnswer(SearchAnswer):
    """Name, model, version in its three numbers, and serial; a port each for HTTP and HTTPS."""

    name: str
    model: str
    version: str
    build: int
    fix: int = 0
    serial: str = ""
    platform: str = ""
    http_port: int = 5000
    https_port: int = 5001


class QnapAnswer(SearchAnswer):
    """Host name, the three model names and the build."""

    hostname: str
    model: str
    series: str
    internal: str
    build: str
    http_port: int = 8080


class SsdpAnswer(SearchAnswer):
    """What is announced, and the description served at `port` and `path`. `fields` are the elements of `<device>`.

    `types` are the device's own search targets beside `upnp:rootdevice`; `udn` begins with `uuid:`.
    """

    server: str
    udn: str
    types: tuple[str, ...]
    fields: tuple[Pair, ...]
    headers: tuple[Pair, ...] = ()
    services: str = ""
    max_age_s: int = 1800
    port: int = 49152
    path: str = "/rootDesc.xml"


class MdnsService(Written):
    """One service: its type without the domain, the instance's name, port and TXT strings."""

    type: str
    name: str
    port: int = 80
    txt: tuple[str, ...] = ()


class MdnsAnswer(SearchAnswer):
    """The services of one host."""

    host: str
    services: tuple[MdnsService, ...]


class SearchAnswers(Written):
    """What a unit says to each search protocol; None where it is silent."""

    sadp: SadpAnswer | None = None
    dhip: DhipAnswer | None = None
    dvrip: DvripAnswer | None = None
    uniview: UniviewAnswer | None = None
    bosch: BoschAnswer | None = None
    hanwha: HanwhaAnswer | None = None
    vivotek: VivotekAnswer | None = None
    sony: FieldsAnswer | None = None
    panasonic: PanasonicAnswer | None = None
    xiongmai: JsonAnswer | None = None
    reolink: ReolinkAnswer | None = None
    tplink: JsonAnswer | None = None
    ubiquiti: UbiquitiAnswer | None = None
    foscam: FoscamAnswer | None = None
    dlink: DlinkAnswer | None = None
    vision360: Vision360Answer | None = None
    synology: SynologyAnswer | None = None
    qnap: QnapAnswer | None = None
    ssdp: SsdpAnswer | None = None
    mdns: MdnsAnswer | None = None

    def searched(self) -> dict[str, SearchAnswer]:
        """Return the answers that there are, by protocol, in the order of the fields."""
        named = ((name, getattr(self, name)) for name in SearchAnswers.model_fields)
        return {name: answer for name, answer in named if answer is not None}
