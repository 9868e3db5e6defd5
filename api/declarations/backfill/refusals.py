"""The ways a back-fill is refused, in the manual's words where it gives them."""

from collections.abc import Sequence
from typing import Final

from api.declarations.backfill.numbers import MOST, Doubt
from kit.refusals import Kind, Refusal

HINT: Final = "请输入报关单号, 若报关单号为多个, 报关单号之间用英文分号分隔"  # SUPP-14
_FIELD: Final = {"field": "numbers", "label": "报关单号"}


def not_issued(label: str) -> Refusal:
    """Refuse a certificate that is not approved (SUPP-04, SUPP-08)."""
    return Refusal(Kind.CONFLICT, "not_issued", f"只有审核通过的证书才能补录，它现在是“{label}”。", status_label=label)


def numbers_missing() -> Refusal:
    """Refuse 是否实际出口 是 without a number (SUPP-12)."""
    return _fault("numbers_missing", HINT)


def numbers_unreadable(numbers: Sequence[str]) -> Refusal:
    """Refuse what can be no number."""
    return _fault("numbers_unreadable", f"“{numbers[0][:32]}”不是报关单号：只能由数字和字母组成。{HINT}")


def too_many_numbers() -> Refusal:
    """Refuse more numbers than one certificate has."""
    return _fault("too_many_numbers", f"一份证书最多补录 {MOST} 个报关单号。")


def doubtful(doubts: Sequence[Doubt]) -> Refusal:
    """Ask whether numbers that look wrong are meant so; the same wish with `confirmed` passes."""
    faults = [{**_FIELD, "sentence": doubt.sentence, "place": doubt.place, "number": doubt.number} for doubt in doubts]
    sentence = "".join(doubt.sentence for doubt in doubts[:3]) + "确认无误可以仍然提交。"
    return Refusal(Kind.CONFLICT, "numbers_doubtful", sentence, faults=faults)


def sent_already(label: str) -> Refusal:
    """Refuse to change what is on its way or was taken: only what failed is sent again."""
    return Refusal(
        Kind.CONFLICT, "backfill_sent", f"该证书的报关单号已经提交，当前状态为“{label}”。", status_label=label
    )


def _fault(code: str, sentence: str) -> Refusal:
    return Refusal(Kind.INVALID, code, sentence, faults=[{**_FIELD, "sentence": sentence}])
