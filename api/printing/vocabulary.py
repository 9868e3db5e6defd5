"""The words of printing: what is printed, what becomes of it, and the question in the manual's exact words."""

from datetime import timedelta
from enum import StrEnum
from typing import Final


class Part(StrEnum):
    """What of a certificate is printed (PRINT-15…17)."""

    ORIGINAL = "original"
    COPY = "copy"
    BOTH = "both"

    @property
    def label(self) -> str:
        """Return it as people read it."""
        return {Part.ORIGINAL: "正本", Part.COPY: "副本", Part.BOTH: "正副本"}[self]


class State(StrEnum):
    """What became of a print; 待确认 is what was sent and whose question stands open."""

    SENT = "sent"
    UNCONFIRMED = "unconfirmed"
    PRINTED = "printed"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """Return it as people read it."""
        return _LABELS[self]


_LABELS: Final = {
    State.SENT: "已发送",
    State.UNCONFIRMED: "待确认",
    State.PRINTED: "已打印",
    State.FAILED: "打印异常",
}
REASONS: Final = ("打印机设置", "卡纸缺墨", "误点", "其他")  # ux.md §3.7
ASKED_AFTER: Final = timedelta(seconds=60)  # ux.md §4.3: when the job ends, or so long after it was sent
TO_PRINT: Final = "print"  # the list 待打印
_QUESTION: Final = (
    "请确认证书（{}）是否已打印成功！\n若成功，请务必点击“是”，否则会影响清关；若长时间没有打印出正本，请务必点击“否”"
)
_ON_SCREEN: Final = "，系统将跳转到打印异常申请界面，同时会将本次打印结果告知海关"


def question(number: str, *, on_screen: bool = False) -> str:
    """Return what is asked of a certificate's print (PRINT-29); on a screen it goes on to say what 否 leads to."""
    return _QUESTION.format(number) + (_ON_SCREEN if on_screen else "。")
