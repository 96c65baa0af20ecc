"""The parameter set: what is known of each number, what it refuses and in which words, and that it never changes."""

from math import inf, nan

import pytest
from hypothesis import given, settings
from pydantic import ValidationError
from strategies import parameter_sets

from scenarios.verify.designs import CHOICES
from sim import InputError, default_parameters
from sim.parameters import Prior, check_value, entries

pytestmark = pytest.mark.unit

BASE = default_parameters()
every_entry = pytest.mark.parametrize("name", entries())


@every_entry
def test_every_number_says_what_it_is(name):
    entry = entries()[name]
    for text in (entry.unit, entry.source, entry.help):
        assert text == text.strip()
        assert text
    assert entry.help[0].isupper()
    assert entry.help.endswith(".")
    assert entry.standing in ("study", "literature", "derived", "assumption")
    assert str(entry.prior).startswith(entry.prior.family)
    assert len(entry.range) >= 2
    assert len(set(entry.range)) == len(entry.range)


@every_entry
def test_every_value_is_in_its_range(name):
    entry = entries()[name]
    values = entry.value if isinstance(entry.value, list) else [entry.value]
    assert values
    for value in values:
        if isinstance(value, str):
            assert value in entry.range
        else:
            assert entry.range[0] <= value <= entry.range[1]
    got = BASE.get(name)
    assert (list(got) if isinstance(got, tuple) else got) == entry.value


@every_entry
def test_every_prior_can_give_the_value(name):
    entry = entries()[name]
    x = entry.prior.model_extra or {}
    if entry.prior.family in ("uniform", "triangular"):
        assert entry.range[0] <= x["low"] <= entry.value <= x["high"] <= entry.range[1]
        assert x["low"] <= x.get("mode", x["low"]) <= x["high"]
    elif entry.prior.family == "dirichlet":
        assert len(x["weights"]) == len(entry.value)
    elif entry.prior.family not in ("fixed", "structural"):
        assert not isinstance(entry.value, list | str | bool)


@every_entry
def test_every_number_can_be_set_to_itself(name):
    assert BASE.changed({name: BASE.get(name)}) == BASE


