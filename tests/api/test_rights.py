"""The matrix of rights (T-1): every operation × everybody who may knock, as tests/api/rights.tsv says."""

import csv
from pathlib import Path

import httpx
import pytest

from api.main import create_app
from kit import settings
from kit.ids import new_id
from tests.api import world
from tests.api.people.makers import a_client

TABLE = Path(__file__).with_name("rights.tsv")


def _rows() -> list[dict[str, str]]:
    lines = (line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#"))
    return list(csv.DictReader(lines, delimiter="\t"))


ROWS = _rows()
EXPECTED = {row["operation"]: {who: int(told) for who, told in row.items() if who != "operation"} for row in ROWS}


def _operations() -> set[str]:
    paths = create_app().openapi()["paths"]
    return {
        each["operationId"] for path, item in paths.items() if path.startswith("/api/v1/") for each in item.values()
    }


def test_every_operation_has_its_row_and_every_row_its_operation() -> None:
    """A new route without a row fails here; so does a row whose route is gone."""
    assert set(EXPECTED) == _operations() == set(world.ASKED)


async def _status(there: world.World, operation: str, who: str) -> int:
    method, path, body = await world.ASKED[operation](there)
    async with a_client(await there.knocks_as(who)) as client:
        return (await client.request(method, f"/api/v1{path}", json=body)).status_code


@pytest.mark.slow
async def test_everybody_may_what_the_matrix_says_and_no_more(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All cells, one after the other; the wrong ones are listed together."""
    monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", world.OPERATOR)
    settings.forget()
    there = await world.a_world()
    found = {
        operation: {who: await _status(there, operation, who) for who in cells} for operation, cells in EXPECTED.items()
    }
    wrong = {
        f"{operation} as {who}": (told, found[operation][who])
        for operation, cells in EXPECTED.items()
        for who, told in cells.items()
        if found[operation][who] != told
    }
    assert wrong == {}


async def _told(client: httpx.AsyncClient, method: str, path: str, body: object) -> tuple[object, ...]:
    answer = await client.request(method, f"/api/v1{path}", json=body)
    problem = {name: value for name, value in answer.json().items() if name != "trace"}
    headers = {name: value for name, value in answer.headers.items() if name not in {"x-trace-id", "date"}}
    return answer.status_code, str(problem), str(headers)


async def test_what_is_foreign_and_what_is_missing_are_told_alike(db: str) -> None:
    """T-2: status, body and headers of a neighbour's answer are equal, for each thing that has an id."""
    there = await world.a_world()
    async with a_client(await there.knocks_as("neighbour")) as client:
        for operation in ("get_enterprise", "revoke_membership", "reset_password", "revoke_token", "get_delivery"):
            method, path, body = await world.ASKED[operation](there)
            named = path.split("/")[2]
            foreign = await _told(client, method, path, body)
            missing = await _told(client, method, path.replace(named, str(new_id())), body)
            assert foreign == missing, operation
