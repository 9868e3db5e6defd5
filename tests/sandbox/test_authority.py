"""Receipts as formats.md §1.4 describes them, laid into the import client's folders."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sandbox.authority import demo
from sandbox.authority.demo import orders
from sandbox.authority.receipts import ANSWER, NAMESPACE, RECEIPT
from sandbox.outgoing import NoAnswer
from sandbox.world import World
from tests.sandbox.conftest import App, Sandbox

NUMBER = "E261026902330183"


async def _dropped(sandbox: Sandbox, folder: str = "Cooimp", **order: Any) -> Path:
    answer = await sandbox.post("/authority/receipts", order)
    [name] = answer["files"]
    return sandbox.gacc / folder / "InBox" / name


def _children(element: etree._Element) -> list[str]:
    return [etree.QName(child).localname for child in element]


async def test_an_approval_has_the_published_fields_in_order(sandbox: Sandbox) -> None:
    path = await _dropped(sandbox, certNo=NUMBER, repType="5")
    assert path.name.startswith(f"Successed_{NUMBER}_")
    root = etree.parse(path).getroot()
    assert root.tag == f"{{{NAMESPACE}}}Receipt"
    assert _children(root) == list(RECEIPT)
    answer = root[-1]
    names = _children(answer)
    assert names == [name for name in ANSWER if name in names]
    texts = {etree.QName(child).localname: child.text for child in answer}
    assert (texts["RepType"], texts["EntOrgCode"], texts["CertType"]) == ("5", "102690233", "E")
    assert texts["ChkVaildDate"] > texts["CheckDate"]
    assert len(texts["RspGenTime"]) == len("2026-11-21 09:12:00")


async def test_only_channel_6_carries_the_answer_of_the_customs(sandbox: Sandbox) -> None:
    path = await _dropped(sandbox, certNo=NUMBER, channel="2", note="收货人不能为空 <&>")
    assert path.name.startswith("Failed_")
    root = etree.parse(path).getroot()
    assert "CusRespData" not in _children(root)
    assert root[3].text == "收货人不能为空 <&>"


async def test_namespace_and_order_may_vary(sandbox: Sandbox) -> None:
    path = await _dropped(sandbox, certNo=NUMBER, namespace=False, order="reversed")
    root = etree.parse(path).getroot()
    assert root.tag == "Receipt"
    assert _children(root) == list(reversed(RECEIPT))


async def test_file_receipts_and_agent_consignments(sandbox: Sandbox) -> None:
    root = etree.parse(
        await _dropped(sandbox, kind="FileRet", certNo=NUMBER, retType="2", fileType="4", fileName="a.pdf")
    )
    assert _children(root.getroot()) == ["CertNo", "FileType", "FileName", "ReceiveTime", "RetType", "Note", "SendTime"]
    path = await _dropped(sandbox, "Acd", kind="ImportAgrResponse", consignNo="WT20260001", responseCode="0")
    consignment = etree.parse(path).getroot()
    assert _children(consignment) == ["ConsignNo", "ResponseInfo"]
    assert _children(consignment[1]) == ["ResponseCode", "ResponseMessage"]


async def test_damaged_files_are_damaged(sandbox: Sandbox) -> None:
    for damage in ("truncated", "encoding"):
        path = await _dropped(sandbox, certNo=NUMBER, note="中文", damage=damage)
        try:
            etree.fromstring(path.read_bytes())
        except etree.XMLSyntaxError:
            continue
        raise AssertionError(damage)
    assert b"<!ENTITY" in (await _dropped(sandbox, certNo=NUMBER, damage="bomb")).read_bytes()
    assert b"CertNo" not in (await _dropped(sandbox, certNo=NUMBER, damage="no_number")).read_bytes()


async def test_no_half_written_file_is_ever_seen_under_its_name(sandbox: Sandbox) -> None:
    await _dropped(sandbox, certNo=NUMBER)
    names = [path.name for path in (sandbox.gacc / "Cooimp" / "InBox").iterdir()]
    assert len(names) == 1
    assert names[0].endswith(".xml")


async def test_an_order_that_makes_no_sense_is_refused(sandbox: Sandbox) -> None:
    assert "certNo" in (await sandbox.post("/authority/receipts", {"repType": "5"}))["error"]
    assert "kind" in (await sandbox.post("/authority/receipts", {"certNo": NUMBER, "kind": "Poem"}))["error"]
    evil = await _dropped(sandbox, certNo="../../etc/passwd")
    assert evil.parent == sandbox.gacc / "Cooimp" / "InBox"


async def test_the_form_drops_too_and_copies_by_knob(sandbox: Sandbox) -> None:
    await sandbox.turn("authority", copies=3)
    form = {"certNo": NUMBER, "kind": "Receipt", "channel": "6", "repType": "3", "note": "退", "namespace": "no"}
    async with sandbox.http.post(sandbox.base + "/authority", data=form, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["location"]) == (303, "/authority")
    assert len(list((sandbox.gacc / "Cooimp" / "InBox").iterdir())) == 3
    async with sandbox.http.get(sandbox.base + "/authority") as page:
        assert "回执：退回" in await page.text()


def test_the_demo_tells_stories_that_end_and_numbers_that_never_repeat() -> None:
    tale = orders("102690233", 2026)
    steps = [next(tale) for _ in range(28)]
    assert steps[0]["certNo"] == NUMBER
    firsts = [step["certNo"] for at, step in enumerate(steps) if at == 0 or steps[at - 1]["certNo"] != step["certNo"]]
    assert len(firsts) == len(set(firsts)) == 10


async def test_a_later_demo_goes_on_with_the_next_certificate(sandbox: Sandbox) -> None:
    """What yesterday's run approved is not received anew today: the register would refuse it, and no push be seen."""
    begun = sandbox.world.spawn(demo.play(_hurried(sandbox.world)))
    while len(sandbox.world.authority.dropped) < 5:
        await asyncio.sleep(0.01)
    begun.cancel()
    told = {one.number for one in sandbox.world.authority.dropped}
    sandbox.world.authority.dropped.clear()
    again = sandbox.world.spawn(demo.play(_hurried(sandbox.world)))
    while not sandbox.world.authority.dropped:
        await asyncio.sleep(0.01)
    again.cancel()
    assert sandbox.world.authority.dropped[0].number not in told


def _hurried(world: World) -> World:
    return replace(world, config=replace(world.config, demo_interval=0.0))


async def test_people_follow_the_account_once_the_app_is_up(
    sandbox: Sandbox, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first thing a newcomer sees is not a push that nobody answered."""
    looks = iter([NoAnswer("refused"), NoAnswer("refused"), None])
    heard_before: list[int] = []

    async def look(_order: object) -> None:
        heard_before.append(len(app.heard))
        if problem := next(looks):
            raise problem

    monkeypatch.setattr(demo, "send", look)
    monkeypatch.setattr(demo, "BETWEEN", 0.0)
    for user in sandbox.world.wechat.users.values():
        user.followed = False
    await demo.follow(sandbox.world)
    assert heard_before == [0, 0, 0]
    assert all(user.followed for user in sandbox.world.wechat.users.values())
