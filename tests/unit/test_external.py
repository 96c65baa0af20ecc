"""Other studies: read as data, counted in women's lives as they happened, and put beside ours without flattery."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from typer.testing import CliRunner

from calibration.external import compare
from calibration.external.compare import NO_FIGURE, compared, ours, verdict_of
from calibration.external.lives import Life, lives_of, times, until
from calibration.external.measures import MEASURES
from calibration.external.runs import values_of
from calibration.external.spread import Spread, spread_of
from calibration.external.studies import VERDICTS, Comparison, read_studies, studies
from scenarios.cli import app
from scenarios.external_text import external_text, verdict
from sim import InputError, default_parameters, simulate
from sim.clock import tick
from sim.outcomes import TOTALS
from sim.record import Logged
from sim.words import Event, Reason, Step

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]

GOOD = """
[settings.plain]
help = "As it is."
[settings.longer]
help = "Longer."
based_on = "plain"
changes = { "stabilisation.sessions" = 12 }
[figures.attended]
help = "Sessions attended."
value = 6.0
unit = "sessions"
sd = 4.0
women = 100
population = "women"
source = "Somebody 2001"
standing = "verified: abstract"
[comparisons.attended]
figure = "attended"
setting = "longer"
measure = "stabilisation_sessions"
sessions = 12
statistic = "mean"
ours = "sessions"
caveat = "not the same"
why = { agrees = "a", above = "b", below = "c" }
[left_out]
"Another 2002" = "no counterpart"
"""


def read(text: str, tmp_path: Path):
    path = tmp_path / "studies.toml"
    path.write_text(text, encoding="utf-8")
    return read_studies(path)


# The file


def test_a_good_file_is_read(tmp_path):
    found = read(GOOD, tmp_path)
    (comparison,) = found.comparisons
    assert comparison.setting.stabilisation.sessions == 12
    assert comparison.figure.spread.interval == pytest.approx((6.0 - 1.96 * 0.4, 6.0 + 1.96 * 0.4), abs=1e-3)
    assert comparison.figure.behind_priors == ()
    assert found.left_out == {"Another 2002": "no counterpart"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('measure = "stabilisation_sessions"', 'measure = "stabilisation_session"', "Did you mean 'stabilisation_ses"),
        (
            'setting = "longer"',
            'setting = "long"',
            "[comparisons.attended]: setting = 'long': expected one of plain, lo",
        ),
        ('figure = "attended"', 'figure = "atended"', "Did you mean 'attended'?"),
        ('statistic = "mean"', 'statistic = "average"', "statistic = 'average': expected one of mean, median, sd"),
        ("sessions = 12\nstat", "sessions = 1.5\nstat", "sessions = 1.5: expected a whole number, not below 0"),
        ('why = { agrees = "a", above = "b", below = "c" }', 'why = { agrees = "a", above = "b" }', "below is missing"),
        ('caveat = "not the same"', 'caveat = "n"\nexplains = 1', "explains = 1: expected true or false"),
        ('caveat = "not the same"', "caveat = 3", "caveat = 3: expected a line of text"),
        ("sd = 4.0", "sd = 4.0\ninterval = [5.0, 7.0]", "interval and sd: expected one kind of spread"),
        ("sd = 4.0", "interval = [7.0, 5.0]\ninterval_of = 'it'", "expected the lower number first"),
        ("sd = 4.0", "interval = [7.0, 8.0]\ninterval_of = 'it'", "expected within its interval 7 to 8"),
        ("sd = 4.0", "interval = [5.0, 8.0]", "interval_of is missing"),
        ("sd = 4.0", "counts = [3, 10]", "expected counts alone"),
        ('unit = "sessions"', 'unit = "share"', "expected shares from 0 to 1"),
        ('unit = "sessions"', 'unit = "session"', "unit = 'session': expected one of share, sessions"),
        ("women = 100", "woman = 100", "unknown field 'woman'. Did you mean 'women'?"),
        ("women = 100\n", "", "sd: expected value and women beside it"),
        ('"stabilisation.sessions" = 12', '"stabilisation.session" = 12', "unknown parameter 'stabilisation.session'"),
        ('"stabilisation.sessions" = 12', '"stabilisation.sessions" = 0', "[settings.longer]: stabilisation.sessions"),
        ('based_on = "plain"', 'based_on = "longer"', "leads back to itself"),
        ('"Another 2002" = "no counterpart"', '"Another 2002" = 1', "expected a line of text"),
        ("[left_out]", "[leftout]", "unknown field 'leftout'. Did you mean 'left_out'?"),
        ("[settings.plain]", "[settings.plain", "not valid TOML"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(old, new, said, tmp_path):
    assert GOOD.count(old) == 1 or old == 'figure = "attended"'
    with pytest.raises(InputError) as error:
        read(GOOD.replace(old, new), tmp_path)
    assert said in str(error.value)
    assert str(error.value).startswith("studies.toml: ")
    assert "\n" not in str(error.value)


def test_a_figure_compared_with_nothing_is_refused(tmp_path):
    idle = "[figures.idle]\nhelp = 'x'\nunit = 'share'\npopulation = 'y'\nsource = 'z'\nstanding = 's'\n"
    with pytest.raises(InputError, match=r"\[figures.idle\] is compared with nothing"):
        read(GOOD.replace("[comparisons", f"{idle}[comparisons"), tmp_path)


def test_spreads_are_what_statistics_says():
    counts = spread_of("here", {"counts": [17, 42], "unit": "share"})
    assert counts.value == 17 / 42
    assert counts.size == 42
    low, high = counts.interval
    assert stats.binom.sf(16, 42, low) == pytest.approx(0.025)
    assert stats.binom.cdf(17, 42, high) == pytest.approx(0.025)
    beta = spread_of("here", {"value": 0.18, "beta": [4, 18], "unit": "share"})
    assert stats.beta(4, 18).cdf(beta.interval) == pytest.approx([0.025, 0.975])
    assert spread_of("here", {"value": 0.66, "unit": "share"}).bounds == (0.66, 0.66)
    assert spread_of("here", {"unit": "share"}).bounds is None


# What ships


def test_every_publication_is_among_the_sources_and_every_miss_has_a_reason():
    sources = (ROOT / "docs" / "evidence" / "sources.md").read_text(encoding="utf-8")
    for comparison in studies().comparisons:
        for key in (comparison.figure.source, comparison.figure.trial):
            assert f"| {key} |" in sources or not key, key
        if comparison.figure.spread.bounds is not None:
            assert set(comparison.why) == set(VERDICTS)


def test_a_prior_that_knew_a_figure_is_named():
    by_name = {comparison.figure.name: comparison.figure for comparison in studies().comparisons}
    assert "attendance.drug_group" in by_name["sessions_attended"].behind_priors
    assert "attendance.spread_between_women" in by_name["attended_none"].behind_priors
    assert "emdr.leaving_per_session" in by_name["left_with_drug_use"].behind_priors
    assert by_name["left_emdr_in_routine"].behind_priors == ()


def test_settings_leave_attending_leaving_and_waiting_to_the_draws():
    """A setting is where women are met and what is offered: only those that say so change what women do."""
    by_name = {comparison.setting_name: comparison.setting for comparison in studies().comparisons}
    base = default_parameters()
    for name, setting in by_name.items():
        if name == "drug_groups_if_nobody_left":
            continue
        for parameter in base.flat():
            if parameter.split(".")[0] in ("attendance", "leaving", "waiting", "stability", "readiness", "emdr"):
                assert setting.get(parameter) == base.get(parameter), (name, parameter)


# Lives


def logged(day: int, phase: int, event: Event, step: Step, value: int = 0, woman: int = 1) -> Logged:
    return Logged(tick(day, phase), woman, event, step, 0, value)


def life(*events: tuple[int, int, Event, Step], days: tuple[int, ...] = ()) -> Life:
    joined = logged(0, 3, Event.ENROLLED, Step.CONTACT)
    return Life([joined, *(logged(*each) for each in events)], days)


WEEKLY = tuple(range(2, 200, 7))


def test_sessions_of_a_drug_group_end_with_the_last_that_counts():
    came = [(day, 7, Event.ATTENDED if i % 2 else Event.MISSED, Step.GETTING_STARTED) for i, day in enumerate(WEEKLY)]
    one = life(*came, days=WEEKLY)
    assert MEASURES["drug_group_sessions"](one, 12) == [6.0]
    assert MEASURES["drug_group_sessions"](one, 4) == [2.0]
    assert MEASURES["drug_group_sessions"](life(), 12) == [0.0]
    late = Life([logged(16, 3, Event.ENROLLED, Step.CONTACT), *one.events[1:]], WEEKLY)
    assert MEASURES["drug_group_sessions"](late, 1) == [float(sum(e.event == Event.ATTENDED for e in one.events[:4]))]


def test_a_woman_who_came_back_is_not_gone():
    left = (10, 0, Event.LEFT, Step.GETTING_STARTED)
    back = (30, 4, Event.RETURNED, Step.GETTING_STARTED)
    gone = MEASURES["gone_from_drug_groups"]
    assert gone(life(left, days=WEEKLY), 12) == [1.0]
    assert gone(life(left, back, days=WEEKLY), 12) == [0.0]
    assert gone(life(left, back, days=WEEKLY), 3) == [1.0]
    assert gone(life(days=WEEKLY), 12) == [0.0]


def test_a_woman_who_did_not_take_up_a_place_is_among_those_offered_it_and_not_among_those_who_began():
    offered = (20, 5, Event.PLACE_OFFERED, Step.STABILISATION)
    not_taken = (20, 5, Event.LEFT, Step.STABILISATION)
    one = life(offered, not_taken)
    assert MEASURES["stabilisation_sessions"](one, 12) == [0.0]
    assert MEASURES["left_stabilisation"](one, 5) == []
    first = (20, 5, Event.PLACE_OFFERED, Step.PTSD_SCREENING)
    assert MEASURES["first_appointment_not_attended"](life(first, (20, 6, Event.LEFT, Step.PTSD_SCREENING)), 0) == [1.0]
    assert MEASURES["first_appointment_not_attended"](life(first, (20, 7, Event.ATTENDED, Step.PTSD_SCREENING)), 0) == [
        0.0
    ]
    assert MEASURES["first_appointment_not_attended"](life(), 0) == []


def test_only_the_first_course_counts():
    began = (20, 5, Event.BEGAN, Step.STABILISATION)
    came = (20, 7, Event.ATTENDED, Step.STABILISATION)
    ended = (27, 8, Event.NOT_COMPLETED, Step.STABILISATION)
    again = ((40, 5, Event.BEGAN, Step.STABILISATION), (40, 7, Event.ATTENDED_IN_PART, Step.STABILISATION))
    left = (45, 0, Event.LEFT, Step.STABILISATION)
    one = life((20, 5, Event.PLACE_OFFERED, Step.STABILISATION), began, came, ended, *again, left)
    assert MEASURES["stabilisation_sessions"](one, 5) == [1.0]
    assert MEASURES["left_stabilisation"](one, 5) == [0.0]
    assert MEASURES["left_before_end_of_therapy"](one, 12) == [1.0]


def test_therapy_that_goes_on_is_neither_completed_nor_left():
    began, came = (50, 5, Event.BEGAN, Step.THERAPY), (50, 7, Event.ATTENDED, Step.THERAPY)
    inside = life(began, came, (60, 0, Event.STILL_INSIDE, Step.THERAPY))
    assert all(MEASURES[name](inside, 0) == [] for name in ("therapy_sessions", "left_therapy", "left_therapy_late"))
    left = life(began, came, (57, 8, Event.LEFT, Step.THERAPY))
    assert MEASURES["left_therapy"](left, 12) == [1.0]
    assert MEASURES["left_therapy_late"](left, 0) == [1.0]
    assert MEASURES["left_therapy_late"](left, 1) == [0.0]
    done = life(began, came, (57, 8, Event.COMPLETED, Step.THERAPY))
    assert MEASURES["left_therapy"](done, 12) == [0.0]
    assert MEASURES["left_therapy_late"](done, 0) == []


@pytest.fixture(scope="module")
def run():
    parameters = default_parameters().changed({"sites.number": 4, "run.delivery_weeks": 150})
    return simulate(parameters, 1, 3, "simpy", logs=1)


def test_what_is_counted_in_lives_is_what_the_simulation_counts(run):
    """Totals of the simulation, counted again from the lives of single women."""
    lives = lives_of(run.records[0].events)
    total = dict(zip(TOTALS, run.rows[0], strict=True))
    assert len(lives) == total["consented"] > 20
    assert sum(life.since(Event.BEGAN, Step.THERAPY) is not None for life in lives) == total["started_therapy"] > 0
    at_groups = sum(
        times(life.events, [Event.ATTENDED, Event.ATTENDED_IN_PART], Step.GETTING_STARTED, Step.PREPARATION)
        for life in lives
    )
    assert at_groups == total["drug_group_attendances"]
    assert sum(len(MEASURES["appointments_not_attended"](life, 0)) for life in lives) > 0
    missed = sum(sum(MEASURES["appointments_not_attended"](life, 0)) for life in lives)
    assert missed == total["appointments_missed"] + total["therapy_sessions_missed"]
    held = total["drug_group_sessions_held"] + total["drug_group_sessions_empty"]
    assert sum(len(days) for days in {id(life.group_days): life.group_days for life in lives}.values()) == held


def test_events_end_with_the_first_ending(run):
    events = lives_of(run.records[0].events)[0].events
    assert until(events, Event.ENROLLED)[-1].event == Event.ENROLLED
    assert until(events) == list(events)
    reasons = [Reason(e.value) for e in events if e.event == Event.LEFT]
    assert len(reasons) == times(events, [Event.LEFT], *Step)


def test_both_engines_give_the_same_values():
    parameters = default_parameters().changed({"sites.number": 2})
    asked = [(name, 12) for name in MEASURES]
    found = values_of(parameters, 5, 7, asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("calibration.external.runs.why_not_compiled", lambda: "not here")
        by_simpy = values_of(parameters, 5, 7, asked)
    assert all(found[key].tolist() == by_simpy[key].tolist() for key in asked)


# Verdicts


@pytest.mark.parametrize(
    ("figure", "mean", "predicted", "said"),
    [
        (Spread(0.4, (0.3, 0.5)), 0.45, (0.35, 0.55), "agrees"),
        (Spread(0.4, (0.3, 0.5)), 0.5, (0.42, 0.6), "above"),  # intervals overlap, and the figure is outside
        (Spread(0.4, (0.3, 0.5)), 0.2, (0.1, 0.35), "below"),
        (Spread(0.4, (0.3, 0.5)), 0.8, (0.7, 0.9), "above"),
        (Spread(0.4), 0.5, (0.3, 0.7), "agrees"),
        (Spread(0.4), 0.5, (0.41, 0.7), "above"),
        (Spread(None, (0.0, 0.5)), 0.6, (0.4, 0.8), "agrees"),
        (Spread(None, (0.0, 0.5)), 0.6, (0.51, 0.8), "above"),
        (Spread(), 0.6, (0.5, 0.8), NO_FIGURE),
    ],
)
def test_a_verdict_needs_the_figure_inside_ours(figure, mean, predicted, said):
    assert verdict_of(figure, mean, predicted) == said


def comparison(name: str) -> Comparison:
    return next(each for each in studies().comparisons if each.name == name)


def test_a_study_has_as_many_women_as_theirs():
    none = comparison("none_in_drug_groups")
    n = none.figure.spread.size
    values = [np.concatenate([np.zeros(n // 2), np.ones(n)]), np.concatenate([np.ones(n), np.zeros(n)]), np.array([])]
    found = ours(none, values)
    assert found.size == n
    assert found.women is None
    assert found.interval == pytest.approx((0.025 * 0.5, 0.975 * 0.5))
    assert found.mean == pytest.approx((1 / 3 + 1 / 2) / 2)
    with pytest.raises(InputError, match="none_in_drug_groups: in no draw"):
        ours(none, [np.array([])])


def smaller(name: str) -> Comparison:
    one = comparison(name)
    return replace(one, setting=one.setting.changed({"sites.number": 4}))


def test_the_command_prints_every_comparison_as_json(monkeypatch):
    only = [smaller(name) for name in ("mean_in_drug_groups", "class_few")]
    found = compared(2, 3, only=only)
    asked = []
    monkeypatch.setattr(compare, "compared", lambda draws, seed, *more, **others: asked.append((draws, seed)) or found)
    result = CliRunner().invoke(app, ["calibrate", "external", "--quick", "--seed", "3", "--json", "--quiet"])
    assert result.exit_code == 0, result.output
    assert asked == [(compare.QUICK_DRAWS, 3)]
    content = json.loads(result.output)
    mean, few = content["comparisons"]
    assert mean["figure"]["value"] == 6.2
    assert mean["figure"]["standing"].startswith("verified: abstract")
    assert mean["posterior"]["mean"] == found[0].posterior.mean
    assert (few["verdict"], few["figure"]["value"], few["why"]) == (NO_FIGURE, None, "")
    assert content["settings"].keys() == studies().settings.keys()
    assert content["left_out"] == studies().left_out
    with pytest.raises(InputError, match="workers: 0: expected 1 to 1024"):
        CliRunner().invoke(app, ["calibrate", "external", "--workers", "0"], catch_exceptions=False)


def test_comparing_is_the_same_again_and_fits_a_page():
    only = [smaller(name) for name in ("mean_in_drug_groups", "none_in_drug_groups", "class_most", "left_drug_groups")]
    told = []
    found = compared(2, 3, only=only, progress=told.append)
    assert sum(told) == 4
    assert found == compared(2, 3, only=only)
    mean = found[0]
    assert 0.0 <= mean.posterior.interval[0] <= mean.posterior.mean <= mean.posterior.interval[1] <= 12.0
    assert 20 < mean.posterior.size < 100
    assert mean.why == only[0].why[mean.verdict]
    assert [each.verdict for each in found].count(NO_FIGURE) == 1
    text = external_text(found, studies(), 2, 3)
    assert all(len(line) <= 110 for line in text.splitlines())
    for each in found:
        assert verdict(each) in text
    for setting in studies().settings:
        assert f"{setting}: " in text


def test_too_few_draws_are_refused():
    with pytest.raises(InputError, match="draws: 1: expected 2 or more"):
        compared(1)


def test_each_draw_has_chance_of_its_own_and_the_same_before_and_after_the_fit(monkeypatch):
    """Otherwise the chance of one replication would not average out over draws."""
    asked = []
    monkeypatch.setattr(
        "calibration.external.runs.values_of",
        lambda parameters, seed, replication, what: asked.append(replication) or {each: np.ones(3) for each in what},
    )
    compared(25, 3, only=[comparison("mean_in_drug_groups")])
    before, after = asked[:25], asked[25:]
    assert before == after
    assert len(set(before)) == 25
