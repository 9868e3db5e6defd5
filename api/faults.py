"""What is wrong with a field of a request, said in Chinese: pydantic's kinds of error, and its limits."""

import re
from collections.abc import Mapping
from typing import Any, Final

_OWN: Final = ("value_error", "assertion_error")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_SENTENCES: Final = {
    "missing": "必填",
    "extra_forbidden": "没有这一项",
    "json_invalid": "不是正确的JSON",
    "model_attributes_type": "应为一组字段",
    "model_type": "应为一组字段",
    "dict_type": "应为一组字段",
    "list_type": "应为列表",
    "string_type": "应为文字",
    "string_too_short": "至少{min_length}个字",
    "string_too_long": "最多{max_length}个字",
    "too_short": "至少{min_length}项",
    "too_long": "最多{max_length}项",
    "greater_than": "应大于{gt}",
    "greater_than_equal": "不能小于{ge}",
    "less_than": "应小于{lt}",
    "less_than_equal": "不能大于{le}",
    "enum": "不在可选的值之内：{expected}",
    "literal_error": "不在可选的值之内：{expected}",
    "union_tag_invalid": "不在可选的值之内：{expected_tags}",
    "decimal_max_digits": "最多{max_digits}位数字",
    "decimal_max_places": "最多{decimal_places}位小数",
    "decimal_whole_digits": "整数部分最多{whole_digits}位",
    "timezone_aware": "时间应带时区",
}
_SHAPES: Final = {
    r"^[A-Z]{1,2}$": "应为一到两个大写字母，如 C、RC",
    r"^[0-9]+$": "应全是数字",
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": "应为时刻，如 09:00",
    r"^[A-Za-z]{2}$": "应为国家（地区）的两个字母，如 CH",
    r"^([0-9]{2}){1,5}$": "应为2、4、6、8或10位数字",
    r"^[a-z_]+$": "应为小写字母和下划线",
    r"^[0-9]{6}$": "应为6位数字",
    r"^([0-9]{6}|[A-Za-z2-7]{4}(-[A-Za-z2-7]{4}){2})$": "应为6位动态码，或形如 ABCD-EFGH-IJKL 的恢复码",
    r"^([0-9]{6}|[A-Za-z2-7]{4}(-[A-Za-z2-7]{4}){2})?$": "应为6位动态码，或形如 ABCD-EFGH-IJKL 的恢复码",
    r"^[0-9A-Za-z]{0,20}$": "应为字母和数字，最多20位",
    "^[^\x00]*$": "不能含有空字符（NUL），请删去后重新填写",
    r"^[^\x00-\x1f]+$": "不能为空，也不能含有控制字符",
}
_BY_TYPE: Final = {
    "bool": "应为是或否（true、false）",
    "int": "应为整数",
    "float": "应为数字",
    "decimal": "应为数字",
    "finite": "应为数字",
    "date": "应为日期，如 2026-11-21",
    "datetime": "应为时间，如 2026-11-21T09:00:00+08:00",
    "time": "应为时刻，如 09:00",
    "uuid": "不是正确的编号（UUID）",
}
_ANYTHING_ELSE: Final = "格式不正确"


def sentence_of(error: Mapping[str, Any]) -> str:
    """Return what one of pydantic's errors says to who filled the field in."""
    kind, context = str(error["type"]), dict(error.get("ctx", {}))
    if kind in _OWN:
        said = str(context.get("error", ""))
        return said if _HAN.search(said) else _ANYTHING_ELSE
    if kind == "string_pattern_mismatch":
        return _SHAPES.get(str(context.get("pattern")), _ANYTHING_ELSE)
    if kind in _SENTENCES:
        return _SENTENCES[kind].format_map({name: _plain(value) for name, value in context.items()})
    return _BY_TYPE.get(kind.partition("_")[0], _ANYTHING_ELSE)


def _plain(value: Any) -> str:
    return str(value).removeprefix("'', ").replace(" or ", "、").replace(", ", "、").replace("'", "")
