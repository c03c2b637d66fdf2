"""Mutations: what someone who relabels a unit changes first. The maker stays who it was, the verdict may become none.

Each function returns a new unit with the same answers but for the one thing changed.
"""

from typing import Any

from scanner.lab.search_unit import SearchAnswer, SearchAnswers
from scanner.lab.unit import HttpAnswer, Icon, Response, Route, TlsAnswer, Told, Unit
from scanner.lab.written import Pair


def with_label(unit: Unit, label: str, brand: str | None) -> Unit:
    """Write `label` wherever the unit's own words stand in pages, ONVIF names and device information."""
    answers = unit.answers
    changes: dict[str, object] = {}
    if answers.http:
        routes = tuple(
            route.model_copy(update={"body": _relabel(unit, route.body, label)}) for route in answers.http.routes
        )
        changes["http"] = answers.http.model_copy(update={"routes": routes})
    if answers.wsd:
        scopes = tuple(_relabel(unit, scope, label) for scope in answers.wsd.scopes)
        changes["wsd"] = answers.wsd.model_copy(update={"scopes": scopes})
    if answers.onvif and answers.onvif.information:
        told = answers.onvif.information
        told = told.model_copy(update={"manufacturer": _relabel(unit, told.manufacturer, label)})
        changes["onvif"] = answers.onvif.model_copy(update={"information": told})
    changes["searches"] = _searches(unit, label)
    truth = unit.truth.model_copy(update={"brand": brand})
    verdict = unit.verdict.model_copy(update={"brand": brand if unit.verdict.brand else None})
    by_search = unit.told_by_search
    if by_search.brand:
        by_search = Told(**{**by_search.model_dump(exclude_unset=True), "brand": brand})
    changed = {"answers": answers.model_copy(update=changes), "truth": truth, "verdict": verdict}
    return unit.model_copy(update={**changed, "told_by_search": by_search, "words": (label,)})


def _searches(unit: Unit, label: str) -> SearchAnswers:
    told = unit.answers.searches
    return told.model_copy(update={name: _told(unit, each, label) for name, each in told.searched().items()})


def _told(unit: Unit, answer: SearchAnswer, label: str) -> SearchAnswer:
    written = {name: value for name, value in answer.model_dump().items() if name != "source"}
    return type(answer).model_validate({**_relabelled(unit, written, label), "source": answer.source})


def _relabelled(unit: Unit, value: Any, label: str) -> Any:
    """Return any shape of texts with the label in the place of the unit's words."""
    if isinstance(value, dict):
        return {name: _relabelled(unit, each, label) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_relabelled(unit, each, label) for each in value)
    return _relabel(unit, value, label) if isinstance(value, str) else value


def _relabel(unit: Unit, text: str, label: str) -> str:
    for word in unit.words:
        text = text.replace(word, label)
    return text


def with_server(unit: Unit, server: str) -> Unit:
    """Let every page of the web server carry this Server header, in the place of the old one or first."""
    if unit.answers.http is None:
        return unit

    def changed(answer: Response) -> Response:
        return answer.model_copy(update={"headers": _with_header(answer.headers, "Server", server)})

    web = unit.answers.http
    routes = tuple(changed(route) for route in web.routes)
    return _with_web(unit, web.model_copy(update={"routes": routes, "otherwise": changed(web.otherwise)}))


def _with_header(headers: tuple[Pair, ...], name: str, value: str) -> tuple[Pair, ...]:
    if not any(key.lower() == name.lower() for key, _ in headers):
        return ((name, value), *headers)
    return tuple((key, value if key.lower() == name.lower() else old) for key, old in headers)


def with_icon(unit: Unit, icon: Icon) -> Unit:
    """Give the web server another favicon; a route of its own for the icon is dropped."""
    if unit.answers.http is None:
        return unit
    web = unit.answers.http
    routes: tuple[Route, ...] = tuple(route for route in web.routes if route.path != "/favicon.ico")
    return _with_web(unit, web.model_copy(update={"routes": routes, "favicon": icon}))


def with_mac_block(unit: Unit, oui: str) -> Unit:
    """Give the unit's devices MACs of another block."""
    return unit.model_copy(update={"oui": oui})


def with_certificate(unit: Unit, certificate: TlsAnswer) -> Unit:
    """Serve another unit's certificate, on the port that the unit has for TLS or on that of the other."""
    port = unit.answers.https.port if unit.answers.https else certificate.port
    https = certificate.model_copy(update={"port": port})
    return unit.model_copy(update={"answers": unit.answers.model_copy(update={"https": https})})


def _with_web(unit: Unit, web: HttpAnswer) -> Unit:
    return unit.model_copy(update={"answers": unit.answers.model_copy(update={"http": web})})
