"""Customer messages and binding codes against the sandbox's platform."""

from collections.abc import Callable

import pytest

from push.channels import wechat
from push.channels.outcome import Unreachable
from sandbox.serving import Running
from sandbox.wechat.state import Credit
from tests.push.channels.conftest import OPENID


async def test_a_text_reaches_someone_who_wrote(outside: Running, seen: Callable[[], list[str]]) -> None:
    """Within the 48 hours the text is shown as it is, markup of links included."""
    world = outside.world
    world.wechat.users[OPENID].credits["message"] = Credit(5, world.now() + 48 * 3600)
    await wechat.send_text(OPENID, '查到了：<a href="weixin://bizmsgmenu?msgmenucontent=1&msgmenuid=1">第1份</a>')
    assert seen() == ['查到了：<a href="weixin://bizmsgmenu?msgmenucontent=1&msgmenuid=1">第1份</a>']


async def test_the_window_is_closed_for_someone_silent(outside: Running) -> None:
    """45015: the caller must use a template or keep the text."""
    with pytest.raises(Unreachable) as caught:
        await wechat.send_text(OPENID, "结果")
    assert (caught.value.code, caught.value.address_gone) == ("45015", False)


@pytest.mark.feature("PUSH-11")
async def test_a_binding_code_is_made(outside: Running) -> None:
    """The picture, what it encodes and its ticket; the scene is the one that was asked for."""
    made = await wechat.create_qr("bind-0123456789abcdef", 300)
    scene = outside.world.wechat.scenes[made["ticket"]]
    assert scene.scene == "bind-0123456789abcdef"
    assert scene.expires is not None
    assert 290 < scene.expires - outside.world.now() <= 300
    assert made["image"].startswith("https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=")
    assert made["url"]


@pytest.mark.parametrize(("scene", "seconds"), [("", 300), ("x" * 65, 300), ("x", 0), ("x", 2_592_001)])
async def test_a_code_that_cannot_be_is_refused(scene: str, seconds: int) -> None:
    """Scenes of 1 to 64 characters, for up to thirty days, never permanent."""
    with pytest.raises(ValueError, match="scene"):
        await wechat.create_qr(scene, seconds)
