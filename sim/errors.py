"""Errors a user can mend: one clear line each, never a traceback."""

from collections.abc import Iterable
from difflib import get_close_matches


class InputError(ValueError):
    """Something the user gave cannot be used; the message, one line, says what, where, and what was expected."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


def nearest(name: str, names: Iterable[str]) -> str:
    """Return ``" Did you mean 'x'?"`` for the nearest valid name, or an empty string if none is near.

    Parameters
    ----------
    name : str
        The name as given.
    names : iterable of str
        The valid names.
    """
    found = get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f" Did you mean '{found[0]}'?" if found else ""
