"""What is not kept for good: how long each kind of rows and files is kept, and the job that ends it (P-3)."""

from api.retention.sweeping import sweep

__all__ = ["sweep"]
