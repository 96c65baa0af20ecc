"""What people read: words that are respectful, terms for everything, and lines that fit a page."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from scenarios.answers import plain_answer, probably, sides
from scenarios.cli import app
from scenarios.compare_text import compare_text
from scenarios.comparison import Comparison, compare, compare_pairs, pairs_to_compare
from scenarios.display import WORDS_FILE, amount, meaning, spread, table, term, wrapped
from scenarios.files import LIBRARY, Scenario, find, shipped
from scenarios.intervals import differences, summarise
from scenarios.listing import list_text, show_text
from scenarios.run_text import run_text
from scenarios.running import Settings, run_scenarios
from scenarios.summary import Compared, Difference, Summary
from sim import OUTCOMES, Runs, simulate
from sim.outcomes import WAITS
from sim.parameters import PARAMETER_FILE, entries
from sim.words import Reason

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
WORDS = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))
UNWANTED = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, WORDS['unwanted']['words']))})(?!\w)", re.IGNORECASE)
WIDEST = 110

ALLOWED = [
    # where, the phrase with the word in it, why it may stay
    ("docs/evidence", "Addict Behav", "the name of a journal"),
    ("docs/evidence", "dropout rates in an outpatient substance abuse clinic", "the title of a publication"),
    ("docs/evidence", "early dropout in the Women and Trauma Study", "the title of a publication"),
    ("docs/evidence", 'The published measure is usually called "dropout"', "says which word the tables below replace"),
    ("docs/evidence", "| dropout, all psychological therapies: 16%", "the published measure, by its published name"),
    ("docs/evidence", "| dropout across PTSD + SUD trials", "the published measure, by its published name"),
    ("docs/evidence", "| dropout: stabilisation then EMDR", "the published measure, by its published name"),
]


def unwanted(text: str, where: str = "") -> list[str]:
    """Return the unwanted words of a text, each with what stands around it."""
    text = " ".join(text.split())
    for place, phrase, _ in ALLOWED:
        if where.startswith(place):
            text = text.replace(phrase, " ")
    return [f"...{text[max(0, m.start() - 40) : m.end() + 40]}..." for m in UNWANTED.finditer(text)]


# Words


@pytest.mark.parametrize("text", ["Users", "a woman who failed to come", "dropped  out", "CHAOTIC", "hard-to-reach."])
def test_the_search_finds_a_word_however_it_is_written(text: str) -> None:
    assert unwanted(text)


@pytest.mark.parametrize("text", ["cleaning", "addiction", "treatment_lapsed", "elapsed", "sex work", "drug use"])
def test_the_search_leaves_other_words_alone(text: str) -> None:
    assert not unwanted(text)


def test_every_word_we_do_not_use_is_listed() -> None:
    named = {"dropout", "drop-out", "dropped out", "addict", "abuser", "prostitute", "chaotic", "clean", "failed"}
    named |= {"users", "sex worker", "non-compliant", "refused", "hard to reach"}
    assert named <= set(WORDS["unwanted"]["words"])


def pages() -> list[Path]:
    """Return the pages people read."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *LIBRARY.glob("*.toml"), PARAMETER_FILE]
    return [
        *found,
        *ROOT.glob("calibration/**/*.toml"),
        *ROOT.glob("scenarios/plans/*.toml"),
        *ROOT.glob("scenarios/schema/*.json"),
    ]


@pytest.mark.parametrize("page", [str(path.relative_to(ROOT)) for path in pages()])
def test_no_unwanted_word_on_a_page(page: str) -> None:
    assert unwanted((ROOT / page).read_text(encoding="utf-8"), page) == []


def test_no_unwanted_word_among_the_words() -> None:
    for kind, words in WORDS.items():
        if kind != "unwanted":
            assert unwanted(" | ".join(words.values())) == [], kind


def test_no_unwanted_word_in_what_is_known_about_a_parameter() -> None:
    for name, entry in entries().items():
        assert unwanted(f"{entry.help} | {entry.source} | {entry.unit} | {entry.prior}") == [], name


