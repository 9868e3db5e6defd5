"""How an enterprise's certificates fared in a stretch of days, and the picture that says so (ux.md M11)."""

from api.statistics.card import Heading, card_of
from api.statistics.drawing import draw
from api.statistics.figures import Figures, figures

__all__ = ["Figures", "Heading", "card_of", "draw", "figures"]
