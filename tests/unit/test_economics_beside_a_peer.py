"""Our economics beside heormodel's, on the same numbers: another hand, the same answers."""

import numpy as np
import pytest

from scenarios.economics.decision import acceptability, best_on_average, net_benefit, perfect_information
from scenarios.economics.frontier import Option, Standing, placed

pytestmark = pytest.mark.unit

peer = pytest.importorskip("heormodel", reason="heormodel is not installed (extra benchmarks)")
THRESHOLDS = (0.0, 5_000.0, 20_000.0, 50_000.0)
NAMES = ("A", "B", "C", "D", "E")
MIDDLE = ((1_000.0, 0.1), (2_500.0, 0.25), (3_000.0, 0.2), (6_000.0, 0.35), (9_000.0, 0.36))


def sample(draws=3_000):
    """Five options of which one is dominated; every draw keyed by a fixed pattern, not by chance."""
    place = (np.arange(1, draws * 10 + 1) * 0.6180339887498949) % 1.0
    wave = np.sin(2 * np.pi * place).reshape(draws, 10)
    costs = np.array([cost for cost, _ in MIDDLE]) * (1.0 + 0.3 * wave[:, :5])
    effects = np.array([effect for _, effect in MIDDLE]) * (1.0 + 0.4 * wave[:, 5:])
    return costs, effects


def outcomes(costs, effects):
    import pandas as pd

    wide = [pd.DataFrame(values, columns=list(NAMES)) for values in (costs, effects)]
    return peer.Outcomes.from_wide(*wide)


def test_acceptability_frontier_and_information_agree():
    from heormodel.cea import ceac, ceaf
    from heormodel.voi import evpi

    costs, effects = sample()
    theirs = outcomes(costs, effects)
    curves, best = ceac(theirs, list(THRESHOLDS)), ceaf(theirs, list(THRESHOLDS))
    for threshold in THRESHOLDS:
        benefit = net_benefit(costs, effects, threshold)
        assert acceptability(benefit) == pytest.approx([curves.loc[threshold, name] for name in NAMES])
        assert NAMES[best_on_average(benefit)] == best.loc[threshold, "intervention"]
        without_chance = perfect_information(benefit, np.zeros((5, 5)))
        assert without_chance.not_freed == pytest.approx(evpi(theirs, threshold))
        assert without_chance.value == pytest.approx(evpi(theirs, threshold))


def test_dominance_and_the_cost_of_one_more_agree():
    from heormodel.cea import icer_table

    costs, effects = sample()
    theirs = icer_table(outcomes(costs, effects))
    means = zip(NAMES, costs.mean(axis=0), effects.mean(axis=0), strict=True)
    for one in placed([Option(name, cost, effect) for name, cost, effect in means]):
        row = theirs.loc[one.option.name]
        status = {Standing.DOMINATED: "D", Standing.EXTENDEDLY_DOMINATED: "ED"}.get(one.standing, "ND")
        assert row["status"] == status
        assert one.ratio is None or one.ratio == pytest.approx(row["icer"])
