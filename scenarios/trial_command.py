"""``dussk trial``: a trial design worked out, as text, JSON, documents and simulated data."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.names import file_of
from scenarios.options import AsJson, Overwrite, Quiet, Seed, Workers, print_json

if TYPE_CHECKING:
    from scenarios.trial.checking import Check
    from scenarios.trial.design import Design
    from scenarios.trial.lives import Lives
    from scenarios.trial_report.worked import Worked
    from scenarios.value.of_trial import Question, Worth

DRAWS, LEAST_DRAWS, LEAST_TRIALS = 2000, 20, 20
EACH = 5
"""Replications of each draw with which the arms run as scenarios, for the value of the trial."""
DEFAULT = "example"
TRIALS = Path(__file__).with_name("trials")

DrawsOfTrial = Annotated[
    int | None,
    typer.Option("--draws", help=f"Draws of the posterior and of what the design believes: {DRAWS}, or all there are."),
]
Reports = Annotated[
    list[Path] | None,
    typer.Option("--report", help="A document to write, ending in .html, .docx, .xlsx or .pdf; may be given again."),
]
Data = Annotated[Path | None, typer.Option("--data", help="A .csv file for simulated data sets, a row for each woman.")]
Sets = Annotated[int, typer.Option("--data-sets", help="How many data sets; each is of a draw of its own.")]
Size = Annotated[int | None, typer.Option("--data-size", help="Women in each data set; by default the trial's size.")]
Simulated = Annotated[
    int | None,
    typer.Option("--check-simulated", help="Simulate so many trials, and put their power and type I error beside."),
]

WithValue = Annotated[
    bool,
    typer.Option("--value", help="What the trial is worth for the decision, by the design's [value]; slower."),
]


def trial(
    design: Annotated[
        str, typer.Argument(help="A trial design, a file that ends in .toml; or the name of a shipped one.")
    ] = DEFAULT,
    draws: DrawsOfTrial = None,
    seed: Seed = 1,
    workers: Workers = None,
    report: Reports = None,
    data: Data = None,
    data_sets: Sets = 10,
    data_size: Size = None,
    check_simulated: Simulated = None,
    value: WithValue = False,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Size a trial: women recruited, dose received, power and assurance, and which assumption matters most."""
    from scenarios.running import threads_for
    from scenarios.trial.design import read_with_text

    found, text = read_with_text(file_of(design, "trial design", TRIALS))
    asked = _Asked(_draws_for(draws), seed, check_simulated, data, data_sets, data_size, value=value, quiet=quiet)
    _check(found, asked, report or [], overwrite=overwrite)
    worked = _work(found, asked, threads_for(workers))
    worked = replace(worked, design_text=text, command=asked.command(design))
    if report:
        _write_reports(report, worked, overwrite=overwrite)
    if as_json:
        print_json(worked.as_json())
        return
    from scenarios.trial_report.text import trial_text

    typer.echo(trial_text(worked), nl=False)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a design; ``simulated``, ``data`` and ``size`` are None where they are not."""

    draws: int
    seed: int
    simulated: int | None
    data: Path | None
    sets: int
    size: int | None
    value: bool
    quiet: bool

    def command(self, design: str) -> str:
        """Return what gives the same numbers."""
        found = f"dussk trial {design} --draws {self.draws} --seed {self.seed}"
        found += f" --check-simulated {self.simulated}" if self.simulated else ""
        return found + (" --value" if self.value else "")

    def say(self, line: str) -> None:
        """Say what is being done, unless nothing is to be said."""
        if not self.quiet:
            print(f"{line}...", file=sys.stderr)


def _draws_for(asked: int | None) -> int:
    from scenarios.drawn import the_posterior
    from sim.errors import InputError

    most = the_posterior("a trial cannot be sized without it").number
    if asked is None:
        return min(DRAWS, most)
    if not LEAST_DRAWS <= asked <= most:
        raise InputError(f"--draws {asked}: expected {LEAST_DRAWS} to {most}, which the posterior holds")
    return asked


def _check(design: Design, asked: _Asked, reports: list[Path], *, overwrite: bool) -> None:
    """Refuse what cannot be worked out or written, before anything runs."""
    from scenarios.report_command import check_reports
    from sim.errors import InputError

    if not 0 <= asked.seed < 1 << 64:
        raise InputError(f"--seed {asked.seed}: expected a whole number from 0 to {(1 << 64) - 1}")
    if asked.simulated is not None and not LEAST_TRIALS <= asked.simulated <= asked.draws:
        raise InputError(
            f"--check-simulated {asked.simulated}: expected {LEAST_TRIALS} to {asked.draws}, a trial for each of the "
            "draws"
        )
    check_reports(reports, overwrite=overwrite)
    if asked.value:
        _check_value(design, asked.draws)
    if asked.data is not None:
        from scenarios.trial_report.writing import check_data

        check_data(asked.data, asked.sets, asked.size, design.sizes[-1], asked.draws, overwrite=overwrite)


def _check_value(design: Design, draws: int) -> None:
    from scenarios.economics.decision import LEAST_DRAWS as LEAST_FOR_VALUE
    from scenarios.value.decision_of_trial import check_decision
    from sim.errors import InputError

    if design.value is None:
        raise InputError(
            f"{design.name}: [value] is missing: --value needs to know whom the decision is for, and at what cost"
        )
    if draws < LEAST_FOR_VALUE:
        raise InputError(f"--draws {draws}: expected {LEAST_FOR_VALUE} or more with --value")
    check_decision(design, _question(design).measure)


def _work(design: Design, asked: _Asked, threads: int) -> Worked:
    from scenarios.trial.checking import checked
    from scenarios.trial.matters import matters
    from scenarios.trial.recruiting import reached
    from scenarios.trial_report.result import work_out
    from scenarios.trial_report.timing import timing
    from scenarios.trial_report.worked import Worked
    from scenarios.trial_report.writing import write_data

    draws, seed = asked.draws, asked.seed
    found, lives, beliefs = work_out(design, draws, seed, threads, asked.say)
    asked.say("finding what matters most")
    settled = matters(lives, draws, beliefs, design, found.size)
    asked.say("following women up for longer")
    later = timing(design, draws, seed, beliefs, found.size, threads)
    check: Check | None = None
    if asked.simulated:
        asked.say(f"simulating {2 * asked.simulated:,} trials")
        check = checked(lives, asked.simulated, found.size, beliefs, design, seed)
    if asked.data is not None:
        write_data(asked.data, lives, asked.sets, asked.size or found.size, beliefs, design, seed)
    # Twice the sites recruit twice the women in the same time, so half the size is what these must reach.
    half = reached(lives, draws, design, math.ceil(found.size / 2))
    worth: Worth | None = None
    if asked.value:
        asked.say("finding what the trial is worth")
        worth = _worth(design, draws, seed, threads, found.size, lives)
    return Worked(found, settled, half.on_time, check, "", worth, later)


def _worth(design: Design, draws: int, seed: int, threads: int, size: int, lives: Lives) -> Worth:
    from scenarios.trial_report.sections_value import sizes_for
    from scenarios.value.of_trial import worth_of_trial

    sizes = sizes_for(design.sizes, size)
    return worth_of_trial(design, draws, EACH, seed, threads, sizes, _question(design), lives=lives)


def _question(design: Design) -> Question:
    from scenarios.value.decision_of_trial import Measure
    from scenarios.value.net_benefit_of_sampling import Price, Reach
    from scenarios.value.of_trial import Question

    asked = design.value
    assert asked is not None
    return Question(
        Measure(asked.measure, asked.pounds),
        Reach(asked.population, asked.horizon_years, asked.discount_rate),
        Price(asked.research_fixed, asked.research_per_woman),
        asked.months_after,
    )


def _write_reports(files: list[Path], worked: Worked, *, overwrite: bool) -> None:
    from scenarios.document.write import write_report
    from scenarios.report_command import today_in_words
    from scenarios.trial_report.sections import trial_document

    document = trial_document(worked, today_in_words())
    for file in files:
        write_report(file, document, overwrite=overwrite)
