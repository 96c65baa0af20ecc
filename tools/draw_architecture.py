"""Draw docs/architecture.svg, and write the tables of rooms in docs/architecture.md, from the imports as they are.

    python tools/draw_architecture.py            write both
    python tools/draw_architecture.py --check    only say whether they are up to date

``rooms_of_code.py`` says which modules make a room, and reads the imports.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from rooms_of_code import FLOORS, ROOMS, ROOT, Room, arrows, circle

from scenarios.pictures.canvas import number, quoted, safe
from scenarios.pictures.lettering import lines_of, width_of

PICTURE, PAGE = ROOT / "docs" / "architecture.svg", ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- rooms: written by tools/draw_architecture.py -->\n", "<!-- end of rooms -->\n"

# --- the table -------------------------------------------------------------------------------------------------------


def table() -> str:
    """Return the rooms as a table in Markdown, floor by floor, from the top down."""
    lines = []
    for floor, does in FLOORS.items():
        lines += [f"### `{floor}/`: {does}", "", "| room | holds | is | stands on |", "| --- | --- | --- | --- |"]
        for name, (said, holds) in ROOMS[floor].items():
            files = ", ".join(f"`{claim}`" for claim in said.split())
            lines.append(f"| {name} | {holds} | {files} | {below(arrows()[floor, name], floor)} |")
        lines.append("")
    return "\n".join(lines)


def below(others: Iterable[Room], floor: str) -> str:
    """Return the rooms that one stands on, those of its own floor first."""
    named = []
    for other in FLOORS:
        names = [name for name in ROOMS[other] if (other, name) in set(others)]
        if names:
            named.append(("" if other == floor else f"{other}: ") + ", ".join(names))
    return "; ".join(named) or "nothing"


def page(text: str) -> str:
    """Return the page with the table as it is now."""
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        sys.exit(f"{PAGE.name} must hold the two comments between which the rooms are written")
    return before + BEGIN + "\n" + table() + "\n" + END + after


# --- the picture -----------------------------------------------------------------------------------------------------

WIDTH, MARGIN, TOP = 780.0, 20.0, 46.0
HEIGHT, GAP, BETWEEN = 72.0, 34.0, 12.0
SMALL, LINES = 13.0, 132.0
"""Size of the letters that say what a room holds, and how wide their lines are."""
PAPER, INK, QUIET, LINE, EDGE = "#ffffff", "#212b32", "#425563", "#4c6272", "#005eb8"
WASHES = {"scenarios": "#f0f4f5", "calibration": "#e8edee", "sim": "#f0f4f5"}
STAIRS = 120.0
"""Where the straight stairs between floors are."""
BOLD, GREY = ' font-weight="bold"', f' fill="{QUIET}"'
FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"


@dataclass
class Box:
    """A room on the picture, or a place where a long arrow passes a row (which has no name)."""

    name: str
    width: float
    x: float = 0.0


def needed(floor: str) -> dict[str, list[str]]:
    """Return the arrows within a floor, without those that two others already make."""
    own = {name: {there for at, there in arrows()[floor, name] if at == floor} for name in ROOMS[floor]}

    @cache
    def reached(name: str) -> frozenset[str]:
        return frozenset(own[name]).union(*(reached(there) for there in own[name]))

    through = {name: set().union(*(reached(there) for there in own[name])) for name in own}
    return {name: [there for there in ROOMS[floor] if there in own[name] - through[name]] for name in own}


def levels(edges: Mapping[str, list[str]], widths: Mapping[str, float]) -> dict[str, int]:
    """Return how high every room stands: above all that it stands on, and higher where a row would be too wide."""

    @cache
    def lowest(name: str) -> int:
        return 1 + max((lowest(there) for there in edges[name]), default=-1)

    level = {name: lowest(name) for name in edges}
    above = {name: [user for user in edges if name in edges[user]] for name in edges}
    for row in range(max(level.values())):
        while sum(widths[name] + BETWEEN for name in edges if level[name] == row) > WIDTH - 4 * MARGIN:
            can_rise = {name: min(level[user] for user in above[name]) for name in edges if level[name] == row}
            highest = max(can_rise, key=lambda name: can_rise[name])
            if can_rise[highest] <= row + 1:
                raise ValueError(f"row {row} is too wide for the picture: {', '.join(can_rise)}")
            level[highest] += 1
    return level


def wide(name: str, holds: str) -> float:
    """Return how wide a room is drawn."""
    return max(width_of(name, 14, bold=True), *(width_of(line, SMALL) for line in lines_of(holds, LINES, SMALL))) + 16


def laid_out(floor: str) -> tuple[list[list[Box]], list[list[tuple[int, Box]]]]:
    """Return the rows of a floor, from the top, and its arrows as the boxes that each passes, with their rows."""
    edges = needed(floor)
    boxes = {name: Box(name, wide(name, holds)) for name, (_, holds) in ROOMS[floor].items()}
    level = levels(edges, {name: box.width for name, box in boxes.items()})
    top = max(level.values())
    rows: list[list[Box]] = [[] for _ in range(top + 1)]
    for name, box in boxes.items():
        rows[top - level[name]].append(box)
    lines = []
    for name, others in edges.items():
        for other in others:
            start, end = top - level[name], top - level[other]
            line = [(start, boxes[name])]
            for row in range(start + 1, end):
                passing = Box("", 6.0)
                rows[row].append(passing)
                line.append((row, passing))
            lines.append([*line, (end, boxes[other])])
    arrange(rows, lines)
    return rows, lines


def arrange(rows: list[list[Box]], lines: list[list[tuple[int, Box]]]) -> None:
    """Order every row by the middle of what it is joined to, sweeping down and up, and place its boxes."""
    joined: dict[int, list[Box]] = {}
    for line in lines:
        for (_, one), (_, other) in pairwise(line):
            joined.setdefault(id(one), []).append(other)
            joined.setdefault(id(other), []).append(one)
    for row in rows:
        place(row, {id(box): WIDTH / 2 for box in row})
    for sweep in range(12):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            middle = {}
            for box in row:
                near = joined.get(id(box), [])
                middle[id(box)] = sum(other.x for other in near) / len(near) if near else box.x
            row.sort(key=lambda box: middle[id(box)])
            place(row, middle)
    boxes = [box for row in rows for box in row]
    left, right = min(box.x - box.width / 2 for box in boxes), max(box.x + box.width / 2 for box in boxes)
    shift(boxes, (WIDTH - left - right) / 2)


def place(row: list[Box], wanted: Mapping[int, float]) -> None:
    """Give the boxes of a row their middles: side by side, and together as near as can be to where they are wanted."""
    edge = -WIDTH
    for box in row:
        box.x = max(wanted[id(box)], edge + box.width / 2)
        edge = box.x + box.width / 2 + BETWEEN
    drift = sum(box.x - wanted[id(box)] for box in row) / len(row)
    shift(row, -drift)
    left, right = row[0].x - row[0].width / 2, row[-1].x + row[-1].width / 2
    shift(row, max(0.0, 2 * MARGIN - left) - max(0.0, right - WIDTH + 2 * MARGIN))


def shift(boxes: Iterable[Box], by: float) -> None:
    """Move boxes to the right."""
    for box in boxes:
        box.x += by


def drawn_line(line: list[tuple[int, Box]], top_of: Mapping[int, float]) -> str:
    """Return an arrow that bends between rows and runs straight down past them."""
    (first, start), *_, (last, end) = line
    steps = [f"M{number(start.x)} {number(top_of[first] + HEIGHT)}"]
    x, y = start.x, top_of[first] + HEIGHT
    for row, box in line[1:]:
        to = top_of[row] - (7.0 if row == last else 0.0)
        half = (y + to) / 2
        steps.append(f"C{number(x)} {number(half)} {number(box.x)} {number(half)} {number(box.x)} {number(to)}")
        if row != last:
            steps.append(f"V{number(to + HEIGHT)}")
        x, y = box.x, to + HEIGHT
    tip = top_of[last]
    return (
        f'<path d="{"".join(steps)}" fill="none" stroke="{LINE}" stroke-width="1.6"/>'
        f'<path d="M{number(end.x - 4.5)} {number(tip - 8)}h9L{number(end.x)} {number(tip)}z" fill="{LINE}"/>'
    )


def written(x: float, y: float, text: str, size: float, *, more: str = "") -> str:
    """Return one line of text."""
    return f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}"{more}>{safe(text)}</text>'


def framed(x: float, y: float, width: float, height: float, more: str) -> str:
    """Return a rectangle."""
    return f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" {more}/>'


def drawn_box(box: Box, y: float, holds: str) -> str:
    """Return a room: its name, and what it holds."""
    lines = lines_of(holds, LINES, SMALL)
    text = [written(box.x, y + 33 + 15 * i, line, SMALL, more=GREY) for i, line in enumerate(lines)]
    frame = f'rx="5" fill="{PAPER}" stroke="{EDGE}" stroke-width="1.6"'
    name = written(box.x, y + 17, box.name, 14, more=BOLD)
    return framed(box.x - box.width / 2, y, box.width, HEIGHT, frame) + name + "".join(text)


def drawn_floor(floor: str, y: float) -> tuple[str, float]:
    """Return a floor that begins at a height, and where it ends."""
    rows, lines = laid_out(floor)
    top_of = {row: y + TOP + row * (HEIGHT + GAP) for row in range(len(rows))}
    end = top_of[len(rows) - 1] + HEIGHT + 16
    parts = [
        framed(MARGIN, y, WIDTH - 2 * MARGIN, end - y, f'rx="8" fill="{WASHES[floor]}"'),
        written(MARGIN + 14, y + 26, f"{floor}/", 17, more=BOLD),
        written(MARGIN + 30 + width_of(floor, 17, bold=True), y + 26, FLOORS[floor], 14, more=GREY),
        *(drawn_line(line, top_of) for line in lines),
        '<g text-anchor="middle">',
    ]
    for row, boxes in enumerate(rows):
        parts += [drawn_box(box, top_of[row], ROOMS[floor][box.name][1]) for box in boxes if box.name]
    return "\n".join([*parts, "</g>"]), end


def crossings() -> set[tuple[str, str]]:
    """Return the pairs of floors of which the first imports from the second."""
    return {(floor, other) for (floor, _), others in arrows().items() for other, _ in others if other != floor}


def stair(pair: tuple[str, str], top: float, bottom: float) -> str:
    """Return the thick arrow between floors, if an import makes it: straight down, or around the floor between."""
    if pair not in crossings():
        return ""
    said, edge = f"{pair[0]} imports from {pair[1]}", WIDTH - MARGIN
    if floors_between(pair):
        way = f"M{number(edge)} {number(top - 30)}H{number(edge + 14)}V{number(bottom + 30)}H{number(edge + 9)}"
        head = f"M{number(edge + 12)} {number(bottom + 23)}v14L{number(edge)} {number(bottom + 30)}z"
        text = written(edge - 14, bottom - 16, said, 13, more=' text-anchor="end"')
    else:
        way = f"M{number(STAIRS)} {number(top)}V{number(bottom - 9)}"
        head = f"M{number(STAIRS - 7)} {number(bottom - 12)}h14L{number(STAIRS)} {number(bottom)}z"
        text = written(STAIRS + 14, top + 26, said, 13)
    return f'<path d="{way}" fill="none" stroke="{EDGE}" stroke-width="4"/><path d="{head}" fill="{EDGE}"/>{text}'


def floors_between(pair: tuple[str, str]) -> int:
    """Return how many floors lie between two."""
    floors = list(FLOORS)
    return floors.index(pair[1]) - floors.index(pair[0]) - 1


def described() -> str:
    """Return the picture in words."""
    count = ", ".join(f"{len(ROOMS[floor])} rooms in {floor}" for floor in FLOORS)
    return (
        f"Three floors, from top to bottom: {', '.join(f'{f} ({d})' for f, d in FLOORS.items())}. {count}. "
        "Every arrow is an import and points down; no floor imports from one above it. "
        "The table on this page lists every room with the rooms it stands on."
    )


def picture() -> str:
    """Return the whole picture."""
    parts, y, ends = [], MARGIN, {}
    for floor in FLOORS:
        drawn, end = drawn_floor(floor, y)
        parts.append(drawn)
        ends[floor] = (y, end)
        y = end + 46
    parts += [stair((one, other), ends[one][1], ends[other][0]) for one in FLOORS for other in FLOORS if one != other]
    y += 4
    note = "An arrow is an import between rooms. Those that two other arrows already make are left out."
    parts.append(written(MARGIN, y - 28, note, 13))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(WIDTH)} {number(y - 12)}" role="img" '
        f'aria-labelledby="architecture-t architecture-d" font-family={quoted(FONT)} fill="{INK}">\n'
        f'<title id="architecture-t">The floors and rooms of the code</title>\n'
        f'<desc id="architecture-d">{safe(described())}</desc>\n'
        f'<rect width="{number(WIDTH)}" height="{number(y - 12)}" fill="{PAPER}"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Draw the architecture from the imports.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if something is out of date")
    check = parser.parse_args().check
    if standing := circle():
        sys.exit(f"these rooms stand on each other in a circle: {', '.join(f'{f}: {name}' for f, name in standing)}")
    made = {PICTURE: picture(), PAGE: page(PAGE.read_text("utf-8"))}
    old = [path.name for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    if check:
        sys.exit(f"out of date: {', '.join(old)}: python tools/draw_architecture.py" if old else 0)
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    print(f"written: {', '.join(old)}" if old else "nothing has changed")


if __name__ == "__main__":
    main()
