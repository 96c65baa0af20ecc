"""Renew the parts that the offline page carries: developers only, with npm and pip. `dussk page` needs neither.

    .venv/bin/python tools/carry_page.py

fetches Pyodide's core and the NHS front end's style from npm, and wheels from PyPI in the versions of
constraints.txt, packs them into scenarios/page/carried/, and writes the manifest carried.toml there. The Python
modules that the page imports are compiled beforehand by that same Python (tools/compile_page.mjs, with Node): the page
is ready in two thirds of the time.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
CARRIED = ROOT / "scenarios" / "page" / "carried"

PYODIDE, NHSUK = "314.0.7", "10.6.1"
BROWSER = ["--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14", "--implementation", "cp"]
WHEELS = {
    "pydantic-core": ("pydantic_core", "MIT"),
    "pydantic": ("pydantic", "MIT"),
    "annotated-types": ("annotated_types", "MIT"),
    "typing-extensions": ("typing_extensions", "PSF-2.0"),
    "typing-inspection": ("typing_inspection", "MIT"),
    "simpy": ("simpy", "MIT"),
    "xlsxwriter": ("xlsxwriter", "BSD-2-Clause"),
}
FIXED_DATE = (1980, 1, 1, 0, 0, 0)
MIT = """MIT License

Copyright (c) 2019 NHS.UK

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        parts: list[dict[str, str]] = []
        licences: dict[str, str] = {}
        published = _pyodide(home, parts, licences) | _wheels(home, licences)
        _compiled(home, parts, published)
        _style(home, parts, licences)
        _licences(licences, parts)
    kept = {part["file"] for part in parts} | {"carried.toml"}
    for path in CARRIED.iterdir():
        if path.name not in kept:
            path.unlink()
    (CARRIED / "carried.toml").write_text(_manifest(parts), encoding="utf-8")


Published = dict[str, tuple[bytes, dict[str, str]]]
"""Archives as they were published, by file name, and what is known of each."""


