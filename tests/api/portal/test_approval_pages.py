"""The pages of 四眼 (ux.md M13): listed, shown as it stands, decided once, by another 管理员 of the enterprise."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx
import pytest

from api import approvals, certificates, people
from api.people import qualifying
from kit import database
from kit.refusals import Weather
from tests.api.certificates.makers import SIGNER, a_draft
from tests.api.people.makers import a_client, a_token
from tests.api.portal.phone import OWN, WANG, bound_to, in_wechat, wechat_world
from tests.bot.pair import Pair, a_pair
from tests.bot.stage import a_world

PATH = "/h5/approvals"
pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
async def pair(db: str, valkey: str) -> Pair:
    """A request of 高永欣's waits for 王经理."""
    made = await a_pair(await a_world())
    await made.asked()
    return made


@asynccontextmanager
async def browser(person: UUID) -> AsyncIterator[httpx.AsyncClient]:
    async with a_client(await a_token(person)) as client:
        yield client


async def the_page() -> str:
    (row,) = await database.fetch("select id from approvals")
    return f"{PATH}/{database.as_uuid(row['id'])}"


async def the_state() -> tuple[str, str]:
    (row,) = await database.fetch("select state, note from approvals")
    return row["state"], row["note"]


async def test_the_message_leads_to_the_page_and_consent_there_does_it(pair: Pair) -> None:
    where = await the_page()
    told = await database.fetch("select link from messages where title = '待同意事项'")
    assert [row["link"] for row in told] == [where]
    async with browser(pair.wang_id) as wang:
        listed, shown = await wang.get(PATH), await wang.get(where)
        for page in (listed, shown):
            assert "撤回协调单" in page.text and pair.world.coordination_no in page.text  # noqa: PT018 — one sight
            assert "待同意" in page.text
        assert "申请之后变动过" not in shown.text
        done = await wang.post(f"{where}/consent")
        assert (done.status_code, done.headers["location"]) == (303, where)
        after = await wang.get(where)
        assert "已同意，已办理" in after.text and "<form" not in after.text  # noqa: PT018 — one sight
        again = await wang.post(f"{where}/consent")
    assert (again.status_code, "已经同意并办理（王经理）" in again.text) == (409, True)
    assert (await pair.status(), await pair.withdrawals()) == ("withdrawn", 1)


async def test_a_refusal_keeps_its_reason_and_nothing_is_done(pair: Pair) -> None:
    where = await the_page()
    async with browser(pair.wang_id) as wang:
        await wang.post(f"{where}/refusal", data={"note": " 单号<不>对 "})
        assert "单号&lt;不&gt;对" in (await wang.get(where)).text
    assert await the_state() == ("refused", "单号<不>对")
    assert await pair.status() == "pending"


async def test_what_became_another_matter_since_is_said_before_deciding(pair: Pair) -> None:
    (row,) = await database.fetch("select id, matters from approvals")
    matters = [{**each, "since": "handed in before"} for each in database.as_json(row["matters"])]
    await database.execute("update approvals set matters = $1", database.Json(matters))
    async with browser(pair.wang_id) as wang:
        assert "申请之后变动过：海关原产地证书" in (await wang.get(await the_page())).text


async def test_what_can_no_longer_be_done_is_said_before_deciding(pair: Pair) -> None:
    await database.execute("update documents set status = 'completed' where number = $1", pair.world.coordination_no)
    async with browser(pair.wang_id) as wang:
        text = (await wang.get(await the_page())).text
    assert '<span class="fault">' in text


async def test_who_asked_can_only_take_it_back_and_who_is_no_manager_decides_nothing(pair: Pair) -> None:
    where, asked = await the_page(), ("consent", "refusal")
    for person, status in ((pair.world.actor.person_id, 403), (pair.li_id, 403)):
        async with browser(person) as client:
            assert not [deed for deed in asked if f"{where}/{deed}" in (await client.get(where)).text]
            assert [(await client.post(f"{where}/{deed}")).status_code for deed in asked] == [status] * 2
    assert await the_state() == ("open", "")
    async with browser(pair.li_id) as li:
        assert (await li.post(f"{where}/cancellation")).status_code == 403
    async with browser(pair.world.actor.person_id) as gao:
        assert f"{where}/cancellation" in (await gao.get(where)).text
        assert (await gao.post(f"{where}/cancellation")).status_code == 303
    assert await the_state() == ("cancelled", "")


async def test_a_stranger_signs_in_first_and_a_neighbour_finds_nothing(pair: Pair) -> None:
    where = await the_page()
    async with a_client() as nobody:
        answers = [await nobody.get(PATH), await nobody.get(where), await nobody.post(f"{where}/consent")]
    assert {each.status_code for each in answers} == {303}
    (row,) = await database.fetch("select id from persons where login = 'wang'")
    async with browser(database.as_uuid(row["id"])) as neighbour:
        assert "没有待同意的申请" in (await neighbour.get(PATH)).text
        found = [await neighbour.get(where), await neighbour.get(f"{PATH}/nonsense")]
        decided = await neighbour.post(f"{where}/consent")
    assert [each.status_code for each in (*found, decided)] == [404] * 3
    assert await the_state() == ("open", "")


