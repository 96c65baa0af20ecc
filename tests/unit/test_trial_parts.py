"""Parts of the virtual trial: designs that cannot be, doses and effects, what matters most, words and documents."""

import re
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.faults import messages_of
from scenarios.display import WORDS_FILE
from scenarios.distributions import distribution_of
from scenarios.document.blocks import CLOSE, OPEN, Document, Figure, Heading, Paragraph, Table
from scenarios.document.cells import text_of
from scenarios.document.parts import UNKNOWN, printed
from scenarios.trial.checking import checked, exact
from scenarios.trial.curve import Curve
from scenarios.trial.delivered import delivered, followed_up
from scenarios.trial.design import Design, read_design
from scenarios.trial.effect import Beliefs, beliefs_of, response
from scenarios.trial.lives import COMPARISON, TREATED, Lives, live
from scenarios.trial.matters import _responding, matters
from scenarios.trial.progression import of_the_study
from scenarios.trial.recruiting import reached
from scenarios.trial.simulate import analysed, data_of, significant_by
from scenarios.trial.yes_no import curve_of_shares, power_of_shares
from scenarios.trial_command import TRIALS
from scenarios.trial_report.cells import about, months, ratio
from scenarios.trial_report.justification import justification
from scenarios.trial_report.result import work_out
from scenarios.trial_report.sections import choices_words, trial_document
from scenarios.trial_report.sections_check import type_one_words
from scenarios.trial_report.sections_curve import blame_words, curve_table, smallest_words, swings_figure
from scenarios.trial_report.sections_dose import dilution_table, dose_table, time_words
from scenarios.trial_report.sections_standing import pilot_words, study_words
from scenarios.trial_report.sections_value import worth_words
from scenarios.trial_report.text import trial_text
from scenarios.trial_report.worked import Worked
from sim.errors import InputError

pytestmark = pytest.mark.unit

SHIPPED = sorted(path.stem for path in TRIALS.glob("*.toml"))

EXAMPLE = TRIALS / "example.toml"
WORDS = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))["unwanted"]["words"]
UNWANTED = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, WORDS))})(?!\w)", re.IGNORECASE)
DRAWS = 40


@cache
def worked(name: str) -> Worked:
    design = read_design(TRIALS / f"{name}.toml")
    design = replace(design, sizes=(100, 400, 800))
    trial, lives, beliefs = work_out(design, DRAWS, 1, 2)
    check = checked(lives, 20, trial.size, beliefs, design, 1)
    return Worked(trial, matters(lives, DRAWS, beliefs, design, trial.size), 0.5, check, "dussk trial")


def every_text(document: Document) -> list[str]:
    found = [document.title, document.subtitle]
    for block in document.blocks:
        match block:
            case Heading() | Paragraph():
                found.append(block.text)
            case Table():
                found += _of_table(block)
            case Figure():
                found += [block.title, block.alternative, *_of_table(block.table)]
            case _:
                found += block.items
    return found


