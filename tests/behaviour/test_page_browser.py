"""The offline page as a visitor meets it: in Chromium, from a file, with the network off."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import tomllib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

import pytest
from browser import DRAWS, READY_SECONDS, SEED, _opened, browser, browser_page, page_file, wait_until  # noqa: F401
from visitor import (
    ALL_OPEN,
    FINISHED,
    UNWANTED,
    WIDE,
    assert_good,
    choose,
    download,
    enter,
    go,
    run,
    stop,
    study_run,
)

from scenarios.page.bundle import FRONT
from scenarios.page.said import ENOUGH

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.behaviour, pytest.mark.xdist_group("browser")]


@pytest.fixture
def page(browser_page: Page) -> Page:  # noqa: F811
    """The page, ready, on a wide screen; the tests share it, and each begins with a choice of its own."""
    browser_page.set_viewport_size(WIDE)
    return browser_page


HOLD = """(() => {
    const real = window.setTimeout;
    window.setTimeout = (does, after, ...given) =>
        after === 0 && !window.startsNow ? (window.startsNow = does) && 0 : real(does, after, ...given);
})()"""
"""Holds the page at the first pause of its start, so that it can be looked at while it is loading."""


@pytest.fixture
def starting(browser: Browser, page_file: Path) -> Iterator[Page]:  # noqa: F811
    """A page that has only begun to start, until ``startsNow`` is called."""
    context = browser.new_context(locale="en-GB", accept_downloads=True, viewport=WIDE)
    context.set_offline(True)
    page = context.new_page()
    page.add_init_script(HOLD)
    page.goto(page_file.as_uri())
    wait_until(page, "Boolean(window.startsNow)")
    yield page
    context.close()


def test_the_front_is_whole_and_in_our_words() -> None:
    listed = (FRONT / "order.txt").read_text("utf-8").split()
    assert sorted(listed) == sorted(path.name for path in FRONT.glob("*.js"))
    for path in sorted(FRONT.iterdir()):
        text = path.read_text("utf-8")
        assert UNWANTED.findall(text) == [], path.name
        assert len(text.splitlines()) < 400, path.name
        assert re.findall(r"<[^>]+\son\w+=|https?://(?!www\.w3\.org/2000/svg)|innerHTML", text) == [], path.name


def test_by_keyboard_alone_from_loading_to_a_file(starting: Page) -> None:
    page = starting
    press = page.keyboard.press

    def tab_to(words: str, at_most: int = 60) -> None:
        for _ in range(at_most):
            press("Tab")
            now = page.evaluate(
                "(() => { const e = document.activeElement; const label = e.labels && e.labels[0];"
                " return (label ? label.textContent : e.textContent).trim(); })()"
            )
            if now.startswith(words):
                assert rings(page), f"no visible focus on {words}"
                return
        pytest.fail(f"the keyboard does not come to {words!r}")

    tab_to("Skip to main content", 1)
    press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    bar = page.get_by_role("progressbar", name="Unpacking the program")
    assert bar.evaluate("(one) => one.value") == 2
    assert "No personal data" in page.locator("#view-start").inner_text()
    assert_good(page, "Start")
    go(page, "change")
    assert "as soon as the simulation has started" in page.locator("#change-body").inner_text()
    assert_good(page, "Step 2")
    go(page, "start")
    page.evaluate("window.startsNow()")
    wait_until(page, "document.documentElement.dataset.ready === 'yes'", READY_SECONDS)
    tab_to("Start now")
    press("Enter")
    tab_to("A standing service, over five years")
    tab_to("What is changed in it", 1)
    for _ in range(40):
        if page.evaluate("document.activeElement.value") == "service-second-psychologist":
            break
        press("ArrowDown")
    assert "what does a second psychologist buy?" in page.locator("#start-words").inner_text()
    press("Shift+Tab")
    press("ArrowUp")
    assert page.evaluate("document.activeElement.value") == "study"
    assert page.locator("#start-from").input_value() == "base"
    tab_to("Continue")
    press("Enter")
    tab_to("Stabilisation group")
    press("Enter")
    tab_to("Stabilisation sessions")
    press("ControlOrMeta+a")
    page.keyboard.type("8")
    press("Enter")
    wait_until(page, "document.querySelector('#progress-words') && " + FINISHED, 60.0)
    tab_to("Scenario file")
    with page.expect_download() as awaited:
        press("Enter")
    assert tomllib.loads(Path(awaited.value.path()).read_text("utf-8"))["changes"] == {"stabilisation.sessions": 8}


def rings(page: Page) -> bool:
    """Whether the element with the focus looks otherwise than without it, on itself or on what it labels."""
    look = """(() => {
        const e = document.activeElement;
        const of = (one) => { const s = getComputedStyle(one);
            return [s.outlineStyle + s.outlineWidth, s.boxShadow, s.backgroundColor].join(); };
        const all = [e, e.firstElementChild, e.nextElementSibling].filter(Boolean);
        const looks = () => all.map((one) => of(one) + getComputedStyle(one, '::before').boxShadow).join();
        const focused = looks(); e.blur(); const bare = looks(); e.focus(); return focused !== bare; })()"""
    return bool(page.evaluate(look))


def test_every_state_is_accessible_narrow_and_in_our_words(page: Page) -> None:
    go(page, "start")
    for summary in ("Who shaped this", "Accessibility statement"):
        page.get_by_text(summary, exact=True).first.click()
    assert "Nobody with lived experience has shaped this page yet" in page.locator("main").inner_text()
    assert_good(page, "Start")
    go(page, "choose")
    assert_good(page, "Step 1")
    choose(page, "service")
    assert_good(page, "Step 2")
    page.evaluate(ALL_OPEN)
    assert_good(page, "Step 2")
    page.get_by_label("Stabilisation sessions", exact=True).fill("99")
    page.get_by_role("button", name="Run", exact=True).click()
    assert_good(page, "Error: step 2")
    page.get_by_label("Stabilisation sessions", exact=True).fill("8")
    run(page, finished=False)
    stop(page)
    assert_good(page, "Step 3: stopped at")
    page.get_by_role("button", name="Go on").click()
    wait_until(page, FINISHED, 60.0)
    page.get_by_role("button", name="Save this option").click()
    page.evaluate(ALL_OPEN)
    assert_good(page, "Step 3: answer")
    page.get_by_role("button", name=re.compile("^Compare the next run with this")).first.click()
    assert_good(page, "Step 2")
    go(page, "replay")
    page.locator("#map svg").wait_for()
    page.locator("#week").fill("120")
    assert_good(page, "Living picture")


def test_the_commissioners_question(page: Page) -> None:
    choose(page, "service")
    enter(page, "Stabilisation group", "Stabilisation sessions", "8")
    enter(page, "The psychologist's time", "Psychologists at each site", "1.5")
    changes = page.locator("#changes").inner_text()
    assert "8, changed from 5" in changes
    assert "1.5, changed from 1" in changes
    page.get_by_label("Title of your option").fill("Eight sessions and half a psychologist more")
    run(page)
    said = page.locator("#answer-words").inner_text()
    assert "Eight sessions and half a psychologist more: over five years, on average" in said
    assert "“A standing service for one city”" in said
    assert "“Eight sessions and half a psychologist more” differs from “A standing service for one city” in:" in said
    assert re.search(r"£[\d,]+ more \((single runs: )?(from )?£[\d,]+( more)? to £[\d,]+( more)?\)", said)
    assert f"all {DRAWS} versions of what may be true" in said
    cost = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Total cost", exact=True)).first
    shown = cost.inner_text().replace("\u2060", "")
    assert re.search(r"\+£[\d,]+ ±£[\d,]+\s+\+£[\d,]+ to \+£[\d,]+", shown)
    assert "single runs show holds chance" in page.locator("#answer-notes").inner_text()
    for name in ("Where women are lost, and why", "Who pays"):
        assert page.get_by_text(name, exact=True).count() >= 1
    for figure in page.locator("#answer-figures figure").all():
        assert len(figure.get_by_role("img").get_attribute("aria-label") or "") > 40
        assert figure.locator("xpath=following-sibling::details//table").count() == 1

    page.get_by_label("Name", exact=True).fill("Eight and a half more")
    page.get_by_role("button", name="Save this option").click()
    go(page, "change")
    page.get_by_role("button", name="Undo Psychologists at each site").click()
    assert "Psychologists" not in page.locator("#changes").inner_text()
    page.get_by_label("Title of your option").fill("Eight sessions alone")
    page.get_by_label("Compare with", exact=True).select_option(label="Eight and a half more")
    run(page)
    said = page.locator("#answer-words").inner_text()
    assert "Eight sessions alone: over five years, on average" in said
    assert "“Eight and a half more”" in said
    assert "less (" in said, "half a psychologist fewer costs less"
    page.get_by_role("button", name="Forget Eight and a half more").click()
    assert "Eight and a half more" not in page.locator("#saved-list").inner_text()
    go(page, "change")
    assert "Eight and a half more" not in page.get_by_label("Compare with", exact=True).inner_text()


def test_a_title_holds_what_the_start_changes_too(page: Page) -> None:
    choose(page, "service-widened-both")
    title = page.get_by_label("Title of your option")
    assert title.input_value() == "The service with both criteria widened"
    assert "qualifies: at any time, where it was at least weekly" in page.locator("#start-changes").inner_text()
    assert (
        "Who is met, and who may join (2 changed by the start)"
        in page.locator("#group-joining summary").first.inner_text()
    )
    marked = page.locator("[data-input='eligibility.sells_sex'] .dussk-changed").first
    assert "Changed by the start: “at any time”, where" in (marked.text_content() or "")
    enter(page, "The psychologist's time", "Psychologists at each site", "1.5")
    whole = "The service with both criteria widened; psychologists at each site 1.5"
    assert title.input_value() == whole
    against = page.get_by_label("Compare with", exact=True)
    against.select_option("service-widened-both")
    assert title.input_value() == "Psychologists at each site 1.5", "what both have is no part of the comparison"
    against.select_option("service")
    assert title.input_value() == whole
    run(page)
    assert f"{whole}: over five years, on average" in page.locator("#answer-words").inner_text()
    kept_as = page.locator("#save-title").input_value()
    assert re.fullmatch(rf"My option \d \({re.escape('t' + whole[1:])}\)", kept_as), (
        "no name of what comes with the page"
    )
    assert "More than twice as many leave for" in page.locator("#answer-leaving").inner_text()
    name, document = download(page, "Report for Word")
    assert name == "my-the-service-with-both-criteria-widened-psychologists-at-each-site-1-5.docx"
    with zipfile.ZipFile(io.BytesIO(document)) as packed:
        assert whole in re.sub(r"<[^>]+>", "", packed.read("word/document.xml").decode())

    go(page, "change")
    for label in ("Places in a drug group", "Stabilisation sessions", "Days a referral takes"):
        page.evaluate(ALL_OPEN)
        page.get_by_label(label, exact=True).fill("7")
    assert title.input_value().startswith("The service with both criteria widened; ")
    assert re.search(r" more change(s)?$", title.input_value())
    assert len(title.input_value()) <= 120
    title.fill("Mine")
    against.select_option("service-widened-both")
    assert title.input_value() == "Mine", "a title that somebody gave stays"


HEARD = """(() => {
    window.heard = [];
    const place = document.querySelector("#said");
    new MutationObserver(() => place.textContent && window.heard.push(place.textContent))
        .observe(place, { childList: true, characterData: true, subtree: true });
})()"""
"""Keeps all that the page says to a screen reader."""


def test_no_answer_is_announced_that_rests_on_few_draws(page: Page) -> None:
    choose(page, "service")
    enter(page, "Stabilisation group", "Stabilisation sessions", "10")
    page.evaluate(HEARD)
    run(page)
    assert "on average" in page.locator("#answer-words").inner_text()
    wait_until(page, "window.heard.some((one) => one.startsWith('The run has ended'))")
    heard = page.evaluate("window.heard")
    early = [one for one in heard if (found := re.match(r"\D*(\d+) of", one)) and int(found[1]) < ENOUGH]
    assert any("Too few versions yet to say how many more or fewer women join" in one for one in early), heard
    assert not any("on average" in one for one in early)


def test_a_number_is_checked_when_its_field_is_left(page: Page) -> None:
    choose(page, "service")
    box, place = (
        page.get_by_label("Psychologists at each site", exact=True),
        page.locator("#input-psychologist-number-error-place"),
    )
    enter(page, "The psychologist's time", "Psychologists at each site", "1,5")
    assert "it is not a full-time post" in page.locator("#input-psychologist-number-hint").inner_text()
    assert place.inner_text() == ""
    box.press("Tab")
    place.get_by_text("“1,5” is not a number; enter a number from 0.25 to 10, with a point: 1.5.").wait_for()
    assert box.get_attribute("aria-invalid") == "true"
    assert_good(page, "Step 2")
    box.fill("50")
    box.press("Tab")
    place.get_by_text("50 cannot be used").wait_for()
    box.fill("1.5")
    box.press("Tab")
    wait_until(page, "!document.querySelector('#input-psychologist-number-error-place').textContent")
    assert box.get_attribute("aria-invalid") is None
    assert "1.5, changed from 1" in page.locator("#changes").inner_text()


def is_drawn(png: bytes) -> bool:
    """Whether a PNG holds more than one even ground, which packs into a handful of different bytes."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    place, packed = 8, b""
    while place < len(png):
        size = int.from_bytes(png[place : place + 4], "big")
        if png[place + 4 : place + 8] == b"IDAT":
            packed += png[place + 8 : place + 8 + size]
        place += size + 12
    return len(set(zlib.decompress(packed))) > 50


