"""How HTTP says no: application/problem+json (RFC 9457), with the refusal's own sentence as its detail.

What went wrong inside is logged and never told (O-1); the trace id leads from one to the other.
"""

from http import HTTPStatus
from typing import Any, Final

import orjson
from asyncpg import CannotConnectNowError, PostgresConnectionError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from tortoise.exceptions import DBConnectionError

from api.faults import sentence_of
from kit import logs, trace
from kit.refusals import Kind, Refusal, Weather

_LOG = logs.get("api.problems")
MEDIA_TYPE: Final = "application/problem+json"
STATUS: Final = {
    Kind.UNKNOWN: 404,
    Kind.FORBIDDEN: 403,
    Kind.CONFLICT: 409,
    Kind.INVALID: 422,
    Kind.TOO_OFTEN: 429,
    Kind.UNAUTHENTICATED: 401,
    Kind.TOO_LARGE: 413,
}
WEATHER: Final = (Weather, DBConnectionError, PostgresConnectionError, CannotConnectNowError, ConnectionError)
_SENTENCES: Final = {
    400: ("bad_request", "请求格式不正确。"),
    404: ("not_found", "未查询到相关信息!"),
    405: ("method_not_allowed", "不支持这种请求方式。"),
    413: ("too_large", "内容太大，不能接收。"),
    415: ("unsupported_media_type", "请以 JSON 格式提交。"),
}
_MOST_FAULTS = 20


class FieldFault(BaseModel):
    """What is wrong with one field of a request."""

    field: str = Field(description="JSON pointer or parameter name", examples=["body/mobile"])
    fault: str = Field(examples=["必填"])


class Problem(BaseModel):
    """A refusal, or a fault of ours, as RFC 9457 has it."""

    type: str = Field(examples=["urn:huizhi:problem:not_signed_in"])
    title: str = Field(examples=["Unauthorized"])
    status: int = Field(examples=[401])
    detail: str = Field(description="给用户看的一句话", examples=["请先登录。"])
    code: str = Field(examples=["not_signed_in"])
    trace: str = Field(description="问题编号，报给客服即可", examples=["0199a0f0c3f27d8e9b1c2d3e4f506172"])
    facts: dict[str, Any] = Field(default_factory=dict, examples=[{}])
    errors: list[FieldFault] = Field(default_factory=list, examples=[[]])


def _documented(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}


# Give these to a router: `APIRouter(responses=problems.RESPONSES)`; main.create_app() adds the schema itself.
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    status: _documented(status) for status in (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
}


def response(status: int, code: str, detail: str, *, headers: dict[str, str] | None = None, **parts: Any) -> Response:
    """Return a problem as a response; `parts` are facts and errors."""
    content = {
        "type": f"urn:huizhi:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "trace": trace.current(),
        **parts,
    }
    return Response(orjson.dumps(content, default=str), status, headers, MEDIA_TYPE)


def of_refusal(_request: Request, refusal: Exception) -> Response:
    """Return a refusal's answer; too_often carries Retry-After, unauthenticated WWW-Authenticate."""
    assert isinstance(refusal, Refusal)  # noqa: S101 — registered for nothing else
    headers = {}
    if refusal.kind is Kind.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = 'Bearer realm="huizhi"'
    if "retry_after" in refusal.facts:
        headers["Retry-After"] = str(refusal.facts["retry_after"])
    return response(STATUS[refusal.kind], refusal.code, refusal.sentence, headers=headers, facts=refusal.facts)


def of_http(_request: Request, error: Exception) -> Response:
    """Return the answer to what no route takes: wrong path, method or size."""
    assert isinstance(error, HTTPException)  # noqa: S101 — registered for nothing else
    code, sentence = _SENTENCES.get(error.status_code, _SENTENCES[400])
    return response(error.status_code, code, sentence, headers=dict(error.headers or {}))


def too_large() -> Response:
    """Return the answer to a body beyond what its route takes."""
    code, sentence = _SENTENCES[413]
    return response(413, code, sentence)


def of_hangup(_request: Request, _error: Exception) -> Response:
    """Return the answer to who hung up before the request was whole; nobody is left to read it."""
    code, sentence = _SENTENCES[400]
    return response(400, code, sentence)


def of_validation(_request: Request, error: Any) -> Response:
    """Return what is wrong with a request, field by field; what was sent is not repeated."""
    faults = [{"field": "/".join(map(str, each["loc"])), "fault": sentence_of(each)} for each in error.errors()]
    return response(422, "invalid_request", "请求内容不正确，请检查后重试。", errors=faults[:_MOST_FAULTS])


def of_weather(_request: Request, error: Exception) -> Response:
    """Return the answer when something we need is out of reach for now."""
    _LOG.warning("weather", error=type(error).__name__, text=str(error)[:200])
    return response(503, "unavailable", "系统忙，没有办成。请稍后再试。", headers={"Retry-After": "5"})


def of_fault(error: Exception) -> Response:
    """Log a fault of ours with its stack, and return an answer that tells nothing of it."""
    if isinstance(error, WEATHER):
        return of_weather(Request({"type": "http"}), error)
    _LOG.error("unhandled error", exc_info=error)
    return response(500, "fault", "系统忙，没有办成。请稍后再试；可将问题编号报给客服。")


HANDLERS: Final = {
    Refusal: of_refusal,
    HTTPException: of_http,
    ClientDisconnect: of_hangup,
    **dict.fromkeys(WEATHER, of_weather),
}
