"""May this person follow that? Then subscriptions."""

from api.following.gate import gate, rights

__all__ = ["gate", "rights"]
