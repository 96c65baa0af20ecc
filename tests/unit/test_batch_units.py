"""Units of work: cells cover a rectangle once, and what is missing is exactly what is not there."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.batch.units import Grid, Unit, missing

pytestmark = pytest.mark.unit

small = st.integers(1, 9)


def rows(unit: Unit) -> set[tuple[int, int]]:
    return set(product(range(unit.draw, unit.draw + unit.draws), range(unit.first, unit.first + unit.replications)))


def all_rows(units: list[Unit]) -> set[tuple[int, int]]:
    """Return the rows of units, which have none in common."""
    found = [row for unit in units for row in rows(unit)]
    assert len(found) == len(set(found))
    return set(found)


@given(small, small, small)
def test_cells_cover_every_row_once_and_are_about_a_block(block, draws, replications):
    grid = Grid.of(block, draws, replications)
    cells = list(grid.cells(draws, replications))
    assert all_rows(cells) == set(product(range(draws), range(replications)))
    assert cells == sorted(cells)
    assert all(cell.rows <= max(block, 1) for cell in cells)
    assert [grid.cell_of(cell) for cell in cells] == sorted({grid.cell_of(cell) for cell in cells})


def test_whole_draws_are_packed_where_each_has_few_replications():
    assert Grid.of(20_000, 1_000_000, 1) == Grid(20_000, 1)
    assert Grid.of(20_000, 500, 300) == Grid(66, 300)
    assert Grid.of(20_000, 1, 10_000_000) == Grid(1, 20_000)
    assert Grid.of(20_000, 500, 50_000) == Grid(1, 20_000)


@given(small, small, small, st.data())
def test_an_extended_plan_asks_only_for_what_is_new(block, draws, replications, data):
    """In any number of steps, each cut short anywhere: the rows are all there in the end, and none twice."""
    grid = Grid.of(block, draws, replications)
    there: list[Unit] = []
    for _ in range(3):
        wanted = [unit for cell in grid.cells(draws, replications) for unit in missing(cell, there)]
        assert missing_rows(there, draws, replications) == all_rows(wanted)
        done = data.draw(st.integers(0, len(wanted)))
        there += data.draw(st.permutations(wanted))[:done]
        draws += data.draw(st.integers(0, 3))
        replications += data.draw(st.integers(0, 3))
    there += [unit for cell in grid.cells(draws, replications) for unit in missing(cell, there)]
    assert all_rows(there) == set(product(range(draws), range(replications)))


def missing_rows(there: list[Unit], draws: int, replications: int) -> set[tuple[int, int]]:
    return set(product(range(draws), range(replications))) - all_rows(there)


@given(small, small, small, st.integers(0, 3), st.integers(0, 3), st.data())
def test_what_is_done_first_does_not_change_what_is_asked_for(block, draws, replications, more, longer, data):
    """So a batch that is killed while it is extended ends with the same parts."""
    grid = Grid.of(block, draws, replications)
    there = list(grid.cells(draws, replications))
    wanted = [u for cell in grid.cells(draws + more, replications + longer) for u in missing(cell, there)]
    done = data.draw(st.lists(st.sampled_from(wanted), unique=True)) if wanted else []
    left = [u for cell in grid.cells(draws + more, replications + longer) for u in missing(cell, [*there, *done])]
    assert sorted([*left, *done]) == sorted(wanted)


@given(small, small, small, small, st.data())
def test_gaps_of_any_shape_are_filled(draws, replications, wide, long, data):
    pieces = list(Grid(wide, long).cells(draws, replications))
    there = data.draw(st.lists(st.sampled_from(pieces), unique=True))
    wanted = missing(Unit(0, draws, 0, replications), there)
    assert all_rows(wanted) == missing_rows(there, draws, replications)


def test_file_names_sort_by_place():
    units = [Unit(0, 1, 0, 5), Unit(0, 1, 5, 5), Unit(2, 1, 0, 5), Unit(11, 1, 0, 5)]
    assert sorted(unit.stem() for unit in units) == [unit.stem() for unit in units]
