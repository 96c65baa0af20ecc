"""Bad input: one clear line that says what is wrong, where, and what was expected; and nothing is written."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from calibration.faults import MOST, messages_of
from scenarios import cli
from scenarios.files import find
from sim import InputError

pytestmark = pytest.mark.behaviour

HEAD = {"title": '"T"', "question": '"Q?"', "based_on": '"base"', "compare_with": '"base"'}


class Said(NamedTuple):
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


Say = Callable[..., Said]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Return what runs a command in an empty folder, in this process. An error that a user would see is raised."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["dussk", *words])
        status = 0
        try:
            cli.main()
        except SystemExit as end:
            status = 0 if end.code is None else int(end.code)
        return Said(status, *capsys.readouterr())

    return run


def head(**fields: str) -> str:
    """Return the first lines of a scenario file, with some fields otherwise; an empty one is left out."""
    return "".join(f"{key} = {value}\n" for key, value in (HEAD | fields).items() if value)


def change(name: str, value: str) -> str:
    """Return a scenario file that changes one parameter."""
    return f'{head()}[changes]\n{name} = {value}\n[evidence]\n{name} = "why"\n'


# A file's content, and what the message must hold beside the file's name

FILES: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "a number longer than a word": (change("stabilisation.sessions", "9" * 400), ("of 400 digits", "19")),
    "a long number in hexadecimal": (change("stabilisation.sessions", "0x" + "f" * 9000), ("19 at most",)),
    # names
    "misspelt field": (head() + "[chnages]\n", ("chnages", "'changes'", "question")),
    "misspelt title": (head(title="", tilte='"T"'), ("tilte", "Did you mean 'title'")),
    "misspelt, quoted": (
        change('"stabilisation.sesions"', "8"),
        ("[changes]", "stabilisation.sesions", "'stabilisation.sessions'"),
    ),
    "misspelt, dotted": (change("stabilisation.sesions", "8"), ("[changes]", "'stabilisation.sessions'")),
    "misspelt group": (change("stabilization.sessions", "8"), ("[changes]", "'stabilisation.sessions'")),
    "no group": (change("sessions", "8"), ("[changes]", "unknown parameter 'sessions'")),
    "group without name": (change("stabilisation", "8"), ("[changes]", "unknown parameter 'stabilisation'")),
    "one name twice": (
        change("stabilisation.sessions", "8").replace("[changes]", '[changes]\n"stabilisation.sessions" = 9'),
        ("[changes]", "stabilisation.sessions"),
    ),
    "line break in a name": (head() + '"chan\\nges" = 1\n', ("chan",)),
    # values
    "text for a number": (change("stabilisation.sessions", '"8"'), ("stabilisation.sessions", '"8"', "1 to 52")),
    "fraction for a whole number": (change("stabilisation.sessions", "8.0"), ("8.0", "whole number")),
    "true for a number": (change("stabilisation.sessions", "true"), ("true", "whole number")),
    "number for true": (change("present_focused.if_not_ready", "1"), ("if_not_ready", "true or false")),
    "number for a name": (change("gate.rule", "1"), ("gate.rule", "most_frequent_attenders")),
    "misspelt name": (change("run.kind", '"servise"'), ("run.kind", '"servise"', "Did you mean 'service'")),
    "probability above 1": (change("women.ptsd", "1.2"), ("women.ptsd", "1.2", "0.0 to 1.0", "probability")),
    "not a number": (change("women.ptsd", "nan"), ("women.ptsd", "0.0 to 1.0")),
    "infinite": (change("costs.lunch", "inf"), ("costs.lunch", "0.0 to")),
    "negative cost": (change("costs.lunch", "-1.0"), ("costs.lunch", "-1.0", "0.0 to", "£")),
    "list for a number": (change("costs.lunch", "[1.0]"), ("costs.lunch", "[1.0]", "a number")),
    "number for a list": (change("contacts.outreach_days", "1"), ("contacts.outreach_days", "a list")),
    "empty list": (change("contacts.outreach_days", "[]"), ("contacts.outreach_days", "a list")),
    "no such weekday": (change("contacts.outreach_days", "[1, 7]"), ("contacts.outreach_days", "7", "0 to 6")),
    "a date": (change("costs.lunch", "2020-01-01"), ("costs.lunch", "2020-01-01", "a number")),
    "table for a number": (change("stabilisation.sessions.of", "8"), ("stabilisation.sessions", "whole number")),
    "shares": (change("women.sells_sex", "[0.5, 0.6, 0.0, 0.0]"), ("women.sells_sex", "add up to 1")),
    "minimum above maximum": (
        head() + "[changes]\nstabilisation.minimum_size = 7\nstabilisation.maximum_size = 6\n"
        '[evidence]\nstabilisation.minimum_size = "why"\nstabilisation.maximum_size = "why"\n',
        ("[changes]", "stabilisation.minimum_size = 7", "stabilisation.maximum_size = 6"),
    ),
    "minimum above what base has": (change("stabilisation.minimum_size", "50"), ("stabilisation.maximum_size",)),
    "a number of 5,000 digits": (change("stabilisation.sessions", "9" * 5000), ()),
    # what is missing
    "empty": ("", ("title is missing",)),
    "no title": (head(title=""), ("title is missing",)),
    "blank title": (head(title='" "'), ("title", "text")),
    "number for title": (head(title="5"), ("title = 5", "text")),
    "no question": (head(question=""), ("question is missing",)),
    "no based_on": (head(based_on=""), ("based_on is missing", '"base"')),
    "number for based_on": (head(based_on="3"), ("based_on = 3", "text")),
    "no evidence": (head() + "[changes]\nstabilisation.sessions = 8\n", ("[evidence]", "stabilisation.sessions")),
    "blank evidence": (
        change("stabilisation.sessions", "8").replace('"why"', '" "'),
        ("[evidence]", "stabilisation.sessions", "text"),
    ),
    "number for evidence": (
        change("stabilisation.sessions", "8").replace('"why"', "5"),
        ("[evidence]", "stabilisation.sessions = 5", "text"),
    ),
    "evidence for what is not changed": (
        change("stabilisation.sessions", "8") + 'stabilisation.format = "why"\n',
        ("[evidence]", "'stabilisation.format'", "not changed"),
    ),
    "number for changes": (head() + "changes = 3\n", ("changes = 3", "[changes]")),
    "list for changes": (head() + "[[changes]]\n", ("changes", "[changes]")),
    # other files
    "on nothing known": (head(based_on='"bace"'), ("based_on", "'bace'", "Did you mean 'base'")),
    "on no file": (head(based_on='"bace.toml"'), ("based_on", "'bace.toml'")),
    "compared with nothing known": (head(compare_with='"bace"'), ("compare_with", "'bace'", "Did you mean 'base'")),
    "compared with no file": (head(compare_with='"bace.toml"'), ("compare_with", "'bace.toml'")),
    # what is no TOML
    "not TOML": ("title = \n", ("TOML", "line 1")),
    "unfinished": ('title = """T', ("TOML",)),
    "one field twice": (head() + 'title = "U"\n', ("TOML",)),
    "binary": (bytes(range(256)), ("UTF-8",)),
    "UTF-16": ('title = "T"'.encode("utf-16"), ("UTF-8",)),
    "nested without end": (head() + "x = " + "[" * 5000, ()),
}


