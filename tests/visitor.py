"""What a visitor of the offline page does, and what must hold of every state of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from browser import wait_until

from scenarios.display import WORDS_FILE

if TYPE_CHECKING:
    from playwright.sync_api import Page

WORDS = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))
UNWANTED = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, WORDS['unwanted']['words']))})(?!\w)", re.IGNORECASE)
NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 900}
ALL_OPEN = "document.querySelectorAll('main section:not([hidden]) details').forEach((one) => { one.open = true; })"
FINISHED = "document.querySelector('#progress-words').textContent.startsWith('Finished')"


def go(page: Page, view: str) -> None:
    page.evaluate("(view) => { window.location.hash = view; }", view)
    page.locator(f"#view-{view}").wait_for()


def choose(page: Page, scenario: str) -> None:
    go(page, "choose")
    setting = page.evaluate(
        "(name) => dussk.state.facts.settings.find((one) =>"
        " one.kinds.some((kind) => kind.scenarios.some((start) => start.name === name))).id",
        scenario,
    )
    page.locator(f"#setting-{setting}").check()
    page.locator("#start-from").select_option(scenario)
    page.get_by_role("button", name="Continue").click()
    page.locator("#view-change").wait_for()


def enter(page: Page, group: str, label: str, value: str) -> None:
    section = page.locator("details.dussk-group").filter(has=page.get_by_text(group, exact=True))
    if section.get_attribute("open") is None:
        section.locator("summary").first.click()
    page.get_by_label(label, exact=True).fill(value)


def run(page: Page, finished: bool = True) -> None:
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator("#answer-words p").first.wait_for(timeout=20_000)
    if finished:
        wait_until(page, FINISHED, 60.0)


def stop(page: Page) -> None:
    """Press Stop at once: a click that first waits until nothing moves may come after the end of a short run."""
    page.locator("#stop").evaluate("(one) => { one.focus(); one.click(); }")
    page.get_by_role("button", name="Go on").wait_for()


def study_run(page: Page, sessions: int = 8) -> None:
    choose(page, "base")
    enter(page, "Stabilisation group", "Stabilisation sessions", str(sessions))
    run(page)


def download(page: Page, label: str) -> tuple[str, bytes]:
    with page.expect_download(timeout=60_000) as awaited:
        page.get_by_role("button", name=label, exact=True).click()
    path = awaited.value.path()
    return awaited.value.suggested_filename, Path(path).read_bytes()


# --- what must hold of every state --------------------------------------------------------------------------------


def faults(page: Page) -> list[str]:
    """Return what axe finds by all its rules, best practice included."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']} ({rule['impact']}): {[node['target'] for node in rule['nodes']]}" for rule in found]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than a screen of 320 pixels."""
    page.set_viewport_size(NARROW)
    page.wait_for_timeout(50)
    wider = int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
    page.set_viewport_size(WIDE)
    return wider


def assert_good(page: Page, title: str) -> None:
    """Hold a state of the page to its title, its words, every rule of axe, one h1 and no scrolling sideways."""
    assert page.title().startswith(title)
    assert page.locator("h1:visible").count() == 1
    assert UNWANTED.findall(page.locator("main").inner_text()) == []
    assert faults(page) == []
    assert overflow(page) <= 0
