"""副本 to send on (ux.md M18, PRINT-14): of an issued certificate of one's own, marked, and never the original."""

from collections.abc import AsyncIterator

import httpx
import pytest

from api import certificates
from api.certificates import Certificate
from tests.api.certificates import makers
from tests.api.people.makers import a_client, a_token

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
async def issued(db: str, valkey: str) -> AsyncIterator[tuple[httpx.AsyncClient, Certificate]]:
    clerk = await makers.a_clerk()
    made = await makers.approved(clerk)
    async with a_client(await a_token(clerk.person_id)) as client:
        yield client, made


@pytest.mark.feature("PRINT-14")
async def test_an_issued_certificates_page_offers_its_copy(
    issued: tuple[httpx.AsyncClient, Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, made = issued
    page = await client.get(f"/h5/co/{made.number}")
    where = f"/h5/copies/{made.id}.png"
    assert f'href="{where}" download="{made.number}.png"' in page.text
    picture = await client.get(where)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    assert picture.headers["cache-control"] == "no-store"
    stamps = []

    async def drawn(_template: object, card: dict[str, dict[str, str]]) -> bytes:
        stamps.append(card["stamp"]["word"])
        return b""

    monkeypatch.setattr("api.drawing.draw", drawn)
    await client.get(where)
    assert stamps == ["副本 COPY"]


async def test_what_is_not_in_force_has_no_copy(issued: tuple[httpx.AsyncClient, Certificate]) -> None:
    client, made = issued
    voided = await client.post(f"/api/v1/certificates/{made.id}/void", json={"reason": "退运"})
    assert voided.status_code == 200
    assert "/h5/copies/" not in (await client.get(f"/h5/co/{made.number}")).text
    assert (await client.get(f"/h5/copies/{made.id}.png")).status_code == 404


async def test_a_draft_a_neighbours_and_a_missing_one_are_answered_alike(
    issued: tuple[httpx.AsyncClient, Certificate],
) -> None:
    client, made = issued
    neighbour = await makers.a_neighbour()
    draft = await certificates.begin(neighbour, "customs", "C")
    async with a_client(await a_token(neighbour.person_id)) as theirs, a_client() as nobody:
        answers = [await theirs.get(f"/h5/copies/{each}.png") for each in (made.id, draft.id, made.enterprise_id)]
        assert {each.status_code for each in answers} == {404}
        assert len({each.text for each in answers}) == 1
        assert (await nobody.get(f"/h5/copies/{made.id}.png")).status_code == 303
    assert (await client.get(f"/h5/copies/{made.id}.png")).status_code == 200
