"""Which of a device's words may be its platform's or its label's: recipes from observations to proposed conditions."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from scanner.fingerprint.common import (
    is_common,
    is_common_cookie,
    is_common_header_list,
    is_common_line,
    is_common_method_list,
    is_standard_namespace,
)
from scanner.fingerprint.general import General, Own, Piece, generalised
from scanner.fingerprint.patterns import safe_text
from scanner.model.endpoint import Endpoint
from scanner.model.observation import Observation

Proves = Literal["platform", "label"]
Writer = Literal["firmware", "people", "either"]
Tells = Literal["much", "little", "nothing"]  # nothing: half the world shows it
Seen = tuple[tuple[str, General], ...]  # the fields of one answer and what stands there

MAX_WAYS = 3
MAX_VALUE = 400  # characters: what is longer is no name and no habit
_ODD_NONCES = frozenset({"hex-of-base64-pair", "hex-of-colon-text", "hex32-epoch-ms", "base64-of-hex32"})
_FEWEST_SCOPES = 5  # usual ones in some order: fewer stand so by chance
_USUAL_SCOPES = frozenset(
    {"type", "name", "hardware", "location", "profile", "mac", "serial", "version", "model", "manufacturer"}
    | {"extension"}
)  # fmt: skip
# What tells a model; the first that a device says counts.
_MODEL_FIELDS = ("onvif.device.model", "sadp.model", "dhip.model", "tdp.model", "finder.model", "wsd.scope.hardware")


@dataclass(frozen=True, slots=True)
class Recipe:
    """One kind of trait: the fields that make it, what it proves, and how much one that was found tells.

    Several fields are taken together, from one answer. `whole`: the value is nobody's own and stays as it is.
    `by`: who wrote it. What people may write counts only where something else bears it out.
    """

    id: str
    about: str
    fields: tuple[str, ...]
    proves: Proves
    tells: Callable[[Sequence[General]], Tells]
    keep: Callable[[str], bool] = bool
    whole: bool = False
    versions: bool = False
    by: Writer = "firmware"


@dataclass(frozen=True, slots=True)
class Trait:
    """What a recipe found: the ways in which the device showed it, each of which is enough."""

    recipe: Recipe
    ways: tuple[Seen, ...]

    @property
    def tells(self) -> Tells:
        """How much it tells: as much as the least telling of its ways."""
        told = {self.recipe.tells([general for _, general in way]) for way in self.ways}
        return "nothing" if "nothing" in told else "little" if "little" in told else "much"


def _by_words(found: Sequence[General]) -> Tells:
    return "nothing" if is_common(found[0].constant) else "much"


def _by_challenge(found: Sequence[General]) -> Tells:
    return "much" if found[-1].constant in _ODD_NONCES else _by_words(found)


def _by_headers(found: Sequence[General]) -> Tells:
    return "nothing" if is_common_header_list(found[0].constant) else "little"


def _by_methods(found: Sequence[General]) -> Tells:
    return "nothing" if is_common_method_list(found[0].constant) else "little"


def _by_scopes(found: Sequence[General]) -> Tells:
    scopes = [scope.partition("/")[0].strip() for scope in found[0].constant.lower().split(",")]
    if not _USUAL_SCOPES.issuperset(scopes):
        return "much"
    return "little" if len(scopes) >= _FEWEST_SCOPES else "nothing"


def _by_line(found: Sequence[General]) -> Tells:
    return "nothing" if is_common_line("".join(piece.text for piece in found[0].pieces)) else "little"


def _much(_: Sequence[General]) -> Tells:
    return "much"


def _little(_: Sequence[General]) -> Tells:
    return "little"


def _is_own_path(place: str) -> bool:
    return place.startswith("/") and len(place) > 1


def _is_telling_path(place: str) -> bool:
    stem = place.partition("?")[0].rpartition("/")[2].partition(".")[0]
    return not is_common(stem) and "//" not in place


def _is_own_namespace(value: str) -> bool:
    return not is_standard_namespace(value)


def _is_own_service(value: str) -> bool:
    return value.startswith("_") and value.partition(".")[0] not in {"_http", "_https", "_rtsp", "_ssh", "_workstation"}


def _challenge(protocol: str, who: str, *more: str) -> Recipe:
    fields = tuple(f"{protocol}.challenge.{part}" for part in ("realm", *more, "nonce_form"))
    about = f"The challenge of the {who}: its realm and how it is written."
    return Recipe(f"challenge-{protocol}", about, fields, "platform", _by_challenge)


def _platform(id: str, field: str, about: str, *, versions: bool = False, by: Writer = "firmware") -> Recipe:
    return Recipe(id, about, (field,), "platform", _by_words, versions=versions, by=by)


def _label(id: str, field: str, about: str, *, versions: bool = False, by: Writer = "firmware") -> Recipe:
    return Recipe(id, about, (field,), "label", _by_words, versions=versions, by=by)


RECIPES = (
    _challenge("http", "web server", "parameters"),
    _challenge("rtsp", "stream server", "parameters"),
    _challenge("onvif", "ONVIF service"),
    Recipe("http-headers", "The web server sends these headers in this order.", ("http.header_names",), "platform",
           _by_headers, whole=True),
    _platform("http-server", "http.server", "The web server calls itself so.", versions=True),
    Recipe("http-cookie", "The web server sets this cookie.", ("http.cookie",), "platform", _much,
           lambda name: not is_common_cookie(name)),
    Recipe("http-redirect", "The root page leads there.", ("http.redirect",), "platform", _little, _is_own_path),
    Recipe("http-assets", "The page names these files.", ("http.asset",), "platform", _little, _is_telling_path,
           versions=True),
    Recipe("favicon", "The web interface shows this icon.", ("http.favicon.mmh3",), "platform", _much, whole=True),
    _platform("certificate", "tls.subject", "The certificate is issued to this name."),
    _platform("certificate-issuer", "tls.issuer", "The certificate is issued by this name."),
    _platform("rtsp-server", "rtsp.server", "The stream server calls itself so.", versions=True),
    Recipe("rtsp-options", "The stream server offers these methods in this order.", ("rtsp.public", "rtsp.header_names",
           "rtsp.date_form"), "platform", _by_methods, whole=True),
    _platform("rtsp-tool", "rtsp.sdp.tool", "The description of the stream names this tool.", versions=True),
    _platform("rtsp-session", "rtsp.sdp.session", "The description of the stream has this title."),
    Recipe("wsd-scopes", "Discovery lists scopes of these categories in this order.", ("wsd.scopes",), "platform",
           _by_scopes, lambda shape: "," in shape),
    Recipe("onvif-namespace", "The ONVIF service declares a namespace of its own.", ("onvif.namespace",), "platform",
           _much, _is_own_namespace),
    Recipe("onvif-service", "The device offers a service beside those of ONVIF.", ("onvif.service",), "platform",
           _much, _is_own_namespace),
    _platform("ftp", "ftp.banner", "The FTP server greets so.", versions=True, by="people"),
    _platform("telnet", "telnet.banner", "The telnet server greets so.", versions=True, by="people"),
    _platform("banner", "tcp.banner", "A port greets so.", versions=True, by="people"),
    Recipe("finder", "The device answers this search protocol.", ("finder.protocol",), "platform", _little, whole=True),
    _label("title", "http.title", "The title of the page.", by="either"),
    Recipe("onvif-model", "ONVIF device information names a model of this line.", ("onvif.device.model",), "label",
           _by_line),
    Recipe("wsd-hardware", "Discovery names a model of this line.", ("wsd.scope.hardware",), "label", _by_line),
    _label("wsd-name", "wsd.scope.name", "The name in the discovery scopes.", by="people"),
    _label("ssdp-manufacturer", "ssdp.manufacturer", "The UPnP description names the manufacturer so."),
    _label("ssdp-model", "ssdp.model", "The UPnP description names the model so."),
    _label("ssdp-server", "ssdp.server", "The SERVER line of SSDP answers.", versions=True),
    Recipe("mdns-service", "The device offers this service by mDNS.", ("mdns.service",), "label", _by_words,
           _is_own_service, whole=True),
    _label("mdns-instance", "mdns.instance", "The name of its mDNS service.", by="people"),
    _label("sadp-model", "sadp.model", "The SADP answer names the model so."),
    Recipe("dhip-model", "The DHIP answer names a model of this line.", ("dhip.model",), "label", _by_line),
    Recipe("tdp-model", "The TDP answer names a model of this line.", ("tdp.model",), "label", _by_line),
    Recipe("finder-model", "The answer to a search protocol names a model of this line.", ("finder.model",), "label",
           _by_line),
    _label("snmp-description", "snmp.description", "The SNMP description.", versions=True),
)  # fmt: skip


def traits_of(observations: Sequence[Observation], own: Sequence[Own]) -> Iterator[Trait]:
    """Yield each trait that a device shows, as all units of its kind show it."""
    model = _model(observations)
    for recipe in RECIPES:
        named = [Own(model, "model", alone=True)] if model and recipe.proves == "label" else []
        answers = [answer for answer in _answers(recipe, observations) if recipe.keep(answer[0])]
        ways = dict.fromkeys(_seen(recipe, answer, [*named, *own]) for answer in answers)
        if ways:
            yield Trait(recipe, tuple(ways)[:MAX_WAYS])


def _answers(recipe: Recipe, observations: Iterable[Observation]) -> list[tuple[str, ...]]:
    """Return the values of the recipe's fields, those of one answer together; without the first there is none."""
    by_answer: dict[tuple[Endpoint, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for item in observations:
        if item.field in recipe.fields and _can_be_written(item.value):
            by_answer[item.endpoint, item.exchange][item.field].append(item.value)
    found: dict[tuple[str, ...], None] = {}
    for said in by_answer.values():
        if len(recipe.fields) == 1:
            found |= dict.fromkeys((value,) for value in said[recipe.fields[0]])
        elif recipe.fields[0] in said:
            found[tuple(said[field][0] if said[field] else "" for field in recipe.fields)] = None
    return list(found)


def _can_be_written(value: str) -> bool:
    return bool(value.strip()) and len(value) <= MAX_VALUE and safe_text(value) == value


def _seen(recipe: Recipe, answer: Sequence[str], own: Sequence[Own]) -> Seen:
    pairs = [(field, value) for field, value in zip(recipe.fields, answer, strict=True) if value]
    if recipe.whole:
        return tuple((field, General((Piece(value),))) for field, value in pairs)
    return tuple((field, generalised(value, own, versions=recipe.versions)) for field, value in pairs)


def _model(observations: Iterable[Observation]) -> str:
    """Return the model that the device names, where it is a name and no word for all models."""
    said = {item.field: item.value.strip() for item in observations if item.field in _MODEL_FIELDS}
    names = (said[field] for field in _MODEL_FIELDS if field in said)
    return next((name for name in names if len(name) >= 4 and any(map(str.isdigit, name))), "")
