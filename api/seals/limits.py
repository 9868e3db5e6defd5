"""How large a seal or a signature may be on paper, measured from its ink (SEAL-13…15, SEAL-23, X-18)."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from api.files import Ink
from api.seals import refusals
from api.seals.words import SHAPES, Shape

LEAST_DPI: Final = 300


class Limit(NamedTuple):
    """The longer and the shorter side at most, in tenths of a millimetre, and what people read of them."""

    long: int
    short: int
    words: str


LIMITS: Final[Mapping[Shape, Limit]] = {
    "round": Limit(450, 450, "直径不能超过45毫米"),
    "rectangle": Limit(550, 400, "长不能超过55毫米，宽不能超过40毫米"),
    "oval": Limit(550, 450, "长轴不能超过55毫米，短轴不能超过45毫米"),
    "signature": Limit(350, 300, "长不能超过35毫米，宽不能超过30毫米"),
}


def require_fit(ink: Ink, shape: Shape) -> None:
    """Raise no_resolution, too_coarse or too_big, saying the numbers."""
    if ink.dpi is None:
        raise refusals.no_resolution()
    if ink.dpi < LEAST_DPI:
        raise refusals.too_coarse(ink.dpi)
    limit = LIMITS[shape]
    short, long = sorted((ink.width, ink.height))
    if long > limit.long or short > limit.short:
        raise refusals.too_big(f"{millimetres(ink.width)}×{millimetres(ink.height)}", SHAPES[shape] + limit.words)


def millimetres(tenths: int) -> str:
    """Return a length as people read it."""
    return f"{tenths // 10}.{tenths % 10}"
