"""Masks for what may not be shown or logged (P-2): one place, used by logs, lists and chat alike."""

import re

_MOBILE = re.compile(r"(?<!\d)((?:86)?1[3-9]\d)\d{4}(\d{4})(?!\d)")
_ID_CARD = re.compile(r"(?<!\d)(\d{3})\d{12,13}(\d[\dXx])(?![\dA-Za-z])")
_OPENID = re.compile(r"(?<![0-9A-Za-z_-])o[0-9A-Za-z_-]{23}([0-9A-Za-z_-]{4})(?![0-9A-Za-z_-])")
_TOKEN = re.compile(r"((?:access_token|secret|password|ticket|code|bot_token)=)[^&\s\"']+", re.IGNORECASE)
_BOT_TOKEN = re.compile(r"(?<!\d)\d{6,12}:[0-9A-Za-z_-]{30,50}")


def phone(value: str) -> str:
    """Return 138****1234 for a mobile number; anything else shows its last four characters."""
    return _MOBILE.sub(r"\1****\2", value) if _MOBILE.fullmatch(value) else tail(value)


def id_card(value: str) -> str:
    """Return the first three and last two characters of an identity number."""
    return value[:3] + "*" * max(len(value) - 5, 0) + value[-2:] if len(value) > 5 else "*" * len(value)  # noqa: PLR2004


def person_name(value: str) -> str:
    """Return 张* for 张三: the family name alone."""
    return value[:1] + "*" if value else ""


def address(value: str) -> str:
    """Return a network address without its last part: 192.0.2.*, 2001:db8:*."""
    dot = ":" if ":" in value else "."
    parts = [part for part in value.split(dot) if part]
    return dot.join([*parts[:-1][:3], "*"]) if parts else ""


def tail(value: str, shown: int = 4) -> str:
    """Return `…` and the last `shown` characters; a value as short as that is masked whole."""
    return "…" + value[-shown:] if len(value) > shown else "*" * len(value)


def scrub(text: str) -> str:
    """Mask mobiles, identity numbers, openids, and tokens wherever they stand in a text."""
    text = _MOBILE.sub(r"\1****\2", text)
    text = _ID_CARD.sub(r"\1***********\2", text)
    text = _OPENID.sub(r"o…\1", text)
    return _BOT_TOKEN.sub("…", _TOKEN.sub(r"\1…", text))
