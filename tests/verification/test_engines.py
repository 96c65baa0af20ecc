"""The two engines live the same lives: every event, every ledger line and everything counted, on every design."""

from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from strategies import changes_from_plainest, examples, parameter_sets

from scenarios import load
from scenarios.files import shipped
from scenarios.verify.designs import drawn
from scenarios.verify.engines import by_compiled, by_simpy, differ, held_together, tables_differ
from scenarios.verify.happenings import HAPPENINGS, NAMED
from sim import Parameters, Runs, default_parameters, simulate
from sim.compiled import door, kernel
from sim.compiled.draws import numbers_of, varied_numbers
from sim.errors import InputError
from sim.many import run_many
from sim.parameters import CONSTRAINED, SHARES, entries
from sim.tables import flat_table
from sim.varied import Varied, columns_of
from sim.words import Event, Step

pytestmark = pytest.mark.verification

DESIGNS = 420
AT_LEAST = 50
"""Designs, at least, in which each thing happened: engines that agree on quiet designs may differ on busy ones."""

LAST = 2**32 - 1
SEEDS = (0, 1, 2**32 - 1, 2**32, 2**63 + 12345, 2**64 - 1)


def assert_same(one: Runs, other: Runs) -> None:
    """Everything that two runs hold is the same."""
    assert one.cells == other.cells
    assert (one.waits, one.sizes, one.years) == (other.waits, other.sizes, other.years)
    assert list(one.records) == list(other.records)
    for replication, record in one.records.items():
        assert record.events == other.records[replication].events
        assert record.ledger == other.records[replication].ledger


def by_both(parameters: Parameters, replications: int, seed: int, **others: int) -> Runs:
    """Return a run of the SimPy engine that the compiled engine's equals."""
    runs = simulate(parameters, replications, seed, "simpy", **others)
    assert_same(runs, simulate(parameters, replications, seed, "compiled", **others))
    return runs


# Every scenario that ships


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario(name):
    parameters = load(name)
    months_not_years = parameters.run.delivery_weeks < 60
    by_both(parameters, 20 if months_not_years else 2, seed=20260, logs=2 if months_not_years else 1)


# Random designs


def test_random_designs(capsys):
    seen: Counter[str] = Counter()

    @examples(DESIGNS)
    @given(parameter_sets(), st.integers(0, 2**64 - 1), st.integers(0, LAST))
    def engines_agree(parameters, seed, replication):
        note(f"changes from the plainest design: {changes_from_plainest(parameters)}")
        difference, happened = held_together(parameters, seed, replication)
        assert difference is None, difference
        seen.update(["designs", *happened])

    engines_agree()
    with capsys.disabled():
        print("", *(f"{seen[name]:4} of {seen['designs']} {name}" for name in HAPPENINGS), sep="\n")
    assert seen["designs"] >= DESIGNS
    assert all(seen[name] >= AT_LEAST for name in NAMED), seen


# The one door


@pytest.mark.parametrize("seed", SEEDS)
def test_any_seed_and_the_last_replications(seed):
    by_both(load("base"), 3, seed, first=LAST - 2)
    by_both(drawn(5, 1), 2, seed, first=2**31 - 1)


def test_logs_are_kept_of_the_same_replications():
    assert list(by_both(load("base"), 4, seed=9, first=3, logs=5).records) == [3, 4]
    assert not by_both(load("base"), 2, seed=9, first=7, logs=5).records
    assert list(by_both(load("base"), 3, seed=9, logs=99).records) == [0, 1, 2]


def test_frames_and_means_are_the_same():
    one, other = (simulate(load("widened-both"), 30, 4, engine, logs=2) for engine in ("simpy", "compiled"))
    assert one.frame().equals(other.frame())
    assert one.events_frame("x").equals(other.events_frame("x"))
    assert one.ledger_frame().equals(other.ledger_frame())
    assert one.mean("cost_total") == other.mean("cost_total")


