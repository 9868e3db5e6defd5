"""From a tap on WeChat's button to one notice: page, WeChat, callback, count, 订阅通知."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urldefrag

import httpx
import pytest

from kit import settings
from push.channels.wechat import consents
from tests.api.portal.phone import AGENT
from tests.stories.conftest import TEMPLATES
from tests.stories.town import CERTIFICATE, Town, a_town, until


@pytest.fixture
async def town(db: str, valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """A town whose account has a notice for certificates, and no template for them."""
    async with a_town(tmp_path, monkeypatch) as made:
        told = {
            "PUBLIC_URL": made.outside.config.app,
            "WECHAT_OPEN_BASE": made.outside.base,
            "WECHAT_JS_SDK": f"{made.outside.base}/open/js/jweixin-1.6.0.js",
            "WECHAT_NOTICES": json.dumps({"T1": "N1"}),
            "WECHAT_TEMPLATES": json.dumps({key: key for key in TEMPLATES if key not in {"T0", "T1"}}),
        }
        for name, value in told.items():
            monkeypatch.setenv(f"HUIZHI_{name}", value)
        settings.forget()
        yield made


async def tapped(town: Town, page: httpx.Response) -> None:
    """What the script does at a tap on 允许, and the person in the dialogue."""
    (template,) = re.findall(r'<wx-open-subscribe template="(\w+)"', page.text)
    found = re.search(r'id="config">(.*?)</script>', page.text)
    assert found
    told = json.loads(found[1])
    config = {name: told[name] for name in ("appId", "timestamp", "nonceStr", "signature")}
    place = {
        "url": urldefrag(str(page.url)).url,
        "tags": ",".join(told["openTagList"]),
        "template": template,
        "label": "允许",
    }
    openid = town.outside.config.people[0].openid
    async with httpx.AsyncClient() as client:
        frame = f"{town.outside.base}/sandbox/wechat/subscribe"
        answer = await client.post(frame, data=config | place | {"take": template, "choice": "allow", "openid": openid})
    assert answer.status_code == 200, answer.text


@pytest.mark.feature("PUSH-07")
async def test_a_tap_brings_one_notice_where_no_template_goes(town: Town) -> None:
    async with httpx.AsyncClient(headers={"User-Agent": AGENT}, follow_redirects=True) as browser:
        browser.cookies.set("sandbox_openid", town.outside.config.people[0].openid)
        page = await browser.get(f"{town.outside.config.app}/h5/notices")
        assert (page.status_code, "还可收 0 条" in page.text) == (200, True)
        await tapped(town, page)
        again = await browser.get(str(page.url))
        assert "还可收 1 条" in again.text
    await town.outside.drop_receipt(CERTIFICATE, repType="5")
    await until(lambda: _told(town))
    assert [each["title"] for each in await _notices(town)] == ["证书审核结果通知"]
    assert await _left(town) == 0


async def _left(town: Town) -> int:
    openid = town.outside.config.people[0].openid
    return (await consents.standing(openid))["N1"]


async def _notices(town: Town) -> list[dict[str, str]]:
    return [each["card"] for each in await town.outside.wechat_of(0) if each["kind"] == "bizsend"]


async def _told(town: Town) -> bool:
    return bool(await _notices(town))