def _of_table(table: Table) -> list[str]:
    return [table.caption, table.note, *table.header, *(text_of(cell) for row in table.rows for cell in row)]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('icc_group = { family = "gamma", shape = 4.0, scale = 0.015 }', "icc_group = -0.1", "icc_group: -0.1"),
        ("number = 8", "number = 0", "number: 0: expected a whole number from 1"),
        ("share_treated = 0.5", "share_treated = 0", "share_treated: 0: expected a number from 0.01"),
        ("weeks = 39", "weeks = 10", "follow-up would end before treatment"),
        ('treated = "base"', 'treated = "do-minimum"', None),
        ('name = "pcl5"', 'name = "pcl"', "pcl5"),
        (
            "mean = 0.41, sd = 0.16",
            "mean = -0.41, sd = 0.16",
            "size: mean -0.41: higher is better here, so a published SMD of -0.41 on a symptom scale is 0.41; expected "
            "a mean above 0",
        ),
        ("mean = 0.41, sd = 0.16", "mean = 0.0, sd = 0.16", "size: mean 0: expected a mean above 0"),
        (
            'icc_therapist = { family = "gamma", shape = 2.5, scale = 0.02 }',
            "icc_therapist = 0.9",
            "[clustering]: icc_group and icc_therapist may be 0.13 and 0.90 (97.5% points)",
        ),
        ("rate_cv", "rate_vc", "Did you mean 'rate_cv'?"),
        ("a = 30, b = 20", "a = 0, b = 20", "a = 0: expected a number above 0"),
        ("retention_treated = { family", "retention_treated = 1.2 #", "expected values from 0 to 1"),
        ('comparison = "business-as-usual"', 'comparison = "base"', "[arms]: comparison: 'base': expected another"),
        ('treated = "base"', "treated = 5", "[arms]: treated: 5: expected a text"),
        ('treated = "base"', f'treated = "{"a" * 300}.toml"', "aaa.toml: cannot be read"),
        ('comparison = "business-as-usual"', 'comparison = "more-support"', "offers trauma work too"),
        ('comparison = "business-as-usual"', 'comparison = "nowhere"', "nowhere"),
        ('name = "pcl5"', 'name = "reaching_therapy"', "needs logistic"),
        ('method = "ancova"', 'method = "logistic"', "needs ancova"),
        ("sizes = [50, 75", "sizes = [75, 50", "sizes: [75, 50, 100"),
        ("opening_weeks = [0, 4", "opening_weeks = [0, 4.5", "opening_weeks: [0, 4.5, 8"),
        ("recruitment = [0.5, 1.0]", "recruitment = [1.0, 0.5]", "recruitment: [1.0, 0.5]: expected two numbers, red"),
        ("recruitment = [0.5, 1.0]", "recruitment = [0.5]", "recruitment: [0.5]: expected two numbers, red"),
        ("alpha = 0.05", "alhpa = 0.2", "[analysis]: unknown field 'alhpa'. Did you mean 'alpha'?"),
        ("a = 13, b = 7 }", "a = 13, b = 1e308 }", "expected values from 0.01 to 1"),
        ('rate_cv = { family = "uniform"', 'rate_cv = { family = ["uniform"]', "unknown family '['uniform']'"),
        ('{ family = "beta", a = 13, b = 7 }', '"most"', "dose_in_source: 'most': expected a number, or a table"),
        ('{ family = "beta", a = 13, b = 7 }', '{ family = "beta", a = 13 }', "a beta distribution has a, b, not a"),
        ("[evidence]\nrate_cv", "[evidence]\nrate_cvv", "Did you mean 'rate_cv'?"),
        ("[estimand]", "[estimands]", "unknown field 'estimands'"),
        ('randomised_at = "consent"', 'randomised_at = "consnt"', "consent"),
    ],
)
def test_a_design_that_cannot_be_is_one_clear_line(tmp_path: Path, old: str, new: str, says: str | None) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    if says is None:
        # A score can be compared where neither arm has therapy; its dose is nought.
        assert read_design(file).arms.treated.name == "do-minimum"
        return
    with pytest.raises(InputError) as raised:
        read_design(file)
    lines = messages_of(raised.value)
    assert says in lines[0]
    assert all(line.startswith("mine.toml: ") and "\n" not in line for line in lines)
    assert len(lines) == text.count(old), "a line a fault, and none that follows from another"
    assert "mine.toml" in str(raised.value)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_table_of_a_design_takes_a_field_that_it_does_not_know(name: str, tmp_path: Path) -> None:
    text = (TRIALS / f"{name}.toml").read_text(encoding="utf-8")
    tables = re.findall(r"^\[(.*)\]$", text, re.MULTILINE)
    (tmp_path / "mine.toml").write_text(re.sub(r"^(\[.*\])$", r"\1\nstray = 1", text, flags=re.MULTILINE), "utf-8")
    with pytest.raises(InputError) as raised:
        read_design(tmp_path / "mine.toml")
    told = [line.partition("'stray'.")[0] + "'stray'." for line in messages_of(raised.value)]
    assert sorted(told) == sorted(f"mine.toml: [{table}]: unknown field 'stray'." for table in tables)


def test_an_outcome_that_the_arms_do_not_produce(tmp_path: Path) -> None:
    text = (TRIALS / "reaching-therapy.toml").read_text(encoding="utf-8").replace('"more-support"', '"do-minimum"')
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="offers no trauma work, so nobody gets so far"):
        read_design(tmp_path / "mine.toml")


