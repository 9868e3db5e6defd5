"""What followers of a certificate hear: template T1 and its SMS (ux.md §3.2, §3.3)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from api.certificates.numbers import type_code, type_name
from api.documents.moves import Change
from api.documents.wording import moment, page, reason, reason_then
from push.message import Fact, Message

TITLE: Final = "证书审核结果通知"


@dataclass(frozen=True, slots=True)
class _Words:
    """What one step says: the next step in the template's last field, and the sentence of an SMS if it is worth one."""

    remark: str
    brief: str = ""
    next_step: str = ""  # with a reason before it, where the authority gave one

    def remark_on(self, note: str) -> str:
        return reason_then(note, self.next_step, self.remark) if self.next_step else self.remark

    def brief_on(self, number: str, note: str) -> str:
        said = reason(note) if self.next_step else ""
        return self.brief.format(number=number, reason=f"：{said}" if said else "")


def of(authority: str, code: str) -> Callable[[Change], Message | None]:
    """Return the notices of an authority's certificates: `authority` as people call it, `code` in the type table."""
    table = _table(authority)

    def notices(change: Change) -> Message | None:
        words = table.get(change.step)
        return _message(change, words, code) if words else None

    return notices


def _message(change: Change, words: _Words, code: str) -> Message:
    aside = change.step in change.lifecycle.asides
    result = change.lifecycle.step_label(change.step) if aside else change.label
    said = _without_file_name(change.note) if aside else change.note
    return Message(
        title=TITLE,
        facts=(
            Fact("证书号", change.number, "number"),
            Fact("证书类型", type_name(code, change.facts.get("certificate_type") or type_code(change.number))),
            Fact("审核结果", result, "status"),
            Fact("处理时间", moment(change.occurred_at), "time"),
        ),
        remark=words.remark_on(said),
        link=page("co", change.number) + ("#receipt" if words.next_step else ""),
        kind="T1",
        brief=words.brief_on(change.number, said),
    )


def _without_file_name(note: str) -> str:
    """Return an attachment's note without the file's name before it, which is nothing for a push (P-1)."""
    before, colon, after = note.partition("：")
    return after if colon else before


def _table(authority: str) -> dict[str, _Words]:
    return {
        "declare": _Words(f"请等待{authority}接收"),
        "received": _Words("请等待审核结果"),
        "pending_review": _Words("请等待审核结果"),
        "approved": _Words("请安排打印并补录报关单号", "证书{number}审核通过，请打印并补录报关单号。"),
        "returned": _Words(
            "请查看原因，修改后再申报", "证书{number}审核不通过{reason}。请改后再申报。", "请修改后再申报"
        ),
        "failed": _Words(
            "请核对后重新申报", f"证书{{number}}{authority}接收失败{{reason}}。请核对后重新申报。", "请重新申报"
        ),
        "void": _Words("请勿再使用，并将正本退回签证机构", "证书{number}已作废，请勿再使用，并将正本退回签证机构。"),
        "attachment_refused": _Words(
            "请核对后重新上传附件", "证书{number}附件接收失败{reason}。请重新上传。", "请重新上传附件"
        ),
    }
