"""People who follow the official account: managers carry its tag, and who left is forgotten in time."""

from api.followers.leaving import erase
from api.followers.tagging import tag_managers

__all__ = ["erase", "tag_managers"]
