"""Greeting, 帮助, 菜单 and 客服: made from the grammar's table (ux.md §3.7)."""

from bot import grammar, late, words
from bot.commands.binding import standing
from bot.replies import Reply, quoted
from bot.turn import Turn

_GROUPS = ("查", "办", "收")


async def greet(turn: Turn) -> Reply:
    """Welcome somebody who followed; whoever is bound already is told so."""
    hello = f"您好，这里是{words.service()} 👋 审核、打印、协调有结果会第一时间告诉您。"
    if turn.who is None:
        return Reply(f"{hello}\n先绑定账号：<绑定>　　看看能做什么：<帮助>")
    return Reply(f"{hello}\n已绑定：{await standing(turn.who)}　　看看能做什么：<帮助>")


async def explain(turn: Turn) -> Reply:
    """帮助: what this person may say."""
    last = f"更多：<菜单>　客服 {words.hotline()}"
    if turn.who is None:
        return Reply(f"直接发证书号就能查。先绑定账号：<绑定>\n{last}")
    lines = [f"{group}　{' ｜ '.join(usages)}" for group in _GROUPS if (usages := grammar.usages(group, turn.who))]
    return Reply("\n".join(["直接发证书号就能查。常用：", *lines, last]))


async def show_menu(turn: Turn) -> Reply:
    """菜单: the verbs by digit; a digit says the verb."""
    shown = grammar.menu(turn.who)
    turn.thread.offer(**{digit: verb.name for digit, verb in shown.items()})
    rows = [[each for each in shown if each in "12345"], [each for each in shown if each not in "12345"]]
    lines = ["　".join(f"<{digit} {shown[digit].label}|{shown[digit].name}>" for digit in row) for row in rows if row]
    return Reply("\n".join(lines) + "　（回复数字）")


async def give_number(_turn: Turn) -> Reply:
    """客服: whom to call."""
    return Reply(f"客服电话 {words.hotline()}")


async def give_late(turn: Turn) -> Reply:
    """结果: the answer that took longer than the channel waits and could not be sent after it."""
    kept = await late.take(turn.speaker)
    if kept is None:
        return Reply("没有等着给您的回答。")
    if kept.answer is not None:
        return Reply(kept.answer)
    if kept.is_lost:
        return Reply(f"刚才的「{quoted(kept.line)}」没有办完，请再发一次。")
    return Reply("还在查，请稍候再发<结果>。")