def test_no_unwanted_word_in_an_outcome() -> None:
    assert unwanted(" | ".join(outcome.help for outcome in OUTCOMES.values())) == []


def test_an_outcome_is_told_in_words_of_its_own_only_where_they_differ() -> None:
    for name, words in WORDS["meanings"].items():
        assert meaning(OUTCOMES[name]) == words != OUTCOMES[name].help
    assert meaning(OUTCOMES["contacts"]) == OUTCOMES["contacts"].help


@pytest.mark.parametrize("package", ["scenarios", "calibration", "sim"])
def test_no_unwanted_word_in_any_string_of_the_code(package: str) -> None:
    """All strings, docstrings too: the command line prints some of them, and a notebook shows the others."""
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert unwanted(node.value) == [], f"{path.name}, line {node.lineno}"


@pytest.mark.parametrize(("place", "phrase"), [(place, phrase) for place, phrase, _ in ALLOWED])
def test_no_exception_outlives_its_use(place: str, phrase: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in ROOT.glob(f"{place}/*.md")]
    assert any(phrase in " ".join(text.split()) for text in texts), f"take '{phrase}' out of ALLOWED"


@pytest.mark.parametrize("command", ["", "run", "compare", "scenarios", "scenarios list", "scenarios show"])
def test_no_unwanted_word_in_the_help(command: str) -> None:
    found = CliRunner().invoke(app, [*command.split(), "--help"])
    assert found.exit_code == 0
    assert unwanted(found.output) == []
    assert "Traceback" not in found.output


# Terms


def test_everything_counted_has_its_words() -> None:
    assert set(OUTCOMES) <= set(WORDS["outcomes"])
    assert {reason.name.lower() for reason in Reason} - {"none"} == set(WORDS["reasons"])
    assert set(WAITS.values()) == set(WORDS["waits"])


def test_words_tell_things_apart() -> None:
    for kind, words in WORDS.items():
        if kind != "unwanted":
            assert len(set(words.values())) == len(words), kind
            assert all(term(kind, name) == word == word.strip() != "" for name, word in words.items())


# Numbers


