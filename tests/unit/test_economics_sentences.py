"""Sentences of the economics: which option is best at which worth, and no ratio where none is given."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scenarios.document.blocks import Paragraph
from scenarios.economics.consequences import Incremental
from scenarios.economics.sections_choice import decision_sentences
from scenarios.economics.sections_drivers import driver_blocks
from scenarios.economics.switching import Switch

pytestmark = pytest.mark.unit

NAMES = ("service", "half", "service-business-as-usual", "service-do-minimum")
TITLES = ("The service", "Half more", "Business as usual", "Drug groups only")


def economics(best: tuple[str, ...], ratio: float | None = None, words: str = "it is not sure") -> Any:
    options = [
        SimpleNamespace(
            scenario=SimpleNamespace(name=name, title=title),
            beside=Incremental(ratio, None, words, 0.65, 1.0),
            difference={
                "cost_total": SimpleNamespace(mean=32_000.0),
                "completed_therapy": SimpleNamespace(mean=0.24),
            },
        )
        for name, title in zip(NAMES, TITLES, strict=True)
    ]
    choice = SimpleNamespace(
        names=NAMES, best=list(best), grid=np.array([0.0, 9_000.0, 30_000.0]), curves=np.full((3, 4), 0.44)
    )
    switch = Switch("costs.emdr_session", 1.0, (0.5, 2.0), None, (1.0, 2.0), 0.1)
    driven = [SimpleNamespace(drivers=[], cost_drivers=[], switches=[switch])]
    return SimpleNamespace(options=options, choice=choice, driven=driven, threshold=10_000.0)


def said(best: tuple[str, ...]) -> str:
    (block,) = decision_sentences(economics(best))
    assert isinstance(block, Paragraph)
    return block.text


def test_what_is_best_at_which_worth_is_whole_sentences() -> None:
    text = said(("service-business-as-usual", "service", "service"))
    assert (
        "Where it is worth little or nothing, 'Business as usual' is the best on average (the best with a probability "
        "of 44% at £0). From about £9,000 up to £30,000 it is 'The service' (the best with a probability of 44% at "
        "£9,000). At no value up to £30,000 is 'Half more' the best on average."
    ) in text
    assert ";" not in text


def test_one_option_that_is_always_best_is_said_once() -> None:
    text = said(("half", "half", "half"))
    assert "At every value up to £30,000, 'Half more' is the best on average" in text
    assert "At no value" not in text


def worth(ratio: float | None) -> str:
    found = [block.text for block in driver_blocks(economics(NAMES[:3], ratio)) if isinstance(block, Paragraph)]
    return next(text for text in found if "worth £10,000" in text)


def test_where_no_ratio_is_given_none_is_said_as_a_worth_either() -> None:
    assert worth(None) == (
        "'Half more', beside 'The service': it is not sure. The table takes one completed therapy to be worth £10,000."
    )
    assert "is better than 'The service' where one completed therapy is worth more than £8,000." in worth(8_000.0)
