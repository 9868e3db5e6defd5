"""What people are told without asking: the kinds of reminder, in the order in which 提醒 numbers them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of reminder; `report` is the content that one asks for by name, of those that are off until then."""

    name: str
    label: str
    when: str
    report: str = ""
    synonyms: tuple[str, ...] = ()


PRINT: Final = Kind("print", "打印结果确认", "打印 30 分钟后、每天 17:00", synonyms=("打印", "打印结果"))
LATE_ISSUE: Final = Kind("late_issue", "申报期限", "出运后须注明补发、超过补发期限之前", synonyms=("补发", "后发"))
VALIDITY: Final = Kind("validity", "证书有效期", "失效前 30、7、1 天，未补录的", synonyms=("有效期", "失效"))
BACKFILL: Final = Kind("backfill", "待补录", "签发满 7、15、30 天未补录", synonyms=("补录", "报关单补录"))
EXPIRY: Final = Kind("expiry", "印章和授权到期", "到期前 30、7、1 天", synonyms=("到期", "印章", "授权"))
DAILY: Final = Kind("daily", "每日简报", "每天", report="@daily", synonyms=("日报", "简报"))
WEEKLY: Final = Kind("weekly", "每周简报", "每周一 9:00", report="@weekly", synonyms=("周报",))
KINDS: Final = (PRINT, LATE_ISSUE, VALIDITY, BACKFILL, EXPIRY, DAILY, WEEKLY)
BY_WORD: Final = {word: kind for kind in KINDS for word in (kind.label, *kind.synonyms)}