def test_a_number_beyond_its_range_is_refused():
    for name, entry in entries().items():
        if isinstance(entry.value, bool | str):
            continue
        for value in (entry.range[0] - 1, entry.range[1] + 1):
            with pytest.raises(InputError, match=name):
                check_value(name, [value] if isinstance(entry.value, list) else value)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"stabilisation.session": 8}, r"unknown parameter 'stabilisation.session'.*'stabilisation.sessions'"),
        ({"attendence.drug_group": 0.5}, r"'attendance.drug_group'"),
        ({"stabilisation.sessions": "8"}, 'stabilisation.sessions = "8": expected a whole number from 1 to 52'),
        ({"stabilisation.sessions": 8.0}, "expected a whole number"),
        ({"stabilisation.sessions": True}, "expected a whole number"),
        ({"stabilisation.sessions": None}, "expected a whole number"),
        ({"attendance.drug_group": "half"}, "expected a number"),
        ({"attendance.drug_group": True}, "expected a number"),
        ({"attendance.drug_group": nan}, "attendance.drug_group"),
        ({"attendance.drug_group": inf}, "attendance.drug_group"),
        ({"attendance.drug_group": -inf}, "attendance.drug_group"),
        (
            {"attendance.drug_group": 1.2},
            r"attendance.drug_group = 1.2: expected a number from 0.0 to 1.0 \(probability\)",
        ),
        ({"costs.voucher": -1.0}, r"costs.voucher = -1.0: expected a number from 0.0 to"),
        ({"waiting.keep_attending": 1}, "expected true or false"),
        ({"run.kind": "servise"}, "expected one of 'study', 'service'.*Did you mean 'service'"),
        ({"run.kind": 3}, "expected one of"),
        ({"psychologist.clinic_days": 1}, r"expected a list such as \["),
        ({"psychologist.clinic_days": []}, "expected a list"),
        ({"psychologist.clinic_days": [1, 7]}, "expected a whole number from 0 to 6"),
        ({"women.sells_sex": [0.5, 0.5]}, "expected 4 shares that add up to 1"),
        ({"women.sells_sex": [0.5, 0.2, 0.2, 0.2]}, "expected 4 shares that add up to 1"),
        ({"women.sells_sex": [nan, 0.2, 0.2, 0.2]}, "women.sells_sex"),
        (
            {"stabilisation.minimum_size": 9, "stabilisation.maximum_size": 8},
            "stabilisation.minimum_size = 9 is above stabilisation.maximum_size = 8",
        ),
        ({"run.recruitment_weeks": 70, "run.delivery_weeks": 60}, "run.recruitment_weeks = 70 is above"),
        ({"run.warm_up_weeks": 60, "run.delivery_weeks": 60}, "or nothing is counted"),
        (
            {"drug_groups.preparation_first_week": 9, "drug_groups.preparation_last_week": 8},
            "drug_groups.preparation_first_week = 9 is above",
        ),
        ({"emdr.share": 0.0}, "at least one therapy must be offered"),
        (
            {
                "psychologist.slots_per_clinic_day": 1,
                "psychologist.number": 1.0,
                "psychologist.reserved_slots": 0,
                "stabilisation.slots_per_session": 2,
            },
            "leaves 1 slots for a stabilisation session, which takes 2",
        ),
        ({"psychologist.reserved_slots": 50}, "slots for a stabilisation session"),
        ({"costs.nhscii_percent": [1.0]}, "one percentage for each year"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_clear_line(changes, says):
    with pytest.raises(InputError, match=says) as refused:
        BASE.changed(changes)
    assert "\n" not in str(refused.value)


def test_a_name_with_nothing_near_it_is_refused_plainly():
    with pytest.raises(InputError, match=r"^unknown parameter 'xyzzy'.$"):
        BASE.changed({"xyzzy": 1})
    with pytest.raises(InputError, match="unknown parameter"):
        BASE.get("stabilisation")


def test_no_trauma_work_needs_no_slots_for_it():
    changes = {"pathway.trauma": "not_offered", "psychologist.reserved_slots": 50, "emdr.share": 0.0}
    assert BASE.changed(changes).emdr.share == 0.0


def test_a_set_never_changes():
    with pytest.raises(ValidationError, match="frozen"):
        BASE.stabilisation.sessions = 8
    with pytest.raises(ValidationError, match="frozen"):
        BASE.stabilisation = BASE.stabilisation
    longer = BASE.changed({"stabilisation.sessions": 8})
    assert (BASE.stabilisation.sessions, longer.stabilisation.sessions) == (5, 8)
    assert isinstance(BASE.women.sells_sex, tuple)
    assert hash(longer) != hash(BASE)


def test_a_whole_number_will_do_for_a_number():
    price = BASE.changed({"costs.voucher": 12}).costs.voucher
    assert price == 12.0
    assert isinstance(price, float)


def test_changes_add_up():
    once = BASE.changed({"stabilisation.sessions": 8, "emdr.interval_weeks": 2})
    twice = BASE.changed({"stabilisation.sessions": 8}).changed({"emdr.interval_weeks": 2})
    assert once == twice
    assert once.digest() == twice.digest()
    assert once.digest() != BASE.digest()
    assert len({BASE.changed({"stabilisation.sessions": n}).digest() for n in range(1, 53)}) == 52


@settings(max_examples=50)
@given(parameter_sets())
def test_random_designs_are_accepted_whole(parameters):
    assert parameters.changed({}) == parameters
    assert set(parameters.flat()) == set(entries())
    assert CHOICES.keys() <= entries().keys()


@pytest.mark.parametrize(
    ("prior", "says"),
    [
        ({"family": "betta", "a": 1, "b": 1}, "unknown family 'betta'.*'beta'"),
        ({"family": "beta", "a": 1}, "beta needs"),
        ({"family": "fixed", "a": 1}, "fixed needs"),
    ],
)
def test_a_prior_is_whole(prior, says):
    with pytest.raises(ValidationError, match=says):
        Prior(**prior)
