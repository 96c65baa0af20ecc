"""The page's engine: what it answers is what the command line answers, in Python here and in a real browser."""

import base64
import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from browser import DRAWS, SEED, browser, made_once, opened, wait_until  # noqa: F401
from typer.testing import CliRunner

from scenarios.answers import plain_sentences
from scenarios.app import app
from scenarios.comparison import compare_pairs
from scenarios.document.signs import in_print
from scenarios.files import find
from scenarios.page import bridge, material
from scenarios.page.bundle import bundle
from scenarios.page.money import money_blocks
from scenarios.page.reply import pair_of
from scenarios.page.said import BY_COMMAND_LINE, ENOUGH, MADE_WITH_TOO_FEW, with_curly_quotes
from scenarios.page.summaries import summarise, summary_of
from scenarios.running import REPLICATIONS, Settings, run_scenarios
from sim.errors import InputError
from sim.outcomes import TOTALS

pytestmark = pytest.mark.behaviour

TRIAL_FRONT = Path(__file__).parent.parent / "data" / "page_front"

TOO_FEW = "Too few versions yet to say how many more or fewer women join, begin and complete therapy."
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP6DwABBQECz6AuzQAAAABJRU5ErkJggg=="

DESIGNS = [
    ("base", {"stabilisation.sessions": 8, "stabilisation.minimum_size": 4}, "base"),
    ("base", {"psychologist.number": 0.5, "costs.drug_group_session": 120.0, "referral.delay_days": 0}, "more-support"),
    ("service", {"psychologist.number": 1.5, "eligibility.uses_drugs": "month"}, "service-scarce"),
    ("do-minimum", {}, "base"),
]


def call(name: str, *given: Any) -> Any:
    return json.loads(getattr(bridge, name)(*given))


@pytest.fixture(scope="module")
def made() -> material.Material:
    return material.make(DRAWS, SEED)


@pytest.fixture(autouse=True)
def visit(made: material.Material) -> None:
    bridge.open_with(made)


def asked(based_on: str, changes: dict[str, Any], compare_with: str, **more: Any) -> dict[str, Any]:
    values = call("design", based_on)["values"] | changes
    return {"based_on": based_on, "title": "My own", "values": values, "compare_with": compare_with, **more}


def begun(*given: Any, **more: Any) -> str:
    found = call("begin", json.dumps(asked(*given, **more)))
    assert "run" in found, found
    return found["run"]


def finished(*given: Any, **more: Any) -> str:
    run = begun(*given, **more)
    assert call("step", run, 1e6) == {"done": DRAWS, "total": DRAWS}
    return run


def text_of(run: str, kind: str) -> str:
    return base64.b64decode(call("download", run, kind, "{}")["base64"]).decode()


def rows_of(text: str) -> dict[str, list[list[int]]]:
    """Return the rows of a download by option: draw, replication and totals."""
    header, *rows = csv.reader(io.StringIO(text))
    assert header == ["option", "draw", "replication", *TOTALS]
    found: dict[str, list[list[int]]] = {}
    for option, *cells in rows:
        found.setdefault(option, []).append([int(cell) for cell in cells])
    return found


def as_file(run: str, folder: Path) -> Path:
    path = folder / call("download", run, "toml", "{}")["filename"]
    path.write_text(text_of(run, "toml"), encoding="utf-8")
    return path


def command_line_rows(path: str, engine: str, draws: int = DRAWS, seed: int = SEED) -> list[list[int]]:
    scenario = find(path)
    settings = Settings(draws, seed, engine, draws=draws)
    runs = run_scenarios([scenario], settings, quiet=True)[scenario.name]
    return [[draw, i, *row] for i, (draw, row) in enumerate(zip(runs.draws, runs.rows, strict=True))]


# --- the same numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("based_on", "changes", "other"), DESIGNS)
def test_a_finished_run_is_what_the_command_line_runs(
    based_on: str, changes: dict[str, Any], other: str, tmp_path: Path
) -> None:
    run = finished(based_on, changes, other)
    found = rows_of(text_of(run, "csv"))
    path = str(as_file(run, tmp_path))
    assert found["my-my-own"] == command_line_rows(path, "compiled")
    assert found[other] == command_line_rows(other, "compiled")


