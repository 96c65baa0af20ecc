"""The project's own pictures: SVG as text, from plain values, with the standard library alone.

Every picture is 420 units wide and its smallest text 13 units high, so that it can be read on a telephone 320 pixels
wide and on paper. Nothing is told by colour alone: options carry letters, and patterns or dashes.
"""