@pytest.mark.filterwarnings("error")
def test_a_share_of_nobody_has_no_power() -> None:
    design = read_design(TRIALS / "reaching-therapy.toml")
    beliefs = beliefs_of(design, 2, 1)
    shares = np.array([0.1, 0.1]), np.array([0.6, 0.6])
    kept = power_of_shares(shares, beliefs, design, 200)
    assert (kept > 0.5).all()
    for arm in ("retention_treated", "retention_comparison"):
        gone = replace(beliefs, **{arm: np.array([0.0, getattr(beliefs, arm)[1]])})
        assert power_of_shares(shares, gone, design, 200).tolist() == [0.0, kept[1]]


def test_a_draw_in_which_an_arm_has_no_woman_has_no_power_and_is_counted() -> None:
    design = read_design(TRIALS / "reaching-therapy.toml")
    beliefs = beliefs_of(design, 2, 1)
    draw, arm = np.array([0, 0, 1]), np.array([COMPARISON, TREATED, TREATED])
    lives = SimpleNamespace(women=SimpleNamespace(draw=draw, arm=arm, began=np.array([False, True, True])))
    (point,) = curve_of_shares(cast(Lives, lives), 2, beliefs, design, [200])
    assert (point.nobody, point.assurance) == (0.5, 0.5)
    beliefs = replace(beliefs, retention_treated=np.zeros(2))
    (point,) = curve_of_shares(cast(Lives, lives), 2, beliefs, design, [200])
    assert (point.nobody, point.assurance, point.against) == (1.0, 0.0, 0.0)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_design_says_where_its_assumptions_are_from(name: str) -> None:
    design = read_design(TRIALS / f"{name}.toml")
    assert design.evidence["retention_comparison"]
    assert design.outcome.is_yes_no or design.evidence["dose_in_source"]


@pytest.mark.parametrize("name", SHIPPED)
def test_texts_and_documents_are_plain_and_fit(name: str) -> None:
    one = worked(name)
    text = trial_text(one)
    assert max(map(len, text.splitlines())) <= 100
    said = [text, *every_text(trial_document(one, "23 November 2026"))]
    for each in said:
        assert not UNWANTED.search(each), UNWANTED.search(each)
        assert "nan" not in each.split()
        assert "inf" not in each.split()
        assert not re.search(r"\d\.\d{4,}", each), each
        assert "{" not in each


@pytest.mark.parametrize("name", SHIPPED)
def test_every_figure_of_the_justification_stands_in_the_same_document(name: str) -> None:
    """Every number of the paragraphs is in a table, a note or the estimand of the document."""
    one = worked(name)
    document = trial_document(one)
    tables = [b if isinstance(b, Table) else b.table for b in document.blocks if isinstance(b, Table | Figure)]
    known = " ".join(text for table in tables for text in _of_table(table))
    # The level, the target, the number of draws and the answer's own figures stand outside tables.
    known += f" {one.design.assurance:.0%} {one.design.alpha:g} {one.trial.draws} {one.design.alpha:.1%}"
    best = one.trial.best or one.trial.points[-1]
    known += " " + " ".join(f"{196 * point.error:.1f}" for point in [*one.trial.points, best])
    known += f" {100 * best.assurance:.1f}% {best.size:,} {one.worst_type_one:.1%}"
    known += f" {best.type_one:.1%} {best.type_one_with_loss:.1%}"
    known += " " + " ".join(f"{s.assurance:.0%}" for s in one.matters.settled) + f" {one.matters.assurance:.0%}"
    held = set(re.findall(r"\d[\d,.]*\d|\d", known))
    for text in justification(one):
        for number in re.findall(r"\d[\d,.]*\d|\d", text):
            assert number in held, (number, text)
        for ends in re.findall(r"\(([<>\d][\d,.%<>]* to [\d,.%<>]+)\)", text):
            assert ends.replace("<1%", "0%") in known or ends in known, ends


@pytest.mark.parametrize("name", SHIPPED)
def test_names_in_the_document_are_unique_and_rows_as_wide_as_headers(name: str) -> None:
    blocks = trial_document(worked(name)).blocks
    tables = [b if isinstance(b, Table) else b.table for b in blocks if isinstance(b, Table | Figure)]
    names = [table.name for table in tables] + [b.name for b in blocks if isinstance(b, Figure)]
    assert len(names) == len(set(names))
    for table in tables:
        assert {len(row) for row in table.rows} == {len(table.header)}, table.name


