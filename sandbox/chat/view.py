"""What /dev/chat shows: one person's WeChat, SMS and Telegram, and what went over the wire."""

from datetime import datetime
from itertools import islice
from typing import Any

from lxml import etree

from sandbox.chat.rich import clock
from sandbox.config import Person
from sandbox.wechat.menu import menu_of
from sandbox.wechat.state import Push, User
from sandbox.world import SHANGHAI, World

Json = dict[str, Any]
GAP = 300
LINES = 80
VERDICTS = {
    "success": "回答 success",
    "empty": "回答为空",
    "reply": "有效回复",
    "garbage": "无法识别的回答",
    "no answer": "没有回答",
    "pending": "等待回答",
}


def page(world: World, person: Person, chosen: int) -> Json:
    """All facts of the page."""
    user = world.wechat.users[person.openid]
    pushes = [one for one in reversed(world.wechat.pushes) if one.openid == person.openid]
    shown = next((one for one in pushes if one.id == chosen), pushes[0] if pushes else None)
    return {
        "world": world,
        "account": world.wechat.account,
        "person": person,
        "user": user,
        "bubbles": bubbles(user),
        "menu": menu_of(world, user).get("button", []),
        "scenes": [s for s in reversed(world.wechat.scenes.values()) if s.expires is None or s.expires > world.now()][
            :8
        ],
        "pushes": [_summary(one) for one in pushes[:5]],
        "shown": None if shown is None else _inspected(shown),
        "calls": list(islice(reversed(world.calls), 6)),
        "texts": [_text(sms) for sms in world.sms.phone(person.phone)[-20:]],
        "chat": world.telegram.chats[person.chat_id],
        "words": VERDICTS,
    }


def bubbles(user: User) -> list[Json]:
    """Lay out the conversation, with a time wherever five minutes passed in silence."""
    rows: list[Json] = []
    before = 0.0
    for entry in user.heard[-LINES:]:
        time = clock(datetime.fromtimestamp(entry.at, SHANGHAI)) if entry.at - before > GAP else ""
        rows.append({"entry": entry, "time": time})
        before = entry.at
    return rows


def indented(text: str) -> str:
    """XML with a line per element; anything else as it is."""
    try:
        root = etree.fromstring(
            text.encode(), etree.XMLParser(remove_blank_text=True, resolve_entities=False, strip_cdata=False)
        )
    except (etree.XMLSyntaxError, ValueError):
        return text
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")


def _summary(one: Push) -> Json:
    at = one.attempts[-1].at if one.attempts else 0.0
    name = one.fields.get("Event") or f"{one.fields.get('MsgType')} {one.fields.get('Content', '')}"
    elapsed = one.attempts[-1].elapsed if one.attempts else 0.0
    when = datetime.fromtimestamp(at, SHANGHAI).strftime("%H:%M:%S") if at else "…"
    facts = {"id": one.id, "name": name[:28], "verdict": one.verdict, "attempts": len(one.attempts)}
    return facts | {"when": when, "elapsed": f"{elapsed * 1000:.0f} ms"}


def _inspected(one: Push) -> Json:
    last = one.attempts[-1] if one.attempts else None
    return {
        "push": one,
        "plain": indented(one.plain),
        "request": indented(last.request) if last else "",
        "url": last.url if last else "",
        "status": last.status if last else 0,
        "answer": indented(last.answer) if last else "",
        "reply": "\n".join(f"{name}: {value}" for name, value in one.reply.items()),
    }


def _text(sms: Any) -> Json:
    when = datetime.fromtimestamp(sms.at, SHANGHAI).strftime("%H:%M")
    return {"sms": sms, "when": when}
