"""The words of the application: its four types, its boxes and its four slots, as the manual has them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

import api

Type = Literal["customs", "approved_exporter", "ruling", "ccpit"]
Slot = Literal["certificate", "import_declaration", "other_1", "other_2"]
TYPES: Final[Mapping[str, str]] = {
    "customs": "海关原产地证书享惠受阻协调申请",
    "approved_exporter": "经核准出口商原产地声明享惠受阻协调申请",
    "ruling": "基于海关行政裁定或预裁定的原产地声明享惠受阻协调申请",
    "ccpit": "贸促会原产地证书享惠受阻协调申请",
}
SHORT_TYPES: Final[Mapping[str, str]] = {
    "customs": "海关原产地证书",
    "approved_exporter": "经核准出口商原产地声明",
    "ruling": "基于海关行政裁定或预裁定的原产地声明",
    "ccpit": "贸促会原产地证书",
}
SLOTS: Final[Mapping[str, str]] = {  # COORD-22…25; the second label is the manual's own
    "certificate": "原产地证明",
    "import_declaration": "进口报关单号",
    "other_1": "其他1",
    "other_2": "其他2",
}
_AGREEMENTS: Final = Path(api.__file__).parent / "masterdata" / "data" / "agreement_codes.csv"
SLOT_NAMES: Final = get_args(Slot)


@dataclass(frozen=True, slots=True)
class Box:
    """One box of 基本信息; what its placeholder says is also what is said when it is empty."""

    name: str
    label: str
    longest: int
    placeholder: str


BOXES: Final = (  # COORD-13…19, in the order of the form
    Box("certificate_no", "原产地证书号", 40, "原产地证书号必填"),
    Box("agreement_code", "优惠贸易协定代码", 2, "优惠贸易协定代码必填"),
    Box("export_no", "出口报关单号", 32, "出口报关单号必填"),
    Box("import_no", "进口报关单号", 64, "进口报关单号必填"),
    Box("contact", "联系人", 50, "联系人姓名必填"),
    Box("phone", "联系电话", 20, "联系电话必填"),
    Box("reason", "申请事由", 1000, "申请事由必填"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What the form holds."""

    type: Type
    certificate_no: str = ""
    agreement_code: str = ""
    export_no: str = ""
    import_no: str = ""
    contact: str = ""
    phone: str = ""
    reason: str = ""


@cache
def agreements() -> Mapping[str, str]:
    """Return the agreements by the code that declarations cite (formats.md §5)."""
    with _AGREEMENTS.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}
