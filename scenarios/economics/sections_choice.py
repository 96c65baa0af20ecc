"""The decision, as blocks of a document: plane, frontier, net benefit, acceptability, value of information."""

from __future__ import annotations

from scenarios.answers import probably
from scenarios.display import amount
from scenarios.document.blocks import Block, Figure, Heading, Number, Paragraph, Table
from scenarios.document.cells import FEW
from scenarios.economics.analysis import Economics, OptionResult
from scenarios.economics.cells import pounds, share
from scenarios.economics.choice import At, Choice
from scenarios.economics.settings import settings
from scenarios.pictures.curves import Curve, curves
from scenarios.pictures.plane import plane

TOO_FEW = (
    "How uncertain the decision is cannot be told from this run: it needs at least 40 draws of the parameters with two "
    "replications of each. Run it again with more replications and draws."
)


def choice_in_short(economics: Economics) -> list[Block]:
    """Return the best option by what one completed therapy is worth; of many, the options from the least costly too."""
    choice = economics.choice
    if choice is None:
        return [Paragraph(TOO_FEW)]
    titles = _titles(economics)
    source = settings()["value_of_a_completer"].source
    best = best_table(choice, titles, "one completed therapy", "decision", source)
    return [Paragraph(EXPLAINED), best, *([_frontier(choice, titles)] if is_many(economics) else [])]


def _frontier(choice: Choice, titles: dict[str, str]) -> Table:
    return frontier_table(choice, titles, "completed therapies", "one more completed therapy", "frontier")


def asked_for(economics: Economics) -> dict[str, str]:
    """Return the titles of the options that were asked for, by name: without what every business case must hold."""
    return {one.scenario.name: one.scenario.title for one in economics.options[1:] if one.need is None}


def is_many(economics: Economics) -> bool:
    """Whether there are more options than have a paragraph each (``scenarios.report.facts.Facts.is_many``)."""
    return len(asked_for(economics)) > FEW


EXPLAINED = (
    "No value has been agreed for one more woman who completes therapy, so the best option is given for a range of "
    "values: the option in which the number of women who complete therapy, times that value, exceeds the cost by most. "
    "Chance is taken out, so what is left is what is not known of the parameters."
)


def choice_blocks(economics: Economics) -> list[Block]:
    """Return the blocks of the decision by women who complete therapy, beside those of :func:`choice_in_short`."""
    choice = economics.choice
    if choice is None:
        return []
    titles = {one.scenario.name: one.scenario.title for one in economics.options}
    return [
        Heading("How sure the choice is", 2),
        *(figure for place, one in enumerate(economics.driven_options, 1) if (figure := _plane(economics, one, place))),
        *([] if is_many(economics) else [_frontier(choice, titles)]),
        *decision_blocks(choice, titles, "one completed therapy", "decision"),
    ]


def decision_sentences(economics: Economics) -> tuple[Block, ...]:
    """Return which option is best on average, by what one more woman who completes therapy is worth, in sentences."""
    choice = economics.choice
    if choice is None:
        return ()
    titles = {one.scenario.name: one.scenario.title for one in economics.options}
    text = (
        "Which is best on average depends on what one more woman who completes therapy is worth, on which nobody has "
        f"agreed. {' '.join(_best_by_worth(choice, titles))} {_never_best(economics, choice)}Business as usual and the "
        "least that could be done are among the options."
    )
    return (Paragraph(text),)


def _best_by_worth(choice: Choice, titles: dict[str, str]) -> list[str]:
    """Return which option is best on average over the range of worths, a sentence for each stretch of it."""
    most = f"£{choice.grid[-1]:,.0f}"
    said, other = [], False
    for place, at in enumerate(choice.turns):
        start, last = f"£{at.threshold:,.0f}", place == len(choice.turns) - 1
        if place == 0:
            where = f"At every value up to {most}" if last else "Where it is worth little or nothing"
            what = f"{where}, '{titles[at.best]}' is the best on average"
        else:
            what = f"From {start}{f' up to {most}' if last else ''} it is '{titles[at.best]}'"
        oftener = _oftener(at, titles)
        other = other or bool(oftener)
        said.append(f"{what} (the best with a probability of {probably(at.probability[at.best])} at {start}{oftener}).")
    return [*said, OFTENER] if other else said


