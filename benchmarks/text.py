"""Plain aligned text for the benchmarks' tables."""

from collections.abc import Iterable, Sequence


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]], notes: Sequence[str] = ()) -> str:
    """Return a table: the first column to the left, the others to the right, notes below."""
    cells = [[str(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    lines = [title]
    for row in cells:
        first, *others = (f"{cell:<{w}}" if i == 0 else f"{cell:>{w}}" for i, (cell, w) in enumerate(zip(row, widths)))  # noqa: B905
        lines.append("  " + "  ".join([first, *others]).rstrip())
    lines.insert(2, "  " + "  ".join("-" * width for width in widths))
    return "\n".join(lines + [f"  {note}" for note in notes]) + "\n"


def number(value: float | None, unit: str = "") -> str:
    """Return a number to three figures, or that it is not available."""
    if value is None:
        return "not available"
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3 if size >= 0.1 else 4
    return f"{value:,.{digits}f}{unit}"