def test_runs_in_chunks_and_in_parts_are_the_run_in_one(monkeypatch):
    parameters, told = drawn(5, 2), []
    whole = simulate(parameters, 11, 3, "compiled", logs=3)
    monkeypatch.setattr(door, "CHUNK", 4)
    assert_same(whole, simulate(parameters, 11, 3, "compiled", logs=3, progress=told.append))
    assert told == [4, 4, 3]
    parts = simulate(parameters, 5, 3, "compiled", logs=3)
    parts.extend(simulate(parameters, 6, 3, "compiled", logs=3, first=5))
    assert_same(whole, parts)
    assert_same(whole, simulate(parameters, 11, 3, "auto", logs=3))


# Memory that has to grow


def test_women_by_the_thousand_over_years():
    crowded = drawn(5, 3).changed(
        {
            "run.kind": "service",
            "pathway.drug_treatment": "groups",
            "run.delivery_weeks": 208,
            "run.warm_up_weeks": 30,
            "sites.number": 3,
            "contacts.outreach_per_week": 3.0,
            "contacts.drop_in_per_week": 40.0,
            "screening.screenings_per_day": 30,
            "population.kind": "unlimited",
        }
    )
    difference, happened = held_together(crowded, 3, 0)
    assert difference is None, difference
    assert "had women at several sites" in happened


def test_women_of_the_study_thirty_times_over():
    base = load("service")
    rates = ("contacts.outreach_per_week", "contacts.drop_in_per_week", "contacts.self_referral_per_week")
    more = {name: min(30.0 * base.get(name), entries()[name].range[1]) for name in rates}
    longer = {"sites.number": 2, "run.delivery_weeks": 104, "run.warm_up_weeks": 0}
    difference, _ = held_together(base.changed(more | longer), 8, 1)
    assert difference is None, difference


def test_sessions_of_hundreds_of_women():
    usual = {
        "pathway.drug_treatment": "usual",
        "contacts.drop_in_per_week": 200.0,
        "contacts.drop_in_days": [0],
        "screening.accepts": 0.95,
        "screening.able_to_consent": 1.0,
        "screening.screenings_per_day": 500,
        "eligibility.sells_sex": "any",
        "eligibility.uses_drugs": "any",
        "leaving.getting_started": 0.0,
        "leaving.life_events": 0.0,
        "pathway.trauma": "not_offered",
        "run.delivery_weeks": 20,
        "run.recruitment_weeks": 20,
    }
    parameters = default_parameters().changed(usual)
    difference, _ = held_together(parameters, 1, 0)
    assert difference is None, difference
    assert max(women for _, women in by_both(parameters, 1, seed=1).sizes) > 255


def test_many_stabilisation_groups_at_once():
    many = {
        "run.kind": "service",
        "run.delivery_weeks": 60,
        "gate.in_a_row": 1,
        "stability.judged_at": 0,
        "women.ptsd": 1.0,
        "stabilisation.format": "closed",
        "stabilisation.minimum_size": 1,
        "stabilisation.maximum_size": 1,
        "stabilisation.sessions": 30,
        "stabilisation.slots_per_session": 1,
        "stabilisation.longest_wait_weeks": 0,
        "psychologist.number": 4.0,
        "psychologist.slots_per_clinic_day": 12,
        "psychologist.clinic_days": [0, 1, 2, 3],
        "drug_groups.places": 60,
        "contacts.drop_in_per_week": 40.0,
        "screening.screenings_per_day": 20,
        "attendance.drug_group": 0.95,
        "population.kind": "unlimited",
    }
    parameters = load("service").changed(many)
    assert held_together(parameters, 1, 0)[0] is None
    inside = most = 0
    for _, _, event, step, _, _ in by_simpy(parameters, 1, 0).record.events:
        inside += ((event == Event.BEGAN) - (event == Event.ENDED)) * (step == Step.STABILISATION)
        most = max(most, inside)
    assert most > 50, "groups of one: as many groups as women"


