"""Every link that a message makes leads to a page: its document for who may see it, the sign-in for everybody else."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import pytest

import api.startup  # noqa: F401 — makes every kind of document known
from api import documents
from api.documents import MAIN, Change, Kind, Lifecycle
from api.people import notices
from api.portal.showing import SECTIONS
from api.portal.visiting import onwards
from kit.ids import new_id
from push.message import Message
from tests.api.people import makers
from tests.api.people.makers import a_client
from tests.api.world import World, a_world

AT = datetime(2026, 11, 21, 1, 12, tzinfo=UTC)
NUMBERS = {"filing": "18S2102M9997/00054", "declaration": "900220260000000001", "coordination": "XT2026110007"}


def said_by(kind: Kind) -> Iterator[Message]:
    """Every message that notices of a kind make, on each of its axes; a back-fill speaks of its certificate."""
    named = NUMBERS.get(kind.name, f"E2610269023{len(kind.name):05}")
    for axis in (MAIN, *kind.axes):
        lifecycle = kind.axis(axis)
        for step in lifecycle.steps:
            if message := kind.notices(_change(kind, lifecycle, axis, step, named)):
                yield message


def _change(kind: Kind, lifecycle: Lifecycle, axis: str, step: str, number: str) -> Change:
    status = next((target for (_status, each), target in lifecycle.table.items() if each == step), lifecycle.start)
    return Change(
        kind=kind.name, number=number, facts={}, lifecycle=lifecycle, axis=axis, step=step, status=status,
        previous=lifecycle.start, occurred_at=AT, note="原因", stale=False,
    )  # fmt: skip


LINKS = sorted({(kind.name, message.link) for kind in documents.kinds() for message in said_by(kind)})
PAGES_OF_THEIR_OWN = {("authorisation", "/h5/me")}  # T10: an enterprise has one, and no page for each


@pytest.fixture
async def world(db: str, valkey: str) -> World:
    return await a_world()


@pytest.fixture
async def admin(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with a_client(await world.knocks_as("admin")) as client:
        yield client


async def entered(world: World, kind: str, number: str) -> None:
    key = documents.Key(kind, number)
    await documents.enter_many([documents.Entry(key=key, enterprise_id=world.enterprise_id)])


def test_every_kind_speaks_and_says_where_to_look() -> None:
    """All links lie in sections that there are."""
    assert {kind for kind, _link in LINKS} == {kind.name for kind in documents.kinds()}
    assert {link.split("/")[2] for kind, link in LINKS if (kind, link) not in PAGES_OF_THEIR_OWN} <= set(SECTIONS)


async def test_each_link_shows_its_document(world: World, admin: httpx.AsyncClient) -> None:
    for _kind, link in PAGES_OF_THEIR_OWN:
        assert (await admin.get(link)).status_code == 200, link
    for kind, link in sorted({*LINKS} - PAGES_OF_THEIR_OWN):
        path = urlsplit(link).path
        number = unquote(path.split("/", 3)[3])
        await entered(world, kind, number)
        answer = await admin.get(path)
        assert answer.status_code == 200, (kind, link, answer.text)
        label = documents.kind_of(kind).label
        assert number in answer.text, link
        assert f'<p class="lead">{label}</p>' in answer.text, link


async def test_the_page_tells_status_and_journal_and_no_names(world: World, admin: httpx.AsyncClient) -> None:
    number = "E261026902330183"
    found = await documents.find(world.boss, number)
    move: dict[str, Any] = {"document_id": found.id, "step": "returned", "actor": world.boss, "occurred_at": AT}
    await documents.advance(documents.Move(**move, note="<b>运输路线与提单不符</b>"))
    text = (await admin.get(f"/h5/co/{number}")).text
    assert '<span class="dot bad">审核不通过</span>' in text
    assert "2026-11-21 09:12" in text
    assert "&lt;b&gt;运输路线与提单不符" in text


async def test_a_foreign_document_and_a_missing_one_are_one_page(world: World) -> None:
    async with a_client(await world.knocks_as("neighbour")) as client:
        foreign, missing = [await client.get(f"/h5/co/{each}") for each in ("E261026902330183", "E261026902330999")]
        nowhere = await client.get("/h5/nowhere/E261026902330183")
    assert (foreign.status_code, foreign.text) == (missing.status_code, missing.text) == (404, nowhere.text)


async def test_the_account_that_a_binding_message_leads_to(world: World, admin: httpx.AsyncClient) -> None:
    link = notices.binding_message("ad****", "wechat", bound=True).link
    page = await admin.get(link)
    assert page.status_code == 200
    assert "已绑定" in page.text


async def test_a_stranger_signs_in_and_comes_to_the_document(world: World) -> None:
    """A link that was forwarded shows the sign-in and nothing else; whoever may see it goes on from there."""
    async with a_client() as browser:
        own = {"Sec-Fetch-Site": "same-origin"}
        first = await browser.get("/h5/filing/18S2102M9997%2F00054")
        assert first.status_code == 303
        form = await browser.get(first.headers["location"])
        assert "00054" not in form.text.replace('value="/h5/filing/18S2102M9997/00054"', "")
        typed = {"login": "admin", "password": makers.PASSWORD, "next": "/h5/co/E261026902330183"}
        wrong = await browser.post("/h5/sign-in", data=typed | {"password": "x"}, headers=own)
        assert (wrong.status_code, 'role="alert"' in wrong.text) == (401, True)
        right = await browser.post("/h5/sign-in", data=typed, headers=own)
        assert (right.status_code, right.headers["location"]) == (303, "/h5/co/E261026902330183")
        assert (await browser.get(right.headers["location"])).status_code == 200
        await browser.post("/h5/sign-out", headers=own)
        assert (await browser.get("/h5/me")).status_code == 303


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/h5//evil.example", "/h5/../dev/chat",
     "/h5/co/x\r\nSet-Cookie: a=b", "/h5/co/x?next=//evil.example", "javascript:alert(1)", "", "/api/v1/me"],
)  # fmt: skip
def test_nobody_is_led_off_the_site(wanted: str) -> None:
    assert onwards(wanted) == "/h5/me"


async def test_another_site_can_neither_sign_in_nor_follow(world: World) -> None:
    """CSRF: neither form takes what another site makes the browser send."""
    async with a_client() as browser:
        foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        typed = {"login": "admin", "password": makers.PASSWORD}
        assert (await browser.post("/h5/sign-in", data=typed, headers=foreign)).status_code == 403
        await browser.post("/h5/sign-in", data=typed, headers={"Sec-Fetch-Site": "same-origin"})
        assert (await browser.post("/h5/push", data={"level": "person"}, headers=foreign)).status_code == 403
        assert (await browser.post("/h5/push/cancellation", data={"id": str(new_id())}, headers=foreign)).is_error
