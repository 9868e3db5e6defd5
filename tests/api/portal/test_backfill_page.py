"""The page 待补录 (ux.md M8): a row for each certificate, sent row by row; what is refused stays as it was typed."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from api.documents import Move, advance
from kit import database
from kit.clock import now
from tests.api.documents.makers import GATEWAY, a_document
from tests.api.people.makers import a_client
from tests.api.world import World, a_world

EXPORT = "900220260000000001"
OLD, YOUNG = "E261026902330201", "E261026902330202"
PATH = "/h5/supp"
pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
async def world(db: str, valkey: str) -> World:
    return await a_world()


@pytest.fixture
async def admin(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with a_client(await world.knocks_as("admin")) as client:
        yield client


async def issued(world: World, number: str, days: int) -> UUID:
    made = await a_document(world.enterprise_id, number)
    await advance(Move(made, "approved", GATEWAY, now() - timedelta(days=days)))
    return made


def typed(rows: dict[UUID, str], **more: str) -> dict[str, str]:
    """What the browser sends: a row each, with what stands in its box."""
    fields = {f"row {id_}": "the number" for id_ in rows} | {f"exported {id_}": "1" for id_ in rows}
    return fields | {f"numbers {id_}": numbers for id_, numbers in rows.items()} | more


def in_the_box(text: str, id_: UUID) -> str:
    found = re.search(rf'name="numbers {id_}" value="([^"]*)"', text)
    assert found
    return found[1]


async def sent() -> set[str]:
    rows = await database.fetch("select b.numbers from backfills b join documents d on d.id = b.document_id"
                                " where d.status = 'submitted'")  # fmt: skip
    return {row["numbers"] for row in rows}


@pytest.mark.feature("SUPP-08", "SUPP-10")
async def test_what_waits_stands_there_the_oldest_first_with_its_age(world: World, admin: httpx.AsyncClient) -> None:
    assert "没有待补录的证书。" in (await admin.get(PATH)).text
    await issued(world, YOUNG, 7)
    await issued(world, OLD, 38)
    text = (await admin.get(PATH)).text
    assert 0 < text.index(f'id="{OLD}"') < text.index(f'id="{YOUNG}"')
    assert '<span class="dot bad">已等 38 天，满 30 天</span>' in text
    assert '<span class="dot waiting">已等 7 天，满 7 天</span>' in text


async def test_a_stranger_signs_in_first_and_a_neighbour_sees_nothing_of_ours(world: World) -> None:
    await issued(world, OLD, 38)
    async with a_client() as client:
        answers = [await client.get(f"{PATH}?page=2"), await client.post(PATH, data={})]
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].headers["location"].endswith("%2Fh5%2Fsupp%3Fpage%3D2")
    async with a_client(await world.knocks_as("neighbour")) as client:
        assert OLD not in (await client.get(PATH)).text


@pytest.mark.feature("SUPP-11", "SUPP-12", "SUPP-13", "SUPP-15")
async def test_each_row_is_sent_by_itself_and_what_is_refused_stays_as_typed(
    world: World, admin: httpx.AsyncClient
) -> None:
    """One goes, one was not exported, one holds no number, one was left empty: the last two wait on."""
    ids = [await issued(world, f"E26102690233020{place}", 9) for place in range(4)]
    good, unexported, wrong, empty = ids
    fields = typed({good: f"{EXPORT}；900220260000000002", unexported: "", wrong: "９００<b>", empty: ""})
    answer = await admin.post(PATH, data=fields | {f"exported {unexported}": "0"})
    assert answer.status_code == 422
    assert await sent() == {f"{EXPORT};900220260000000002", ""}
    assert "已提交 2 份，等待海关接收。" in answer.text
    assert in_the_box(answer.text, wrong) == "９００&lt;b&gt;"
    assert answer.text.count('role="alert"') == answer.text.count("只能由数字和字母组成。") == 1
    assert re.search(rf'role="alert" id="fault-{wrong}"', answer.text)
    assert str(good) not in answer.text and str(empty) in answer.text  # noqa: PT018 — one sight
    again = await admin.post(PATH, data=typed({good: EXPORT}))
    assert "the number：该证书的报关单号已经提交" in again.text


async def test_a_number_that_looks_wrong_is_sent_only_as_it_was_confirmed(
    world: World, admin: httpx.AsyncClient
) -> None:
    one = await issued(world, OLD, 9)
    asked = await admin.post(PATH, data=typed({one: "123"}))
    assert "只有 3 位" in asked.text
    assert f'name="anyway {one}" value="123"' in asked.text
    other = await admin.post(PATH, data=typed({one: "1234"}, **{f"anyway {one}": "123"}))
    assert "只有 4 位" in other.text
    assert await sent() == set()
    assert (await admin.post(PATH, data=typed({one: "1234"}, **{f"anyway {one}": "1234"}))).status_code == 200
    assert await sent() == {"1234"}


async def test_a_foreign_certificate_and_nonsense_change_nothing(world: World) -> None:
    one = await issued(world, OLD, 9)
    nonsense = {"row x": "1", "row": "2", "numbers": "3", "numbers 4": "5"}
    async with a_client(await world.knocks_as("neighbour")) as client:
        answer = await client.post(PATH, data=typed({one: EXPORT}) | nonsense)
    assert answer.status_code == 422
    assert OLD not in answer.text
    assert await sent() == set()


async def test_what_was_kept_as_a_draft_stands_in_the_box(world: World, admin: httpx.AsyncClient) -> None:
    one = await issued(world, OLD, 9)
    await admin.put(f"/api/v1/declarations/backfills/{one}/draft", json={"exported": True, "numbers": EXPORT})
    assert in_the_box((await admin.get(PATH)).text, one) == EXPORT
