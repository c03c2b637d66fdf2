"""Every field that an observation may carry. Adding one is one line here.

A field belongs to a *channel*: the one thing that whoever rebadges a unit would have to change to fake it. Fields of
one channel stand or fall together, so identification counts a channel once, by its strongest match.
"""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """An independent witness. The copyable ones are what a label maker changes first."""

    LABEL = "label"  # names written for people: title, ONVIF name, device information
    SERVER = "server"  # the HTTP Server header
    FAVICON = "favicon"
    MAC = "mac"
    CERTIFICATE = "certificate"
    CHALLENGE = "challenge"  # realm, nonce and parameters of a 401
    HTTP = "http"  # how the web server writes: header order, case, absence, redirects
    PAGE = "page"  # scripts, assets and markers inside pages
    RTSP = "rtsp"  # Server, Public order, date form, session description
    ONVIF = "onvif"  # namespaces, fault style, extension services
    WSD = "wsd"  # the shape of a WS-Discovery answer: scope order, endpoint reference, prefixes
    GREETING = "greeting"  # what a port says first
    DISCOVERY = "discovery"  # speaking a maker's own search protocol
    PORT = "port"
    FIRMWARE = "firmware"  # the version scheme
    RECORD = "record"  # what somebody else wrote down: weighs nothing


# A witness that a rebadger, a proxy or a copied icon changes alone: never enough by itself when the device also
# answered on other protocols and showed nothing of that maker there.
COPYABLE = frozenset({Channel.LABEL, Channel.SERVER, Channel.FAVICON, Channel.MAC, Channel.CERTIFICATE})


@dataclass(frozen=True, slots=True)
class Field:
    """A declared field: its dotted name, its channel and what stands in it."""

    name: str
    channel: Channel
    about: str


