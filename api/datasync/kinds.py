"""The synchronisation, made known to the register."""

from typing import Final

from api.datasync.lifecycle import LIFECYCLE, RUNNING
from api.datasync.notices import notices
from api.documents import Kind, Numbering, register

SYNC: Final = Kind(
    name="sync",
    label="数据同步",
    content="trade/origin/ccpit",
    lifecycle=LIFECYCLE,
    notices=notices,
    drafted=RUNNING,
    numbering=Numbering(prefix="TB"),
)

register(SYNC)
