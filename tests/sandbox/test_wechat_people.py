"""Followers, customer-message credits, events, QR codes, menus, tags and OAuth."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from wechatpy import parse_message

from tests.sandbox.conftest import GAO, App, Sandbox

TEXT = {"touser": GAO, "msgtype": "text", "text": {"content": "好"}}


async def _custom(sandbox: Sandbox, body: Any = None) -> int:
    return int((await sandbox.wechat("message/custom/send", body or TEXT))["errcode"])


async def test_speaking_opens_five_messages_for_48_hours(sandbox: Sandbox) -> None:
    assert await _custom(sandbox) == 45015
    await sandbox.does(GAO, "follow")
    await sandbox.does(GAO, "say", text="你好")
    await sandbox.post("/sandbox/clock", {"advance": 61})
    assert [await _custom(sandbox) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    await sandbox.does(GAO, "say", text="再来")
    await sandbox.post("/sandbox/clock", {"advance": 48 * 3600})
    assert await _custom(sandbox) == 45015


async def test_a_menu_tap_a_scan_and_a_follow_open_three_for_a_minute(sandbox: Sandbox) -> None:
    await sandbox.does(GAO, "follow")
    assert [await _custom(sandbox) for _ in range(4)] == [0, 0, 0, 45047]
    await sandbox.post("/sandbox/clock", {"advance": 60})
    assert await _custom(sandbox) == 45015
    await sandbox.does(GAO, "tap", key="m1")
    assert [await _custom(sandbox) for _ in range(4)] == [0, 0, 0, 45047]
    await sandbox.post("/sandbox/clock", {"advance": 60})
    await sandbox.does(GAO, "choose", text="绑定", id="1")
    assert [await _custom(sandbox) for _ in range(4)] == [0, 0, 0, 45047]


async def test_bad_customer_messages_cost_nothing(sandbox: Sandbox) -> None:
    await sandbox.does(GAO, "follow")
    two = {"articles": [{"title": "a", "url": "b"}] * 2}
    for change, code in (
        ({"msgtype": "poem"}, 40008),
        ({"text": {"content": ""}}, 44004),
        ({"text": {"content": "字" * 700}}, 45002),
        ({"msgtype": "news", "news": two}, 45008),
        ({"touser": "nobody"}, 40003),
    ):
        assert await _custom(sandbox, TEXT | change) == code
    assert [await _custom(sandbox) for _ in range(4)] == [0, 0, 0, 45047]
    await sandbox.does(GAO, "unfollow")
    assert await _custom(sandbox) == 45015


async def test_typing_follows_the_users_words(sandbox: Sandbox) -> None:
    await sandbox.does(GAO, "follow")
    await sandbox.post("/sandbox/clock", {"advance": 31})
    order = {"touser": GAO, "command": "Typing"}
    assert (await sandbox.wechat("message/custom/typing", order))["errcode"] == 45080
    await sandbox.does(GAO, "say", text="在吗")
    assert (await sandbox.wechat("message/custom/typing", order))["errcode"] == 0
    assert (await sandbox.wechat("message/custom/typing", order))["errcode"] == 45081
    assert (await sandbox.wechat("message/custom/typing", {**order, "command": "Sing"}))["errcode"] == 45072


async def test_the_events_have_exactly_the_published_elements(sandbox: Sandbox, app: App) -> None:
    """§1.2: the prefix qrscene_ only when a QR code brought the follower."""
    await sandbox.post("/sandbox/wechat/account", {"mode": "plain"})
    made = await sandbox.wechat("qrcode/create", _scene("bind-1", 300))
    await sandbox.does(GAO, "scan", ticket=made["ticket"])
    await sandbox.does(GAO, "scan", scene="bind-1")
    await sandbox.does(GAO, "tap", key="待打印")
    await sandbox.does(GAO, "choose", text="帮助", id="7")
    await sandbox.does(GAO, "scancode", key="scan", result="E261026902330183")
    await sandbox.does(GAO, "unfollow")
    subscribe, scan, click, choice, code, gone = (parse_message(one.body) for one in app.heard)
    assert (subscribe.event, subscribe.scene_id, subscribe.ticket) == ("subscribe_scan", "bind-1", made["ticket"])
    assert "<EventKey><![CDATA[qrscene_bind-1]]></EventKey>" in app.heard[0].body
    assert (scan.event, scan.scene_id) == ("scan", "bind-1")
    assert (click.event, click.key) == ("click", "待打印")
    assert (choice.content, "<bizmsgmenuid><![CDATA[7]]>" in app.heard[3].body) == ("帮助", True)
    assert (code.event, code.scan_result) == ("scancode_waitmsg", "E261026902330183")
    assert gone.event == "unsubscribe"


async def test_a_qr_code_lives_sixty_seconds_unless_told_and_thirty_days_at_most(sandbox: Sandbox) -> None:
    default = await sandbox.wechat("qrcode/create", {k: v for k, v in _scene("a", 1).items() if k != "expire_seconds"})
    assert default["expire_seconds"] == 60
    assert (await sandbox.wechat("qrcode/create", _scene("b", 10**8)))["expire_seconds"] == 2_592_000
    assert (await sandbox.wechat("qrcode/create", _scene("c" * 65, 60)))["errcode"] == 40053
    async with sandbox.http.get(sandbox.base + "/cgi-bin/showqrcode", params={"ticket": default["ticket"]}) as image:
        assert (await image.read())[:4] == b"\x89PNG"
    await sandbox.post("/sandbox/clock", {"advance": 61})
    assert "过期" in (await sandbox.does(GAO, "scan", ticket=default["ticket"]))["error"]


async def test_the_menu_is_judged_in_bytes_and_a_tag_gets_its_own(sandbox: Sandbox) -> None:
    def button(**more: Any) -> dict[str, Any]:
        return {"type": "click", "name": "查询", "key": "q"} | more

    for buttons, code in (
        ([button()] * 4, 40016),
        ([button(name="六个汉字多了")], 40018),
        ([button(type="dance")], 40017),
        ([button(key="k" * 129)], 40019),
        ([button(type="view", url="")], 40020),
        ([{"name": "我的", "sub_button": [button()] * 6}], 40023),
        ([{"name": "我的", "sub_button": [button(name="x" * 61)]}], 40025),
    ):
        assert (await sandbox.wechat("menu/create", {"button": buttons}))["errcode"] == code
    special = {"button": [button(name="管理")]}
    assert (await sandbox.wechat("menu/addconditional", special))["errcode"] == 65303
    assert (await sandbox.wechat("menu/create", {"button": [button()]}))["errcode"] == 0
    tag = (await sandbox.wechat("tags/create", {"tag": {"name": "管理员"}}))["tag"]["id"]
    nobodys = special | {"matchrule": {"tag_id": "999"}}
    assert (await sandbox.wechat("menu/addconditional", nobodys))["errcode"] == 45159
    await sandbox.wechat("menu/addconditional", special | {"matchrule": {"tag_id": str(tag)}})
    assert (await sandbox.wechat("menu/trymatch", {"user_id": GAO}))["button"][0]["name"] == "查询"
    stranger = {"tagid": tag, "openid_list": [GAO]}
    assert (await sandbox.wechat("tags/members/batchtagging", stranger))["errcode"] == 40003
    assert (await sandbox.wechat("tags/members/batchtagging", {"tagid": tag, "openid_list": [GAO] * 51}))[
        "errcode"
    ] == 40032
    await sandbox.does(GAO, "follow")
    await sandbox.wechat("tags/members/batchtagging", {"tagid": tag, "openid_list": [GAO]})
    assert (await sandbox.wechat("menu/trymatch", {"user_id": GAO}))["button"][0]["name"] == "管理"
    assert (await sandbox.wechat("tags/getidlist", {"openid": GAO})) == {"tagid_list": [tag]}
    assert "error" in await sandbox.does(GAO, "tap", key="not there"), "nobody taps what their menu does not show"


async def test_user_info_tells_no_name_and_follows_the_follow_state(sandbox: Sandbox) -> None:
    async def info() -> Any:
        return await sandbox.get("/cgi-bin/user/info", access_token=await sandbox.token(), openid=GAO)

    assert (await info())["subscribe"] == 0
    await sandbox.does(GAO, "follow")
    told = await info()
    assert told["subscribe"] == 1
    assert not {"nickname", "headimgurl", "sex"} & set(told)
    listed = await sandbox.get("/cgi-bin/user/get", access_token=await sandbox.token())
    assert (listed["total"], listed["data"]["openid"]) == (1, [GAO])


async def test_an_oauth_code_works_once_within_five_minutes(sandbox: Sandbox, app: App) -> None:
    query = {"appid": "wx0123456789abcdef", "response_type": "code", "scope": "snsapi_base", "state": "abc123"}
    address = sandbox.base + "/connect/oauth2/authorize"
    there = query | {"redirect_uri": f"{app.base}/h5/me", "openid": GAO}
    async with sandbox.http.get(address, params=there, allow_redirects=False) as answer:
        back = urlsplit(answer.headers["location"])
    code = parse_qs(back.query)["code"][0]
    assert parse_qs(back.query)["state"] == ["abc123"]
    asked = {"appid": query["appid"], "secret": "sandbox-secret-0123456789abcdef", "code": code}
    assert (await sandbox.get("/sns/oauth2/access_token", **asked))["errcode"] == 40002
    asked["grant_type"] = "authorization_code"
    assert (await sandbox.get("/sns/oauth2/access_token", **asked))["openid"] == GAO
    assert (await sandbox.get("/sns/oauth2/access_token", **asked))["errcode"] == 40163
    assert (await sandbox.get("/sns/oauth2/access_token", **asked | {"code": "x"}))["errcode"] == 40029
    for change in ({"redirect_uri": "https://evil.example/"}, {"state": "a-b"}, {"appid": "wx0"}):
        async with sandbox.http.get(address, params=there | change, allow_redirects=False) as answer:
            assert answer.status == 400


async def test_the_js_ticket_stays_for_two_hours(sandbox: Sandbox) -> None:
    async def ticket() -> Any:
        query = {"access_token": await sandbox.token(), "type": "jsapi"}
        return (await sandbox.get("/cgi-bin/ticket/getticket", **query))["ticket"]

    first = await ticket()
    assert await ticket() == first
    await sandbox.post("/sandbox/clock", {"advance": 7200})
    assert await ticket() != first


async def test_the_front_door_refuses_wrong_methods_and_bodies(sandbox: Sandbox) -> None:
    token = await sandbox.token()
    path = f"{sandbox.base}/cgi-bin/message/template/send?access_token={token}"
    assert (await sandbox.get("/cgi-bin/message/template/send", access_token=token))["errcode"] == 43002
    for body, code in ((b"", 44002), (b"{", 47001), (b"[]", 47001)):
        async with sandbox.http.post(path, data=body) as answer:
            assert (answer.status, (await answer.json(content_type=None))["errcode"]) == (200, code)


def _scene(scene: str, seconds: int) -> dict[str, Any]:
    info = {"scene": {"scene_str": scene}}
    return {"action_name": "QR_STR_SCENE", "expire_seconds": seconds, "action_info": info}
