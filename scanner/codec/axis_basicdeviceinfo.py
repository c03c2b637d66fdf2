"""Axis basic device information: the properties that an Axis device gives to anyone.

Source: developer.axis.com, VAPIX, Basic device information (firmware 8.40 and later). Of its methods only
`getAllUnrestrictedProperties` needs no login; an administrator can switch that off.
"""

import json

from scanner.codec import http
from scanner.codec.xml import allowed
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PATH = "/axis-cgi/basicdeviceinfo.cgi"
# Version 1.0 is the one that every firmware with this service speaks.
REQUEST_BODY = b'{"apiVersion":"1.0","method":"getAllUnrestrictedProperties"}'
MAX_TEXT = 256

_FIELDS = {
    "Brand": "http.axis.brand",
    "ProdNbr": "http.axis.model",
    "ProdType": "http.axis.type",
    "Version": "http.axis.version",
    "BuildDate": "http.axis.build_date",
    "SerialNumber": "http.axis.serial",
}


def read(exchange: Exchange) -> list[Fact]:
    """Read the property list; an error, a login page or anything else gives nothing."""
    answer = http.parse(exchange.received, http.is_complete(exchange))
    properties = _property_list(answer.body) if answer else {}
    found = ((field, properties.get(name)) for name, field in _FIELDS.items())
    texts = ((field, allowed(value).strip()[:MAX_TEXT]) for field, value in found if isinstance(value, str))
    return [Fact(field, text) for field, text in texts if text]


def _property_list(body: bytes) -> dict[str, object]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    data = answer.get("data") if isinstance(answer, dict) else None
    properties = data.get("propertyList") if isinstance(data, dict) else None
    return properties if isinstance(properties, dict) else {}
