"""优惠区域: the preferential areas for which CCPIT files goods, which are its preferential certificate types."""

from datetime import date
from functools import cache
from typing import Final

from api import agreements
from api.agreements import CertificateType
from api.masterdata import today

AUTHORITY: Final = "ccpit"
ALONE: Final = "H"  # 海峡两岸经济合作框架协议 is filed alone (FILE-08)


@cache
def names() -> dict[str, str]:
    """Return every area that ever was, by its code; each is an axis of a filing's life."""
    rows = agreements.tables.rows("certificate_types")
    return {row["code"]: row["name"] for row in rows if row["authority"] == AUTHORITY and row["agreement_code"]}


def name(code: str) -> str:
    """Return what an area is called; one in no table goes by its code."""
    return names().get(code, code)


def open_on(day: date | None = None) -> list[CertificateType]:
    """Return the areas that can be filed for on a day (default today), in the order of the manual's menu."""
    return [each for each in agreements.types(AUTHORITY, day or today()) if each.code in names()]
