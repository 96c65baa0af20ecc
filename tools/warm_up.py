"""Write docs/warm_up.md: how long a standing service takes to settle, by Welch's moving averages and by MSER.

python tools/warm_up.py        about a minute: `service` without a warm-up, ten years, a run of each of 1,000 draws
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from calibration.posterior import posterior  # noqa: E402
from scenarios import load  # noqa: E402
from scenarios.pictures.curves import Curve, curves  # noqa: E402
from sim.clock import TICKS, WEEK  # noqa: E402
from sim.compiled.logs import logs_of  # noqa: E402
from sim.many import own_replications  # noqa: E402
from sim.words import Event, Step  # noqa: E402

PAGE, PICTURE = ROOT / "docs" / "warm_up.md", ROOT / "docs" / "figures" / "warm-up.svg"
DRAWS, SEED, YEARS, YEAR, PERIOD = 1000, 1, 10, 52, 4
WEEKS = YEARS * YEAR
WINDOW = 13
"""Periods of Welch's moving average: a year."""

JOIN = "Women who join"
NEAR = 0.04
"""How near its later level a moving average is when it counts as level."""

SERIES = {
    JOIN: ((Event.ENROLLED,), Step.CONTACT),
    "Referrals to the psychologist": ((Event.REFERRED,), None),
    "Women who begin therapy": ((Event.BEGAN,), Step.THERAPY),
    "Therapy sessions attended": ((Event.ATTENDED, Event.ATTENDED_IN_PART), Step.THERAPY),
}

HEAD = """# How long a service takes to settle

Made by `python tools/warm_up.py`; do not edit by hand.

`service` begins empty and counts from week {warm_up} on: what comes before is its warm-up. Is that long enough? Here
it runs for {years} years without one, once for each of {draws:,} draws of the posterior, and events are counted in
periods of {period} weeks.

**Welch's method** looks at moving averages of the mean over runs, here of a year, and asks from where on they are
level. **MSER** (White 1997) leaves out as many periods at the start as make the standard error of the rest
smallest.

![{said}](figures/warm-up.svg)

Moving averages over a year, each as a share of its mean in the last five years.
"""

TAIL = """
## What it means

{meaning}

## What is counted

{counted}
"""


def counted() -> dict[str, np.ndarray]:
    """Return events in each period, mean over draws."""
    base = load("service").changed({"run.warm_up_weeks": 0, "run.delivery_weeks": WEEKS})
    varied = posterior().draws(base, DRAWS)
    rows = np.arange(DRAWS)
    found = {name: np.zeros(WEEKS // PERIOD) for name in SERIES}
    for log, _ in logs_of(varied, rows, own_replications(rows, np.zeros(DRAWS, int)), SEED):
        period = log[:, 0] // (TICKS * WEEK * PERIOD)
        for name, (events, step) in SERIES.items():
            of = np.isin(log[:, 2], events) & (period < WEEKS // PERIOD)
            if step is not None:
                of &= log[:, 3] == step
            found[name] += np.bincount(period[of], minlength=WEEKS // PERIOD)
    return {name: series / DRAWS for name, series in found.items()}


def mser(series: np.ndarray) -> int:
    """Return how many periods to leave out: those that make the standard error of the rest smallest (White 1997)."""
    left = [series[start:].var() / (len(series) - start) for start in range(len(series) // 2)]
    return int(np.argmin(left))


def moving(series: np.ndarray) -> np.ndarray:
    """Return Welch's moving average over a year."""
    return np.convolve(series, np.ones(WINDOW) / WINDOW, "valid")


def page(found: dict[str, np.ndarray]) -> str:
    """Return the page."""
    warm_up = load("service").run.warm_up_weeks
    a_year = YEAR // PERIOD
    years = {name: series.reshape(YEARS, a_year).sum(axis=1) for name, series in found.items()}
    rows = [f"| a year, mean | {' | '.join(f'year {y + 1}' for y in range(YEARS))} | MSER leaves out |"]
    rows.append(f"| --- |{' --- |' * (YEARS + 1)}")
    for name, series in found.items():
        shown = " | ".join(f"{value:.1f}" for value in years[name])
        rows.append(f"| {name} | {shown} | {mser(series) * PERIOD} weeks |")
    counted_years = {name: of[1:6].mean() / of[-5:].mean() - 1.0 for name, of in years.items()}
    lines = "; ".join(f"{name[0].lower()}{name[1:]} {value:+.0%}" for name, value in counted_years.items())
    averages = {name: moving(series) / series[-5 * a_year :].mean() for name, series in found.items()}
    most = max(float(each.max()) for name, each in averages.items() if name != JOIN)
    settled = max(int(np.flatnonzero(np.abs(each - 1.0) > NEAR)[-1]) for each in averages.values())
    weeks = (settled + 1 + WINDOW) * PERIOD
    said = (
        f"Joining begins at {averages[JOIN][0]:.1f} times its later level and falls; the others rise in the first two "
        f"years to at most {most:.1f} times theirs, and fall; all are level from about week {weeks}."
    )
    meaning = (
        f"{said} The first year is unlike all others, and is not counted. What follows is slower: the local "
        "population is finite, so that more and more of its women are known already and fewer new ones join. That is "
        "how a service that opens in a city goes, and not an error of the start; but `service` is a service in its "
        f"second to sixth year, not one that has settled. For one that has, set `run.warm_up_weeks` to about {weeks}, "
        "and `run.delivery_weeks` to as much more."
    )
    counted = (
        f"The mean of years 2 to 6, which `service` counts, against that of the last five here: {lines}. Results are "
        "shown year by year as well, and a change of the service is compared with the same service over the same years."
    )
    head = HEAD.format(warm_up=warm_up, years=YEARS, draws=DRAWS, period=PERIOD, said=said)
    return head + "\n" + "\n".join(rows) + "\n" + TAIL.format(meaning=fill(meaning), counted=fill(counted))


def fill(text: str) -> str:
    """Return a paragraph in lines."""
    return textwrap.fill(text, 118, break_long_words=False, break_on_hyphens=False)


def picture(found: dict[str, np.ndarray]) -> str:
    """Return the moving averages, each as a share of its mean over the last five years."""
    lines = []
    for name, series in found.items():
        level = series[-5 * YEAR // PERIOD :].mean()
        points = tuple(
            (float((place + WINDOW) * PERIOD), float(value / level)) for place, value in enumerate(moving(series))
        )
        lines.append(Curve(name, points))
    return curves(
        "warm-up",
        "How long a service takes to settle",
        "Moving averages over a year of four series, as shares of their means in the last five years.",
        lines,
        x_words="Weeks from opening, at the end of the year that is averaged",
        y_words="Share of the mean in the last five years",
        x_unit="",
    )


def main() -> None:
    """Write the page and its picture."""
    found = counted()
    PICTURE.write_text(picture(found), encoding="utf-8")
    PAGE.write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
