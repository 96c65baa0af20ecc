"""The benchmarks measure what they say: the same pathway for all, the days women spend inside, and the same draws."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from benchmarks.engines import days_inside
from benchmarks.growth import SIZES, grown
from benchmarks.peers import in_r
from benchmarks.text import number, table
from benchmarks.timing import Elsewhere, cpu
from scenarios import load
from sim.clock import tick
from sim.draws import philox, round_keys
from sim.words import Event, Step

pytestmark = pytest.mark.unit


def test_days_inside_leave_out_time_away() -> None:
    log = [(1, 7, Event.ENROLLED), (10, 7, Event.LEFT), (30, 7, Event.RETURNED), (45, 7, Event.STILL_INSIDE)]
    log += [(2, 8, Event.ENROLLED), (20, 8, Event.COMPLETED)]
    events = [(tick(day, 4), woman, event, Step.THERAPY, 0, 0) for day, woman, event in log]
    events.append((tick(15, 8), 8, Event.COMPLETED, Step.STABILISATION, 0, 0))
    assert days_inside(sorted(events)) == (10 - 1) + (45 - 30) + (20 - 2)


def test_grown_scenarios_meet_as_many_times_the_women() -> None:
    base = load("base")
    for times in SIZES:
        p = grown(times)
        multiplier = p.sites.number * p.sites.contact_multipliers[0] * p.contacts.quarterly_multipliers[0]
        assert multiplier == pytest.approx(times)
        slots = p.sites.number * p.psychologist.slots_per_clinic_day * p.psychologist.number
        assert slots == pytest.approx(times * base.psychologist.slots_per_clinic_day)


def test_counting_draws_changes_no_draw() -> None:
    draws = pytest.importorskip("benchmarks.draws")
    drawn = Counter(draws.blocks_drawn(load("base"), 2))
    assert drawn["contact"] > 0
    assert drawn["week"] > drawn["consent"] > 0
    same = draws.CountedDraws(5, 3)
    assert same.block(4, 9, 2) == draws.Draws(5, 3).block(4, 9, 2)


def test_the_measured_block_is_the_one_that_is_drawn() -> None:
    draws = pytest.importorskip("benchmarks.draws")
    counter, seed = (2, 9, 4, 3), 6
    made = draws._philox.py_func(*map(draws.uint64, counter), draws.uint64(seed), draws.uint64(0))
    assert tuple(map(int, made)) == philox(*counter, round_keys(seed))


def test_tables_are_aligned() -> None:
    lines = table("Title", ["name", "n"], [["a", 1], ["longer", 22]]).splitlines()
    assert lines[1:] == ["  name     n", "  ------  --", "  a        1", "  longer  22"]
    shown = [number(x) for x in (None, 1234.5, 12.34, 1.234, 0.01234)]
    assert shown == [
        "not available",
        "1,234",
        "12.3",
        "1.23",
        "0.0123",
    ]


IN_R = {"R": in_r.PLAIN, "simmer": in_r.SIMMER}


@pytest.fixture(params=["Ciw", "salabim", *IN_R])
def peer(request: pytest.FixtureRequest) -> str:
    """The name of a peer that is installed here."""
    if request.param in IN_R and (reason := IN_R[request.param].missing()):
        pytest.skip(reason)
    pytest.importorskip("ciw")
    pytest.importorskip("salabim")
    return request.param


def test_a_peer_replays_and_is_told_apart(peer: str) -> None:
    """A peer gives the same numbers at the same seed; and a model that differs is seen to differ."""
    from benchmarks.peers import agreement, shared

    p, replicate = shared.pathway(), agreement.PEERS[peer]
    assert replicate(p, 4) == replicate(p, 4) != replicate(p, 5)
    changed = shared.pathway(shared.parameters().changed({"emdr.sessions": 2}))
    held = []
    for which in (p, changed):
        held.append(np.array([replicate(which, seed)["therapy_sessions"] for seed in range(6)], float))
    difference, width = agreement.interval(held[0], held[1], 0.01)
    assert difference > width


@pytest.fixture(scope="module")
def counted() -> dict[str, np.ndarray]:
    """What every peer counts, at fixed seeds, so the same each time."""
    pytest.importorskip("ciw")
    pytest.importorskip("salabim")
    from benchmarks.peers import agreement

    return {name: agreement.peer_counts(name, 100) for name in agreement.PEERS}


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({}, True),
        ({"emdr.sessions": 5}, False),
        ({"stabilisation.minimum_size": 5}, False),
    ],
)
def test_peers_agree_with_our_model_of_record_on_every_outcome_and_with_no_other(
    changed: dict[str, float], same: bool, counted: dict[str, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred replications at fixed seeds; benchmarks/peers/README.md has a longer run."""
    from benchmarks.peers import agreement, ours, shared

    ours_is = shared.parameters().changed(changed)
    monkeypatch.setattr(ours, "parameters", lambda: ours_is)
    monkeypatch.setattr(agreement, "peer_counts", lambda name, replications: counted[name])
    text, agree = agreement.compare(100, "simpy")
    assert agree == same, text
    shown = [line for line in text.splitlines() if "±" in line]
    assert len(shown) == len(agreement.MEANS) + len(agreement.WAITS)
    assert all(line.count("±") == len(agreement.PEERS) for line in shown)


