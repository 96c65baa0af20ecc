"""Plans that tests of batches run, and how they run and read them."""

from pathlib import Path

from processes import start

OPEN = """
title = "Quicker referral"
scenarios = ["base", "rapid-referral"]
replications = 24
seed = 11
block = 4
"""
PLAN = OPEN + "[draws]\nnumber = 0\n"
DRAWN = OPEN.replace("replications = 24", "replications = 2") + '[draws]\npriors = "all"\nnumber = 8\nseed = 5\n'
FITTED = OPEN.replace("replications = 24", "replications = 2") + "[draws]\nposterior = true\nnumber = 8\n"


def batch(plan: Path, out: Path, *words: str, workers: int = 1, status: int = 0) -> str:
    """Run a batch to its end, and return what was said on standard error."""
    process = start("batch", plan, "--out", out, "--engine", "simpy", "--workers", str(workers), *words)
    _, err = process.communicate(timeout=100)
    assert process.returncode == status, err
    assert "Traceback" not in err
    return err


def plan_in(folder: Path, text: str = PLAN) -> Path:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def contents(out: Path) -> dict[str, bytes]:
    """Return the bytes of all parts, draws and summaries."""
    found = [*out.glob("parts/*/*"), *out.glob("draws/*"), *out.glob("summary.*")]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


def parts(out: Path) -> list[Path]:
    return sorted(out.glob("parts/*/*.parquet"))