def test_files_say_what_the_page_says(page: Page, tmp_path: Path) -> None:
    study_run(page)
    name, scenario = download(page, "Scenario file")
    file = tmp_path / name
    file.write_bytes(scenario)
    words = ("run", str(file), "--json", "--engine", "simpy", "--workers", "1", "--seed", str(SEED))
    size = ("--draws", str(DRAWS), "--replications", str(DRAWS))
    told = subprocess.run(
        [sys.executable, "-m", "scenarios.cli", *words, *size], capture_output=True, text=True, timeout=90, check=True
    )
    outcomes = json.loads(told.stdout)["outcomes"]

    rows = list(csv.DictReader(io.StringIO(download(page, "Results as CSV")[1].decode())))
    mine = [row for row in rows if row["option"] == file.stem]
    assert [len(rows), len(mine)] == [2 * DRAWS, DRAWS]
    for total in ("consented", "started_therapy", "completed_therapy", "stabilisation_sessions_held"):
        assert fmean(int(row[total]) for row in mine) == pytest.approx(outcomes[total]["mean"])

    shown = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Total cost", exact=True)).first
    mean_cost = f"£{outcomes['cost_total']['mean']:,.0f}"
    assert mean_cost in shown.inner_text()
    sentence = page.locator("#answer-words .dussk-sentence").first.inner_text()

    report = download(page, "Report as a web page")[1].decode()
    assert report.lstrip().lower().startswith("<!doctype html>")
    assert mean_cost in report
    with zipfile.ZipFile(io.BytesIO(download(page, "Report for Word")[1])) as packed:
        short = re.sub(r"<[^>]+>", "", packed.read("word/document.xml").decode())
    name, whole = download(page, "Report for Word, with annexes")
    assert name == f"{file.stem}-with-annexes.docx"
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        names = packed.namelist()
        text = re.sub(r"<[^>]+>", "", packed.read("word/document.xml").decode())
        pictures = [packed.read(one) for one in names if one.endswith(".png")]
    assert mean_cost in short
    assert mean_cost in text
    assert len(short) < len(text) / 2
    assert sentence.split(":")[0] in text
    assert len(pictures) == page.locator("#answer-figures figure").count() > 0
    assert all(is_drawn(picture) for picture in pictures)
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(download(page, "Numbers for Excel")[1]), data_only=True)
    values = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    numbers = [cell for cell in values if isinstance(cell, int | float)]
    assert any(abs(number - outcomes["cost_total"]["mean"]) < 0.005 for number in numbers)


