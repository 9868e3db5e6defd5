"""/sandbox/{wechat,phones,sms,telegram}/*: looking into a phone, and acting as the person who holds it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.sms import replies
from sandbox.telegram import acts as telegram
from sandbox.telegram.state import Chat
from sandbox.wechat import acts as wechat
from sandbox.wechat import pusher
from sandbox.wechat.people import as_json
from sandbox.wechat.state import User
from sandbox.wechat.templates import template_from
from sandbox.wechat.tokens import revoke_all
from sandbox.wire import given, world_of
from sandbox.world import World


async def messages(request: Request) -> Response:
    """Everything a user has seen and done, oldest first; without `openid=` of everybody."""
    world, openid = world_of(request), request.query_params.get("openid", "")
    users = [world.wechat.users[openid]] if openid else world.wechat.users.values()
    rows = [{"openid": user.openid} | entry.as_json() for user in users for entry in user.heard]
    return JSONResponse({"messages": rows})


async def users(request: Request) -> Response:
    """List the users of the platform; POST adds one."""
    world = world_of(request)
    if request.method == "POST":
        order = await given(request)
        openid = str(order["openid"])
        user = world.wechat.users.setdefault(openid, User(openid, str(order.get("name", openid[-6:]))))
        user.followed = bool(order.get("followed", user.followed))
    return JSONResponse([as_json(world, user) for user in world.wechat.users.values()])


async def set_user(request: Request) -> Response:
    """Change a user's standing: `{"blocks": true, "blacklisted": false, "consents": {"T1": 1}}`."""
    world = world_of(request)
    user, order = world.wechat.users[request.path_params["openid"]], await given(request)
    for name in ("blocks", "blacklisted", "followed", "snapshot"):
        setattr(user, name, bool(order.get(name, getattr(user, name))))
    user.consents.update({str(name): int(count) for name, count in order.get("consents", {}).items()})
    return JSONResponse(as_json(world, user))


async def act(request: Request) -> Response:
    """Do something as a user and see how the app answered; `"wait": false` returns at once."""
    world, order = world_of(request), await given(request)
    user = world.wechat.users[request.path_params["openid"]]
    name, wait = request.path_params["act"], order.pop("wait", True)
    task = world.spawn(wechat.act(world, user, name, order))
    return JSONResponse((await task).as_json() if wait else {"ok": True})


async def pushes(request: Request) -> Response:
    """List the last 200 pushes with every attempt; `openid=` filters."""
    openid = request.query_params.get("openid", "")
    rows = [one.as_json() for one in world_of(request).wechat.pushes if openid in {"", one.openid}]
    return JSONResponse(rows)


async def verify(request: Request) -> Response:
    """Press 提交 on the callback settings: the URL verification of §1.1."""
    world = world_of(request)
    verdict = await pusher.verify(world, str(world.dice("echo").randrange(10**18, 10**19)))
    return JSONResponse({"verdict": verdict.kind, "why": verdict.why})


async def expire(request: Request) -> Response:
    """Make every access_token worthless now."""
    return JSONResponse({"revoked": revoke_all(world_of(request))})


async def wechat_templates(request: Request) -> Response:
    """List the account's templates; POST `{"X1": {"title": …, "fields": [[label, key], …]}}` adds or replaces some."""
    state = world_of(request).wechat
    if request.method == "POST":
        state.templates |= {key: template_from(key, row) for key, row in (await given(request)).items()}
    return JSONResponse({t.id: {"title": t.title, "fields": list(t.fields)} for t in state.templates.values()})


async def phones(request: Request) -> Response:
    """Count the messages of each number."""
    counted: dict[str, int] = {}
    for sms in world_of(request).sms.messages:
        counted[sms.number] = counted.get(sms.number, 0) + int(sms.delivered)
    return JSONResponse(counted)


async def phone(request: Request) -> Response:
    """Show what is on one phone."""
    rows = world_of(request).sms.phone(request.path_params["number"])
    return JSONResponse({"messages": [sms.as_json() for sms in rows]})


async def say(request: Request) -> Response:
    """Type a text into a phone."""
    text = str((await given(request))["text"])
    return JSONResponse({"taken_by": await replies.say(world_of(request), request.path_params["number"], text)})


async def sms_templates(request: Request) -> Response:
    """List the approved SMS templates; POST adds or replaces some."""
    state = world_of(request).sms
    if request.method == "POST":
        state.templates |= {str(key): str(text) for key, text in (await given(request)).items()}
    return JSONResponse(state.templates)


async def sms_reports(request: Request) -> Response:
    """List the last 200 delivery reports and how the app took them."""
    return JSONResponse(world_of(request).sms.reports)


async def sms_console(request: Request) -> Response:
    """Show where reports and replies go; POST `{"reports": {"aliyun": url}, "replies": {"kannel": url}}` changes it."""
    state = world_of(request).sms
    if request.method == "POST":
        order = await given(request)
        state.report_urls |= {str(name): str(url) for name, url in order.get("reports", {}).items()}
        state.reply_urls |= {str(name): str(url) for name, url in order.get("replies", {}).items()}
    return JSONResponse({"reports": state.report_urls, "replies": state.reply_urls})


async def chat(request: Request) -> Response:
    """One Telegram chat."""
    found = _chat(world_of(request), request)
    return JSONResponse({"started": found.started, "blocked": found.blocked, "messages": found.messages})


async def chat_act(request: Request) -> Response:
    """Do something in a Telegram chat."""
    world = world_of(request)
    return JSONResponse(telegram.act(world, _chat(world, request), request.path_params["act"], await given(request)))


def _chat(world: World, request: Request) -> Chat:
    number = int(request.path_params["id"])
    return world.telegram.chats.setdefault(number, Chat(number, f"用户{number}"))


def routes() -> list[BaseRoute]:
    """All of them."""
    both: list[Any] = ["GET", "POST"]
    return [
        Route("/sandbox/wechat/messages", messages),
        Route("/sandbox/wechat/users", users, methods=both),
        Route("/sandbox/wechat/users/{openid}", set_user, methods=["POST"]),
        Route("/sandbox/wechat/users/{openid}/{act}", act, methods=["POST"]),
        Route("/sandbox/wechat/pushes", pushes),
        Route("/sandbox/wechat/verify", verify, methods=["POST"]),
        Route("/sandbox/wechat/tokens/expire", expire, methods=["POST"]),
        Route("/sandbox/wechat/templates", wechat_templates, methods=both),
        Route("/sandbox/phones", phones),
        Route("/sandbox/phones/{number}", phone),
        Route("/sandbox/phones/{number}/say", say, methods=["POST"]),
        Route("/sandbox/sms/templates", sms_templates, methods=both),
        Route("/sandbox/sms/reports", sms_reports),
        Route("/sandbox/sms/console", sms_console, methods=both),
        Route("/sandbox/telegram/chats/{id:int}", chat),
        Route("/sandbox/telegram/chats/{id:int}/{act}", chat_act, methods=["POST"]),
    ]
