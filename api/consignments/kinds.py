"""The consignment, made known to the register."""

from typing import Final

from api.consignments.lifecycle import LIFECYCLE
from api.consignments.notices import notices
from api.documents import Kind, register

CONSIGNMENT: Final = Kind(
    name="consignment",
    label="代理报关委托",
    content="trade/declaration",
    lifecycle=LIFECYCLE,
    notices=notices,
)

register(CONSIGNMENT)
