"""WeChat's browser as a page sees it: its script, the judge of configs, and the button for consents (§1.11)."""

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from sandbox.chat.pages import rendered
from sandbox.wechat.acts import Impossible, act
from sandbox.wechat.oauth import COOKIE
from sandbox.wechat.state import User
from sandbox.wire import world_of
from sandbox.world import World

TAG = "wx-open-subscribe"
MOST = 3  # templates that one button may ask for
_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; base-uri 'none'; frame-ancestors {app}"


async def script(_: Request) -> Response:
    """Serve the script that a page loads instead of res.wx.qq.com's."""
    return FileResponse(Path(__file__).parent / "jweixin.js", media_type="text/javascript")


async def frame(request: Request) -> Response:
    """Judge a config and, for a template, show the button: the frame that the script puts into the page."""
    world, query = world_of(request), dict(request.query_params)
    wrong = fault(world, query) or _wrong_templates(world, query)
    facts = {"fault": wrong, "templates": _asked(world, query), "query": query, "done": None}
    return _framed(world, rendered("subscribe.html", **facts))


async def answer(request: Request) -> Response:
    """Take what somebody chose in the dialogue: the account hears of it, the page is told by its frame."""
    world, form = world_of(request), await request.form()
    query = {name: str(value) for name, value in form.items()}
    user = _holder(world, request, query.get("openid", ""))
    wrong = fault(world, query) or _wrong_templates(world, query)
    if wrong or not query.get("template"):
        return PlainTextResponse(wrong or "config:fail, no template", 400)
    allowed = query.get("choice") == "allow"
    chosen = {one: allowed and one in form.getlist("take") for one in query["template"].split(",")}
    try:
        await act(world, user, "popup", {"templates": chosen})
    except Impossible as problem:
        return PlainTextResponse(str(problem), 400)
    words = {one: "accept" if yes else "reject" for one, yes in chosen.items()}
    facts = {"fault": "", "templates": _asked(world, query), "query": query, "done": words}
    return _framed(world, rendered("subscribe.html", **facts))


def fault(world: World, given: dict[str, str]) -> str:
    """Say as the platform does what is wrong with a config; empty when nothing is."""
    if given.get("appId") != world.wechat.account.appid:
        return "config:invalid appid"
    if urlsplit(given.get("url", "")).hostname != urlsplit(world.config.app).hostname:
        return "config:invalid url domain"
    ticket, expires = world.wechat.tickets.get("jsapi", ("", 0.0))
    text = (
        f"jsapi_ticket={ticket}&noncestr={given.get('nonceStr')}&timestamp={given.get('timestamp')}&url={given['url']}"
    )
    signed = hashlib.sha1(text.encode()).hexdigest()  # noqa: S324  the platform's own way
    if not ticket or world.now() >= expires or "#" in given["url"] or signed != given.get("signature"):
        return "config:invalid signature"
    return ""


def _wrong_templates(world: World, given: dict[str, str]) -> str:
    asked = [one for one in given.get("template", "").split(",") if one]
    if asked and TAG not in given.get("tags", "").split(","):
        return f"config:fail, {TAG} is not in openTagList"
    known = all(one in world.wechat.templates and world.wechat.templates[one].notice for one in asked)
    return "" if known and len(asked) <= MOST else "subscribe:fail, invalid template id"


def _asked(world: World, given: dict[str, str]) -> list[tuple[str, str]]:
    asked = [one for one in given.get("template", "").split(",") if one in world.wechat.templates]
    return [(one, world.wechat.templates[one].title) for one in asked]


def _holder(world: World, request: Request, openid: str) -> User:
    """Find whose phone it is: named by a test, else the person whom /dev/chat has chosen."""
    return world.wechat.users[openid or request.cookies.get(COOKIE) or world.people[0].openid]


def _framed(world: World, response: HTMLResponse) -> HTMLResponse:
    told = urlsplit(world.config.app)
    response.headers["content-security-policy"] = _POLICY.format(app=f"{told.scheme}://{told.netloc}")
    return response