@pytest.mark.parametrize(
    ("value", "unit", "signed", "shown"),
    [
        (None, "£", False, "-"),
        (1234.4, "£", False, "£1,234"),
        (-1234.6, "£", False, "-£1,235"),
        (1234.6, "£", True, "+£1,235"),
        (0.3, "£", True, "£0"),
        (-0.3, "£", True, "£0"),
        (0.254, "share", False, "25%"),
        (-0.03, "share", True, "-3%"),
        (0.001, "share", True, "0%"),
        (-0.001, "share", True, "0%"),
        (1234.56, "", False, "1,234.6"),
        (-0.04, "", True, "0.0"),
        (0.04, "weeks", True, "0.0"),
        (0.06, "weeks", True, "+0.1"),
        (-2.0, "", True, "-2.0"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: float | None, unit: str, signed: bool, shown: str) -> None:
    assert amount(value, unit, signed=signed) == shown


@pytest.mark.parametrize(
    ("interval", "unit", "signed", "shown"),
    [
        (None, "", False, "-"),
        ((2.0, 1200.0), "", False, "2 to 1,200"),
        ((-2.0, 3.0), "", True, "-2 to +3"),
        ((0.0, 0.0), "", True, "0 to 0"),
        ((0.25, 0.5), "share", False, "25% to 50%"),
        ((-1.5, 2.0), "weeks", True, "-1.5 to +2.0"),
        ((-10.0, 20.0), "£", True, "-£10 to +£20"),
    ],
)
def test_intervals_are_written_as_people_write_them(
    interval: tuple[float, float] | None, unit: str, signed: bool, shown: str
) -> None:
    assert spread(interval, unit, signed=signed) == shown


def test_the_columns_of_a_table_stand_under_one_another() -> None:
    lines = table(("", "mean"), [("a long name", "1"), ("b", "1,000")])
    assert lines == ["                mean", "  -----------  -----", "  a long name      1", "  b            1,000"]
    assert max(map(len, wrapped("word " * 100))) <= 100


# Lines


@cache
def runs_of(name: str) -> Runs:
    parameters = find(name).parameters
    return simulate(parameters, 4 if parameters.run.kind == "study" else 2, seed=2)


def printed_run(scenario: Scenario, runs: Runs) -> str:
    return run_text(scenario, runs, summarise(runs), Settings(runs.replications, runs.seed))


@cache
def compared(names: tuple[str, ...]) -> Comparison:
    """Return the comparison of some scenarios with what each one names."""
    pairs = [(find(name), find(str(find(name).compare_with))) for name in names]
    items = []
    lived: dict[str, Runs] = {}
    for one, other in pairs:
        n = runs_of(other.name).replications
        runs = runs_of(one.name) if runs_of(one.name).replications == n else simulate(one.parameters, n, seed=2)
        both = summarise(runs), summarise(runs_of(other.name))
        items.append(Compared(one, other, *both, differences(runs, runs_of(other.name))))
        lived |= {one.name: runs, other.name: runs_of(other.name)}
    return Comparison(Settings(n, 2), items, lived)


def fits(text: str) -> list[str]:
    """Return the lines that are wider than a page."""
    return [f"{len(line)}: {line}" for line in text.splitlines() if len(line) > WIDEST]


@pytest.mark.parametrize("name", shipped())
def test_run_fits_a_page_and_uses_no_unwanted_word(name: str) -> None:
    text = printed_run(find(name), runs_of(name))
    assert fits(text) == []
    assert unwanted(text) == []
    assert find(name).title in text


OVER_DRAWS = ("base", "practised-gate", "rapid-referral", "service-three-sites")


@pytest.mark.parametrize("name", OVER_DRAWS)
def test_a_run_over_draws_fits_a_page_and_says_where_parameters_come_from(name: str) -> None:
    settings = Settings(6, 2, "simpy", draws=3)
    runs = run_scenarios([find(name)], settings, quiet=True)[name]
    text = run_text(find(name), runs, summarise(runs), settings)
    assert fits(text) == []
    assert unwanted(text) == []
    said = " ".join(text.split())
    assert "Parameters are drawn from the posterior of the calibration: 3 draws, 2 replications of each." in said
    for part in ("(95% of draws)", "expected", "predictive", "chance/parameters"):
        assert (part in said) is (part != "(95% of draws)" or "service" not in name), part
    own = {"rapid-referral": "referral.delay_days", "service-three-sites": "run.delivery_weeks, interruption.weeks"}
    assert (f"keeps its own {own.get(name)} in every draw" in said) is (name in own)
    assert ("The study's own figures" in said) is (name in ("base", "practised-gate"))


@pytest.mark.parametrize("names", [("rapid-referral", "more-support"), ("service-three-sites",)])
def test_a_comparison_over_draws_fits_a_page_and_says_what_is_not_known(names: tuple[str, ...]) -> None:
    result = compare_pairs(pairs_to_compare(names), Settings(6, 2, "simpy", draws=3), quiet=True)
    text = compare_text(result, in_detail=True)
    assert fits(text) == []
    assert unwanted(text) == []
    said = " ".join(text.split())
    assert "3 draws, 2 replications of each" in said
    assert "95% of averages over draws" in said
    assert ("rapid-referral holds referral.delay_days at 0, which with base is not known: " in said) is (
        len(names) == 2
    )
    assert ("All else varies alike in both." in said) is (len(names) == 2)


def test_point_values_are_said_to_hold_chance_alone() -> None:
    for text in (printed_run(find("base"), runs_of("base")), compare_text(compared(("do-minimum",)))):
        assert "Parameters are point values (--draws 0), so intervals hold chance alone." in " ".join(text.split())


OF = {other: tuple(n for n in shipped() if find(n).compare_with == other) for other in ("base", "service")}


@pytest.mark.parametrize("detail", [False, True])
@pytest.mark.parametrize("names", [OF["base"], OF["service"], ("scarce-extended-stabilisation",)])
def test_compare_fits_a_page_and_uses_no_unwanted_word(names: tuple[str, ...], detail: bool) -> None:
    text = compare_text(compared(names), in_detail=detail)
    assert fits(text) == []
    assert unwanted(text) == []


def test_a_long_service_fits_a_page(tmp_path: Path) -> None:
    path = tmp_path / "twenty-years.toml"
    changes = '"run.delivery_weeks" = 1040\n[evidence]\n"run.delivery_weeks" = "why"\n'
    path.write_text(f'title = "T"\nquestion = "Q?"\nbased_on = "service"\n[changes]\n{changes}', encoding="utf-8")
    scenario = find(str(path))
    assert fits(printed_run(scenario, simulate(scenario.parameters, 2))) == []


def test_the_lists_use_no_unwanted_word() -> None:
    text = list_text([find(name) for name in shipped()]) + "".join(show_text(find(name)) for name in shipped())
    assert unwanted(text) == []
    assert fits(text) == []


# Plain answers


def paired(
    mean: float,
    monte_carlo: tuple[float, float],
    predictive: tuple[float, float],
    shares: tuple[float, float, float],
    **more: Any,
) -> Difference:
    """Return a difference of 300 paired runs; shares are of those that are better, the same and worse."""
    better, same, worse = shares
    return Difference(mean, 300, monte_carlo, predictive, better=better, same=same, worse=worse, **more)


def answer(**changed: Difference) -> str:
    """Return the plain answer of a comparison in which some differences are as given and all others nought."""
    nought = paired(0.0, (0.0, 0.0), (0.0, 0.0), (0.0, 1.0, 0.0))
    one, other = find("do-minimum"), find("base")
    return plain_answer(Compared(one, other, {}, {}, {name: changed.get(name, nought) for name in OUTCOMES}))


def test_a_plain_answer_names_both_scenarios_and_holds_intervals() -> None:
    text = answer(
        completed_therapy=paired(-1.5, (-2.25, -0.75), (-4.0, 1.0), (0.1, 0.2, 0.7)),
        cost_total=paired(-5000.0, (-6000.0, -4000.0), (-9000.0, -1000.0), (1.0, 0.0, 0.0)),
    )
    assert text.startswith(f"{find('do-minimum').title}:")
    assert f"'{find('base').title}'" in text
    assert "1.5 fewer women (single runs: from 4 fewer to 1 more) complete one-to-one therapy" in text
    assert "£5,000 less (£1,000 to £9,000), in prices of 2017/18." in text
    assert "In brackets: what 95% of single runs show." in text
    assert text.count("(single runs: ") == 1, "the first bracket says it for all"
    assert "More women complete therapy in 10% of the paired runs, fewer in 70%." in text
    assert "In single runs the change" not in text, "the bracket has said it"
    assert unwanted(text) == []


def test_a_plain_answer_over_draws_holds_what_is_not_known() -> None:
    text = answer(
        started_therapy=paired(1.5, (1.4, 1.6), (-1.0, 4.0), (0.7, 0.2, 0.1), expected=(0.25, 3.0)),
        completed_therapy=paired(
            0.8, (0.7, 0.9), (-1.0, 3.0), (0.5, 0.4, 0.1), expected=(-0.2, 1.9), probability_better=0.936
        ),
        cost_total=paired(-500.0, (-510.0, -490.0), (-900.0, 100.0), (1.0, 0.0, 0.0), expected=(-800.0, 50.0)),
    )
    assert "1.5 more women (0.2 to 3.0) begin one-to-one therapy" in text
    assert "0.8 more (from 0.2 fewer to 1.9 more) complete it" in text, "a range over nought has its sides in words"
    assert "£500 less (from £800 less to £50 more)" in text
    assert "The probability that more women complete therapy on average is 94%." in text
    assert "(single runs" not in text, "these brackets hold means"
    assert "In single runs the change in women completing therapy is from 1 fewer to 3 more: more complete" in text


def test_the_bracket_of_a_cost_is_named_where_it_is_the_only_one() -> None:
    text = answer(cost_total=paired(-5000.0, (-6000.0, -4000.0), (-9000.0, -1000.0), (1.0, 0.0, 0.0)))
    assert "£5,000 less (single runs: £1,000 to £9,000)" in text


@pytest.mark.parametrize(
    ("interval", "unit", "beside", "said"),
    [
        ((-2.0, 1.0), "", -0.3, "from 2 fewer to 1 more"),
        ((-1.0, 0.0), "", -0.09, "from 1 fewer to none"),
        ((0.0, 3.0), "", 0.4, "from none to 3 more"),
        ((-0.25, 1.57), "", 0.25, "from 0.25 fewer to 1.57 more"),
        ((-40.4, -5.5), "", -19.1, "5.50 to 40.40"),
        ((1.0, 2.0), "", 1.0, "1 to 2"),
        ((1.0, 2.0), "", -1.0, "from 1 more to 2 more"),
        ((-9.0, -1.0), "", 0.0, "from 9 fewer to 1 fewer"),
        ((0.0, 0.0), "", 0.06, "nearly always none"),
        ((-0.3, 1234.6), "£", 500.0, "from none to £1,235 more"),
    ],
)
def test_the_sides_of_an_interval_are_words(interval: tuple[float, float], unit: str, beside: float, said: str) -> None:
    assert sides(interval, unit, decimals=2, beside=beside) == said


@pytest.mark.parametrize(
    ("probability", "shown"),
    [(0.0, "below 1%"), (0.004, "below 1%"), (0.006, "1%"), (0.5, "50%"), (0.994, "99%"), (1.0, "above 99%")],
)
def test_nothing_is_quite_impossible_or_certain(probability: float, shown: str) -> None:
    assert probably(probability) == shown


def test_what_would_be_written_as_nought_is_no_clear_difference() -> None:
    assert "about as many women" in answer(
        started_therapy=paired(0.004, (0.003, 0.005), (0.0, 0.0), (0.0, 1.0, 0.0)),
    )


def test_a_plain_answer_says_the_same_in_every_run_only_if_it_is() -> None:
    rare = paired(-1 / 300, (-0.01, 0.003), (0.0, 0.0), (0.0, 299 / 300, 1 / 300))
    assert "in every paired run" in answer()
    assert "in every paired run" not in answer(completed_therapy=rare)
    assert "more in none of the paired runs, fewer in fewer than 1%." in answer(completed_therapy=rare)
    nearly = paired(1.0, (0.9, 1.1), (1.0, 2.0), (299 / 300, 1 / 300, 0.0))
    assert "More women complete therapy in nearly all of the paired runs, fewer in none." in answer(
        completed_therapy=nearly
    )


def test_a_design_that_is_compared_with_itself_has_its_levels() -> None:
    scenario, nought = find("service"), paired(0.0, (0.0, 0.0), (0.0, 0.0), (0.0, 1.0, 0.0))
    summary = {
        "consented": Summary(63.24, 200, (62.0, 64.0), (47.0, 81.0)),
        "started_therapy": Summary(19.1, 200, (18.0, 20.0), (5.0, 40.0)),
        "completed_therapy": Summary(10.0, 200, (9.0, 11.0), (2.0, 24.0)),
        "cost_total": Summary(113_051.0, 200, (112_000.0, 114_000.0), (84_000.4, 149_000.0)),
    }
    said = plain_answer(Compared(scenario, scenario, summary, summary, dict.fromkeys(OUTCOMES, nought)))
    assert (
        "Over five years, on average 63.2 (single runs: 47 to 81) women join, 19.1 (5 to 40) begin one-to-one therapy "
        "and 10.0 (2 to 24) complete it, for £113,051 (£84,000 to £149,000), which is £22,610 a year, in prices of "
        "2017/18. In brackets: what 95% of single runs show."
    ) in said
    assert "about as many" not in said


def test_one_replication_gives_no_answer_that_its_numbers_contradict() -> None:
    """With one replication there is no interval: three women fewer are not 'about as many', and no range is a dash."""
    text = " ".join(compare_text(compare(["do-minimum"], replications=1)).split())
    assert "ranges over -:" not in text
    assert "about as many women join, begin and complete" not in text