def test_the_command_by_the_simpy_engine_gives_the_rows(tmp_path: Path) -> None:
    run = finished(*DESIGNS[0])
    path, out = as_file(run, tmp_path), tmp_path / "out"
    size = ["--draws", str(DRAWS), "--replications", str(DRAWS), "--seed", str(SEED), "--engine", "simpy"]
    done = CliRunner().invoke(app, ["run", str(path), *size, "--out", str(out), "--workers", "1"])
    assert done.exit_code == 0, done.output
    with (out / "outcomes.csv").open(encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert header == ["draw", "replication", *TOTALS]
    assert [[int(cell) for cell in row] for row in rows] == rows_of(text_of(run, "csv"))["my-my-own"]


def test_a_shipped_scenario_lived_in_the_page_is_what_was_worked_out_beforehand(made: material.Material) -> None:
    run = finished("more-support", {}, "base")
    mine = bridge.session().work(run).mine.runs
    known = made.known["more-support"]
    assert mine is not known
    assert mine.rows == known.rows
    assert (+mine.waits, +mine.sizes, +mine.years) == (+known.waits, +known.sizes, +known.years)


def test_the_answer_is_that_of_a_comparison_by_the_command_line(tmp_path: Path) -> None:
    run = finished(*DESIGNS[2])
    scenario, other = find(str(as_file(run, tmp_path))), find(DESIGNS[2][2])
    compared = compare_pairs([(scenario, other)], Settings(DRAWS, SEED, draws=DRAWS), quiet=True).compared[0]
    assert call("answer", run)["sentences"] == [with_curly_quotes(in_print(said)) for said in plain_sentences(compared)]


def test_material_is_the_same_after_writing_and_reading(made: material.Material) -> None:
    files = made.files()
    again = material.read(lambda name: files[name].decode())
    assert (again.draws, again.made()) == (made.draws, made.made())
    for name, runs in made.known.items():
        found = again.known[name]
        assert found.parameters == runs.parameters
        assert (found.rows, found.draws) == (runs.rows, runs.draws)
        assert (found.waits, found.sizes, found.years) == (+runs.waits, +runs.sizes, +runs.years)
    with pytest.raises(KeyError):
        again.known["nothing"]


# --- as far as it has come -----------------------------------------------------------------------------------------


def test_an_answer_sharpens_and_says_how_far_it_has_come(tmp_path: Path) -> None:
    run = begun(*DESIGNS[0])
    assert call("answer", run)["errors"]
    assert call("download", run, "csv", "{}")["errors"]
    for done in range(1, DRAWS + 1):
        assert call("step", run, 0) == {"done": done, "total": DRAWS}
        found = call("answer", run)
        assert (found["done"], found["final"]) == (done, done == DRAWS)
        assert found["few"] == (done < ENOUGH)
        assert (
            found["sentences"] == [TOO_FEW] if done < ENOUGH else found["sentences"][0].startswith("My own: on average")
        )
        assert any("Not all is done" in note for note in found["notes"]) == (done < DRAWS)
        if done == 5:
            part, path = rows_of(text_of(run, "csv")), as_file(run, tmp_path)
            early = text_of(run, "html")
            assert TOO_FEW in early
            assert "about as many women" not in early
    assert call("step", run, 0) == {"done": DRAWS, "total": DRAWS}
    assert part["my-my-own"] == command_line_rows(str(path), "compiled", 5)
    assert part["base"] == command_line_rows("base", "compiled", 5)


def test_an_answer_has_tables_pictures_and_notes() -> None:
    found = call("answer", finished(*DESIGNS[2]))
    names = [table["name"].partition("-")[0] for table in found["tables"]]
    assert set(names) >= {"main", "flow", "waits", "sessions", "costs", "payers"}
    figures = {figure["name"].partition("-")[0] for figure in found["figures"]}
    assert figures == {"reached", "flow", "waits", "costs", "years"}
    for table in (*found["tables"], *(figure["table"] for figure in found["figures"])):
        assert all(len(row) == len(table["header"]) for row in table["rows"])
        assert table["caption"]
        assert not any("Expected" in words for words in (*table["header"], table["note"]))
    for figure in found["figures"]:
        assert figure["svg"].startswith("<svg")
        assert figure["alternative"]
    notes = " ".join(found["notes"])
    for words in ("worked out beforehand by the same program", "No personal data", "Widening", "No effect on drug use"):
        assert words in notes


def test_waits_for_the_drug_groups_are_told_too(made: material.Material) -> None:
    scarce = finished("service", {"drug_groups.places": 4}, "service")
    shown = {row[0]: row for row in call("answer", scarce)["tables"][0]["rows"]}
    rows = rows_of(text_of(scarce, "csv"))
    for step, words in (("getting_started", "getting started"), ("preparation", "preparation")):
        days, served = (2 + TOTALS.index(f"{kind}_{step}") for kind in ("days_waited", "served"))
        weeks = [sum(row[days] for row in of) / 7 / sum(row[served] for row in of) for of in rows.values()]
        told = [cell.partition(" ±")[0] for cell in shown[f"Weeks waited, drug group: {words}"][1:3]]
        assert [float(cell) for cell in told] == pytest.approx(weeks, abs=0.051)
        assert weeks[1] > 2 * weeks[0], "four places are soon taken"
        row = [f"A drug group ({words})", *(f"{mean:.1f}" for mean in weeks)]
        assert row in call("answer", scarce)["waiting"]["rows"]
    untouched = finished("base", {"stabilisation.sessions": 8}, "base")
    shown = {row[0]: row for row in call("answer", untouched)["tables"][0]["rows"]}
    assert float(shown["Weeks waited, drug group: getting started"][1].partition(" ±")[0]) < 1.0


def test_an_answer_says_in_what_the_two_differ_and_what_its_averages_rest_on() -> None:
    found = call("answer", finished("more-support", {"stabilisation.sessions": 8}, "base"))
    other = find("base").title
    assert found["differs"] == (
        f"“My own” differs from “{other}” in: two £10 vouchers a session, where there was one; a named case manager, "
        "where there was none; stabilisation sessions: 8, where it was 5."
    )
    assert (
        f"The averages here rest on {DRAWS} runs, and those of a report made with the command line on 10,000"
        in found["rests"]
    )
    assert BY_COMMAND_LINE == REPLICATIONS
    assert f"“{other}”" in found["sentences"][0]
    assert not re.search(r"(^|[ (])'\w", " ".join([*found["sentences"], *found["notes"]])), (
        "one kind of quotation marks"
    )
    assert call("facts")["warning"] == ""


def test_a_start_that_is_run_unchanged_has_its_levels() -> None:
    found = call("answer", finished("service", {}, "service"))
    assert found["differs"] == ""
    said = found["sentences"][0]
    assert re.search(r"Over five years, on average [\d.]+ \(single runs: \d+ to \d+\) women join", said)
    assert re.search(r"for £[\d,]+ \(£[\d,]+ to £[\d,]+\), which is £[\d,]+ a year, in prices of 2017/18\.", said)


def test_a_page_of_few_draws_says_so_when_all_are_done() -> None:
    bridge.open_with(material.make(4, SEED))
    run = begun(*DESIGNS[0])
    assert call("step", run, 1e6) == {"done": 4, "total": 4}
    found = call("answer", run)
    assert found["final"]
    assert found["sentences"] == [MADE_WITH_TOO_FEW]
    assert found["rests"] == ""
    assert call("facts")["warning"] == MADE_WITH_TOO_FEW


def test_a_reason_for_which_many_more_leave_is_told_in_words(made: material.Material) -> None:
    found = call("answer", finished("service-widened-both", {}, "service"))["leaving"]
    assert found.startswith("More than twice as many leave for th")
    mine, other = (
        summary_of(made.known[name].total("left_interest_lost")).mean for name in ("service-widened-both", "service")
    )
    assert f"lost interest while waiting ({mine:.1f} women, where {other:.1f} did in A)" in found
    assert call("answer", finished("base", {}, "base"))["leaving"] == ""


def test_reports_say_nothing_that_one_run_a_draw_cannot_tell() -> None:
    run = finished(*DESIGNS[0])
    page = text_of(run, "html")
    assert "Expected" not in page
    assert "expected interval" not in page
    assert "The predictive interval holds 95% of single runs" in page
    assert f"lived in {DRAWS} versions of what may be true, one run of each" in page


def test_reports_hold_costs_and_consequences_a_date_and_the_command(made: material.Material) -> None:
    for design, names in ((DESIGNS[0], ("business-as-usual", "do-minimum")),
                          (DESIGNS[2], ("service-business-as-usual", "service-do-minimum"))):  # fmt: skip
        run = finished(*design)
        answer = call("download", run, "html", "{}", "23 November 2026")
        page = base64.b64decode(answer["base64"]).decode()
        assert "<p>23 November 2026</p>" in page
        assert f"dussk compare my-my-own.toml --to {design[2]} --draws {DRAWS} --replications {DRAWS}" in page
        for name in names:
            assert f": {find(name).title}" in page
            mean = summarise(made.known[name])["cost_total"].mean
            assert mean is not None
            assert f"£{mean:,.0f}" in page
    assert "23 November 2026" not in text_of(run, "html")


def test_the_cost_of_one_more_woman_is_given_only_where_single_runs_tell_it(made: material.Material) -> None:
    pair = pair_of(bridge.session().work(finished(*DESIGNS[0])))
    beside = {str(row[0]): row[-1] for row in money_blocks(pair, made.known)[2].rows}
    assert beside["B: My own"] == "not given"
    assert len(beside) == 3
    assert len(money_blocks(pair, {})[2].rows) == 1


def test_reports_are_files_that_office_programs_read() -> None:
    from docx import Document
    from openpyxl import load_workbook

    run = finished(*DESIGNS[0])
    found = {kind: call("download", run, kind, json.dumps({"flow-x": PIXEL})) for kind in ("docx", "xlsx")}
    content = {kind: io.BytesIO(base64.b64decode(one["base64"])) for kind, one in found.items()}
    assert found["docx"]["filename"] == "my-my-own.docx"
    assert found["xlsx"]["filename"] == "my-my-own.xlsx"
    assert "My own" in "\n".join(paragraph.text for paragraph in Document(content["docx"]).paragraphs)
    assert len(load_workbook(content["xlsx"]).sheetnames) > 5
    assert call("download", run, "docx", json.dumps({"flow-x": "no picture"}))["errors"]
    assert call("download", run, "docx", json.dumps({"flow-x": base64.b64encode(b"no PNG").decode()}))["errors"]


def test_the_totals_shown_are_those_of_the_rows() -> None:
    run = finished(*DESIGNS[0])
    rows = rows_of(text_of(run, "csv"))
    shown = {row[0]: row for table in call("answer", run)["tables"] if table["name"] == "flow" for row in table["rows"]}
    place = 2 + TOTALS.index("left")
    means = [sum(row[place] for row in rows[option]) / DRAWS for option in ("base", "my-my-own")]
    assert shown["Left, and not back by the end"][1:3] == [f"{mean:.1f}" for mean in means]
    tables = {table["name"]: {row[0]: row for row in table["rows"]} for table in call("answer", run)["tables"]}
    for name, row in (("costs", "Total cost"), ("flow", "Began one-to-one therapy")):
        # Of the two tables only the main one has ± beside each option's own mean.
        here, there = ([cell.partition(" ±")[0] for cell in tables[table][row]] for table in (name, "main"))
        assert here == there


def test_what_a_design_keeps_as_its_own_is_said() -> None:
    notes = " ".join(call("answer", finished(*DESIGNS[1]))["notes"])
    assert "“My own” holds “Days a referral takes” at 0, which with " in notes
    assert "“A drug-group session” at 120" in notes
    assert " is not known: " in notes
    assert "All else varies alike in both." in notes


# --- comparing, keeping, other seeds -------------------------------------------------------------------------------


def test_a_study_is_not_compared_with_a_service() -> None:
    (error,) = call("begin", json.dumps(asked("base", {}, "service")))["errors"]
    assert error["name"] == "compare_with"
    assert "another time" in error["message"]


@pytest.mark.parametrize("other", ["nothing", "saved:1", "saved:", 3, "../base"])
def test_there_must_be_something_to_compare_with(other: object) -> None:
    (error,) = call("begin", json.dumps(asked("base", {}, other)))["errors"]  # type: ignore[arg-type]
    assert error["name"] == "compare_with"


def test_an_option_that_is_kept_can_be_compared_with_and_forgotten(tmp_path: Path) -> None:
    first = begun(*DESIGNS[0])
    assert call("save", first, "First")["errors"]
    call("step", first, 1e6)
    assert call("save", first, " First\n one ") == {"saved": [{"id": "1", "title": "First one"}]} == call("saved")
    second = finished("base", {"stabilisation.sessions": 12}, "saved:1")
    rows = rows_of(text_of(second, "csv"))
    assert rows["my-my-own-before"] == rows_of(text_of(first, "csv"))["my-my-own"]
    found = call("answer", second)
    assert "“First one”" in found["sentences"][0]
    assert not any("beforehand" in note for note in found["notes"])
    assert find(str(as_file(second, tmp_path))).compare_with == "base"
    assert "First one" in text_of(second, "toml").splitlines()[0]
    assert call("download", second, "html", "{}")["base64"]
    assert call("forget", "1") == {"saved": []}
    assert call("forget", "1")["errors"]


def test_another_seed_lives_both_designs(tmp_path: Path) -> None:
    run = finished("base", {"stabilisation.sessions": 8}, "base", seed=7)
    rows = rows_of(text_of(run, "csv"))
    assert rows["my-my-own"] == command_line_rows(str(as_file(run, tmp_path)), "compiled", seed=7)
    assert rows["base"] == command_line_rows("base", "compiled", seed=7)
    assert call("begin", json.dumps(asked("base", {}, "base", seed=-1)))["errors"]
    assert call("begin", json.dumps(asked("base", {}, "base", seed="x")))["errors"]


def test_what_is_not_there_is_said() -> None:
    for name, given in (
        ("step", ("run-9", 10)),
        ("answer", ("run-9",)),
        ("save", ("run-9", "x")),
        ("replay", ("run-9", 0)),
        ("download", ("run-9", "csv", "{}")),
        ("design", ("nothing",)),
    ):
        assert call(name, *given)["errors"][0]["message"].endswith("."), name
    run = finished(*DESIGNS[0])
    for given in ((run, DRAWS), (run, -1), (run, 0.5), (run, "x"), (run, None)):
        assert call("replay", *given)["errors"]
    assert call("step", run, -1)["errors"]
    assert call("download", run, "exe", "{}")["errors"]
    assert call("download", run, "html", "[]")["errors"]


# --- one run lived again -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("design", "draw"), [*((DESIGNS[0], draw) for draw in range(6)), (DESIGNS[2], 1)])
def test_a_replay_tells_what_was_counted(design: tuple[str, dict[str, Any], str], draw: int) -> None:
    run = begun(*design)
    for _ in range(draw + 1):
        call("step", run, 0)
    totals = dict(zip(TOTALS, rows_of(text_of(run, "csv"))["my-my-own"][draw][2:], strict=True))
    found = call("replay", run, draw)
    places = [place["id"] for place in found["places"]]
    women = {woman["id"]: woman["moves"] for woman in found["women"]}
    assert list(women) == list(range(1, len(women) + 1))
    for moves in women.values():
        assert [move["week"] for move in moves] == sorted(move["week"] for move in moves)
        assert {move["place"] for move in moves} <= set(places)
        assert all(move["what"] for move in moves)
        assert all(0 <= move["week"] < found["weeks"] for move in moves)
    assert all(woman in women and place in places for _, woman, place in found["attended"])
    assert len(found["table"]["rows"]) == len(women)
    if design[0] == "base":  # a service counts only what happens after its warm-up
        ends = [moves[-1]["place"] for moves in women.values() if moves]
        assert len(women) == totals["consented"]
        assert ends.count("completed") == totals["completed_therapy"]
        assert ends.count("left") == totals["left"]
        assert ends.count("moved-on") == totals["moved_on"]
        groups = [place for _, _, place in found["attended"] if place in ("getting-started", "preparation")]
        assert len(groups) == totals["drug_group_attendances"]


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_makes_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenarios.page.bundle.bundle", lambda made: bundle(made, TRIAL_FRONT))
    out = tmp_path / "new" / "page.html"
    out.parent.mkdir()
    done = CliRunner().invoke(app, ["page", "--out", str(out), "--draws", "2"])
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"{out}: ")
    assert "2 draws, seed 1" in done.stdout
    assert "Warning: --draws 2: a page of fewer than 10 draws shows numbers and never answers in words" in done.stderr
    assert [path.name for path in out.parent.iterdir()] == ["page.html"]
    again = CliRunner().invoke(app, ["page", "--out", str(out), "--draws", "2"])
    assert isinstance(again.exception, InputError)
    first = out.read_bytes()
    assert CliRunner().invoke(app, ["page", "--out", str(out), "--draws", "2", "--overwrite"]).exit_code == 0
    assert out.read_bytes() == first


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--out", "{}/page.txt"], "ends in .html"),
        (["--out", "{}/folder.html"], "is a folder"),
        (["--out", "{}/file/page.html"], "there is no folder"),
        (["--out", "{}/" + 300 * "p" + ".html"], "cannot be written: File name too long"),
        (["--out", "{}/page.html", "--draws", "1"], "expected a whole number from 2 to 2000"),
        (["--out", "{}/page.html", "--draws", "2001"], "expected a whole number from 2 to 2000"),
        (["--out", "{}/page.html", "--seed", "-1"], "seed: -1"),
    ],
)
def test_a_page_that_cannot_be_made_is_one_line(tmp_path: Path, given: list[str], said: str) -> None:
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "file").write_text("")
    done = CliRunner().invoke(app, ["page", *(word.format(tmp_path) for word in given)])
    assert isinstance(done.exception, InputError)
    assert said in str(done.exception)
    assert "\n" not in str(done.exception)


