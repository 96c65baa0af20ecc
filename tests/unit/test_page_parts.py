"""What the page carries of others: whole, listed, licensed; and what of our own goes into it."""

import gzip
import hashlib
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import pytest

from scenarios.page import bundle, parts
from scenarios.page.draws import Draws
from scenarios.page.material import Material, licences
from scenarios.page.sources import archive
from sim.errors import InputError

pytestmark = pytest.mark.unit

TRIAL_FRONT = Path(__file__).parent.parent / "data" / "page_front"
EMPTY = Material("0", "0" * 64, "0" * 64, 1, Draws([], []), {})


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(parts.CARRIED, tmp_path / "carried")
    return tmp_path / "carried"


# --- the parts -----------------------------------------------------------------------------------------------------


def test_every_part_is_there_whole_and_nothing_else() -> None:
    for part in parts.parts():
        assert parts.content(part)
    assert {path.name for path in parts.CARRIED.iterdir()} == {part.file for part in parts.parts()} | {parts.MANIFEST}


def test_what_was_packed_is_what_was_published() -> None:
    packed = [part for part in parts.parts() if part.name == "pyodide" and part.file.endswith(".gz")]
    assert len(packed) == 3
    for part in packed:
        assert hashlib.sha256(gzip.decompress(parts.content(part))).hexdigest() == part.made_from_sha256


def test_modules_are_compiled_by_one_python() -> None:
    magic, compiled = set(), 0
    for part in parts.parts():
        if not part.file.endswith((".whl", "stdlib.zip")):
            continue
        assert len(part.made_from_sha256) == 64
        with zipfile.ZipFile(BytesIO(parts.content(part))) as packed:
            names = set(packed.namelist())
            for name in names:
                if name.endswith(".pyc"):
                    assert name.removesuffix("c") not in names
                    magic.add(packed.read(name)[:4])
                    compiled += 1
    assert len(magic) == 1
    assert compiled > 200


def test_wheels_are_of_the_versions_that_the_project_uses() -> None:
    wheels = [part for part in parts.parts() if part.file.endswith(".whl")]
    assert {part.name for part in wheels} >= {"pydantic", "pydantic-core", "simpy", "xlsxwriter"}
    for part in wheels:
        if part.name != "xlsxwriter":
            assert part.version == version(part.name)


def test_every_part_has_a_licence_and_its_text() -> None:
    found = licences()
    assert all(part["licence"] for part in found["parts"])
    assert {part["name"] for part in found["parts"]} - set(found["texts"]) == {"licences"}
    assert "python" in found["texts"]
    assert all(len(text) > 500 for text in found["texts"].values())


def test_the_manifest_names_no_host() -> None:
    assert not re.search(r"https?:|www\.|\.(com|org|net|io)\b", parts.manifest().decode())


def test_a_damaged_part_is_one_line_that_names_it(copied: Path) -> None:
    part = parts.parts(copied)[-2]
    whole = (copied / part.file).read_bytes()
    (copied / part.file).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(InputError, match=rf"^{re.escape(part.file)}: .* damaged.*; install dussk again$"):
        parts.content(part, copied)


def test_a_missing_part_is_one_line_that_names_it(copied: Path) -> None:
    part = parts.parts(copied)[0]
    (copied / part.file).unlink()
    with pytest.raises(InputError, match=rf"^{re.escape(part.file)}: .* is not there"):
        parts.content(part, copied)


@pytest.mark.parametrize("text", ["", "[[part]]\nfile = 'x'", "part = 3", "[[part]]\nunknown = 1"])
def test_a_damaged_manifest_is_one_line(copied: Path, text: str) -> None:
    (copied / parts.MANIFEST).write_text(text)
    with pytest.raises(InputError, match=r"carried\.toml"):
        parts.parts.__wrapped__(copied)
    (copied / parts.MANIFEST).unlink()
    with pytest.raises(InputError, match=r"carried\.toml"):
        parts.parts.__wrapped__(copied)


def test_the_style_has_no_font_picture_or_host_of_others() -> None:
    (style,) = (part for part in parts.parts() if part.name == "nhsuk-frontend")
    text = gzip.decompress(parts.content(style)).decode()
    assert "Arial" in text
    assert not re.search(r"https?:|@font-face|frutiger|url\((?!\"?data:)", text, re.IGNORECASE)


# --- our own -------------------------------------------------------------------------------------------------------

BLOCKED = ("numpy", "scipy", "pandas", "numba", "pyarrow", "typer", "tqdm", "lxml", "click", "matplotlib")
ALONE = """
import sys
sys.path[:0] = [{ours!r}]
sys.path.append({theirs!r})

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ImportError(name + " is not in the browser")

sys.meta_path.insert(0, Blocked())
import json
import scenarios, sim
assert scenarios.__file__.startswith({ours!r}) and sim.__file__.startswith({ours!r}), scenarios.__file__
from scenarios.page import bridge, material
from scenarios.page.draws import Draws
from scenarios.files import find
from sim.run import Runs
known = {{"base": Runs(find("base").parameters, 9)}}
bridge.open_with(material.Material("0", "0" * 64, "0" * 64, 1, Draws(["women.ptsd"], [[0.9], [0.8]]), known))
values = json.loads(bridge.design("base"))["values"]
given = {{"based_on": "base", "title": "x", "values": values, "compare_with": "base"}}
run = json.loads(bridge.begin(json.dumps(given)))["run"]
assert json.loads(bridge.step(run, 60000)) == {{"done": 2, "total": 2}}
assert json.loads(bridge.answer(run))["sentences"]
assert json.loads(bridge.replay(run, 1))["women"] is not None
for kind in ("toml", "csv", "html", "docx", "annexes", "xlsx"):
    assert json.loads(bridge.download(run, kind, "{{}}"))["base64"], kind
assert json.loads(bridge.licences())["parts"]
"""


def test_the_archive_runs_alone_with_what_the_browser_has(tmp_path: Path) -> None:
    carried = {part.file: parts.content(part) for part in parts.parts() if part.file == "licences.zip"}
    with zipfile.ZipFile(BytesIO(archive(carried | {parts.MANIFEST: parts.manifest()}))) as packed:
        packed.extractall(tmp_path)
    code = ALONE.format(ours=str(tmp_path), theirs=sysconfig.get_path("purelib"), blocked=BLOCKED)
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_archive_leaves_at_home_what_a_browser_does_not_need() -> None:
    with zipfile.ZipFile(BytesIO(archive({}))) as packed:
        names, entries = packed.namelist(), packed.infolist()
    assert not [name for name in names if "compiled" in name or "posterior" in name or "batch" in name]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_a_page_runs_what_is_in_it_and_nothing_else() -> None:
    page = bundle.bundle(EMPTY, TRIAL_FRONT)
    head = page[: page.index("<style>")]
    assert head.index("Content-Security-Policy") < head.index("<title>")
    assert "default-src 'none'" in head
    assert "'unsafe-eval'" not in head
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" not in attributes for attributes in scripts)
    assert bundle.bundle(EMPTY, TRIAL_FRONT) == page


@pytest.mark.parametrize("damage", ["page.html", "page.css", "order.txt", "front.js", "mark", "end"])
def test_a_damaged_front_is_one_line(tmp_path: Path, damage: str) -> None:
    front = shutil.copytree(TRIAL_FRONT, tmp_path / "front")
    if damage == "mark":
        (front / "page.html").write_text("<html></html>")
    elif damage == "end":
        (front / "front.js").write_text("const x = '</script>';")
    else:
        (front / damage).unlink()
    with pytest.raises(InputError):
        bundle.bundle(EMPTY, front)
