"""The project's own pictures: nothing overlaps, nothing leaves the picture, and nothing is told by colour alone."""

import math
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.pictures import style
from scenarios.pictures.axes import ticks_for, written
from scenarios.pictures.bars import Bar, Row, grouped, stacked
from scenarios.pictures.budget import budget
from scenarios.pictures.consort import Loss, Step, consort
from scenarios.pictures.curves import Curve, curves
from scenarios.pictures.lettering import ASCENT, DESCENT, lines_of, width_of
from scenarios.pictures.plane import plane
from scenarios.pictures.spreading import spread_apart
from scenarios.pictures.stages import stages
from scenarios.pictures.tornado import Driver, tornado

pytestmark = pytest.mark.unit

SVG = "{http://www.w3.org/2000/svg}"
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z", "S")), min_size=1, max_size=60)
TITLES = st.lists(WORDS, min_size=1, max_size=4, unique=True)
AMOUNTS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))
SIZES = st.floats(0.0, 1e6).map(lambda value: round(value, 3))
quick = settings(max_examples=30, deadline=None)

Box = tuple[float, float, float, float, str]


def texts(svg: str) -> list[Box]:
    """Return the boxes of all texts: left, top, right, bottom, and what they say."""
    found = []
    for node in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        size, text = float(node.get("font-size", "0")), node.text or ""
        assert size >= 13.0, text
        width = width_of(text, size, bold=node.get("font-weight") == "bold")
        x, y = float(node.get("x", "nan")), float(node.get("y", "nan"))
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[node.get("text-anchor", "start")]
        found.append((left, y - ASCENT * size, left + width, y + DESCENT * size, text))
    return found


def collisions(svg: str, slack: float = 1.5) -> list[tuple[str, str]]:
    boxes = texts(svg)
    return [
        (one[4], other[4])
        for place, one in enumerate(boxes)
        for other in boxes[:place]
        if min(one[2], other[2]) - max(one[0], other[0]) > slack
        and min(one[3], other[3]) - max(one[1], other[1]) > slack
    ]


def outside(svg: str) -> list[str]:
    """Return what leaves the view box: texts, rectangles, and points of lines."""
    root = ElementTree.fromstring(svg)
    width, height = (float(side) for side in root.get("viewBox", "").split()[2:])

    def out(left: float, top: float, right: float, bottom: float) -> bool:
        return left < -1.0 or top < -1.0 or right > width + 1.0 or bottom > height + 1.0

    found = [text for *box, text in texts(svg) if out(*box)]
    patterns = {id(node) for pattern in root.iter(f"{SVG}pattern") for node in pattern.iter()}
    for node in root.iter():
        if id(node) in patterns:
            continue
        if node.tag == f"{SVG}rect":
            x, y, w, h = (float(node.get(name, "0")) for name in ("x", "y", "width", "height"))
            found += [f"rect {x} {y} {w} {h}"] if out(x, y, x + w, y + h) else []
        if node.tag == f"{SVG}path":
            points = [tuple(map(float, pair.split())) for pair in re.findall(r"-?[\d.]+ -?[\d.]+", node.get("d", ""))]
            found += [f"path {x} {y}" for x, y in points if out(x, y, x, y)]
        if node.tag == f"{SVG}circle":
            x, y = float(node.get("cx", "0")), float(node.get("cy", "0"))
            found += [f"circle {x} {y}"] if out(x, y, x, y) else []
    return found


def is_good(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    assert collisions(svg) == []
    assert outside(svg) == []
    assert root.get("role") == "img"
    children = {child.get("id"): child for child in root}
    named = [children[name] for name in str(root.get("aria-labelledby")).split()]
    assert [child.tag for child in named] == [f"{SVG}title", f"{SVG}desc"]
    assert not re.search(r"\d+\.\d{3,}", re.sub(r"<text.*?</text>|<(title|desc).*?</\1>", "", svg))


def rows(titles: list[str], values: list[float], *, whiskers: bool) -> list[Row]:
    bars = tuple(
        Bar(value, f"{value:,.1f}", (value - abs(value) / 2, value + abs(value)) if whiskers else None)
        for value in values
    )
    return [Row("Completed one-to-one therapy", bars[: len(titles)]), Row(titles[0], (None, *bars[1 : len(titles)]))]


# Every picture


@quick
@given(TITLES, st.lists(AMOUNTS, min_size=4, max_size=4), st.booleans(), st.sampled_from(["", "£", "share"]))
def test_bars_collide_nowhere(titles: list[str], values: list[float], whiskers: bool, unit: str) -> None:
    is_good(grouped("bars", "t", "d", rows(titles, values, whiskers=whiskers), titles, unit=unit, axis="pounds"))


@quick
@given(TITLES, st.lists(SIZES, min_size=6, max_size=6))
def test_stacks_collide_nowhere(titles: list[str], sizes: list[float]) -> None:
    parts = [Bar(size, f"£{size:,.0f}") for size in sizes]
    options = [(title, parts, f"£{sum(sizes):,.0f}") for title in titles]
    is_good(stacked("stack", "t", "d", options, [f"part {i}" for i in range(6)], axis="pounds a run"))


@quick
@given(
    st.lists(WORDS, min_size=1, max_size=2, unique=True), WORDS, st.lists(SIZES, min_size=5, max_size=6), st.booleans()
)
def test_the_flow_collides_nowhere(options: list[str], words: str, sizes: list[float], with_last: bool) -> None:
    def shown(size: float) -> tuple[str, ...]:
        return tuple(f"{size % 10_000:,.1f}" for _ in options)

    steps = [
        Step(
            words,
            shown(size),
            (Loss("Not eligible", shown(size)), *3 * [Loss(words, shown(size), indented=True)])[:place],
        )
        for place, size in enumerate(sizes)
    ]
    last = (Loss("Left", shown(1.0)), Loss(words, shown(2.0), indented=True)) if with_last else ()
    is_good(consort("flow", "t", "d", steps, options, last))


@quick
@given(WORDS, st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=5), AMOUNTS)
def test_the_tornado_collides_nowhere(words: str, ends: list[tuple[float, float]], middle: float) -> None:
    drivers = [Driver(words, low, high, f"{low:.1f} a week", f"{high:.1f} a week") for low, high in ends]
    is_good(tornado("drivers", "t", "d", drivers, middle, axis="women"))