def _pyodide(home: Path, parts: list[dict[str, str]], licences: dict[str, str]) -> Published:
    members = _npm(home, "pyodide", PYODIDE)
    about = {"name": "pyodide", "version": PYODIDE, "licence": "MPL-2.0", "registry": "npm"}
    for member in ("pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs"):
        _keep(parts, f"{member}.gz", gzipped(members[member]), about, member, members[member])
    lock = json.loads(members["pyodide-lock.json"])
    cut = json.dumps({"info": lock["info"], "packages": {}}, indent=1).encode() + b"\n"
    _keep(parts, "pyodide-lock.json", cut, {**about, "holds": "the list of packages, all of them taken out"})
    licences["pyodide.txt"] = (
        f"Pyodide {PYODIDE} is under the Mozilla Public License 2.0, below. Its source form is the project pyodide at "
        f"the tag {PYODIDE}; nothing in it was changed, but that some modules are compiled.\n\n"
        + Path("/usr/share/common-licenses/MPL-2.0").read_text()
    )
    licences["python.txt"] = (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt").read_text(encoding="utf-8")
    (home / "package").mkdir()
    for member in ("pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs", "python_stdlib.zip", "pyodide-lock.json"):
        (home / "package" / member).write_bytes(members[member])
    python = {**about, "licence": "PSF-2.0 and MPL-2.0", "holds": "CPython 3.14, its standard library"}
    return {"python_stdlib.zip": (members["python_stdlib.zip"], python)}


def _compiled(home: Path, parts: list[dict[str, str]], published: Published) -> None:
    """Compile the modules that the page imports, in every archive."""
    from scenarios.page.sources import archive

    (home / "dussk.zip").write_bytes(archive({}))
    for name, (content, _) in published.items():
        (home / name).write_bytes(content)
    subprocess.run(["node", str(ROOT / "tools" / "compile_page.mjs"), str(home)], check=True)
    for name, (content, about) in published.items():
        _keep(parts, name, (home / name).read_bytes(), about, name, content)


def _style(home: Path, parts: list[dict[str, str]], licences: dict[str, str]) -> None:
    member = f"dist/nhsuk/nhsuk-frontend-{NHSUK}.min.css"
    original = _npm(home, "nhsuk-frontend", NHSUK)[member]
    about = {"name": "nhsuk-frontend", "version": NHSUK, "licence": "MIT", "registry": "npm"}
    style = without_fonts(original.decode())
    holds = "its style, with fonts and pictures from other places taken out and Arial put in"
    _keep(parts, "nhsuk.css.gz", gzipped(style.encode()), {**about, "holds": holds}, member, original)
    licences["nhsuk-frontend.txt"] = MIT


def without_fonts(style: str) -> str:
    """Return the style with no font or picture from anywhere else."""
    style = re.sub(r"@font-face\{[^}]*\}", "", style)
    style = re.sub(r"Frutiger W01,\s*arial", "Arial", style, flags=re.IGNORECASE)
    style = re.sub(r"url\(/assets/[^)]*\)", "none", style)
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    if re.search(r"https?:|url\((?!\"?data:)|frutiger", style, re.IGNORECASE):
        sys.exit("the style still names something outside")
    return style


def _wheels(home: Path, licences: dict[str, str]) -> Published:
    published: Published = {}
    pins = dict(
        line.split(" ")[0].split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line
    )
    for name, (stem, licence) in WHEELS.items():
        where = BROWSER if name == "pydantic-core" else []
        command = ["pip", "download", "-q", "--no-deps", "--only-binary=:all:", *where, "-d", folder_of(home, name)]
        subprocess.run([*command, f"{name}=={pins[name]}"], check=True)
        wheel = next((home / name).glob(f"{stem}-*.whl"))
        about = {"name": name, "version": pins[name], "licence": licence, "registry": "PyPI"}
        published[wheel.name] = wheel.read_bytes(), about
        with zipfile.ZipFile(wheel) as inside:
            text = next(n for n in inside.namelist() if "licenses/LICENSE" in n)
            licences[f"{name}.txt"] = inside.read(text).decode()
    return published


def folder_of(home: Path, name: str) -> str:
    (home / name).mkdir()
    return str(home / name)


def _licences(licences: dict[str, str], parts: list[dict[str, str]]) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(licences):
            archive.writestr(zipfile.ZipInfo(name, FIXED_DATE), licences[name], zipfile.ZIP_DEFLATED, 9)
    about = {"name": "licences", "version": "", "licence": "as each part", "registry": "", "holds": "licence texts"}
    _keep(parts, "licences.zip", made.getvalue(), about)


def _npm(home: Path, name: str, version: str) -> dict[str, bytes]:
    subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=home, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(home / f"{name}-{version}.tgz") as archive:
        files = (member for member in archive.getmembers() if member.isfile())
        return {m.name.removeprefix("package/"): archive.extractfile(m).read() for m in files}  # type: ignore[union-attr]


def gzipped(content: bytes) -> bytes:
    packed = bytearray(gzip.compress(content, compresslevel=9, mtime=0))
    packed[9] = 255
    return bytes(packed)


def _keep(
    parts: list[dict[str, str]],
    file: str,
    content: bytes,
    about: dict[str, str],
    member: str = "",
    original: bytes = b"",
) -> None:
    (CARRIED / file).write_bytes(content)
    part = {"file": file, **about, "sha256": hashlib.sha256(content).hexdigest()}
    if member:
        part |= {"made_from": member, "made_from_sha256": hashlib.sha256(original).hexdigest()}
    parts.append(part)


def _manifest(parts: list[dict[str, str]]) -> str:
    lines = ["# What the offline page carries. Written by tools/carry_page.py, not by hand."]
    for part in parts:
        lines += ["", "[[part]]", *(f"{key} = {json.dumps(value)}" for key, value in part.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
