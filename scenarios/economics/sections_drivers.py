"""What drives the answer, and how far an input must move to change it, as blocks of a document."""

from __future__ import annotations

from scenarios.display import amount
from scenarios.document.blocks import Block, Cell, Figure, Heading, Number, Paragraph, Table
from scenarios.economics.analysis import Economics, OptionResult
from scenarios.economics.drivers import Driver
from scenarios.economics.short_labels import counted_locally, short_label_of, unit_of_number
from scenarios.economics.switching import Switch
from scenarios.labels import value_of
from scenarios.pictures.tornado import Driver as Bar
from scenarios.pictures.tornado import tornado

GAINED, PRICED = "difference in women who complete therapy", "difference in cost"
TOO_FEW = "What drives the answer cannot be told from this run: it needs draws of the parameters, two runs of each."


STANDS = "the answer as it stands, the mean of all draws"
STRONGEST = 5
"""Numbers in the tables of the main part; the pictures in the annex have all of them."""


def drivers_in_short(economics: Economics) -> tuple[Block, ...]:
    """Return the blocks of the main part: the strongest numbers for the first option, as tables."""
    if economics.choice is None or not economics.driven:
        return (Paragraph(TOO_FEW),)
    own, driven = economics.driven_options[0], economics.driven[0]
    assert own.difference is not None
    whose = "" if len(economics.driven) == 1 else f", '{own.scenario.title}'"
    blocks: list[Block] = [Paragraph(_explained(economics))]
    for name, found, outcome, unit, what in (
        ("completers", driven.drivers, "completed_therapy", "", GAINED),
        ("cost", driven.cost_drivers, "cost_total", "£", PRICED),
    ):
        if not found:
            blocks.append(Paragraph(_no_driver(what)))
            continue
        mean = _cell(own.difference[outcome].mean or 0.0, unit).shown
        caption = f"What drives the {what}{whose}: {mean} as it stands"
        rows = tuple(_row(one, unit) for one in found[:STRONGEST])
        sheet = "Drivers of women" if name == "completers" else "Drivers of cost"
        blocks.append(Table(f"strongest-{name}", caption, _header(what), rows, "", sheet=sheet))
    listed = [one.name for one in (*driven.drivers[:STRONGEST], *driven.cost_drivers[:STRONGEST])]
    return (*blocks, *((Paragraph(counted_locally(listed)),) if listed else ()))


def _no_driver(what: str) -> str:
    return f"No single number clearly drives the {what}."


def _header(what: str) -> tuple[str, ...]:
    answer = "women" if what == GAINED else "cost"
    return ("Number", "Low", "High", "Unit", f"More {answer}, where low", f"More {answer}, where high")


def _row(one: Driver, unit: str) -> tuple[Cell, ...]:
    ends = (value_of(one.at[0], one.name), value_of(one.at[1], one.name))
    answers = (_cell(one.low, unit), _cell(one.high, unit))
    return (short_label_of(one.name), *ends, unit_of_number(one.name), *answers)


def driver_blocks(economics: Economics) -> tuple[Block, ...]:
    """Return the blocks of the annex: for each option, two tornado pictures and the switching values."""
    if economics.choice is None:
        return ()
    blocks: list[Block] = [Heading("What drives the answer, in full", annex=True)]
    for place in range(len(economics.driven)):
        blocks += _of_option(economics, place)
    return tuple(blocks)


def _explained(economics: Economics) -> str:
    asked = sum(one.need is None for one in economics.options[1:])
    shown = [f"'{one.scenario.title}'" for one in economics.driven_options]
    more = ""
    if asked > len(shown):
        more = (
            f" Sought for {', '.join(shown[:-1])} and {shown[-1]}: options that are the best on average at some worth, "
            f"or else gain most. The tables here are of the first."
        )
    return (
        "Each number: the answer in the tenth of draws in which it is lowest, and in the tenth in which it is highest. "
        "Numbers that chance alone could explain are left out. This says what goes with what: numbers that the "
        f"calibration ties together move together.{more}"
    )