# --- in the browser ------------------------------------------------------------------------------------------------


def test_a_browser_lives_the_same_lives(
    browser: Any,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
    made: material.Material,
) -> None:
    with opened(browser, made_once(tmp_path_factory, "trial.html", TRIAL_FRONT)) as (page, wrong):

        def ask(name: str, *given: Any) -> Any:
            words = ", ".join(json.dumps(one) for one in given)
            return page.evaluate(f"window.bridge.{name}({words})")

        assert ask("facts") == call("facts")
        for based_on, changes, other in (*DESIGNS[1:3], ("more-support", {}, "base")):
            given = json.dumps(asked(based_on, changes, other))
            run, here = ask("begin", given)["run"], call("begin", given)["run"]
            assert ask("step", run, 1e6)["done"] == call("step", here, 1e6)["done"] == DRAWS
            assert ask("download", run, "csv", "{}") == call("download", here, "csv", "{}")
            assert ask("download", run, "toml", "{}") == call("download", here, "toml", "{}")
            assert ask("answer", run)["sentences"] == call("answer", here)["sentences"]
            assert ask("replay", run, 1) == call("replay", here, 1)
        assert ask("check", json.dumps({"based_on": "no"}))["errors"]
        assert ask("licences")["parts"]
        for way in ("fetch('https://example.invalid/')", "import('https://example.invalid/x.mjs')"):
            assert page.evaluate(f"{way}.then(() => 'went out', () => 'stayed in')") == "stayed in"
        wrong[:] = [one for one in wrong if "example.invalid" not in one]
        assert not wrong
