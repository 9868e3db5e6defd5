"""The front door of api.weixin.qq.com: method, credential, quota and body are judged before any endpoint runs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.fate import storm, strikes
from sandbox.pictures import handed_in
from sandbox.wechat import quota, tokens
from sandbox.wechat.errors import ApiError
from sandbox.world import World

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One API call after the front door; `peer` is the caller's address."""

    world: World
    path: str
    query: Mapping[str, str]
    body: Json
    peer: str

    def text(self, name: str) -> str:
        """Read a string of the JSON body; empty when absent."""
        value = self.body.get(name)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path of the API; `open` ones need no access_token, `form` ones take files instead of JSON."""

    path: str
    handler: Callable[[Call], Json]
    method: str = "POST"
    open: bool = False
    form: bool = False

    def route(self) -> Route:
        """Both methods reach the front door, so that the wrong one is refused in the platform's words."""
        return Route(self.path, self.serve, methods=["GET", "POST"])

    async def serve(self, request: Request) -> Response:
        """Answer one call with HTTP 200 and errcode, as the platform always does."""
        raw = await request.body()
        answer = self._judged(request, raw, await handed_in(request) if self.form else None)
        request.scope["outcome"] = str(answer.get("errcode", 0))
        body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
        return Response(body, headers={"content-type": "application/json; encoding=utf-8"})

    def _judged(self, request: Request, raw: bytes, files: Json | None) -> Json:
        world: World = request.app.state.world
        try:
            return self._answer(world, request, raw, files)
        except ApiError as refusal:
            rid = f"{world.next():08x}-{int(world.now()):08x}-sandbox"
            return {"errcode": refusal.code, "errmsg": f"{refusal.message} rid: {rid}"}

    def _answer(self, world: World, request: Request, raw: bytes, files: Json | None) -> Json:
        if request.method != self.method:
            raise ApiError(43002 if self.method == "POST" else 43001)
        if strikes(world, "wechat", "busy"):
            raise ApiError(-1)
        if storm(world, "wechat"):
            raise ApiError(45009)
        if not self.open:
            tokens.check(world, request.query_params.get("access_token", ""))
        body = files if files is not None else parsed(raw) if self.method == "POST" else {}
        peer = request.client.host if request.client else ""
        quota.spend(world, self.path)
        return self.handler(Call(world, self.path, request.query_params, body, peer))


def parsed(raw: bytes) -> Json:
    """Parse the JSON object of a POST; ApiError 44002 when empty, 47001 when it is not one."""
    if not raw.strip():
        raise ApiError(44002)
    try:
        body = json.loads(raw)
    except ValueError:
        raise ApiError(47001) from None
    if not isinstance(body, dict):
        raise ApiError(47001)
    return body


def ok(**facts: object) -> Json:
    """Answer with the usual success."""
    return {"errcode": 0, "errmsg": "ok", **facts}
