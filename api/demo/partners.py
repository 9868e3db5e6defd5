"""基础资料 of the demo: who exports, who buys, who makes, and clauses."""

from typing import Final

from api.demo.tables import rows
from api.masterdata import parties
from api.people import Actor

EXPORTER: Final = "SHAANXI EXAMPLE TRADING CO., LTD."
ADDRESS: Final = "18 KEJI ROAD, XI'AN, SHAANXI, CHINA"
_MAKERS: Final = (
    ("PM001", "陕西示例食品厂", "SHAANXI EXAMPLE FOOD FACTORY"),
    ("PM002", "西安示例机械有限公司", "XI'AN EXAMPLE MACHINERY CO., LTD."),
    ("PM003", "宝鸡示例服装厂", "BAOJI EXAMPLE GARMENT FACTORY"),
)
_CLAUSES: Final = (("TK001", "WE HEREBY CERTIFY THAT THE GOODS ARE OF CHINESE ORIGIN."), ("TK002", "信用证号见发票。"))


async def enter(boss: Actor) -> None:
    """Enter them."""
    exporter = {"code": "CK001", "name_en": EXPORTER, "name_zh": "陕西示例贸易有限责任公司", "address_en": ADDRESS}
    await parties.create(boss, "exporter", {**exporter, "phone": "029-88888888"})
    for row in rows("partners"):
        form = {"code": row["code"], "name_en": row["buyer"], "address_en": row["address"]}
        await parties.create(boss, "importer", form)
    for code, name_zh, name_en in _MAKERS:
        await parties.create(boss, "producer", {"code": code, "name_zh": name_zh, "name_en": name_en})
    for code, content in _CLAUSES:
        await parties.create(boss, "clause", {"code": code, "content": content})
