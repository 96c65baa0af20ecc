"""Value for money on the command line, as a commissioner's analyst asks for it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.behaviour, pytest.mark.xdist_group("economics")]

SCRIPT = Path(sys.executable).with_name("dussk")
DUSSK = [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-m", "scenarios.cli"]
FEW = ("-n", "400", "--draws", "80", "--quiet")


def dussk(*words):
    return subprocess.run([*DUSSK, *words], capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def found():
    done = dussk("compare", "more-support", "extended-stabilisation", "--health", "--json", *FEW)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["economics"]


def test_business_as_usual_and_do_minimum_are_always_options(found):
    assert list(found["options"]) == [
        "base",
        "more-support",
        "extended-stabilisation",
        "business-as-usual",
        "do-minimum",
    ]
    assert found["options"]["business-as-usual"]["cost_per_woman"]["completed_therapy"]["mean"] is None


def test_an_option_that_is_asked_for_is_not_added_again():
    done = dussk("compare", "business-as-usual", "--economics", "--json", *FEW)
    assert list(json.loads(done.stdout)["economics"]["options"]) == ["base", "business-as-usual", "do-minimum"]


def test_no_ratio_is_ever_negative_and_one_more_is_priced_only_where_more_is_gained_for_more(found):
    for one in found["options"].values():
        assert one["pounds_for_one_more_completer"] is None or one["pounds_for_one_more_completer"] > 0
    assert found["options"]["more-support"]["probability_more_complete"] > 0.9
    assert found["options"]["extended-stabilisation"]["pounds_for_one_more_completer"] is None
    for choice in (found["choice"], found["health"]):
        assert all(one["pounds_for_one_more"] is None or one["pounds_for_one_more"] > 0 for one in choice["frontier"])
    assert set(found["driven"]) == {"more-support", "extended-stabilisation"}


def test_probabilities_add_up_and_knowing_more_is_never_worth_less_than_nothing(found):
    for choice in (found["choice"], found["health"]):
        for at in choice["at"]:
            assert sum(at["probability_best"].values()) == pytest.approx(1.0)
            assert at["evpi"] >= 0.0
            assert at["evpi_error"] >= 0.0
            best = max(at["net_benefit"], key=at["net_benefit"].get)
            assert best == at["best_on_average"]


def test_money_alone_chooses_business_as_usual_and_a_high_worth_chooses_support(found):
    at = {one["threshold"]: one["best_on_average"] for one in found["choice"]["at"]}
    assert at[0.0] == "business-as-usual"
    assert at[30_000.0] == "more-support"


def test_the_printed_page_has_money_and_no_negative_ratio():
    done = dussk("compare", "rapid-referral", "--economics", *FEW)
    assert done.returncode == 0
    assert "value for money" in done.stdout
    assert "worth of one completed therapy" in done.stdout
    assert not re.search(r"-£[\d,]+ for each", done.stdout)
    assert not re.search(r"\d\.\d{3,}", done.stdout)


def test_point_values_say_that_the_choice_cannot_be_told():
    done = dussk("compare", "rapid-referral", "--economics", "--draws", "0", "-n", "100", "--quiet")
    assert done.returncode == 0
    assert "How sure the choice is cannot be told" in " ".join(done.stdout.split())
    assert "95% Monte Carlo" in done.stdout


def test_the_same_numbers_come_from_any_number_of_workers(found):
    more = dussk("compare", "more-support", "extended-stabilisation", "--health", "--json", "--workers", "1", *FEW)
    assert json.loads(more.stdout)["economics"] == found


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("more-support", "service-rapid-referral", "--economics"),
            "these compare with base, service; name one with --to",
        ),
        (("more-support", "--health", "--discounting", "green"), "'green' is not one of 'nice', 'green-book'"),
        (("more-support", "--discounting", "nice"), "--discounting: it is of health outcomes; add --health"),
        (("more-support", "--suppress"), "--suppress: it changes reports; name one with --report"),
        (("more-support", "--report", "there.odt"), "there.odt"),
        (("more-support", "--report", "nowhere/at/all.docx"), "nowhere"),
        (("more-support", "--report", "a.docx", "--report", "a.docx"), "a.docx: this report is asked for twice"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_before_anything_runs(words, said, tmp_path):
    done = subprocess.run([*DUSSK, "compare", *words], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_costs_discounted_otherwise_than_health_outcomes_are_told_apart(tmp_path):
    (tmp_path / "undiscounted.toml").write_text(
        'title = "t"\nquestion = "q"\nbased_on = "more-support"\ncompare_with = "base"\n'
        '[changes]\n"costs.discount_rate" = 0.0\n[evidence]\n"costs.discount_rate" = "ours"\n'
    )
    words = [*DUSSK, "compare", "undiscounted.toml", "--health"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert "undiscounted: costs.discount_rate is 0, and health outcomes are discounted" in done.stderr
