"""The HTTP app as a whole: headers, trace ids, sizes, problems, health, metrics, and an OpenAPI document to rely on."""

import json
import logging
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import structlog
from starlette.requests import Request

from api.main import BODY_LIMIT, ROUTERS, create_app
from api.problems import Problem
from kit import database, logs, refusals, settings
from tests.api.people.makers import BASE, a_client

OPERATOR = "an-operators-token-of-32-characters!"

OPEN = {
    ("post", "/api/v1/session"),
    ("post", "/api/v1/registrations/code"),
    ("post", "/api/v1/registrations"),
    ("get", "/api/v1/registrations/{registration_id}"),
    ("get", "/api/v1/guide"),
    ("get", "/api/v1/guide/faq"),
}


@pytest.fixture
async def client(db: str) -> AsyncIterator[httpx.AsyncClient]:
    async with a_client() as made:
        yield made


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """What the process logs, at every level, as an operator would read it."""
    handlers = logging.root.handlers[:]
    logs.configure(level="DEBUG", as_json=True)
    yield capsys
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers


def is_problem(answer: httpx.Response, status: int, code: str) -> bool:
    """Tell whether an answer is such a problem, whole and with its trace."""
    if answer.status_code != status or answer.headers["content-type"] != "application/problem+json":
        return False
    problem = Problem.model_validate_json(answer.content)
    return (problem.status, problem.code, problem.trace) == (status, code, answer.headers["x-trace-id"])


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/me", "/nowhere", "/openapi.json"])
async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    """O-2, on successes and refusals alike; no HSTS over plain http."""
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in headers["content-security-policy"]
    assert "strict-transport-security" not in headers
    assert "server" not in headers