async def test_wechat_consents_on_the_page_as_in_the_chat_and_an_unproven_password_does_not(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HUIZHI_SECOND_FACTOR=required: a password alone decides nothing; WeChat may what the chat may (docs/adr/0029)."""
    where = await the_page()
    async with browser(pair.wang_id) as wang:
        await database.execute("update sessions set proven_at = null")
        unproven = await wang.post(f"{where}/consent")
        assert (unproven.status_code, (await the_state())[0]) == (403, "open")
    async with wechat_world(monkeypatch) as outside, in_wechat(outside, WANG) as phone:
        await bound_to(pair.wang_id, WANG)
        assert "待同意" in (await phone.taps(where)).text
        done = await phone.browser.post(f"{where}/consent", headers=OWN)
        assert done.status_code == 303
    assert (await pair.status(), await pair.withdrawals()) == ("withdrawn", 1)


async def a_declaration(pair: Pair, drafts: int = 1) -> tuple[str, list[UUID]]:
    """高永欣 asks to declare; the request's page, and the drafts."""
    world = pair.world
    await qualifying.file_qualification(world.actor, qualifying.Filing("610000", "2102M9997", (SIGNER,)))
    await approvals.change(world.actor, [certificates.DECLARATION.name])
    made = [(await a_draft(world.actor, consignee="HANOI <b>PLASTICS</b> JSC")).id for _ in range(drafts)]
    actor = await people.actor_of_person(world.actor.person_id, "http")
    assert actor
    request = await approvals.ask(actor, certificates.DECLARATION.name, made)
    return f"{PATH}/{request.id}", made


async def test_the_page_shows_the_certificate_as_a_picture_and_in_words(pair: Pair) -> None:
    where, (draft,) = await a_declaration(pair)
    async with browser(pair.wang_id) as wang:
        text = (await wang.get(where)).text
        assert f'src="{where}/{draft}.png"' in text
        assert "的预览图，各栏文字见下" in text
        assert "<dt>1 出口商名称、地址、国家</dt><dd>SHAANXI EXAMPLE TRADING CO., LTD.\n" in text
        picture = await wang.get(f"{where}/{draft}.png")
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
        assert picture.content.startswith(b"\x89PNG")
        assert (picture.headers["cache-control"], picture.headers["x-content-type-options"]) == ("no-store", "nosniff")
        await wang.post(f"{where}/consent")
        assert ".png" not in (await wang.get(where)).text
        assert (await wang.get(f"{where}/{draft}.png")).status_code == 404


async def test_of_many_three_are_shown_and_the_others_lead_to_their_picture(pair: Pair) -> None:
    where, drafts = await a_declaration(pair, 4)
    async with browser(pair.wang_id) as wang:
        text = (await wang.get(where)).text
    assert text.count("<img") == 3
    assert [each for each in drafts if f"{where}/{each}.png" not in text] == []


async def test_a_picture_is_for_who_may_see_the_request_and_of_what_it_is_about(pair: Pair) -> None:
    where, (draft,) = await a_declaration(pair)
    other = await a_draft(pair.world.actor)
    (row,) = await database.fetch("select id from persons where login = 'wang'")
    async with a_client() as nobody, browser(database.as_uuid(row["id"])) as neighbour, browser(pair.wang_id) as wang:
        assert (await nobody.get(f"{where}/{draft}.png")).status_code == 303
        foreign, missing = [await neighbour.get(f"{page}/{draft}.png") for page in (where, f"{PATH}/{other.id}")]
        assert (foreign.status_code, foreign.text) == (404, missing.text)
        assert (await wang.get(f"{where}/{other.id}.png")).status_code == 404
        assert (await wang.get(f"{await the_first()}/{draft}.png")).status_code == 404


async def the_first() -> str:
    (row, *_) = await database.fetch("select id from approvals order by id")
    return f"{PATH}/{database.as_uuid(row['id'])}"


async def test_where_no_picture_is_drawn_the_page_still_says_all(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> bytes:
        raise Weather("no child process")

    monkeypatch.setattr("api.drawing.draw", nothing)
    where, (draft,) = await a_declaration(pair)
    async with browser(pair.wang_id) as wang:
        assert "HANOI &lt;b&gt;PLASTICS&lt;/b&gt; JSC" in (await wang.get(where)).text
        assert (await wang.get(f"{where}/{draft}.png")).status_code == 503
        assert (await wang.post(f"{where}/consent")).status_code == 303