SEVERAL = {"empty", "table for a number"}
"""Of these, the files that have more than one fault."""


@pytest.mark.parametrize("fault", FILES)
def test_a_file_that_cannot_be_used_is_refused_in_one_clear_line(say: Say, tmp_path: Path, fault: str) -> None:
    content, parts = FILES[fault]
    path = tmp_path / "mine.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as refused:
        find("mine.toml")
    lines = messages_of(refused.value)
    message = "".join(f"dussk: {line}\n" for line in lines)
    for part in ("mine.toml", *parts):
        assert part in message
    assert all(len(line.splitlines()) == 1 for line in lines)
    assert fault in SEVERAL or len(lines) == 1
    for command in ("run -n 1 --out there", "compare -n 1 --out there", "scenarios show", "run --json"):
        assert say(*command.split(), "mine.toml") == Said(2, "", message)
    assert say("scenarios", "check", "mine.toml")[1:] == ("", message.replace("dussk: ", ""))
    assert list(tmp_path.iterdir()) == [path]


def test_all_faults_of_a_file_are_told_at_once_and_what_follows_from_one_is_not(say: Say, tmp_path: Path) -> None:
    text = (
        'title = ""\nquestion = "Q?"\nbased_on = "bace"\ncompare_with = "second_psychologist"\ncolour = 1\n[changes]\n'
        "stabilisation.sesions = 8\nwomen.ptsd = 1.2\nreferral.delay_days = 7\n[evidence]\nwomen.ptsd = 3\n"
    )
    (tmp_path / "mine.toml").write_text(text.replace("colour = 1\n", ""), encoding="utf-8")
    found = say("run", "mine.toml")
    assert (found.status, found.out) == (2, "")
    parts = (
        ("title = ''", "expected a text in quotation marks"),
        ("based_on: unknown scenario 'bace'", "Did you mean 'base'?"),
        ("[changes]: unknown parameter 'stabilisation.sesions'", "Did you mean 'stabilisation.sessions'?"),
        ("[changes]: women.ptsd = 1.2", "expected a number from 0.0 to 1.0"),
        ("[evidence]: women.ptsd = 3", "expected a text"),
        ("[evidence]: 'stabilisation.sesions' is changed without a reason",),
        ("[evidence]: 'referral.delay_days' is changed without a reason",),
        ("compare_with: unknown scenario 'second_psychologist'", "Did you mean 'second-psychologist'?"),
    )
    for line, wanted in zip(found.err.splitlines(), parts, strict=True):
        assert line.startswith("dussk: mine.toml: ")
        assert all(part in line for part in wanted)
    # A table that cannot be read makes its evidence no fault.
    (tmp_path / "mine.toml").write_text(text.replace("[changes]", "[chnages]"), encoding="utf-8")
    said = say("scenarios", "check", "mine.toml").err
    assert "'chnages'" in said
    assert "'colour'" in said
    assert "[evidence]" not in said


