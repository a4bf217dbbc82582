"""Every check: shapes, lint, trace, the layout of Turtle, and one report of what they find."""
