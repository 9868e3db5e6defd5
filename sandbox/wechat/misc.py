"""Small endpoints: JS tickets, template lists, addresses of the platform."""

from typing import Any

from sandbox.wechat.api import Call, ok
from sandbox.wechat.errors import ApiError

TICKET_LIFE = 7200


def ticket(call: Call) -> dict[str, Any]:
    """`ticket/getticket`: the same for two hours."""
    kind = call.query.get("type", "")
    if kind not in {"jsapi", "wx_card"}:
        raise ApiError(40035)
    value, expires = call.world.wechat.tickets.get(kind, ("", 0.0))
    now = call.world.now()
    if now >= expires:
        value, expires = f"sandbox_{kind}_{call.world.dice('ticket').getrandbits(256):064x}", now + TICKET_LIFE
        call.world.wechat.tickets[kind] = (value, expires)
    return ok(ticket=value, expires_in=int(expires - now))


def templates(call: Call) -> dict[str, Any]:
    """`template/get_all_private_template`."""
    own = [each for each in call.world.wechat.templates.values() if not each.notice]
    rows = [{"template_id": t.id, "title": t.title, "content": t.content} for t in own]
    return {"template_list": rows}


def subscribe_templates(call: Call) -> dict[str, Any]:
    """`wxaapi/newtmpl/gettemplate`."""
    rows = [each for each in call.world.wechat.templates.values() if each.notice]
    return ok(data=[{"priTmplId": t.id, "title": t.title, "content": t.content, "type": 2} for t in rows])


def callback_addresses(_: Call) -> dict[str, Any]:
    """`getcallbackip`: where pushes come from."""
    return {"ip_list": ["127.0.0.1"]}


def api_addresses(_: Call) -> dict[str, Any]:
    """`get_api_domain_ip`: where the API lives."""
    return {"ip_list": ["127.0.0.1"]}
