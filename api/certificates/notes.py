"""What stands beside a box of the editor: its code table or choices, its hint, whether it is chosen, typed or shown."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from api.certificates.certificate import Authority
from api.certificates.defaults import READ_ONLY


class Note(NamedTuple):
    """Beside a box: the table that its code is of, or its few choices, and what the page says in or under it."""

    table: str = ""
    options: tuple[str, ...] = ()
    placeholder: str = ""
    hint: str = ""
    picker: str = ""
    read_only: bool = False


NOTHING: Final = Note()
_DAY: Final = Note(placeholder="请选择日期")
_FLAG: Final = Note(options=("0", "1"), hint="0 否，1 是")
_YES_NO: Final = Note(options=("N", "Y"), hint="N 否，Y 是")
_OF_BOTH: Final[Mapping[str, Note]] = {
    **dict.fromkeys(
        ("inv_date", "apl_date", "sign_date", "intend_exp_date", "payment_date", "lc_date", "exp_decl_date"), _DAY
    ),
    "exporter": Note(picker="exporter"),
    "consignee": Note(picker="importer"),
    "producer": Note(picker="producer"),
    "goods_spec_clause": Note(picker="clause"),
    "load_port": Note(table="port"),
    "unload_port": Note(table="port"),
    "trans_port": Note(table="port"),
    "dest_port": Note(table="port"),
    "trans_means": Note(table="transport_words"),
    "price_terms": Note(table="price_terms"),
    "payment": Note(table="payment"),
    "exit_customs": Note(table="district"),
    "org_code": Note(table="district"),
    "fetch_place": Note(table="district"),
    **dict.fromkeys(("exhibit_flag", "third_party_inv_flag", "predict_flag"), _FLAG),
    "producer_sert_flag": _YES_NO,
    "goods_item_flag": Note(options=("N", "Y"), hint="Y 为非货物项，只填货物描述"),
    "goods_tax_rate": Note(options=("0", "1", "2"), hint="0 无，1 相关各方最高税率，2 各方最高税率"),
    "weight_mark": Note(options=("数量", "毛重", "净重")),
    "hs_code": Note(placeholder="6、8、10位纯数字"),
    "goods_unit": Note(table="unit"),
    "pack_unit": Note(table="package_unit"),
    "trans_details": Note(hint="按起运地/港、目的地/港, 转运港, 运输方式生成返填的, 返填后修改"),
    "first_leg": Note(hint="请填写一程和二程运输工具编号 (运输工具可以包括船/飞机/火车/车轿等)"),
    "goods_desc": Note(hint="如需换行请按Ctrl+Enter"),
    "mark": Note(hint="如需换行请按Ctrl+Enter"),
}
# Each authority has code systems of its own: the same number means something else in the next one (formats.md §5).
_BY_AUTHORITY: Final = {
    "dest_country_code": "country",
    "load_country_code": "country",
    "trans_country_code": "country",
    "ori_country_code": "country",
    "curr": "currency",
    "trade_mode_code": "trade_mode",
}


def note(authority: Authority, box: str) -> Note:
    """Return what stands beside a box of that authority's editor."""
    if box in READ_ONLY and authority == "ccpit":
        return Note(read_only=True)
    if box in _BY_AUTHORITY:
        return Note(table=f"{_BY_AUTHORITY[box]}_{authority}")
    return _OF_BOTH.get(box, NOTHING)
