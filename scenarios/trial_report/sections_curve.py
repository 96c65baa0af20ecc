"""The design curve, the smallest design, what matters most and the simulated check, as blocks of a document."""

from __future__ import annotations

from scenarios.document.blocks import Block, Cell, Figure, Heading, Number, Paragraph, Table, see
from scenarios.document.cells import in_a_sentence
from scenarios.pictures.curves import Curve, curves
from scenarios.pictures.tornado import Driver, tornado
from scenarios.trial.curve import Point
from scenarios.trial.matters import NOT_TO_BLAME, Swing
from scenarios.trial_report.cells import effect, per_cent, per_cents, plus_minus, points, shown_per_cent
from scenarios.trial_report.sections_check import check_blocks, type_one_words
from scenarios.trial_report.worked import Worked

MOST_SWINGS = 8
NOT_KNOWN = ("effect", "shares")
"""Things settled that are not assumptions but what is not known."""

LEFT_OUT = {"whole_course": "a whole course", "women": "more women"}
"""What is settled and is no assumption, in words."""

HARDLY_ANY = 0.005
LEAST_MOVED = 0.002
"""Swings of assurance that are too small for a bar."""


def curve_table(worked: Worked) -> Table:
    """Return the design curve; without the dose of the source where nothing is diluted."""
    diluted = worked.trial.dilution is not None
    rows = tuple(_row(point, diluted=diluted) for point in worked.trial.points)
    header: tuple[str, ...] = ("Women", "Assurance", "± (95%)", "90% of draws")
    header = (*header, *(["At the source's dose", "Type I", "Type I with loss"] if diluted else []))
    note = (
        "Women: randomised, in both arms. Assurance: the probability of a significant result in favour of the treated "
        f"arm, for the effect in all women randomised, averaged over all that is not known; {_floor(worked)} ± is its "
        "Monte Carlo error. 90% of draws: where power lies if the numbers were known. "
        f"{_of_a_score(worked) if diluted else _of_shares(worked)}{nobody_words(_own(worked))}"
    )
    return Table("curve", "The design curve", header, rows, note, sheet="Design curve")


def _own(worked: Worked) -> Point:
    return worked.trial.best or worked.trial.points[-1]


def _floor(worked: Worked) -> str:
    alpha = worked.design.alpha
    return f"without any effect such a result comes in about {alpha / 2:.1%} of trials, which is its floor."


def _of_a_score(worked: Worked) -> str:
    """Return what the other columns are, and what the trial's assurance leaves out."""
    point = _own(worked)
    return (
        "At the source's dose: assurance if women received what women in the source did. Type I: how often the result "
        "would be significant either way if therapy did nothing and nobody's loss depended on outcome; it should be "
        f"{worked.design.alpha:.1%}. Type I with loss: the same with loss as the design believes. With {point.size:,} "
        "women, who is lost to follow-up would move assurance by "
        f"{points(point.with_loss - point.assurance)} points, which is no effect of therapy and not counted; nor "
        f"is significance against the treated arm ({100 * point.against:.1f} points)."
    )


def _of_shares(worked: Worked) -> str:
    point = _own(worked)
    return f"Significance against the treated arm is not counted ({100 * point.against:.1f} points)."


def _row(point: Point, *, diluted: bool) -> tuple[Cell, ...]:
    half = 1.96 * point.error
    cells: tuple[Cell, ...] = (
        f"{point.size:,}",
        per_cent(point.assurance, 1),
        Number(half, f"{100 * half:.1f}", "share"),
        per_cents(point.spread),
    )
    if not diluted:
        return cells
    return (*cells, per_cent(point.undiluted), per_cent(point.type_one, 1), per_cent(point.type_one_with_loss, 1))


def curve_figure(worked: Worked) -> Figure:
    """Return the picture of the design curve."""
    trial, target = worked.trial, worked.design.assurance
    points = trial.points
    lines = [Curve("Assurance", tuple((float(p.size), p.assurance) for p in points))]
    if trial.dilution is not None:
        lines.append(
            Curve("If women received the dose of the source", tuple((float(p.size), p.undiluted) for p in points))
        )
    ends = (float(points[0].size), float(points[-1].size))
    lines.append(Curve(f"What is wanted: {target:.0%}", tuple((x, target) for x in ends)))
    alternative = (
        f"Assurance rises from {shown_per_cent(points[0].assurance)} with {points[0].size:,} women to "
        f"{shown_per_cent(points[-1].assurance)} with {points[-1].size:,}; {target:.0%} is wanted."
    )
    if trial.dilution is not None:
        alternative += f" At the dose of the source it would reach {shown_per_cent(points[-1].undiluted)}."
    picture = curves(
        "design-curve",
        "The design curve",
        alternative,
        lines,
        x_words="Women randomised",
        y_words="Probability of a significant result",
        x_unit="",
    )
    return Figure("curve-figure", "Assurance by the number of women", picture, alternative, curve_table(worked))


def smallest_words(worked: Worked) -> str:
    """Return the answer: the smallest design, or that none reaches the target and what is to blame most."""
    trial, wanted = worked.trial, f"{worked.design.assurance:.0%}"
    if trial.best is not None:
        point = trial.best
        return (
            f"The smallest design that reaches {wanted} assurance randomises {point.size:,} women: "
            f"{100 * point.assurance:.1f}% (Monte Carlo error {plus_minus(point.error)}; sizes within that error are "
            f"as good).{nobody_words(point)}"
        )
    largest = trial.points[-1]
    return (
        f"None of the sizes reaches {wanted} assurance: the largest, {largest.size:,} women, has "
        f"{100 * largest.assurance:.1f}% (Monte Carlo error {plus_minus(largest.error)}).{nobody_words(largest)} "
        f"{blame_words(worked)}"
    )


