"""The makers' own search protocols that are too small for a codec each: which was spoken, and what it told.

The bytes decide, not the port: makers share ports. `finder.protocol` is one of

    bosch-rcp           Bosch RCP+ autodetect, binary or XML       UDP 1757
    hanwha-ipinstaller  Hanwha and Samsung IP installer            UDP 7701
    vivotek-iw          VIVOTEK Installation Wizard                UDP 10000
    sony-snc            Sony SNC                                   UDP 2380
    panasonic-easyip    Panasonic and i-PRO Easy IP Setup          UDP 10670
    xiongmai-netip      Xiongmai NetIP                             UDP 34569
    reolink             Reolink                                    UDP 2000
    ubiquiti            Ubiquiti discovery                         UDP 10001
    foscam              Foscam                                     UDP 10000
    vstarcam            VStarcam and Wanscam                       UDP 8600
    arecont             Arecont Vision                             UDP 69
    dlink-dcs           D-Link DCS                                 UDP 62976
    synology-findhost   Synology Assistant                         UDP 9999
    qnap-qfinder        QNAP Qfinder                               UDP 8097
    360vision           360 Vision                                 UDP 3600
    dahua-dvrip         Dahua's older search                       UDP 5050
"""

from scanner.codec import finder_binary, finder_text, finder_tlv
from scanner.codec.finder_answer import Answer
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

MAX_DATAGRAM = 65_535

_READERS = (*finder_binary.READERS, *finder_tlv.READERS, *finder_text.READERS)


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer in the first protocol that its bytes are; questions and anything else give nothing."""
    data = exchange.received[:MAX_DATAGRAM]
    answer = next((found for reader in _READERS if (found := reader(data)) is not None), None)
    return [] if answer is None else _facts(answer)


def _facts(answer: Answer) -> list[Fact]:
    told = {
        "finder.protocol": answer.protocol,
        "finder.name": answer.name,
        "finder.model": answer.model,
        "finder.firmware": answer.firmware,
        "finder.serial": answer.serial,
        "mac": answer.mac,
    }
    return [Fact(field, value) for field, value in told.items() if value]
