"""The directive ``dussk-commands``: every command of ``dussk``, from the program's own help, when the site is built."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


def commands(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Return every command below one with its words and its context, in the order of the program's help."""
    context = command.make_context(" ".join(words), [], resilient_parsing=True)
    inner = getattr(command, "commands", None)
    if inner is None:
        yield words, command, context
        return
    for name in command.list_commands(context):
        yield from commands(inner[name], (*words, name))


def escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|~$" else letter for letter in text)


def rows_of(command: Any, context: Any) -> Iterator[tuple[str, str]]:
    """Return how each argument and option is written, and what its help says."""
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            yield record


def markdown(words: tuple[str, ...], command: Any, context: Any) -> str:
    """Return one command as Markdown."""
    help_text = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    usage = " ".join(command.collect_usage_pieces(context))
    parts = [f"## {' '.join(words)}", escaped(help_text), f"```text\n{' '.join(words)} {usage}\n```"]
    parts += [
        f"`{written}`\n: {escaped(' '.join(said.split())) or '(no more to say)'}"
        for written, said in rows_of(command, context)
    ]
    return "\n\n".join(parts)


class Commands(SphinxDirective):
    """All commands, a section each."""

    def run(self) -> list[nodes.Node]:
        from scenarios.app import app

        text = "\n\n".join(markdown(*one) for one in commands(typer.main.get_command(app), ("dussk",)))
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("dussk-commands", Commands)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
