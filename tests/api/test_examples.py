"""What the OpenAPI document gives as an example is accepted as it stands: no newcomer begins with a 422."""

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
