"""A maker's search answer whose protocol is not known beforehand: the bytes decide, because makers share ports.

For what was heard without being asked for. `finder.protocol` is one of

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

from scanner.codec import (
    arecont,
    bosch_rcp,
    dlink,
    dvrip,
    easy_ip,
    foscam,
    hanwha_installer,
    qnap,
    reolink,
    sony_snc,
    synology,
    ubiquiti,
    vision360,
    vivotek_wizard,
    vstarcam,
    xiongmai,
)
from scanner.codec.finder_answer import MAX_DATAGRAM, Reader, facts_of
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

_READERS: tuple[Reader, ...] = tuple(
    module.answer
    for module in (
        bosch_rcp,
        hanwha_installer,
        reolink,
        foscam,
        vstarcam,
        arecont,
        dlink,
        dvrip,
        vivotek_wizard,
        easy_ip,
        ubiquiti,
        synology,
        qnap,
        sony_snc,
        vision360,
        xiongmai,
    )
)


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer in the first protocol that its bytes are; questions and anything else give nothing."""
    data = exchange.received[:MAX_DATAGRAM]
    return facts_of(next((found for reader in _READERS if (found := reader(data)) is not None), None))
