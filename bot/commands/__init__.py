"""Which function each verb calls, which answers which question, and what a confirmed act does."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot import confirming, reading
from bot.commands import (
    amending,
    backfilling,
    binding,
    briefing,
    consenting,
    coordinating,
    counting,
    drafting,
    enterprise,
    finding,
    following,
    helping,
    looking,
    printing,
    query,
    quiet,
    reminding,
    syncing,
)
from bot.replies import Reply
from bot.turn import Turn

Command = Callable[[Turn], Awaitable[Reply]]
Deed = Callable[[Turn, dict[str, Any]], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer to a pending question looks like, and who takes it."""

    pattern: re.Pattern[str]
    take: Command


COMMANDS: Final[Mapping[str, Command]] = {
    "绑定": binding.bind,
    "重发": binding.resend,
    "确认绑定": binding.confirm_scan,
    "拒绝绑定": binding.refuse_scan,
    "解绑": binding.unbind,
    "切换企业": enterprise.switch,
    "查证书": query.look_up,
    "我的证书": finding.recent,
    "预览": looking.look,
    "查备案": query.look_up_filing,
    "查协调单": coordinating.look_up,
    "撤回协调单": coordinating.withdraw,
    "批量撤回": coordinating.withdraw_many,
    "删除协调单": coordinating.remove,
    "修改协调单": amending.amend,
    "提交协调单": amending.submit,
    "待同意": consenting.list_open,
    "同意": consenting.consent,
    "不同意": consenting.refuse,
    "取消申请": consenting.cancel,
    "同步企业信息": syncing.company,
    "同步商品备案": syncing.products,
    "同步结果": syncing.results,
    "待打印": finding.to_print,
    "待补录": finding.to_back_fill,
    "待修改": finding.to_mend,
    "补录": backfilling.back_fill,
    "改证重发": drafting.reissue,
    "复制": drafting.copy,
    "今日简报": briefing.today,
    "打印结果": printing.confirm,
    "提醒": reminding.remind,
    "日报": reminding.daily,
    "周报": reminding.weekly,
    "统计": counting.count,
    "结果": helping.give_late,
    "订阅": following.follow,
    "我的订阅": following.list_own,
    "取消订阅": following.cancel,
    "恢复": following.restore,
    "免打扰": quiet.keep_quiet,
    "只收重要的": quiet.hear_only_important,
    "帮助": helping.explain,
    "菜单": helping.show_menu,
    "客服": helping.give_number,
}
DEEDS: Final[Mapping[str, Deed]] = {
    "unbind": binding.unbind_confirmed,
    coordinating.ACT: coordinating.withdraw_confirmed,
    coordinating.REMOVAL: coordinating.remove_confirmed,
    consenting.CONSENT: consenting.consent_confirmed,
    "cancel_all": following.cancel_all_confirmed,
}


async def _confirmed(turn: Turn) -> Reply:
    again = turn.thread.facts["again"]
    found = await confirming.check(turn)
    if intent := reading.command(again):
        turn.meant = intent
    return found if isinstance(found, Reply) else await DEEDS[found.act](turn, found.target)


ANSWERS: Final[Mapping[str, Answer]] = {
    binding.CODE: Answer(re.compile(r"[0-9]{4,8}"), binding.type_code),
    confirming.AWAITING: Answer(re.compile(r"[0-9]{4}"), _confirmed),
}
