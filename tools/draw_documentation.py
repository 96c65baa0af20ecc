"""Make the pictures of docs/start/ anew: the commissioner's page as it looks, and pictures of a report.

    python tools/draw_documentation.py

Needs Chromium. Pictures of a report are the program's own SVG, the same bytes each time; those of the page are what
Chromium shows, with few colours so that they stay small.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from scenarios import compare
from scenarios.document.blocks import Figure
from scenarios.drawn import usual_draws
from scenarios.page.bundle import bundle
from scenarios.page.material import make
from scenarios.report.of_comparison import document_of
from scenarios.running import usual_replications

if TYPE_CHECKING:
    from playwright.sync_api import Page

FIGURES = Path(__file__).resolve().parent.parent / "docs" / "figures"
SCENARIO = "extended-stabilisation"
KEPT = {f"flow-pathway-{SCENARIO}": "flow", "waits-base": "waits"}
"""Pictures of the report that are kept, and what their files are called after."""
DRAWS, SEED = 200, 1
"""Of the page: what ``dussk page`` takes by default, so that a reader sees the same numbers."""
SIZE = {"width": 900, "height": 760}
SECONDS = 120_000
COLOURS = 48


def shot(page: Page, name: str) -> None:
    """Keep what the page shows now."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(FIGURES / f"page-{name}.png", optimize=True)


def shots_of_page(file: Path, chromium: str) -> None:
    """Use the page as the five-minute path says, and keep what it shows on the way."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, locale="en-GB")
        page.goto(file.as_uri())
        page.get_by_text("Ready.").first.wait_for(timeout=SECONDS)
        shot(page, "start")
        page.get_by_role("link", name="1. Choose").click()
        page.get_by_label("The study, as it ran", exact=True).check()
        page.get_by_role("button", name="Continue").click()
        page.locator("summary").filter(has_text=re.compile(r"^\s*Stabilisation group\s*$")).click()
        page.get_by_label("Stabilisation sessions", exact=True).fill("8")
        page.get_by_text("The group for PTSD that comes before").scroll_into_view_if_needed()
        page.mouse.wheel(0, 200)
        page.wait_for_timeout(500)
        shot(page, "change")
        page.get_by_role("button", name="Run", exact=True).click()
        page.get_by_text("Finished:").wait_for(timeout=SECONDS)
        page.locator("#answer-words").scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        shot(page, "answer")
        print(page.locator("#answer-words").inner_text())
        browser.close()


def pictures_of_report() -> None:
    """Draw pictures of the report that the paths have made."""
    replications = usual_replications("auto")
    comparison = compare([SCENARIO], replications=replications, draws=usual_draws(replications), workers=2, quiet=True)
    for block in document_of(comparison, "").blocks:
        if isinstance(block, Figure) and block.name in KEPT:
            (FIGURES / f"report-{KEPT[block.name]}.svg").write_text(f"{block.svg}\n", encoding="utf-8")
            print(f"{KEPT[block.name]}: {block.alternative}")


def main() -> None:
    """Run the command line."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("there is no Chromium here")
    pictures_of_report()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dussk.html"
        file.write_text(bundle(make(DRAWS, SEED)), encoding="utf-8")
        shots_of_page(file, chromium)


if __name__ == "__main__":
    main()