def nobody_words(point: Point) -> str:
    """Return in how many draws there would be nobody to compare; nothing where that is in hardly any."""
    if point.nobody < HARDLY_ANY:
        return ""
    return (
        f" In {shown_per_cent(point.nobody)} of the draws fewer than two women of an arm would be left to compare: "
        "power is nought there."
    )


def blame_words(worked: Worked) -> str:
    """Return which assumption costs most at the trial's size, and what is left out because it is no assumption."""
    found = worked.matters.blame
    others = " and ".join(LEFT_OUT[one.name] for one in worked.matters.settled if one.name in NOT_TO_BLAME)
    out = f", {others} left out" if others else ""
    if found is None:
        return (
            f"No single assumption costs it much{out}: any one settled alone adds less than a point to assurance, or "
            "less than chance could."
        )
    if found.name in NOT_KNOWN:
        most = f"What is not known costs most{out}: with {found.words}"
    else:
        but = f", leaving out {others}," if others else ""
        most = f"Of what is assumed{but} one thing costs most: if {_as_if(found.words)}"
    return (
        f"{most}, assurance with {worked.matters.size:,} women would be {shown_per_cent(found.assurance)} instead of "
        f"{shown_per_cent(worked.matters.assurance)}."
    )


def _as_if(words: str) -> str:
    """Return a settled thing as an if-clause."""
    for told, said in ((" receives ", " received "), (" is followed", " were followed"), (" known: ", " were known: ")):
        words = words.replace(told, said)
    return words.replace("no clustering", "there were no clustering")


def settled_table(worked: Worked) -> Table:
    """Return assurance with one thing after another settled in the trial's favour."""
    found = worked.matters
    rows: list[tuple[Cell, ...]] = [("The design as it is", per_cent(found.assurance, 1), "", "")]
    rows += [
        (
            one.words[0].upper() + one.words[1:],
            per_cent(one.assurance, 1),
            Number(one.change, points(one.change), "share"),
            Number(1.96 * one.error, f"{196 * one.error:.1f}", "share"),
        )
        for one in found.settled
    ]
    note = (
        f"With {found.size:,} women randomised; one thing at a time, all else as uncertain as it is. Change and its "
        "Monte Carlo error in percentage points. Knowing a number does not always raise assurance."
    )
    header = ("If...", "Assurance", "Change", "± (95%)")
    return Table("matters", "Assurance with one thing settled", header, tuple(rows), note, sheet="One thing settled")


def swings_figure(worked: Worked) -> Figure | None:
    """Return assurance with each thing at either end of what it may be; None where nothing moves it."""
    swings = worked.matters.swings
    moved = [one for one in swings if abs(one.assurances[1] - one.assurances[0]) > LEAST_MOVED][:MOST_SWINGS]
    if not moved:
        return None
    table = Table(
        "swings",
        "Assurance at either end of what is believed",
        ("What", "Low", "Assurance at it", "High", "Assurance at it "),
        tuple(_swing_row(one) for one in swings),
        "Low and high: 2.5% and 97.5% points of what is believed, all else as uncertain as it is. First is what moves "
        f"assurance most between the two; {see('matters')} has another order, that of what each adds once settled in "
        "the trial's favour. Follow-up counts as women measured; by how much worse those lost are is no part of "
        f"assurance.{_no_bar([one for one in swings if one not in moved])}",
        sheet="What moves assurance",
    )
    first = moved[0]
    alternative = (
        f"Bars of assurance with {worked.matters.size:,} women, longest first. The longest: "
        f"{in_a_sentence(first.words)}, from {shown_per_cent(first.assurances[0])} to "
        f"{shown_per_cent(first.assurances[1])}."
    )
    drivers = [Driver(one.words, *one.assurances, *(_end(one, end) for end in one.ends)) for one in moved]
    picture = tornado(
        "matters-most",
        "What matters most",
        alternative,
        drivers,
        worked.matters.assurance,
        unit="share",
        axis=f"Assurance with {worked.matters.size:,} women",
    )
    return Figure("swings-figure", "What moves assurance most", picture, alternative, table)


def _no_bar(swings: list[Swing]) -> str:
    """Return which of them the picture leaves out."""
    words = ", ".join(in_a_sentence(one.words) for one in swings)
    return f" Without a bar in the picture, for it hardly moves assurance: {words}." if swings else ""


def _swing_row(one: Swing) -> tuple[Cell, ...]:
    low, high = (per_cent(end) if one.unit == "share" else effect(end) for end in one.ends)
    return (one.words, low, per_cent(one.assurances[0], 1), high, per_cent(one.assurances[1], 1))


def _end(one: Swing, end: float) -> str:
    # Rounded first, so that a little less than nought is not written as -0.
    return f"{round(end, 2) + 0.0:.0%}" if one.unit == "share" else f"{round(end, 2) + 0.0:.2f}"


def curve_blocks(worked: Worked) -> list[Block]:
    """Return the section of the design curve."""
    return [
        Heading("Women randomised, and the chance of an answer"),
        Paragraph(smallest_words(worked)),
        curve_figure(worked),
        Paragraph(type_one_words(worked)),
        *check_blocks(worked),
    ]


def matters_blocks(worked: Worked) -> list[Block]:
    """Return the section of what matters most."""
    figure = swings_figure(worked)
    blocks: list[Block] = [Heading("What matters most"), Paragraph(blame_words(worked)), settled_table(worked)]
    return [*blocks, *([figure] if figure else [])]
