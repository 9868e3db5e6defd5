"""The licence, made known to the register."""

from typing import Final

from api.documents import Kind, register
from api.licences.lifecycle import LIFECYCLE
from api.licences.notices import notices

LICENCE: Final = Kind(name="licence", label="许可证", content="trade/licence", lifecycle=LIFECYCLE, notices=notices)

register(LICENCE)
