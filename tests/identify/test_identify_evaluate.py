import json

import pytest

from scanner.identify.corpus import observations_of_row, rows_of
from scanner.identify.evaluate import Tally, as_record, changes, evaluate, tally, wilson
from scanner.identify.judge import expected_of, slugs_by_name
from scanner.model.claim import Grade


def row(vendor="Alder", device_type="camera", oem_of=None, quality="capture", auth=False, **observations):
    label = {"device_type": device_type, "vendor": vendor}
    if oem_of:
        label["oem_of"] = oem_of
    return {
        "id": f"row-{vendor}",
        "label": label,
        "quality": quality,
        "observations": observations,
        "auth_required": auth,
    }


def page(**content):
    return row(http=[{"path": "/", **content}])


def facts(one):
    return {(item.field, item.value) for item in observations_of_row(one)}


NOTICE = {
    "mac": "4C-11-BF-00-00-01",
    "method": "client.notifyDevInfo",
    "params": {"deviceInfo": {"Vendor": "V"}},
}


class TestObservationsOfRows:
    def test_a_page_is_read_by_the_codec_that_reads_devices(self):
        challenge = 'Digest realm="x", domain="::", nonce="ab"'
        found = facts(page(status=401, headers={"WWW-Authenticate": challenge, "Server": "web"}, title="T"))
        assert {("http.challenge.domain", "::"), ("http.server", "web"), ("http.title", "T")} <= found

    def test_what_an_excerpt_leaves_out_is_not_taken_for_missing(self):
        excerpt = row(quality="banner_example", http=[{"headers": {"Server": "web"}}])
        assert facts(excerpt) == {("http.server", "web"), ("http.header", "Server: web")}

    def test_a_whole_capture_tells_what_is_missing(self):
        assert ("http.missing_header", "Date") in facts(page(status=200, headers={"Server": "web"}))

    def test_pieces_of_a_page_are_put_into_one(self):
        found = facts(row(http=[{"body_contains": ["one"], "body_contains_ci": ["two"], "title_ci": "t"}]))
        assert found == {("http.title", "t"), ("http.body", "<title>t</title>\none\ntwo")}

    def test_icons_status_and_a_whole_body_are_kept(self):
        found = facts(row(http=[{"favicon_mmh3": -5, "favicon_md5": "ab", "status": 200, "body": "<title>x</title>"}]))
        assert {("http.favicon.mmh3", "-5"), ("http.favicon.md5", "ab"), ("http.status", "200")} <= found
        assert ("http.title", "x") in found

    def test_rtsp_answers_and_descriptions_are_read(self):
        found = facts(
            row(
                rtsp=[
                    {"headers": {"Server": "R/1", "Content-Length": "3"}, "sdp": "v=0\r\ns=Session\r\n", "realm": "IP"}
                ]
            )
        )
        assert {("rtsp.server", "R/1"), ("rtsp.sdp.session", "Session"), ("rtsp.challenge.realm", "IP")} <= found
        assert not any(field == "rtsp.status" for field, _ in found)
        whole = facts(row(rtsp=[{"method": "OPTIONS", "status": 200, "headers": {"Public": "OPTIONS"}}]))
        assert {("rtsp.status", "200"), ("rtsp.public", "OPTIONS")} <= whole

    def test_onvif_scopes_types_and_device_information_are_read(self):
        found = facts(
            row(
                onvif={
                    "scopes": ["onvif://www.onvif.org/hardware/X-1"],
                    "types": ["dn:NetworkVideoTransmitter"],
                    "endpoint_reference": "urn:uuid:1",
                    "device_information": {"Manufacturer": "M", "SerialNumber": ""},
                }
            )
        )
        assert {
            ("wsd.scope.hardware", "X-1"),
            ("wsd.type", "NetworkVideoTransmitter"),
            ("wsd.endpoint_reference", "urn:uuid:1"),
            ("onvif.device.manufacturer", "M"),
        } <= found
        assert ("onvif.device.serial", "") not in found

    def test_xml_answers_are_read_by_their_codecs(self):
        soap = '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>{}</e:Body></e:Envelope>'
        information = soap.format("<GetDeviceInformationResponse><Model>M-1</Model></GetDeviceInformationResponse>")
        probe = soap.format(
            "<ProbeMatches><ProbeMatch><Types>a:Device</Types><Scopes>x</Scopes></ProbeMatch></ProbeMatches>"
        )
        found = facts(
            row(onvif={"device_information_xml": information, "probe_match_xml": probe, "scopes": ["ignored"]})
        )
        assert {("onvif.device.model", "M-1"), ("wsd.type", "Device"), ("wsd.scope", "x")} <= found
        assert ("wsd.scope", "ignored") not in found

    @pytest.mark.parametrize(
        ("observations", "field", "value"),
        [
            ({"ssdp": {"message": "HTTP/1.1 200 OK\r\nST: x\r\nServer: Linux UPnP\r\n"}}, "ssdp.server", "Linux UPnP"),
            (
                {"ssdp": {"description_xml": "<root><device><manufacturer>A</manufacturer></device></root>"}},
                "ssdp.manufacturer",
                "A",
            ),
            ({"tls": {"subject": "CN=x", "jarm": "1"}}, "tls.subject", "CN=x"),
            ({"snmp": {"sysDescr": "d"}}, "snmp.description", "d"),
            ({"dhcp": {"vendor_class": "v"}}, "dhcp.vendor_class", "v"),
            ({"ftp": {"banner": "AXIS ready"}}, "ftp.banner", "220 AXIS ready"),
            ({"ftp": {"banner": "220 AXIS ready"}}, "ftp.banner", "220 AXIS ready"),
            ({"telnet": {"banner": "192.0.0.64 login:"}}, "telnet.banner", "192.0.0.64 login:"),
            ({"ssh": {"banner": "dropbear"}}, "tcp.banner", "SSH-2.0-dropbear"),
            ({"oui": ["00:aa:01"]}, "mac", "00:aa:01:00:00:01"),
            ({"axis_param_cgi": "root.Brand.ProdNbr=M1\nother"}, "http.axis.model", "M1"),
            ({"axis_basicdeviceinfo": {"data": {"propertyList": {"ProdNbr": "M1"}}}}, "http.axis.model", "M1"),
            ({"dahua_dhdiscover": NOTICE}, "dhip.vendor", "V"),
            ({"dahua_dhdiscover": NOTICE}, "mac", "4c:11:bf:00:00:01"),
            ({"mdns": {"service": "_axis-video._tcp", "txt": {"macaddress": "AC"}}}, "mdns.text", "macaddress=AC"),
            ({"snmp": {"oids": {"1.3.6.1.4.1.39165.1.1.0": "M"}}}, "snmp.value", "1.3.6.1.4.1.39165.1.1.0=M"),
            ({"ftp": {"banner": "220-Sony Network Camera"}}, "ftp.banner", "220-Sony Network Camera"),
            ({"http": [{"header_contains": ["Hikvision-Webs"]}]}, "http.server", "Hikvision-Webs"),
            ({"http": [{"header_contains": ["Server: netis"]}]}, "http.server", "netis"),
        ],
    )
    def test_each_kind_of_observation_has_its_fields(self, observations, field, value):
        assert (field, value) in facts(row(**observations))

    @pytest.mark.parametrize("observations", [{"pjl": {"id": "HP"}}, {"sip": {"server": "x"}}, {"tls": {"jarm": "1"}}])
    def test_what_is_never_asked_gives_nothing(self, observations):
        assert facts(row(**observations)) == set()

    def test_what_needs_a_login_gives_nothing(self):
        assert observations_of_row(row(auth=True, snmp={"sysDescr": "d"})) == ()

    def test_rows_are_read_from_lines(self):
        assert [item["id"] for item in rows_of([json.dumps(page()), "\n"])] == ["row-Alder"]


