"""The base scenario's page shows the study's own figures, and each lies inside an interval that holds everything."""

import pytest

from calibration.evidence import evidence
from calibration.study import study
from scenarios.drawn import usual_draws
from scenarios.files import find
from scenarios.report.study import comparable, describes_the_study
from scenarios.running import Settings, run_scenarios
from scenarios.study_text import study_lines
from sim import Runs

pytestmark = pytest.mark.behaviour

REPLICATIONS = 3000

SHOWN = {
    "Contacts made": "125",
    "Joined": "11",
    "Referred to the psychologist": "5",
    "Screened for PTSD": "4",
    "Began one-to-one therapy": "4",
    "Drug-group sessions held": "34 to 66",
    "Stabilisation sessions held": "5",
    "Therapy sessions held": "28",
    "Total cost": "£11,710",
}


@pytest.fixture(scope="module")
def runs() -> dict[str, Runs]:
    scenarios = [find(name) for name in ("base", "practised-gate")]
    return run_scenarios(scenarios, Settings(REPLICATIONS, draws=usual_draws(REPLICATIONS)), quiet=True)


def rows(lines: list[str]) -> dict[str, list[str]]:
    """Return the cells of each row by its words; cells stand at least two spaces apart."""
    found = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]
    return {cells[0]: cells[1:] for cells in found if len(cells) == 6 and cells[0].strip("-")}


@pytest.mark.parametrize("name", ["base", "practised-gate"])
def test_every_figure_of_the_study_lies_inside(runs: dict[str, Runs], name: str) -> None:
    lines = study_lines(runs[name])
    found = rows(lines)
    assert {words: found[words][0] for words in SHOWN} == SHOWN
    text = " ".join(" ".join(lines).split())
    assert "holds chance and what is not known of the parameters" in text
    assert f"Of all {len(found)} the study's figure lies inside, or overlaps" in text
    for words, (figure, _, interval, *_) in found.items():
        low, high = (float(end.replace("£", "").replace(",", "")) for end in interval.split(" to "))
        least, *most = (float(end.replace("£", "").replace(",", "")) for end in figure.split(" to "))
        assert low <= (most or [least])[0], words
        assert least <= high, words


def test_it_is_said_which_figures_were_held_out(runs: dict[str, Runs]) -> None:
    found = rows(study_lines(runs["base"]))
    held_out = {words for words, cells in found.items() if cells[-1] == "held out"}
    assert held_out == {"Stabilisation sessions held", "PTSD screening", "Total cost"}
    assert len(held_out) == sum(target.use == "held_out" for target in evidence().values())


def test_a_figure_outside_is_named(runs: dict[str, Runs], monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {name: target if name != "contacts" else _with(target, 400) for name, target in evidence().items()}
    monkeypatch.setattr("scenarios.report.study.evidence", lambda: wrong)
    monkeypatch.setattr("scenarios.study_text.comparable", comparable.__wrapped__)
    text = " ".join(" ".join(study_lines(runs["base"])).split())
    assert "Outside: Contacts made." in text
    assert "figure lies inside" not in text


def _with(target, count):
    from dataclasses import replace

    return replace(target, counts=(count,), low=count, high=count)


def test_shares_of_studies_add_up_and_the_figures_are_the_studys(runs: dict[str, Runs]) -> None:
    for words, (figure, _, _, shares, _) in rows(study_lines(runs["base"])).items():
        assert 98 <= sum(int(share) for share in shares.removesuffix("%").split("/")) <= 102, words
        if figure.isdigit():
            assert int(figure) in study()["counts"].values(), words


def test_only_what_describes_the_study_is_held_against_it() -> None:
    assert [
        name for name in ("base", "practised-gate", "no-support", "service") if describes_the_study(find(name))
    ] == [
        "base",
        "practised-gate",
    ]
