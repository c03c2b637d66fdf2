import pytest
from fingerprint_samples import seen

from scanner.model.claim import Grade

ALDER_CHALLENGE = seen("http.challenge.realm", "alder-realm")
ALDER_RTSP = seen("rtsp.server", "AlderRtsp/1", 554)
BIRCH_CHALLENGE = seen("http.challenge.realm", "birch-realm")
BIRCH_GREETING = seen("tcp.greeting", "beef", 9000)
OTHER_RTSP = seen("rtsp.server", "Some RTSP/1", 554)
OTHER_WSD = seen("wsd.type", "Device", 3702)
CEDAR_TITLE = seen("http.title", "Cedar CZ-1")
ALDER_TITLE = seen("http.title", "Alder AL-100")
ALDER_MAC = seen("mac", "00:aa:01:00:00:01")


def maker_of(identifier, *observations):
    claim = identifier.identify(observations).manufacturer
    return (claim.value, claim.grade) if claim else None


def brand_of(identifier, *observations):
    claim = identifier.identify(observations).brand
    return (claim.value, claim.grade) if claim else None


class TestManufacturer:
    def test_a_decisive_platform_trait_confirms(self, identifier):
        assert maker_of(identifier, ALDER_CHALLENGE) == ("alder", Grade.CONFIRMED)

    def test_a_label_that_a_maker_puts_only_on_his_own_names_him_where_nothing_else_answers(self, identifier):
        assert maker_of(identifier, ALDER_TITLE) == ("alder", Grade.PROBABLE)

    def test_a_label_of_somebody_who_labels_others_names_no_maker_but_the_record(self, identifier):
        claim = identifier.identify([seen("http.title", "Cedar CA-7")]).manufacturer
        assert (claim.value, claim.grade, claim.basis) == ("alder", Grade.PROBABLE, "record")
        assert claim.because == ("lineage/cedar/1",)

    def test_hearsay_is_possible_at_most(self, identifier):
        assert maker_of(identifier, CEDAR_TITLE) == ("birch", Grade.POSSIBLE)

    def test_a_record_never_outvotes_platform_evidence(self, identifier):
        title = seen("http.title", "Cedar CA-7")
        assert maker_of(identifier, title, BIRCH_CHALLENGE) == ("birch", Grade.CONFIRMED)
        port = seen("tcp.open", "40001", 40001)
        assert maker_of(identifier, seen("http.title", "Cedar CB-1"), port) == ("alder", Grade.POSSIBLE)

    def test_a_record_and_a_platform_trait_of_the_same_maker_stand_together(self, identifier):
        assert maker_of(identifier, seen("http.title", "Cedar CA-7"), ALDER_RTSP) == ("alder", Grade.CONFIRMED)

    def test_a_record_and_a_mac_block_of_different_makers_conflict(self, identifier):
        found = identifier.identify([seen("http.title", "Cedar CA-7"), seen("mac", "00:bb:01:00:00:01")]).manufacturer
        assert (found.value, found.grade, found.rivals) == (None, Grade.CONFLICTING, ("alder", "birch"))

    def test_two_platforms_that_stand_level_conflict(self, identifier):
        found = identifier.identify([ALDER_CHALLENGE, BIRCH_CHALLENGE]).manufacturer
        assert (found.value, found.rivals) == (None, ("alder", "birch"))

    def test_another_platforms_strong_trait_takes_one_step(self, identifier):
        assert maker_of(identifier, ALDER_CHALLENGE, BIRCH_GREETING) == ("alder", Grade.PROBABLE)

    def test_a_label_never_outvotes_platform_evidence(self, identifier):
        claim = identifier.identify([ALDER_TITLE, seen("http.server", "alderd"), BIRCH_GREETING]).manufacturer
        assert (claim.value, claim.grade, claim.rivals) == ("birch", Grade.POSSIBLE, ("alder",))

    def test_one_copied_trait_and_a_faint_platform_trait_of_another_prove_neither(self, identifier):
        found = identifier.identify([seen("http.title", "Birch"), seen("tcp.open", "40001", 40001)]).manufacturer
        assert (found.value, found.rivals) == (None, ("alder", "birch"))

    def test_two_copied_traits_go_before_a_faint_platform_trait_of_another(self, identifier):
        observations = [seen("http.title", "Birch"), seen("mac", "00:bb:01:00:00:01"), seen("tcp.open", "40001", 40001)]
        assert maker_of(identifier, *observations) == ("birch", Grade.CONFIRMED)

    @pytest.mark.parametrize(
        "copied",
        [
            ALDER_TITLE,
            ALDER_MAC,
            seen("http.server", "alderd"),
            seen("http.favicon.mmh3", "111"),
            seen("tls.subject", "O=Alder,MAC=00-AA", 443),
        ],
    )
    def test_one_copyable_trait_proves_no_maker_where_two_protocols_are_silent_about_him(self, identifier, copied):
        assert maker_of(identifier, copied) == ("alder", Grade.PROBABLE)
        assert maker_of(identifier, copied, OTHER_RTSP, OTHER_WSD) is None

    def test_two_copyable_traits_are_probable_at_most_where_the_platform_is_silent(self, identifier):
        assert maker_of(identifier, ALDER_TITLE, ALDER_MAC) == ("alder", Grade.CONFIRMED)
        assert maker_of(identifier, ALDER_TITLE, ALDER_MAC, OTHER_RTSP, OTHER_WSD) == ("alder", Grade.PROBABLE)

    def test_three_copyable_traits_carry_the_claim(self, identifier):
        icon = seen("http.favicon.mmh3", "111")
        assert maker_of(identifier, ALDER_TITLE, ALDER_MAC, icon, OTHER_RTSP, OTHER_WSD) == ("alder", Grade.CONFIRMED)

    def test_a_mac_read_from_a_certificate_is_no_witness_beside_it(self, identifier):
        certificate = seen("tls.subject", "O=Alder,MAC=00-AA-01-00-00-05", 443)
        assert maker_of(identifier, certificate) == ("alder", Grade.PROBABLE)
        assert maker_of(identifier, certificate, seen("mac", "00:aa:01:00:00:05")) == ("alder", Grade.CONFIRMED)

    @pytest.mark.parametrize("whole", ["http.header_names", "rtsp.header_names"])
    def test_a_whole_answer_without_a_trait_is_silence_too(self, identifier, whole):
        assert maker_of(identifier, ALDER_TITLE, seen(whole, "Date, Server")) is None

    def test_a_record_names_nobody_where_a_device_said_much_and_showed_nothing_of_the_maker(self, identifier):
        title = seen("http.title", "Cedar CA-7")
        assert maker_of(identifier, title, OTHER_RTSP, OTHER_WSD) is None

    def test_the_basis_says_what_spoke_loudest(self, identifier):
        cases = [ALDER_CHALLENGE, ALDER_TITLE, ALDER_MAC]
        assert [identifier.identify([item]).manufacturer.basis for item in cases] == ["platform", "label", "mac"]

    def test_nothing_known_is_no_claim(self, identifier):
        assert maker_of(identifier, OTHER_RTSP) is None


