"""Where a request goes and what its first lines are; nothing here can be made to say more than one request."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_PORTS = {"http": 80, "https": 443}


class Origin(NamedTuple):
    """Scheme, host and port: what a connection can be re-used for."""

    scheme: str
    host: str
    port: int


class Target(NamedTuple):
    """An origin and what is asked of it; `path` holds the query, so a Target is never logged."""

    origin: Origin
    authority: str
    path: str


@lru_cache(maxsize=512)
def parse(url: str) -> Target:
    """Return the parts of an http(s) address; raises ValueError, without the address, for anything else."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("not an address") from None
    if scheme not in _PORTS or not host or parts.username or not host.isascii():
        raise ValueError("not an http(s) address with a plain host")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii() or not path.isprintable() or " " in path:
        raise ValueError("the path or query is not percent-encoded")
    return Target(Origin(scheme, host, port or _PORTS[scheme]), _authority(scheme, host, port), path)


def _authority(scheme: str, host: str, port: int | None) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port in {None, _PORTS[scheme]} else f"{name}:{port}"


def compose(method: str, target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    """Return the whole request; raises ValueError when a header could smuggle another line."""
    head = _head(method, target.authority, target.path, tuple(headers.items()))
    length = b"Content-Length: %d\r\n" % len(body) if body or method != "GET" else b""
    return b"%b%b\r\n%b" % (head, length, body)


@lru_cache(maxsize=128)
def _head(method: str, authority: str, path: str, headers: tuple[tuple[str, str], ...]) -> bytes:
    """Return the lines that requests to one address share; remembered, for a thousand a second go to one address."""
    if method not in _METHODS:
        raise ValueError(f"method {method!r} is not one of {sorted(_METHODS)}")
    lines = [f"{method} {path} HTTP/1.1\r\nHost: {authority}", *(f"{name}: {value}" for name, value in headers)]
    head = "\r\n".join(lines) + "\r\n"
    if not head.isascii() or head.count("\n") != len(lines) + 1 or head.count("\r") != len(lines) + 1:
        raise ValueError("a header is not one line of ASCII")
    return head.encode()
