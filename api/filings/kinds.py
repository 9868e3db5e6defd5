"""The product filing, made known to the register: one axis for each area."""

from typing import Final

from api.documents import Kind, Numbering, register
from api.filings import areas, lifecycle
from api.filings.notices import notices

FILING: Final = Kind(
    name="filing",
    label="商品备案",
    content="trade/origin/ccpit",
    lifecycle=lifecycle.MAIN,
    notices=notices,
    axes=dict.fromkeys(areas.names(), lifecycle.AREA),
    numbering=Numbering(prefix="BA"),
)

register(FILING)
