"""What nobody could read or place is seen, opened and read anew by who runs the site, over HTTP."""

import pytest

from api.exchange import inbox, quarantine
from kit import database, settings
from tests.api.people.makers import a_client
from tests.api.world import OPERATOR

PATH = "/api/v1/set-aside"


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", OPERATOR)
    settings.forget()


async def _stored(serial: str, state: str) -> None:
    await inbox.store("gacc", serial, f"<{serial}/>".encode(), "a.xml")
    await database.execute("update inbox set state = $1, explanation = '坏' where serial = $2", state, serial)


async def test_the_operator_lists_opens_and_retries_what_was_set_aside(db: str, house: None) -> None:
    """The text comes as it came; what is read anew leaves the list, cannot be retried twice, and is in the trail."""
    for serial, state in (("one", "damaged"), ("two", "unknown"), ("three", "applied")):
        await _stored(serial, state)
    async with a_client(OPERATOR) as client:
        everything = (await client.get(PATH, params={"size": 1})).json()
        assert (everything["total"], [each["state"] for each in everything["items"]]) == (2, ["unknown"])
        (damaged,) = (await client.get(PATH, params={"state": "damaged"})).json()["items"]
        assert (damaged["state_label"], damaged["explanation"]) == ("无法读取", "坏")
        one = f"{PATH}/{damaged['id']}"
        assert (await client.get(one)).json()["text"] == "<one/>"
        assert [(await client.post(f"{one}/again")).status_code for _ in range(2)] == [204, 404]
        assert (await client.get(one)).json()["code"] == "receipt_not_found"
        assert (await client.get(PATH)).json()["total"] == 1
    (row,) = await database.fetch("select state, tries from inbox where serial = 'one'")
    assert (row["state"], row["tries"]) == ("new", 0)
    assert len(await database.fetch("select 1 from audit where action = 'receipt.read_again'")) == 1


async def test_what_the_operator_dismisses_is_off_every_list_and_never_read_anew(db: str, house: None) -> None:
    """It leaves list, total and the command line's bulk re-reading; its copy is still a duplicate; the trail has it."""
    await _stored("one", "unknown")
    await _stored("two", "unknown")
    async with a_client(OPERATOR) as client:
        items = (await client.get(PATH)).json()["items"]
        one = f"{PATH}/{items[1]['id']}"
        assert [(await client.post(f"{one}/dismissal")).status_code for _ in range(2)] == [204, 404]
        left = (await client.get(PATH)).json()
        assert (left["total"], [each["id"] for each in left["items"]]) == (1, [items[0]["id"]])
        assert [(await client.get(one)).status_code, (await client.post(f"{one}/again")).status_code] == [404, 404]
    assert await inbox.take_again("unknown") == 1
    assert not await inbox.store("gacc", "one", b"<one/>", "a.xml")
    assert len(await database.fetch("select 1 from audit where action = 'receipt.dismiss'")) == 1


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_total_is_read_by_an_index_of_what_is_set_aside_alone(db: str) -> None:
    rows = await database.fetch(f"explain query plan {quarantine._LENGTH}", "")
    assert [row["detail"] for row in rows] == ["SCAN inbox USING INDEX inbox_set_aside"]
