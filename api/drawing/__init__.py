"""Pictures for phones: a template of typst and JSON data become PNG, in a child process (ADR 0022)."""

from api.drawing.drawing import draw

__all__ = ["draw"]
