"""What every file keeps to: a subject, a size, a test where bytes come in, and a place in the wheel."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "scanner").rglob("*.py"))
PURE_ROOMS = ("codec", "model", "identify", "inventory", "report", "fingerprint")
MOST_LINES = 300


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "scanner").parts[0]


def codecs() -> list[str]:
    """Return the names of the modules of scanner/codec that read an exchange."""
    return [
        path.stem
        for path in MODULES
        if room_of(path) == "codec"
        and any(isinstance(node, ast.FunctionDef) and node.name == "read" for node in tree_of(path).body)
    ]


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_every_module_says_its_subject_in_its_first_line():
    first_lines = {name_of(path): (ast.get_docstring(tree_of(path)) or "").partition("\n")[0] for path in MODULES}
    assert [name for name, line in first_lines.items() if len(line) < 10 or line[-1] not in ".?!…:"] == []


def test_no_module_is_longer_than_a_reader_can_hold():
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


@pytest.mark.parametrize("codec", codecs())
def test_every_codec_has_tests_with_made_up_input(codec):
    tree = tree_of(ROOT / "tests" / "codec" / f"test_codec_{codec}.py")
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    given_names = [
        function.name
        for function in functions
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "given"
    ]
    assert given_names != []


def test_pure_rooms_never_read_the_clock():
    """`datetime` is needed to read dates, so the import contract cannot forbid it."""
    clocks = {"now", "today", "utcnow", "time_ns", "monotonic", "perf_counter"}
    read = {name_of(path): clocks & set(called(tree_of(path))) for path in MODULES if room_of(path) in PURE_ROOMS}
    assert {name: found for name, found in read.items() if found} == {}


def test_only_net_and_the_lab_use_parts_of_the_standard_library_that_connect():
    """The import contract knows packages only, and `urllib.parse` connects nowhere."""
    found = {
        f"{name_of(path)}: {name}"
        for path in MODULES
        if room_of(path) not in ("net", "lab")
        for name in imported(tree_of(path))
        if name.startswith(("urllib.request", "urllib.robotparser", "asyncio.open_", "asyncio.streams"))
    }
    assert found == set()


def test_only_net_and_the_lab_open_connections_by_the_event_loop():
    openers = {"open_connection", "create_connection", "create_datagram_endpoint", "sock_connect", "sock_sendto"}
    openers |= {"start_server", "open_unix_connection", "create_server", "sock_sendall"}
    found = {
        name_of(path): openers & set(called(tree_of(path))) for path in MODULES if room_of(path) not in ("net", "lab")
    }
    assert {name: names for name, names in found.items() if names} == {}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("camscan-*.whl")
    return path


def files_of(folder: str) -> set[str]:
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {name_of(path) for path in found if "__pycache__" not in path.parts}


def test_the_wheel_holds_every_file_of_the_package_and_nothing_of_the_tests(wheel):
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    shipped = {name.replace("fingerprints/", "scanner/_fingerprints/", 1) for name in files_of("fingerprints")}
    assert held == files_of("scanner") | shipped


@pytest.mark.parametrize(
    "name", ["scanner/py.typed", "scanner/_fingerprints/hikvision.yaml", "scanner/report/templates/inventory.html.j2"]
)
def test_what_the_package_needs_beside_its_code_is_in_the_wheel(wheel, name):
    assert name in ZipFile(wheel).namelist()


def test_the_wheel_knows_all_vendors_and_units_without_the_repository(wheel, tmp_path):
    ZipFile(wheel).extractall(tmp_path)
    script = (
        "import scanner, json\n"
        "from scanner.fingerprint.load import load_library\n"
        "from scanner.lab.library import units\n"
        "print(json.dumps([scanner.__file__, sorted(load_library(()).vendors), len(units())]))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    place, vendors, units = json.loads(ran.stdout)
    assert Path(place).is_relative_to(tmp_path)
    assert vendors == sorted(path.stem for path in (ROOT / "fingerprints").glob("*.yaml"))
    assert units > 0