def test_what_is_wrong_is_told_in_words(page: Page) -> None:
    choose(page, "base")
    enter(page, "Stabilisation group", "Stabilisation sessions", "99")
    enter(page, "The psychologist's time", "Psychologists at each site", "one")
    page.get_by_label("Title of your option").fill("")
    page.get_by_role("button", name="Run", exact=True).click()
    summary = page.locator(".nhsuk-error-summary")
    assert summary.evaluate("(one) => one === document.activeElement")
    told = summary.inner_text()
    assert "Stabilisation sessions: 99 cannot be used; expected a whole number from 1 to 52" in told
    assert "“one” is not a number; enter a number from 0.25 to 10" in told
    assert "title" in told
    page.locator("#group-stabilisation").evaluate("(one) => { one.open = false; }")
    summary.get_by_role("link", name=re.compile("^Stabilisation sessions")).click()
    box = page.get_by_label("Stabilisation sessions", exact=True)
    assert box.evaluate("(one) => one === document.activeElement")
    assert box.get_attribute("aria-invalid") == "true"
    described = (box.get_attribute("aria-describedby") or "").split()
    assert any("99 cannot be used" in page.locator(f"#{one}").inner_text() for one in described)

    page.get_by_label("Title of your option").fill("Groups that cannot be")
    box.fill("5")
    page.get_by_label("Psychologists at each site", exact=True).fill("1")
    page.get_by_label("Women needed before a group starts", exact=True).fill("9")
    page.get_by_label("Women in a group at most", exact=True).fill("3")
    page.get_by_role("button", name="Run", exact=True).click()
    contradiction = page.locator(".nhsuk-error-summary").inner_text()
    assert "Women needed before a group starts" in contradiction
    assert "stabilisation." not in contradiction
    assert page.locator("#view-change").is_visible()


