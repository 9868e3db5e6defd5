"""The matrix of rights (T-1, T-2): every operation of the OpenAPI document × everybody who may knock."""

import csv
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from api.main import create_app
from kit import settings
from kit.ids import new_id
from tests.api import things, world
from tests.api.asking import Document
from tests.api.people.makers import a_client

HERE = Path(__file__).parent
LIMIT = 900  # seconds for thousands of requests on a machine that may be busy


class Row(NamedTuple):
    """One line of matrix.tsv."""

    operation: str
    rule: str
    about: dict[str, str]
    body: Any


def _lines(name: str) -> list[dict[str, str]]:
    text = (HERE / name).read_text("utf-8").splitlines()
    return list(
        csv.DictReader((line for line in text if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
    )


def _row(line: dict[str, str]) -> Row:
    about = dict(pair.split("=", 1) for pair in (line["about"] or "").split())
    return Row(line["operation"], line["rule"], about, json.loads(line["body"]) if line["body"] else None)


RULES = {line.pop("rule"): line for line in _lines("matrix_rules.tsv")}
ROWS = {row.operation: row for row in map(_row, _lines("matrix.tsv"))}
OPERATIONS = Document(create_app().openapi()).operations()
BOTH = [row for row in ROWS.values() if row.operation in OPERATIONS]  # the first test tells what is only in one of them


class Asked(NamedTuple):
    """A request ready to be sent by anybody."""

    method: str
    path: str
    query: dict[str, Any]
    body: Any
    form: bool

    async def of(self, client: httpx.AsyncClient) -> httpx.Response:
        """Send it."""
        sent: dict[str, Any] = {"json": self.body} if self.body is not None else {}
        if self.form:
            files = {name: each for name, each in self.body.items() if isinstance(each, tuple)}
            sent = {"files": files, "data": {name: each for name, each in self.body.items() if name not in files}}
        return await client.request(self.method, self.path, params=self.query, **sent)


async def _thing(there: world.World, name: str) -> str:
    if name in things.MADE:
        return str(await things.MADE[name](there))
    if name not in things.CREATED:
        return name
    operation, field = things.CREATED[name]
    async with a_client(await there.knocks_as("admin")) as client:
        answer = await (await _asked(there, operation)).of(client)
    assert answer.is_success, f"{operation} makes no {name}: {answer.status_code} {answer.text}"
    return str(answer.json()[field])


async def _filled(there: world.World, body: Any, *, missing: bool) -> Any:
    """Return a body with each {thing} in it made."""
    text = json.dumps(body)
    for name in set(re.findall(r"\{(\w+)\}", text)):
        text = text.replace(f"{{{name}}}", await _named(there, name, missing=missing))
    return json.loads(text)


async def _named(there: world.World, name: str, *, missing: bool) -> str:
    """Return what a thing is called, or what one that is nowhere could be called."""
    made = await _thing(there, name)
    return _nowhere(made) if missing and _is_made(name) else made


def _is_made(name: str) -> bool:
    return name in things.MADE or name in things.CREATED


async def _asked(there: world.World, name: str, *, missing: bool = False) -> Asked:
    """Return the request of a row; `missing`: about things that are nowhere."""
    operation, row = OPERATIONS[name], ROWS[name]
    made = {each: await _named(there, thing, missing=missing) for each, thing in row.about.items()}
    path = operation.path.format(**{each: made[each] for each in operation.named})
    query = {**operation.query, **{each: value for each, value in made.items() if each not in operation.named}}
    body = operation.body if row.body is None else await _filled(there, row.body, missing=missing)
    return Asked(operation.method, path, query, body, operation.form)


def _nowhere(value: str) -> str:
    """Return what another thing of that kind could be called, and none is; what names no thing stays."""
    if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value):
        return str(new_id())
    return f"{value[:-4]}9999" if re.fullmatch(r"[A-Z]{1,2}[0-9A-Z]{8,}", value) else value


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
            asked = asked or await _asked(there, row.operation)
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
            foreign = await _told(client, await _asked(there, row.operation))
            missing = await _told(client, await _asked(there, row.operation, missing=True))
            assert foreign == missing, row.operation
