"""What drives the answer, and how far an input must move to change it, as blocks of a document."""

from __future__ import annotations

from scenarios.display import amount
from scenarios.economics.analysis import Economics
from scenarios.economics.cells import pounds
from scenarios.economics.drivers import Driver
from scenarios.economics.switching import Switch
from scenarios.labels import label_of, value_of
from scenarios.pictures.tornado import Driver as Bar
from scenarios.pictures.tornado import tornado
from scenarios.report.blocks import Block, Figure, Heading, Number, Paragraph, Table


def driver_blocks(economics: Economics) -> tuple[Block, ...]:
    """Return the blocks: two tornado pictures and the switching values."""
    if economics.choice is None:
        text = (
            "What drives the answer cannot be told from this run: it needs draws of the parameters, two runs of each."
        )
        return (Paragraph(text),)
    first = economics.options[1]
    assert first.difference is not None
    title, base = first.scenario.title, economics.options[0].scenario.title
    completed, cost = first.difference["completed_therapy"].mean, first.difference["cost_total"].mean
    explained = (
        f"Each line compares the tenth of draws in which a number is lowest with the tenth in which it is highest, for "
        f"{title} beside {base}. Numbers that chance alone could explain are left out. A line says what goes with "
        "what: numbers that the calibration ties together move together."
    )
    return (
        Paragraph(explained),
        *_tornado("completers", economics.drivers, completed or 0.0, "", "more women who complete therapy", title),
        *_tornado("cost", economics.cost_drivers, cost or 0.0, "£", "extra cost", title),
        *_switching(economics, title, base),
    )


def _tornado(name: str, found: list[Driver], middle: float, unit: str, what: str, title: str) -> list[Block]:
    if not found:
        return [Paragraph(f"No single number clearly drives the {what}.")]
    rows = tuple(
        (
            label_of(one.name),
            value_of(one.at[0], one.name),
            value_of(one.at[1], one.name),
            _cell(one.low, unit),
            _cell(one.high, unit),
            _cell(1.96 * one.error, unit, signed=False),
        )
        for one in found
    )
    table = Table(
        f"drivers-{name}-table",
        f"What drives the {what}",
        ("Number", "Low", "High", f"{_capital(what)}, low", f"{_capital(what)}, high", "± of their difference"),
        rows,
        "Means of the lowest and of the highest tenth of draws; ± is 95% Monte Carlo error.",
    )
    bars = [
        Bar(label_of(one.name), one.low, one.high, value_of(one.at[0], one.name), value_of(one.at[1], one.name))
        for one in found
    ]
    alternative = f"Bars, the longest first. The strongest: {label_of(found[0].name)}. The table holds the numbers."
    shown = f"{_capital(what)} of: {title}"
    picture = tornado(
        f"drivers-{name}", f"What drives the {what}", alternative, bars, middle, unit=unit, axis=_capital(what)
    )
    return [Figure(f"drivers-{name}", shown, picture, alternative, table)]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _cell(value: float, unit: str, *, signed: bool = True) -> Number:
    return Number(value, amount(value, unit, signed=signed, decimals=2), unit)


def _switching(economics: Economics, title: str, base: str) -> list[Block]:
    if not economics.switches:
        return []
    worth = f"£{economics.threshold:,.0f}"
    rows = tuple(
        (label_of(one.name), value_of(one.now, one.name), _tried(one), *_said(one)) for one in economics.switches
    )
    note = (
        "The number is set to the same value in every draw, for both options, all else as it is. Tried over 98% of its "
        "draws, or over what is allowed. Net benefit: women who complete therapy at that value, less cost."
    )
    return [
        Heading("Switching values", 2),
        Paragraph(_worth(economics)),
        Table(
            "switching",
            f"How far a number must move for '{title}' and '{base}' to change places, a completer being worth {worth}",
            ("Number", "Now (mean)", "Tried from, to", "They change places at", "Extra net benefit at either end"),
            rows,
            note,
        ),
    ]


def _worth(economics: Economics) -> str:
    """Return at which worth of a completer the two options change places."""
    base, first = economics.options[0], economics.options[1]
    assert first.beside is not None
    if first.beside.ratio is None:
        return (
            f"'{first.scenario.title}': {first.beside.words}; so no worth of a completer makes the two change places."
        )
    return (
        f"At the means, '{first.scenario.title}' is the better of the two where a completer is worth more than "
        f"{pounds_text(first.beside.ratio)}, and '{base.scenario.title}' where less."
    )


def _tried(one: Switch) -> str:
    return f"{value_of(one.tried[0], one.name)} to {value_of(one.tried[1], one.name)}"


def _said(one: Switch) -> tuple[str, str]:
    where = "nowhere in between" if one.at is None else value_of(one.at, one.name)
    low, high = (amount(end, "£", signed=True) for end in one.gain)
    return where, f"{low} and {high}, ± {pounds_text(1.96 * one.error)}"


def pounds_text(value: float) -> str:
    """Return pounds as text."""
    shown = pounds(value)
    return shown if isinstance(shown, str) else shown.shown