needs_r = pytest.mark.skipif(in_r.PLAIN.missing() is not None, reason="R is not installed here")


@needs_r
def test_every_program_in_r_can_be_read_by_r() -> None:
    for file in sorted(in_r.FOLDER.glob("*.R")):
        in_r.rscript("-e", f"invisible(parse({str(file)!r}))")


def calls_that_do_not_fit(program: Path) -> list[str]:
    """The calls that the help pages of simmer do not allow, as benchmarks/peers/simmer_calls.R finds them."""
    return in_r.rscript(str(in_r.FOLDER / "simmer_calls.R"), str(program)).splitlines()


@needs_r
def test_the_program_in_simmer_says_only_what_its_help_pages_allow(tmp_path: Path) -> None:
    """simmer itself may not be installed here, so this holds its words only; README.md says what that shows."""
    program = in_r.FOLDER / in_r.SIMMER.file
    assert calls_that_do_not_fit(program) == []
    wrong = {"renege_abort()": "renege_abrt()", "capacity = Inf": "capasity = Inf", "now(env)": "now(env, 2)"}
    text = program.read_text(encoding="utf-8")
    for right, mistake in wrong.items():
        assert right in text
        text = text.replace(right, mistake)
    copy = tmp_path / "wrong.R"
    copy.write_text(text, encoding="utf-8")
    said = {line.split(":")[0] for line in calls_that_do_not_fit(copy)}
    assert said == {"no such verb", "no argument capasity", "too many arguments"}


def test_a_peer_that_is_left_out_is_named_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ciw")
    pytest.importorskip("salabim")
    from benchmarks.peers import agreement

    kept = agreement.peer_counts("Ciw", 2)
    monkeypatch.setattr(agreement, "PEERS", {"Ciw": agreement.PEERS["Ciw"]})
    monkeypatch.setattr(agreement, "LEFT_OUT", {"simmer": "R cannot load the package simmer here"})
    monkeypatch.setattr(agreement, "peer_counts", lambda name, replications: kept)
    text, _ = agreement.compare(2, "simpy")
    assert "The model in simmer was not compared: R cannot load the package simmer here." in text


@pytest.mark.parametrize(
    ("package", "oldest", "reason"),
    [
        ("stats", "3.0", None),
        ("stats", "999.0", "the R package stats is older than 999.0 here"),
        ("no.such.package", "1.0", "R cannot load the package no.such.package here"),
    ],
)
@needs_r
def test_what_is_missing_of_r_is_said(package: str, oldest: str, reason: str | None) -> None:
    assert in_r.lacking(package, oldest) == reason


def test_work_done_elsewhere_is_timed_by_who_did_it() -> None:
    assert cpu(lambda: Elsewhere(1234.5)) == 1234.5
    assert cpu(lambda: None) < 1


WITHOUT_PEERS = """
import sys
class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name in ("ciw", "salabim"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Nothing())
sys.argv = ["benchmarks", "--quick", "--only", sys.argv[1]]
from benchmarks import __main__ as program
for name in ("benchmarks.growth", "benchmarks.speed", "benchmarks.resources"):
    module = __import__(name, fromlist=["x"])
    for section in ("tables", "scenarios"):
        if hasattr(module, section):
            setattr(module, section, lambda effort, section=section: f"{section} measured")
program.main()
"""


@pytest.mark.parametrize("name", ["tables", "scenarios", "peers", "agreement", "memory"])
def test_only_what_needs_the_peers_asks_for_them(name: str) -> None:
    ran = subprocess.run([sys.executable, "-c", WITHOUT_PEERS, name], capture_output=True, text=True)
    if name in ("tables", "scenarios"):
        assert f"{name} measured" in ran.stdout, ran.stderr
        assert ran.returncode == 0
    else:
        assert ran.stderr.strip() == "ciw is not installed: pip install -c constraints.txt -e '.[benchmarks]'"
        assert ran.returncode == 1
