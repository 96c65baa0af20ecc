"""One plain sentence per comparison, that a commissioner could repeat."""

from __future__ import annotations

from scenarios.display import amount, decimals_for, spread
from scenarios.summary import Compared, Difference, Summary
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
    if compared.scenario.parameters == compared.other.parameters:
        return _levels(compared)
    women = _women(difference, compared.other.title)
    time = how_long(compared.scenario.parameters)
    year = compared.scenario.parameters.costs.price_year
    prices = f", in prices of {year}" if is_clear(difference["cost_total"]) else ""
    cost = _cost(difference["cost_total"], first=not any(tells(difference[name]) for name in VERBS))
    sentence = f"{compared.scenario.title}: {time}on average {women}, {cost}{prices}."
    completed = difference["completed_therapy"]
    how_sure = " ".join(part for part in (_brackets(difference), _probability(completed)) if part)
    return [part for part in (sentence, how_sure, _single_runs(completed)) if part]


def _levels(compared: Compared) -> list[str]:
    """Return what comes of a design that is compared with itself: there is no difference to tell."""
    summary, parameters = compared.summary, compared.scenario.parameters
    women = "{} women join, {} begin one-to-one therapy and {} complete it".format(
        *(_level(summary[name], first=name == "consented") for name in VERBS)
    )
    cost = summary["cost_total"]
    a_year = _a_year(cost.mean or 0.0, parameters)
    said = (
        f"{compared.scenario.title}: nothing is changed, so this is what it brings as it is. "
        f"{upper_first(how_long(parameters) + 'on average')} {women}, for {_level(cost, '£')}{a_year}, in prices of "
        f"{parameters.costs.price_year}."
    )
    return [said, _HOLDS_MEANS if cost.expected is not None else _HOLDS_RUNS]


def _level(item: Summary, unit: str = "", *, first: bool = False) -> str:
    """Return a mean with how far it may be otherwise, in brackets."""
    interval = item.expected or item.predictive
    if interval is None:
        return amount(item.mean, unit)
    named = "single runs: " if first and item.expected is None else ""
    return f"{amount(item.mean, unit)} ({named}{spread(interval, unit)})"


def _a_year(pounds: float, parameters: Parameters) -> str:
    """Return what pounds over a whole service are in a year; a study has no such time."""
    run = parameters.run
    years = (run.delivery_weeks - run.warm_up_weeks) / WEEKS_IN_YEAR
    return f", which is {amount(pounds / years, '£')} a year" if run.kind == "service" and years > 1.0 else ""


def upper_first(text: str) -> str:
    """Return a text with a capital letter at its beginning."""
    return f"{text[:1].upper()}{text[1:]}"


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
        return _HOLDS_MEANS
    return _HOLDS_RUNS


_HOLDS_MEANS = "In brackets: where 95% of such averages lie, given what is not known of the parameters."
_HOLDS_RUNS = "In brackets: what 95% of single runs show."


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
        parts.append(f"{_size(d, first=not parts)} {verb}")
    said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{said} than with '{other}'"


def _size(difference: Difference, first: bool) -> str:
    """Return how many more or fewer women, and in brackets how far it may be otherwise."""
    assert difference.mean is not None
    assert difference.monte_carlo is not None
    half = difference.monte_carlo[1] - difference.mean
    decimals = max(decimals_for(difference.mean, half), 1 if abs(difference.mean) >= 0.15 else 2)
    size = f"{abs(difference.mean):.{decimals}f} {'more' if difference.mean > 0.0 else 'fewer'}"
    return f"{size}{' women' if first else ''} ({_named(difference, first)}{how_far(difference, decimals=decimals)})"


def _named(difference: Difference, first: bool) -> str:
    """Return what a bracket holds, to stand inside the first of a sentence, where it is wider than that of means."""
    return "single runs: " if first and difference.expected is None else ""


def how_far(difference: Difference, unit: str = "", decimals: int = 1) -> str:
    """Return how far it may be otherwise: the mean, over the draws where they tell it, else what single runs show."""
    interval = difference.expected or difference.predictive
    assert interval is not None
    assert difference.mean is not None
    return sides(interval, unit, decimals=decimals, beside=difference.mean)


def sides(interval: tuple[float, float], unit: str = "", *, decimals: int = 1, beside: float = 0.0) -> str:
    """Return an interval of a difference with its sides in words, so that no sign has to be read.

    Parameters
    ----------
    interval : tuple of float
        Its ends, the lower first.
    unit : str
        ``"£"`` for pounds; women otherwise. Whole numbers of women are written without decimals.
    decimals : int
        Decimal places of others.
    beside : float
        The mean that the interval stands beside, whose word, more or fewer, ends on its own side need not repeat; 0 for
        none.
    """
    whole = all(float(end).is_integer() for end in interval)
    places = 0 if whole or unit else decimals
    low, high = (round(end, places) + 0.0 for end in interval)
    if low == high == 0.0:
        return "nearly always none"
    sizes = [amount(abs(end), unit, decimals=places) for end in (low, high)]
    if (low > 0.0 and beside > 0.0) or (high < 0.0 and beside < 0.0):
        return " to ".join(sizes if low > 0.0 else reversed(sizes))
    less = "less" if unit else "fewer"
    said = [
        f"{size} {'more' if end > 0.0 else less}" if end else "none"
        for size, end in zip(sizes, (low, high), strict=True)
    ]
    return f"from {said[0]} to {said[1]}"


def _cost(difference: Difference, first: bool) -> str:
    if not is_clear(difference):
        return "with no clear difference in total cost"
    assert difference.mean is not None
    more = "more" if difference.mean > 0 else "less"
    bracket = f"{_named(difference, first)}{how_far(difference, '£')}"
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
    """Return in how many runs more and fewer women complete therapy, and how far apart, where no bracket says so."""
    if difference.better is None or difference.worse is None or difference.predictive is None:
        return ""
    if difference.same == 1.0:
        return "The same number complete therapy in every paired run."
    more, fewer = f"{_share(difference.better)} of the paired runs", f"fewer in {_share(difference.worse)}"
    if difference.predictive == (0.0, 0.0):
        return f"In nearly every paired run the same number complete therapy: more in {more}, {fewer}."
    if tells(difference) and difference.expected is None:
        return f"More women complete therapy in {more}, {fewer}."
    change = sides(difference.predictive)
    return f"In single runs the change in women completing therapy is {change}: more complete in {more}, {fewer}."


def _share(share: float) -> str:
    """Return a share of runs in words where it is next to none or to all."""
    if share in (0.0, 1.0):
        return "all" if share else "none"
    if share > NEARLY_ALL:
        return "nearly all"
    return "fewer than 1%" if share < 1.0 - NEARLY_ALL else amount(share, "share")