def test_of_very_many_faults_the_first_are_told_and_how_many_more_there_are(say: Say, tmp_path: Path) -> None:
    lines = "".join(f'"no.such{number}" = 1\n' for number in range(MOST + 3))
    (tmp_path / "mine.toml").write_text(f"{head()}[changes]\n{lines}[evidence]\n{lines}", encoding="utf-8")
    said = say("compare", "mine.toml").err.splitlines()
    assert len(said) == MOST + 1
    assert said[-1] == f"dussk: and {2 * (MOST + 3) - MOST} more"


@pytest.mark.parametrize("ring", [1, 2, 3])
def test_scenarios_based_on_one_another_in_a_ring(say: Say, tmp_path: Path, ring: int) -> None:
    for place in range(ring):
        text = head(based_on=f'"step{(place + 1) % ring}.toml"')
        (tmp_path / f"step{place}.toml").write_text(text, encoding="utf-8")
    found = say("run", "step0.toml")
    assert (found.status, found.out, len(found.err.splitlines())) == (2, "", 1)
    for part in ("step0.toml", "based_on", *(f"step{place}" for place in range(ring))):
        assert part in found.err


def test_a_user_s_own_base_needs_something_to_stand_on(say: Say, tmp_path: Path) -> None:
    """Only the file that ships may stand on nothing; another file of that name would be compared with as if it were."""
    (tmp_path / "base.toml").write_text(head(based_on="", compare_with=""), encoding="utf-8")
    found = say("run", "base.toml", "-n", "1")
    assert (found.status, found.out) == (2, "")
    assert "base.toml: based_on is missing" in found.err


@pytest.mark.parametrize("name", ["absent.toml", "./absent.toml", "folder.toml", "folder/", "/", "folder/absent"])
def test_a_file_that_is_not_there_or_is_a_folder(say: Say, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "folder").mkdir()
    for command in ("run", "compare", "scenarios show"):
        found = say(*command.split(), name)
        assert (found.status, found.out, len(found.err.splitlines())) == (2, "", 1)
        assert found.err.startswith(f"dussk: {name}")
        assert "file" in found.err


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *(("bas", "base"), ("widened-drugs-use", "widened-drug-use"), ("Base", "base")),
        *(("second_psychologist", "second-psychologist"), ("three sites", "service-three-sites")),
        ("half-psychologist-more", "service-half-psychologist-more"),
    ],
)
def test_a_misspelt_scenario_brings_the_nearest_name(say: Say, name: str, meant: str) -> None:
    for command in ("run", "compare", "scenarios show", "compare do-minimum --to", "compare --to"):
        found = say(*command.split(), name)
        assert (found.status, found.out, len(found.err.splitlines())) == (2, "", 1)
        assert f"unknown scenario '{name}'" in found.err
        assert f"Did you mean '{meant}'?" in found.err


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("wider_inclusion", "'widened-both', 'widened-drug-use' or 'widened-sex-work'"),
        ("Referral, no delay", "'rapid-referral' or 'service-rapid-referral'"),
    ],
)
def test_words_about_a_scenario_bring_its_name(say: Say, name: str, meant: str) -> None:
    assert f"Did you mean {meant}?" in say("compare", name).err


