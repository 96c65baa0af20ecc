"""The command line: ``dussk run``, ``compare``, ``scenarios``, ``batch``, ``replay``, ``calibrate`` and ``verify``."""

from __future__ import annotations

import os
import sys
from concurrent.futures.process import BrokenProcessPool
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from scenarios import calibrate, compare_command, page_command, trial_command
from scenarios.batch import commands as batch_commands
from scenarios.options import (
    DEFAULT_LOGS,
    AsJson,
    Draws,
    Engine,
    Logs,
    Out,
    Overwrite,
    Quiet,
    Replications,
    Seed,
    TableFormat,
    Workers,
    print_json,
    settings_of,
)
from scenarios.verify import commands as verify_commands
from sim.errors import InputError

BAD_INPUT = 2
INTERRUPTED = 130


class _Group(TyperGroup):
    """The commands, of which some say themselves what a Ctrl-C has left."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; a Ctrl-C that it has said nothing about is told apart from one that it has."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Abort from None


app = typer.Typer(
    name="dussk",
    cls=_Group,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
library = typer.Typer(help="The scenarios that ship; checking your own; a schema for editors.", rich_markup_mode=None)
app.add_typer(library, name="scenarios")


def _say_version(asked: bool) -> None:
    if not asked:
        return
    from calibration.version import model_hash
    from scenarios.batch.provenance import code_hash
    from scenarios.packages import versions

    typer.echo(f"dussk {versions()['dussk']}, model {model_hash()[:16]}, code {code_hash()[:16]}")
    raise typer.Exit


@app.callback()
def every_command(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_say_version,
            is_eager=True,
            help="The version, and the hashes that results carry: of the model of record, and of all of sim/.",
        ),
    ] = False,
) -> None:
    """Simulate the DUSSK care pathway, and compare ways of running it."""


app.command("compare")(compare_command.compare)
app.command("trial")(trial_command.trial)
app.command("batch")(batch_commands.batch)
app.command("replay")(batch_commands.replay)
app.command("page")(page_command.page)
app.add_typer(calibrate.app, name="calibrate")
app.add_typer(verify_commands.app, name="verify")


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="A shipped name, or a path to a scenario file.")] = "base",
    replications: Replications = None,
    seed: Seed = 1,
    engine: Engine = "auto",
    draws: Draws = None,
    workers: Workers = None,
    out: Out = None,
    logs: Logs = DEFAULT_LOGS,
    overwrite: Overwrite = False,
    table_format: TableFormat = "csv",
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run one scenario: who is met, joins, waits, gets through and is lost, and what it costs."""
    from scenarios.files import find
    from scenarios.results import check_out, write_results
    from scenarios.running import run_scenarios

    found = find(scenario)
    settings = settings_of(replications, seed, engine, draws, workers, logs if out else 0)
    if out is not None:
        check_out(out, overwrite=overwrite, table_format=table_format)
    runs = run_scenarios([found], settings, quiet=quiet)
    from scenarios.drawn import facts_of
    from scenarios.intervals import summarise

    summary = summarise(runs[found.name])
    if out is not None:
        write_results(out, [found], runs, settings, table_format, overwrite=overwrite)
    if as_json:
        print_json(
            {
                "scenario": found.name,
                "replications": settings.replications,
                **facts_of(settings.draws),
                "seed": seed,
                "outcomes": {name: item.as_json() for name, item in summary.items()},
            }
        )
        return
    from scenarios.run_text import run_text

    typer.echo(run_text(found, runs[found.name], summary, settings), nl=False)


@library.callback(invoke_without_command=True)
def scenarios_default(context: typer.Context) -> None:
    """List the scenarios that ship."""
    if context.invoked_subcommand is None:
        list_scenarios()


@library.command("list")
def list_scenarios(as_json: AsJson = False) -> None:
    """List the scenarios that ship, with their questions."""
    from scenarios.files import find, shipped

    found = [find(name) for name in shipped()]
    if as_json:
        print_json(
            [{"name": s.name, "title": s.title, "question": s.question, "compare_with": s.compare_with} for s in found]
        )
        return
    from scenarios.listing import list_text

    typer.echo(list_text(found), nl=False)