class TestMutations:
    """Whatever a rebadger changes alone, the maker stays right or becomes unknown, and is never the label's."""

    UNIT = (
        seen("http.title", "Alder AL-100"),
        seen("http.server", "alderd"),
        seen("http.favicon.mmh3", "111"),
        seen("mac", "00:aa:01:00:00:01"),
        seen("tls.subject", "O=Alder,MAC=00-AA", 443),
        ALDER_CHALLENGE,
        ALDER_RTSP,
        seen("wsd.type", "NetworkVideoTransmitter", 3702),
    )
    UNKNOWN = (
        seen("http.title", "Camera"),
        seen("http.server", "thttpd"),
        seen("http.favicon.mmh3", "999"),
        seen("mac", "00:ff:ff:00:00:01"),
        seen("tls.subject", "CN=x", 443),
        seen("http.challenge.realm", "Login"),
        OTHER_RTSP,
        seen("wsd.type", "NetworkVideoTransmitter", 3702),
    )
    LABELS = (
        seen("http.title", "Birch"),
        seen("http.title", "Cedar CA-7"),
        seen("http.title", "Camera"),
        seen("http.server", "thttpd"),
        seen("http.favicon.mmh3", "999"),
        seen("mac", "00:bb:01:00:00:01"),
        seen("tls.subject", "CN=birch", 443),
    )

    def changed(self, unit, change):
        return [change if item.field == change.field else item for item in unit]

    @pytest.mark.parametrize("change", LABELS, ids=lambda item: f"{item.field}={item.value}")
    def test_a_units_maker_stays_right(self, identifier, change):
        found = maker_of(identifier, *self.changed(self.UNIT, change))
        assert found is not None
        assert found[0] == "alder"

    @pytest.mark.parametrize("change", [*UNIT[:5], LABELS[0], LABELS[5]], ids=lambda item: f"{item.field}={item.value}")
    def test_a_unit_made_by_nobody_we_know_stays_unknown_under_any_label(self, identifier, change):
        assert maker_of(identifier, *self.changed(self.UNKNOWN, change)) is None

    @pytest.mark.parametrize("name", ["Cedar CX-1", "Cedar"])
    def test_a_label_with_unclear_records_names_no_certain_maker(self, identifier, name):
        found = maker_of(identifier, *self.changed(self.UNKNOWN, seen("http.title", name)))
        assert found in (None, ("birch", Grade.POSSIBLE))


