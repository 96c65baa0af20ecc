"""Penalised regression splines: a smooth mean of net benefit given some numbers, with no form assumed.

Each number has cubic splines, turned so that they are uncorrelated over the draws and ordered by how much they bend
(Demmler and Reinsch 1975): a straight line, a bend, more bends. Up to three numbers have all products of theirs (a
tensor product); of more, each has its own curve, and so have the pairs with products that surely say something. Every
straight line, every set of bends and every set of products has a penalty of its own, found by restricted maximum
likelihood (MacKay 1992; Wood and Fasiolo 2017), straight lines too (Marra and Wood 2011): so what says nothing is taken
out nearly whole, and a fit with many numbers does not find value in chance.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg
from scipy.interpolate import BSpline

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

DEGREE = 3
CURVES = {1: 12, 2: 8, 3: 5}
"""Functions of each number, straight line included, where there are so many numbers."""

CURVES_OF_MANY, CURVES_IN_PAIRS, PAIRS = 5, 3, 8
"""The same where there are more; those that enter products; and the most pairs that have products."""

SURE = 3.5
"""Standard errors by which a pair's product must go with an answer: of 300 pairs that say nothing, one such set
in seven has one."""

ROUNDS, SETTLED = 50, 2e-2
"""Most rounds of finding penalties, and the largest change on the log scale at which they have settled."""

LEAST_PENALTY, MOST_PENALTY = 1e-7, 1e12
"""The least is for each draw: shares that add up to 1 are still told apart."""


@dataclass(frozen=True, eq=False)
class Basis:
    """Functions of some numbers.

    Attributes
    ----------
    columns : array of float, shape (draws, functions)
        Their values, mean nought over the draws.
    block : array of int, shape (functions,)
        Which penalty each has.
    weight : array of float, shape (functions,)
        How much each bends, beside others with its penalty.
    """

    columns: Numbers
    block: Whole
    weight: Numbers


@dataclass(frozen=True, eq=False)
class Fit:
    """A fit with its penalties found.

    Attributes
    ----------
    basis : Basis
        The functions.
    answers : array of float, shape (draws, answers)
        What was fitted.
    penalties : array of float, shape (functions, answers)
        Penalty of each function, in each answer.
    fitted : array of float, shape (draws, answers)
        The smooth mean.
    gram : array of float, shape (functions, functions)
        Sums over the draws of products of functions.
    """

    basis: Basis
    answers: Numbers
    penalties: Numbers
    fitted: Numbers
    gram: Numbers

    def without(self, left_out: NDArray[np.bool_]) -> Numbers:
        """Return the smooth mean at the draws that are kept, fitted to them alone with the same penalties."""
        whole, part, y = self.basis.columns, self.basis.columns[left_out], self.answers[~left_out]
        kept = len(y)
        # The columns sum to nought over all draws, so over those kept to minus what is left out.
        middle = -part.sum(axis=0) / kept
        gram = self.gram - part.T @ part - kept * np.outer(middle, middle)
        right = whole[~left_out].T @ (y - y.mean(axis=0))
        coefficients = np.column_stack([_solved(gram, self.penalties[:, i], right[:, i]) for i in range(y.shape[1])])
        found: Numbers = y.mean(axis=0) + (whole[~left_out] - middle) @ coefficients
        return found


def smooth(numbers: Numbers, answers: Numbers) -> Fit:
    """Return the smooth mean of answers given numbers.

    Parameters
    ----------
    numbers : array of float, shape (draws, k)
        What is known; a column that does not vary counts for nothing.
    answers : array of float, shape (draws, answers)
        What is to be expected given them; their means over the draws are kept as they are.
    """
    basis = basis_of(numbers, answers)
    x = basis.columns
    centred = answers - answers.mean(axis=0)
    gram, right = x.T @ x, x.T @ centred
    penalties = np.empty((x.shape[1], answers.shape[1]))
    fitted = np.empty_like(answers)
    for i in range(answers.shape[1]):
        penalties[:, i] = _penalties(gram, right[:, i], float(centred[:, i] @ centred[:, i]), len(x), basis)
        fitted[:, i] = answers[:, i].mean() + x @ _solved(gram, penalties[:, i], right[:, i])
    return Fit(basis, answers, penalties, fitted, gram)


def basis_of(numbers: Numbers, answers: Numbers) -> Basis:
    """Return the functions of some numbers; which of many have products is chosen by the answers."""
    varying = [column for column in numbers.T if np.ptp(column) > 0.0]
    parts = list(_small(varying) if len(varying) <= max(CURVES) else _large(varying, answers))
    if not parts:
        return Basis(np.zeros((len(numbers), 0)), np.zeros(0, np.int64), np.zeros(0))
    sizes = [part.shape[1] for part, _ in parts]
    columns = np.concatenate([part for part, _ in parts], axis=1)
    weight = np.concatenate([bends for _, bends in parts])
    return Basis(columns - columns.mean(axis=0), np.repeat(np.arange(len(parts)), sizes), weight)


def _small(varying: list[Numbers]) -> Iterator[tuple[Numbers, Numbers]]:
    curves = [curves_of(column, CURVES[len(varying)]) for column in varying]
    for chosen in range(1, len(curves) + 1):
        for some in itertools.combinations(curves, chosen):
            yield from _products(some)


def _large(varying: list[Numbers], answers: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    curves = [curves_of(column, CURVES_OF_MANY) for column in varying]
    for one in curves:
        yield from _products((one,))
    for first, second in _pairs(np.column_stack([values[:, 0] for values, _ in curves]), answers):
        few = ((curves[i][0][:, :CURVES_IN_PAIRS], curves[i][1][:CURVES_IN_PAIRS]) for i in (first, second))
        yield from _products(tuple(few))


def _pairs(lines: Numbers, answers: Numbers) -> list[tuple[int, int]]:
    """Return the pairs of straight lines with products that go most surely with what the lines leave of an answer."""
    flat, _ = np.linalg.qr(np.column_stack([np.ones(len(lines)), lines]))
    left = answers - flat @ (flat.T @ answers)
    scale = np.maximum(np.sqrt((left**2).sum(axis=0)), 1e-300)
    strength: dict[tuple[int, int], float] = {}
    for first in range(lines.shape[1] - 1):
        products = lines[:, first + 1 :] * lines[:, first : first + 1]
        products = products - products.mean(axis=0)
        size = np.maximum(np.sqrt((products**2).sum(axis=0)), 1e-300)
        found = np.abs((products / size).T @ (left / scale)).max(axis=1)
        strength |= {(first, first + 1 + i): float(value) for i, value in enumerate(found)}
    sure = SURE / np.sqrt(len(lines))
    strongest = sorted((pair for pair in strength if strength[pair] > sure), key=lambda pair: -strength[pair])
    return strongest[:PAIRS]


def _products(curves: tuple[tuple[Numbers, Numbers], ...]) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield the products of straight lines, and all the others: two penalties."""
    values, bends = curves[0]
    for more, more_bends in curves[1:]:
        values = (values[:, :, None] * more[:, None, :]).reshape(len(values), -1)
        bends = (bends[:, None] + more_bends[None, :]).ravel()
    yield values[:, :1], np.ones(1)
    if values.shape[1] > 1:
        yield values[:, 1:], bends[1:] / bends[1:].min()