OFTENER = (
    "The best on average need not be the best most often: it gains more where it is the best than it loses where it "
    "is not."
)


def _oftener(at: At, titles: dict[str, str]) -> str:
    """Return which option is more often the best than the one that is so on average, in words; empty if none is."""
    first = max(at.probability, key=lambda name: at.probability[name])
    if at.probability[first] <= at.probability[at.best]:
        return ""
    return f", where '{titles[first]}' is the best more often, with {probably(at.probability[first])}"


def _never_best(economics: Economics, choice: Choice) -> str:
    """Return that options asked about are the best at no value, where that is so; else nothing."""
    best = {at.best for at in choice.turns}
    never = [f"'{title}'" for name, title in asked_for(economics).items() if name not in best]
    if not never:
        return ""
    if len(never) > FEW:
        return f"At no value up to £{choice.grid[-1]:,.0f} is any of {len(never)} other options the best on average. "
    listed = never[0] if len(never) == 1 else f"{', '.join(never[:-1])} or {never[-1]}"
    return f"At no value up to £{choice.grid[-1]:,.0f} is {listed} the best on average. "


def _plane(economics: Economics, one: OptionResult, place: int) -> Figure | None:
    base = economics.options[0]
    if one.cloud is None or one.beside is None:
        return None
    cost, effect = one.cloud
    name = f"plane-{place}"
    mean = (float(effect.mean()), float(cost.mean()))
    table = Table(
        f"{name}-table",
        f"How sure it is: {one.scenario.title}",
        ("On average, given what is not known of the parameters", "Probability"),
        (
            ("more women complete therapy", share(one.beside.more)),
            ("it costs more", share(one.beside.dearer)),
        ),
        f"Beside '{base.scenario.title}'. They err towards 50%: a few runs of each draw allow chance to be taken out "
        "only so far. - where nothing differs.",
        sheet="How sure it is",
    )
    cost_words = f"{amount(abs(mean[1]), '£')} {'more' if mean[1] > 0.0 else 'less'}"
    effect_words = f"{amount(abs(mean[0]), '', decimals=2)} {'more' if mean[0] > 0.0 else 'fewer'}"
    alternative = (
        f"A cloud of {len(cost):,} draws. Beside '{base.scenario.title}', '{one.scenario.title}' costs {cost_words} on "
        f"average, and {effect_words} women complete therapy."
    )
    picture = plane(
        name,
        "The cost-effectiveness plane",
        alternative,
        list(zip(effect.tolist(), cost.tolist(), strict=True)),
        mean,
        effect="Difference in women who complete therapy",
    )
    return Figure(name, f"Cost and women who complete therapy: {one.scenario.title}", picture, alternative, table)


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def frontier_table(choice: Choice, titles: dict[str, str], effect: str, one_more: str, name: str) -> Table:
    """Return where each option stands, from the least costly; ratios only between neighbours on the frontier."""
    rows = []
    for one in choice.frontier:
        gained = Number(one.option.effect, amount(one.option.effect, "", decimals=2))
        given = one.ratio is not None and one.option.name in choice.sure
        ratio = pounds(one.ratio) if given else "not sure" if one.ratio is not None else "not given"
        standing = _sentence(one.standing.value.partition(":")[0])
        than = f" (see {titles[one.than]})" if one.than and one.ratio is None else ""
        rows.append((titles[one.option.name], pounds(one.option.cost), gained, standing + than, ratio))
    return Table(
        name,
        f"Options from the least costly, and the cost of {one_more}",
        ("Option", "Mean cost", f"Mean {effect}", "Standing", f"Cost of {one_more}"),
        tuple(rows),
        "Dominated: another option gains as much or more for less. Extendedly dominated: a mix of two others does. The "
        "cost of one more is beside the option before it on the frontier, where it surely costs more and gains more "
        "than that; 'not sure' where that is not known. Means over all draws.",
        sheet="From the least costly",
    )


def _titles(economics: Economics) -> dict[str, str]:
    return {one.scenario.name: one.scenario.title for one in economics.options}


