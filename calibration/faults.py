"""All that is wrong with a file, told at once: faults are gathered while it is read, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sim.errors import InputError

MOST = 20
"""Faults that are told; of more, how many there are."""


class InputFaultsError(InputError):
    """Several faults of what the user gave; ``messages`` has one line for each, as :class:`InputError` has one."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__(messages[0])
        self.messages = tuple(messages)
        self.args = ("\n".join(told(self.messages)),)

    def __reduce__(self) -> tuple[type[InputFaultsError], tuple[tuple[str, ...]]]:
        """Return what makes the same again, in another process as well."""
        return InputFaultsError, (self.messages,)


def messages_of(error: InputError) -> tuple[str, ...]:
    """Return the faults that an error holds, a line each."""
    return error.messages if isinstance(error, InputFaultsError) else (str(error),)


def told(messages: Sequence[str]) -> list[str]:
    """Return the lines that a user reads: the first faults, and how many more there are."""
    more = len(messages) - MOST
    return [*messages[:MOST], *([f"and {more} more" if more > 1 else "and one more"] if more > 0 else [])]


class Faults:
    """Faults found so far, in the order in which they were found; none is there twice."""

    def __init__(self) -> None:
        self._messages: dict[str, None] = {}

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._messages)

    def add(self, error: InputError, before: str = "") -> None:
        """Keep what is wrong; ``before`` says where, in front of each line."""
        for message in messages_of(error):
            self._messages[before + message] = None

    @contextmanager
    def caught(self, before: str = "") -> Iterator[None]:
        """Keep what is raised inside, and go on after it."""
        try:
            yield
        except InputError as error:
            self.add(error, before)

    def check(self) -> None:
        """Raise all that was found, if there is anything.

        Raises
        ------
        InputError
            One fault, or, as :class:`InputFaultsError`, several.
        """
        messages = tuple(self._messages)
        if messages:
            raise InputFaultsError(messages) if len(messages) > 1 else InputError(messages[0])


@contextmanager
def gathered() -> Iterator[Faults]:
    """Give what faults are kept in while a file is read, and raise them all at its end.

    Raises
    ------
    InputError
        As :meth:`Faults.check`; what is raised inside comes last.
    """
    faults = Faults()
    with faults.caught():
        yield faults
    faults.check()
