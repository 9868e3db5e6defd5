"""How long what grows is kept, in days; 0 keeps it for good."""

from datetime import timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from kit.settings import Settings

HALF_A_YEAR: Final = 184  # 网络安全法: security logs for no less than six months
THREE_YEARS: Final = 1095  # how long papers of a certificate of origin are kept
_REPLAYED: Final = 7  # what may still be sent, merged or reported must not vanish under it


def _at_least(least: int) -> AfterValidator:
    def check(days: int) -> int:
        if 0 < days < least:
            raise ValueError(f"must be 0 (for good) or at least {least}")
        return days

    return AfterValidator(check)


class Retention(Settings):
    """Settings HUIZHI_KEEP_…_DAYS."""

    keep_words_days: Annotated[int, Field(ge=0), _at_least(_REPLAYED)] = 90
    keep_deliveries_days: Annotated[int, Field(ge=0), _at_least(_REPLAYED)] = 400
    keep_receipts_days: Annotated[int, Field(ge=0), _at_least(_REPLAYED)] = 1095
    keep_taken_days: Annotated[int, Field(ge=0)] = 30
    keep_journal_days: Annotated[int, Field(ge=0), _at_least(THREE_YEARS)] = 1825
    keep_audit_days: Annotated[int, Field(ge=0), _at_least(HALF_A_YEAR)] = 1095
    keep_alerts_days: Annotated[int, Field(ge=0)] = 400

    def period(self, name: str) -> timedelta | None:
        """Return a period by its setting's name; None where it is kept for good."""
        days: int = getattr(self, name)
        return timedelta(days=days) if days else None
