"""Event logs as arrays are those of the model of record."""

import numpy as np
import pytest

from calibration.posterior import posterior
from scenarios.files import find
from sim.compiled import door
from sim.compiled.logs import logs_of
from sim.many import run_many
from sim.replication import replicate
from sim.tables import build_tables

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("name", ["base", "service-scarce", "service-three-sites"])
def test_logs_are_those_of_the_simpy_engine(name):
    varied = posterior().draws(find(name).parameters, 3)
    draws, replications = np.array([0, 2, 2]), np.array([5, 1, 7])
    for draw, replication, (log, totals) in zip(
        draws, replications, logs_of(varied, draws, replications, 9), strict=True
    ):
        record = replicate(build_tables(varied.parameters(int(draw))), 9, int(replication))
        assert sorted(map(tuple, log.tolist())) == [tuple(map(int, event)) for event in record.events]
        assert totals.tolist() == run_many(varied, [draw], [replication], 9)[0].tolist()


def test_logs_are_the_same_where_tables_are_filled_in_python(monkeypatch):
    varied = posterior().draws(find("base").parameters, 2)
    rows = (np.array([0, 1]), np.array([3, 3]))
    compiled = list(logs_of(varied, *rows, 1))
    monkeypatch.setattr(door, "fills_agree", lambda base: False)
    for one, other in zip(compiled, logs_of(varied, *rows, 1), strict=True):
        assert np.array_equal(one[0], other[0])
        assert np.array_equal(one[1], other[1])