async def test_https_brings_hsts_for_more_than_a_year(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_PUBLIC_URL", "https://huizhi.example")
    settings.forget()
    async with a_client() as client:
        told = (await client.get("/healthz")).headers["strict-transport-security"]
    assert "includeSubDomains" in told
    assert int(told.split(";")[0].removeprefix("max-age=")) >= 31_536_000


async def test_each_request_has_a_trace_of_its_own(client: httpx.AsyncClient) -> None:
    traces = {(await client.get("/healthz", headers={"X-Trace-Id": "mine"})).headers["x-trace-id"] for _ in range(3)}
    assert len(traces) == 3
    assert all(len(each) == 32 for each in traces)


async def test_what_no_route_takes_is_a_problem(client: httpx.AsyncClient) -> None:
    """Wrong path, wrong method, broken JSON, unknown fields, and what was sent is not echoed."""
    assert is_problem(await client.get("/nowhere"), 404, "not_found")
    assert is_problem(await client.delete("/healthz"), 405, "method_not_allowed")
    broken = await client.post("/api/v1/session", content=b"{", headers={"Content-Type": "application/json"})
    assert is_problem(broken, 422, "invalid_request")
    body = {"login": "a", "password": "canary-password", "owner": "me"}
    unknown = await client.post("/api/v1/session", json=body)
    assert is_problem(unknown, 422, "invalid_request")
    assert [each["field"] for each in unknown.json()["errors"]] == ["body/owner"]
    assert "canary" not in unknown.text


@pytest.mark.parametrize("login", ["a\\u0000b", "a\\ud800b", "\\u202e", "x" * 65, "", "   ", "𝔟𝔬𝔰𝔰"])
async def test_odd_text_is_refused_or_unknown_but_breaks_nothing(client: httpx.AsyncClient, login: str) -> None:
    """NUL, lone surrogates, direction marks, too long, blank, letters beyond the basic plane."""
    body = f'{{"login": "{login}", "password": "lake-under-nine-bridges"}}'.encode()
    answer = await client.post("/api/v1/session", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {401, 422}


async def test_a_body_beyond_a_mebibyte_is_refused_also_when_its_length_is_not_told(client: httpx.AsyncClient) -> None:
    """And one within the limit is read."""

    async def dribble(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 65_536):
            yield b" " * 65_536

    headers = {"Content-Type": "application/json"}
    told = await client.post("/api/v1/session", content=b" " * (BODY_LIMIT + 1), headers=headers)
    untold = await client.post("/api/v1/session", content=dribble(BODY_LIMIT + 65_536), headers=headers)
    within = await client.post("/api/v1/session", content=dribble(BODY_LIMIT), headers=headers)
    assert [told.status_code, untold.status_code, within.status_code] == [413, 413, 422]
    assert is_problem(told, 413, "too_large")


async def _failing(error: Exception) -> httpx.Response:
    app = create_app()

    async def fail(_request: Request) -> None:
        raise error

    app.add_route("/fail", fail)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        return await client.get("/fail?token=secret")


async def test_a_fault_of_ours_is_logged_and_tells_nothing(db: str, logged: pytest.CaptureFixture[str]) -> None:
    """O-1: no stack, no text of the exception; the trace leads to the log line, which has both."""
    answer = await _failing(ZeroDivisionError("a canary in select * from persons"))
    assert is_problem(answer, 500, "fault")
    assert "canary" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    lines = logged.readouterr().err
    assert answer.headers["x-trace-id"] in lines
    assert "ZeroDivisionError" in lines


@pytest.mark.parametrize("error", [refusals.Weather("customs"), ConnectionResetError("database")])
async def test_weather_is_503_and_says_when_to_come_back(db: str, error: Exception) -> None:
    """D1: what is out of reach for now is no fault and no refusal."""
    answer = await _failing(error)
    assert is_problem(answer, 503, "unavailable")
    assert answer.headers["retry-after"] == "5"


@pytest.mark.parametrize(
    ("kind", "status"), [("unknown", 404), ("forbidden", 403), ("conflict", 409), ("invalid", 422), ("too_often", 429)]
)
async def test_a_refusal_is_a_problem_with_its_own_sentence(db: str, kind: str, status: int) -> None:
    """House rule 6."""
    answer = await _failing(refusals.Refusal(refusals.Kind(kind), "because", "因为所以。", retry_after=7))
    assert is_problem(answer, status, "because")
    assert answer.json()["detail"] == "因为所以。"
    assert answer.headers["retry-after"] == "7"


async def test_readiness_asks_the_database_and_its_schema(client: httpx.AsyncClient) -> None:
    """R-18: alive without anything; ready only with the whole schema."""
    assert (await client.get("/readyz")).json() == {"status": "ok"}
    await database.execute("delete from schema_migrations where name like 'api/%'")
    assert (await client.get("/readyz")).status_code == 503
    assert (await client.get("/healthz")).status_code == 200


async def test_metrics_are_for_this_machine_and_the_operator(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """O-1: a stranger finds nothing there, nor does who comes through a proxy on this machine."""
    monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", OPERATOR)
    settings.forget()
    async with a_client(ip="127.0.0.1") as here:
        assert b"huizhi_deliveries" in (await here.get("/metrics")).content
        assert (await here.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"})).status_code == 404
    async with a_client() as stranger:
        assert (await stranger.get("/metrics")).status_code == 404
        assert (await stranger.get("/metrics", headers={"Authorization": f"Bearer {OPERATOR}"})).status_code == 200


async def test_there_is_no_place_to_read_the_documentation_but_the_document(client: httpx.AsyncClient) -> None:
    """O-1: no /docs, no /redoc."""
    assert [(await client.get(path)).status_code for path in ("/docs", "/redoc", "/openapi.json")] == [404, 404, 200]


async def test_the_document_tells_tags_problems_and_who_must_sign_in(client: httpx.AsyncClient) -> None:
    """Each operation: one tag, a summary, a problem for what it refuses; a sign-in, unless nobody can have one yet."""
    document = (await client.get("/openapi.json")).json()
    operations = {
        (method, path): operation
        for path, item in document["paths"].items()
        if path.startswith("/api/v1/")
        for method, operation in item.items()
    }
    assert len(operations) > 20
    for place, operation in operations.items():
        assert len(operation["tags"]) == 1, place
        assert operation["summary"], place
        assert "application/problem+json" in operation["responses"]["401"]["content"], place
        assert bool(operation["security"]) == (place not in OPEN), place
    names = [operation["operationId"] for operation in operations.values()]
    assert len(names) == len(set(names))
    assert "Problem" in document["components"]["schemas"]
    assert json.dumps(document).count("HTTPValidationError") == 0


async def test_every_body_forbids_what_it_does_not_name(client: httpx.AsyncClient) -> None:
    """T-7: no mass assignment, because an unknown field is an error in every JSON body of the API."""
    document = (await client.get("/openapi.json")).json()
    bodies = [
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for path, item in document["paths"].items()
        for operation in item.values()
        if path.startswith("/api/v1/") and "application/json" in operation.get("requestBody", {}).get("content", {})
    ]
    assert len(bodies) > 10
    for name in bodies:
        assert document["components"]["schemas"][name]["additionalProperties"] is False, name


def test_every_slice_with_routes_is_in_the_app() -> None:
    """A slice that is forgotten in the list is a slice without doors."""
    from pathlib import Path

    root = Path(__file__).resolve().parents[2] / "api"
    slices = {path.parent.name for path in root.glob("*/routes.py")} | {
        path.parent.parent.name for path in root.glob("*/routes/__init__.py")
    }
    assert len(ROUTERS) == len(slices)


async def test_logs_of_a_request_carry_no_query(db: str, logged: pytest.CaptureFixture[str]) -> None:
    """W-7: secrets stand in query strings."""
    await _failing(ZeroDivisionError())
    assert "/fail" in (lines := logged.readouterr().err)
    assert "token=secret" not in lines
