"""The arms of a trial, lived woman by woman by the pathway's engine.

Sites are independent: each has its own groups, team and local population, and opens when the design says. Its rate of
contacts is multiplied by a draw from a gamma distribution with mean 1 (Poisson-gamma; Anisimov and Fedorov 2007).

Both arms draw women from one pool. Randomising each woman divides the arrivals, and a finite pool, in two at random; so
an arm is the pathway with its share of the arrivals and of the pool, and the treated arm's groups hold its women only.
Where women are randomised later than at consent, the arms are divided from the start all the same, and the other arm's
use of the psychologist before randomisation is left out. Until then both arms have the treated arm's care; a comparison
arm without trauma work has none of what follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from calibration.priors import uniforms
from scenarios.drawn import the_posterior
from scenarios.trial.design import Design
from sim.clock import TICKS, WEEK
from sim.compiled.logs import logs_of
from sim.many import own_replications
from sim.outcomes import TOTALS
from sim.parameters import Parameters
from sim.varied import Varied
from sim.words import SITE_SHIFT, Event, Step

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

TREATED, COMPARISON = 1, 0
MULTIPLIER = "sites.contact_multipliers[0]"
CONTACTS, PENCE = TOTALS.index("contacts"), TOTALS.index("pence_total")
AT_LEAST = 1e-6
"""Least multiplier of a site's rate: an engine's rates are above 0 or there is no site."""

ATTENDED = (int(Event.ATTENDED), int(Event.ATTENDED_IN_PART))
WHEN = {
    "consent": (int(Event.ENROLLED), int(Step.CONTACT)),
    "ptsd_positive": (int(Event.SYMPTOMS_FOUND), int(Step.PTSD_SCREENING)),
    "ready": (int(Event.READY), int(Step.READINESS)),
}


@dataclass(frozen=True, eq=False)
class Women:
    """Women randomised, of all draws, in the order of draws and then of days.

    Attributes
    ----------
    draw, site, day : array of int
        Draw of the parameters, site, and day of randomisation from the first opening.
    arm : array of int
        1 treated, 0 comparison.
    therapy, groups : array of int
        One-to-one sessions, and stabilisation sessions, attended from randomisation to follow-up.
    began, completed : array of bool
        Whether she began, and completed, one-to-one therapy by then.
    group : array of int
        Number of the stabilisation group that she began with; -1 for none. Unique within a draw.
    """

    draw: Whole
    site: Whole
    day: Whole
    arm: Whole
    therapy: Whole
    groups: Whole
    began: NDArray[np.bool_]
    completed: NDArray[np.bool_]
    group: Whole

    def __len__(self) -> int:
        """How many."""
        return len(self.draw)


@dataclass(frozen=True, eq=False)
class Lives:
    """Both arms of a trial, in every draw.

    Attributes
    ----------
    women : Women
        Those randomised.
    contacts : array of int, shape (draws,)
        Contacts that recruitment took at all sites, for both arms.
    pounds : array of float, shape (draws, 2)
        What the comparison arm and the treated arm cost until the last follow-up. Where women are randomised later than
        at consent to an arm without trauma work, its cost is not told and not a number.
    """

    women: Women
    contacts: Whole
    pounds: Numbers


COLUMNS = ("draw", "site", "day", "arm", "therapy", "groups", "began", "completed", "group")
NOTHING_RECEIVED = {"therapy": 0, "groups": 0, "began": 0, "completed": 0, "group": -1}


def live(design: Design, draws: int, seed: int, threads: int = 1) -> Lives:
    """Return the women whom a design's sites recruit in its window, in every draw.

    Parameters
    ----------
    design : Design
        The design.
    draws : int
        Draws of the posterior.
    seed : int
        Seed of chance.
    threads : int
        Threads to use; the result does not depend on it.
    """
    return live_until(design, (design.follow_up.weeks,), draws, seed, threads)[0]


def live_until(design: Design, weeks: Sequence[int], draws: int, seed: int, threads: int = 1) -> list[Lives]:
    """Return the same women, each time with what they received up to another follow-up.

    Parameters
    ----------
    weeks : sequence of int
        Weeks from randomisation to each follow-up. Costs run to the longest.
    design, draws, seed, threads
        As in :func:`live`.
    """
    share = design.arms.share_treated
    parts_ways = _parts_ways(design)
    arms = (
        (TREATED, design.arms.treated.parameters, share),
        (COMPARISON, (design.arms.treated if parts_ways else design.arms.comparison).parameters, 1 - share),
    )
    contacts, pounds = np.zeros(draws, np.int64), np.zeros((draws, 2))
    parts: list[list[dict[str, Whole]]] = [[] for _ in weeks]
    for arm, parameters, of in arms:
        for columns, totals in _arm(design, weeks, arm, parameters, of, draws, seed, threads):
            for whole, part in zip(parts, columns, strict=True):
                whole.append(part)
            contacts += totals[:, CONTACTS]
            pounds[:, arm] += totals[:, PENCE] / 100.0
    if parts_ways:
        pounds[:, COMPARISON] = np.nan
    return [Lives(_women(part, parts_ways=parts_ways), contacts, pounds) for part in parts]


def _women(parts: list[dict[str, Whole]], *, parts_ways: bool) -> Women:
    """Return the women of all sites and arms, in the order of draws and then of days."""
    whole = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS}
    if parts_ways:
        other = whole["arm"] == COMPARISON
        for name, nothing in NOTHING_RECEIVED.items():
            whole[name] = np.where(other, nothing, whole[name])
    order = np.lexsort((whole["arm"], whole["site"], whole["day"], whole["draw"]))
    return Women(**{name: column[order] for name, column in whole.items()})


def _parts_ways(design: Design) -> bool:
    """Return whether the comparison arm has the treated arm's care until it is randomised, and no trauma work then."""
    return (
        design.estimand.randomised_at != "consent"
        and design.arms.comparison.parameters.pathway.trauma != design.arms.treated.parameters.pathway.trauma
    )