def makers_of(result, vendor):
    counted = tally(row.verdict("manufacturer") for row in result.vendors()[vendor])
    return counted.right, counted.wrong, counted.unknown


class TestEvaluate:
    def test_claims_are_right_wrong_or_unknown_by_vendor(self, small):
        result = evaluate(
            [
                row("Alder Vision", http=[{"headers": {"Server": "alderd"}}]),
                row("Birch", http=[{"headers": {"Server": "alderd"}}]),
                row("Birch", http=[{"headers": {"Server": "other"}}]),
                row("Cedar", oem_of="Alder", http=[{"title": "Cedar CA-7"}]),
            ],
            small,
        )
        assert list(result.vendors()) == ["Birch", "Alder Vision", "Cedar"]
        assert [makers_of(result, name) for name in result.vendors()] == [(0, 1, 1), (1, 0, 0), (1, 0, 0)]
        assert (result.tally("manufacturer").right, result.tally("brand").claimed) == (2, 3)
        assert [
            (item.row, said.attribute, said.expected, said.said, said.grade) for item, said in result.mistakes()
        ] == [
            ("row-Birch", "manufacturer", "birch", "alder", Grade.PROBABLE),
            ("row-Birch", "brand", "birch", "alder", Grade.PROBABLE),
        ]

    def test_the_share_averaged_over_vendors_weighs_a_rare_one_like_a_frequent_one(self, small):
        rows = [row("Alder", http=[{"headers": {"Server": "alderd"}}])] * 3 + [row("Birch", http=[{"title": "x"}])]
        total, mean = evaluate(rows, small).maker_or_label()
        assert (total.right, total.judged, mean) == (3, 4, 0.5)

    def test_words_are_counted_over_claims(self, small):
        rows = [
            row("Alder", http=[{"headers": {"Server": "alderd"}}]),
            row("Birch", http=[{"headers": {"Server": "alderd"}}]),
        ]
        word = evaluate(rows, small).words("manufacturer", "brand")[Grade.PROBABLE]
        assert (word.right, word.wrong, word.claimed) == (2, 2, 4)

    def test_where_nobody_can_know_silence_is_right_and_a_claim_wrong(self, small):
        silent = evaluate([row("Generic", http=[{"title": "x"}])], small)
        assert silent.tally("brand", "nobody") == silent.tally("manufacturer", "nobody") == Tally(right=1)
        loud = evaluate([row("Unknown OEM", http=[{"headers": {"Server": "alderd"}}])], small)
        assert loud.tally("manufacturer", "nobody") == Tally(wrong=1)
        assert loud.mistakes()[0][1].expected == "nobody"

    def test_a_maker_claimed_for_a_brand_whose_label_names_none_is_not_judged(self, small):
        result = evaluate([row("Cedar", http=[{"title": "Cedar CA-7"}])], small)
        assert (result.tally("manufacturer"), result.tally("brand")) == (Tally(unjudged=1), Tally(right=1))
        assert result.mistakes() == []
        assert result.words("manufacturer")[Grade.PROBABLE].unjudged == 1

    def test_video_claimed_for_what_is_no_camera_is_a_false_alarm(self, small):
        rows = [
            row("P", "not_camera", rtsp=[{"headers": {"Server": "AlderRtsp"}}]),
            row("Q", "not_camera", http=[{"title": "printer"}]),
            row("R", "not_camera", http=[{"headers": {"Server": "alderd"}}]),
            row("S", "not_camera", onvif={"types": ["dn:NetworkVideoTransmitter"]}),
        ]
        result = evaluate(rows, small)
        alarms = result.false_alarms(sure=True)
        assert len(result.section("other")) == 4
        assert [(item.row, said.said, said.because) for item, said in alarms] == [
            ("row-P", "camera", ("alder/rtsp",)),
            ("row-R", "a device of alder", ("alder/server",)),
        ]
        faint = result.false_alarms(sure=False)
        assert [(item.row, said.grade) for item, said in faint] == [("row-S", Grade.POSSIBLE)]

    def test_icons_alone_are_counted_apart(self, small):
        result = evaluate([row("Alder", http=[{"favicon_mmh3": 7}]), row("Birch", http=[{"title": "x"}])], small)
        assert (len(result.section("icon")), len(result.section("named"))) == (1, 1)

    def test_rows_that_show_nothing_are_counted_apart(self, small):
        assert len(evaluate([row(pjl={"id": "HP"})], small).section("unseen")) == 1

    def test_a_disputed_row_is_in_no_count(self, small):
        rows = [row("Birch", http=[{"headers": {"Server": "alderd"}}])]
        result = evaluate(rows, small, disputed={"row-Birch": "it shows the server of Alder"})
        assert (result.section("named"), result.mistakes(), result.words("brand")) == ([], [], {})

    def test_without_its_own_source_a_row_is_judged_by_what_was_known_from_elsewhere(self, small):
        known = {**row("Alder", http=[{"headers": {"Server": "alderd"}}]), "source": {"repo": "test"}}
        other = {**known, "source": {"repo": "someone/else"}}
        judged = [evaluate([one], small, without_source=True).tally("manufacturer") for one in (known, other)]
        assert judged == [Tally(unknown=1), Tally(right=1)]

    def test_two_runs_are_compared_row_by_row(self, small):
        before = as_record(evaluate([row("Alder", http=[{"title": "x"}])], small), "a")
        after = as_record(evaluate([row("Alder", http=[{"headers": {"Server": "alderd"}}])], small), "b")
        assert changes(before, after) == [
            ("row-Alder", "manufacturer", "unknown", "right"),
            ("row-Alder", "brand", "unknown", "right"),
        ]

    def test_names_legal_names_aliases_and_slugs_lead_to_the_slug(self, small):
        slugs = slugs_by_name(small.library)
        assert [slugs[name] for name in ("alder", "alder optics ltd", "alder vision")] == ["alder"] * 3
        assert expected_of(row("Elm"), "brand", slugs) == "Elm"


