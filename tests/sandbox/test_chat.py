"""/dev/chat: everything works with forms alone, and nothing that a bot says can break the page."""

import asyncio

import pytest

from sandbox.chat.rich import rich
from tests.sandbox.conftest import GAO, App, Sandbox
from tests.sandbox.test_wechat_templates import ORDER

WANG = "oSandbox_WangJingLi_00000002"


async def _press(sandbox: Sandbox, **form: str) -> str:
    async with sandbox.http.post(sandbox.base + "/dev/chat/act", data={"openid": GAO} | form) as answer:
        return await answer.text()


async def _page(sandbox: Sandbox, openid: str = GAO) -> str:
    async with sandbox.http.get(sandbox.base + "/dev/chat", params={"openid": openid}) as answer:
        assert answer.status == 200
        return await answer.text()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('<b>粗</b><a href="https://x.example/">看</a>', "&lt;b&gt;粗&lt;/b&gt;<a "),
        ('<a href="javascript:alert(1)">点</a>', "点"),
        ('<a href="https://x.example/?a=1&amp;b=2">看</a>', 'href="https://x.example/?a=1&amp;b=2"'),
        ('<a href="weixin://bizmsgmenu?msgmenucontent=绑定&msgmenuid=1">绑定</a>', 'value="1\n绑定"'),
        ('<a href="weixin://bizmsgmenu?msgmenucontent=%22%3E&msgmenuid=1">x</a>', "&#34;&gt;"),
    ],
)
def test_only_the_links_that_wechat_knows_survive(text: str, shown: str) -> None:
    result = str(rich(text))
    assert shown in result
    assert "javascript:" not in result


async def test_following_speaking_and_tapping_by_forms(sandbox: Sandbox, app: App) -> None:
    reply = (
        f"<xml><ToUserName>{GAO}</ToUserName><FromUserName>gh_0123456789ab</FromUserName><CreateTime>1</CreateTime>"
        '<MsgType>text</MsgType><Content><![CDATA[<a href="weixin://bizmsgmenu?msgmenucontent=帮助&msgmenuid=2">'
        "帮助</a>]]></Content></xml>"
    )
    await sandbox.post("/sandbox/wechat/account", {"mode": "plain"})
    app.answer = lambda _: reply
    assert "取关" in await _press(sandbox, act="follow")
    page = await _press(sandbox, act="say", text="你好")
    assert 'name="choice" value="2\n帮助"' in page
    assert "有效回复" in page
    await _press(sandbox, choice="2\r\n帮助")
    assert "<bizmsgmenuid><![CDATA[2]]></bizmsgmenuid>" in app.heard[-1].body
    assert "已经关注" in await _press(sandbox, act="follow")


async def test_the_page_shows_cards_texts_telegram_and_receipts_of_the_chosen_person(sandbox: Sandbox) -> None:
    await _press(sandbox, act="follow")
    await sandbox.wechat("message/template/send", ORDER)
    query = {
        "username": "huizhi",
        "password": "huizhi",
        "to": "13800138000",
        "from": "1",
        "text": "短信一条",
        "coding": "2",
    }
    async with sandbox.http.get(sandbox.base + "/sms/cgi-bin/sendsms", params=query):
        pass
    await _press(sandbox, surface="telegram", act="start", payload="abc")
    await sandbox.post("/authority/receipts", {"certNo": "E261026902330183"})
    page = await _page(sandbox)
    for piece in ("<h3>证书审核结果通知</h3>", "<dt>证书号</dt>", "详情", "短信一条", "/start abc", "回执：审核通过"):
        assert piece in page
    other = await _page(sandbox, WANG)
    assert "证书审核结果通知" not in other
    assert "还没有消息" in other


async def test_the_script_may_ask_every_second_and_gets_304_while_nothing_happens(sandbox: Sandbox) -> None:
    async with sandbox.http.get(sandbox.base + "/dev/chat") as answer:
        tag = answer.headers["etag"]
        assert "script-src" not in answer.headers["content-security-policy"]
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    async with sandbox.http.get(sandbox.base + "/dev/chat", headers={"if-none-match": tag}) as answer:
        assert answer.status == 304
    await _press(sandbox, act="follow")
    async with sandbox.http.get(sandbox.base + "/dev/chat", headers={"if-none-match": tag}) as answer:
        assert answer.status == 200
    for name in ("chat.css", "chat.js"):
        async with sandbox.http.get(f"{sandbox.base}/dev/{name}") as answer:
            assert answer.status == 200
    async with sandbox.http.get(f"{sandbox.base}/dev/view.py") as answer:
        assert answer.status == 404


async def test_an_app_that_is_away_does_not_keep_the_page_waiting(sandbox: Sandbox, app: App) -> None:
    await sandbox.turn("push", timeout=5.0)
    app.delay = 6
    begun = asyncio.get_running_loop().time()
    await _press(sandbox, act="follow")
    assert asyncio.get_running_loop().time() - begun < 4
