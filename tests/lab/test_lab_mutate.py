"""Mutations change one thing, and never who made the unit."""

from scanner.lab import unit
from scanner.lab.mutate import with_certificate, with_icon, with_label, with_mac_block, with_server
from scanner.lab.unit import Icon, Unit


def changed_parts(before: Unit, after: Unit) -> set[str]:
    names = ("http", "https", "rtsp", "onvif", "wsd", "greetings", "nuisances")
    parts = {name for name in names if getattr(before.answers, name) != getattr(after.answers, name)}
    return parts | {name for name in ("oui", "truth", "words") if getattr(before, name) != getattr(after, name)}


def test_a_label_changes_names_and_leaves_the_maker() -> None:
    before = unit("hikvision-ds-2cd2012-i")
    after = with_label(before, "Acme", "acme")
    assert changed_parts(before, after) == {"wsd", "onvif", "truth", "words"}
    assert after.answers.wsd is not None
    assert "onvif://www.onvif.org/name/Acme%20DS-2CD2012-I" in after.answers.wsd.scopes
    assert after.answers.onvif is not None
    assert after.answers.onvif.information is not None
    assert after.answers.onvif.information.manufacturer == "Acme"
    assert (after.truth.brand, after.truth.manufacturer) == ("acme", "hikvision")


def test_a_label_stands_in_the_page_where_the_old_one_stood() -> None:
    after = with_label(unit("vivotek-fd9360-h"), "Acme", "acme")
    assert after.answers.http is not None
    assert "<title>Acme Web Console</title>" in after.answers.http.routes[0].body


def test_a_server_header_is_replaced_in_its_place() -> None:
    before = unit("hikvision-eri-k104-p4")
    after = with_server(before, "nginx")
    assert changed_parts(before, after) == {"http"}
    assert after.answers.http is not None
    assert [name for name, _ in after.answers.http.otherwise.headers][:2] == ["Date", "Server"]
    assert after.answers.http.otherwise.headers[1] == ("Server", "nginx")


def test_a_server_header_is_added_where_there_was_none() -> None:
    after = with_server(unit("dahua-quiet"), "nginx")
    assert after.answers.http is not None
    assert after.answers.http.routes[0].headers[0] == ("Server", "nginx")


def test_an_icon_a_mac_block_and_a_certificate_change_alone() -> None:
    before = unit("hikvision-ds-2cd2143g0-i")
    bosch = unit("bosch-flexidome").answers.https
    assert bosch is not None
    assert changed_parts(before, with_icon(before, Icon(colour="#000000", mark="z"))) == {"http"}
    assert changed_parts(before, with_mac_block(before, "00:07:5f")) == {"oui"}
    after = with_certificate(before, bosch)
    assert changed_parts(before, after) == {"https"}
    assert after.answers.https is not None
    assert ("O", "Bosch Sicherheitssysteme GmbH") in after.answers.https.subject


def test_a_unit_without_web_server_keeps_its_answers() -> None:
    before = unit("ezviz-cs-h8c")
    assert with_server(before, "nginx") == before


def test_a_label_is_changed_in_what_searches_hear_too() -> None:
    before = unit("dahua-ipc-hdw5421s")
    after = with_label(before, "AXIS", "axis")
    told, heard = before.answers.searches.dhip, after.answers.searches.dhip
    assert told is not None
    assert heard is not None
    assert (told.vendor, heard.vendor) == ("Dahua", "AXIS")
    assert heard.source == told.source
    assert with_label(unit("lorex-w461asc"), "AXIS", "axis").verdict_on_link.brand == "axis"