# Wilson's score interval by hand: 9 of 10 gives 0.5958 to 0.9821, 0 of 10 gives 0 to 0.2775.
@pytest.mark.parametrize(
    ("right", "of", "low", "high"), [(9, 10, 0.5958, 0.9821), (0, 10, 0.0, 0.2775), (0, 0, 0.0, 1.0)]
)
def test_wilson_intervals(right, of, low, high):
    assert wilson(right, of) == pytest.approx((low, high), abs=1e-4)


class TestParticulars:
    """What a row's text does not hold cannot be wrong to leave out."""

    def labelled(self, model=None, firmware=None, device_type="camera", **observations):
        one = row("Alder", device_type, **observations)
        one["label"] |= {"model": model, "firmware": firmware}
        return one

    def judged(self, small, one):
        (judged,) = evaluate([one], small).rows
        return {name: judged.verdict(name) for name in ("kind", "model", "firmware")}

    def test_a_model_is_judged_where_the_text_holds_it(self, small):
        page = {"http": [{"title": "Alder AL-100"}]}
        assert self.judged(small, self.labelled("AL-100", **page))["model"] == "right"
        assert self.judged(small, self.labelled("AL-100 Network Camera", **page))["model"] == "right"
        assert self.judged(small, self.labelled("AL-200", **page))["model"] == "unjudged"
        assert self.judged(small, self.labelled("IP Camera", http=[{"title": "IP Camera"}]))["model"] == "unjudged"
        assert self.judged(small, self.labelled("AL-100", http=[{"title": "the AL-100"}]))["model"] == "unknown"

    def test_firmware_is_right_by_its_text_or_by_its_parts(self, small):
        seen = {"onvif": {"device_information": {"Manufacturer": "Alder", "FirmwareVersion": "V5.6 build 190701"}}}
        told = [
            self.judged(small, self.labelled(None, text, **seen))["firmware"] for text in ("V5.6 build 190701", "5.6")
        ]
        assert told == ["right", "right"]
        assert self.judged(small, self.labelled(None, "9.9", **seen))["firmware"] == "unjudged"

    def test_a_kind_is_judged_where_a_word_or_the_model_says_it(self, small):
        assert self.judged(small, self.labelled(http=[{"title": "x"}]))["kind"] == "unjudged"
        assert (
            self.judged(small, self.labelled("AL-N1", device_type="nvr", http=[{"title": "Alder AL-N1"}]))["kind"]
            == "right"
        )
        assert self.judged(small, self.labelled("AL-N1", http=[{"title": "Alder AL-N1"}]))["kind"] == "wrong"
