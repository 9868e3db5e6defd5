"""The lines of matrix.tsv, and the requests that they and the OpenAPI document make together."""

import csv
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from api.main import create_app
from kit.ids import new_id
from tests.api import things, world
from tests.api.asking import Document
from tests.api.people.makers import a_client

HERE = Path(__file__).parent


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
DOCUMENT = create_app().openapi()
COMPONENTS: dict[str, Any] = DOCUMENT["components"]["schemas"]
TOLD = {told["operationId"]: told for item in DOCUMENT["paths"].values() for told in item.values()}
OPERATIONS = Document(DOCUMENT).operations()
WHOLE = Document(DOCUMENT, whole=True).operations()  # the same, with every box of their bodies filled in


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
        answer = await (await asked(there, operation)).of(client)
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


async def asked(there: world.World, name: str, *, missing: bool = False) -> Asked:
    """Return the request of a row; `missing`: about things that are nowhere."""
    operation, row = OPERATIONS[name], ROWS[name]
    made = {each: await _named(there, thing, missing=missing) for each, thing in row.about.items()}
    path = operation.path.format(**{each: made[each] for each in operation.named})
    query = {**operation.query, **{each: value for each, value in made.items() if each not in operation.named}}
    body = operation.body if row.body is None else await _filled(there, row.body, missing=missing)
    return Asked(operation.method, path, query, body, operation.form)


async def by_example(there: world.World, row: Row, *, whole: bool) -> Asked:
    """Return the request that the document's example makes; only what this world alone knows is put into it."""
    made = await asked(there, row.operation)
    body = (WHOLE if whole else OPERATIONS)[row.operation].body
    if isinstance(body, dict) and isinstance(row.body, dict):
        known = {name: each for name, each in row.body.items() if name in body and "{" in json.dumps(each)}
        body = body | await _filled(there, known, missing=False)
    return made._replace(body=body)


def _nowhere(value: str) -> str:
    """Return what another thing of that kind could be called, and none is; what names no thing stays."""
    if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value):
        return str(new_id())
    return f"{value[:-4]}9999" if re.fullmatch(r"[A-Z]{1,2}[0-9A-Z]{8,}", value) else value
