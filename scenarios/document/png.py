"""Pictures as PNG, for Word files on the command line; a browser draws its own."""

from __future__ import annotations

from scenarios.document.blocks import Document, Figure
from scenarios.document.docx import fitted
from scenarios.document.typesetting import FONTS, compiled

DOTS = 200.0
"""Dots to an inch."""


def pngs_of(document: Document) -> dict[str, bytes]:
    """Return every figure of a report as PNG, by name, each as large as it is on a page.

    Raises
    ------
    InputError
        If typst, which draws them, is not installed.
    """
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    if not figures:
        return {}
    pages, files = [f"#set text(font: {FONTS})"], {}
    for place, figure in enumerate(figures):
        width, height = fitted(figure.svg)
        files[f"{place}.svg"] = figure.svg.encode()
        pages.append(
            f"#page(width: {width:.2f}pt, height: {height:.2f}pt, margin: 0pt)"
            f'[#image("{place}.svg", width: {width:.2f}pt, height: {height:.2f}pt, alt: "figure")]'
        )
    drawn = compiled("\n".join(pages), files, "png", dots=DOTS)
    return {figure.name: picture for figure, picture in zip(figures, drawn, strict=True)}
