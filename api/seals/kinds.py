"""The authorisation of a seal and a signature, made known to the register."""

from typing import Final

from api.documents import Kind, Numbering, register
from api.seals.lifecycle import LIFECYCLE, RUNNING
from api.seals.notices import notices
from api.seals.words import AUTHORISING

AUTHORISATION: Final = Kind(
    name="authorisation",
    label=AUTHORISING,
    content="trade/origin/customs",
    lifecycle=LIFECYCLE,
    notices=notices,
    drafted=RUNNING,
    numbering=Numbering(prefix="SQ"),
)

register(AUTHORISATION)
