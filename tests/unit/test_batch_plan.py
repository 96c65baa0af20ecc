"""Plans: read strictly, checked whole, one clear line for whatever cannot be run."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.faults import messages_of
from calibration.posterior import posterior
from calibration.version import digest
from scenarios.batch.drawing import Draws
from scenarios.batch.outcomes import columns_for
from scenarios.batch.plan import DEFAULT_BLOCK, found_plan, read_plan
from scenarios.batch.provenance import SCHEMA, priors_hash
from scenarios.batch.runner import how_parameters_come
from scenarios.batch.sources import DrawSource
from scenarios.batch.stopping import Precision, looks, where_it_looks
from scenarios.batch.units import Grid
from scenarios.files import shipped
from sim import OUTCOMES, TOTALS, InputError
from sim.parameters import Parameters
from sim.varied import Varied

pytestmark = pytest.mark.unit

GOOD = {"title": "T", "scenarios": ["base"], "replications": 10}
EXAMPLE = Path(__file__).parents[2] / "scenarios" / "plans" / "example.toml"


def written(folder: Path, text: str) -> Path:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def toml(fields: dict) -> str:
    """Return fields as TOML; tables last."""
    plain = [f"{key} = {json.dumps(value)}\n" for key, value in fields.items() if not isinstance(value, dict)]
    tables = []
    for key, value in fields.items():
        if isinstance(value, dict):
            tables.append(f"[{key}]\n" + toml({k: v for k, v in value.items() if not isinstance(v, dict)}))
            tables += [toml({f"{key}.{k}": v}) for k, v in value.items() if isinstance(v, dict)]
    return "".join(plain + tables)


def plan_of(folder: Path, **fields):
    return read_plan(written(folder, toml({**GOOD, **fields})))


def test_defaults(tmp_path):
    plan = plan_of(tmp_path)
    assert (plan.seed, plan.block, plan.outcomes, plan.stop) == (1, DEFAULT_BLOCK, tuple(OUTCOMES), None)
    assert plan.draws == DrawSource("posterior", 10, posterior=posterior().said["content"], by_default=True)
    assert plan.replications == 1
    assert plan.pairs == ()
    assert columns_for(plan.outcomes) == TOTALS


@given(
    st.lists(st.sampled_from([n for n in shipped() if "service" not in n]), unique=True, min_size=1, max_size=4),
    st.integers(1, 2**32),
    st.integers(0, 2**64 - 1),
    st.lists(st.sampled_from([*OUTCOMES, *TOTALS]), unique=True, min_size=1, max_size=5),
    st.integers(1, 10**6),
)
def test_a_plan_comes_back_as_it_was_written(tmp_path_factory, scenarios, replications, seed, outcomes, block):
    fields = {"title": "Some 'words'", "scenarios": scenarios, "replications": replications}
    fields |= {"seed": seed, "outcomes": outcomes, "block": block, "draws": {"number": 0}}
    plan = read_plan(written(tmp_path_factory.mktemp("plan"), toml(fields)))
    read = {key: getattr(plan, key) for key in ("title", "replications", "seed", "block")}
    read |= {"scenarios": list(plan.named), "outcomes": list(plan.outcomes), "draws": {"number": 0}}
    assert read == fields
    assert plan.draws == DrawSource()
    assert set(plan.pairs) == {
        (n, plan.named[n].compare_with) for n in scenarios if plan.named[n].compare_with in scenarios
    }


BAD = {
    "no title": ({"title": ""}, "plan.toml: title: '': expected a text"),
    "unknown field": ({"replicatons": 3}, "unknown field 'replicatons'. Did you mean 'replications'?"),
    "unknown scenario": ({"scenarios": ["bse"]}, "scenarios: unknown scenario 'bse'. Did you mean 'base'?"),
    "no scenarios": ({"scenarios": []}, "scenarios: []: expected a list of names"),
    "scenarios not a list": ({"scenarios": "base"}, "scenarios: 'base': expected a list of names"),
    "scenario twice": ({"scenarios": ["base", "base"]}, "scenarios: 'base' is there twice"),
    "nought replications": ({"replications": 0}, "replications: 0: expected a whole number from 1 to"),
    "half a replication": ({"replications": 1.5}, "replications: 1.5: expected a whole number"),
    "true replications": ({"replications": True}, "replications: true: expected a whole number"),
    "a list of truths": ({"scenarios": ["base", False]}, "scenarios: ['base', false]: expected a list of names"),
    "negative seed": ({"seed": -1}, "seed: -1: expected a whole number from 0 to 18446744073709551615"),
    "outcome": ({"outcomes": ["cost_totl"]}, "outcomes: unknown outcome 'cost_totl'. Did you mean 'cost_total'?"),
    "outcome twice": ({"outcomes": ["left", "left"]}, "outcomes: an outcome is there twice"),
    "block": ({"block": 0}, "block: 0: expected a whole number from 1 to 1000000"),
    "compare with": ({"compare_with": "service"}, "compare_with: 'service' is not one of the plan's scenarios"),
    "years": ({"scenarios": ["base", "service"], "compare_with": "service"}, "would not be one of design"),
    "draws not a table": ({"draws": 3}, "draws: 3: expected a table, written [draws]"),
    "draws of nothing": ({"draws": {"number": 3}}, "[draws]: expected one of posterior = true, file and priors; or"),
    "no draws of priors": ({"draws": {"number": 0, "priors": "all"}}, "[draws]: number: 0: expected a whole number"),
    "draws of two": ({"draws": {"file": "a.csv", "priors": "all"}}, "[draws]: expected one of posterior = true, file"),
    "posterior false": ({"draws": {"posterior": False}}, "[draws]: posterior: false: expected true, or no such field"),
    "posterior named": ({"draws": {"posterior": "mine"}}, "[draws]: posterior: 'mine': expected true"),
    "seed of a posterior": ({"draws": {"posterior": True, "seed": 1}}, "[draws]: seed: the posterior has no seed"),
    "no posterior draws": (
        {"draws": {"posterior": True, "number": 0}},
        "[draws]: number: 0: expected a whole number from 1 to ",
    ),
    "too many of it": (
        {"draws": {"posterior": True, "number": 10**6}},
        "[draws]: number: 1000000: expected a whole number from 1 to ",
    ),
    "draws' field": ({"draws": {"prior": "all"}}, "[draws]: unknown field 'prior'. Did you mean 'priors'?"),
    "priors misspelt": (
        {"draws": {"priors": ["women.ptds"], "number": 1}},
        "[draws]: priors: unknown parameter 'women.ptds'. Did you mean 'women.ptsd'?",
    ),
    "priors twice": ({"draws": {"priors": ["women.ptsd"] * 2, "number": 1}}, "priors: a parameter is there twice"),
    "a fixed prior": ({"draws": {"priors": ["run.kind"], "number": 1}}, "run.kind is fixed and has no prior"),
    "priors of a word": ({"draws": {"priors": "some", "number": 1}}, "priors: 'some': expected \"all\" or a list"),
    "no number": ({"draws": {"priors": "all"}}, "[draws]: number: is missing: expected a whole number from 1 to"),
    "no file": ({"draws": {"file": "none.csv"}}, "[draws]: file: 'none.csv': there is no such file beside the plan"),
    "seed of a file": ({"draws": {"file": "none.csv", "seed": 1}}, "[draws]: seed: a file of draws has no seed"),
    "stop of nothing": ({"stop": {"look_ahead": 5}}, "[stop]: expected [stop.means] or [stop.differences]"),
    "stop on a typo": (
        {"stop": {"means": {"contcts": 1}}},
        "[stop.means]: contcts: not one of the plan's outcomes. Did",
    ),
    "stop on nought": ({"stop": {"means": {"contacts": 0}}}, "[stop.means]: contacts: 0: expected a number above 0"),
    "stop on no pair": ({"stop": {"differences": {"contacts": 1}}}, "no scenario of the plan is compared with another"),
    "look-ahead": ({"stop": {"means": {"contacts": 1}, "look_ahead": -1}}, "look_ahead: -1: expected a whole number"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_plan_is_one_clear_line(tmp_path, what):
    fields, line = BAD[what]
    with pytest.raises(InputError) as caught:
        plan_of(tmp_path, **fields)
    lines = messages_of(caught.value)
    assert all(one.startswith("plan.toml: ") and "\n" not in one for one in lines)
    assert any(line in one for one in lines)
    assert len(lines) == (2 if what == "seed of a file" else 1)


def test_all_that_is_wrong_with_a_plan_is_told_at_once(tmp_path):
    fields = {"scenarios": ["base", "wider", "second_psychologist"], "replications": 0, "seeds": 1}
    with pytest.raises(InputError) as caught:
        plan_of(tmp_path, **fields, compare_with="wider")
    said = messages_of(caught.value)
    for part in ("'seeds'", "'wider'", "Did you mean 'second-psychologist'?", "replications: 0"):
        assert [part in line for line in said].count(True) == 1, part
    assert len(said) == 4, "what follows from another fault is not told"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title = ", "not valid TOML"),
        ("a = 1" + "0" * 5000, "not valid TOML: a number in it is too long"),
        ("\xff", "expected a text"),
        ("[" * 3000, "not valid TOML"),
    ],
)
def test_what_is_no_plan_is_one_clear_line(tmp_path, text, line):
    path = tmp_path / "plan.toml"
    path.write_text(text if text != "\xff" else 'title = ""', encoding="utf-8")
    with pytest.raises(InputError, match=line):
        read_plan(path)
    with pytest.raises(InputError, match="that is a folder"):
        read_plan(tmp_path)
    with pytest.raises(InputError, match="there is no such file"):
        read_plan(tmp_path / "none.toml")


def test_a_scenario_of_ones_own_is_found_beside_the_plan(tmp_path):
    text = 'title = "M"\nquestion = "Q?"\nbased_on = "base"\ncompare_with = "base"\n'
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    assert plan_of(tmp_path, scenarios=["base", "mine.toml"]).pairs == (("mine", "base"),)


# Draws from a file


def draws_of(folder: Path, csv: str, **fields) -> Draws:
    (folder / "draws.csv").write_text(csv, encoding="utf-8")
    return Draws(plan_of(folder, **{"draws": {"file": "draws.csv"}, **fields}), folder / "out")


def test_a_file_of_draws_has_a_column_a_parameter(tmp_path):
    draws = draws_of(tmp_path, "referral.delay_days,women.ptsd\n3,0.5\n4,0.6\n", scenarios=["base", "rapid-referral"])
    assert draws.number == 2
    assert draws.varied(plan_of(tmp_path).named["base"].parameters, 1, 1).changes(0) == {
        "referral.delay_days": 4,
        "women.ptsd": 0.6,
    }


def test_a_scenarios_own_changes_stand(tmp_path):
    fields = {"scenarios": ["base", "rapid-referral"]}
    draws = draws_of(tmp_path, "referral.delay_days,women.ptsd\n3,0.5\n", **fields)
    rapid = plan_of(tmp_path, **fields).named["rapid-referral"].parameters
    assert draws.own(rapid) == ["referral.delay_days"]
    assert draws.varied(rapid, 0, 1).changes(0) == {"women.ptsd": 0.5}


@pytest.mark.parametrize(
    ("csv", "line"),
    [
        ("women.ptds\n0.5\n", "draws.csv: scenario base: draws: unknown parameter 'women.ptds'. Did you mean"),
        ("women.ptsd\n0.5\n1.5\n", "draw 1: women.ptsd = 1.5: expected a number from 0.0 to 1.0"),
        ("referral.delay_days\n2.5\n", "draw 0: referral.delay_days = 2.5: expected a whole number"),
        ("women.ptsd\nhigh\n", "draws.csv: women.ptsd: expected numbers, found string"),
        ("women.ptsd,women.ptsd\n0.5,0.5\n", "a column is there twice"),
        ("women.ptsd,women.complex_ptsd\n0.5,0.5\n0.5,\n", "draw 1: women.complex_ptsd is empty: expected a number"),
        ("women.sells_sex\n0.5\n", "is a list: give each member a column"),
        ("women.sells_sex[0]\n0.5\n", "expected shares that add up to 1"),
        ("run.recruitment_weeks\n99\n", "can be equal at most"),
        ("run.kind\n1\n", "is a choice"),
        (",women.ptsd\n0,0.5\n", "a column has no name: if pandas wrote the file, write it with index=False"),
        ("women.ptsd;women.complex_ptsd\n0,5;0,6\n", "semicolons: expected commas between columns"),
        ("women.ptsd\n", "there are no draws in it"),
        ("", "cannot be read as csv"),
    ],
)
def test_a_bad_file_of_draws_is_one_clear_line(tmp_path, csv, line):
    with pytest.raises(InputError) as caught:
        draws_of(tmp_path, csv)
    assert line in str(caught.value)
    assert str(caught.value).startswith("draws.csv")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("draws", [{"priors": ["women.ptsd"], "number": 1}, {"file": "draws.csv"}])
def test_precision_cannot_be_asked_of_one_draw(tmp_path, draws):
    with pytest.raises(InputError, match=r"plan.toml: \[stop\]: one draw gives no interval"):
        draws_of(tmp_path, "women.ptsd\n0.5\n", draws=draws, stop={"means": {"contacts": 1}})


def test_precision_cannot_be_asked_of_one_replication(tmp_path):
    plan = plan_of(tmp_path, stop={"means": {"contacts": 1}})
    with pytest.raises(InputError, match=r"plan.toml: \[stop\]: one replication gives no interval"):
        Draws(replace(plan, draws=DrawSource(), replications=1), tmp_path)
    assert Draws(replace(plan, draws=DrawSource(), replications=2), tmp_path).number == 1


def test_more_draws_than_the_file_has_are_refused(tmp_path):
    with pytest.raises(InputError, match="number: 3: the file has 1 draws"):
        draws_of(tmp_path, "women.ptsd\n0.5\n", draws={"file": "draws.csv", "number": 3})


def test_draws_are_kept_and_may_be_added_to_but_not_changed(tmp_path):
    first = draws_of(tmp_path, "women.ptsd\n0.5\n0.6\n")
    first.keep()
    longer = draws_of(tmp_path, "women.ptsd\n0.5\n0.6\n0.7\n")
    longer.keep()
    assert longer.values(0, 3)[:, 0].tolist() == [0.5, 0.6, 0.7]
    with pytest.raises(InputError, match="draw 1 is not the draw 1 that the folder holds"):
        draws_of(tmp_path, "women.ptsd\n0.5\n0.65\n0.7\n").keep()


def test_kept_draws_are_read_and_not_drawn_again(tmp_path, monkeypatch):
    plan = plan_of(tmp_path, draws={"priors": ["women.ptsd"], "number": 5000})
    drawn = Draws(plan, tmp_path / "out")
    drawn.keep()
    values = drawn.values(0, 5000).copy()
    monkeypatch.setattr("scenarios.batch.drawing.prior_values", None)
    again = Draws(plan, tmp_path / "out")
    assert (again.values(4090, 20) == values[4090:4110]).all()
    assert (again.values(0, 5000) == values).all()


# Draws from the posterior


class Few:
    """A posterior of as many draws as a test wants, and the rows of the shipped one."""

    def __init__(self, number: int, content: str = "c" * 64) -> None:
        shipped = posterior()
        self.number, self.columns, self.said = number, shipped.columns, {"content": content}
        self.values = shipped.values[:number]

    def draws(self, base: Parameters, number: int) -> Varied:
        return posterior().draws(base, number)


@pytest.fixture
def of_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Few(8)
    monkeypatch.setattr("calibration.posterior.posterior", lambda: found)


@pytest.mark.usefixtures("of_eight")
@pytest.mark.parametrize(("replications", "draws", "each"), [(1, 1, 1), (6, 6, 1), (8, 8, 1), (9, 8, 2), (100, 8, 13)])
def test_a_plan_that_says_nothing_divides_its_replications_over_draws_of_the_posterior(
    tmp_path, replications, draws, each
):
    plan = plan_of(tmp_path, replications=replications)
    assert (plan.draws.kind, plan.draws.number, plan.replications) == ("posterior", draws, each)
    assert f"{draws} draws, {each} replications of each; number = 0" in how_parameters_come(plan, draws)


@pytest.mark.usefixtures("of_eight")
def test_a_plan_that_names_the_posterior_gives_each_draw_all_its_replications(tmp_path):
    for more, draws in (({}, 8), ({"number": 3}, 3)):
        plan = plan_of(tmp_path, draws={"posterior": True, **more})
        assert (plan.draws.number, plan.replications, plan.draws.by_default) == (draws, 10, False)
    drawn = Draws(plan, tmp_path / "out")
    assert (drawn.number, drawn.columns) == (3, posterior().columns)
    assert (drawn.values(1, 2) == posterior().values[1:3]).all()


def test_the_point_values_are_those_of_a_folder_made_before_there_was_a_posterior(tmp_path):
    """Such a folder can be gone on with: what it was made from has the hash that it had."""
    facts = Draws(plan_of(tmp_path, draws={"number": 0}), tmp_path / "out").facts()
    known = digest([SCHEMA, {"kind": "none", "columns": []}, None])
    assert facts == {"kind": "none", "columns": [], "recipe": known, "number": 1}


def test_draws_of_priors_have_the_hash_that_they_had(tmp_path):
    facts = Draws(plan_of(tmp_path, draws={"priors": ["women.ptsd"], "number": 2}), tmp_path / "out").facts()
    named = {"kind": "priors", "columns": ["women.ptsd"], "parameters": ["women.ptsd"], "seed": 1}
    assert facts["recipe"] == digest([SCHEMA, named, priors_hash()])


@pytest.mark.usefixtures("of_eight")
def test_another_posterior_is_another_batch(tmp_path, monkeypatch):
    one = Draws(plan_of(tmp_path), tmp_path / "out").facts()
    assert one["posterior"] == "c" * 64
    found = Few(8, "d" * 64)
    monkeypatch.setattr("calibration.posterior.posterior", lambda: found)
    other = Draws(plan_of(tmp_path), tmp_path / "out").facts()
    assert one["recipe"] != other["recipe"]


def test_a_posterior_that_cannot_be_used_is_one_line_that_says_what_to_do(tmp_path, monkeypatch):
    def damaged():
        raise InputError("posterior.csv.gz: is damaged")

    monkeypatch.setattr("calibration.posterior.posterior", damaged)
    for more in ({}, {"draws": {"posterior": True}}):
        with pytest.raises(InputError) as caught:
            plan_of(tmp_path, **more)
        assert str(caught.value).startswith("plan.toml: ")
        assert "is damaged; number = 0 under [draws] runs the point values" in str(caught.value)
    assert plan_of(tmp_path, draws={"number": 0}).draws.kind == "none"


def test_a_scenarios_own_changes_stand_over_the_posterior(tmp_path):
    plan = plan_of(tmp_path, scenarios=["base", "rapid-referral"])
    drawn = Draws(plan, tmp_path / "out")
    rapid = plan.named["rapid-referral"].parameters
    assert drawn.own(rapid) == ["referral.delay_days"]
    assert "referral.delay_days" not in drawn.varied(rapid, 0, 1).names
    known = posterior().draws(rapid, 3)
    assert drawn.varied(rapid, 0, 3).names == known.names
    assert (drawn.varied(rapid, 0, 3).values == known.values).all()


# Stopping


class Widths:
    """A tally of which only the half-widths matter."""

    def __init__(self, n: int, width: float) -> None:
        self.rows, self.draws, self.replications, self.width = n, 1, 0, width


def stops_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, widths: list[tuple[int, float]], look_ahead: int):
    plan = plan_of(tmp_path, stop={"means": {"contacts": 1.0}, "look_ahead": look_ahead})
    monkeypatch.setattr("scenarios.batch.stopping.half_width", lambda tally, *_: tally.width)
    precision = Precision(plan)
    return next((n for n, width in widths if precision.reached(Widths(n, width))), None)


@pytest.mark.parametrize(
    ("widths", "look_ahead", "at"),
    [
        ([(100, 2.0), (200, 0.9), (300, 0.8)], 0, 200),
        ([(100, 0.9), (104, 0.9), (105, 0.9)], 5, 105),
        ([(10, 0.9), (14, 0.9), (15, 0.9)], 5, 15),
        ([(1000, 0.9), (1049, 0.9), (1050, 1.0)], 5, 1050),
        ([(100, 0.9), (103, 1.1), (105, 0.9), (109, 0.9), (111, 0.9)], 5, 111),
        ([(100, 0.9), (103, 1.1), (105, 0.9), (109, 0.9)], 5, None),
        ([(100, 1.0001)], 0, None),
    ],
)
def test_the_precision_has_to_hold_for_as_long_as_was_asked(tmp_path, monkeypatch, widths, look_ahead, at):
    assert stops_at(tmp_path, monkeypatch, widths, look_ahead) == at


def test_an_interval_that_is_not_known_is_not_narrow(tmp_path, monkeypatch):
    assert stops_at(tmp_path, monkeypatch, [(1, None)], 0) is None


def test_every_interval_asked_for_has_to_be_narrow(tmp_path, monkeypatch):
    plan = plan_of(
        tmp_path,
        scenarios=["base", "more-support"],
        stop={"means": {"contacts": 2.0}, "differences": {"left": 0.5}, "look_ahead": 0},
    )
    widths = {("contacts", "base"): 1.0, ("contacts", "more-support"): 1.9, ("left", "more-support", "base"): 0.6}
    monkeypatch.setattr("scenarios.batch.stopping.half_width", lambda _, *asked: widths[asked])
    precision = Precision(plan)
    assert precision.widest(Widths(1, 0)) == pytest.approx(1.2)
    assert not precision.reached(Widths(100, 0))
    widths["left", "more-support", "base"] = 0.4
    assert precision.reached(Widths(100, 0))


def test_looks_are_at_whole_cells_and_end_with_the_plan(tmp_path):
    points = {"number": 0}
    plan = plan_of(tmp_path, replications=100, block=8, draws=points, stop={"means": {"left": 1}, "look_every": 30})
    assert list(looks(plan, 1, Grid(1, 8))) == [(1, 32), (1, 64), (1, 96), (1, 100)]
    drawn = {"priors": ["women.ptsd"], "number": 50}
    plan = plan_of(tmp_path, replications=4, draws=drawn, stop={"means": {"left": 1}, "look_every": 20})
    assert list(looks(plan, 50, Grid(8, 4))) == [(24, 4), (48, 4), (50, 4)]
    assert where_it_looks(plan, 50, Grid(8, 4)) == (
        "looks at 24, 48, 50 draws; look_every is rounded up to whole parts, of 8 draws"
    )
    assert where_it_looks(plan, 50, Grid(5, 4)) == "looks at 20, 40, 50 draws"
    assert where_it_looks(plan, 150, Grid(5, 4)) == "looks at 20, 40, 60, …, 150 draws"
    assert "looks at its end alone, 50 draws, so [stop] saves nothing" in where_it_looks(plan, 50, Grid(100, 4))
    assert list(looks(plan_of(tmp_path, draws=points), 1, Grid(1, 8))) == [(1, 10)]


def test_a_shipped_plan_is_found_by_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert found_plan("example") == EXAMPLE
    with pytest.raises(InputError, match="Did you mean 'example', which ships"):
        found_plan("example.toml")
    with pytest.raises(InputError, match="Did you mean 'example'"):
        found_plan("exampel")
    (tmp_path / "example.toml").touch()
    assert found_plan("example.toml") == Path("example.toml")
    assert found_plan("other.toml") == Path("other.toml")


def test_the_example_is_a_plan():
    plan = read_plan(EXAMPLE)
    assert plan.pairs
    assert plan.draws.kind == "posterior"


def test_a_plan_that_says_nothing_of_draws_can_always_be_extended(tmp_path):
    """More replications never mean fewer draws, nor fewer replications of each."""
    before = (0, 0)
    for replications in (1, 24, 99, 100, 101, 119, 200, 9_999, 10_000, 10_001, 50_000):
        path = tmp_path / "plan.toml"
        path.write_text(f'title = "x"\nscenarios = ["base"]\nreplications = {replications}\n', encoding="utf-8")
        plan = read_plan(path)
        now = (plan.draws.number, plan.replications)
        assert now[0] * now[1] >= replications
        assert now[0] >= before[0]
        assert now[1] >= before[1]
        before = now
    assert before == (posterior().number, 25)