def test_a_file_is_looked_for_where_it_may_be(say: Say, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(head(), encoding="utf-8")
    assert "Did you mean 'mine.toml'?" in say("compare", "mine").err
    assert "Did you mean 'mine.toml'?" in say("compare", "mime.toml").err
    assert "Did you mean 'do-minimum', which ships?" in say("compare", "do-minimum.toml").err


def test_what_runs_for_another_time_is_not_compared(say: Say, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(change("run.delivery_weeks", "70"), encoding="utf-8")
    for words in (("compare", "mine.toml"), ("scenarios", "check", "mine.toml")):
        found = say(*words)
        assert (found.status, found.out, len(found.err.splitlines())) == (2, "", 1)
        for part in ("mine", "base", "run.delivery_weeks", "70", "60"):
            assert part in found.err
    assert "service cannot be compared with base: run.kind" in say("compare", "service", "--to", "base").err


def test_two_files_of_one_name(say: Say, tmp_path: Path) -> None:
    for place, sessions in enumerate("67"):
        (tmp_path / f"folder{place}").mkdir()
        text = change("stabilisation.sessions", sessions)
        (tmp_path / f"folder{place}" / "mine.toml").write_text(text, encoding="utf-8")
    found = say("compare", "folder0/mine.toml", "folder1/mine.toml", "-n", "1")
    assert (found.status, found.out, len(found.err.splitlines())) == (2, "", 1)
    assert "two different scenarios are called 'mine'" in found.err


def test_checking_says_one_line_a_file_and_the_good_ones_are_good(say: Say, tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(change("stabilisation.sessions", "8"), encoding="utf-8")
    (tmp_path / "bad.toml").write_text(change("women.ptsd", "1.2"), encoding="utf-8")
    found = say("scenarios", "check", "good.toml", "bad.toml", "base", "absent.toml")
    assert found.status == 2
    assert [line.split(":")[0] for line in found.out.splitlines()] == ["good.toml", "base"]
    assert [line.split(":")[0] for line in found.err.splitlines()] == ["bad.toml", "absent.toml"]
    assert say("scenarios", "check", "good.toml", "base").status == 0


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("run -n 0", ("replications", "0", "whole number")),
        ("run -n -5", ("replications", "-5")),
        ("run --seed -1", ("seed", "-1", str(2**64 - 1))),
        (f"run --seed {2**64}", ("seed", str(2**64), str(2**64 - 1))),
        ("run --workers 0", ("workers", "0")),
        ("run --logs -1 --out new/there", ("logs", "-1")),
        ("run --engine simpi", ("engine", "simpi", "Did you mean 'simpy'")),
        ("run --draws 5 -n 4", ("draws", "5", "from 0 (the point values) to 4")),
        ("run --draws -1", ("draws", "-1")),
        ("compare --draws 5 -n 4", ("draws", "5", "from 0 (the point values) to 4")),
        ("compare --engine compile", ("engine", "compile", "Did you mean 'compiled'")),
        ("compare base", ("base", "compare_with", "--to")),
        ("compare -n 0", ("replications", "0")),
        ("compare --seed -1 --out new/there", ("seed", "-1")),
        ("compare service --to base --out new/there", ("service", "base", "run.kind")),
        # words that the command line itself does not know
        ("run --replicatoins 5", ("--replicatoins",)),
        ("run -n five", ("dussk: --replications: 'five' is not a whole number",)),
        ("run -n 1.5", ("--replications: '1.5' is not a whole number",)),
        ("verify engines --minutes long", ("--minutes: 'long' is not a number",)),
        ("run -n", ("-n",)),
        ("run --seed", ("--seed",)),
        ("run --format xml", ("--format: 'xml' is not one of 'csv', 'parquet'",)),
        ("run base base", ("base",)),
        ("rum", ("rum",)),
        ("scenarios lst", ("lst",)),
        ("scenarios show", ("scenario",)),
        ("scenarios check", ("files",)),
    ],
)
def test_words_that_cannot_be_used_are_refused_in_one_clear_line(
    say: Say, tmp_path: Path, words: str, parts: tuple[str, ...]
) -> None:
    found = say(*words.split())
    assert (found.status, found.out, len(found.err.splitlines())) == (2, "", 1)
    assert found.err.startswith("dussk: ")
    for part in parts:
        assert part.lower() in found.err.lower()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", ["run mine.toml", "run --replicatoins 5", "scenarios check mine.toml", "run -n x"])
def test_the_command_itself_ends_so(tmp_path: Path, words: str) -> None:
    """The same, from outside: nothing between the user and the program."""
    (tmp_path / "mine.toml").write_text(change("women.ptsd", "1.2"), encoding="utf-8")
    command = [sys.executable, "-m", "scenarios.cli", *words.split()]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (found.returncode, found.stdout, len(found.stderr.splitlines())) == (2, "", 1)
    assert "Traceback" not in found.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]
