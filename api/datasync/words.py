"""What 数据同步 says, in the manuals' words (SYNC-01…22)."""

from collections.abc import Mapping
from typing import Final, Literal

SyncKind = Literal["company", "products"]
LABELS: Final[Mapping[str, str]] = {"company": "企业信息", "products": "商品备案"}
BUTTONS: Final[Mapping[str, str]] = {"company": "同步企业信息", "products": "同步商品备案信息"}
CAPTIONS: Final[Mapping[str, str]] = {
    "company": "同步企业在贸促会的注册信息及企业变更信息",
    "products": "同步企业在贸促会已备案的商品信息，以便直接申请优惠原产地证",
}
REQUESTED: Final[Mapping[str, str]] = {"company": "新增同步企业成功", "products": "新增同步商品备案成功"}
FAILED: Final[Mapping[str, str]] = {
    "company": "同步贸促会企业信息失败,请再次同步",
    "products": "同步贸促会商品信息失败,请再次同步",
}
COMPANY_DONE: Final = "企业备案信息同步成功"
PRODUCTS_DONE: Final = "商品备案同步成功"
REFRESH: Final = "刷新"
COLUMNS: Final = ("序号", "同步类型", "同步状态", "操作用户", "操作时间", "更新时间", "同步数量", "备注")
ENTRANCE: Final = "点击左侧菜单栏【数据同步】，进入数据同步界面"
ALSO_CALLED: Final[Mapping[str, str]] = {  # how the 2019 edition has it
    "操作用户": "请求用户",
    "操作时间": "请求时间",
    "同步成功": "同步完成",
}
HINTS: Final = (
    "在列表中可查看同步状态、时间和备注等",
    "同步企业信息和商品备案信息成功后，列表中可能不会立即更新数据，需点击页面“刷新”按钮将同步数据的结果更新至列表中",
    "同步列表可查看同步历史信息",
    "适用外贸企业在贸促会原产地证“数据同步”模块下，进行同步企业信息和同步商品备案信息",
)


def products_done(known: int) -> str:
    """Return the remark on products that came, of which so many were there before (SYNC-21, SYNC-22)."""
    return f"{PRODUCTS_DONE},其中{known}条商品备案已在上次同步完成!" if known else PRODUCTS_DONE
