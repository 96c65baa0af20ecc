"""How every picture looks, and how it is written: once for all of them.

Colours pass 3:1 against white, and nothing is told by colour alone: what differs in colour differs in hatching, filling
or marker too. A picture is written with its title and a description for those who cannot see it, and with nothing of
time or place, so that the same picture is the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from calibration.whole import write_whole
from sim.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, PALE = "#1a1a1a", "#d5dbe1"
BLUE, ORANGE, GREY = "#00558c", "#b94700", "#5b6770"
"""Against white: 7.6:1, 5.0:1 and 5.8:1."""

HATCH = "////"
WIDTH = 10.0
"""Inches across, of every picture."""

DOTS = 150
"""Dots an inch, of a PNG."""

RC: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "axes.titlesize": 10.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": PALE,
    "hatch.linewidth": 0.7,
    "legend.frameon": False,
    "svg.hashsalt": "dussk",
    "svg.fonttype": "path",
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw and save in the one style.

    Raises
    ------
    InputError
        If Matplotlib is not installed.
    """
    try:
        import matplotlib
    except ImportError:
        raise InputError(
            'Matplotlib is not installed, and pictures are its: pip install "dussk[calibration]"'
        ) from None
    with matplotlib.rc_context(RC):
        yield


def blank(height: float, width: float = WIDTH) -> Figure:
    """Return a figure with nothing on it, so many inches high; use it inside :func:`styled`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def save(figure: Figure, path: Path, title: str, description: str) -> Path:
    """Write a picture, as SVG or PNG by the path's ending; use it inside :func:`styled`.

    Parameters
    ----------
    figure : Figure
        The picture.
    path : Path
        Where to.
    title, description : str
        What it is, and what it shows in words, for those who cannot see it.

    Raises
    ------
    InputError
        If the path ends in neither.
    """
    kind = path.suffix.removeprefix(".")
    if kind not in ("svg", "png"):
        raise InputError(f"{path.name}: a picture is .svg or .png")
    buffer = io.BytesIO()
    if kind == "png":
        said = {"Title": title, "Description": description, "Software": None}
        figure.savefig(buffer, format="png", dpi=DOTS, metadata=said)
        write_whole(path, buffer.getvalue())
        return path
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    write_whole(path, _told(buffer.getvalue().decode(), title, description).encode())
    return path


def grid(axes: Axes, along: str = "x") -> None:
    """Show the lines along one axis, and no ticks on the other."""
    axes.grid(axis="x" if along == "x" else "y")
    axes.tick_params(axis="y" if along == "x" else "x", length=0)


def shown(value: float, unit: str) -> str:
    """Return a number as it stands on a picture: pounds whole, shares in per cent."""
    if unit == "£":
        return f"{'−' if value < 0 else ''}£{abs(value):,.0f}"
    if unit == "share":
        return f"{100 * value:.0f}%"
    return f"{value:.3g}"


def brief(value: float) -> str:
    """Return a parameter's value with few digits, and never with an exponent for what is large."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2g}"


def ticks(axes: Axes, unit: str) -> None:
    """Write the numbers under a picture in their unit."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(value, unit)))


def _told(svg: str, title: str, description: str) -> str:
    """Return an SVG that says what it shows to those who cannot see it."""
    before, opening, rest = svg.partition("<svg ")
    head, end, body = rest.partition(">")
    words = f"\n <title id='title'>{escape(title)}</title>\n <desc id='desc'>{escape(description)}</desc>"
    return f"{before}{opening}role='img' aria-labelledby='title desc' {head}{end}{words}{body}"