@pytest.mark.parametrize("name", SHIPPED)
def test_no_two_headings_or_captions_are_alike_and_every_table_named_is_there(name: str) -> None:
    document = trial_document(worked(name))
    captions = [block.text for block in document.blocks if isinstance(block, Heading)]
    for block in document.blocks:
        captions += [block.caption] if isinstance(block, Table) else []
        captions += [block.title, block.table.caption] if isinstance(block, Figure) else []
    assert len(captions) == len({each.lower() for each in captions})
    said = " ".join(every_text(printed(document, annexes=False)))
    assert UNKNOWN not in said
    assert not set(said) & {OPEN, CLOSE}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_publication_named_in_a_report_is_among_its_sources(name: str) -> None:
    document = trial_document(worked(name))
    (sources,) = (block for block in document.blocks if isinstance(block, Table) and block.name == "sources")
    said = " ".join(text for text in every_text(document) if text not in _of_table(sources))
    cited = set(re.findall(r"\b[A-Z][a-z]+ (?:19|20)\d\d\b", said)) - {"November 2026"}
    assert cited
    assert cited <= {text_of(row[0]) for row in sources.rows}


def test_what_a_design_believes_is_printed_as_its_file_has_it_and_the_draws_beside_where_they_differ() -> None:
    one = worked("example")
    assert one.trial.dilution is not None
    file = f"{one.design.effect.size.mean:.2f}"
    table = dilution_table(one)
    assert table is not None
    assert text_of(table.rows[0][1]) == file == "0.41"
    assert [text_of(row[1]) for row in dose_table(one).rows if row[0] == "The same in the source"] == ["65%"]
    low, _, high = one.trial.dilution.source
    for mean, shown in ((0.47, True), (one.design.effect.size.mean, False)):
        dilution = replace(one.trial.dilution, source=(low, mean, high), dose_in_source=(0.4, 0.65, 0.9))
        again = dilution_table(replace(one, trial=replace(one.trial, dilution=dilution)))
        assert again is not None
        assert text_of(again.rows[0][1]) == file
        assert (f"the means of these {DRAWS} draws are 0.47 and 65%" in again.note) == shown


def test_the_answer_names_the_design_s_main_choices() -> None:
    said = choices_words(worked("reaching-therapy"))
    assert "(support to attend: reminders, transport, lunch, voucher × 2, welfare calls, case manager)" in said
    assert "1:1, when she consents" in said
    assert "8 sites recruit for 24 months" in said
    assert "when she is found ready" in choices_words(worked("at-readiness"))


def test_women_who_all_receive_as_much_differ_in_dose_neither_one_by_one_nor_by_cluster() -> None:
    made = delivered(few_lives().women, DRAWS, [300], design_with()[1], design_with()[0])
    assert made.between is not None
    assert made.left_to_chance is not None
    assert (made.left_to_chance <= made.spread + 1e-12).all()
    same = _responding(made, 1.0)
    for part in (same.spread, same.between, same.left_to_chance):
        assert part is not None
        assert not part.any()


def test_where_no_size_reaches_the_target_the_answer_says_so_and_what_is_to_blame() -> None:
    one = worked("example")
    assert one.trial.best is None
    said = smallest_words(one)
    assert said.startswith("None of the sizes reaches 80% assurance")
    assert "received the dose of the source" in said
    assert one.matters.blame is not None
    assert one.matters.blame.name == "dose"


def test_type_one_error_that_is_not_nominal_is_said_with_what_to_do() -> None:
    one = worked("example")
    assert one.nominal
    assert one.check is not None
    often, seldom = (replace(one.check.type_one, interval=ends) for ends in ((0.06, 0.09), (0.01, 0.04)))
    assert "not what it should be" in type_one_words(replace(one, check=replace(one.check, type_one=often)))
    assert "at most 4.0%" in type_one_words(replace(one, check=replace(one.check, type_one=seldom)))
    points = [replace(point, type_one=0.08) for point in one.trial.points]
    bad = replace(one, trial=replace(one.trial, points=points))
    assert "not what it should be: up to 8.0% by the formula, instead of 5.0%" in type_one_words(bad)
    assert "partially_nested" in type_one_words(bad)
    assert "permutation" in type_one_words(bad)


