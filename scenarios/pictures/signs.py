"""Plus and minus as print has them: a minus is not a hyphen, and a sign stays with its number."""

from __future__ import annotations

import re

_MINUS = re.compile(r"(?<![\w£.-])-(?=[£\d])")
_SIGN = re.compile(r"(?<!\w)([+\N{MINUS SIGN}±]) ?(?=£)")
JOINER = "\N{WORD JOINER}"


def signed(text: str, joiner: str = JOINER) -> str:
    """Return a text whose numbers keep their signs beside them.

    Parameters
    ----------
    text : str
        As the command line prints it.
    joiner : str
        What forbids a line to break between a sign and a pound sign; empty where no line is broken there.
    """
    return _SIGN.sub(rf"\1{joiner}", _MINUS.sub("\N{MINUS SIGN}", text))
