"""运输路线【生成】: FROM[起运港]TO[卸货港]VIA[转运港]BY[运输方式], what is empty left out (CO-35…CO-38)."""

from typing import Final

from api import masterdata
from api.certificates import refusals

RULE: Final = "FROM[起运港]TO[卸货港]VIA[转运港]BY[运输方式]"
HINT: Final = "按起运地/港、目的地/港, 转运港, 运输方式生成返填的, 返填后修改"
PORT_HINT: Final = (
    "填制运输路线时，如果选择不到你所需要的港口名称，可以选择该国的任意一个港口，"
    "自动生成运输路线后，可以手动去更改港口名称"
)


def route(load_port: str, unload_port: str, trans_port: str = "", trans_means: str = "") -> str:
    """Return the route in the manual's pattern; raises no_route where both ends are not known yet."""
    missing = [name for name, port in (("起运地/港", load_port), ("目的地/港", unload_port)) if not port.strip()]
    if missing:
        raise refusals.no_route(missing)
    parts = (("FROM", load_port), ("TO", unload_port), ("VIA", trans_port), ("BY", _means(trans_means)))
    return " ".join(f"{word} {text.strip().upper()}" for word, text in parts if text.strip())


def _means(text: str) -> str:
    """Return a means of transport in the words of a route, whether it was typed in Chinese, as a code or in English."""
    plain = text.strip()
    for row in masterdata.codes("transport_words"):
        if plain and plain.upper() in {row.code, row.name_en.upper(), row.name_zh, *row.aliases}:
            return row.code.removeprefix("BY ")
    return plain.upper().removeprefix("BY ")