def test_type_one_error_is_told_with_and_without_loss_and_as_the_formula_s() -> None:
    one = worked("example")
    point = one.trial.points[-1]
    assert point.type_one < point.type_one_with_loss
    said = type_one_words(one)
    assert f"by the formula, with {point.size:,} women" in said
    assert f"nobody's loss depends on outcome, {point.type_one:.1%}; with loss as the design believes, " in said
    assert f"{point.type_one_with_loss:.1%}" in said
    assert one.check is not None
    above = replace(one, check=replace(one.check, type_one=replace(one.check.type_one, interval=(0.06, 0.09))))
    assert "within a tenth" not in type_one_words(above)
    assert "(95%: 6.0% to 9.0%) in simulated trials" in type_one_words(above)


def test_type_one_error_of_shares_is_not_worked_out_and_has_no_column() -> None:
    one = worked("reaching-therapy")
    assert not any("Type I" in name for name in curve_table(one).header)
    assert "not worked out: the score test takes women as independent" in type_one_words(one)
    assert one.nominal is None
    assert one.as_json()["curve"][0]["type_one"] is None  # type: ignore[index]


def design_with(**changes: float) -> tuple[Design, Beliefs]:
    """Return the shipped example of few sites, with beliefs changed to numbers."""
    design = read_design(EXAMPLE)
    design = replace(design, sites=replace(design.sites, number=3, recruitment_weeks=78))
    beliefs = beliefs_of(design, DRAWS, 1)
    return design, replace(beliefs, **{name: np.full(DRAWS, value) for name, value in changes.items()})


@cache
def few_lives() -> Lives:
    return live(design_with()[0], DRAWS, 1)


def test_assurance_is_in_favour_for_all_women_and_what_loss_adds_is_told_apart() -> None:
    """An arm that loses more of its worse off, and measures those with more sessions, seems better than it is."""
    moved = {"retention_treated": 0.5, "retention_comparison": 0.9}
    design, beliefs = design_with(**moved, lost_are_worse=0.3, by_dose=3.0)
    plain = replace(beliefs, lost_are_worse=np.zeros(DRAWS), by_dose=np.zeros(DRAWS))
    (biased,), (fair,) = (Curve(few_lives(), DRAWS, each, design).at([1200]) for each in (beliefs, plain))
    assert biased.with_loss > biased.assurance + 0.1
    assert fair.with_loss == pytest.approx(fair.assurance, abs=1e-9)
    # Who is followed up moves the error a little, and nothing else.
    assert biased.assurance == pytest.approx(fair.assurance, abs=0.01)
    assert biased.type_one_with_loss > biased.type_one + 0.1
    assert biased.type_one == pytest.approx(fair.type_one_with_loss, abs=1e-2)
    assert fair.type_one_with_loss == pytest.approx(fair.type_one, abs=1e-12)


def test_results_against_the_treated_arm_are_no_answer() -> None:
    design, beliefs = design_with(size=-0.4)
    beliefs = replace(beliefs, whole=beliefs.size / beliefs.dose_in_source)
    (point,) = Curve(few_lives(), DRAWS, beliefs, design).at([1200])
    assert point.assurance < design.alpha / 2 < point.against


def test_keeping_more_women_never_looks_worse() -> None:
    design, beliefs = design_with(lost_are_worse=0.3)
    found = matters(few_lives(), DRAWS, beliefs, design, 1200)
    (kept,) = (one for one in found.settled if one.name == "follow_up")
    assert kept.change > 0.0
    for name in ("retention_treated", "retention_comparison"):
        (swing,) = (one for one in found.swings if one.name == name)
        assert swing.assurances[0] < swing.assurances[1], name
    assert "lost_are_worse" not in {one.name for one in found.swings}


def test_simulated_trials_count_results_in_favour() -> None:
    """With an effect that harms, significant results are against the treated arm: none is power."""
    design, beliefs = design_with(size=-3.0, lost_are_worse=0.0)
    beliefs = replace(beliefs, whole=beliefs.size / beliefs.dose_in_source)
    methods = {design.method: 20}
    found = significant_by(methods, few_lives(), 20, 300, beliefs, design, 1, effect=True)[design.method]
    assert found.sum() == 0.0
    either = [
        analysed(data_of(few_lives(), draw, 300, beliefs, design, 1, effect=True), "ancova").p for draw in range(20)
    ]
    assert np.mean(np.array(either) < design.alpha) > 0.3


