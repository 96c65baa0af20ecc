"""Two runs beside one another, and the economics, where the answer is known: black-box tests of TECH-VER."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from calibration.priors import uniforms
from scenarios.economics.consequences import incremental
from scenarios.economics.decision import acceptability, net_benefit
from scenarios.economics.discounting import discounted, years_of_benefit
from scenarios.economics.frontier import Option, Standing, placed
from scenarios.intervals import differences
from scenarios.verify.checks import Check, Outcome, Task
from scenarios.verify.extremes import PRICES, Found
from scenarios.verify.lengths import At
from scenarios.verify.same_life import BUSY
from sim.engines import why_not_compiled
from sim.outcomes import OUTCOMES
from sim.parameters import Parameters, default_parameters, entries
from sim.run import Runs, simulate

OWN_SEED = 70
REPLICATIONS = 20
LONG = {"run.delivery_weeks": 120}
ALONE = "the economics alone, on made-up figures"
EFFECT = {"attendance.drug_group": 0.5}

Sees = Callable[[At], Iterator[Found]]


def _run(at: At, *changes: Mapping[str, object]) -> Runs:
    merged: dict[str, object] = dict(BUSY)
    for one in changes:
        merged |= one
    engine = "simpy" if why_not_compiled() else "compiled"
    return simulate(default_parameters().changed(merged), REPLICATIONS * at.times, at.seed(OWN_SEED), engine)


def _value(parameters: Parameters, name: str) -> float:
    return float(str(parameters.get(name)))


def whole_pounds() -> dict[str, object]:
    """Return every price in whole pounds and every share of one as a half, so that twice a price is twice the pence."""
    values = default_parameters()
    pounds: dict[str, object] = {name: float(round(_value(values, name))) for name in PRICES}
    return pounds | {"costs.missed_share": 0.5, "costs.cancelled_late_share": 0.5}


def equal_arms(at: At) -> Iterator[Found]:
    """Two options with equal inputs have no difference in any outcome, and no ratio is given."""
    one, other = _run(at), _run(at)
    found = differences(one, other)
    for name, difference in found.items():
        yield f"difference in {name}", difference.mean or 0.0, 0.0
        yield f"interval of {name}", difference.monte_carlo or (0.0, 0.0), (0.0, 0.0)
    yield "cost of one more", incremental(found, None, None).ratio, None


def exchanged(at: At) -> Iterator[Found]:
    """With the two options exchanged, every difference changes its sign."""
    one, other = _run(at), _run(at, EFFECT)
    there, back = differences(one, other), differences(other, one)
    yield "options that differ", any(difference.mean for difference in there.values()), True
    for name in OUTCOMES:
        if there[name].mean is not None:
            yield f"sum of differences in {name}", abs(_mean(there, name) + _mean(back, name)) < 1e-9, True


def _mean(found: Mapping[str, object], name: str) -> float:
    return float(getattr(found[name], "mean", None) or 0.0)


def equal_costs(at: At) -> Iterator[Found]:
    """Where nothing costs anything, options with other effects cost the same, and no ratio is given."""
    found = differences(_run(at, PRICES), _run(at, PRICES, EFFECT))
    yield "effects that differ", found["drug_group_attendances"].mean != 0.0, True
    yield "difference in cost", found["cost_total"].mean, 0.0
    yield "cost of one more", incremental(found, None, None).ratio, None


def twice_the_prices(at: At) -> Iterator[Found]:
    """With every price twice as high, every component of cost is twice as high, to the penny."""
    once = whole_pounds()
    twice = once | {name: 2.0 * float(str(once[name])) for name in PRICES}
    one, other = _run(at, once).sums(), _run(at, twice).sums()
    yield "pence that are spent", one["pence_total"] > 0, True
    for name in (name for name in one if name.startswith("pence_") and name != "pence_discounted"):
        yield name, other[name], 2 * one[name]


def one_price_up(at: At) -> Iterator[Found]:
    """With any one price higher, the total is no lower, and nothing else changes."""
    base = _run(at).sums()
    raised = 0
    for name in PRICES:
        value = _value(default_parameters(), name)
        sums = _run(at, {name: min(value + 50.0, float(entries()[name].range[1]))}).sums()
        raised += sums["pence_total"] > base["pence_total"]
        yield f"total with {name} higher is no lower", sums["pence_total"] >= base["pence_total"], True
        others = [total for total in sums if not total.startswith("pence_") and sums[total] != base[total]]
        yield f"what else {name} changes", others, []
    yield "prices that raise the total", raised > len(PRICES) // 2, True


def discounting(at: At) -> Iterator[Found]:
    """At rate nought nothing is discounted; the higher the rate, the less is left; two years are (1 + r) squared."""
    sums = [_run(at, LONG, {"costs.discount_rate": rate}).sums() for rate in (0.0, 0.035, 0.1, 0.2)]
    left = [one["pence_discounted"] for one in sums]
    yield "discounted at nought", left[0], sums[0]["pence_total"]
    yield "the higher the rate, the less", left == sorted(left, reverse=True) and len(set(left)) == len(left), True
    yield "undiscounted totals", len({one["pence_total"] for one in sums}), 1
    yield "£1 after two years at 3.5 %", abs(discounted({2: 1.0}, 0.035) - 1.035**-2) < 1e-12, True
    yield "three years of benefit at nought", years_of_benefit(3.0, 0.0), 3.0
    yield "QALYs of 1.5 years at 3.5 %", abs(years_of_benefit(1.5, 0.035) - (1.0 + 0.5 / 1.035)) < 1e-12, True


def later_prices(at: At) -> Iterator[Found]:
    """See that the same run costs more in the prices of every later year in which prices rose."""
    years = ("2014/15", "2017/18", "2019/20", "2024/25")
    totals = [_run(at, {"costs.price_year": year}).sums()["pence_total"] for year in years]
    yield "totals in the prices of later and later years rise", totals == sorted(set(totals)), True


def shorter(at: At) -> Iterator[Found]:
    """See that a shorter run has no more of anything that is counted."""
    short, long = (_run(at, {"run.delivery_weeks": weeks, "run.recruitment_weeks": 20}).sums() for weeks in (30, 60))
    for name in ("contacts", "consented", "referred", "started_therapy", "completed_therapy", "pence_total"):
        yield f"{name}, no more in the shorter run", short[name] <= long[name], True
    yield "cost, less in the shorter run", short["pence_total"] < long["pence_total"], True


def net_benefits(at: At) -> Iterator[Found]:
    """See that a threshold of nought leaves the costs; equal options share the draws; acceptability adds up to one."""
    made = uniforms("dossier.net_benefit", 0, 4000, at.seed(OWN_SEED)).reshape(2, 500, 4)
    costs, effects = 500.0 + 1000.0 * made[0], 4.0 * made[1]
    cheap = net_benefit(costs, effects, 0.0)
    yield "net benefit at a threshold of nought is minus the cost", bool((cheap == -costs).all()), True
    for threshold in (0.0, 500.0, 20_000.0):
        shares = acceptability(net_benefit(costs, effects, threshold))
        yield f"acceptability adds up to one at £{threshold:,.0f}", abs(float(shares.sum()) - 1.0) < 1e-12, True
    alike = np.repeat(net_benefit(costs, effects, 500.0)[:, :1], 4, axis=1)
    yield "four equal options share the draws", bool(np.allclose(acceptability(alike), 0.25)), True
    best = [float((cheap.argmax(axis=1) == option).mean()) for option in range(4)]
    yield "at a threshold of nought the cheapest is best", bool(np.allclose(acceptability(cheap), best)), True


def frontiers(at: At) -> Iterator[Found]:
    """See that the ratios along the frontier rise, and an option that costs more and gains less is not on it."""
    options = [Option("a", 0.0, 0.0), Option("b", 100.0, 10.0), Option("c", 300.0, 12.0), Option("d", 400.0, 5.0)]
    found = {one.option.name: one for one in placed(options)}
    yield "d costs more than b and gains less", found["d"].standing, Standing.DOMINATED
    ratios = [one.ratio for name, one in found.items() if name in "bc"]
    yield "pounds for one more, along the frontier", ratios, [10.0, 100.0]


def _outcome(sees: Sees, run: str, at: At) -> Sequence[Outcome]:
    number, law = 0, law_of(sees)
    more = run if run == ALONE else f"{run}: {REPLICATIONS * at.times} replications, compiled engine where it runs"
    for what, seen, expected in sees(at):
        number += 1
        if seen != expected:
            return [Outcome(False, f"{what}: {seen}", str(expected), more)]
    return [Outcome(True, f"all {number} figures are as they must be", law, more)]


def law_of(sees: Sees) -> str:
    """Return what must be so, from the first line of what is said of a function."""
    said = (sees.__doc__ or "").split("\n")[0].rstrip(".").removeprefix("See that ")
    return said[0].upper() + said[1:]


def _task(name: str, sees: Sees, asked: str, items: tuple[str, ...], run: str = "", weight: float = 2.0) -> Task:
    law = law_of(sees)
    source = "black-box tests of TECH-VER"
    run = run or "a busy service in each setting"
    check = Check(f"extremes.{name}", asked, law, source, (*items, "AdViSHE C2"))
    return Task((check,), partial(_outcome, sees, run), weight)


COMPARED: tuple[Task, ...] = (
    _task("equal-arms", equal_arms, "Do equal options differ?", ("TV 2.8", "TV 2.9", "TV 2.14")),
    _task("exchanged-arms", exchanged, "Do exchanged options exchange their results?", ("TV 2.10", "TV 3.6")),
    _task("equal-costs", equal_costs, "Do options without costs differ in cost?", ("TV 2.9", "TV 2.11", "TV 3.6")),
    _task("twice-the-prices", twice_the_prices, "Does everything cost twice as much?", ("TV 1.2", "TV 3.7", "TV 3.9")),
    _task("one-price-up", one_price_up, "Does each price raise the cost, and nothing else?", ("TV 1.2",), weight=8.0),
    _task("discounting", discounting, "Is discounting right at nought and above?", ("TV 3.2", "TV 3.3", "TV 3.4")),
    _task("later-prices", later_prices, "Does inflation raise the cost?", ("TV 1.4",)),
    _task("shorter-horizon", shorter, "Does a shorter run give less?", ("TV 3.5",)),
    _task("net-benefit", net_benefits, "Are net benefit and acceptability right?", ("TV 4.7",), ALONE, 0.2),
    _task("frontier", frontiers, "Is the frontier right?", ("TV 3.6",), ALONE, 0.1),
)
