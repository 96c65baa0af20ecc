"""The evidence: what ships can happen and is used once, and what cannot happen is one clear line."""

import copy
from pathlib import Path

import pytest

from calibration.evidence import EVIDENCE_FILE, evidence, read_evidence, targets
from calibration.priors import drawable
from calibration.roles import ROLES_FILE, read_roles, roles
from calibration.study import study
from sim import InputError
from sim.parameters import entries

pytestmark = pytest.mark.unit

GOOD = """
[referred]
help = "Women referred."
outcome = "referred"
figure = "counts.referred"
out_of = "counts.consented"
likelihood = "exact"
standing = "study"
use = "fitted"
source = "a paper"
"""


def read(text: str, tmp_path: Path, **counts: int):
    path = tmp_path / "evidence.toml"
    path.write_text(text, encoding="utf-8")
    figures = copy.deepcopy(study())
    figures["counts"] |= counts
    return read_evidence(path, figures)


def test_a_good_file_is_read(tmp_path):
    target = read(GOOD, tmp_path)["referred"]
    assert (target.low, target.high, target.out_of, target.shown()) == (5, 5, 11, "5 of 11")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('outcome = "referred"', 'outcome = "refered"', "[referred]: outcome = 'refered': expected a total"),
        ('outcome = "referred"', 'outcome = "refered"', "Did you mean 'referred'?"),
        ('outcome = "referred"', "outcome = []", "expected a name"),
        ('"counts.referred"', '"counts.refered"', "study.toml has no such figure. Did you mean 'counts.referred'?"),
        ('"counts.consented"', '"counts.ptsd_screened"', "figure = 5 is above out_of = 4"),
        ('use = "fitted"', 'use = "fited"', "use = 'fited': expected one of closed_form, fitted, in_prior, held_out."),
        ('likelihood = "exact"', 'likelihood = "interval"', "expected two whole numbers, low and high"),
        ('likelihood = "exact"', 'likelihood = "exactly"', "likelihood = 'exactly'"),
        ("help =", "helps =", "unknown field 'helps'. Did you mean 'help'?"),
        ('source = "a paper"', "", "source is missing"),
        ('source = "a paper"', "source = 3", "expected a line of text"),
        ("[referred]", "[referred", "not valid TOML"),
        (GOOD, "", "there is no target in it"),
        (GOOD, "referred = 5", "expected a table of fields"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(old, new, said, tmp_path):
    with pytest.raises(InputError) as error:
        read(GOOD.replace(old, new), tmp_path)
    assert said in str(error.value)
    assert "evidence.toml" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"screened": 126, "declined": -1}, "declined = -1: expected a whole number, not below 0"),
        ({"screened": 126}, "screened = 126 is above contacts = 125"),
        ({"ptsd_positive": 5}, "ptsd_positive = 5 is above ptsd_screened = 4"),
        ({"declined_other": 49}, "declined = 84: expected declined_too_busy 13 + declined_not_interested 11"),
        ({"referred": 4.5}, "referred = 4.5: expected a whole number"),
    ],
)
def test_counts_that_cannot_happen_are_refused(counts, said, tmp_path):
    with pytest.raises(InputError) as error:
        read(GOOD, tmp_path, **counts)
    assert said in str(error.value)
    assert "study.toml" in str(error.value)


def test_a_crossed_interval_is_refused(tmp_path):
    text = GOOD.replace('"counts.referred"', '"ranges.crossed"').replace('"exact"', '"interval"')
    path = tmp_path / "evidence.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"\[66, 34\]: expected the lower number first"):
        read_evidence(path, {**study(), "ranges": {"crossed": [66, 34]}})


def test_a_figure_used_twice_is_refused(tmp_path):
    twice = GOOD + GOOD.replace("[referred]", "[referred_again]")
    with pytest.raises(InputError, match=r"\[referred_again\].*each printed figure enters the likelihood once"):
        read(twice, tmp_path)
    read(twice.replace('use = "fitted"', 'use = "held_out"', 1), tmp_path)


def test_the_shipped_evidence_is_what_was_decided_before_the_fit():
    fitted = {target.name: (target.low, target.high) for target in targets("fitted")}
    assert fitted == {
        "referred": (5, 5),
        "ptsd_screened": (4, 4),
        "started_therapy": (4, 4),
        "drug_group_sessions": (34, 66),
        "therapy_sessions": (28, 28),
    }
    assert [target.name for target in targets("held_out")] == [
        "stabilisation_sessions",
        "ptsd_screening_cost",
        "total_cost",
    ]
    assert EVIDENCE_FILE.exists()
    assert all(target.help for target in evidence().values())


def test_every_parameter_with_a_prior_has_one_role():
    found = roles()
    names = [*found.fitted, *found.rates, *found.priced, *found.closed_form, *found.prior_alone]
    assert sorted(names) == sorted(drawable())
    assert not any(entries()[name].prior.family == "structural" for name in names)
    assert {form.target for form in found.closed_form.values()} <= evidence().keys()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"returning.per_week",', '"returning.per_weeks",', "unknown parameter 'returning.per_weeks'"),
        ('"returning.per_week",', '"women.ptsd",', "women.ptsd has two roles"),
        ('"returning.per_week",', "", "returning.per_week has a prior and no role"),
        ('"returning.per_week",', '"gate.rule",', "gate.rule is structural"),
    ],
)
def test_roles_that_cannot_be_are_one_clear_line(old, new, said, tmp_path):
    path = tmp_path / "roles.toml"
    path.write_text(ROLES_FILE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_roles(path)
    assert said in str(error.value)
    assert "roles.toml" in str(error.value)
