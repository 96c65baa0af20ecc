"""Numbers that one option holds while what it is compared with lets them vary: a difference comes from that too.

A number that an option changes is the option's in every draw. Where nobody changes it, each draw has its own, whose
mean need not be the point value of the parameter file. So what such a change is beside is told with its mean and range,
and never as if it were one known number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import quantiles

from scenarios.changes import called, value_in_words
from scenarios.document.cells import in_a_sentence
from scenarios.files import Scenario
from scenarios.labels import label_of
from scenarios.summary import Compared
from sim.parameters import Parameters

Values = Sequence[float] | None
"""A number's values over the draws; None where it does not vary, or is a list."""


def not_known(values: Values) -> str:
    """Return what a number is where it varies, to follow "where it is"; empty where it does not vary.

    Parameters
    ----------
    values : sequence of float or None
        Its values over the draws.
    """
    if not values or min(values) == max(values):
        return ""
    # In fortieths, whose first and last leave 2.5% outside, between neighbours by straight lines, as NumPy has it.
    low, *_, high = quantiles(values, n=40, method="inclusive")
    mean = sum(values) / len(values)
    return f"not known: {mean:.3g} on average, 95% from {low:.3g} to {high:.3g}"


def varying_beside(one: Parameters, other: Parameters, values: Callable[[str], Values]) -> dict[str, str]:
    """Return what every number that a design changes is, in words, in what it is beside, where it varies there.

    Parameters
    ----------
    one, other : Parameters
        Of the design, and of what it is beside.
    values : callable
        The values of a number over the draws of the other.
    """
    changed = [name for name, value in one.flat().items() if value != other.get(name)]
    return {name: words for name in changed if (words := not_known(values(name)))}


def held_note(sentences: Iterable[str]) -> str:
    """Return sentences of :func:`held_words` with what follows from them; empty where all are."""
    said = [sentence for sentence in sentences if sentence]
    return " ".join([*said, "All else varies alike in both."]) if said else ""


def held_words(
    one: Scenario,
    other: Scenario,
    own: Sequence[str],
    values: Callable[[str], Values],
    named: Callable[[Scenario], str],
    words: Callable[[str], str],
) -> str:
    """Return which numbers a design holds in every draw that vary in another, and how they vary there.

    Parameters
    ----------
    one, other : Scenario
        The design, and the one it is beside.
    own : sequence of str
        Numbers that it holds and the other does not, by dotted name.
    values : callable
        The values of a number over the draws of the other.
    named, words : callable
        What a design, and a number, are called.

    Returns
    -------
    str
        A sentence; empty where there is no such number.
    """
    if not own:
        return ""
    beside = named(other)
    said = [
        f"{words(name)} at {value_in_words(name, one.parameters.get(name))}, which with {beside} is "
        f"{not_known(values(name)) or 'not known, and varies'}"
        for name in own
    ]
    return f"{named(one)} holds {'; '.join(said)}."


def held_beside(item: Compared, draws: int, *, by_name: bool = False) -> str:
    """Return which numbers an option holds that vary in what it is compared with, in a sentence; empty for none.

    Parameters
    ----------
    item : Compared
        The option, and what it is compared with.
    draws : int
        How many draws, 0 for the point values, which nothing varies from.
    by_name : bool
        Whether options and numbers have the names of files, and not those that people read.
    """
    if not draws:
        return ""
    from scenarios.drawn import kept_by, values_over

    mine, theirs = (kept_by(one.parameters) for one in (item.scenario, item.other))
    return held_words(
        item.scenario,
        item.other,
        [name for name in mine if name not in theirs],
        lambda name: values_over(item.other.parameters, draws, name),
        (lambda one: one.name) if by_name else (lambda one: f"'{one.title}'"),
        (lambda name: name) if by_name else (lambda name: called(name, in_a_sentence(label_of(name)))),
    )
