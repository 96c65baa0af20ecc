"""Who gets how far: the flow of women with the reasons of those who do not go on, and the stages side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scenarios.display import term
from scenarios.document.blocks import Block, Cell, Figure, Heading, Paragraph, Table
from scenarios.document.cells import FEW, count, half_of, in_a_sentence, interval, mean_of, shown_count
from scenarios.further import joined_words
from scenarios.pictures.bars import Bar, Row
from scenarios.pictures.consort import Loss, Step, consort
from scenarios.pictures.stages import stages
from scenarios.report.facts import Facts, Group, Ran
from scenarios.summary import Summary
from sim.outcomes import DECLINED, LEFT, MOVED_ON, NOT_ELIGIBLE, UNABLE

Losses = tuple[tuple[str, str, bool], ...]
"""Totals of those who do not go on: name of the total, words, and whether it is a part of the one before."""

STAGES = (
    *("consented", "attended_any_group", "reached_preparation", "referred", "ptsd_screened", "started_stabilisation"),
    *("completed_stabilisation", "started_therapy", "completed_therapy"),
)
TURNS = ("consented", "attended_any_group", "referred", "started_stabilisation", "started_therapy", "completed_therapy")
"""Stages that the main part shows; the annex has all."""

ABREAST = 3
"""Options beside what they are compared with in one picture of bars."""


def _with_reasons(stem: str, reasons: Sequence[object]) -> Losses:
    names = [reason.name.lower() for reason in reasons]  # type: ignore[attr-defined]
    parts = ((f"{stem}_{name}", term("reasons", name), True) for name in names)
    return ((stem, term("outcomes", stem), False), *parts)


def _left(step: str) -> tuple[str, str, bool]:
    return f"left_at_{step}", f"Left {term('left_at', step)}", False


def _moved(reason: str) -> tuple[str, str, bool]:
    return f"moved_on_{reason}", f"Moved on: {term('reasons', reason)}", False


KNOWN = "already_known"
"""Contacts with women who have agreed to be screened before: what the other contacts leave (:func:`_mean`)."""

FLOW: tuple[tuple[str, Losses], ...] = (
    ("contacts", (*_with_reasons("declined", DECLINED), (KNOWN, "Met again, already known", False))),
    ("screened", _with_reasons("not_eligible", NOT_ELIGIBLE)),
    ("eligible", _with_reasons("unable_to_consent", UNABLE)),
    ("consented", ()),
    ("attended_any_group", (_left("getting_started"),)),
    ("reached_preparation", (_left("preparation"),)),
    ("referred", (_left("screening"),)),
    ("ptsd_screened", (_moved("no_symptoms"),)),
    ("ptsd_positive", ()),
    ("started_stabilisation", (_left("stabilisation"), _moved("course_not_completed"))),
    ("completed_stabilisation", (_left("readiness"), _moved("not_ready"))),
    ("ready", ()),
    ("started_therapy", (_left("therapy"),)),
    ("completed_therapy", ()),
)
"""The steps, and who does not go on from each."""

JOINED = "consented"
PARTS = ("joining", "pathway", "ending")
"""The flow is drawn in parts, so that each can be read on a page; the first two both hold the women who joined."""

ENDINGS: Losses = (
    ("inside_at_start", term("outcomes", "inside_at_start"), False),
    *_with_reasons("left", LEFT),
    *_with_reasons("moved_on", MOVED_ON),
    ("completed_therapy", term("outcomes", "completed_therapy"), False),
    ("still_inside", term("outcomes", "still_inside"), False),
)

READING = (
    "Means of a run. A woman who leaves may come back and go on, so a step and those who left before it need not add "
    "up to the step before. Those who left are counted once, by where they were when they left and had not come back "
    "by the end."
)


CONTACTS = (
    "Contacts, not women: the same woman may be met again. One who has agreed to be screened is then not asked again; "
    "one who declined may be."
)


def stage_blocks(facts: Facts) -> list[Block]:
    """Return the section for the main part: how many women reach each stage."""
    blocks: list[Block] = [Heading("Who gets how far")]
    for group in facts.groups:
        if len(group.items) > FEW:
            blocks.append(_stages_of_many(group))
            continue
        parts = list(group.in_parts(ABREAST))
        for place, part in enumerate(parts):
            blocks.append(_stage_figure(part, facts, f"{place + 1}" if len(parts) > 1 else "", "reached", TURNS))
    return blocks


def flow_blocks(facts: Facts) -> list[Block]:
    """Return the annex: the flow of each option beside what it is compared with."""
    blocks: list[Block] = [Heading("Who gets how far, in full", annex=True)]
    blocks.append(Paragraph(READING))
    for group in facts.groups:
        blocks += _few(group, facts) if len(group.items) <= FEW else _many(group)
    return blocks


def _few(group: Group, facts: Facts) -> list[Block]:
    """Return the flow of each option, what is the same for all of them once, and every stage."""
    alike = _same_until_joining(group)
    blocks: list[Block] = [_flow_figure(group.first_alone(), "joining")] if alike else []
    each = [which for which in PARTS[:-1] if not (alike and which == "joining")]
    blocks += [_flow_figure(part, which) for part in group.in_parts(1) for which in each]
    blocks.append(_flow_figure(group, PARTS[-1]))
    parts = list(group.in_parts(ABREAST))
    for place, part in enumerate(parts):
        blocks.append(_stage_figure(part, facts, f"{place + 1}" if len(parts) > 1 else "", "stages", STAGES))
    return blocks


def _stages_of_many(group: Group) -> Table:
    """Return the main stages with an option a row."""
    reached = [stage for stage in TURNS if any(ran.sums[stage] for ran in group.ran)]
    rows: list[tuple[Cell, ...]] = [
        (named, *(count(ran.mean(stage)) for stage in reached))
        for named, ran in zip(group.named, group.ran, strict=True)
    ]
    header = ("Option", *(term("outcomes", stage) for stage in reached))
    caption = f"Women who reach the main stages, beside '{group.titles[0]}'"
    note = f"Mean women a run.{_joined(group)}"
    return Table(f"stages-{group.name}", caption, header, tuple(rows), note, sheet="Women")


def _joined(group: Group) -> str:
    return joined_words((title, ran.scenario.parameters) for title, ran in zip(group.titles, group.ran, strict=True))


def _many(group: Group) -> list[Block]:
    """Return the flow of many options where there is room for it: not in print."""
    flows = (_flow_table(group, which, f"flow-{group.name}-{which}", _title(which)) for which in PARTS)
    return [replace(table, long=True) for table in flows]


def _same_until_joining(group: Group) -> bool:
    """Whether every step and every reason until joining has the same number in all options."""
    totals = [name for step, losses in _steps(group, "joining") for name in (step, *(loss[0] for loss in losses))]
    first = group.ran[0]
    return all(_mean(ran, name) == _mean(first, name) for ran in group.ran for name in totals)


def _mean(ran: Ran, total: str) -> float:
    """Return the mean of a total in a run; contacts with women already known are what the other contacts leave."""
    if total != KNOWN:
        return ran.mean(total)
    if ran.scenario.parameters.population.kind != "finite":
        return 0.0
    asked = ran.sums["declined"] + ran.sums["screened"]
    return max(0, ran.sums["contacts"] - asked) / ran.replications


def _title(which: str) -> str:
    return {
        "joining": "From the first contact to joining",
        "pathway": "From joining to the end of therapy",
        "ending": "How things stood at the end, and why women left",
    }[which]


def _steps(group: Group, which: str) -> Iterator[tuple[str, Losses]]:
    """Yield the steps of a part that somebody reaches in one of the options, with the losses that there are."""
    place = [name for name, _ in FLOW].index(JOINED)
    parts = {"joining": FLOW[: place + 1], "pathway": FLOW[place:], "ending": ()}
    for name, losses in parts[which]:
        if any(ran.sums[name] for ran in group.ran):
            yield name, _seen(losses, group)


def _seen(losses: Losses, group: Group) -> Losses:
    return tuple(loss for loss in losses if any(_mean(ran, loss[0]) for ran in group.ran))


def _drawn_losses(losses: Losses, ran: Sequence[Ran]) -> tuple[Loss, ...]:
    return tuple(
        Loss(words, tuple(shown_count(_mean(each, name)) for each in ran), part) for name, words, part in losses
    )


def _flow_figure(group: Group, which: str) -> Figure:
    name = f"flow-{which}-{group.ran[-1 if len(group.items) == 1 else 0].scenario.name}"
    title = f"{_title(which)}: {_all_of(group)}"
    steps = [
        Step(
            term("outcomes", step),
            tuple(shown_count(each.mean(step)) for each in group.ran),
            _drawn_losses(losses, group.ran),
        )
        for step, losses in _steps(group, which)
    ]
    last = _drawn_losses(_endings(group, which), group.ran)
    whole = [total for total, _, part in _endings(group, which) if not part]
    alternative = _in_words(group, [*(step for step, _ in _steps(group, which)), *whole])
    drawn = consort(name, title, alternative, steps, group.titles, last, group.places)
    return Figure(name, title, drawn, alternative, _flow_table(group, which, f"{name}-table", title))


def _all_of(group: Group) -> str:
    """Return the options of a picture in words; one alone stands for all that it is the same for."""
    if not group.items:
        return "the same in every option"
    if len(group.items) > 1:
        return f"every option, beside '{group.titles[0]}'"
    return " and ".join(f"{title} ({mark})" for title, mark in zip(group.titles, group.letters, strict=True))


def _in_words(group: Group, steps: Sequence[str]) -> str:
    """Return how many reach each step as sentences, for somebody who does not see it."""
    parts = []
    for mark, title, ran in zip(group.letters, group.titles, group.ran, strict=True):
        reached = [f"{in_a_sentence(term('outcomes', name))} {shown_count(ran.mean(name))}" for name in steps]
        said = f"{mark}, {title}" if group.items else "Every option"
        parts.append(f"{said}, mean women a run: {', '.join(reached)}.")
    return " ".join([*parts, "The table holds all numbers of the figure."])


def _endings(group: Group, which: str) -> Losses:
    """Return how things stood at the end, in the part that shows it."""
    return _seen(ENDINGS, group) if which == "ending" else ()


def _flow_table(group: Group, which: str, name: str, caption: str) -> Table:
    rows: list[tuple[Cell, ...]] = []

    def add(total: str, words: str) -> None:
        rows.append((words, *(count(_mean(ran, total)) for ran in group.ran)))

    for step, losses in _steps(group, which):
        add(step, term("outcomes", step))
        for total, words, part in losses:
            add(total, _as_part(words, losses, part))
    endings = _endings(group, which)
    for total, words, part in endings:
        add(total, _as_part(words, [loss for loss in endings if total.startswith(loss[0])], part))
    first = "How things stood" if which == "ending" else "Step, or reason for not going on"
    header = (first, *group.named) if group.items else (first, "Every option")
    note = READING if which == "pathway" else "Means of a run."
    if which == "joining" and any(_mean(ran, KNOWN) for ran in group.ran):
        note += f" {CONTACTS}"
    sheets = {"joining": "Women until joining", "pathway": "Women in the pathway", "ending": "How things ended"}
    return Table(name, caption, header, tuple(rows), note, sheet=sheets[which])


def _as_part(words: str, losses: Sequence[tuple[str, str, bool]], part: bool) -> str:
    """Return the words of a row; a reason says what it is a reason for, so that every row stands by itself."""
    return f"{losses[0][1]}: {words}" if part else words


def _stage_figure(group: Group, facts: Facts, part: str, named: str, shown: Sequence[str]) -> Figure:
    name = "-".join(word for word in (named, group.name, part) if word)
    title = f"Women who reach {'each' if shown is STAGES else 'the main'} stage{'' if shown is STAGES else 's'}"
    title += f", beside '{group.titles[0]}'"
    whisker = "95% of the means of draws" if facts.apart else "Monte Carlo error of the mean"
    reached = [stage for stage in shown if any(ran.sums[stage] for ran in group.ran)]
    rows = [
        Row(term("outcomes", stage), tuple(_bar(ran.summary[stage], drawn=facts.apart) for ran in group.ran))
        for stage in reached
    ]
    alternative = _in_words(group, reached)
    axis = f"Mean women a run; whisker: {whisker}"
    drawn = stages(name, title, alternative, rows, group.titles, axis, group.places)
    return Figure(name, title, drawn, alternative, _stage_table(group, facts, reached, f"{name}-table", title))


def _bar(item: Summary, *, drawn: bool) -> Bar | None:
    if item.mean is None:
        return None
    return Bar(item.mean, shown_count(item.mean), item.expected if drawn else item.monte_carlo)


def _stage_table(group: Group, facts: Facts, reached: Sequence[str], name: str, caption: str) -> Table:
    expected = ("Expected: 95% of means of draws",) if facts.apart else ()
    header = ("Stage", "Option", "Mean", "± Monte Carlo", *expected, "Predictive: 95% of single runs")
    rows: list[tuple[Cell, ...]] = []
    for stage in reached:
        for tag, ran in zip(group.tags, group.ran, strict=True):
            item = ran.summary[stage]
            bounds = (interval(item.expected, "", beside=item),) if facts.apart else ()
            cells = (mean_of(item, ""), half_of(item, ""), *bounds, interval(item.predictive, ""))
            rows.append((term("outcomes", stage), tag, *cells))
    note = f"Mean women a run. What each interval holds stands under How sure this is.{_joined(group)}{group.key}"
    return Table(name, caption, header, tuple(rows), note, sheet="Women")
