"""The OpenAPI document keeps its word: generated requests bring no 5xx, and answers that fit it (schemathesis)."""

import os
from contextlib import suppress
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.main import create_app
from kit import settings
from tests.api import matrix, world
from tests.api.people.makers import a_client

# Per operation and mode: PostgreSQL is the stricter of the two, and `make faults` draws more.
EXAMPLES = {"postgres": 12, "sqlite": 6} if os.environ.get("HOSTILE") == "long" else {"postgres": 4, "sqlite": 2}
_OURS = {"authorization", "cookie"}
_STATES = {  # what a fresh thing is not ready for: their slices' stories prove these
    "ask_approval", "authorise_seals", "cancel_approval", "confirm_second_factor", "confirm_ticket",
    "declare_certificate", "detach_from_coordination", "get_seal_authorisation_result", "get_ticket",
    "give_up_second_factor", "import_goods", "open_ticket", "prove_phone", "prove_second_factor", "register",
    "reissue_certificate", "replay_delivery", "request_sync", "restore_subscriptions", "submit_coordination", "unbind",
    "update_party", "void_certificate", "withdraw_coordination",
}  # fmt: skip
PROMISES = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def _cases(document: dict[str, Any], examples: int) -> list[Any]:
    """Draw requests, well-formed ones first and then broken ones, for every operation; the same ones in each run."""
    drawn: list[Any] = []
    quietly = hypothesis_settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    schema = schemathesis.openapi.from_dict(document)
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in schemathesis.GenerationMode:
            strategy = operation.as_strategy(generation_mode=mode)
            with suppress(Unsatisfiable):  # an operation without parameters cannot be asked wrongly
                quietly(given(strategy)(lambda case: drawn.append(case)))()  # noqa: PLW0108 — hypothesis reads its code
    return drawn


def _name_of(case: Any) -> str:
    return str(case.operation.definition.raw.get("operationId", ""))


async def _as_the_matrix_asks(there: world.World, cases: dict[str, Any]) -> dict[str, str]:
    """Ask every operation about a thing that is there; return {operation: the path that names the thing}.

    An id that nobody gave is a 404 whatever stands behind the door: no drawn request would ever get in.
    """
    paths, in_vain = {}, set()
    for name, row in matrix.ROWS.items():
        who = "house" if matrix.RULES[row.rule]["admin"] == "401" else "admin"
        asked = await matrix.asked(there, name)
        async with a_client(await there.knocks_as(who)) as client:
            answer = await asked.of(client)
        await answer.request.aread()
        cases[name].validate_response(answer, checks=PROMISES)
        paths[name] = asked.path
        in_vain |= set() if answer.is_success else {name}
    assert in_vain <= _STATES
    return paths


async def _answered(client: httpx.AsyncClient, case: Any, path: str = "") -> httpx.Response:
    """Send what was drawn, about the thing that the path names if there is one, but signed in as the client is."""
    drawn = case.as_transport_kwargs(base_url=str(client.base_url))
    drawn |= {"url": f"{client.base_url}{path}"} if path else {}
    keep = {name: drawn[name] for name in ("method", "url", "params", "json", "content") if name in drawn}
    if "data" in drawn:
        keep["content"] = drawn["data"]
    headers = {name: told for name, told in drawn.get("headers", {}).items() if name.lower() not in _OURS}
    return await client.request(**keep, headers=headers)


@pytest.mark.slow
@pytest.mark.timeout(300)  # thousands of requests, on a machine that may be busy
async def test_no_generated_request_breaks_anything(
    db: str, valkey: str, dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As 管理员, about things that are there and some that are not: no 5xx, known statuses, bodies as promised."""
    monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", world.OPERATOR)
    settings.forget()
    there = await world.a_world()
    cases = _cases(create_app().openapi(), EXAMPLES[dialect])
    paths = await _as_the_matrix_asks(there, {_name_of(case): case for case in cases})
    async with a_client() as client:
        for turn, case in enumerate(cases):
            name = _name_of(case)
            house = name in matrix.ROWS and matrix.RULES[matrix.ROWS[name].rule]["admin"] == "401"
            client.headers["Authorization"] = f"Bearer {await there.knocks_as('house' if house else 'admin')}"
            try:
                answer = await _answered(client, case, paths.get(name, "") if turn % 2 else "")
            except (httpx.InvalidURL, UnicodeEncodeError, ValueError):
                continue  # cannot be sent at all
            if (case.path, answer.status_code) != ("/readyz", 503):  # "not ready" is that address's second answer
                case.validate_response(answer, checks=PROMISES)