def _of_option(economics: Economics, place: int) -> list[Block]:
    own, driven = economics.driven_options[place], economics.driven[place]
    assert own.difference is not None
    title, base = own.scenario.title, economics.options[0].scenario.title
    completed, cost = own.difference["completed_therapy"].mean, own.difference["cost_total"].mean
    return [
        Heading(title, 2),
        *_tornado(f"completers-{place}", driven.drivers, completed or 0.0, "", GAINED),
        *_tornado(f"cost-{place}", driven.cost_drivers, cost or 0.0, "£", PRICED),
        *_switching(economics.threshold, own, driven.switches, base, place),
    ]


def _tornado(name: str, found: list[Driver], middle: float, unit: str, what: str) -> list[Block]:
    if not found:
        return [Paragraph(_no_driver(what))]
    rows = tuple((*_row(one, unit), _cell(1.96 * one.error, unit, signed=False)) for one in found)
    caption = f"What drives the {what}"
    table = Table(
        f"drivers-{name}-table",
        caption,
        (*_header(what), "± of their difference"),
        rows,
        "Means of the lowest and of the highest tenth of draws; ± is 95% Monte Carlo error.",
        sheet="Tornado of women" if what == GAINED else "Tornado of cost",
    )
    bars = [Bar(_with_unit(one), one.low, one.high, *(value_of(end, one.name) for end in one.at)) for one in found]
    alternative = f"Bars, the longest first. The strongest: {short_label_of(found[0].name)}. The table has the numbers."
    picture = tornado(
        f"drivers-{name}", caption, alternative, bars, middle,
        middle_words=f"{STANDS}: {_cell(middle, unit).shown}", unit=unit, axis=_capital(what),
    )  # fmt: skip
    return [Figure(f"drivers-{name}", caption, picture, alternative, table)]


def _with_unit(one: Driver) -> str:
    """Return what a number is called, with its unit where its values do not show one."""
    if value_of(one.at[0], one.name).endswith("%"):
        return short_label_of(one.name)
    return f"{short_label_of(one.name)} ({unit_of_number(one.name)})"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _cell(value: float, unit: str, *, signed: bool = True) -> Number:
    return Number(value, amount(value, unit, signed=signed, decimals=2), unit)


MOVED = (
    *("Number", "Unit", "Now (mean)", "Tried", "Change places at", "Extra, low end", "Extra, high end"),
    "±",
)


def _switching(threshold: float, own: OptionResult, found: list[Switch], base: str, place: int) -> list[Block]:
    if not found:
        return []
    rows = tuple(
        (
            short_label_of(one.name),
            unit_of_number(one.name),
            value_of(one.now, one.name),
            f"{value_of(one.tried[0], one.name)} to {value_of(one.tried[1], one.name)}",
            "nowhere in between" if one.at is None else value_of(one.at, one.name),
            _cell(one.gain[0], "£"),
            _cell(one.gain[1], "£"),
            _cell(1.96 * one.error, "£", signed=False),
        )
        for one in found
    )
    note = (
        "The number is set to the same value in every draw, for both options, all else as it is. Tried over 98% of its "
        "draws, or over what is allowed. Extra net benefit at either end of what was tried: women who complete therapy "
        "at that worth, less cost; ± is 95% Monte Carlo error."
    )
    worth = f"£{threshold:,.0f}"
    caption = f"How far a number must move for '{own.scenario.title}' and '{base}' to change places"
    return [
        Paragraph(f"{_worth(own, base)} The table takes one completed therapy to be worth {worth}."),
        Table(
            f"switching-{place}",
            f"{caption}, one completed therapy being worth {worth}",
            MOVED,
            rows,
            note,
            sheet="Where they change places",
        ),
    ]


def _worth(own: OptionResult, base: str) -> str:
    """Return at which worth of a completed therapy the options change places, or what is known where no ratio is."""
    assert own.difference is not None
    assert own.beside is not None
    title = own.scenario.title
    if own.beside.ratio is None:
        return f"'{title}', beside '{base}': {own.beside.words}."
    return (
        f"At the means, '{title}' is better than '{base}' where one completed therapy is worth more than "
        f"£{own.beside.ratio:,.0f}."
    )
