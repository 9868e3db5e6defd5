"""The ways a seal, a signature or an authorisation is refused."""

from datetime import date

from api.seals.words import KINDS, SealKind
from kit.refusals import Kind, Refusal


def _invalid(code: str, field: str, sentence: str) -> Refusal:
    fault = {"field": field, "label": "", "sentence": sentence}
    return Refusal(Kind.INVALID, code, sentence, faults=[fault])


def no_card() -> Refusal:
    """Refuse a seal's operator without a card (SEAL-06)."""
    return _invalid("no_card", "person_id", "印章操作员须是绑卡的法人或操作员。")


def no_id_card() -> Refusal:
    """Refuse a signature of somebody without an ID-card number (SEAL-20)."""
    return _invalid("no_id_card", "person_id", "签名申报员须有身份证注册，请在我的操作员中填写身份证号。")


def no_card_validity() -> Refusal:
    """Refuse a seal while nobody has said how long the operator's card serves."""
    return _invalid("no_card_validity", "person_id", "请先填写该操作员的卡证书有效期。")


def days_reversed() -> Refusal:
    """Refuse a validity that ends before it begins."""
    return _invalid("days_reversed", "valid_until", "有效期的结束日期不能早于开始日期。")


def already_over(last: date) -> Refusal:
    """Refuse a validity that is over."""
    return _invalid("already_over", "valid_until", f"有效期已于{last}结束。")


def beyond_the_card(first: str, last: str) -> Refusal:
    """Refuse a seal's validity outside that of the operator's card (SEAL-07)."""
    return _invalid("beyond_the_card", "valid_until", f"印章有效期须在操作员卡证书有效期内（{first}至{last}）。")


def wrong_file() -> Refusal:
    """Refuse a file that was uploaded for another purpose."""
    return _invalid("wrong_file", "file_id", "请选择以印章签名用途上传的图片。")


def no_resolution() -> Refusal:
    """Refuse a picture of which nobody can tell how large it is on paper (X-18)."""
    return _invalid(
        "no_resolution", "file_id", "图片没有分辨率（DPI）信息，请用扫描仪重新扫描并另存为PNG，不要拍照或截图。"
    )


def too_coarse(dpi: int) -> Refusal:
    """Refuse a picture of less than 300 dpi (X-18)."""
    return _invalid("too_coarse", "file_id", f"图片分辨率为{dpi}dpi，请用扫描仪以不低于300dpi重新扫描。")


def too_big(size: str, limit: str) -> Refusal:
    """Refuse ink larger than the manual allows (SEAL-13…15, SEAL-23)."""
    return _invalid("too_big", "file_id", f"检测到{size}毫米，{limit}。")


def disable_first(kind: SealKind) -> Refusal:
    """Refuse to delete what is in use (SEAL-16, SEAL-24)."""
    noun = KINDS[kind]
    return Refusal(Kind.CONFLICT, "disable_first", f"请先“停用{noun}”，再“删除{noun}”。")


def not_in_use(kind: SealKind) -> Refusal:
    """Refuse to make the default what is not in use."""
    return Refusal(Kind.CONFLICT, "not_in_use", f"该{KINDS[kind]}未在使用中。")


def out_of_date(name: str) -> Refusal:
    """Refuse to authorise a seal whose validity is over or has not begun."""
    return Refusal(Kind.CONFLICT, "out_of_date", f"印章“{name}”不在有效期内，请新增印章。")


def no_default(kind: SealKind) -> Refusal:
    """Refuse to authorise before both defaults stand (AUTH-03)."""
    return Refusal(Kind.CONFLICT, "no_default", f"请先设置默认{KINDS[kind]}，再点击“授权”按钮。", missing=kind)


def running(seconds: int) -> Refusal:
    """Refuse a second authorisation while the first may still be answered."""
    sentence = f"已提交授权，请{seconds}秒后查看授权结果。"
    return Refusal(Kind.CONFLICT, "authorisation_running", sentence, seconds=seconds)


def not_ready(seconds: int) -> Refusal:
    """Keep the result closed for 300 seconds (AUTH-08)."""
    sentence = f"授权结果还需等待{seconds}秒；可离开页面，有结果会立即推送给您。"
    return Refusal(Kind.CONFLICT, "result_not_ready", sentence, seconds=seconds)


def never_authorised() -> Refusal:
    """Say that there is no result, for nothing was authorised."""
    return Refusal(Kind.CONFLICT, "never_authorised", "企业尚未进行印章签名授权。")
