"""Refusals in the Bot API's own form."""

from typing import Any


class BotError(Exception):
    """An answer with ok=false; `retry_after` in seconds goes with 429."""

    def __init__(self, code: int, description: str, retry_after: int = 0) -> None:
        self.code, self.description, self.retry_after = code, description, retry_after
        super().__init__(f"{code} {description}")

    def as_json(self) -> dict[str, Any]:
        """Render the body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": {"retry_after": self.retry_after}} if self.retry_after else {})


def too_many(seconds: int) -> BotError:
    """429 with the time to wait."""
    return BotError(429, f"Too Many Requests: retry after {seconds}", seconds)


def as_told(said: str) -> BotError:
    """Build the refusal that a knob names: a code, and what is said."""
    code, _, what = said.partition(" ")
    kinds = {"400": "Bad Request", "403": "Forbidden", "401": "Unauthorized", "429": "Too Many Requests"}
    if code == "429":
        return too_many(int(what))
    return BotError(int(code), f"{kinds.get(code, 'Internal Server Error')}: {what}")


def bad(what: str) -> BotError:
    """400."""
    return BotError(400, f"Bad Request: {what}")
