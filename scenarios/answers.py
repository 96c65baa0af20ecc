"""One plain sentence per comparison, that a commissioner could repeat."""

from __future__ import annotations

from scenarios.display import amount, decimals_for, spread, unit_of
from scenarios.summary import Compared, Difference
from sim.clock import WEEKS_IN_YEAR
from sim.parameters import Parameters

VERBS = {"consented": "join", "started_therapy": "begin one-to-one therapy", "completed_therapy": "complete it"}


def plain_answer(compared: Compared) -> str:
    """Return what the comparison says, in plain words, with its uncertainty."""
    return " ".join(plain_sentences(compared))


def plain_sentences(compared: Compared) -> list[str]:
    """Return the same, a thought a text: what changes, what brackets hold and how sure it is, what single runs show."""
    difference = compared.difference
    if difference["consented"].monte_carlo is None:
        return [f"{compared.scenario.title}: one paired run says nothing about an average; ask for more replications."]
    women = _women(difference, compared.other.title)
    time = how_long(compared.scenario.parameters)
    year = compared.scenario.parameters.costs.price_year
    prices = f", in prices of {year}" if is_clear(difference["cost_total"]) else ""
    cost = _cost(difference["cost_total"], first=not any(tells(difference[name]) for name in VERBS))
    sentence = f"{compared.scenario.title}: {time}on average {women}, {cost}{prices}."
    completed = difference["completed_therapy"]
    how_sure = " ".join(part for part in (_brackets(difference), _probability(completed)) if part)
    return [part for part in (sentence, how_sure, _single_runs(completed)) if part]


def how_long(parameters: Parameters) -> str:
    """Return over what time a service is counted, in words; a study has no such time of its own."""
    run = parameters.run
    if run.kind != "service":
        return ""
    weeks = run.delivery_weeks - run.warm_up_weeks
    years, rest = divmod(weeks, WEEKS_IN_YEAR)
    named = ("", "one year", "two years", "three years", "four years", "five years")
    time = f"{weeks} weeks" if rest else named[years] if years < len(named) else f"{years} years"
    return f"over {time}, "


def _brackets(difference: dict[str, Difference]) -> str:
    """Return what the numbers in brackets hold, where there are any."""
    if not any(tells(difference[name]) for name in VERBS) and not is_clear(difference["cost_total"]):
        return ""
    if difference["cost_total"].expected is not None:
        return "In brackets: where 95% of such averages lie, given what is not known of the parameters."
    return "In brackets: what 95% of single runs show."


LEAST = 0.005
"""A difference of means below this would be written as nought."""

FEWEST_WOMEN = 0.05
"""A difference in women below this is no news, and its interval would be written as nought."""


NEARLY_ALL = 0.995
"""A share of runs above this would be written as 100 %."""


def is_clear(difference: Difference) -> bool:
    """Whether the Monte Carlo interval of a mean difference leaves out nought, and the mean is not written as that."""
    interval, mean = difference.monte_carlo, difference.mean
    if interval is None or mean is None or abs(mean) < LEAST:
        return False
    return interval[0] > 0.0 or interval[1] < 0.0


def tells(difference: Difference) -> bool:
    """Whether a difference in women is clear, and as much as anybody would notice."""
    return is_clear(difference) and abs(difference.mean or 0.0) >= FEWEST_WOMEN


def _women(difference: dict[str, Difference], other: str) -> str:
    clear = {verb: difference[name] for name, verb in VERBS.items() if tells(difference[name])}
    if not clear:
        return f"about as many women join, begin and complete one-to-one therapy as with '{other}'"
    if "begin one-to-one therapy" not in clear and "complete it" in clear:
        clear = {verb.replace("complete it", "complete one-to-one therapy"): d for verb, d in clear.items()}
    parts: list[str] = []
    for verb, d in clear.items():
        assert d.mean is not None
        noun = " women" if not parts else ""
        parts.append(f"{_size(d, first=not parts)} {'more' if d.mean > 0 else 'fewer'}{noun} {verb}")
    said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{said} than with '{other}'"


def _size(difference: Difference, first: bool) -> str:
    assert difference.mean is not None
    assert difference.monte_carlo is not None
    half = difference.monte_carlo[1] - difference.mean
    decimals = max(decimals_for(difference.mean, half), 1 if abs(difference.mean) >= 0.15 else 2)
    return f"{abs(difference.mean):.{decimals}f} ({_named(difference, first)}{_range(difference, '', decimals)})"


def _named(difference: Difference, first: bool) -> str:
    """Return what a bracket holds, to stand inside the first of a sentence, where it is wider than that of means."""
    return "single runs: " if first and difference.expected is None else ""


def _range(difference: Difference, unit: str, decimals: int) -> str:
    """Return how far it may be otherwise: the mean, over the draws where they tell it, else what single runs show.

    Ends on the mean's own side of nought go without a sign, for a word beside them says more or fewer.
    """
    interval = difference.expected or difference.predictive
    assert interval is not None
    assert difference.mean is not None
    ends = sorted(interval, key=abs) if interval[1] <= 0.0 else list(interval)
    own_side = interval[0] >= 0.0 if difference.mean > 0.0 else interval[1] <= 0.0
    return " to ".join(
        amount(abs(end) if own_side else end, unit, signed=not own_side, decimals=decimals) for end in ends
    )


def _cost(difference: Difference, first: bool) -> str:
    if not is_clear(difference):
        return "with no clear difference in total cost"
    assert difference.mean is not None
    more = "more" if difference.mean > 0 else "less"
    bracket = f"{_named(difference, first)}{_range(difference, '£', 0)}"
    return f"for {amount(abs(difference.mean), '£')} {more} ({bracket})"


def _probability(difference: Difference) -> str:
    """Return how sure it is that the mean is better, given what is not known of the parameters."""
    if difference.probability_better is None:
        return ""
    return f"The probability that more women complete therapy on average is {probably(difference.probability_better)}."


def probably(probability: float, below: str = "below ", above: str = "above ") -> str:
    """Return a probability as people write it: never quite none, and never quite one."""
    if probability < 0.005:
        return f"{below}1%"
    return f"{above}99%" if probability > 0.995 else amount(probability, "share")


def _single_runs(difference: Difference) -> str:
    if difference.better is None or difference.worse is None:
        return ""
    unit = unit_of("completed_therapy")
    if difference.same == 1.0:
        return "The same number complete therapy in every paired run."
    more, fewer = f"{_share(difference.better)} of the paired runs", f"fewer in {_share(difference.worse)}"
    if difference.predictive == (0.0, 0.0):
        return f"In nearly every paired run the same number complete therapy: more in {more}, {fewer}."
    change = spread(difference.predictive, unit, signed=True)
    return (
        f"In single runs the change in women completing therapy ranges over {change}: more complete in {more}, {fewer}."
    )


def _share(share: float) -> str:
    """Return a share of runs in words where it is next to none or to all."""
    if share in (0.0, 1.0):
        return "all" if share else "none"
    if share > NEARLY_ALL:
        return "nearly all"
    return "fewer than 1%" if share < 1.0 - NEARLY_ALL else amount(share, "share")
