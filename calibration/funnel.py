"""The recruitment funnel in closed form, and the eleven who joined.

**Shares.** Several entries of the parameter file are the posteriors of the study's counts already: what was thought
before (Beta or Dirichlet weights, in ``roles.toml``) plus what was counted. :func:`posterior_weights` works them out
again, and a test holds that the entries are these (to within one woman of 115 for ``screening.accepts``, which was
rounded). They are drawn as they stand, so no count is used twice.

**Rates.** With a prior density proportional to 1/rate (nothing known about its size) and 125 contacts in W weeks, the
contacts a week are Gamma(125) / W. The probability of the 125, the rate integrated out, is then the same for every W:
the count of contacts says nothing about W, and rate and length trade off exactly. Routes share the contacts as their
own priors say.

**Given eleven who joined.** Contacts are a Poisson process, and whether a woman met joins does not depend on the
others, so those who join are one too. Given that eleven do, neither how many women were met for it nor how many of
them agreed and were eligible says anything about what the eleven do next, except through W. So what they did is
fitted in a world in which every woman met joins and eleven are expected (:func:`world_of_joiners`), counting only
replications in which exactly eleven do. The funnel's own counts are used here, on paper, and nowhere else.
(Left out: more than four agreeing on one day, when the fifth would be screened the next day; with 41 screened in
months this moves hardly anybody.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from calibration.evidence import evidence
from calibration.priors import prior_values, uniforms
from calibration.roles import roles
from sim.parameters import Parameters, default_parameters
from sim.rules import accepts_screening

Numbers = NDArray[np.float64]

RATE = "calibration.contacts_in_all"
"""What the draw of the contact rate is keyed by."""


def posterior_weights(parameter: str) -> tuple[float, ...]:
    """Return the Beta or Dirichlet weights of a closed form: what was thought before, plus what the study counted.

    Parameters
    ----------
    parameter : str
        A parameter of ``[closed_form]`` in ``roles.toml``.
    """
    form = roles().closed_form[parameter]
    added: tuple[float, ...]
    if parameter == "screening.accepts":
        added = accepting_counts()
    elif form.added is not None:
        added = form.added
    else:
        target = evidence()[form.target]
        rest = () if target.out_of is None else (target.out_of - target.counts[0],)
        added = (*target.counts, *rest)
    return tuple(before + more for before, more in zip(form.prior_before, added, strict=True))


def accepting_counts() -> tuple[float, float]:
    """Return how many of the women met by the service, and not told apart by selling sex, agreed and did not.

    Of 115 contacts 41 agreed. Those who came by themselves agree with higher odds, so the share for the others is
    the one at which both together give 41.
    """
    contacts = evidence()["contacts"].counts[0] - evidence()["declined_not_selling_sex"].counts[0]
    agreed = evidence()["screened"].counts[0]
    base = default_parameters()
    each = [float(base.get(name)) for name in roles().rates]  # type: ignore[arg-type]
    by_herself = each[2] / sum(each)
    low, high = 1e-6, 1.0 - 1e-6
    for _ in range(60):
        middle = (low + high) / 2
        odds_ratio = base.screening.self_referral_odds_ratio
        both = (1.0 - by_herself) * middle + by_herself * accepts_screening(middle, odds_ratio)
        low, high = (low, middle) if both * contacts > agreed else (middle, high)
    return low * contacts, (1.0 - low) * contacts


def contact_rates(weeks: Numbers, seed: int, first: int = 0) -> Numbers:
    """Return contacts a week by route, one row a draw.

    Parameters
    ----------
    weeks : array of float
        Weeks of recruitment of each draw.
    seed, first : int
        Seed of the draws, and the number of the first.
    """
    counted = evidence()["contacts"].counts[0]
    u = uniforms(RATE, 0, len(weeks), seed, first)
    in_all = special.gammaincinv(counted, u) / weeks
    split = prior_values(roles().rates, len(weeks), seed, first)
    rates: Numbers = in_all[:, None] * split / split.sum(axis=1, keepdims=True)
    return rates


def world_of_joiners() -> Parameters:
    """Return the base in which every woman met joins, and has symptoms of PTSD.

    Symptoms are drawn apart from all else and found only at screening; that all those screened had them is used in
    closed form.
    """
    everybody = (1.0, 0.0, 0.0, 0.0)
    return default_parameters().changed(
        {
            "women.sells_sex": everybody,
            "women.uses_drugs_if_sells_weekly": everybody,
            "screening.accepts": 1.0,
            "screening.able_to_consent": 1.0,
            "women.ptsd": 1.0,
        }
    )


def joiner_rates(weeks: Numbers) -> Numbers:
    """Return contacts a week by route at which as many are expected as joined the study, one row a draw."""
    base = default_parameters()
    each = np.array([float(base.get(name)) for name in roles().rates])  # type: ignore[arg-type]
    joined = evidence()["able_to_consent"].counts[0]
    rates: Numbers = joined / weeks[:, None] * each / each.sum()
    return rates