def test_a_local_population_of_thousands():
    thousands = {"population.kind": "finite", "population.size": 5000, "population.turnover_per_year": 0.6}
    longer = {"run.delivery_weeks": 160, "contacts.drop_in_per_week": 60.0, "sites.number": 2}
    difference, _ = held_together(load("service").changed(thousands | longer), 2, 5)
    assert difference is None, difference


def test_one_memory_serves_designs_of_every_size():
    # Whatever a replication leaves behind in memory must not be seen by the next, which is of another length and size.
    base = drawn(5, 4).changed({"population.kind": "finite", "run.warm_up_weeks": 0, "run.recruitment_weeks": 20})
    varied = Varied(
        base,
        ("run.delivery_weeks", "contacts.drop_in_per_week", "population.size", "drug_groups.places"),
        np.array([[20, 60.0, 400, 30], [30, 2.0, 8, 2], [70, 40.0, 90, 6], [24, 0.0, 15, 4]]),
    )
    draws, replications = np.array([0, 1, 2, 1, 3, 0, 2, 2, 3]), np.array([0, 5, 1, 0, 2, 0, 1, 7, 3])
    assert_rows_same(varied, draws, replications)


# Many parameter draws


def assert_rows_same(varied: Varied, draws: np.ndarray, replications: np.ndarray, seed: int = 77) -> None:
    rows = [run_many(varied, draws, replications, seed, engine) for engine in ("simpy", "compiled")]
    assert np.array_equal(*rows)
    assert rows[0].any()


def uniform(seed: int, rows: int, *ranges: tuple[float, float]) -> np.ndarray:
    low, high = np.array(ranges).T
    return np.random.default_rng(seed).uniform(low, high, (rows, len(ranges)))


def test_draws_that_vary_chances_and_costs():
    names = ("attendance.drug_group", "leaving.preparation", "waiting.odds_ratio_per_week", "costs.voucher")
    names += ("costs.discount_rate", "climate.incident", "emdr.leaving_per_session")
    values = uniform(1, 6, (0.3, 0.9), (0.01, 0.2), (0.6, 1.0), (0, 20), (0, 0.1), (0, 0.5), (0, 0.4))
    assert_rows_same(Varied(load("widened-both"), names, values), np.repeat(np.arange(6), 3), np.tile(np.arange(3), 6))


def test_draws_that_vary_whole_numbers():
    names = ("run.delivery_weeks", "run.recruitment_weeks", "stabilisation.sessions", "stabilisation.maximum_size")
    names += ("emdr.sessions", "gate.clinic_times", "returning.within_weeks", "screening.screenings_per_day")
    values = [[26, 20, 3, 4, 2, 1, 0, 1], [60, 30, 8, 8, 12, 3, 26, 9], [120, 60, 1, 6, 6, 2, 104, 4]]
    assert_rows_same(Varied(drawn(5, 6), names, np.array(values, float)), np.array([2, 0, 1, 1, 2]), np.arange(5))


def test_draws_that_vary_members_of_lists():
    base = load("base").changed({"contacts.quarterly_multipliers": [1.0, 0.5], "sites.number": 2})
    base = base.changed({"sites.opening_weeks": [0, 3]})
    names = [*columns_of(["women.sells_sex"], base), "contacts.quarterly_multipliers[1]", "sites.opening_weeks[1]"]
    names += ["costs.nhscii_percent[3]"]
    values = [[0.4, 0.3, 0.2, 0.1, 2.0, 5, 3.0], [0.7, 0.1, 0.1, 0.1, 0.0, 1, -2.0], [1, 0, 0, 0, 1.0, 0, 9.0]]
    assert_rows_same(Varied(base, tuple(names), np.array(values)), np.repeat(np.arange(3), 4), np.tile(np.arange(4), 3))


