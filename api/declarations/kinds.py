"""The declaration and the agent's consignment, made known to the register."""

from typing import Final

from api.declarations import lifecycle, notices
from api.documents import Kind, register

DECLARATION: Final = Kind(
    name="declaration",
    label="报关单",
    content="trade/declaration",
    lifecycle=lifecycle.DECLARATION,
    notices=notices.of_declaration,
)
CONSIGNMENT: Final = Kind(
    name="consignment",
    label="代理报关委托",
    content="trade/declaration",
    lifecycle=lifecycle.CONSIGNMENT,
    notices=notices.of_consignment,
)

register(DECLARATION)
register(CONSIGNMENT)