def test_a_run_stops_and_goes_on(page: Page) -> None:
    choose(page, "service")
    enter(page, "Stabilisation group", "Stabilisation sessions", "9")
    run(page, finished=False)
    stop(page)
    assert page.evaluate("document.activeElement.id") == "go-on"
    words = page.locator("#progress-words").inner_text()
    found = re.fullmatch(
        rf"Stopped: (\d+) of {DRAWS} versions of what may be true\. The answer below rests on them\.", words
    )
    assert found, words
    done = int(found[1])
    assert 0 < done < DRAWS
    assert f"{done} of {DRAWS} versions of what may be true so far" in page.locator("#answer-words").inner_text()
    page.wait_for_timeout(500)
    assert page.locator("#progress-words").inner_text() == words, "it works on after it was stopped"
    assert len(download(page, "Results as CSV")[1].decode().splitlines()) == 1 + 2 * done
    assert not page.get_by_role("button", name="Save this option").is_visible()
    page.get_by_role("button", name="Go on").click()
    wait_until(page, FINISHED, 60.0)
    assert page.get_by_role("button", name="Save this option").is_visible()


def replayed(page: Page) -> dict[str, Any]:
    """Return what the picture is drawn from, asked of Python once more."""
    found: dict[str, Any] = page.evaluate("window.dussk.bridge.replay(window.dussk.state.run.id, 0)")
    return found


