"""A small library of invented vendors, written as people write it, for the tests of matching and identification."""

from pathlib import Path

from scanner.fingerprint.compile import Compiled, compile_library
from scanner.fingerprint.load import Library, load_directories
from scanner.model.endpoint import Endpoint
from scanner.model.observation import Observation

# alder and birch build platforms, cedar only labels, dogwood does both.
ALDER = r"""
vendor: {name: Alder, legal_name: Alder Optics Ltd, makes: own, aliases: [Alder Vision]}
firmware:
  regex: '^V(?P<version>\d+\.\d+) build (?P<build>(?P<date>\d{6}))$'
  order: [version, build]
  examples: [{see: V5.6 build 190701, gives: {version: '5.6', build: '190701', date: '2019-07-01'}, source: test}]
oui: ['00:aa:01', '00:aa:0f:3']
models:
  - {regex: '^AL-N', kind: recorder, source: test}
  - {regex: '^AL-', kind: camera, source: test}
fingerprints:
  - id: challenge
    about: its realm
    strength: decisive
    all: [{field: http.challenge.realm, equals: alder-realm}]
    asserts: {manufacturer: alder, brand: alder}
    examples: [{see: {http.challenge.realm: alder-realm}, gives: {manufacturer: alder, brand: alder}, source: test}]
    near_misses: [{see: {http.challenge.realm: alder-realms}, source: test}]
  - id: rtsp
    about: its RTSP server
    strength: strong
    all: [{field: rtsp.server, contains: AlderRtsp}]
    asserts: {manufacturer: alder, kind: camera}
    examples: [{see: {rtsp.server: AlderRtsp/1.0}, gives: {kind: camera}, source: test}]
  - id: port
    about: its port
    strength: weak
    all: [{field: tcp.open, equals: '40001'}]
    asserts: {manufacturer: alder}
    examples: [{see: {tcp.open: '40001'}, source: test}]
  - id: name
    about: its name
    strength: strong
    any:
      - {field: http.title, regex: '^Alder (?P<model>AL-\S+)'}
      - {field: onvif.device.manufacturer, regex: '(?i)^alder$'}
      - {field: wsd.scope.name, contains: Alder}
    asserts: {manufacturer: alder, brand: alder, model: '{model}'}
    examples:
      - {see: {http.title: Alder AL-100}, gives: {model: AL-100}, source: test}
      - {see: {onvif.device.manufacturer: ALDER}, gives: {brand: alder}, source: test}
  - id: server
    about: its server
    strength: strong
    all: [{field: http.server, equals: alderd}]
    asserts: {manufacturer: alder, brand: alder}
    examples: [{see: {http.server: alderd}, source: test}]
  - id: icon
    about: its icon
    strength: strong
    all: [{field: http.favicon.mmh3, equals: '111'}]
    asserts: {manufacturer: alder}
    examples: [{see: {http.favicon.mmh3: '111'}, source: test}]
  - id: certificate
    about: its certificate
    strength: strong
    all: [{field: tls.subject, regex: 'O=Alder,MAC=(?P<mac>[0-9A-F-]+)'}]
    asserts: {manufacturer: alder, mac: '{mac}'}
    examples: [{see: {tls.subject: 'O=Alder,MAC=00-AA-01-00-00-05'}, gives: {mac: '00:AA:01:00:00:05'}, source: test}]
  - id: device
    about: its device information
    strength: strong
    all:
      - {field: onvif.device.model, regex: '^(?P<model>AL-\S+)'}
      - {field: onvif.device.firmware, regex: '^(?P<firmware>V\d.*)'}
      - {field: onvif.device.serial, regex: '^(?P<serial>A\d+)'}
    asserts: {manufacturer: alder, model: '{model}', firmware: '{firmware}', serial: '{serial}'}
    examples:
      - see: {onvif.device.model: AL-100, onvif.device.firmware: V5.6 build 190701, onvif.device.serial: A1234567}
        gives: {model: AL-100, firmware: V5.6 build 190701, serial: A1234567}
        source: test
"""
BIRCH = r"""
vendor: {name: Birch, makes: own}
oui: ['00:bb:01']
fingerprints:
  - id: challenge
    about: its realm
    strength: decisive
    all: [{field: http.challenge.realm, equals: birch-realm}]
    asserts: {manufacturer: birch}
    examples: [{see: {http.challenge.realm: birch-realm}, source: test}]
  - id: greeting
    about: what it says first
    strength: strong
    all: [{field: tcp.greeting, equals: beef}]
    asserts: {manufacturer: birch}
    examples: [{see: {tcp.greeting: beef}, source: test}]
  - id: name
    about: its name
    strength: strong
    any:
      - {field: http.title, equals: Birch}
      - {field: onvif.device.manufacturer, equals: Birch}
    asserts: {manufacturer: birch, brand: birch}
    examples: [{see: {http.title: Birch}, source: test}]
"""
CEDAR = r"""
vendor:
  name: Cedar
  makes: others
  lineage:
    - {made_by: alder, models: ['^CA-'], grade: A, about: CA series, source: test}
    - {made_by: birch, models: ['^CB-'], grade: B, about: CB series, source: test}
    - {made_by: birch, models: ['^CX-'], grade: A, about: one account, source: test}
    - {made_by: alder, models: ['^CX-'], grade: A, about: another account, source: test}
    - {made_by: birch, grade: C, about: hearsay, source: test}
oui: ['00:cc:01']
fingerprints:
  - id: name
    about: its name
    strength: strong
    any:
      - {field: http.title, regex: '^Cedar(?: (?P<model>C\S+))?'}
      - {field: onvif.device.manufacturer, equals: Cedar}
    asserts: {brand: cedar, model: '{model}'}
    examples: [{see: {http.title: Cedar CA-7}, gives: {brand: cedar, model: CA-7}, source: test}]
"""
GENERIC = r"""
vendor: {name: Generic, makes: others}
fingerprints:
  - id: device-information
    about: the standard's own fields
    strength: strong
    any:
      - {field: onvif.device.model, regex: '^(?P<model>.+)$'}
      - {field: wsd.scope.hardware, regex: '^(?P<model>.+)$'}
      - {field: onvif.device.firmware, regex: '^(?P<firmware>.+)$'}
      - {field: onvif.device.serial, regex: '^(?P<serial>.+)$'}
    asserts: {model: '{model}', firmware: '{firmware}', serial: '{serial}'}
    examples: [{see: {onvif.device.model: X-1}, gives: {model: X-1}, source: test}]
  - id: video
    about: the standard's own type
    strength: weak
    all: [{field: wsd.type, equals: NetworkVideoTransmitter}]
    asserts: {kind: camera}
    examples: [{see: {wsd.type: NetworkVideoTransmitter}, gives: {kind: camera}, source: test}]
"""
FILES = {"alder": ALDER, "birch": BIRCH, "cedar": CEDAR, "generic": GENERIC}


def write(directory: Path, **files: str) -> Path:
    for slug, text in files.items():
        (directory / f"{slug}.yaml").write_text(text, encoding="utf-8")
    return directory


def library(directory: Path, **changed: str) -> Library:
    return load_directories([write(directory, **{**FILES, **changed})])


def compiled(directory: Path, **changed: str) -> Compiled:
    return compile_library(library(directory, **changed))


def seen(field: str, value: str, port: int = 80, address: str = "192.0.2.1", exchange: str = "e1") -> Observation:
    return Observation(field, value, Endpoint(address, port), exchange)
