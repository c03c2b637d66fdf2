"""The counts, with the numbers of an estate that is known."""

from dataclasses import replace

from sample_estate import claim, device, estate

from scanner.model.claim import Grade, Kind
from scanner.model.inventory import Inventory
from scanner.report.summary import MakerCount, Relabelled, Summary, summarise


def _of(*devices: object) -> Summary:
    return summarise(replace(estate(), devices=tuple(devices)))  # type: ignore[arg-type]


def test_cameras_are_counted_by_maker_and_grade() -> None:
    cameras = summarise(estate()).of(Kind.CAMERA)
    assert cameras.devices == 157
    assert cameras.makers == (
        MakerCount("hikvision", 37, 4, 0, 13),
        MakerCount("axis", 40, 0, 0, 13),
        MakerCount("dahua", 28, 3, 0, 13),
        MakerCount("bosch", 20, 0, 0, 13),
        MakerCount("hanwha", 0, 12, 2, 13),
    )


def test_labels_are_counted_apart_from_makers() -> None:
    cameras = summarise(estate()).of(Kind.CAMERA)
    labels = (("axis", 40), ("hikvision", 29), ("bosch", 20), ("dahua", 20), ("annke", 12), ("hanwha", 12))
    assert cameras.labels == (*labels, ("honeywell", 11))
    assert cameras.label("hikvision") == 29
    assert cameras.label("huawei") == 0
    assert cameras.unlabelled == 13


def test_cameras_under_another_label_are_counted_by_label_and_maker() -> None:
    cameras = summarise(estate()).of(Kind.CAMERA)
    assert cameras.relabelled == (Relabelled("annke", "hikvision", 12), Relabelled("honeywell", "dahua", 8))


def test_cameras_without_a_maker_or_with_rival_makers_are_unnamed_and_possible_ones_are_unsettled_too() -> None:
    cameras = summarise(estate()).of(Kind.CAMERA)
    assert (cameras.unnamed, cameras.unsettled) == (11, 13)


def test_the_range_runs_from_what_is_confirmed_to_all_that_could_be() -> None:
    hikvision = summarise(estate()).of(Kind.CAMERA).maker("hikvision")
    assert (hikvision.named, hikvision.at_least, hikvision.at_most) == (41, 37, 54)


def test_a_merely_possible_camera_widens_the_range_of_every_maker_once() -> None:
    summary = _of(device(1, manufacturer=claim("dahua", Grade.POSSIBLE)), device(2, manufacturer=claim("axis")))
    dahua, axis = summary.everything.maker("dahua"), summary.everything.maker("axis")
    assert (dahua.at_least, dahua.at_most) == (0, 1)
    assert (axis.at_least, axis.at_most) == (1, 2)


def test_a_maker_that_was_not_found_still_has_a_range() -> None:
    assert summarise(estate()).of(Kind.CAMERA).maker("huawei") == MakerCount("huawei", 0, 0, 0, 13)


def test_a_value_with_the_grade_unknown_names_nobody() -> None:
    assert _of(device(1, manufacturer=replace(claim("axis"), grade=Grade.UNKNOWN))).everything.unnamed == 1


def test_kinds_are_counted_apart_and_together() -> None:
    summary = summarise(estate())
    assert [(tally.kind, tally.devices) for tally in summary.by_kind] == [
        (Kind.CAMERA, 157),
        (Kind.RECORDER, 6),
        (Kind.ENCODER, 2),
    ]
    assert summary.everything.devices == 165
    assert summary.everything.maker("hikvision").confirmed == 43
    assert summary.of(Kind.INTERCOM).devices == 0


def test_what_is_no_video_device_is_counted_beside() -> None:
    summary = summarise(estate())
    assert (summary.not_video, summary.of_unknown_kind) == (1, 2)


def test_devices_that_a_file_left_out_are_added() -> None:
    only_video = replace(estate(), devices=estate().video_devices)
    summary = summarise(only_video, {Kind.OTHER: 20, Kind.UNKNOWN: 3})
    assert (summary.not_video, summary.of_unknown_kind) == (20, 3)


def test_the_headline_counts_cameras_and_without_any_all_video_devices() -> None:
    assert summarise(estate()).main.kind is Kind.CAMERA
    recorders = _of(device(1, Kind.RECORDER), device(2, Kind.ENCODER)).main
    assert (recorders.kind, recorders.devices) == (None, 2)


def test_an_empty_inventory_counts_to_zero() -> None:
    empty = summarise(Inventory(estate().scan, estate().coverage, ()))
    assert (empty.everything.devices, empty.everything.makers, empty.by_kind) == (0, (), ())
