"""Messages for CCPIT, posted as signed JSON in our own form: no public message of CCPIT was found (formats.md §2).

The receiver knows a message by its id and takes it once, so silence may be answered by sending again.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

import orjson

from api.exchange.gateways.handing import NotNow, Refused
from api.exchange.outgoing import Claimed
from api.exchange.readings import note_of
from api.exchange.settings import Exchange
from kit import http, settings, signing
from kit.clock import now

_PATIENCE: Final = 10.0  # seconds
_LONGEST_WAIT: Final = timedelta(hours=1)
_HAS_IT: Final = HTTPStatus.CONFLICT  # it had the id before
_NOT_THE_MESSAGE: Final = frozenset({401, 402, 403, 404, 405, 408, 421, 425, 426, 429})  # another fault than the body's
_LONGEST_REASON: Final = 500


async def hand_over(message: Claimed) -> None:
    """Post a message; raises NotNow or Refused."""
    told = settings.load(Exchange)
    key = told.exchange_ccpit_key
    if not told.exchange_ccpit_url or key is None:
        raise NotNow("没有配置贸促会的地址或密钥。")
    headers = _headers(str(message.id), key.get_secret_value(), message)
    try:
        answer = await http.client().request(
            "POST", told.exchange_ccpit_url, body=message.body, headers=headers, timeout=_PATIENCE
        )
    except (http.NotSent, http.NoAnswer):
        raise NotNow("贸促会系统没有应答。") from None
    _judge(answer)


def _headers(message_id: str, key: str, message: Claimed) -> dict[str, str]:
    timestamp = int(now().timestamp())
    return {
        "Content-Type": "application/json",
        "X-Huizhi-Id": message_id,
        "X-Huizhi-Kind": message.kind,
        "X-Huizhi-Timestamp": str(timestamp),
        "X-Huizhi-Signature": signing.sign(key, message_id, timestamp, message.body),
    }


def _judge(answer: http.Response) -> None:
    status = answer.status
    if HTTPStatus(200) <= status < HTTPStatus(300) or status == _HAS_IT:
        return
    if status >= HTTPStatus(500) or status < HTTPStatus(400) or status in _NOT_THE_MESSAGE:
        raise NotNow(f"贸促会系统暂时不能接收（HTTP {status}）。", _wait(answer))
    raise Refused(f"贸促会系统拒收：{_reason(answer.body) or f'HTTP {status}'}")


def _wait(answer: http.Response) -> timedelta | None:
    told = answer.headers.get("retry-after", "")
    return min(timedelta(seconds=int(told)), _LONGEST_WAIT) if told.isdigit() and len(told) < 8 else None  # noqa: PLR2004


def _reason(body: bytes) -> str:
    """Return why a message was refused: the `detail` of a problem, or the plain words."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        told = {}
    said = told.get("detail") or told.get("message") if isinstance(told, dict) else None
    return note_of(said if isinstance(said, str) else body[: 4 * _LONGEST_REASON].decode("utf-8", "replace"))[
        :_LONGEST_REASON
    ]
