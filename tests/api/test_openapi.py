"""The OpenAPI document keeps its word: generated requests bring no 5xx, and answers that fit it (schemathesis)."""

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
from tests.api import world
from tests.api.people.makers import a_client

EXAMPLES = {"postgres": 6, "sqlite": 3}  # per operation and mode; PostgreSQL is the stricter of the two
_OURS = {"authorization", "cookie"}
PROMISES = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def _cases(document: dict[str, Any], examples: int) -> list[Any]:
    """Draw requests, well-formed ones and broken ones, for every operation; the same ones in each run."""
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


async def _answered(client: httpx.AsyncClient, case: Any) -> httpx.Response:
    """Send what was drawn, but signed in as the client is."""
    drawn = case.as_transport_kwargs(base_url=str(client.base_url))
    keep = {name: drawn[name] for name in ("method", "url", "params", "json", "content") if name in drawn}
    if "data" in drawn:
        keep["content"] = drawn["data"]
    headers = {name: told for name, told in drawn.get("headers", {}).items() if name.lower() not in _OURS}
    return await client.request(**keep, headers=headers)


@pytest.mark.slow
@pytest.mark.timeout(300)  # thousands of requests, on a machine that may be busy
async def test_no_generated_request_breaks_anything(db: str, dialect: str) -> None:
    """As 管理员: no 5xx, known statuses, known media types, bodies as promised."""
    there = await world.a_world()
    document = create_app().openapi()
    async with a_client() as client:
        for case in _cases(document, EXAMPLES[dialect]):
            client.headers["Authorization"] = f"Bearer {await there.knocks_as('admin')}"
            try:
                answer = await _answered(client, case)
            except (httpx.InvalidURL, UnicodeEncodeError, ValueError):
                continue  # cannot be sent at all
            if (case.path, answer.status_code) != ("/readyz", 503):  # "not ready" is that address's second answer
                case.validate_response(answer, checks=PROMISES)