def rates_of_sites(design: Design, draws: int, seed: int) -> Numbers:
    """Return what each site's rate is multiplied by, shape (draws, sites): gamma, mean 1."""
    cv = design.sites.rate_cv.values("trial.rate_cv", draws, seed)
    u = np.column_stack([uniforms("trial.site", site, draws, seed) for site in range(design.sites.number)])
    shape = 1.0 / np.maximum(cv, 1e-3) ** 2
    found: Numbers = np.maximum(stats.gamma.ppf(u, shape[:, None], scale=1.0 / shape[:, None]), AT_LEAST)
    return np.minimum(found, 20.0)


def _arm(
    design: Design,
    weeks: Sequence[int],
    arm: int,
    parameters: Parameters,
    share: float,
    draws: int,
    seed: int,
    threads: int,
) -> list[tuple[list[dict[str, Whole]], Whole]]:
    """Return the women of one arm up to each follow-up, and the totals of its draws, a part for each site."""
    rates = rates_of_sites(design, draws, seed)

    def site(number: int) -> tuple[list[dict[str, Whole]], Whole]:
        varied = _at_site(design, max(weeks), parameters, share, rates[:, number], number, draws)
        rows = np.arange(draws)
        # Arms and sites have chance of their own.
        own = own_replications(rows, np.full(draws, number * 2 + arm))
        found: list[list[dict[str, Whole]]] = [[] for _ in weeks]
        totals = []
        for draw, (log, counted) in enumerate(logs_of(varied, rows, own, seed)):
            for whole, until in zip(found, weeks, strict=True):
                whole.append(_read(log, draw, number, arm, until, design))
            totals.append(counted)
        return [{name: np.concatenate([one[name] for one in whole]) for name in COLUMNS} for whole in found], np.array(
            totals
        )

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(site, range(design.sites.number)))


def _at_site(
    design: Design, until: int, parameters: Parameters, share: float, rates: Numbers, site: int, draws: int
) -> Varied:
    """Return the draws of one site of one arm: its window of recruitment, its rate, and its share of the pool."""
    opens = design.sites.opens(site)
    recruits = design.sites.recruitment_weeks - opens
    weeks = recruits + _longest(design, until)
    changes = {
        "run.kind": "study",
        "run.warm_up_weeks": 0,
        "run.recruitment_weeks": recruits,
        "run.delivery_weeks": weeks,
        "sites.number": 1,
        "sites.contact_multipliers": [1.0],
        "sites.opening_weeks": [0],
        "interruption.weeks": 0,
        "population.size": max(1, round(parameters.population.size * share)),
    }
    base = parameters.changed(changes)
    drawn = the_posterior().draws(base, draws)
    keep = [i for i, name in enumerate(drawn.names) if name not in changes and not name.startswith("run.")]
    names = (*(drawn.names[i] for i in keep), MULTIPLIER)
    return Varied(base, names, np.column_stack([drawn.values[:, keep], rates * share]))


def _longest(design: Design, until: int) -> int:
    """Return how long after joining a woman is followed: to her outcome, with time before a late randomisation."""
    before = 0 if design.estimand.randomised_at == "consent" else 52
    return until + before


def _read(log: Whole, draw: int, site: int, arm: int, until: int, design: Design) -> dict[str, Whole]:
    """Return what one site's log says of its women, up to so many weeks from randomisation."""
    time, who, event, step = log[:, 0], log[:, 1], log[:, 2], log[:, 3]
    kind, where = WHEN[design.estimand.randomised_at]
    at = (event == kind) & (step == where)
    women, first = np.unique(who[at], return_index=True)
    day = time[at][first] // TICKS
    recruits = (design.sites.recruitment_weeks - design.sites.opens(site)) * WEEK
    women, day = women[day < recruits], day[day < recruits]
    place = np.searchsorted(women, who)
    known = np.isin(who, women)
    place = np.where(known, np.minimum(place, max(len(women) - 1, 0)), 0)
    if not len(women):
        return {name: np.empty(0, np.int64) for name in COLUMNS}
    since = time // TICKS - day[place]
    within = known & (since >= 0) & (since < until * WEEK)

    def count(chosen: NDArray[np.bool_]) -> Whole:
        return np.bincount(place[within & chosen], minlength=len(women))

    attended = np.isin(event, ATTENDED)
    began = count((event == Event.BEGAN) & (step == Step.THERAPY)) > 0
    completed = count((event == Event.COMPLETED) & (step == Step.THERAPY)) > 0
    return {
        "draw": np.full(len(women), draw),
        "site": np.full(len(women), site),
        "day": day + design.sites.opens(site) * WEEK,
        "arm": np.full(len(women), arm),
        "therapy": count(attended & (step == Step.THERAPY)),
        "groups": count(attended & (step == Step.STABILISATION)),
        "began": began,
        "completed": completed,
        "group": _group_of(time, event, step, place, within, len(women), site),
    }


def _group_of(
    time: Whole, event: Whole, step: Whole, place: Whole, within: NDArray[np.bool_], women: int, site: int
) -> Whole:
    """Return the stabilisation group of each woman: those of a site who begin on one day share one."""
    found = np.full(women, -1)
    begins = within & (event == Event.BEGAN) & (step == Step.STABILISATION)
    found[place[begins]] = (site << SITE_SHIFT) + time[begins] // TICKS
    return found