def most(week: tuple[int, set[int]]) -> int:
    return len(week[1])


def test_the_living_picture(page: Page) -> None:
    study_run(page, sessions=6)
    page.get_by_role("link", name="Watch one of these runs week by week").click()
    page.locator("#map svg").wait_for()
    told = replayed(page)
    week = int(page.evaluate("document.querySelector('#week').value"))
    assert week == 1, "it plays by itself"
    page.wait_for_timeout(700)
    assert page.locator("#week").input_value() == "1", "it plays by itself"

    # The week in which most women came to something.
    busy, came = max(
        ((at, {w for week, w, _ in told["attended"] if week == at}) for at in range(told["weeks"])), key=most
    )
    page.locator("#week").fill(str(busy + 1))
    where = {woman["id"]: [m["place"] for m in woman["moves"] if m["week"] <= busy] for woman in told["women"]}
    page.get_by_text("Who is where in this week, as a table").click()
    rows = [row.locator("th, td").all_inner_texts() for row in page.locator("#where-table tbody tr").all()]
    for place, row in zip(told["places"], rows, strict=True):
        here = [woman for woman, moves in where.items() if moves and moves[-1] == place["id"]]
        assert row[:2] == [place["label"], str(len(here))]
        assert row[2] == ("–" if place["kind"] == "outside" else str(len(came.intersection(here))))
        assert row[3] == (", ".join(map(str, here)) or "–")
    label = page.locator("#map svg").get_attribute("aria-label") or ""
    assert label.startswith(f"Map of the pathway in week {busy + 1}.")
    more = re.findall(r"and (\d+) more", " ".join(page.locator(".dussk-map__more").all_text_contents()))
    marks = page.locator(".dussk-map .dussk-mark:not(.dussk-mark--hidden)")
    assert marks.count() + sum(map(int, more)) == sum(int(row[1]) for row in rows) > 0
    filled = page.locator(".dussk-map .dussk-mark--attended:not(.dussk-mark--hidden)")
    assert filled.count() == sum(int(row[2]) for row in rows if row[2] != "–") > 0

    page.locator("#week").fill(str(told["weeks"]))
    page.get_by_role("button", name="To the start").click()
    assert marks.count() == sum(woman["moves"][0]["week"] == 0 for woman in told["women"])
    page.get_by_role("button", name="Step forward").click()
    assert page.locator("#week-now").inner_text().startswith("2 of ")
    page.get_by_role("button", name="Step back").click()
    page.get_by_role("button", name="Play").click()
    wait_until(page, "Number(document.querySelector('#week').value) >= 3", 10.0)
    page.get_by_role("button", name="Pause").click()
    stopped = page.locator("#week").input_value()
    page.wait_for_timeout(1200)
    assert page.locator("#week").input_value() == stopped
    page.get_by_role("button", name="To the start").click()
    page.locator("#week").focus()
    page.keyboard.press("End")
    assert page.locator("#week").get_attribute("aria-valuetext") == f"Week {told['weeks']} of {told['weeks']}"

    page.get_by_text("The whole story, week by week").click()
    page.locator("#whole-story tbody tr").first.wait_for()
    moves = sum(len(woman["moves"]) for woman in told["women"])
    assert page.locator("#whole-story tbody tr").count() == moves
    page.evaluate(ALL_OPEN)
    assert_good(page, "Living picture of run 1")
    page.get_by_label("Which run to watch").fill("999")
    page.get_by_role("button", name="Show this run").click()
    assert f"Enter a whole number from 1 to {DRAWS}." in page.locator("#replay-which-error").inner_text()

    page.emulate_media(reduced_motion="reduce")
    page.get_by_label("Which run to watch").fill("2")
    page.get_by_role("button", name="Show this run").click()
    page.get_by_role("heading", name="Run 2, week by week").wait_for()
    assert page.get_by_role("button", name="Play").count() == 0
    page.locator("#week").fill("40")
    assert page.locator(".dussk-mark").first.evaluate("(one) => getComputedStyle(one).transitionDuration") == "0s"
    page.emulate_media(reduced_motion="no-preference")


def test_where_nobody_joins_there_is_nothing_to_watch(page: Page) -> None:
    choose(page, "base")
    for label in ("Contacts made on outreach", "Contacts made at the drop-in", "Women who come forward themselves"):
        enter(page, "Who is met, and who may join", label, "0")
    run(page)
    assert "Average weeks waited" not in page.locator("#answer-words").inner_text()
    go(page, "replay")
    page.get_by_text("Nobody joined in run 1, so there is nothing to watch.").wait_for()


def test_on_paper_all_is_open_and_no_button_is_left(page: Page) -> None:
    study_run(page)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#answer-body details:not([open])").count() == 0
    assert page.locator("button:visible").count() == 0
    assert page.locator("#answer-words").is_visible()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#answer-body details[open]").count() == 0
