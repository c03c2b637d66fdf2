"""The fingerprint files as their authors meet them: a banner explained, and each mistake as one line with its place."""

import re
from pathlib import Path

import pytest
from cli_runs import camscan

SOUND = """\
vendor: {name: Acme}
firmware:
  regex: '^(?P<version>\\d+\\.\\d+)$'
  examples: [{see: '1.2', gives: {version: '1.2'}, source: constructed}]
fingerprints:
  - id: server
    about: its server
    strength: strong
    all: [{field: http.server, regex: '^acmed/\\d'}]
    asserts: {manufacturer: acme}
    examples:
      - {see: {http.server: acmed/2}, gives: {manufacturer: acme}, source: constructed}
    near_misses:
      - {see: {http.server: acme}, source: constructed}
  - id: both
    about: its realm and its nonce
    strength: decisive
    all:
      - {field: http.challenge.realm, equals: acme-cam}
      - {field: [http.challenge.nonce_form, onvif.challenge.nonce_form], equals: hex32}
    asserts: {manufacturer: acme}
    examples:
      - {see: {http.challenge.realm: acme-cam, onvif.challenge.nonce_form: hex32}, source: constructed}
"""
GAP = r"[^\r\n]{0,60}"


def written(folder: Path, text: str) -> Path:
    mine = folder / "mine"
    mine.mkdir()
    (mine / "acme.yaml").write_text(text)
    return mine


def matched(folder: Path, *arguments: str, given: str | None = None) -> str:
    """Run `fingerprints match` and return what it shows, which must fit a terminal of 100 columns."""
    ran = camscan(folder, "fingerprints", "match", *arguments, given=given)
    assert (ran.code, ran.err) == (0, "")
    assert [line for line in ran.out.splitlines() if len(line) > 100] == []
    return ran.out


def part(out: str, title: str) -> list[str]:
    """Return the lines of one part, without their indents."""
    lines = out.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(title))
    rest = lines[start + 1 :]
    return [line.strip() for line in rest[: rest.index("") if "" in rest else len(rest)]]


def faults(folder: Path, text: str) -> list[str]:
    """Verify a vendor's file and return the faults, each without its folder."""
    mine = written(folder, text)
    ran = camscan(folder, "fingerprints", "verify", "--fingerprints", str(mine))
    assert ran.code == 2
    lines = [line.removeprefix("camscan: ").removeprefix(f"{mine}/") for line in ran.error_lines]
    return [re.sub(r"to \d{4} steps", "to N steps", line) for line in lines]


def test_a_sound_file_has_no_fault(tmp_path: Path) -> None:
    ran = camscan(tmp_path, "fingerprints", "verify", "--fingerprints", str(written(tmp_path, SOUND)))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.rstrip().endswith("0 faults")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    about: its server", "    abot: its server", "acme.yaml:7:5: unknown key `abot`; did you mean `about`?"),
        (
            "http.server, regex",
            "http.sever, regex",
            "acme.yaml:9:19: the field `http.sever` is not declared in the vocabulary; did you mean `http.server`?",
        ),
        (
            "[http.challenge.nonce_form, onvif",
            "[http.challenge.nonce, onvif",
            "acme.yaml:20:18: the field `http.challenge.nonce` is not declared in the vocabulary; "
            "did you mean `http.challenge.nonce_form`?",
        ),
        (
            "'^acmed/\\d'",
            "'^acmed/(?=2)'",
            "acme.yaml:9:39: RE2 refuses this pattern: invalid perl operator: (?= "
            "(it has no look-around and no back references)",
        ),
        (
            "'^acmed/\\d'",
            f"'^acmed/\\d|{f'a{GAP}' * 5}'",
            "acme.yaml:9:39: the pattern compiles to N steps, at most 2000: use smaller or fewer repeats and gaps",
        ),
        (
            "'^acmed/\\d'",
            "'^acmed/\\d|zq[a-zé]{1,900}zx'",
            "acme.yaml:9:39: the pattern compiles to N steps, at most 2000: use smaller or fewer repeats and gaps",
        ),
        (
            "\\.\\d+)$'",
            f"\\.\\d+)(?:(?:{GAP}x){{4}})?$'",
            "acme.yaml:3:10: the pattern compiles to N steps, at most 2000: use smaller or fewer repeats and gaps",
        ),
        (
            "    examples:\n      - {see: {http.server: acmed/2}, gives: {manufacturer: acme}, source: constructed}\n",
            "",
            "acme.yaml:6:5: the key `examples` is missing",
        ),
        (
            "    examples:\n      - {see: {http.server: acmed/2}, gives: {manufacturer: acme}, source: constructed}\n",
            "    examples: []\n",
            "acme.yaml:11:15: at least 1 wanted here, there are 0",
        ),
        (", source: constructed}\n    near", "}\n    near", "acme.yaml:12:9: the key `source` is missing"),
        ("acmed/2}", "acme/2}", "acme.yaml:12:9: the example does not match `acme/server`"),
        ("server: acme}", "server: acmed/9}", "acme.yaml:14:9: the near miss matches `acme/server`"),
        (
            "see: {http.challenge.realm: acme-cam,",
            "see: {http.server: App-webs/, http.challenge.realm: acme-cam,",
            "acme.yaml:23:9: `hikvision/server-webs` also matches this example and says hikvision",
        ),
        (
            "asserts: {manufacturer: acme}\n    examples:\n      - {see: {http.challenge",
            "asserts: {manufacturer: acmee}\n    examples:\n      - {see: {http.challenge",
            "acme.yaml:21:29: no vendor has the slug `acmee`: there is no fingerprints/acmee.yaml",
        ),
    ],
)
def test_each_mistake_is_one_line_with_its_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert SOUND.count(old) == 1
    assert faults(tmp_path, SOUND.replace(old, new)) == [expected]


