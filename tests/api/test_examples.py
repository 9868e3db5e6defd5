"""What the OpenAPI document gives as an example is accepted as it stands: no newcomer begins with a 422."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from kit import settings
from tests.api import matrix, world
from tests.api.people.makers import a_client

# What no document can give by example: a code that was sent just now, and a table within a file.
_OF_THE_MOMENT = {"no_code", "wrong_second_factor", "file_content"}
_SENDING = [row for row in matrix.ROWS.values() if matrix.OPERATIONS[row.operation].body is not None]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("whole", [False, True], ids=["what is required", "every box"])
async def test_no_example_of_a_body_is_refused_for_what_it_holds(
    db: str, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each operation that takes a body, asked by who may: anything but 422."""
    monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", world.OPERATOR)
    settings.forget()
    there = await world.a_world()
    refused = {}
    for row in _SENDING:
        who = "house" if matrix.RULES[row.rule]["admin"] == "401" else "admin"
        asked = await matrix.by_example(there, row, whole=whole)
        async with a_client(await there.knocks_as(who)) as client:
            answer = await asked.of(client)
        if answer.status_code == 422 and answer.json()["code"] not in _OF_THE_MOMENT:
            refused[row.operation] = answer.text
    assert len(_SENDING) > 40
    assert refused == {}


_GIVEN = {
    name: {
        each["name"]: each["schema"]["examples"][0]
        for each in told.get("parameters", [])
        if each["in"] == "query" and not each.get("required") and each["schema"].get("examples", [None])[0] is not None
    }
    for name, told in matrix.TOLD.items()
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_no_example_of_a_condition_is_refused(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each operation with every condition filled in as the document shows it: anything but 422."""
    monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", world.OPERATOR)
    settings.forget()
    there = await world.a_world()
    asking = [row for row in matrix.ROWS.values() if _GIVEN[row.operation]]
    refused = {}
    for row in asking:
        who = "house" if matrix.RULES[row.rule]["admin"] == "401" else "admin"
        asked = await matrix.asked(there, row.operation)
        async with a_client(await there.knocks_as(who)) as client:
            answer = await asked._replace(query=_GIVEN[row.operation] | asked.query).of(client)
        if answer.status_code == 422:
            refused[row.operation] = answer.text
    assert len(asking) > 15
    assert refused == {}


def _shown() -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every example of a box of a request or of an answer: where it stands, its schema, the example."""
    for name, schema in matrix.COMPONENTS.items():
        for box, told in schema.get("properties", {}).items():
            for example in told.get("examples", []):
                yield f"{name}.{box}", told, example


def test_every_example_fits_the_box_that_it_stands_at() -> None:
    """A reader who copies what is shown has something of the right shape, also where only an answer shows it."""
    wrong = [
        where
        for where, schema, example in _shown()
        if not jsonschema_rs.is_valid({**schema, "components": {"schemas": matrix.COMPONENTS}}, example)
    ]
    assert wrong == []
    assert len(list(_shown())) > 400
