"""What can be configured here."""

from datetime import timedelta

from pydantic import Field

from kit.settings import Settings


class Merging(Settings):
    """When many messages for one person become one (ux.md M9)."""

    burst_size: int = Field(default=5, ge=0)  # from the nth message on in the window; 0 = never
    burst_seconds: int = Field(default=120, ge=1)

    @property
    def window(self) -> timedelta:
        """Return the window in which messages are counted."""
        return timedelta(seconds=self.burst_seconds)
