"""The offline page in a real browser, without a network: fixtures for the tests of the page.

    from browser import browser, browser_page, page_file  # noqa: F401

``browser_page`` is the page, opened from its file and ready; it is opened once for all tests of a file. The page's own
security policy forbids ``page.wait_for_function``: use :func:`wait_until`. Whatever the page asks of anybody, and
every error in it, fails the test. Where Chromium is missing, tests are skipped, or fail with DUSSK_REQUIRE_BROWSER=1.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import alone

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REQUIRED = "DUSSK_REQUIRE_BROWSER"
ALLOWED = ("file:", "blob:", "data:")
DRAWS, SEED = 12, 1
"""A page with few draws, so that a whole run of it is short."""

READY_SECONDS = 90.0


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page with the real front, made once however many workers run the tests."""
    from scenarios.page.bundle import FRONT

    return made_once(tmp_path_factory, "page.html", FRONT)


def made_once(factory: pytest.TempPathFactory, name: str, front: Path) -> Path:
    """Return the file of a page with this front; the first worker makes it."""
    from scenarios.page.bundle import bundle
    from scenarios.page.material import make

    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    path = shared / "dussk-pages" / name
    with alone(shared / "dussk-pages" / ".lock"):
        if not path.is_file():
            path.write_text(bundle(make(DRAWS, SEED), front), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for the tests of one file."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{REQUIRED}=1, and there is no Chromium or no Playwright")
        pytest.skip("no Chromium, or no Playwright")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def _opened(browser: Browser, page_file: Path) -> Iterator[tuple[Page, list[str]]]:
    with opened(browser, page_file) as (page, wrong):
        yield page, wrong


@pytest.fixture
def browser_page(_opened: tuple[Page, list[str]]) -> Iterator[Page]:
    """The page, open and ready; whatever goes wrong in it while a test runs fails that test."""
    page, wrong = _opened
    yield page
    found, wrong[:] = list(wrong), []
    assert not found, found


@contextmanager
def opened(browser: Browser, path: Path, **options: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open a page from its file with the network off, wait until it is ready, and note all that goes wrong in it."""
    context = browser.new_context(locale="en-GB", accept_downloads=True, **options)
    page, wrong = context.new_page(), []
    context.set_offline(True)
    page.on("request", lambda request: request.url.startswith(ALLOWED) or wrong.append(f"asked for {request.url}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("console", lambda message: message.type == "error" and wrong.append(f"console: {message.text}"))
    page.goto(path.as_uri())
    # The front's own dusskReady is left as it is: what the boot script hands it is kept beside it.
    wait_until(page, "window.dusskState === 'ready' || window.dusskState === 'cannot'", READY_SECONDS)
    assert page.evaluate("window.dusskState") == "ready", wrong
    yield page, wrong
    context.close()


def wait_until(page: Page, expression: str, seconds: float = 30.0) -> Any:
    """Wait until an expression of JavaScript is true in the page, and return its value."""
    ends = time.monotonic() + seconds
    while True:
        found = page.evaluate(expression)
        if found:
            return found
        assert time.monotonic() < ends, f"not true after {seconds:g} s: {expression}"
        time.sleep(0.05)
