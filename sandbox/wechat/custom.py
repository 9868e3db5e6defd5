"""Customer-service messages: short windows, few messages (wechat-and-bots.md §1.9)."""

from collections.abc import Callable
from typing import Any

from sandbox.wechat import media
from sandbox.wechat.api import Call, ok
from sandbox.wechat.errors import ApiError
from sandbox.wechat.people import entered, known, spend_credit
from sandbox.wechat.state import Entry

MAX_TEXT = 2048
TYPING_WINDOW = 30


def send(call: Call) -> dict[str, Any]:
    """`message/custom/send`: checked first, then paid for with a credit."""
    user = known(call.world, call.text("touser"))
    kind = call.text("msgtype")
    if kind not in RENDERERS:
        raise ApiError(40008)
    content = call.body.get(kind)
    if not isinstance(content, dict):
        raise ApiError(40008)
    if kind == "msgmenu" and call.world.wechat.account.test_account:
        raise ApiError(40200)
    text = media.require(call.world, str(content.get("media_id"))) if kind == "image" else RENDERERS[kind](content)
    spend_credit(call.world, user)
    user.typing = False
    entered(call.world, user, Entry(0, 0.0, "in", "picture" if kind == "image" else "custom", text))
    return ok()


def typing(call: Call) -> dict[str, Any]:
    """`message/custom/typing`: only shortly after the user spoke."""
    user = known(call.world, call.text("touser"))
    command = call.text("command")
    if command not in {"Typing", "CancelTyping"}:
        raise ApiError(45072)
    latest = max((entry.at for entry in user.heard if entry.side == "out"), default=0.0)
    if call.world.now() - latest > TYPING_WINDOW:
        raise ApiError(45080)
    if command == "Typing" and user.typing:
        raise ApiError(45081)
    user.typing = command == "Typing"
    call.world.version += 1
    return ok()


def _text(content: dict[str, Any]) -> str:
    text = str(content.get("content") or "")
    if not text:
        raise ApiError(44004)
    if len(text.encode()) > MAX_TEXT:
        raise ApiError(45002)
    return text


def _menu(content: dict[str, Any]) -> str:
    links = [
        f'<a href="weixin://bizmsgmenu?msgmenucontent={item.get("content", "")}&msgmenuid={item.get("id", "")}">'
        f"{item.get('content', '')}</a>"
        for item in content.get("list", [])
        if isinstance(item, dict)
    ]
    return "\n".join([str(content.get("head_content", "")), *links, str(content.get("tail_content", ""))]).strip()


def _news(content: dict[str, Any]) -> str:
    articles = content.get("articles", [])
    if len(articles) != 1:
        raise ApiError(45008)
    article = articles[0]
    return f'<a href="{article.get("url", "")}">{article.get("title", "")}</a>\n{article.get("description", "")}'


def _media(label: str) -> Callable[[dict[str, Any]], str]:
    def render(content: dict[str, Any]) -> str:
        if not content.get("media_id") and not content.get("title"):
            raise ApiError(40035)
        return f"[{label}] {content.get('title') or content['media_id']}"

    return render


RENDERERS: dict[str, Callable[[dict[str, Any]], str]] = {
    "text": _text,
    "msgmenu": _menu,
    "news": _news,
    "image": _media("图片"),
    "voice": _media("语音"),
    "video": _media("视频"),
    "miniprogrampage": _media("小程序"),
}
