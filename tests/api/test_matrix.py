"""The matrix of rights (T-1, T-2): every operation of the OpenAPI document × everybody who may knock."""

import httpx
import pytest

from kit import settings
from tests.api import world
from tests.api.matrix import OPERATIONS, ROWS, RULES, Asked, Row
from tests.api.matrix import asked as asked_by
from tests.api.people.makers import a_client

LIMIT = 900  # seconds for thousands of requests on a machine that may be busy
BOTH = [row for row in ROWS.values() if row.operation in OPERATIONS]  # the first test tells what is only in one of them


def test_every_operation_has_its_row_and_every_row_its_operation() -> None:
    """A new route without a row fails here; so does a row whose route is gone."""
    assert set(ROWS) == set(OPERATIONS)
    assert {row.rule for row in ROWS.values()} <= set(RULES)


def test_every_row_says_what_its_path_names() -> None:
    assert [row.operation for row in BOTH if set(OPERATIONS[row.operation].named) - set(row.about)] == []


def _fits(told: str, answer: httpx.Response) -> bool:
    if answer.status_code == 422 and answer.json()["code"] == "invalid_request":
        return False  # nobody was asked who they are
    if told == "in":
        return answer.status_code < 500 and answer.status_code not in {401, 403, 404, 405}
    return str(answer.status_code) in ({"403", "404"} if told == "no" else {told})


@pytest.mark.slow
@pytest.mark.timeout(LIMIT)
@pytest.mark.feature("USER-22")
async def test_everybody_may_what_the_matrix_says_and_no_more(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All cells, one after the other; the wrong ones are listed together."""
    monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", world.OPERATOR)
    settings.forget()
    there = await world.a_world()
    wrong: dict[str, str] = {}
    for row in BOTH:
        asked: Asked | None = None
        for who, told in RULES[row.rule].items():
            asked = asked or await asked_by(there, row.operation)
            async with a_client(await there.knocks_as(who)) as client:
                answer = await asked.of(client)
            if not _fits(told, answer):
                wrong[f"{row.operation} as {who}"] = f"{told}, but {answer.status_code} {answer.text[:300]}"
            if answer.is_success:
                asked = None  # what was asked about is used up: the next one gets another
    assert not wrong, "\n".join(f"{cell}: {found}" for cell, found in wrong.items())


async def _told(client: httpx.AsyncClient, asked: Asked) -> tuple[object, ...]:
    answer = await asked.of(client)
    problem = {name: value for name, value in answer.json().items() if name != "trace"}
    headers = {name: value for name, value in answer.headers.items() if name not in {"x-trace-id", "date"}}
    return answer.status_code, str(problem), str(headers)


def _is_about_ours(row: Row) -> bool:
    told = RULES[row.rule]
    return (told["neighbour"], told["admin"]) == ("404", "in")


@pytest.mark.timeout(LIMIT)
async def test_what_is_foreign_and_what_is_missing_are_told_alike(db: str) -> None:
    """T-2: status, body and headers of a neighbour's answer are equal, for each operation about a thing."""
    there = await world.a_world()
    async with a_client(await there.knocks_as("neighbour")) as client:
        for row in filter(_is_about_ours, BOTH):
            foreign = await _told(client, await asked_by(there, row.operation))
            missing = await _told(client, await asked_by(there, row.operation, missing=True))
            assert foreign == missing, row.operation
