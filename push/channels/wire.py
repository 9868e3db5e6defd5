"""One HTTP exchange with a provider, told in the words of the channels: what failed before, and what after, it left."""

from collections.abc import Mapping
from typing import Any

import orjson

from kit import http
from push.channels.outcome import Ambiguous, TryLater

_CLIENT_FAULTS, _SERVER_FAULTS = 400, 500
JSON = {"Content-Type": "application/json"}


async def exchange(
    provider: str, method: str, url: str, *, body: bytes = b"", headers: Mapping[str, str] = JSON
) -> http.Response:
    """Return the provider's answer, whatever its status; raises TryLater if nothing was sent, else Ambiguous."""
    try:
        return await http.client().request(method, url, body=body, headers=headers)
    except http.NotSent as fault:
        raise TryLater("not_sent", str(fault), provider=provider) from None
    except http.NoAnswer as fault:
        raise Ambiguous(str(fault), provider=provider) from None


def own_words(provider: str, response: http.Response, *expected: str) -> dict[str, Any]:
    """Return the JSON object of an answer that has one of the `expected` members: only those are the provider's own.

    Anything else came from something in between. With a status 4xx it says that the request was refused (TryLater);
    otherwise nobody knows (Ambiguous).
    """
    try:
        answer = orjson.loads(response.body)
    except orjson.JSONDecodeError:
        answer = None
    if isinstance(answer, dict) and any(name in answer for name in expected):
        return answer
    if _CLIENT_FAULTS <= response.status < _SERVER_FAULTS:
        raise TryLater(f"http_{response.status}", "refused by HTTP", alarm=True, provider=provider)
    raise Ambiguous(f"HTTP {response.status}, not the provider's own words", code="bad_answer", provider=provider)