class TestBrand:
    def test_the_label_decides_and_the_platform_does_not(self, identifier):
        assert brand_of(identifier, CEDAR_TITLE, ALDER_CHALLENGE) == ("cedar", Grade.PROBABLE)

    def test_the_makers_own_name_left_in_the_firmware_is_no_rival_of_the_label(self, identifier):
        left = seen("onvif.device.manufacturer", "Alder")
        assert brand_of(identifier, CEDAR_TITLE, left, ALDER_CHALLENGE) == ("cedar", Grade.PROBABLE)

    def test_two_labels_of_unrelated_makers_do_not_pass_for_one(self, identifier):
        left = seen("onvif.device.manufacturer", "Alder")
        assert brand_of(identifier, seen("http.title", "Birch"), left) == (None, Grade.CONFLICTING)

    def test_the_labels_own_mac_block_speaks_of_the_brand(self, identifier):
        assert brand_of(identifier, seen("mac", "00:cc:01:00:00:01"), ALDER_CHALLENGE) == ("cedar", Grade.PROBABLE)

    def test_the_platform_speaks_where_no_label_does_and_is_probable_at_most(self, identifier):
        assert brand_of(identifier, ALDER_CHALLENGE) == ("alder", Grade.PROBABLE)

    def test_a_nameplate_that_nobody_knows_is_not_the_platforms_name(self, identifier):
        assert brand_of(identifier, ALDER_CHALLENGE, seen("onvif.device.manufacturer", "Elm Systems")) is None
        assert brand_of(identifier, ALDER_CHALLENGE, seen("onvif.device.manufacturer", " ")) == (
            "alder",
            Grade.PROBABLE,
        )

    def test_label_and_platform_of_one_house_confirm(self, identifier):
        assert brand_of(identifier, ALDER_TITLE, ALDER_CHALLENGE) == ("alder", Grade.CONFIRMED)

    def test_a_server_header_speaks_where_no_label_does(self, identifier):
        assert brand_of(identifier, seen("http.server", "alderd")) == ("alder", Grade.PROBABLE)

    def test_nothing_known_is_no_claim(self, identifier):
        assert brand_of(identifier, OTHER_RTSP) is None


