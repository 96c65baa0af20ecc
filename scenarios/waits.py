"""Waits as cumulative incidence, with leaving as a competing event.

Of the women who began to wait, which share had been offered a place by each week, and which share had left instead?
Women still waiting when the run ends are censored (Aalen and Johansen, 1978). A mean wait is of those served only.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sim.clock import WEEK

WEEKS_SHOWN = (4, 8, 12, 26)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What became of the women who waited for one step.

    ``served_by`` and ``left_by`` are cumulative incidences at the end of each of ``WEEKS_SHOWN``.
    """

    began: int
    served: int
    left: int
    waiting: int
    mean_weeks: float | None
    served_by: tuple[float, ...]
    left_by: tuple[float, ...]


def waiting_for(waits: Counter[tuple[str, int, str]], step: str) -> Waiting:
    """Return what became of the women who waited for one step.

    Parameters
    ----------
    waits : Counter
        Waits by (step, days, how they ended), from ``Runs.waits``.
    step : str
        Name of the step, as in ``sim.outcomes.WAITS``.
    """
    ended: Counter[tuple[int, str]] = Counter()
    for (name, days, how), number in waits.items():
        if name == step:
            ended[days, how] += number
    by_how = {how: sum(n for (_, h), n in ended.items() if h == how) for how in ("served", "left", "waiting")}
    days_served = sum(days * n for (days, how), n in ended.items() if how == "served")
    mean = days_served / WEEK / by_how["served"] if by_how["served"] else None
    served, left = _incidence(ended, sum(by_how.values()))
    return Waiting(sum(by_how.values()), by_how["served"], by_how["left"], by_how["waiting"], mean, served, left)


def _incidence(ended: Counter[tuple[int, str]], began: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    at_risk, still = began, 1.0
    cumulative = {"served": 0.0, "left": 0.0}
    served, left = [], []
    days = sorted({day for day, _ in ended})
    for week in WEEKS_SHOWN:
        while days and days[0] <= week * WEEK:
            day = days.pop(0)
            happened = {how: ended[day, how] for how in cumulative}
            for how, number in happened.items():
                cumulative[how] += still * number / at_risk
            still *= 1.0 - sum(happened.values()) / at_risk
            at_risk -= sum(happened.values()) + ended[day, "waiting"]
        served.append(cumulative["served"])
        left.append(cumulative["left"])
    return tuple(served), tuple(left)
