"""The gate every call passes: the network's moods, and the log of what was asked and answered."""

import asyncio
import socket
import struct
from typing import Any

from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.fate import pause, strikes
from sandbox.world import World

SEEN = 2000
PREFIXES = (
    ("/cgi-bin/sendsms", "kannel"),
    ("/sms/cgi-bin", "kannel"),
    ("/sms/aliyun", "aliyun"),
    ("/sms/tencent", "tencent"),
    ("/cgi-bin/showqrcode", ""),
    ("/cgi-bin", "wechat"),
    ("/sns", "wechat"),
    ("/wxaapi", "wechat"),
    ("/bot", "telegram"),
    ("/ccpit", "ccpit"),
)
BROKEN_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
SOFT_PAGE = "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>系统维护中，请稍后访问</body></html>"


def service_of(scope: Scope) -> str:
    """Whose call this is; empty for the sandbox's own pages."""
    path = scope["path"]
    if path == "/" and scope["method"] == "POST":
        return "tencent" if _header(scope, b"authorization").startswith(b"TC3") else "aliyun"
    return next((service for prefix, service in PREFIXES if path.startswith(prefix)), "")


class Gate:
    """ASGI middleware; outermost, so that a fault hits before or after the provider's own code, never inside."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self.app, self.world = app, world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the call through, or let it meet its fate."""
        service = service_of(scope) if scope["type"] == "http" else ""
        if not service:
            await self.app(scope, receive, send)
            return
        exchange = Exchange(self.world, service, scope, receive, send)
        if not await exchange.misfortune():
            await self.app(scope, exchange.receive, exchange.send)
            exchange.log()


class Exchange:
    """One call on its way in and out."""

    def __init__(self, world: World, service: str, scope: Scope, receive: Receive, send: Send) -> None:
        self.world, self.service, self.scope = world, service, scope
        self._receive, self._send = receive, send
        self.asked, self.answered, self.status = b"", b"", 0
        self.lost: bool | None = None

    async def misfortune(self) -> bool:
        """Whether the call ends here: it then reached nobody."""
        knobs = self.world.knobs.network(self.service)
        if wait := pause(self.world, f"{self.service}.latency", knobs.latency, knobs.jitter):
            await asyncio.sleep(wait)
        if knobs.silent or self._strikes("silent"):
            await self._drained()
        elif self._strikes("reset"):
            reset_connection(self._receive)
        elif self._strikes("bad_gateway"):
            await self._respond(HTMLResponse(BROKEN_PAGE, 502))
        elif self._strikes("html"):
            await self._respond(HTMLResponse(SOFT_PAGE, 200))
        else:
            return False
        return True

    async def receive(self) -> Message:
        """Be the app's ear, remembering the beginning of the body for the log."""
        message = await self._receive()
        if len(self.asked) < SEEN:
            self.asked += message.get("body", b"")[:SEEN]
        return message

    async def send(self, message: Message) -> None:
        """Be the app's mouth; an answer that is lost was still acted upon."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            await self._decide()
        self.answered += message.get("body", b"")[: SEEN - len(self.answered)]
        if not self.lost:
            await self._send(message)

    def log(self) -> None:
        """Count the call and keep it for the inspector."""
        path = self.scope.get("path_shown", self.scope["path"])
        outcome = self.scope.get("outcome", str(self.status))
        self.world.counts[f"{self.service} {path} {outcome}"] += 1
        self.world.calls.append(self._entry(path, outcome))

    def _entry(self, path: str, outcome: str) -> dict[str, Any]:
        return {
            "t": round(self.world.now(), 3),
            "service": self.service,
            "method": self.scope["method"],
            "path": path,
            "query": self.scope["query_string"].decode("latin-1"),
            "asked": self.asked.decode("utf-8", "replace"),
            "status": self.status,
            "outcome": outcome,
            "answered": self.answered.decode("utf-8", "replace"),
            "lost": bool(self.lost),
        }

    async def _decide(self) -> None:
        if wait := self.world.knobs.network(self.service).slow_answer:
            await asyncio.sleep(wait)
        self.lost = self._strikes("lost")
        if self.lost:
            reset_connection(self._receive)

    async def _drained(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _respond(self, response: Response) -> None:
        await response(self.scope, self._receive, self._send)

    def _strikes(self, fault: str) -> bool:
        struck = strikes(self.world, self.service, fault)
        if struck:
            self.world.counts[f"{self.service} fault {fault}"] += 1
        return struck


def reset_connection(receive: Receive) -> None:
    """Answer with TCP RST: uvicorn's `receive` is a method of the cycle that holds the transport."""
    transport: asyncio.Transport | None = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionResetError("no transport to reset")
    peer = transport.get_extra_info("socket")
    if peer is not None:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")
