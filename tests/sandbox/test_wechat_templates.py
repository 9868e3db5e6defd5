"""Template messages and 订阅通知: strict fields, one copy per client_msg_id, reports by push."""

import json
from typing import Any

import pytest

from sandbox.wechat.errors import ApiError
from sandbox.wechat.fields import refuse_bad_field
from sandbox.wechat.templates import Template, standard_templates
from tests.sandbox.conftest import GAO, App, Sandbox

DATA = {
    "character_string1": {"value": "E261026902330183"},
    "thing2": {"value": "中国-东盟自贸协定"},
    "phrase3": {"value": "审核通过"},
    "time4": {"value": "2026-11-21 09:12"},
    "thing5": {"value": "请安排打印并补录报关单号"},
}
ORDER = {"touser": GAO, "template_id": "T1", "data": DATA, "url": "http://127.0.0.1/h5/co/1"}


async def _send(sandbox: Sandbox, **changes: Any) -> Any:
    return await sandbox.wechat("message/template/send", ORDER | changes)


async def _followed(sandbox: Sandbox) -> None:
    await sandbox.does(GAO, "follow")


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("thing1", ["一" * 20, "海关接收成功"], ["一" * 21, "两\n行", ""]),
        ("character_string1", ["18S2102M9997/00054", "x" * 32], ["证书1", "x" * 33]),
        ("number1", ["12.50", "-3"], ["1,2", "1" * 33, "十"]),
        ("letter1", ["ABC"], ["A1", "A" * 33]),
        ("phrase1", ["审核不通过"], ["海关接收成功", "OK", "通过!"]),
        (
            "time1",
            ["15:01", "2026年11月21日 15:01", "2026-11-21 09:12", "09:00~17:30"],
            ["2026-11-21", "25:01", "2026-13-01 09:00"],
        ),
        ("date1", ["2026年11月21日", "2026-11-21", "2026-11-01~2026-11-30"], ["09:12", "11-21"]),
        ("amount1", ["¥100.00", "18600.00元"], ["一百元", "12345678901"]),
        ("phone_number1", ["029-95198"], ["1" * 18, "电话"]),
        ("name1", ["高永欣", "John Smith"], ["一二三四五六七八九十一", "高永欣1"]),
        ("car_number1", ["陕A12345"], ["陕A1234567"]),
        ("symbol1", ["***"], ["******"]),
    ],
)
def test_each_field_type_takes_what_the_table_allows_and_no_more(key: str, good: list[str], bad: list[str]) -> None:
    template = Template("X", "x", (("甲", key),))
    for value in good:
        assert refuse_bad_field(template, {key: {"value": value}}) == {key: value}
    for value in bad:
        with pytest.raises(ApiError, match=f"argument invalid! data.{key}.value") as refusal:
            refuse_bad_field(template, {key: {"value": value}})
        assert refusal.value.code == 47003


def test_a_const_field_takes_only_the_approved_values() -> None:
    template = Template("X", "x", (("状态", "const1"),), {"const1": ("海关接收成功",)})
    assert refuse_bad_field(template, {"const1": {"value": "海关接收成功"}})
    with pytest.raises(ApiError):
        refuse_bad_field(template, {"const1": {"value": "别的"}})


def test_the_standard_templates_are_t0_to_t11_and_three_notices_with_typed_keys() -> None:
    templates = standard_templates()
    assert [key for key, each in templates.items() if not each.notice] == [f"T{number}" for number in range(12)]
    assert [key for key, each in templates.items() if each.notice] == ["N0", "N1", "N7"]
    assert templates["T1"].title == "证书审核结果通知"
    assert templates["T6"].fields[1] == ("结果", "thing2")


async def test_a_follower_sees_the_card_and_the_app_hears_that_it_arrived(sandbox: Sandbox, app: App) -> None:
    await _followed(sandbox)
    answer = await _send(sandbox, client_msg_id="k1")
    [card] = [entry for entry in await sandbox.sees(GAO) if entry["kind"] == "template"]
    assert (card["key"], card["msgid"], card["card"]["url"]) == ("k1", answer["msgid"], ORDER["url"])
    assert card["card"]["lines"][0] == {"label": "证书号", "value": "E261026902330183"}
    await app.until(2)
    event = (await sandbox.get("/sandbox/wechat/pushes"))[-1]
    expected = {"Event": "TEMPLATESENDJOBFINISH", "MsgID": answer["msgid"], "Status": "success"}
    assert expected.items() <= event["fields"].items()
    assert f"<MsgID>{answer['msgid']}</MsgID>" in event["plain"]


async def test_the_same_client_msg_id_is_shown_once_in_ten_minutes(sandbox: Sandbox) -> None:
    await _followed(sandbox)
    first = await _send(sandbox, client_msg_id="k1")
    assert (await _send(sandbox, client_msg_id="k1"))["msgid"] == first["msgid"]
    assert (await _send(sandbox, client_msg_id="k2"))["msgid"] != first["msgid"]
    await sandbox.post("/sandbox/clock", {"advance": 600})
    assert (await _send(sandbox, client_msg_id="k1"))["msgid"] != first["msgid"]
    assert [entry["key"] for entry in await sandbox.sees(GAO)] == ["k1", "k2", "k1"]