def best_table(choice: Choice, titles: dict[str, str], unit: str, name: str, source: str) -> Table:
    """Return the best option on average by what one more of what is gained is worth."""
    rows = []
    for at in choice.by_worth():
        said = (share(at.probability[at.best]), pounds(at.information.value), pounds(1.96 * at.information.error))
        rows.append((f"£{at.threshold:,.0f}", titles[at.best], *said))
    turning = "An option is the best on average from the first value beside it, exactly. " if choice.turns[1:] else ""
    return Table(
        name,
        f"The best option on average, by what {unit} is worth",
        ("Worth", "Best on average", "Probability that it is best", "Worth of knowing all", "± (95%)"),
        tuple(rows),
        f"{turning}Worth of knowing all: the expected value of perfect information for this decision, the most that "
        "research into the parameters could be worth to it; ± is its Monte Carlo error. "
        f"Where the values come from: {source}.",
        sheet="Best by worth of a QALY" if unit == "a QALY" else "Best by worth",
    )


def decision_blocks(choice: Choice, titles: dict[str, str], unit: str, name: str) -> list[Block]:
    """Return the acceptability curves, net benefits, and what knowing more is worth."""
    benefit = Table(
        f"{name}-net-benefit",
        f"Mean net benefit by what {unit} is worth",
        ("Option", *(f"£{at.threshold:,.0f}" for at in choice.at)),
        tuple((titles[o], *(pounds(at.benefit[o]) for at in choice.at)) for o in choice.names),
        "What is gained, at that value, less what it costs; below nought, it costs more than it is worth. Means over "
        "all draws: only differences between options matter.",
        sheet="Net benefit",
    )
    return [_acceptability(choice, titles, unit, name), benefit, _information(choice, unit, name)]


def _acceptability(choice: Choice, titles: dict[str, str], unit: str, name: str) -> Figure:
    table = Table(
        f"{name}-acceptability-table",
        f"Probability that each option is best, by what {unit} is worth",
        ("Option", *(f"£{at.threshold:,.0f}" for at in choice.at)),
        tuple((titles[o], *(share(at.probability[o]) for at in choice.at)) for o in choice.names),
        "Over the draws of the parameters, chance taken out.",
        sheet="How sure the choice is",
    )
    lines = [
        Curve(titles[o], tuple((float(x), float(choice.curves[i, j])) for i, x in enumerate(choice.grid)))
        for j, o in enumerate(choice.names)
    ]
    place = {o: j for j, o in enumerate(choice.names)}
    frontier = [(float(x), float(choice.curves[i, place[choice.best[i]]])) for i, x in enumerate(choice.grid)]
    alternative = (
        f"Curves of the probability that each option is best as the worth of {unit} rises from £0 to "
        f"£{choice.grid[-1]:,.0f}. At the end {titles[choice.at[-1].best]} is best on average."
    )
    picture = curves(
        f"{name}-acceptability",
        "Acceptability curves and frontier",
        alternative,
        lines,
        x_words=f"What {unit} is worth",
        y_words="Probability of being the best option",
        frontier=frontier,
    )
    return Figure(f"{name}-acceptability", "Acceptability curves and their frontier", picture, alternative, table)


def _information(choice: Choice, unit: str, name: str) -> Figure:
    table = Table(
        f"{name}-information-table",
        f"Expected value of perfect information, by what {unit} is worth",
        ("Worth", "Value of knowing all", "Monte Carlo error (95%)"),
        tuple(
            (f"£{at.threshold:,.0f}", pounds(at.information.value), pounds(1.96 * at.information.error))
            for at in choice.at
        ),
        "For one decision for the time that a run lasts. Chance is taken out: left in, it would make research seem "
        "worth more than it is.",
        sheet="Worth of knowing more",
    )
    line = Curve(
        "Value of knowing all parameters",
        tuple((float(x), max(0.0, y)) for x, y in zip(choice.grid, choice.information, strict=True)),
    )
    top = max(at.information.value for at in choice.at)
    alternative = f"A curve of the value of perfect information; of the values in the table the largest is £{top:,.0f}."
    picture = curves(
        f"{name}-information",
        "Value of perfect information",
        alternative,
        [line],
        x_words=f"What {unit} is worth",
        y_words="Pounds for one decision",
        y_unit="£",
    )
    return Figure(f"{name}-information", "What knowing more could be worth", picture, alternative, table)