def test_settling_what_does_not_matter_changes_nothing() -> None:
    """With no clustering believed, there is nothing to gain from there being none."""
    design = read_design(EXAMPLE)
    none = distribution_of(0.0, "")
    design = replace(design, clustering=replace(design.clustering, icc_group=none, icc_therapist=none))
    lives = live(design, 20, 1)
    found = matters(lives, 20, beliefs_of(design, 20, 1), design, 200)
    (clustering,) = (one for one in found.settled if one.name == "clustering")
    assert clustering.change == pytest.approx(0.0, abs=1e-12)
    assert not any(one.name.startswith("icc") for one in found.swings)


def test_what_is_listed_first_moves_assurance_most() -> None:
    for name in SHIPPED:
        found = worked(name).matters
        gains = [one.change for one in found.settled]
        assert gains == sorted(gains, reverse=True)
        widths = [abs(one.assurances[1] - one.assurances[0]) for one in found.swings]
        assert widths == sorted(widths, reverse=True)


def test_women_who_are_randomised_late_have_a_comparison_arm_that_receives_nothing() -> None:
    design = read_design(TRIALS / "at-readiness.toml")
    lives = live(design, 20, 1)
    other = lives.women.arm == COMPARISON
    assert other.sum() > 50
    assert not lives.women.therapy[other].any()
    assert not lives.women.began[other].any()
    assert lives.women.therapy[lives.women.arm == TREATED].any()
    assert np.isfinite(lives.pounds[:, TREATED]).all()
    assert np.isnan(lives.pounds[:, COMPARISON]).all()


@given(st.floats(0.05, 0.95), st.floats(-4.0, 4.0), st.integers(2, 60))
@settings(max_examples=50, deadline=None)
def test_follow_up_that_depends_on_dose_keeps_the_arms_mean(wanted: float, slope: float, women: int) -> None:
    design = read_design(EXAMPLE)
    beliefs = beliefs_of(design, 1, 1)
    one = np.ones(1)
    beliefs = replace(beliefs, retention_treated=wanted * one, by_dose=slope * one)
    shares = np.linspace(0.0, 1.0, women)
    found = followed_up(shares, np.ones(women, bool), 0, beliefs)
    assert found.mean() == pytest.approx(wanted, abs=1e-6)
    assert np.all(np.diff(found) * slope >= -1e-12)


@given(
    st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30), st.sampled_from(["linear", "threshold", "all_or_nothing"])
)
def test_no_response_is_below_nought_above_one_or_falls_with_dose(shares: list[float], shape: str) -> None:
    effect = replace(read_design_once().effect, dose_response=shape)
    found = response(np.sort(np.array(shares)), effect)
    assert found.min() >= 0.0
    assert found.max() <= 1.0
    assert np.all(np.diff(found) >= 0.0)


@cache
def read_design_once() -> Design:
    return read_design(EXAMPLE)


def test_numbers_are_written_as_trialists_write_them() -> None:
    design = read_design(EXAMPLE)
    assert ratio(design) == "1:1"
    assert ratio(replace(design, arms=replace(design.arms, share_treated=2 / 3))) == "2:1"
    assert ratio(replace(design, arms=replace(design.arms, share_treated=0.61))) == "61% to 39%"
    assert about(17_304.6) == 17_300
    assert about(0.0) == 0.0
    assert months(float("inf"), 24.0) == "more than 24"
    low, high = exact(0, 100)
    assert low == 0.0
    assert high == pytest.approx(0.0362, abs=1e-4)


def test_a_larger_size_is_never_reached_sooner() -> None:
    design = read_design(EXAMPLE)
    lives = live(design, 20, 1)
    found = [reached(lives, 20, design, size) for size in (20, 60, 200)]
    assert [one.on_time for one in found] == sorted((one.on_time for one in found), reverse=True)
    assert [one.months[1] for one in found] == sorted(one.months[1] for one in found)
    assert [one.sites[1] for one in found] == sorted(one.sites[1] for one in found)


