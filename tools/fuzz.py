"""Look for files that the program answers badly, for as long as is asked.

    python tools/fuzz.py --inputs 20000            so many inputs of each kind, keyed by --seed
    python tools/fuzz.py --kinds scenario design   of some kinds only
    python tools/fuzz.py --live 20                 use every 20th that is accepted (live a scenario in both engines)
    python tools/fuzz.py --atheris 300             let atheris look, guided by what code it reaches, for so many
                                                      seconds a kind (python -m pip install atheris)

A finding is an exception other than the program's own, an answer that is not one line, more than --seconds for one
input, or something accepted that is not sound. Each is written to --out with what was wrong; the exit status is then 1.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from fuzzing.kinds import KINDS, make_ready, tried  # noqa: E402


class TooLongError(Exception):
    """An input took longer than was allowed."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise :class:`TooLongError` if what is inside takes longer."""

    def stop(*_: object) -> None:
        raise TooLongError(f"more than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def look(kind: str, inputs: int, seed: int, live: int, seconds: float, out: Path) -> int:
    """Try so many inputs of a kind; return how many findings there are."""
    counts, accepted = Counter[str](), 0
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(inputs):
            chance = random.Random(f"{kind} {seed} {number}")
            text = KINDS[kind].made(chance.randrange)
            try:
                with at_most(seconds):
                    taken = tried(kind, text, Path(folder), live=live > 0 and accepted % live == 0)
                accepted += taken
                counts["accepted" if taken else "answered"] += 1
            except Exception as error:
                counts["found"] += 1
                keep(out, kind, f"{seed}-{number}", text, error)
    took = time.perf_counter() - began
    print(f"{kind}: {inputs:,} inputs, {counts['accepted']:,} accepted, {counts['answered']:,} answered in one line, "
          f"{counts['found']:,} found; {took:.0f} s", flush=True)  # fmt: skip
    return counts["found"]


def keep(out: Path, kind: str, name: str, text: str, error: Exception) -> None:
    """Write a finding: the input, and what was wrong with the answer."""
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{kind}-{name}.txt").write_bytes(text.encode("utf-8", "surrogatepass"))
    said = "".join(traceback.format_exception(error))
    (out / f"{kind}-{name}.error").write_text(said, encoding="utf-8")
    print(f"{kind} {name}: {type(error).__name__}: {str(error)[:200]}", flush=True)


def guided(kind: str, seconds: int, out: Path) -> int:
    """Let atheris look for inputs of one kind in a process of its own; return how many findings there are."""
    program = (
        f"import sys; sys.path[:0] = {sys.path[:2]!r}\n"
        "import atheris, tempfile\n"
        "from pathlib import Path\n"
        "with atheris.instrument_imports(include=['sim', 'scenarios', 'calibration', 'fuzzing']):\n"
        "    from fuzzing.kinds import KINDS, tried\n"
        "folder = Path(tempfile.mkdtemp())\n"
        "def one(data):\n"
        "    given = atheris.FuzzedDataProvider(data)\n"
        f"    tried({kind!r}, KINDS[{kind!r}].made(lambda n: given.ConsumeIntInRange(0, n - 1)), folder, live=False)\n"
        "atheris.Setup(sys.argv, one)\n"
        "atheris.Fuzz()\n"
    )
    out.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={out}/{kind}-", "-timeout=20", "-print_final_stats=1"]
    done = subprocess.run([sys.executable, "-c", program, *options], capture_output=True, text=True)
    last = [line for line in done.stderr.splitlines() if "stat::number_of_executed_units" in line or "Done " in line]
    print(f"{kind}, guided: {' '.join(last) or done.stderr[-800:]}", flush=True)
    return int(done.returncode != 0)


def main() -> int:
    """Look, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--live", type=int, default=1, help="use every so many that are accepted; 0 uses none")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--atheris", type=int, default=0, metavar="SECONDS")
    parser.add_argument("--out", type=Path, default=Path("findings"))
    asked = parser.parse_args()
    found = 0
    if asked.live and not asked.atheris:
        make_ready()
    for kind in asked.kinds:
        if asked.atheris:
            found += guided(kind, asked.atheris, asked.out)
        else:
            found += look(kind, asked.inputs, asked.seed, asked.live, asked.seconds, asked.out)
    print("nothing found" if not found else f"{found:,} found, in {asked.out}")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
