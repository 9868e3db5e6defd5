"""What leaves the house: posted into the outbox within the transaction of its cause, then handed to its gateway.

A message is handed over outside of any transaction, between two short ones: claim and settle. What a worker that was
killed had in its hands is claimed again after its lease, and its gateway knows it by its id.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final

from api.exchange import alerts, outgoing, unsent, words
from api.exchange.gateways import ccpit, gacc_outbox
from api.exchange.gateways.handing import NotNow, Refused
from api.exchange.outgoing import Claimed, GatewayName, Outgoing
from api.exchange.settings import Exchange
from kit import failpoints, logs, metrics, settings
from kit.clock import now

_LOG = logs.get("api.exchange.sending")
BELL: Final = outgoing.BELL
BATCH: Final = 20
_FIRST_WAIT: Final = 4.0  # seconds; doubles with every try
_LONGEST_WAIT: Final = 600.0
_GIVEN_UP: Final = 440  # tries: three days, most of them ten minutes apart
_OVERDUE: Final = timedelta(minutes=10)
_WORRYING: Final = 6  # tries in vain after which the operator is told
_GATEWAYS: Final[Mapping[GatewayName, Callable[[Claimed], Awaitable[None]]]] = {
    "gacc": gacc_outbox.hand_over,
    "ccpit": ccpit.hand_over,
}


async def post(message: Outgoing) -> bool:
    """Write a message to an authority, in the caller's transaction; tell whether its key is new to the gateway.

    Ring the bell `sending.BELL` after the commit, or let the corridor find it within a second.
    """
    return await outgoing.write(message)


async def send_once(limit: int = BATCH) -> int:
    """Hand over what is due, and return how many messages were tried; several processes may do so at once."""
    claimed = await outgoing.claim(_open_gateways(), limit)
    failpoints.hit("outgoing.after_claim")
    await asyncio.gather(*map(_send, claimed))
    return len(claimed)


def _open_gateways() -> list[GatewayName]:
    """Return the gateways that are configured: what is for another waits."""
    told = settings.load(Exchange)
    is_open: dict[GatewayName, bool] = {
        "gacc": told.exchange_gacc_dir is not None,
        "ccpit": bool(told.exchange_ccpit_url and told.exchange_ccpit_key),
    }
    return [name for name, open_now in is_open.items() if open_now]


async def tell_waiting() -> None:
    """Tell the operator of messages for a gateway that is not configured: nothing else would."""
    is_open = set(_open_gateways())
    for gateway, count in (await outgoing.overdue(now() - _OVERDUE)).items():
        if gateway not in is_open:
            text = f"有{count}份报文等待发送，但没有配置{words.GATEWAYS[gateway]}。"
            await alerts.raise_alert("gateway", f"{gateway} closed", text)


async def _send(message: Claimed) -> None:
    outcome = "sent"
    try:
        await _GATEWAYS[message.gateway](message)
        failpoints.hit("outgoing.after_handing_over")
        await outgoing.sent(message.id)
    except NotNow as why:
        outcome = "later"
        await _come_again(message, why)
    except Refused as why:
        outcome = "failed"
        await unsent.give_up(message.id, why.sentence)
    metrics.OUTGOING.labels(message.gateway, outcome).inc()
    _LOG.info("outgoing", message=str(message.id), gateway=message.gateway, kind=message.kind, outcome=outcome)


async def _come_again(message: Claimed, why: NotNow) -> None:
    """Put a message back; tell the operator when it goes on, and give up after three days."""
    if message.tries > _GIVEN_UP:
        await unsent.give_up(message.id, f"三天内未能送达：{why.sentence}")
        return
    pause = min(_FIRST_WAIT * 2 ** min(message.tries - 1, 16), _LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311 — only spreads the tries
    await outgoing.later(message.id, why.sentence, now() + max(timedelta(seconds=pause), why.wait or timedelta()))
    if message.tries == _WORRYING:
        text = f"{words.GATEWAYS[message.gateway]}多次未能接收报文：{why.sentence}"
        await alerts.raise_alert("gateway", message.gateway, text)