def curves_of(column: Numbers, number: int) -> tuple[Numbers, Numbers]:
    """Return functions of one number: a straight line first, then ever more bent, each with variance 1.

    Returns
    -------
    tuple of array of float
        Values, shape (draws, functions), and how much each bends: 0 for the line.
    """
    x = (column - column.mean()) / column.std()
    different = len(np.unique(x))
    number = min(number, different - 1)
    line = x[:, None]
    if number < 2:
        return line, np.zeros(1)
    inner = np.unique(np.quantile(x, np.linspace(0.0, 1.0, number)[1:-1]))
    low, high = float(x.min()), float(x.max())
    inner = inner[(inner > low) & (inner < high)]
    knots = np.concatenate([[low] * (DEGREE + 1), inner, [high] * (DEGREE + 1)])
    values = BSpline.design_matrix(x, knots, DEGREE).toarray()
    # What is left once a constant and the line are taken out bends.
    rest = values - values.mean(axis=0) - np.outer(x, x @ values / len(x))
    variance, turned = np.linalg.eigh(rest.T @ rest / len(x))
    real = variance > 1e-9 * max(float(variance.max()), 1e-300)
    if not real.any():
        return line, np.zeros(1)
    turned = turned[:, real] / np.sqrt(variance[real])
    bending, order = np.linalg.eigh(turned.T @ _bending(knots) @ turned)
    kept = slice(0, number - 1)
    return np.column_stack([line, rest @ turned @ order[:, kept]]), np.concatenate(
        [[0.0], np.maximum(bending[kept], 1e-9)]
    )


