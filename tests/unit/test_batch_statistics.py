"""Streaming statistics: exact where they say so, within the stated error elsewhere, and the same in any order."""

from array import array
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from scenarios.batch.histogram import EXACT, LARGEST_ERROR, Histogram
from scenarios.batch.moments import Moments, Term, mean, variance_of_mean
from scenarios.batch.plan import found_plan, read_plan
from scenarios.batch.summary import as_csv, as_json, half_width, summarise
from scenarios.batch.tally import Tally
from scenarios.batch.text import summary_text
from scenarios.batch.units import Unit
from scenarios.files import find
from scenarios.intervals import differences
from scenarios.intervals import summarise as one_go
from sim import OUTCOMES, TOTALS, Runs, default_parameters, simulate

pytestmark = pytest.mark.unit

wholes = st.lists(st.integers(-(2**40), 2**40) | st.integers(-5, 5), min_size=1, max_size=60)
reals = st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=1, max_size=60)
shares = st.sampled_from(["0.025", "0.25", "0.5", "0.975"]).map(Fraction)


def histogram(values, whole=True):
    found = Histogram(whole)
    found.add(np.array(values, np.int64 if whole else float))
    return found


def quantile_of(values, p):
    return sorted(values)[max(1, -(-len(values) * p.numerator // p.denominator)) - 1]


# Histograms


@given(wholes, shares)
def test_quantiles_of_whole_numbers_are_exact_or_within_the_stated_error(values, p):
    truth = quantile_of(values, p)
    found = histogram(values).quantile(p)
    assert found == truth if abs(truth) < EXACT else abs(found - truth) <= LARGEST_ERROR * abs(truth)


@given(reals, shares)
def test_quantiles_of_other_numbers_are_within_the_stated_error(values, p):
    truth = quantile_of(values, p)
    assert abs(histogram(values, False).quantile(p) - truth) <= LARGEST_ERROR * abs(truth) + 2.0**-20


@given(st.lists(wholes, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_histograms_merge_in_any_order(parts, random):
    together = histogram([value for part in parts for value in part])
    random.shuffle(parts)
    merged = Histogram(True)
    for i, part in enumerate(parts):
        merged.merge(histogram(part)) if i % 2 else merged.add(np.array(part))
    for one, other in zip(merged.bins(), together.bins(), strict=True):
        assert np.array_equal(one, other)
    assert merged.n == sum(map(len, parts))


@given(st.lists(st.floats(-2, 2), min_size=1, max_size=60), st.integers(0, 60), shares)
def test_quantiles_stay_between_the_smallest_and_the_largest(values, cut, p):
    found = histogram(values[:cut], False)
    found.merge(histogram(values[cut:], False))
    assert min(values) <= found.quantile(p) <= max(values)
    assert histogram([1.0] * 100, False).quantile(p) == 1.0
    assert histogram([2**40 - 1] * 3).quantile(p) == 2**40 - 1


@given(wholes)
def test_signs_are_counted_exactly(values):
    assert histogram(values).signs() == (sum(v < 0 for v in values), values.count(0), sum(v > 0 for v in values))


def test_bins_are_in_the_order_of_their_values():
    edges = [0, 1, EXACT - 1, EXACT, EXACT + 1, EXACT + 2, 2 * EXACT, 10**9, 2**52, 2**53 + 2]
    keys = [int(histogram([value]).bins()[0][0]) for value in (*(-e for e in reversed(edges)), *edges)]
    assert all(low <= high for low, high in pairwise(keys))
    assert histogram([]).quantile(Fraction(1, 2)) is None


# Moments


@given(arrays.arrays(np.int64, (3, 7), elements=st.integers(-(2**62), 2**62) | st.integers(-9, 9)))
def test_sums_and_products_are_exact_however_large(values):
    pairs = [(0, 0), (0, 1), (1, 2), (2, 2)]
    found = Moments(3, pairs)
    found.add(values[:, :3])
    other = Moments(3, pairs)
    other.add(values[:, 3:])
    other.merge(found)
    whole = [[int(value) for value in row] for row in values]
    assert other.n == 7
    assert other.sums == [sum(row) for row in whole]
    assert [other.products[i, j] for i, j in pairs] == [
        sum(a * b for a, b in zip(whole[i], whole[j], strict=True)) for i, j in pairs
    ]


def test_the_smallest_whole_number_is_no_trap():
    found = Moments(1, [(0, 0)])
    found.add(np.array([[-(2**63), 2**63 - 1]]))
    assert found.products[0, 0] == 2**126 + (2**63 - 1) ** 2


def test_a_variance_is_that_of_the_book():
    found = Moments(2, [(0, 0), (0, 1), (1, 1)])
    found.add(np.array([[1, 2, 6], [1, 1, 2]]))
    assert mean(found, Term(0)) == 3
    assert variance_of_mean(found, [(1, Term(0))]) == Fraction(7, 3)
    assert variance_of_mean(found, [(1, Term(0)), (-1, Term(1))]) == Fraction(13, 9)
    assert mean(found, Term(0, 1)) == Fraction(9, 4)
    # Influences of the ratio 9/4: (1 - 9/4, 2 - 9/4, 6 - 9/2) / (4/3).
    influences = [Fraction(-5, 4), Fraction(-1, 4), Fraction(3, 2)]
    assert variance_of_mean(found, [(1, Term(0, 1))]) == sum((i * 3 / 4) ** 2 for i in influences) / 6


# Tallies

PAIR = ("more-support", "base")
ROWS = {name: np.array(simulate(find(name).parameters, 24, seed=5).rows, np.int64).T for name in PAIR}


def tally(cuts, replications=0, draws=1):
    """Return the tally of 24 rows a scenario, added in pieces: as replications of one draw, or as several draws."""
    found = Tally(PAIR, [PAIR], list(OUTCOMES), TOTALS, replications)
    for low, high in pairwise([0, *cuts, 24]):
        if replications:
            cell = Unit(low // replications, (high - low) // replications, 0, replications)
        else:
            cell = Unit(0, 1, low, high - low)
        found.add(cell, [ROWS[name][:, low:high] for name in PAIR])
    return found


def test_a_summary_is_what_the_comparison_says_of_the_same_runs():
    runs = {name: simulate(find(name).parameters, 24, seed=5) for name in PAIR}
    found = summarise(tally([5, 17]), {})
    known = {"scenarios": one_go(runs[PAIR[0]]), "differences": differences(runs[PAIR[0]], runs[PAIR[1]])}
    for name in OUTCOMES:
        mine = found["scenarios"][PAIR[0]][name], found["differences"][0]["outcomes"][name]
        for item, known_item in zip(mine, (known["scenarios"][name], known["differences"][name]), strict=True):
            for key in ("mean", "n", "monte_carlo", "predictive"):
                assert item[key] == pytest.approx(known_item.as_json()[key], rel=2 * LARGEST_ERROR, abs=1e-9), (
                    name,
                    key,
                )


@given(st.lists(st.integers(1, 23), unique=True).map(sorted))
def test_a_summary_is_the_same_bytes_in_any_division(cuts):
    assert as_json(summarise(tally(cuts), {})) == as_json(summarise(tally([]), {}))


def test_draws_whose_replications_come_in_pieces_are_added_up_first():
    whole = tally([], replications=6)
    pieces = Tally(PAIR, [PAIR], list(OUTCOMES), TOTALS, 6)
    by_row = {name: ROWS[name].reshape(len(TOTALS), 4, 6) for name in PAIR}
    for draws, first, last in (((0, 2), 0, 4), ((0, 2), 4, 6), ((2, 4), 0, 6)):
        cell = Unit(draws[0], 2, first, last - first)
        rows = [by_row[name][:, draws[0] : draws[1], first:last].reshape(len(TOTALS), -1) for name in PAIR]
        pieces.add(cell, rows)
    assert as_json(summarise(pieces, {})) == as_json(summarise(whole, {}))
    assert pieces.draws == 4


def test_a_draw_that_is_half_done_is_not_in_the_summary_yet():
    found = Tally(PAIR, [PAIR], list(OUTCOMES), TOTALS, 6)

    def add(draw, first, last):
        places = slice(6 * draw + first, 6 * draw + last)
        found.add(Unit(draw, 1, first, last - first), [ROWS[name][:, places] for name in PAIR])

    add(0, 0, 4)
    assert (found.rows, found.draws) == (0, 0)
    for piece in ((0, 4, 6), (1, 0, 6), (2, 0, 2), (2, 2, 6)):
        add(*piece)
    whole = as_json(summarise(found, {}))
    add(3, 0, 5)
    assert as_json(summarise(found, {})) == whole
    add(3, 5, 6)
    assert as_json(summarise(found, {})) == as_json(summarise(tally([], replications=6), {}))


def test_it_is_said_how_many_replications_have_a_value():
    found = summarise(tally([5]), {})
    waits = {name: ROWS[name][TOTALS.index("served_therapy")] > 0 for name in PAIR}
    item = found["scenarios"]["base"]
    assert item["consented"]["defined"] == 1.0
    assert item["weeks_waited_therapy"]["defined"] == waits["base"].mean()
    both = (waits[PAIR[0]] & waits["base"]).mean()
    assert found["differences"][0]["outcomes"]["weeks_waited_therapy"]["defined"] == both
    assert ",defined," in as_csv(found).decode().splitlines()[0]


def test_the_variance_is_split_between_and_within_draws():
    values = ROWS["base"][TOTALS.index("consented")].reshape(4, 6).astype(float)
    item = summarise(tally([12], replications=6), {})["scenarios"]["base"]["consented"]
    within = values.var(axis=1, ddof=1).mean()
    assert item["within_draws"] == pytest.approx(within)
    assert item["between_draws"] == pytest.approx(max(0.0, values.mean(axis=1).var(ddof=1) - within / 6))
    assert item["variance"] == pytest.approx(values.var(ddof=1))
    assert item["expected"] == pytest.approx([values.mean(), values.mean()]), (
        "as the parameters do, which is not at all"
    )


def test_expected_is_freed_of_chance_and_a_ratio_is_split_too():
    """As for runs in memory; quantiles of twelve draws differ in how they are read."""
    draws = np.repeat(np.arange(12), 2)
    runs = Runs(default_parameters(), 5, cells=array("q", ROWS["base"].T.tobytes()), draws=array("q", draws.tolist()))
    known, found = one_go(runs), summarise(tally([], replications=2), {})["scenarios"]["base"]
    for name in ("contacts", "cost_per_woman_joined", "psychologist_use"):
        item = found[name]
        split = known[name].as_json()["variance"]
        assert item["within_draws"] == pytest.approx(split["chance"])
        assert item["between_draws"] == pytest.approx(split["parameters"], abs=1e-9)
    values = ROWS["base"][TOTALS.index("contacts")].reshape(12, 2).mean(axis=1)
    item = found["contacts"]
    drawn_in = (item["between_draws"] / (item["between_draws"] + item["within_draws"] / 2)) ** 0.5
    ends = [values.mean() + drawn_in * (end - values.mean()) for end in (values.min(), values.max())]
    assert item["expected"] == pytest.approx(ends, rel=1e-3)
    assert item["expected"] != pytest.approx([values.min(), values.max()], rel=1e-3)
    # Of a ratio of two replications chance makes far more than a tenth.
    assert found["cost_per_woman_joined"]["expected"] is None
    plan = read_plan(found_plan("example"))
    facts = {"title": "T", "seed": 5, "precision": None, "parameters": "posterior"}
    said = " ".join(summary_text(plan, summarise(tally([], replications=2), facts)).split())
    assert "No expected for Weeks waited" in said
    assert "chance makes more than a tenth" in said
    assert "a draw has a single replication" not in said


def test_one_replication_a_draw_does_not_tell_chance_from_parameters():
    item = summarise(tally([], replications=1), {})["scenarios"]["base"]["consented"]
    assert (item["expected"], item["between_draws"]) == (None, None)
    assert item["predictive"] is not None


def test_the_monte_carlo_interval_takes_each_draw_as_one_observation():
    values = ROWS["base"][TOTALS.index("consented")].reshape(4, 6).mean(axis=1)
    t_of_three = 3.182446305284263
    assert half_width(tally([], replications=6), "consented", "base") == pytest.approx(
        t_of_three * values.std(ddof=1) / 2
    )


def test_nothing_is_known_of_one_row():
    found = Tally(["base"], [], ["consented", "weeks_waited_therapy"], TOTALS)
    assert half_width(found, "consented", "base") is None
    found.add(Unit(0, 1, 0, 1), [np.zeros((len(TOTALS), 1), np.int64)])
    item = summarise(found, {})["scenarios"]["base"]
    assert item["consented"]["mean"] == 0.0
    assert item["consented"]["monte_carlo"] is None
    assert item["weeks_waited_therapy"]["mean"] is None


def test_the_table_has_a_line_for_everything():
    lines = as_csv(summarise(tally([]), {})).decode().splitlines()
    assert len(lines) == 1 + 3 * len(OUTCOMES)
    assert len({line.count(",") for line in lines}) == 1
