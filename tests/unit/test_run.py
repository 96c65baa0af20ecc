"""The one door: what ``simulate`` gives back, and what it refuses."""

from collections import Counter

import pandas as pd
import pytest

from sim import OUTCOMES, TOTALS, InputError, default_parameters, simulate
from sim.counting import count
from sim.record import EVENT_COLUMNS, LEDGER_COLUMNS
from sim.replication import replicate
from sim.tables import build_tables

pytestmark = pytest.mark.unit

PARAMETERS = default_parameters().changed({"run.recruitment_weeks": 10, "run.delivery_weeks": 20})


@pytest.fixture(scope="module")
def runs():
    return simulate(PARAMETERS, replications=4, seed=9, logs=2)


def test_one_row_of_whole_numbers_a_replication(runs):
    assert runs.replications == 4
    assert all(len(row) == len(TOTALS) for row in runs.rows)
    assert all(type(number) is int for row in runs.rows for number in row)
    assert runs.total("contacts") == [row[TOTALS.index("contacts")] for row in runs.rows]
    assert runs.sums()["contacts"] == sum(runs.total("contacts")) > 0


def test_the_rows_are_what_the_records_come_to(runs):
    tables = build_tables(PARAMETERS)
    waits, sizes, years = Counter(), Counter(), Counter()
    for replication, row in enumerate(runs.rows):
        counted = count(replicate(tables, 9, replication), tables)
        assert tuple(counted.totals.values()) == row
        waits += counted.waits
        sizes += counted.sizes
        years += counted.years
    assert (runs.waits, runs.sizes, runs.years) == (waits, sizes, years)


def test_means(runs):
    assert runs.mean("contacts") == sum(runs.total("contacts")) / 4
    assert runs.mean("cost_total") == pytest.approx(sum(runs.total("pence_total")) / 400)
    joined = sum(runs.total("consented"))
    assert runs.mean("cost_per_woman_joined") == pytest.approx(sum(runs.total("pence_total")) / joined / 100)
    for outcome in OUTCOMES:
        mean = runs.mean(outcome)
        assert mean is None or mean >= 0.0


def test_a_mean_of_nobody_is_missing():
    nobody = simulate(PARAMETERS.changed({"screening.accepts": 0.0}), replications=2)
    assert nobody.mean("consented") == 0.0
    assert nobody.mean("weeks_waited_therapy") is None
    assert nobody.mean("cost_per_completer") is None


def test_an_unknown_outcome_is_refused_with_the_nearest(runs):
    with pytest.raises(InputError, match=r"unknown outcome 'costs_total'.*'cost_total'"):
        runs.mean("costs_total")


def test_frames(runs):
    frame = runs.frame()
    assert list(frame.columns) == list(TOTALS)
    assert list(frame.index) == [0, 1, 2, 3]
    assert frame["contacts"].tolist() == runs.total("contacts")
    events, ledger = runs.events_frame("base"), runs.ledger_frame()
    assert tuple(events.columns) == EVENT_COLUMNS
    assert tuple(ledger.columns) == LEDGER_COLUMNS
    assert set(events["run_number"]) == set(ledger["run_number"]) == {0, 1}
    assert len(events) == sum(len(record.events) for record in runs.records.values())
    assert ledger.groupby("run_number")["pence"].sum().tolist() == runs.total("pence_total")[:2]
    assert isinstance(events, pd.DataFrame)
    assert set(events["pathway"]) == {"base"}


def test_a_later_part_numbers_its_replications():
    later = simulate(PARAMETERS, replications=2, seed=9, first=3, logs=4)
    assert list(later.frame().index) == [3, 4]
    assert list(later.records) == [3]


@pytest.mark.parametrize("engine", ["auto", "simpy"])
def test_progress_is_told_of_every_replication(engine):
    told = []
    simulate(PARAMETERS, replications=3, engine=engine, progress=told.append)
    assert sum(told) == 3
    assert engine == "auto" or told == [1, 1, 1]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"replications": 0}, "replications: 0"),
        ({"replications": -1}, "replications: -1"),
        ({"seed": -1}, "seed: -1"),
        ({"seed": 2**64}, "seed: "),
        ({"first": -1}, "first: -1"),
        ({"first": 2**32}, "first: 4294967296"),
        ({"engine": "simpi"}, "'simpi' is not one of .*Did you mean 'simpy'"),
    ],
)
def test_what_cannot_be_run_is_refused(wrong, says):
    with pytest.raises(InputError, match=says):
        simulate(PARAMETERS, **wrong)


def test_the_engine_of_record_has_a_name():
    assert simulate(PARAMETERS, 2, 9, engine="simpy").rows == simulate(PARAMETERS, 2, 9).rows
