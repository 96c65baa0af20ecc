"""The page as one file: the front, its style, Python for the browser, our sources, and what a page is made with."""

from __future__ import annotations

import base64
import gzip
from pathlib import Path

from scenarios.page import parts
from scenarios.page.material import Material
from scenarios.page.sources import archive
from sim.errors import InputError

FRONT = Path(__file__).with_name("front")
BOOT = Path(__file__).with_name("boot.js")
ORDER = "order.txt"
"""The list of the front's scripts, one file name a line, in the order in which they go into the page."""

CSS, SCRIPTS, POLICY = "<!-- css -->", "<!-- scripts -->", "<!-- policy -->"

RULES = (
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)
"""What the browser lets the page do: run what is in it. Nothing may be fetched, and nothing can leave."""


def bundle(material: Material, front: Path = FRONT) -> str:
    """Return the whole page.

    Parameters
    ----------
    material : Material
        Draws, and runs worked out beforehand.
    front : Path
        Folder of the template ``page.html``, its style ``page.css``, its scripts, and their order in ``order.txt``.

    Raises
    ------
    InputError
        If a carried part is missing or damaged, or the front is.
    """
    page = _text(front / "page.html")
    for mark in (CSS, SCRIPTS):
        if page.count(mark) != 1:
            raise InputError(f"page.html: expected the mark {mark} once; install dussk again")
    policy = f'<meta http-equiv="Content-Security-Policy" content="{RULES}">'
    style = f"<style>\n{_style(front)}\n</style>"
    names = _text(front / ORDER).split()
    code = "\n".join([*(_text(front / name) for name in names), _text(BOOT)])
    scripts = "\n".join([*_data(material), f"<script>\n{_inline(code, 'script')}\n</script>"])
    return page.replace("<head>", f"<head>\n{policy}", 1).replace(CSS, style).replace(SCRIPTS, scripts)


def _style(front: Path) -> str:
    carried = next(part for part in parts.parts() if part.file.startswith("nhsuk"))
    styles = gzip.decompress(parts.content(carried)).decode(), _text(front / "page.css")
    return "\n".join(_inline(style, "style") for style in styles)


def _data(material: Material) -> list[str]:
    """Return the parts and our sources as elements that no browser runs."""
    inside = {part.file: parts.content(part) for part in parts.parts() if not part.file.startswith(("nhsuk", "licen"))}
    licences = {part.file: parts.content(part) for part in parts.parts() if part.file.startswith("licen")}
    inside["dussk.zip"] = archive(material.files() | licences | {parts.MANIFEST: parts.manifest()})
    return [
        f'<script type="application/octet-stream" data-part="{name}">{base64.b64encode(content).decode()}</script>'
        for name, content in inside.items()
    ]


def _inline(text: str, element: str) -> str:
    if f"</{element}" in text.lower():
        raise InputError(f"the page's own text would end its <{element}> early")
    return text


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        raise InputError(f"{path.name}: this part of the page is not there; install dussk again") from None