def _bending(knots: Numbers) -> Numbers:
    """Return the integrals of products of second derivatives of the splines."""
    ends = np.unique(knots)
    nodes, weights = np.polynomial.legendre.leggauss(DEGREE)
    half = np.diff(ends) / 2.0
    at = ((ends[:-1] + half)[:, None] + half[:, None] * nodes).ravel()
    second = BSpline(knots, np.eye(len(knots) - DEGREE - 1), DEGREE).derivative(2)(at)
    found: Numbers = second.T @ (second * (half[:, None] * weights).ravel()[:, None])
    return found


def _penalties(gram: Numbers, right: Numbers, total: float, draws: int, basis: Basis) -> Numbers:
    """Return the penalty of each function that makes the answer likeliest, found by repeated re-estimation."""
    blocks = int(basis.block.max()) + 1 if len(basis.block) else 0
    each = np.full(blocks, 1.0)
    if total <= 0.0:
        return np.full(len(right), MOST_PENALTY)
    for _ in range(ROUNDS):
        penalty = each[basis.block] * basis.weight
        level, scale = _level(gram, penalty)
        inverse = linalg.inv(level, check_finite=False, assume_a="pos") * np.outer(scale, scale)
        beta = inverse @ right
        free = np.bincount(basis.block, 1.0 - penalty * np.diag(inverse), blocks)
        left = total - 2.0 * float(beta @ right) + float(beta @ gram @ beta)
        variance = max(left, 1e-12 * total) / max(draws - 1.0 - free.sum(), 1.0)
        size = np.bincount(basis.block, basis.weight * beta**2, blocks)
        new = np.clip(
            variance * np.maximum(free, 1e-12) / np.maximum(size, 1e-300), LEAST_PENALTY * draws, MOST_PENALTY
        )
        # Where a function has all but gone, its penalty may rise for ever and changes nothing.
        moved = np.where(free > 1e-2, np.abs(np.log(new / each)), 0.0)
        each = new
        if moved.max(initial=0.0) < SETTLED:
            break
    found: Numbers = each[basis.block] * basis.weight
    return found


def _solved(gram: Numbers, penalty: Numbers, right: Numbers) -> Numbers:
    if not len(right):
        return right
    level, scale = _level(gram, penalty)
    found: Numbers = scale * linalg.solve(level, scale * right, assume_a="pos", check_finite=False)
    return found


def _level(gram: Numbers, penalty: Numbers) -> tuple[Numbers, Numbers]:
    """Return the penalised matrix with ones on its diagonal, and what its rows and columns were multiplied by."""
    whole = gram + np.diag(penalty)
    scale = 1.0 / np.sqrt(np.diag(whole))
    return whole * np.outer(scale, scale), scale
