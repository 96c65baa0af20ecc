"""The documentation as a site: it builds without a warning, opens from its files, and can be read by everybody."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from browser import browser  # noqa: F401
from conftest import alone

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from build_site import fetched  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.behaviour, pytest.mark.xdist_group("site")]

LOOKED_AT = (
    *("index", "start/commissioner", "start/researcher", "start/batch_runner", "howto/write_a_scenario"),
    *("reference/commands", "reference/python", "reference/outcomes", "assumptions", "notebooks/first_look", "search"),
)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once however many workers run the tests."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "site"
    with alone(shared / ".site.lock"):
        if not (folder / "index.html").is_file():
            command = [sys.executable, str(ROOT / "tools" / "build_site.py"), str(folder)]
            done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def visit(browser: Browser) -> Iterator[Page]:  # noqa: F811
    """A page of the browser with the network off; whatever is asked of anybody, and every error, fails the test."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_offline(True)
    page, wrong = context.new_page(), []
    page.on("request", lambda request: request.url.startswith(("file:", "data:")) or wrong.append(request.url))
    page.on("pageerror", lambda error: wrong.append(f"{error}"))
    page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
    yield page
    context.close()
    assert not wrong, wrong


def faults(page: Page) -> list[str]:
    """Return what axe finds by all its rules; it must not fetch the styles again, which no page from a file may."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [f"{rule['id']} ({rule['impact']}): {[node['target'] for node in rule['nodes']][:5]}" for rule in found]


def test_nothing_in_the_site_is_fetched_from_anywhere(site: Path) -> None:
    assert list(fetched(site)) == []


def test_what_would_be_fetched_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<script src="https://cdn.example/x.js"></script><a href="https://ok.example">ok</a>'
    )
    (tmp_path / "b.html").write_text(
        '<link rel="preload" href="//fonts.example/f.woff2"><img alt="" src=http://x.example/y.png>'
    )
    (tmp_path / "c.css").write_text(
        "@import 'https://fonts.example/css'; a { background: url(https://x.example/z.png) }"
    )
    assert [found.partition(":")[0] for found in fetched(tmp_path)] == ["a.html", "b.html", "b.html", "c.css", "c.css"]


def test_every_link_inside_the_site_leads_somewhere(site: Path) -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    anchors = {path: set(re.findall(r'\bid="([^"]*)"', text)) for path, text in pages.items()}
    assert len(pages) > 30
    lost = []
    for path, text in pages.items():
        for to in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', text):
            if re.match(r"[a-z]+:", to):
                continue
            name, _, anchor = unquote(to).partition("#")
            aim = (path.parent / name).resolve() if name else path
            if not aim.is_file() or (anchor and aim.suffix == ".html" and anchor not in anchors[aim]):
                lost.append(f"{path.relative_to(site)}: {to}")
    assert lost == []


def test_every_command_option_and_outcome_is_in_the_reference(site: Path) -> None:
    from typer.main import get_command

    from scenarios.app import app
    from sim.outcomes import OUTCOMES, TOTALS

    commands = (site / "reference" / "commands.html").read_text(encoding="utf-8")
    words = re.sub(r"<[^>]+>", "", commands)
    waiting = [("dussk", get_command(app))]
    while waiting:
        name, command = waiting.pop()
        waiting += [(f"{name} {one}", inner) for one, inner in getattr(command, "commands", {}).items()]
        if not hasattr(command, "commands"):
            assert re.search(rf"{name}¶|{name}\b", words), name
            for parameter in command.params:
                for written in getattr(parameter, "opts", []):
                    assert written in words, f"{name} {written}"
    outcomes = (site / "reference" / "outcomes.html").read_text(encoding="utf-8")
    assert [name for name in (*OUTCOMES, *TOTALS) if f">{name}<" not in outcomes] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_can_be_read_by_everybody(site: Path, visit: Page, dark: bool) -> None:
    visit.emulate_media(color_scheme="dark" if dark else "light")
    found = {}
    for name in LOOKED_AT:
        visit.goto((site / f"{name}.html").as_uri())
        assert visit.locator("h1:visible").count() == 1, name
        if faulty := faults(visit):
            found[name] = faulty
    assert found == {}


def test_no_page_scrolls_sideways_on_a_small_screen(site: Path, visit: Page) -> None:
    visit.set_viewport_size({"width": 320, "height": 640})
    wide = {}
    for path in sorted(site.rglob("*.html")):
        visit.goto(path.as_uri())
        over = visit.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if over > 0:
            wide[str(path.relative_to(site))] = over
    assert wide == {}


def test_what_scrolls_sideways_is_reached_by_the_keyboard_and_named(site: Path, visit: Page) -> None:
    visit.set_viewport_size({"width": 320, "height": 640})
    visit.goto((site / "assumptions.html").as_uri())
    boxes = "[...document.querySelectorAll('.table-wrapper, .highlight pre')]"
    scrolling = f"{boxes}.filter(o => o.scrollWidth > o.clientWidth + 1)"
    assert visit.evaluate(f"{scrolling}.length") > 5
    assert visit.evaluate(f"{scrolling}.every(o => o.tabIndex === 0 && o.getAttribute('aria-label'))")


def test_search_shows_the_text_around_what_it_finds_without_a_network(site: Path, visit: Page) -> None:
    visit.goto((site / "index.html").as_uri())
    visit.get_by_placeholder("Search").first.fill("posterior draws")
    visit.keyboard.press("Enter")
    visit.locator("#search-found h2").first.wait_for(timeout=15_000)
    found = visit.locator("#search-found")
    assert re.fullmatch(r"\d+ pages have “posterior draws”\..*", visit.locator("#search-status").inner_text())
    assert found.locator("h2", has_text="Calibration").count() >= 1
    marked = {one.lower() for one in found.locator("li p mark").all_inner_texts()}
    assert {"posterior", "draw"} & marked
    assert all(one.startswith(("posterior", "draw")) for one in marked)
    assert faults(visit) == []
    visit.set_viewport_size({"width": 320, "height": 640})
    assert visit.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0

    link = found.locator("li a").first
    heading = link.inner_text()
    link.press("Enter")
    visit.wait_for_url(re.compile(r"\.html#."))
    aim = visit.evaluate("document.getElementById(decodeURIComponent(location.hash.slice(1))).textContent")
    assert heading in " ".join(aim.split())

    visit.goto(f"{(site / 'search.html').as_uri()}?q=zzz(unheard")
    assert visit.locator("#search-status").inner_text().startswith("No page has “zzz(unheard”.")
    assert found.locator("*").count() == 0
