"""Sentences of the economics: which option is best at which worth, and no ratio where none is given."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scenarios.document.blocks import Paragraph
from scenarios.economics.analysis import _most_telling
from scenarios.economics.choice import At
from scenarios.economics.consequences import Incremental
from scenarios.economics.decision import Information
from scenarios.economics.frontier import Option, Placed, Standing
from scenarios.economics.optimism import Uplifted
from scenarios.economics.sections import _optimism_words
from scenarios.economics.sections_choice import OFTENER, decision_sentences
from scenarios.economics.sections_drivers import driver_blocks
from scenarios.economics.switching import Switch

pytestmark = pytest.mark.unit

NAMES = ("service", "half", "service-business-as-usual", "service-do-minimum")
TITLES = ("The service", "Half more", "Business as usual", "Drug groups only")


def economics(best: tuple[str, ...], ratio: float | None = None, **oftener: float) -> Any:
    words = "it is not sure"
    options = [
        SimpleNamespace(
            scenario=SimpleNamespace(name=name, title=title),
            need=name.removeprefix("service-") if name in NAMES[2:] else None,
            beside=Incremental(ratio, None, words, 0.65, 1.0),
            difference={
                "cost_total": SimpleNamespace(mean=32_000.0),
                "completed_therapy": SimpleNamespace(mean=0.24),
            },
        )
        for name, title in zip(NAMES, TITLES, strict=True)
    ]
    probability = {name: 0.44 if name in best else 0.04 for name in NAMES} | oftener
    worths = zip(best, (0.0, 9_123.4), strict=False)
    turns = [At(worth, {}, probability, name, Information(0.0, 0.0, 0.0)) for name, worth in worths]
    choice = SimpleNamespace(names=NAMES, turns=turns, grid=np.array([0.0, 30_000.0]))
    switch = Switch("costs.emdr_session", 1.0, (0.5, 2.0), None, (1.0, 2.0), 0.1)
    driven = [SimpleNamespace(drivers=[], cost_drivers=[], switches=[switch])]
    return SimpleNamespace(
        options=options, choice=choice, driven=driven, driven_options=options[1:2], threshold=10_000.0
    )


def said(best: tuple[str, ...], **oftener: float) -> str:
    (block,) = decision_sentences(economics(best, **oftener))
    assert isinstance(block, Paragraph)
    return block.text


def test_what_is_best_at_which_worth_is_whole_sentences() -> None:
    text = said(("service-business-as-usual", "service"))
    assert (
        "Where it is worth little or nothing, 'Business as usual' is the best on average (the best with a probability "
        "of 44% at £0). From £9,123 up to £30,000 it is 'The service' (the best with a probability of 44% at "
        "£9,123). At no value up to £30,000 is 'Half more' the best on average."
    ) in text
    assert ";" not in text


def test_one_option_that_is_always_best_is_said_once() -> None:
    text = said(("half",))
    assert "At every value up to £30,000, 'Half more' is the best on average" in text
    assert "At no value" not in text


def test_an_option_that_is_best_more_often_than_the_one_that_is_so_on_average_is_named() -> None:
    text = said(("service-business-as-usual", "service"), half=0.51)
    assert "a probability of 44% at £9,123, where 'Half more' is the best more often, with 51%)." in text
    assert OFTENER in text
    assert OFTENER not in said(("service-business-as-usual", "service"))


def test_with_an_uplift_both_worths_are_said_exactly() -> None:
    usual = Uplifted(0.0, {}, {30_000.0: "half"}, [(0.0, "service"), (13_940.2, "half")])
    dearer = Uplifted(0.41, {}, {30_000.0: "half"}, [(0.0, "service"), (19_655.7, "half")])
    gone = Uplifted(0.66, {}, {30_000.0: "service"}, [(0.0, "service")])
    made = economics(("service", "half"))
    made.uplifts = [usual, dearer, gone]
    (block,) = _optimism_words(made)
    assert isinstance(block, Paragraph)
    assert block.text.startswith(
        "With 41% added for optimism bias to what proposals cost, 'Half more' is the best on average from £19,656 "
        "(without: from £13,940). With 66% added for optimism bias to what proposals cost, 'Half more' is the best on "
        "average at no worth up to £30,000 (without: from £13,940)."
    )


def test_drivers_are_sought_for_options_on_the_frontier_and_those_that_gain_most() -> None:
    names = ("first", "more", "most", "service-business-as-usual", "on-frontier", "little")
    needed = [name == "service-business-as-usual" for name in names]
    option = [Option(name, 1.0, 1.0) for name in names]
    standing = [Standing.ON_FRONTIER if one.name == "on-frontier" else Standing.DOMINATED for one in option]
    choice: Any = SimpleNamespace(
        names=("service", *names),
        effects=np.array([[0.0, 1.0, 3.0, 4.0, 9.0, 2.0, 0.5]]),
        frontier=[Placed(one, how) for one, how in zip(option, standing, strict=True)],
    )
    assert [names[i] for i in _most_telling(names, needed, choice)] == ["on-frontier", "most", "more"]
    assert _most_telling(names[:3], needed[:3], choice) == [0, 1, 2]


def worth(ratio: float | None) -> str:
    found = [block.text for block in driver_blocks(economics(NAMES[:3], ratio)) if isinstance(block, Paragraph)]
    return next(text for text in found if "worth £10,000" in text)


def test_where_no_ratio_is_given_none_is_said_as_a_worth_either() -> None:
    assert worth(None) == (
        "'Half more', beside 'The service': it is not sure. The table takes one completed therapy to be worth £10,000."
    )
    assert "is better than 'The service' where one completed therapy is worth more than £8,000." in worth(8_000.0)