@quick
@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=30), st.tuples(AMOUNTS, AMOUNTS))
def test_the_plane_collides_nowhere(points: list[tuple[float, float]], mean: tuple[float, float]) -> None:
    svg = plane("plane", "t", "d", points, mean, effect="Difference in women who complete therapy")
    assert outside(svg) == []
    crossing = [pair for pair in collisions(svg) if "mean" not in pair]
    assert crossing == []


def test_no_draw_lies_under_the_words_of_a_corner() -> None:
    points = [(x * 0.97, y * 970.0) for x in (-1.0, 1.0) for y in (-1.0, 1.0)] + [(0.0, 1000.0), (1.0, -1000.0)]
    svg = plane("plane", "t", "d", points, (0.0, 0.0), effect="women")
    corners = [box for box in texts(svg) if box[4].startswith("costs ")]
    assert len(corners) == 4
    for dot in ElementTree.fromstring(svg).iter(f"{SVG}circle"):
        x, y = float(dot.get("cx", "0")), float(dot.get("cy", "0"))
        assert not [text for left, top, right, bottom, text in corners if left < x < right and top < y < bottom]


@quick
@given(TITLES, st.lists(st.floats(0.0, 1.0), min_size=12, max_size=12), st.booleans())
def test_curves_collide_nowhere(titles: list[str], shares: list[float], frontier: bool) -> None:
    lines = [
        Curve(title, tuple((1000.0 * i, share) for i, share in enumerate(shares[place : place + 9])))
        for place, title in enumerate(titles)
    ]
    edge = lines[0].points if frontier else ()
    is_good(curves("curves", "t", "d", lines, x_words="pounds", y_words="share", frontier=edge))


def test_one_picture_is_the_same_every_time() -> None:
    made = [budget("b", "t", "d", rows(["A", "B"], [1.0, 2.0], whiskers=True), ["A", "B"], "pounds") for _ in range(2)]
    assert made[0] == made[1]
    assert "£0" in made[0]


def test_stages_are_bars_of_women() -> None:
    is_good(stages("s", "t", "d", rows(["A", "B"], [1.0, 2.0], whiskers=True), ["A", "B"], "women a run"))


@quick
@given(st.text(max_size=40))
def test_any_text_is_escaped(text: str) -> None:
    svg = grouped("b", text, text, [Row(text, (Bar(1.0, text),))], [text], axis=text)
    root = ElementTree.fromstring(svg)
    assert not [node.tag for node in root.iter() if not node.tag.startswith(SVG)]
    assert root.find("script") is None


def test_a_text_cannot_become_an_element() -> None:
    svg = grouped("b", "<script>", '"onload="', [Row("</text><script>", (Bar(1.0, "&amp;"),))], ["A"])
    assert "<script" not in svg.replace("&lt;script", "")
    assert "&amp;amp;" in svg


# Colours


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ink", [style.TEXT, style.QUIET])
@pytest.mark.parametrize("paper", [style.PAPER, style.WASH])
def test_text_can_be_read(ink: str, paper: str) -> None:
    assert contrast(ink, paper) >= 4.5


@pytest.mark.parametrize("ink", [*style.SERIES, style.AXIS])
def test_marks_can_be_seen(ink: str) -> None:
    assert contrast(ink, style.PAPER) >= 3.0


@pytest.mark.parametrize("ink", style.SERIES)
def test_no_option_is_red(ink: str) -> None:
    red, green, blue = (int(ink[i : i + 2], 16) for i in (1, 3, 5))
    assert not (red > 1.9 * green + 40 and red > 1.9 * blue + 40 and green < 70)


