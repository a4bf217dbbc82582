"""Pictures as SVG, drawn in Python: the same data give the same bytes.

Colours and line styles come from the style sheet by class, so that a picture follows the page into
the dark and onto paper; every box is a link, and a box is as wide as its text.
"""
