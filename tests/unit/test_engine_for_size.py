"""Which engine runs: the compiled one where the work is large, be it in replications or in one large service."""

import pytest

from scenarios import running
from scenarios.files import find
from scenarios.running import Settings, run_scenarios, size_of

pytestmark = pytest.mark.unit


def test_size_is_one_for_the_study_and_grows_with_sites_and_weeks():
    base, service = find("base").parameters, find("service").parameters
    assert size_of(base) == 1.0
    assert size_of(service.changed({"sites.number": 100})) == pytest.approx(100 * size_of(service))
    assert size_of(base.changed({"run.delivery_weeks": 30, "run.recruitment_weeks": 10})) == 1.0


def test_one_large_replication_is_as_much_work_as_thousands_of_small_ones(monkeypatch):
    asked = []
    monkeypatch.setattr(running, "chosen_engine", lambda engine, work: asked.append(work) or "simpy")
    monkeypatch.setattr(running, "_block", lambda *rest: None)
    run_scenarios([find("base")], Settings(3, 1, "auto", 1), quiet=True)
    run_scenarios([find("service-three-sites")], Settings(3, 1, "auto", 1), quiet=True)
    assert asked[0] == 3
    assert asked[1] > 40
