"""A document as Markdown, for a repository's own pages."""

from __future__ import annotations

from scenarios.document.blocks import Block, Bullets, Document, Heading, Paragraph, Table
from scenarios.document.cells import text_of


def markdown_of(document: Document) -> str:
    """Return a document as Markdown; a picture is given by its words and its table."""
    parts = [f"# {document.title}", f"{document.subtitle}{'. ' * bool(document.made)}{document.made}."]
    parts += [_block(block) for block in document.blocks]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * (level + 1)} {_safe(text)}"
        case Paragraph(text, "lead"):
            return f"**{_safe(text)}**"
        case Paragraph(text):
            return _safe(text)
        case Bullets(items):
            return "\n".join(f"- {_safe(item)}" for item in items)
        case Table():
            return _table(block)
    return f"{_safe(block.alternative)}\n\n{_table(block.table)}"


def _table(table: Table) -> str:
    lines = [
        f"*{_safe(table.caption)}*",
        "",
        _row(table.header),
        _row(["---"] * len(table.header)),
        *(_row([_safe(text_of(cell)) for cell in row]) for row in table.rows),
    ]
    return "\n".join([*lines, "", _safe(table.note)] if table.note else lines)


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _safe(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*").replace("_", "\\_").replace("<", "&lt;")
