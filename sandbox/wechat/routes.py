"""Every path of the platform."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.wechat import custom, media, menu, misc, oauth, pages, qrcode, quota, send, tokens, users
from sandbox.wechat.api import Endpoint

ENDPOINTS = (
    Endpoint("/cgi-bin/token", tokens.plain, "GET", open=True),
    Endpoint("/cgi-bin/stable_token", tokens.stable, open=True),
    Endpoint("/cgi-bin/message/template/send", send.template),
    Endpoint("/cgi-bin/message/subscribe/bizsend", send.bizsend),
    Endpoint("/cgi-bin/message/custom/send", custom.send),
    Endpoint("/cgi-bin/message/custom/typing", custom.typing),
    Endpoint("/cgi-bin/media/upload", media.upload, form=True),
    Endpoint("/cgi-bin/template/get_all_private_template", misc.templates, "GET"),
    Endpoint("/wxaapi/newtmpl/gettemplate", misc.subscribe_templates, "GET"),
    Endpoint("/cgi-bin/menu/create", menu.create),
    Endpoint("/cgi-bin/menu/get", menu.get, "GET"),
    Endpoint("/cgi-bin/menu/delete", menu.delete, "GET"),
    Endpoint("/cgi-bin/menu/addconditional", menu.add_conditional),
    Endpoint("/cgi-bin/menu/delconditional", menu.delete_conditional),
    Endpoint("/cgi-bin/menu/trymatch", menu.try_match),
    Endpoint("/cgi-bin/tags/create", users.create_tag),
    Endpoint("/cgi-bin/tags/get", users.tags, "GET"),
    Endpoint("/cgi-bin/tags/update", users.update_tag),
    Endpoint("/cgi-bin/tags/delete", users.delete_tag),
    Endpoint("/cgi-bin/tags/members/batchtagging", users.tag_users),
    Endpoint("/cgi-bin/tags/members/batchuntagging", users.untag_users),
    Endpoint("/cgi-bin/tags/getidlist", users.tags_of),
    Endpoint("/cgi-bin/user/tag/get", users.tagged),
    Endpoint("/cgi-bin/user/info", users.info, "GET"),
    Endpoint("/cgi-bin/user/info/batchget", users.batch_info),
    Endpoint("/cgi-bin/user/info/updateremark", users.remark),
    Endpoint("/cgi-bin/user/get", users.listed, "GET"),
    Endpoint("/cgi-bin/qrcode/create", qrcode.create),
    Endpoint("/cgi-bin/ticket/getticket", misc.ticket, "GET"),
    Endpoint("/sns/oauth2/access_token", oauth.access_token, "GET", open=True),
    Endpoint("/cgi-bin/clear_quota", quota.clear),
    Endpoint("/cgi-bin/clear_quota/v2", quota.clear_by_secret, open=True),
    Endpoint("/cgi-bin/openapi/quota/get", quota.look),
    Endpoint("/cgi-bin/getcallbackip", misc.callback_addresses, "GET"),
    Endpoint("/cgi-bin/get_api_domain_ip", misc.api_addresses, "GET"),
)


async def show_qrcode(request: Request) -> Response:
    """`mp.weixin.qq.com/cgi-bin/showqrcode`: the picture, 404 once it has expired."""
    image = qrcode.picture(request.app.state.world, request.query_params.get("ticket", ""))
    return Response(image, media_type="image/png") if image else PlainTextResponse("not found", 404)


def routes() -> list[BaseRoute]:
    """List the API, the QR pictures, the OAuth page and what pages load."""
    others = [
        Route("/cgi-bin/showqrcode", show_qrcode),
        Route("/sandbox/wechat/media/{media_id}", media.show),
        Route("/connect/oauth2/authorize", oauth.authorize),
        Route("/open/js/jweixin-1.6.0.js", pages.script),
        Route("/sandbox/wechat/subscribe", pages.frame),
        Route("/sandbox/wechat/subscribe", pages.answer, methods=["POST"]),
    ]
    return [*(endpoint.route() for endpoint in ENDPOINTS), *others]