def test_a_pattern_that_matches_everything_is_a_fault_beside_all_that_follows_from_it(tmp_path: Path) -> None:
    found = faults(tmp_path, SOUND.replace("'^acmed/\\d'", "'(?:acmed)?'"))
    assert "acme.yaml:9:39: the pattern matches every text" in found


def test_a_pattern_that_matches_a_strangers_example_is_a_fault_at_that_example(tmp_path: Path) -> None:
    found = faults(tmp_path, SOUND.replace("'^acmed/\\d'", "'(?i)^(?:acmed|App-webs)/'"))
    assert len(found) >= 1
    assert all("`acme/server` also matches this example and says acme" in line for line in found)
    assert all("/fingerprints/hikvision.yaml:" in line for line in found)


def test_a_value_that_matches_shows_what_carries_it_and_what_is_claimed(tmp_path: Path) -> None:
    out = matched(tmp_path, "http.server=App-webs/")
    assert part(out, "OBSERVED") == ["http.server = 'App-webs/'"]
    assert part(out, "MATCHES")[0] == "hikvision/server-webs (strong): manufacturer hikvision"
    made_by = next(line for line in part(out, "CLAIMS") if line.startswith("made by"))
    assert made_by.split() == ["made", "by", "Hikvision", "probable", "hikvision/server-webs"]


def test_a_banner_line_from_standard_input_is_explained(tmp_path: Path) -> None:
    out = matched(tmp_path, "-", given="220 AXIS 216FD Network Camera 4.47 ready.\n")
    assert out.startswith("OBSERVED in standard input, read as greeting\n")
    claims = [line.split()[:3] for line in part(out, "CLAIMS")]
    assert ["model", "216FD", "confirmed"] in claims
    assert ["firmware", "4.47", "confirmed"] in claims
    assert ["kind", "camera", "confirmed"] in claims


def test_several_arguments_are_one_devices_words(tmp_path: Path) -> None:
    (tmp_path / "page.http").write_text('HTTP/1.1 401 No\nWWW-Authenticate: Digest realm="acme-cam"\n\n')
    mine = str(written(tmp_path, SOUND))
    out = matched(tmp_path, "page.http", "http.challenge.nonce_form=hex32", "--fingerprints", mine)
    assert part(out, "MATCHES") == [
        "acme/both (decisive): manufacturer acme",
        "met      http.challenge.realm equals 'acme-cam'",
        "met      http.challenge.nonce_form or onvif.challenge.nonce_form equals 'hex32'",
    ]


def test_what_was_met_in_part_is_shown_with_the_reason_for_the_rest(tmp_path: Path) -> None:
    mine = str(written(tmp_path, SOUND))
    fields = ["http.challenge.realm=ACME-cam", "http.challenge.nonce_form=hex32"]
    near = part(matched(tmp_path, *fields, "--fingerprints", mine), "NEAR")
    assert near[near.index("acme/both (decisive) would say manufacturer acme; acme.yaml:15") :][1:3] == [
        "not met  http.challenge.realm equals 'acme-cam'; seen 'ACME-cam': it differs in case only",
        "met      http.challenge.nonce_form or onvif.challenge.nonce_form equals 'hex32'",
    ]
    near = part(matched(tmp_path, fields[1], "--fingerprints", mine), "NEAR")
    assert "not met  http.challenge.realm equals 'acme-cam'; not observed" in near


def test_one_vendors_and_all_that_look_are_shown_on_request(tmp_path: Path) -> None:
    mine = str(written(tmp_path, SOUND))
    plain = matched(tmp_path, "http.server=acme-web", "--fingerprints", mine)
    assert "  nothing matches\n" in plain
    assert "NEAR" not in plain
    assert "See them with --vendor SLUG or --all." in plain
    of_vendor = part(matched(tmp_path, "http.server=acme-web", "--vendor", "acme", "--fingerprints", mine), "NEAR")
    assert of_vendor == [
        "acme/server (strong) would say manufacturer acme; acme.yaml:6",
        "not met  http.server regex '^acmed/\\d'; seen 'acme-web'",
    ]
    every = part(matched(tmp_path, "http.server=acme-web", "--all", "--fingerprints", mine), "NEAR")
    assert any(line.startswith("hikvision/server-webs") for line in every)
    assert any(line.startswith("acme/server") for line in every)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["http.sever=x"], "did you mean `http.server`?"),
        (["nowhere.http"], "neither a known field with a value"),
        (["empty.http"], "empty.http: read as greeting it tells nothing: name another codec by --as"),
        (["page.http", "--as", "gopher"], "--as gopher: no codec has this name; known are: arecont, "),
        (["page.http", "--as", "rtsp"], "page.http: read as rtsp it tells nothing"),
        (["page.http", "--vendor", "acme"], "--vendor acme: it has no file; known are: "),
        ([], "Missing argument"),
    ],
)
def test_a_mistake_with_match_is_one_line(tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "page.http").write_text("HTTP/1.1 200 OK\nServer: x\n\n")
    (tmp_path / "empty.http").write_text("")
    ran = camscan(tmp_path, "fingerprints", "match", *arguments)
    assert (ran.code, ran.out, len(ran.error_lines)) == (2, "", 1)
    assert words in ran.error_lines[0]


def test_what_a_device_says_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "evil.http").write_bytes(
        b"HTTP/1.1 200 OK\r\nServer: a\x1b[31m\r\n\r\n<title>\x9b31m\xe2\x80\xae</title>"
    )
    assert not any(mark in matched(tmp_path, "evil.http", "--all") for mark in ("\x1b", "\x9b", "\u202e"))