def test_a_design_without_hope_is_told_in_sensible_words() -> None:
    """Ten women, nearly all of them lost: nobody to compare in most draws, nothing to blame, no room for a pilot."""
    one = worked("example")
    none = replace(one.trial.points[0], size=10, assurance=0.0, error=0.0, with_loss=-0.0001, nobody=0.96)
    hopeless = replace(one, trial=replace(one.trial, points=[none], best=None, size=10, pilot=(10, 0.1, 0.9)))
    said = smallest_words(replace(hopeless, matters=replace(one.matters, settled=[])))
    assert "less than ±0.1 points" in said
    assert "In 96% of the draws fewer than two women of an arm would be left to compare" in said
    assert "No single assumption costs it much" in said
    assert "In 96% of the draws" in curve_table(hopeless).note
    assert "-0.0" not in curve_table(hopeless).note
    assert pilot_words(hopeless) == "With 10 women there is no room for an internal pilot."
    for chance, words in ((0.0, "in none of the draws"), (1.0, "in every one"), (0.002, "with a probability below 1%")):
        reached_so = replace(one.trial.reached, on_time=chance, sites=(1.0, 1.0, 1.0))
        told = time_words(replace(one, trial=replace(one.trial, reached=reached_so)))
        assert words in told
        assert "about 1 site like these" in told
    short = replace(one.design, sites=replace(one.design.sites, number=1, recruitment_weeks=1))
    assert "1 site recruits for 1 week." in choices_words(replace(one, trial=replace(one.trial, design=short)))


def test_dussk_is_judged_only_where_it_counted_what_a_criterion_asks() -> None:
    one = worked("at-readiness")
    assert one.trial.study == []
    said = study_words(one)
    assert said.startswith("DUSSK itself is not judged by these criteria. Adherence asks which share begin therapy")
    assert "4 of 11 who began therapy are a share of the women who joined." in said
    design = read_design(EXAMPLE)
    assert of_the_study(design) == [("adherence", "4 of 11 who joined began therapy (36%)", "amber")]
    screened = replace(design, estimand=replace(design.estimand, randomised_at="ptsd_positive"))
    ((_, counted, light),) = of_the_study(screened)
    assert counted == "4 of 4 in whom screening found post-traumatic stress began therapy (100%)"
    assert light == "green"
    without = replace(one.design, progression={"retention": (0.5, 0.7)})
    assert "Adherence" not in study_words(replace(one, trial=replace(one.trial, design=without)))


def test_women_recruited_have_one_interval_in_a_report() -> None:
    for name in SHIPPED:
        trial = worked(name).trial
        _, (low, high), middle = trial.months[-1]
        assert (low, middle, high) == trial.recruited
        (light,) = (one for one in trial.lights if one.name == "recruitment")
        assert (light.spread[0], light.middle, light.spread[1]) == pytest.approx(
            [n / trial.size for n in trial.recruited]
        )


def test_what_costs_most_says_what_it_leaves_out_and_the_picture_why_its_order_is_another() -> None:
    one = worked("example")
    assert one.matters.blame is not None
    said = blame_words(one)
    assert said.startswith("Of what is assumed, leaving out a whole course and more women, one thing costs most: if ")
    above = one.matters.settled[: one.matters.settled.index(one.matters.blame)]
    assert {each.name for each in above} <= {"whole_course", "women"}
    shares = blame_words(worked("reaching-therapy"))
    assert shares.startswith(
        ("What is not known costs most, more women left out: with ", "Of what is assumed, leaving")
    )
    figure = swings_figure(one)
    assert figure is not None
    assert f"{OPEN}matters{CLOSE} has another order" in figure.table.note
    for swing in one.matters.swings:
        left_out = abs(swing.assurances[1] - swing.assurances[0]) <= 0.002
        words = swing.words[0].lower() + swing.words[1:]
        assert (words in figure.table.note.partition("Without a bar")[2]) == left_out


def test_a_worth_that_was_not_worked_out_says_how_to_ask_for_it() -> None:
    assert worth_words(worked("example")).endswith("was not worked out (add --value).")
    assert worth_words(worked("reaching-therapy")).endswith("(add [value] to the design, and --value).")