_DECLARED = (
    Field("tcp.open", Channel.PORT, "a TCP port that accepted a connection"),
    Field("tcp.greeting", Channel.GREETING, "first bytes said by a port to which nothing was sent, in hex"),
    Field("tcp.banner", Channel.GREETING, "the same as text, where it is printable"),
    Field("http.status", Channel.HTTP, "status code of the root page"),
    Field("http.server", Channel.SERVER, "Server header"),
    Field("http.header", Channel.HTTP, "one header of the root page as written, `Name: value`"),
    Field("http.header_names", Channel.HTTP, "names of the headers in order and case, joined by `, `"),
    Field(
        "http.missing_header", Channel.HTTP, "a header that most servers send and this one does not: `Server`, `Date`"
    ),
    Field("http.anomaly", Channel.HTTP, "a departure from RFC 9112 that our parser forgave"),
    Field("http.redirect", Channel.PAGE, "Location header, or target of a meta or script redirect"),
    Field("http.title", Channel.LABEL, "text of the page's title element"),
    Field("http.body", Channel.PAGE, "the page's text, at most 64 KiB"),
    Field("http.asset", Channel.PAGE, "path of a script, style sheet, image or frame that the page names"),
    Field("http.cookie", Channel.PAGE, "name of a cookie that the device sets"),
    Field("http.challenge", Channel.CHALLENGE, "a WWW-Authenticate header as written"),
    Field("http.challenge.scheme", Channel.CHALLENGE, "Basic, Digest, …"),
    Field("http.challenge.realm", Channel.CHALLENGE, "the realm"),
    Field("http.challenge.domain", Channel.CHALLENGE, "the domain parameter"),
    Field("http.challenge.parameters", Channel.CHALLENGE, "names of the parameters in order, joined by `,`"),
    Field("http.challenge.nonce_form", Channel.CHALLENGE, "structure of the nonce: see codec/challenge.py"),
    Field("http.favicon.mmh3", Channel.FAVICON, "MurmurHash3 of the icon's base64, as Shodan counts it"),
    Field("http.favicon.md5", Channel.FAVICON, "MD5 of the icon's bytes"),
    Field("http.favicon.sha256", Channel.FAVICON, "SHA-256 of the icon's bytes"),
    Field("http.property", Channel.PAGE, "`path name=value`: a named value in the answer to a documented read"),
    Field("http.axis.brand", Channel.PAGE, "Brand of Axis basicdeviceinfo"),
    Field("http.axis.model", Channel.PAGE, "ProdNbr of Axis basicdeviceinfo"),
    Field("http.axis.type", Channel.PAGE, "ProdType of Axis basicdeviceinfo"),
    Field("http.axis.version", Channel.PAGE, "Version of Axis basicdeviceinfo"),
    Field("http.axis.build_date", Channel.PAGE, "BuildDate of Axis basicdeviceinfo"),
    Field("http.axis.serial", Channel.PAGE, "SerialNumber of Axis basicdeviceinfo: the MAC"),
    Field("http.hanwha.status", Channel.PAGE, "a `Name=value` line of Hanwha's pw_init status check"),
    Field("tls.version", Channel.HTTP, "negotiated protocol version"),
    Field("tls.cipher", Channel.HTTP, "negotiated cipher suite"),
    Field("tls.subject", Channel.CERTIFICATE, "certificate subject, RFC 4514, leftmost attribute first as stored"),
    Field("tls.issuer", Channel.CERTIFICATE, "certificate issuer, likewise"),
    Field("tls.san", Channel.CERTIFICATE, "a subject alternative name"),
    Field("tls.sha256", Channel.CERTIFICATE, "SHA-256 of the certificate"),
    Field("tls.not_after", Channel.CERTIFICATE, "end of validity, RFC 3339"),
    Field("rtsp.status", Channel.RTSP, "status code of the answer to OPTIONS"),
    Field("rtsp.server", Channel.RTSP, "Server header of an RTSP answer"),
    Field("rtsp.public", Channel.RTSP, "Public header: the methods in the device's order"),
    Field("rtsp.date_form", Channel.RTSP, "`rfc` or the shape of a Date header that is not RFC 9110"),
    Field("rtsp.header", Channel.RTSP, "one header of an RTSP answer as written"),
    Field("rtsp.header_names", Channel.RTSP, "names of the headers in order and case, joined by `, `"),
    Field("rtsp.challenge", Channel.CHALLENGE, "a WWW-Authenticate header as written"),
    Field("rtsp.challenge.realm", Channel.CHALLENGE, "the realm asked for by DESCRIBE"),
    Field("rtsp.challenge.parameters", Channel.CHALLENGE, "names of the parameters in order, joined by `,`"),
    Field("rtsp.challenge.domain", Channel.CHALLENGE, "the domain parameter"),
    Field("rtsp.challenge.nonce_form", Channel.CHALLENGE, "structure of the nonce: see codec/challenge.py"),
    Field("rtsp.sdp.tool", Channel.RTSP, "a=tool line of the session description"),
    Field(
        "rtsp.sdp.attribute",
        Channel.RTSP,
        "one other a= line of the session or of a medium, as written",
    ),
    Field("rtsp.sdp.session", Channel.RTSP, "s= line of the session description"),
    Field("rtsp.sdp.information", Channel.RTSP, "i= line of the session description"),
    Field("onvif.service", Channel.ONVIF, "namespace of a service that GetServices or GetCapabilities names"),
    Field("onvif.namespace", Channel.ONVIF, "`prefix=uri` declared on the envelope"),
    Field("onvif.fault", Channel.ONVIF, "fault code, subcode and reason, joined by ` | `"),
    Field("onvif.hostname", Channel.LABEL, "GetHostname"),
    Field("onvif.endpoint_reference", Channel.WSD, "GetEndpointReference"),
    Field("onvif.clock", Channel.ONVIF, "UTC time of GetSystemDateAndTime, RFC 3339"),
    Field("onvif.challenge.nonce_form", Channel.CHALLENGE, "structure of the nonce of ONVIF's 401"),
    Field("onvif.challenge.realm", Channel.CHALLENGE, "realm of ONVIF's 401"),
    Field("onvif.device.manufacturer", Channel.LABEL, "GetDeviceInformation Manufacturer"),
    Field("onvif.device.model", Channel.LABEL, "GetDeviceInformation Model"),
    Field("onvif.device.firmware", Channel.FIRMWARE, "GetDeviceInformation FirmwareVersion"),
    Field("onvif.device.serial", Channel.LABEL, "GetDeviceInformation SerialNumber"),
    Field("onvif.device.hardware", Channel.LABEL, "GetDeviceInformation HardwareId"),
    Field("wsd.type", Channel.WSD, "local name of a type in Types"),
    Field(
        "wsd.scopes",
        Channel.WSD,
        "scope categories in order, names and values left out: `location/country,name,hardware,…`",
    ),
    Field("wsd.scope", Channel.LABEL, "one scope as written"),
    Field("wsd.scope.name", Channel.LABEL, "…/name/…, decoded"),
    Field("wsd.scope.hardware", Channel.LABEL, "…/hardware/…, decoded"),
    Field("wsd.scope.location", Channel.WSD, "…/location/…, decoded"),
    Field("wsd.scope.type", Channel.WSD, "…/type/…"),
    Field("wsd.scope.profile", Channel.WSD, "…/Profile/…"),
    Field("wsd.scope.extension", Channel.WSD, "…/extension/…"),
    Field("wsd.scope.mac", Channel.MAC, "…/MAC/…, normalised"),
    Field("wsd.scope.serial", Channel.LABEL, "…/serial/…"),
    Field("wsd.scope.version", Channel.FIRMWARE, "…/version/…"),
    Field("wsd.xaddr", Channel.WSD, "one service address as written"),
    Field("wsd.namespace", Channel.WSD, "`prefix=uri` declared in the answer"),
    Field("wsd.endpoint_reference", Channel.WSD, "the endpoint reference as written"),
    Field("wsd.endpoint_reference.form", Channel.WSD, "`urn:uuid`, `uuid`, `mac-tail-echo`, `mac-tail`, `malformed`"),
    Field(
        "wsd.endpoint_reference.mac", Channel.MAC, "MAC at the end of the endpoint reference, where its form says so"
    ),
    Field("mac", Channel.MAC, "a MAC address that the device or the network told, lower case with colons"),
    Field("ssdp.server", Channel.LABEL, "SERVER of an SSDP answer"),
    Field("ssdp.target", Channel.LABEL, "ST or NT of an SSDP message"),
    Field("ssdp.usn", Channel.LABEL, "USN of an SSDP message"),
    Field("ssdp.location", Channel.PAGE, "path of LOCATION: where the description stands"),
    Field("ssdp.device_type", Channel.LABEL, "deviceType of the UPnP description"),
    Field("ssdp.manufacturer", Channel.LABEL, "manufacturer of the UPnP description"),
    Field("ssdp.model", Channel.LABEL, "modelName of the UPnP description"),
    Field("ssdp.model_number", Channel.LABEL, "modelNumber of the UPnP description"),
    Field("ssdp.description", Channel.LABEL, "modelDescription of the UPnP description"),
    Field("ssdp.name", Channel.LABEL, "friendlyName of the UPnP description"),
    Field("ssdp.serial", Channel.LABEL, "serialNumber of the UPnP description"),
    Field("ssdp.udn", Channel.LABEL, "UDN of the UPnP description"),
    Field("mdns.service", Channel.LABEL, "a service type that the device offers: `_axis-video._tcp`"),
    Field("mdns.instance", Channel.LABEL, "name of a service's instance"),
    Field("mdns.host", Channel.LABEL, "host name that a service stands on"),
    Field("mdns.text", Channel.LABEL, "one `key=value` of a TXT record"),
    Field("ftp.banner", Channel.GREETING, "FTP greeting"),
    Field("telnet.banner", Channel.GREETING, "telnet greeting"),
    Field("record.hostname", Channel.RECORD, "host name in somebody's list"),
    Field("record.port", Channel.RECORD, "`80/tcp`: a port that another scan found open"),
    Field("record.make", Channel.RECORD, "make in somebody's list: their word, which no fingerprint reads"),
    Field("record.model", Channel.RECORD, "model in somebody's list, likewise"),
    Field("record.serial", Channel.RECORD, "serial number in somebody's list, likewise"),
    Field("record.location", Channel.RECORD, "where somebody's list says that it is"),
    Field("dhcp.vendor_class", Channel.LABEL, "DHCP option 60"),
    Field("dhcp.hostname", Channel.LABEL, "DHCP option 12"),
    Field("snmp.description", Channel.LABEL, "sysDescr, from a community that the user configured"),
    Field("snmp.object_id", Channel.LABEL, "sysObjectID, likewise"),
    Field("snmp.value", Channel.LABEL, "`oid=value` of a maker's own tree, likewise"),
    Field("sadp.type", Channel.DISCOVERY, "Types of a SADP answer: only its platform speaks the protocol"),
    Field("sadp.model", Channel.LABEL, "DeviceDescription of a SADP answer"),
    Field("sadp.version", Channel.FIRMWARE, "SoftwareVersion of a SADP answer"),
    Field("sadp.serial", Channel.LABEL, "DeviceSN of a SADP answer"),
    Field("sadp.oem", Channel.LABEL, "OEMInfo of a SADP answer; `N/A` on the maker's own label"),
    Field("sadp.oem_code", Channel.LABEL, "OEMCode or DetailOEMCode of a SADP answer; `1` on the maker's own label"),
    Field("sadp.channels", Channel.LABEL, "`analog,digital`: the channels that a SADP answer counts"),
    Field("dhip.method", Channel.DISCOVERY, "method of a DHIP answer: only its platform speaks the protocol"),
    Field("dhip.vendor", Channel.LABEL, "Vendor of a DHIP answer"),
    Field("dhip.manufacturer", Channel.LABEL, "Manufacturer of a DHIP answer"),
    Field("dhip.class", Channel.LABEL, "DeviceClass of a DHIP answer: IPC, NVR, VTO, …"),
    Field("dhip.model", Channel.LABEL, "DeviceType of a DHIP answer"),
    Field("dhip.name", Channel.LABEL, "MachineName of a DHIP answer"),
    Field("dhip.version", Channel.FIRMWARE, "Version of a DHIP answer"),
    Field("dhip.serial", Channel.LABEL, "SerialNo of a DHIP answer"),
    Field("tdp.type", Channel.DISCOVERY, "device_type of a TDP answer: `SMART.IPCAMERA`"),
    Field("tdp.model", Channel.LABEL, "device_model of a TDP answer"),
    Field("tdp.version", Channel.FIRMWARE, "firmware_version of a TDP answer"),
    Field(
        "finder.protocol",
        Channel.DISCOVERY,
        "which other maker's search protocol the device spoke: see codec/finder.py",
    ),
    Field("finder.name", Channel.LABEL, "name in such an answer"),
    Field("finder.model", Channel.LABEL, "model in such an answer"),
    Field("finder.firmware", Channel.FIRMWARE, "firmware version in such an answer"),
    Field("finder.build_date", Channel.FIRMWARE, "when that firmware was built, as such an answer writes it"),
    Field("finder.serial", Channel.LABEL, "serial number in such an answer"),
)

FIELDS = {field.name: field for field in _DECLARED}
MAC_FIELDS = frozenset(field.name for field in _DECLARED if field.channel is Channel.MAC)


def channel_of(field: str) -> Channel:
    """Return the channel of a declared field. Raises KeyError for one that is not declared."""
    return FIELDS[field].channel
