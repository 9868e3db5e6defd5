"""The declaration, made known to the register."""

from typing import Final

from api.declarations.lifecycle import LIFECYCLE
from api.declarations.notices import notices
from api.documents import Kind, register

DECLARATION: Final = Kind(
    name="declaration", label="报关单", content="trade/declaration", lifecycle=LIFECYCLE, notices=notices
)

register(DECLARATION)
