"""The two kinds of certificate, made known to the register."""

from typing import Final

from api.certificates import lifecycle, notices
from api.documents import Kind, register

CUSTOMS: Final = Kind(
    name="customs_certificate",
    label="海关原产地证",
    content="trade/origin/customs",
    lifecycle=lifecycle.of("海关"),
    notices=notices.of("海关", "customs"),
)
CCPIT: Final = Kind(
    name="ccpit_certificate",
    label="贸促会原产地证",
    content="trade/origin/ccpit",
    lifecycle=lifecycle.of("贸促会"),
    notices=notices.of("贸促会", "ccpit"),
)

register(CUSTOMS)
register(CCPIT)