class TestModelFirmwareSerial:
    DEVICE = (
        seen("onvif.device.model", "AL-N100"),
        seen("onvif.device.firmware", "V5.6 build 190701"),
        seen("onvif.device.serial", "A1234567"),
    )

    def test_the_makers_own_fingerprint_goes_before_the_standards_fields(self, identifier):
        found = identifier.identify([*self.DEVICE, seen("wsd.scope.hardware", "rev-2", 3702), ALDER_CHALLENGE])
        assert (found.model.value, found.model.grade, found.model.because) == (
            "AL-N100",
            Grade.PROBABLE,
            ("alder/device",),
        )
        assert found.serial.value == "A1234567"

    def test_a_device_of_nobody_known_has_the_model_that_it_tells(self, identifier):
        found = identifier.identify([seen("wsd.scope.hardware", "HW", 3702), seen("onvif.device.model", "X-1")])
        assert (found.model.value, found.model.rivals, found.manufacturer) == ("X-1", (), None)

    def test_a_model_read_for_another_maker_is_left_out(self, identifier):
        found = identifier.identify([ALDER_TITLE, BIRCH_CHALLENGE, BIRCH_GREETING])
        assert (found.manufacturer.value, found.brand.value) == ("birch", "alder")
        stranger = identifier.identify([ALDER_TITLE, CEDAR_TITLE, BIRCH_CHALLENGE])
        assert stranger.model is None or stranger.model.value != "AL-100" or stranger.brand.value == "alder"

    def test_a_longer_spelling_is_the_same_model(self, identifier):
        found = identifier.identify([seen("http.title", "Alder AL-N100/16P"), *self.DEVICE, ALDER_CHALLENGE])
        assert (found.model.value, found.model.grade, found.model.rivals) == ("AL-N100/16P", Grade.PROBABLE, ())

    def test_two_models_of_one_maker_conflict(self, identifier):
        found = identifier.identify([seen("http.title", "Alder AL-7"), *self.DEVICE, ALDER_CHALLENGE])
        assert (found.model.value, found.model.rivals) == (None, ("AL-7", "AL-N100"))

    def test_firmware_is_read_by_the_makers_scheme(self, identifier):
        firmware = identifier.identify([*self.DEVICE, ALDER_CHALLENGE]).firmware
        assert (firmware.value, firmware.build, firmware.build_date) == ("5.6", "190701", "2019-07-01")
        assert (firmware.raw, firmware.source) == ("V5.6 build 190701", "onvif.device.firmware")
        assert firmware.because == ("alder/device",)

    def test_firmware_of_an_unknown_maker_keeps_its_raw_text_only(self, identifier):
        firmware = identifier.identify([seen("onvif.device.firmware", "1.2-beta")]).firmware
        assert (firmware.value, firmware.raw, firmware.build, firmware.build_date) == (
            "1.2-beta",
            "1.2-beta",
            None,
            None,
        )

    def test_a_text_that_the_makers_scheme_reads_goes_before_a_module_version(self, identifier):
        module = seen("onvif.device.firmware", "A-module 9.9", 8080)
        firmware = identifier.identify([module, *self.DEVICE, ALDER_CHALLENGE]).firmware
        assert firmware.value == "5.6"

    def test_no_firmware_told_is_no_claim(self, identifier):
        assert identifier.identify([ALDER_CHALLENGE]).firmware is None

    def test_macs_are_normal_and_a_makers_own_come_first(self, identifier):
        found = identifier.identify(
            [
                seen("mac", "02:00:00:00:00:01"),
                seen("wsd.scope.mac", "00-AA-01-00-00-09", 3702),
                seen("tls.subject", "O=Alder,MAC=00-AA-01-00-00-05", 443),
                seen("mac", "nonsense"),
            ]
        )
        assert found.macs == ("00:aa:01:00:00:05", "00:aa:01:00:00:09", "02:00:00:00:00:01")


class TestKind:
    def kind(self, identifier, *observations):
        claim = identifier.identify(observations).kind
        return claim.value, claim.grade

    def test_the_models_name_goes_before_the_standards_word_camera(self, identifier):
        nvt = seen("wsd.type", "NetworkVideoTransmitter", 3702)
        title = seen("http.title", "Alder AL-N100")
        claim = identifier.identify([nvt, title, ALDER_CHALLENGE]).kind
        assert (claim.value, claim.grade, claim.because) == (
            "recorder",
            Grade.PROBABLE,
            ("models/alder/1", "alder/name"),
        )

    def test_what_says_the_same_as_the_name_makes_it_surer(self, identifier):
        assert self.kind(identifier, ALDER_TITLE, ALDER_RTSP, ALDER_CHALLENGE) == ("camera", Grade.PROBABLE)

    def test_the_standards_type_alone_is_possible(self, identifier):
        assert self.kind(identifier, seen("wsd.type", "NetworkVideoTransmitter")) == ("camera", Grade.POSSIBLE)

    def test_a_known_houses_device_that_told_no_kind_is_unknown_and_not_other(self, identifier):
        assert self.kind(identifier, ALDER_CHALLENGE) == ("unknown", Grade.UNKNOWN)

    def test_what_answered_and_showed_no_video_is_other(self, identifier):
        assert self.kind(identifier, seen("http.server", "CUPS/2.4")) == ("other", Grade.POSSIBLE)

    @pytest.mark.parametrize("field", ["tcp.open", "tcp.greeting", "mac"])
    def test_what_said_nothing_readable_is_unknown(self, identifier, field):
        assert self.kind(identifier, seen(field, "00:ff:ff:00:00:01")) == ("unknown", Grade.UNKNOWN)
