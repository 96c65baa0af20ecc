"""What the economics take as given, from ``settings.toml``: values of an outcome, rates, uplifts, hourly costs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from calibration.toml_files import toml_of
from sim.errors import InputError, nearest

SETTINGS_FILE = Path(__file__).with_name("settings.toml")
ROLES = ("psychologist", "drug_group_staff", "support_staff")


@dataclass(frozen=True, slots=True)
class Given:
    """One setting, with where it comes from."""

    name: str
    value: Any
    unit: str
    standing: str
    source: str


@cache
def settings() -> dict[str, Given]:
    """Return every setting by dotted name, such as ``"hourly.psychologist"``."""
    found: dict[str, Given] = {}
    for name, content in toml_of(SETTINGS_FILE).items():
        if "value" in content:
            found[name] = Given(name, **content)
        else:
            found |= {f"{name}.{inner}": Given(f"{name}.{inner}", **given) for inner, given in content.items()}
    return found


def given(name: str) -> Any:
    """Return a setting's value."""
    return settings()[name].value


def rates(regime: str) -> tuple[float, float]:
    """Return the yearly discount rates of costs and of health.

    Parameters
    ----------
    regime : {"nice", "green_book"}
        Whose rates.

    Raises
    ------
    InputError
        If the regime is unknown.
    """
    known = [name.partition(".")[2] for name in settings() if name.startswith("discounting.")]
    if regime not in known:
        raise InputError(f"discounting: '{regime}': expected {' or '.join(known)}.{nearest(regime, known)}")
    costs, health = given(f"discounting.{regime}")
    return float(costs), float(health)
