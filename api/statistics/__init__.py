"""How an enterprise's certificates fared in a stretch of days, and the picture that says so (ux.md M11)."""

from api.statistics.card import Heading, card_of, draw
from api.statistics.figures import Figures, Span, figures
from api.statistics.stretches import begin, card_for, figures_of, is_month, month, moved

__all__ = [
    "Figures",
    "Heading",
    "Span",
    "begin",
    "card_for",
    "card_of",
    "draw",
    "figures",
    "figures_of",
    "is_month",
    "month",
    "moved",
]