def test_options_are_told_apart_without_colour() -> None:
    number = len(style.SERIES)
    assert len({style.pattern("p", place).replace(style.colour(place), "") for place in range(number)}) == number
    assert len({style.dash(place) for place in range(number)}) == number
    assert len({style.letter(place) for place in range(30)}) == 30


# Texts, axes, labels


@pytest.mark.parametrize("bold", [False, True])
def test_widths_are_those_of_the_font(bold: bool) -> None:
    """Liberation Sans has the widths of Arial."""
    fonts = pytest.importorskip("fontTools.ttLib")
    manager = pytest.importorskip("matplotlib.font_manager")
    named = {"LiberationSans-Bold.ttf", "arialbd.ttf"} if bold else {"LiberationSans-Regular.ttf", "arial.ttf"}
    found = [path for path in manager.findSystemFonts() if path.replace("\\", "/").rpartition("/")[2] in named]
    if not found:
        pytest.skip("neither Arial nor Liberation Sans is here")
    font = fonts.TTFont(found[0])
    names, widths = font.getBestCmap(), font["hmtx"]
    for text in ("Began one-to-one therapy", "£12,345 to £67,890", "Support and running costs (95%)", "±0.3"):
        real = sum(widths[names[ord(letter)]][0] for letter in text) / font["head"].unitsPerEm * 14.0
        assert real - 0.2 <= width_of(text, 14.0, bold=bold) <= 1.15 * real


@quick
@given(st.text(max_size=200), st.floats(30.0, 400.0))
def test_no_line_is_too_wide_and_no_letter_is_lost(text: str, width: float) -> None:
    lines = lines_of(text, width)
    assert all(width_of(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@quick
@given(st.lists(AMOUNTS, min_size=1, max_size=9), st.integers(3, 8), st.booleans())
def test_ticks_hold_all_values_in_steps_of_one_two_or_five(values: list[float], most: int, nought: bool) -> None:
    ticks = ticks_for(values, most, with_nought=nought)
    step = ticks[1] - ticks[0]
    slack = 1e-6 * max(1.0, *map(abs, values))
    assert ticks[0] <= min(values) + slack
    assert ticks[-1] >= max(values) - slack
    assert 2 <= len(ticks) <= most
    assert not nought or ticks[0] <= slack
    leading = step / 10 ** math.floor(math.log10(step) + 1e-9)
    assert any(abs(leading - each) < 1e-3 for each in (1.0, 2.0, 5.0))


@pytest.mark.parametrize(
    ("value", "unit", "step", "shown"),
    [
        (0.5, "share", 0.25, "50%"), (0.015, "share", 0.005, "1.5%"), (-2000.0, "£", 1000.0, "−£2,000"),
        (1.5e6, "£", 5e5, "£1.5m"), (0.0, "", 0.2, "0.0"), (12.0, "", 2.0, "12"),
    ],
)  # fmt: skip
def test_numbers_of_an_axis(value: float, unit: str, step: float, shown: str) -> None:
    assert written(value, unit, step) == shown


@quick
@given(st.lists(st.tuples(st.floats(0, 300), st.floats(5, 30)), min_size=1, max_size=9))
def test_labels_are_moved_apart_within_their_bounds(labels: list[tuple[float, float]]) -> None:
    wanted, heights = [label[0] for label in labels], [label[1] for label in labels]
    placed = spread_apart(wanted, heights, 0.0, 300.0)
    spans = sorted((middle - height / 2, middle + height / 2) for middle, height in zip(placed, heights, strict=True))
    assert all(one[1] <= other[0] + 1e-6 for one, other in pairwise(spans))
    if sum(heights) <= 300.0:
        assert spans[0][0] >= -1e-6
        assert spans[-1][1] <= 300.0 + 1e-6


def test_labels_that_do_not_touch_stay_where_they_are_wanted() -> None:
    assert spread_apart([50.0, 100.0, 20.0], [10.0, 10.0, 10.0], 0.0, 200.0) == [50.0, 100.0, 20.0]


def test_a_number_of_a_tornado_keeps_its_unit_beside_it() -> None:
    drivers = [Driver("How many leave", 1.0, 2.0, low, high) for low, high in (("0.2%", "8.7%"), ("1%", "2%"))]
    svg = tornado("t", "t", "d", drivers, 1.5, unit="£")
    for shown in ("0.2%", "8.7%", "1%", "2%"):
        assert f">{shown}</text>" in svg


def test_an_option_keeps_its_letter_and_colour_in_a_part_of_the_options() -> None:
    svg = grouped("b", "t", "d", [Row("r", (Bar(1.0, "1"), Bar(2.0, "2")))], ["first", "third"], places=(0, 2))
    assert ">C</text>" in svg
    assert ">B</text>" not in svg
    assert style.colour(2) in svg
    with pytest.raises(ValueError, match="2 options have 1 places"):
        grouped("b", "t", "d", [], ["first", "third"], places=(0,))