@pytest.mark.parametrize(
    "name", ["psychologist.clinic_days[0]", "contacts.drop_in_days[1]", "calendar.closed_weeks[0]"]
)
def test_days_and_weeks_do_not_vary_by_draw(name):
    with pytest.raises(InputError, match="is a choice of days or weeks; choices are made by scenarios"):
        Varied(load("base"), (name,), np.array([[1.0], [2.0]]))


def test_draws_that_vary_how_many_sites_there_are():
    crowded = {f"contacts.{route}_per_week": 200.0 for route in ("outreach", "drop_in", "self_referral")}
    crowded |= {f"contacts.{route}_days": [0] for route in ("outreach", "drop_in", "self_referral")}
    crowded |= {"run.delivery_weeks": 4, "run.recruitment_weeks": 4, "sites.contact_multipliers": [1.0, 0.9, 0.8]}
    base = load("base").changed(crowded)
    varied = Varied(base, ("sites.number",), np.array([[1.0], [3.0], [2.0]]))
    assert_rows_same(varied, np.array([1, 0, 2]), np.arange(3))


# Tables


@pytest.mark.parametrize("name", shipped())
def test_compiled_rules_fill_a_scenarios_table_with_the_same_integers(name):
    assert tables_differ(load(name)) is None
    assert door.fills_agree(load(name))


def test_compiled_rules_fill_the_table_of_any_draw_with_the_same_integers():
    names, values = over_the_ranges(300)
    varied = Varied(default_parameters(), names, values)
    for draw in range(varied.draws):
        python = np.array(flat_table(varied.parameters(draw)))
        filled = np.zeros_like(python)
        kernel.fills_table(varied_numbers(varied, np.array([draw])), filled)
        assert np.array_equal(python, filled), f"draw {draw}: place {np.flatnonzero(python != filled)[0]}"
        assert varied_numbers(varied, np.array([draw])) == numbers_of(varied.parameters(draw))


def over_the_ranges(draws: int) -> tuple[tuple[str, ...], np.ndarray]:
    """Return draws of nearly every number there is, over its whole range, both ends included."""
    random, names, columns = np.random.default_rng(11), [], []
    for name, entry in entries().items():
        number = isinstance(entry.value, int | float) and not isinstance(entry.value, bool)
        if not number or name in CONSTRAINED or name in SHARES:
            continue
        low, high = entry.range
        if isinstance(entry.value, int):
            column = random.integers(low, high, draws, endpoint=True).astype(float)
        elif low > 0:
            column = np.exp(random.uniform(log(low), log(high), draws)).clip(low, high)
        else:
            column = low + (high - low) * random.uniform(0, 1, draws) ** 3
        ends = random.uniform(0, 1, draws)
        column[ends < 0.05], column[ends > 0.95] = low, high
        names.append(name)
        columns.append(column)
    assert len(names) > 100
    return tuple(names), np.column_stack(columns)


def test_where_compiled_rules_do_not_agree_tables_are_filled_in_python(monkeypatch):
    varied = Varied(load("base"), ("attendance.drug_group",), np.array([[0.5], [0.9]]))
    draws, replications = np.array([0, 0, 1, 0]), np.array([0, 1, 0, 2])
    expected = run_many(varied, draws, replications, 3, "simpy")
    filled = []
    monkeypatch.setattr(door, "fills_agree", lambda base: False)
    monkeypatch.setattr(door, "varied_numbers", lambda *_: filled.append(1))
    assert np.array_equal(run_many(varied, draws, replications, 3, "compiled"), expected)
    assert not filled


# Seeing both sides


def test_a_record_says_the_same_by_both():
    parameters = drawn(5, 7)
    assert differ(by_simpy(parameters, 1, 2), by_compiled(parameters, 1, 2)) is None
    found = differ(by_simpy(parameters, 1, 2), by_compiled(parameters, 1, 3))
    assert found is not None
    assert found.simpy != found.compiled