@library.command("show")
def show_scenario(
    scenario: Annotated[str, typer.Argument(help="A shipped name, or a path to a scenario file.")],
    as_json: AsJson = False,
) -> None:
    """Show a scenario: its question, what it changes and why, and everything it leaves as it is."""
    from scenarios.files import find

    found = find(scenario)
    if as_json:
        print_json(
            {
                "name": found.name,
                "title": found.title,
                "question": found.question,
                "based_on": found.based_on,
                "compare_with": found.compare_with,
                "changes": found.changes,
                "evidence": found.evidence,
                "parameters": found.parameters.flat(),
            }
        )
        return
    from scenarios.listing import show_text

    typer.echo(show_text(found), nl=False)


@library.command("check")
def check_scenarios(files: Annotated[list[str], typer.Argument(help="Scenario files (or shipped names).")]) -> None:
    """Check scenario files: all that is wrong with each, a line a fault, and exit status 2 if any cannot be used."""
    from calibration.faults import messages_of, told
    from scenarios.comparability import comparator
    from scenarios.display import one_line
    from scenarios.files import find

    bad = 0
    for file in files:
        try:
            found = find(file)
            against = comparator(found).name if found.compare_with else "nothing"
            typer.echo(f"{file}: good: changes {len(found.changes)} parameter(s), compares with {against}")
        except InputError as error:
            bad += 1
            for line in told(messages_of(error)):
                typer.echo(one_line(line if file in line else f"{file}: {line}"), err=True)
    if bad:
        raise typer.Exit(BAD_INPUT)


@library.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from scenarios.schema import scenario_schema

    print_json(scenario_schema())


def answer() -> None:
    """Run the command line; bad input is one clear line a fault and exit status 2, Ctrl-C is 130."""
    try:
        # A command that says itself what a Ctrl-C has left returns its status, and no more is said here.
        status = app(standalone_mode=False) or 0
    except InputError as error:
        sys.exit(_refuse(error))
    except typer.TyperException as error:
        sys.exit(_usage(error))
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(_fail("stopped; nothing was written", INTERRUPTED))
    except BrokenProcessPool:
        sys.exit(_fail("a worker process was ended from outside; nothing was written", 1))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_fail(f"the output cannot be written: {error.strerror}", 1))
    sys.exit(status)


def _usage(error: typer.TyperException) -> int:
    """Say in one line what was wrong with the words of the command."""
    message = _wrong_value(error) or getattr(error, "format_message", lambda: str(error))()
    if message.startswith("Usage:"):
        print(message)
        return BAD_INPUT
    return _fail(" ".join(message.split()), getattr(error, "exit_code", BAD_INPUT))


def _wrong_value(error: typer.TyperException) -> str:
    """Return what is wrong with the value of an option, as faults of files are told; empty where it is right."""
    param = getattr(error, "param", None)
    found: list[dict[str, Any]] = getattr(error.__context__, "errors", list)()
    if param is None or not found:
        return ""
    name = max(param.opts, key=len) if param.param_type_name == "option" else param.human_readable_name
    expected = {"int_parsing": "a whole number", "float_parsing": "a number"}.get(found[0]["type"])
    if expected is None:
        return f"{name}: {found[0]['msg'].removeprefix('Value error, ').rstrip('.')}"
    return f"{name}: '{found[0]['input']}' is not {expected}"


def _refuse(error: InputError) -> int:
    """Say all that is wrong with what was given, a line each."""
    from calibration.faults import messages_of, told

    for message in told(messages_of(error)):
        _fail(message, BAD_INPUT)
    return BAD_INPUT


def _fail(message: str, status: int) -> int:
    from scenarios.display import one_line

    print(f"dussk: {one_line(message)}", file=sys.stderr)
    return status