async def test_refusals_carry_the_platforms_codes_and_a_rid(sandbox: Sandbox) -> None:
    assert (await _send(sandbox))["errcode"] == 43004
    await _followed(sandbox)
    assert (await _send(sandbox, touser="nobody"))["errcode"] == 40003
    assert (await _send(sandbox, template_id="T99"))["errcode"] == 40037
    broken = await _send(sandbox, data=DATA | {"phrase3": {"value": "海关接收成功"}, "thing5": {"value": ""}})
    assert broken["errcode"] == 47003
    assert broken["errmsg"].startswith("argument invalid! data.phrase3.value invalid rid: ")
    await sandbox.post(f"/sandbox/wechat/users/{GAO}", {"blacklisted": True})
    assert (await _send(sandbox))["errcode"] == 43019
    assert await sandbox.sees(GAO) == []


async def test_haste_and_repetition_are_refused_when_their_knobs_are_turned(sandbox: Sandbox) -> None:
    await _followed(sandbox)
    await sandbox.turn("wechat", duplicate_seconds=60, frequency_seconds=5)
    assert (await _send(sandbox))["errcode"] == 0
    assert (await _send(sandbox))["errcode"] == 40241
    assert (await _send(sandbox, data=DATA | {"phrase3": {"value": "退回"}}))["errcode"] == 43117
    await sandbox.post("/sandbox/clock", {"advance": 61})
    assert (await _send(sandbox))["errcode"] == 0


@pytest.mark.parametrize(
    ("knob", "status"),
    [
        ("user_block_rate", "failed:user block"),
        ("failed_rate", "failed: system failed"),
        ("freq_limit_rate", "failed:freq limit"),
    ],
)
async def test_a_message_that_fails_later_is_accepted_now_and_never_seen(
    sandbox: Sandbox, app: App, knob: str, status: str
) -> None:
    await _followed(sandbox)
    await sandbox.turn("wechat", **{knob: 1.0})
    assert (await _send(sandbox))["errcode"] == 0
    await app.until(2)
    assert (await sandbox.get("/sandbox/wechat/pushes"))[-1]["fields"]["Status"] == status
    assert await sandbox.sees(GAO) == []


async def test_the_ledger_has_one_line_per_accepted_message_and_per_copy(sandbox: Sandbox) -> None:
    await _followed(sandbox)
    for key in ("k1", "k1", "k2"):
        await _send(sandbox, client_msg_id=key)
    lines = [json.loads(line) for line in sandbox.ledger.read_text("utf-8").splitlines()]
    assert [(line["event"], line["key"]) for line in lines] == [
        ("copy", "k1"), ("accepted", "k1"), ("copy", "k2"), ("accepted", "k2"),
    ]  # fmt: skip


async def test_bizsend_spends_a_consent_and_needs_no_follower(sandbox: Sandbox, app: App) -> None:
    order = {"touser": GAO, "template_id": "N1", "page": "http://127.0.0.1/p", "data": DATA}
    assert (await sandbox.wechat("message/subscribe/bizsend", order))["errcode"] == 43101
    await sandbox.does(GAO, "popup", templates={"N1": True, "N7": False})
    assert (await sandbox.wechat("message/subscribe/bizsend", order)) == {"errcode": 0, "errmsg": "ok"}
    assert (await sandbox.wechat("message/subscribe/bizsend", order))["errcode"] == 43101
    await app.until(2)
    popup, sent = await sandbox.get("/sandbox/wechat/pushes")
    assert popup["plain"].count("<List>") == 2
    assert sent["fields"]["SubscribeMsgSentEvent"]["List"]["ErrorStatus"] == "success"


async def test_each_way_of_sending_takes_its_own_kind_of_template(sandbox: Sandbox) -> None:
    await _followed(sandbox)
    order = {"touser": GAO, "data": DATA}
    assert (await sandbox.wechat("message/subscribe/bizsend", order | {"template_id": "T1"}))["errcode"] == 40037
    assert (await sandbox.wechat("message/template/send", order | {"template_id": "N1"}))["errcode"] == 40037


async def test_the_template_list_is_told_as_the_platform_does(sandbox: Sandbox) -> None:
    await sandbox.post(
        "/sandbox/wechat/templates", {"L1": {"title": "许可证通知", "fields": [["许可证号", "character_string1"]]}}
    )
    listed = await sandbox.get("/cgi-bin/template/get_all_private_template", access_token=await sandbox.token())
    rows = {row["template_id"]: row for row in listed["template_list"]}
    assert rows["L1"]["content"] == "许可证号:{{character_string1.DATA}}\n"
    assert len(rows) == 13
