"""The demo: an enterprise, its people, and a believable year of their work. Safe to seed again."""

from api.demo.furnishing import furnish
from api.demo.stage import PASSWORD, Player, Stage, seed

__all__ = ["PASSWORD", "Player", "Stage", "furnish", "seed"]
